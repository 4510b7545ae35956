"""The bot's update queue, with the offsets, confirmations and conflicts of getUpdates."""

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from itertools import islice, takewhile
from typing import Any, Literal

from sandbox.delivery import HOLD_SECONDS, Delivery, Waiting
from sandbox.hook import Hook
from sandbox.refusals import conflict
from sandbox.update_ids import UpdateIds

ONLY_ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL = 50.0
POLLED_LATELY = 60.0
FUTURE = 10
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
HOOKED = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class UpdateQueue:
    """``answered`` says for a judge when the bot confirmed which update, by offset or by 200."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.ids = UpdateIds()
        self.delivery = Delivery()
        self.hook: Hook | None = None
        self.answered: dict[int, float] = {}
        self.dropped = 0
        self.on_push: Callable[[Waiting], None] | None = None
        self.on_hook: Callable[[], None] | None = None
        self._clock = clock
        self._pending: OrderedDict[int, Waiting] = OrderedDict()
        self._again: list[Waiting] = []
        self._handed: set[int] = set()
        self._asked_for: frozenset[str] = frozenset()
        self._poller: asyncio.Future[None] | None = None
        self._polled_at: float | None = None
        self._first_goes_at = math.inf

    def __len__(self) -> int:
        self._expire()
        return len(self._pending) + self.repeats_due

    @property
    def repeats_due(self) -> int:
        """How often something comes that the bot has confirmed already."""
        return sum(each.again for each in self._again)

    @property
    def allowed_kinds(self) -> list[str]:
        return sorted(self._asked_for)

    @property
    def by(self) -> Literal["webhook", "polling", "nobody"]:
        """How the bot gets its updates just now."""
        if self.hook is not None:
            return "webhook"
        if self._polled_at is None or time.monotonic() - self._polled_at > POLLED_LATELY:
            return "nobody"
        return "polling"

    def push(self, kind: str, body: dict[str, Any]) -> None:
        """Queue one update, unless the bot has not asked for this kind by now."""
        if not self._wanted(kind):
            return
        update_id = self.ids.take(is_quiet=not self._pending)
        waiting = Waiting(kind, body, update_id, self._clock(), self.delivery.repeats())
        self._pending[update_id] = waiting
        self._first_goes_at = min(self._first_goes_at, waiting.goes_at)
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
        if self.on_push is not None:
            self.on_push(waiting)

    def ask_for(self, kinds: Iterable[str] | None) -> None:
        """Queue only these from now on; ``None`` leaves it as it was."""
        if kinds is not None:
            self._asked_for = frozenset(kinds)

    async def get(
        self, offset: int, limit: int, timeout: float, kinds: Iterable[str] | None
    ) -> list[dict[str, Any]]:
        """What getUpdates answers; everything below ``offset`` is confirmed and gone."""
        if self.hook is not None:
            raise conflict(HOOKED)
        self._polled_at = time.monotonic()
        self.ask_for(kinds)
        self._confirm(offset)
        self._expire()
        self._end_poll(OTHER_POLLER)
        if not self._pending and not self._again and timeout > 0:
            await self._wait(min(timeout, LONGEST_POLL))
        if limit > 1 and 0 < len(self._pending) < self.delivery.shuffle:
            await asyncio.sleep(HOLD_SECONDS)
        self._polled_at = time.monotonic()
        return [each.update for each in self._batch(min(max(limit, 1), 100))]

    def clear(self) -> None:
        self._pending.clear()
        self._again.clear()

    # For whoever posts them to a webhook

    def set_hook(self, hook: Hook | None) -> None:
        self.hook = hook
        if hook is not None:
            self._end_poll("terminated by setWebhook request")
        if self.on_hook is not None:
            self.on_hook()

    def pending(self) -> list[Waiting]:
        self._expire()
        return list(self._pending.values())

    def is_pending(self, waiting: Waiting) -> bool:
        self._expire()
        return waiting.id in self._pending

    def done(self, waiting: Waiting) -> None:
        """The bot has it for good; it may still come again."""
        self._pending.pop(waiting.id, None)
        self.answered.setdefault(waiting.id, self._clock())
        if waiting.again:
            self._again.append(waiting)

    def draw_again(self, count: int) -> list[Waiting]:
        """Some that the bot has confirmed, and that come once more all the same."""
        count = min(count, len(self._again))
        drawn = [self.delivery.draw(self._again) for _ in range(count)]
        for waiting in drawn:
            waiting.again -= 1
        self._again += [waiting for waiting in drawn if waiting.again]
        return drawn

    def _wanted(self, kind: str) -> bool:
        if self._asked_for:
            return kind in self._asked_for
        return kind not in ONLY_ON_REQUEST

    def _confirm(self, offset: int) -> None:
        """An offset far above all ids is none: Telegram answers it from the beginning.

        What a shuffle has passed over has a lower id than the bot knows of, and is confirmed
        only together with the batch it came in.
        """
        handed, self._handed = self._handed, set()
        if offset < 0:
            forgotten = max(len(self._pending) + offset, 0)
            for waiting in list(islice(self._pending.values(), forgotten)):
                self.done(waiting)
        if not 0 < offset <= self.ids.next + FUTURE:
            return
        has_all = bool(handed) and offset > max(handed)
        for waiting in list(takewhile(lambda each: each.id < offset, self._pending.values())):
            if not waiting.is_passed_over or (has_all and waiting.id in handed):
                self.done(waiting)

    def _batch(self, limit: int) -> list[Waiting]:
        size = min(limit, self.delivery.shuffle) if self.delivery.is_shuffled else limit
        batch = list(islice(self._pending.values(), size))
        if self.delivery.is_shuffled and batch:
            batch = self.delivery.pick(batch, is_all=len(batch) == len(self._pending))
        self._handed = {each.id for each in batch}
        return self._with_repeats(batch, limit - len(batch))

    def _with_repeats(self, batch: list[Waiting], room: int) -> list[Waiting]:
        """Repeats come anywhere but at the end, where the bot reads its offset."""
        random = self.delivery.random
        most = min(room, len(self._again))
        count = random.randint(min(most, 0 if batch else 1), most)
        mixed = batch[:-1]
        for waiting in self.draw_again(count):
            mixed.insert(random.randint(0, len(mixed)), waiting)
        return mixed + batch[-1:]

    def _expire(self) -> None:
        """Drop what nobody asked for in time; a press goes long before the message under it."""
        now = self._clock()
        if now <= self._first_goes_at:
            return
        for waiting in [each for each in self._pending.values() if each.goes_at < now]:
            del self._pending[waiting.id]
            self.dropped += 1
        left = (each.goes_at for each in self._pending.values())
        self._first_goes_at = min(left, default=math.inf)

    def _end_poll(self, why: str) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_exception(conflict(why))
        self._poller = None

    async def _wait(self, seconds: float) -> None:
        poller = asyncio.get_running_loop().create_future()
        self._poller = poller
        try:
            async with asyncio.timeout(seconds):
                await poller
        except TimeoutError:
            pass
        finally:
            if self._poller is poller:
                self._poller = None
