"""A neighbourhood's day: of a hundred things that happen, ten are reports.

Sixty-eight are talk among neighbours, eight of it in reply to somebody; eight correct what was
said, two of the reports are corrected; four neighbours second a report, three times an officer
accepts one, twice somebody looks how far it is; three times somebody comes or goes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from sandbox.chats import Chat, Message
from sandbox.deeds import act
from sandbox.delivery import Delivery
from sandbox.people import Person
from tests.kill.books import unhandled
from tests.kill.crowd import Crowd, Quarter, Report
from tests.kill.judge import ANSWER, CARD
from tests.kill.waiting import until

AHEAD = 300
"""So much may wait for the bot before people pause: a day is longer than a test."""
LATELY = 200
LONGEST_PAUSE = 60.0
ADDED = "，{number}号楼旁"


@dataclass
class CountedDelivery(Delivery):
    """Repeats and shuffles as told, and counts."""

    updates: int = 0
    deliveries: int = 0

    def repeats(self) -> int:
        again = super().repeats()
        self.updates += 1
        self.deliveries += 1 + again
        return again


@dataclass
class Day:
    """What people do, and what of it must show afterwards, once."""

    crowd: Crowd
    seconded: dict[Report, set[int]] = field(default_factory=dict)
    accepted: dict[Report, Person] = field(default_factory=dict)
    corrected: dict[Report, str] = field(default_factory=dict)
    talk: list[tuple[Chat, Message]] = field(default_factory=list)
    _known: dict[Report, tuple[int, int]] = field(default_factory=dict)
    _guests: dict[int, Person] = field(default_factory=dict)

    def __post_init__(self) -> None:
        often: dict[Callable[[], object], int] = {
            self._chats: 60,
            self._replies: 8,
            self._mends: 8,
            self._corrects: 2,
            self._reports: 10,
            self._seconds: 4,
            self._accepts: 3,
            self._looks: 2,
            self._moves: 3,
        }
        self._deeds = [deed for deed, times in often.items() for _ in range(times)]

    async def pass_until(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            for _ in range(10):
                self.crowd.chance.choice(self._deeds)()
            await asyncio.sleep(0)
            await until(lambda: self._waiting() <= AHEAD, LONGEST_PAUSE, every=0.05)

    def _waiting(self) -> int:
        return len(self.crowd.world.updates) + unhandled(self.crowd.database)

    def _somewhere(self) -> tuple[Quarter, Person]:
        quarter = self.crowd.chance.choice(self.crowd.quarters)
        return quarter, self.crowd.chance.choice(quarter.people)

    def _act(self, who: Person, what: str, chat: int, **how: Any) -> dict[str, Any]:
        return act(self.crowd.world, {"as": who.id, "do": what, "chat": chat, **how}, {})

    def _chats(self, reply_to: int | None = None) -> None:
        quarter, person = self._somewhere()
        how = {} if reply_to is None else {"reply_to": reply_to}
        words = f"今天第{len(self.talk)}句闲话"
        said = self._act(person, "send", quarter.public.id, text=words, **how)
        message = quarter.public.messages[said["message"]["message_id"]]
        self.talk.append((quarter.public, message))

    def _replies(self) -> None:
        if self.talk:
            chat, message = self.crowd.chance.choice(self.talk[-LATELY:])
            person = self.crowd.world.people[message.author_id]
            words = f"回第{len(self.talk)}句"
            said = self._act(person, "send", chat.id, text=words, reply_to=message.id)
            self.talk.append((chat, chat.messages[said["message"]["message_id"]]))

    def _mends(self) -> None:
        if self.talk:
            chat, message = self.crowd.chance.choice(self.talk[-LATELY:])
            person = self.crowd.world.people[message.author_id]
            words = f"{message.words}，说错了"
            self._act(person, "edit", chat.id, message_id=message.id, text=words)

    def _reports(self) -> None:
        self.crowd.report()

    def _corrects(self) -> None:
        report = self._one_of(self.crowd.reports[-LATELY:])
        if report is not None and report not in self.corrected:
            added = ADDED.format(number=len(self.corrected))
            self.corrected[report] = added
            words = f"随手拍 {report.words}{added}"
            self._act(report.person, "edit", report.chat, message_id=report.message, text=words)

    def _seconds(self) -> None:
        """In the group, by somebody who has not done it yet."""
        report = self._one_of([one for one in self.crowd.reports[-LATELY:] if one.chat < 0])
        found = self._places(report)
        if report is not None and found is not None:
            person = self.crowd.chance.choice(report.quarter.people)
            so_far = self.seconded.setdefault(report, set())
            if person.id not in so_far | {report.person.id}:
                so_far.add(person.id)
                self._press(person, report.chat, found[0], "附议")

    def _looks(self) -> None:
        report = self._one_of([one for one in self.crowd.reports[-LATELY:] if one.chat < 0])
        found = self._places(report)
        if report is not None and found is not None:
            person = self.crowd.chance.choice(report.quarter.people)
            self._press(person, report.chat, found[0], "进度")

    def _accepts(self) -> None:
        report = self._one_of(self.crowd.reports[-LATELY:])
        found = self._places(report)
        if report is not None and found is not None and report not in self.accepted:
            officer = self.accepted[report] = self.crowd.chance.choice(report.quarter.officers)
            self._press(officer, report.quarter.staff.id, found[1], "受理")

    def _moves(self) -> None:
        """A guest who comes and goes."""
        quarter = self.crowd.chance.choice(self.crowd.quarters)
        guest = self._guests.pop(quarter.public.id, None)
        if guest is not None:
            self._act(guest, "leave", quarter.public.id)
            return
        guest = self.crowd.world.add_person(f"客人{len(self.crowd.world.people)}")
        self._guests[quarter.public.id] = guest
        self._act(guest, "join", quarter.public.id)

    def _one_of(self, reports: list[Report]) -> Report | None:
        return self.crowd.chance.choice(reports) if reports else None

    def _press(self, who: Person, chat: int, message: int, label: str) -> None:
        rows = self.crowd.world.chats[chat].messages[message].buttons()
        [button] = [one for row in rows for one in row if one["text"].startswith(label)]
        data = button["callback_data"]
        self._act(who, "press", chat, message_id=message, data=data, as_seen=True)

    def _places(self, report: Report | None) -> tuple[int, int] | None:
        """The answer to this report and its card in the staff group, once both are there."""
        if report is None or report in self._known:
            return self._known.get(report) if report else None
        answer = _last(
            self.crowd.world.chats[report.chat],
            lambda one: (
                ANSWER in one.words
                and one.data.get("reply_to_message", {}).get("message_id") == report.message
            ),
        )
        card = _last(
            report.quarter.staff, lambda one: CARD in one.words and report.words in one.words
        )
        if answer is None or card is None:
            return None
        self._known[report] = (answer, card)
        return self._known[report]


def _last(chat: Chat, is_it: Callable[[Message], bool]) -> int | None:
    """The newest message like this, of those of the last hours."""
    lately = islice(reversed(chat.messages.values()), 20 * LATELY)
    return next((message.id for message in lately if is_it(message)), None)
