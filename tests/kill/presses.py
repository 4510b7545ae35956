"""Two officers press the same button at the same moment, five times each, on case after case."""

from dataclasses import dataclass, field

from sandbox.chats import Message
from sandbox.deeds import act
from sandbox.people import Person
from tests.kill.bots import drained, open_town
from tests.kill.crowd import Crowd, Report
from tests.kill.ears import Ears, Reply
from tests.kill.judge import Ends, judge, look
from tests.kill.kills import told
from tests.kill.outcome import Order, Outcome, wrong
from tests.kill.waiting import until

ACCEPT, ACCEPTED = "受理", "已受理"
PRESSES_EACH = 5
AT_ONCE = 20
LONGEST_ANSWER = 30.0


@dataclass
class Contest:
    """One case that both want; their presses, in the order in which they were made."""

    report: Report
    card: Message
    answer: Message
    presses: dict[str, Person] = field(default_factory=dict)

    def press(self, crowd: Crowd) -> None:
        officers = self.report.quarter.officers * PRESSES_EACH
        crowd.chance.shuffle(officers)
        data = next(
            button["callback_data"]
            for row in self.card.buttons()
            for button in row
            if button["text"] == ACCEPT
        )
        for officer in officers:
            said = {"as": officer.id, "do": "press", "chat": self.report.quarter.staff.id}
            said |= {"message_id": self.card.id, "data": data, "as_seen": True}
            self.presses[act(crowd.world, said, {})["query_id"]] = officer

    def troubles(self, ears: Ears) -> list[str]:
        name, found = self.report.words, list[str]()
        answers = {press: ears.replies.get(press, []) for press in self.presses}
        if silent := sum(len(replies) != 1 for replies in answers.values()):
            found.append(f"{name}: {silent} presses were not answered exactly once")
        winners = {
            self.presses[press].name for press, replies in answers.items() if _is_won(replies)
        }
        on_card, on_answer = self._named(self.card), self._named(self.answer)
        if not [*winners] == on_card == on_answer:
            found.append(
                f"{name}: {winners} were told that they won, the staff's card names {on_card},"
                f" the reporter's {on_answer}"
            )
        for press, replies in answers.items():
            loses = self.presses[press].name not in winners
            if loses and any(on_card[0] not in reply.words for reply in replies if on_card):
                found.append(f"{name}: a loser was told {replies}")
        return found

    def _named(self, card: Message) -> list[str]:
        """Who has accepted it, says this card."""
        officers = self.report.quarter.officers
        return [who.name for who in officers if who.name in card.words and ACCEPTED in card.words]


def _is_won(replies: list[Reply]) -> bool:
    return any(not reply.is_alert for reply in replies)


async def press_at_once(order: Order) -> Outcome:
    troubles = list[str]()
    async with open_town(order.folder, order.parent, seed=order.seed, troubles=()) as (crowd, bots):
        with Ears(crowd.world).listening() as ears:
            crowd.report()
            await bots.start(order.mode)
            contests = list[Contest]()
            while len(contests) < order.count:
                contests += await _contests(crowd, min(AT_ONCE, order.count - len(contests)))
                await _answered(ears, contests)
            await drained(crowd)
        verdict = judge(crowd, Ends(crowd))
        if code := await bots.stop():
            troubles.append(f"told to stop, it ended with {code}")
    troubles += wrong(verdict, crowd) + [
        trouble for contest in contests for trouble in contest.troubles(ears)
    ]
    presses = sum(len(contest.presses) for contest in contests)
    replies = [reply for said in ears.replies.values() for reply in said]
    refused = sum(reply.is_alert for reply in replies)
    figures = told(verdict) | {"presses": presses, "answered": len(replies), "refused": refused}
    return Outcome(order.count, figures, troubles)


async def _contests(crowd: Crowd, count: int) -> list[Contest]:
    """So many new reports; once their cards stand there, everybody presses."""
    reports = [crowd.report() for _ in range(count)]
    await drained(crowd)
    seen = {one.report: one for one in look(crowd)}
    contests = []
    for report in reports:
        [card], [answer] = seen[report].cards, seen[report].answers
        chat = crowd.world.chats[report.chat]
        contests.append(Contest(report, report.quarter.staff.messages[card], chat.messages[answer]))
    for contest in contests:
        contest.press(crowd)
    return contests


async def _answered(ears: Ears, contests: list[Contest]) -> None:
    """Until every press has its answer, or for as long as an app shows that it waits."""
    presses = {press for contest in contests for press in contest.presses}
    await until(lambda: presses <= ears.replies.keys(), LONGEST_ANSWER)
