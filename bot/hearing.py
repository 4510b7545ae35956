"""How much we listen to: one person's and one group's messages a minute.

Counted in memory and by the messages' own dates, so that what piled up while we were down is
heard like any other minute.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from enum import Enum, auto

MINUTE = timedelta(minutes=1)
MOST_REMEMBERED = 10_000

LEFT_FOR_EACH = 2
"""For each message somebody has had of a group's minute, so many must be left for the others."""


class Verdict(Enum):
    OK = auto()
    FIRST_REFUSAL = auto()
    """Too much, and worth saying so."""
    SILENT = auto()
    """Too much, and told a moment ago."""


class _Ear:
    """What was heard at one place in the last minute, and from whom."""

    def __init__(self) -> None:
        self._heard: deque[tuple[datetime, str]] = deque()
        self._refused_at: datetime | None = None

    def count(self, at: datetime, *, of: str | None = None) -> int:
        while self._heard and not at - MINUTE < self._heard[0][0]:
            self._heard.popleft()
        # Updates of different chats are handled side by side: an older date is no new minute.
        return sum(at - MINUTE < one <= at and of in (None, who) for one, who in self._heard)

    def hear(self, person: str, at: datetime) -> None:
        self._heard.append((at, person))

    def refuse(self, at: datetime) -> Verdict:
        if self._refused_at is not None and abs(at - self._refused_at) < MINUTE:
            return Verdict.SILENT
        self._refused_at = at
        return Verdict.FIRST_REFUSAL


class Hearing:
    def __init__(self, person_per_minute: int, chat_per_minute: int) -> None:
        self._person_limit = person_per_minute
        self._chat_limit = chat_per_minute
        self._ears: OrderedDict[tuple[str, str], _Ear] = OrderedDict()

    def allows(self, person: str, group: str | None, at: datetime) -> Verdict:
        """Whether to act on this message; ``group`` is ``None`` in private.

        What is refused counts for nobody: beyond their own limit nobody takes anything of a
        group's minute. A busy group refuses those who have said the most and says so once a
        minute; who has said nothing yet is heard as long as anything is left.
        """
        speaker = self._ear("person", person)
        if self._person_limit and speaker.count(at) >= self._person_limit:
            return speaker.refuse(at)
        if group is not None:
            place = self._ear("group", group)
            if self._chat_limit and not self._has_room(place, person, at):
                return place.refuse(at)
            place.hear(person, at)
        speaker.hear(person, at)
        return Verdict.OK

    def _has_room(self, place: _Ear, person: str, at: datetime) -> bool:
        """Fair, not first come, first served: the fuller the minute, the less one person may take
        of it. So nobody takes more than a third, and even a crowd that shouts leaves a rest which
        only the quiet can take; how switches share their memory among queues (Choudhury and
        Hahne, "Dynamic queue length thresholds", 1998).
        """
        left = self._chat_limit - place.count(at)
        return LEFT_FOR_EACH * place.count(at, of=person) < left

    def _ear(self, kind: str, name: str) -> _Ear:
        ear = self._ears.setdefault((kind, name), _Ear())
        self._ears.move_to_end((kind, name))
        if len(self._ears) > MOST_REMEMBERED:
            self._ears.popitem(last=False)
        return ear
