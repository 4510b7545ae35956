"""What became of every report, told by the chats alone, as the people in them see it."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.chats import Chat, Message
from tests.kill.crowd import Crowd, Report

CODE = re.compile(r"#C\d+")
WORDS = re.compile(r"路灯\d{6}不亮")
ANSWER, CARD = "已登记", "随手拍 · "
"""So begin an answer and a card; whatever else is said about a case names only its number."""


class Ends:
    """How far each chat had come whenever a bot had just ended, and when that was."""

    def __init__(self, crowd: Crowd) -> None:
        self._crowd = crowd
        self._ends: list[dict[int, int]] = []
        self._moments: list[float] = []

    def note(self) -> None:
        chats = self._crowd.world.chats.values()
        self._ends.append({chat.id: max(chat.messages, default=0) for chat in chats})
        self._moments.append(self._crowd.world.clock())

    def bots_of(self, chat: int, messages: Iterable[int]) -> list[int]:
        """Which bot, counted from 0, wrote each of these."""
        return [sum(end[chat] < message for end in self._ends) for message in messages]

    def taken_over(self, seen: "Iterable[Seen]") -> int:
        """How many reports one bot confirmed to Telegram and only a later one answered."""
        count = 0
        for one in seen:
            confirmed = self._crowd.world.updates.answered.get(one.report.update)
            if confirmed is not None and one.answers:
                by = sum(moment < confirmed for moment in self._moments)
                count += min(self.bots_of(one.report.chat, one.answers)) > by
        return count


@dataclass(frozen=True)
class Seen:
    """The answers to one report and its cards in the staff group, each by its message."""

    report: Report
    answers: dict[int, str]
    cards: dict[int, str]

    @property
    def codes(self) -> set[str]:
        return {*self.answers.values(), *self.cards.values()}


@dataclass(frozen=True)
class Verdict:
    reports: int
    taken_over: int
    """Confirmed to Telegram by one bot, answered by a later one."""
    unanswered: list[Report]
    without_card: list[Report]
    with_two_numbers: list[Report]
    shared_numbers: list[str]
    second_answers: int
    second_cards: int
    unexplained: list[str]
    """Doubled by one and the same bot, which no kill explains."""
    out_of_turn: list[str]
    """Numbers that were given, within a chat, in another order than people spoke."""

    def troubles(self) -> list[str]:
        """What went wrong, a line each; none for a clean verdict."""
        found = {
            "never answered": [one.words for one in self.unanswered],
            "no card in the staff group": [one.words for one in self.without_card],
            "two numbers for one report": [one.words for one in self.with_two_numbers],
            "one number for two reports": self.shared_numbers,
            "said twice by one bot": self.unexplained,
            "out of turn": self.out_of_turn,
        }
        return [f"{what}: {len(them)}, {them[:3]}" for what, them in found.items() if them]

    @property
    def doubled(self) -> int:
        return self.second_answers + self.second_cards


def judge(crowd: Crowd, ends: Ends) -> Verdict:
    seen = look(crowd)
    owners = Counter((one.report.quarter.name, code) for one in seen for code in one.codes)
    doubled = [
        (chat, messages)
        for one in seen
        for chat, messages in (
            (one.report.chat, one.answers),
            (one.report.quarter.staff.id, one.cards),
        )
        if len(messages) > 1
    ]
    return Verdict(
        reports=len(seen),
        taken_over=ends.taken_over(seen),
        unanswered=[one.report for one in seen if not one.answers],
        without_card=[one.report for one in seen if not one.cards],
        with_two_numbers=[one.report for one in seen if len(one.codes) > 1],
        shared_numbers=[f"{name} {code}" for (name, code), n in owners.items() if n > 1],
        second_answers=sum(max(len(one.answers) - 1, 0) for one in seen),
        second_cards=sum(max(len(one.cards) - 1, 0) for one in seen),
        unexplained=[
            f"{chat}: {sorted(messages)}"
            for chat, messages in doubled
            if len(set(ends.bots_of(chat, messages))) < len(messages)
        ],
        out_of_turn=_out_of_turn(seen),
    )


def _out_of_turn(seen: Iterable[Seen]) -> list[str]:
    last: dict[int, tuple[int, str]] = {}
    found = []
    for one in seen:
        for code in sorted(one.codes)[:1]:
            number, before = int(code.removeprefix("#C")), last.get(one.report.chat)
            if before is not None and number < before[0]:
                found.append(f"{one.report.chat}: {before[1]} before {one.report.words}")
            last[one.report.chat] = (number, one.report.words)
    return found


def look(crowd: Crowd) -> list[Seen]:
    answers = {
        chat.id: _answers_in(chat, crowd.world.bot.id) for chat in crowd.world.chats.values()
    }
    cards = {quarter.name: _cards_in(quarter.staff) for quarter in crowd.quarters}
    return [
        Seen(
            report,
            answers[report.chat].get(report.message, {}),
            cards[report.quarter.name].get(report.words, {}),
        )
        for report in crowd.reports
    ]


def is_all_seen(crowd: Crowd) -> bool:
    return all(one.answers and one.cards for one in look(crowd))


def _answers_in(chat: Chat, bot: int) -> dict[int, dict[int, str]]:
    """By the message they reply to: the bot's messages there that give it a number."""
    found: dict[int, dict[int, str]] = {}
    for message in chat.messages.values():
        replied = message.data.get("reply_to_message")
        code = _code_of(message)
        if message.from_id == bot and replied and code and ANSWER in message.words:
            found.setdefault(replied["message_id"], {})[message.id] = code
    return found


def _cards_in(staff: Chat) -> dict[str, dict[int, str]]:
    """By the words of the report they show."""
    found: dict[str, dict[int, str]] = {}
    for message in staff.messages.values():
        words, code = WORDS.search(message.words), _code_of(message)
        if words and code and CARD in message.words:
            found.setdefault(words[0], {})[message.id] = code
    return found


def _code_of(message: Message) -> str | None:
    code = CODE.search(message.words)
    return code[0] if code else None
