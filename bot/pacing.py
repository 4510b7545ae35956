"""How fast we may send: the bot's second, a person's second, a group's minute, ordered pauses.

Kept in memory. At the start the outbox says what was sent a moment ago, so that a restart asks for
no more than Telegram allows; it knows nothing of edits, which are few.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import itemgetter

from domain.addresses import Address

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
AHEAD = timedelta(milliseconds=20)
"""Who goes next is fetched and written so long before it may leave, so that no room stays empty."""


@dataclass
class Window:
    """At most ``limit`` messages in any ``span``; 0 is no limit.

    A message counts from the start of its request until ``span`` after the end: whenever in
    between Telegram counted it, its window is never fuller than ours.
    """

    limit: int
    span: timedelta
    under_way: int = 0
    ended: deque[datetime] = field(default_factory=deque)

    def room(self, now: datetime) -> int:
        if not self.limit:
            return 1_000_000
        self._forget(now)
        return self.limit - self.under_way - len(self.ended)

    def soon(self, now: datetime) -> int:
        """How much room there will be in a moment, as far as is known by now."""
        room, until = self.room(now), now + AHEAD - self.span
        return room + bisect_right(self.ended, until) if self.limit else room

    def opens_at(self, now: datetime, items: int = 1) -> datetime:
        """When there will be room; more items than the limit wait for an empty window."""
        short = min(items, self.limit) - self.room(now)
        if not self.limit or short <= 0:
            return now
        if short > len(self.ended):  # it depends on a request under way, whose end wakes us
            return now + self.span
        return self.ended[short - 1] + self.span

    def begin(self, items: int) -> None:
        self.under_way += items

    def end(self, items: int, now: datetime) -> None:
        self.under_way -= items
        if self.limit:
            self.ended.extend([now] * items)

    def is_idle(self, now: datetime) -> bool:
        self._forget(now)
        return not self.under_way and not self.ended

    def _forget(self, now: datetime) -> None:
        if self.ended and self.ended[-1] > now:  # the system's clock was set back
            self.ended = deque([now] * len(self.ended))
        while self.ended and self.ended[0] + self.span <= now:
            self.ended.popleft()


class Pacing:
    """Asked before each request, told before and after it. Edits count for the bot alone."""

    def __init__(self, *, per_second: int, private_per_second: int, group_per_minute: int) -> None:
        self._bot = Window(per_second, SECOND)
        self._private_limit = private_per_second
        self._group_limit = group_per_minute
        self._chats: dict[str, Window] = {}
        self._paused: dict[str, datetime] = {}
        self._all_paused_until: datetime | None = None

    @property
    def under_way(self) -> int:
        return self._bot.under_way

    def is_paused(self, now: datetime) -> bool:
        """Whether everybody waits."""
        return self._all_paused_until is not None and self._all_paused_until > now

    def room(self, now: datetime) -> int:
        """How many requests may begin now."""
        return 0 if self.is_paused(now) else max(self._bot.room(now), 0)

    def room_soon(self, now: datetime) -> int:
        """How many may begin in a moment."""
        return 0 if self.is_paused(now) else max(self._bot.soon(now), 0)

    def paused_chats(self, now: datetime) -> set[str]:
        self._paused = {chat: until for chat, until in self._paused.items() if until > now}
        return set(self._paused)

    def full_chats(self, now: datetime) -> set[str]:
        """Chats that may get no new message now; what stands there may still be edited."""
        for chat in [chat for chat, window in self._chats.items() if window.is_idle(now)]:
            del self._chats[chat]
        return {chat for chat, window in self._chats.items() if window.room(now) <= 0}

    def opens_at(self, now: datetime) -> datetime | None:
        """The next moment at which something that is closed may open."""
        moments = list(self._paused.values())
        if self._all_paused_until is not None:
            moments.append(self._all_paused_until)
        closed = [self._bot, *self._chats.values()]
        moments += [window.opens_at(now) for window in closed if window.room(now) <= 0]
        return min((moment for moment in moments if moment > now), default=None)

    def ready_at(
        self, chat: str, *, is_private: bool, now: datetime, items: int = 1, is_edit: bool = False
    ) -> datetime:
        """When this may be sent; not after ``now`` means at once."""
        moments = [self._bot.opens_at(now), self._paused.get(chat, now)]
        moments.append(self._all_paused_until or now)
        if not is_edit:
            moments.append(self._window(chat, is_private).opens_at(now, items))
        return max(moments)

    def remember(self, sent: Iterable[tuple[Address, datetime | None]], *, now: datetime) -> None:
        """What went to these chats before we were there: each at its moment, or perhaps now."""
        known = ((to, min(at or now, now)) for to, at in sent)
        for to, at in sorted(known, key=itemgetter(1)):
            self.begin(to.chat, is_private=to.is_private)
            self.end(to.chat, is_private=to.is_private, now=at)

    def begin(self, chat: str, *, is_private: bool, items: int = 1, is_edit: bool = False) -> None:
        self._bot.begin(items)
        if not is_edit:
            self._window(chat, is_private).begin(items)

    def end(
        self, chat: str, *, is_private: bool, now: datetime, items: int = 1, is_edit: bool = False
    ) -> None:
        self._bot.end(items, now)
        if not is_edit:
            self._window(chat, is_private).end(items, now)

    def pause(self, chat: str | None, until: datetime) -> None:
        """Telegram asked for quiet: in one chat, or (``None``) everywhere."""
        if chat is None:
            self._all_paused_until = until
        else:
            self._paused[chat] = until

    def _window(self, chat: str, is_private: bool) -> Window:
        if chat not in self._chats:
            self._chats[chat] = (
                Window(self._private_limit, SECOND)
                if is_private
                else Window(self._group_limit, MINUTE)
            )
        return self._chats[chat]
