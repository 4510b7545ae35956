"""How much we listen to: one person's and one chat's messages a minute.

Counted in memory and by the messages' own dates, so that what piled up while we were down is
heard like any other minute.
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from enum import Enum, auto

MINUTE = timedelta(minutes=1)
MOST_REMEMBERED = 10_000


class Verdict(Enum):
    OK = auto()
    FIRST_REFUSAL = auto()
    """Too much, and worth saying so."""
    SILENT = auto()
    """Too much, and told a moment ago."""


class _Ear:
    """What was heard of one source in the last minute."""

    def __init__(self) -> None:
        self.heard: deque[datetime] = deque()
        self.refused_at: datetime | None = None

    def is_full(self, limit: int, at: datetime) -> bool:
        while self.heard and not at - MINUTE < self.heard[0]:
            self.heard.popleft()
        # Updates of different chats are handled side by side: an older date is no new minute.
        return bool(limit) and sum(one <= at for one in self.heard) >= limit

    def refuse(self, at: datetime) -> Verdict:
        if self.refused_at is not None and abs(at - self.refused_at) < MINUTE:
            return Verdict.SILENT
        self.refused_at = at
        return Verdict.FIRST_REFUSAL


class Hearing:
    def __init__(self, person_per_minute: int, chat_per_minute: int) -> None:
        self._person_limit = person_per_minute
        self._chat_limit = chat_per_minute
        self._ears: OrderedDict[tuple[str, str], _Ear] = OrderedDict()

    def allows(self, person: str, chat: str, at: datetime) -> Verdict:
        """Whether to act on this message; what is refused does not count for later ones.

        A full chat refuses everyone in it and says so once a minute, a person each for themselves.
        """
        speaker, place = self._ear("person", person), self._ear("chat", chat)
        if speaker.is_full(self._person_limit, at):
            return speaker.refuse(at)
        if place.is_full(self._chat_limit, at):
            return place.refuse(at)
        speaker.heard.append(at)
        place.heard.append(at)
        return Verdict.OK

    def _ear(self, kind: str, name: str) -> _Ear:
        ear = self._ears.setdefault((kind, name), _Ear())
        self._ears.move_to_end((kind, name))
        if len(self._ears) > MOST_REMEMBERED:
            self._ears.popitem(last=False)
        return ear
