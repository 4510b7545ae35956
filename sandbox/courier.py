"""Posts updates to the bot's webhook: in order within a chat, again and again until it says 200."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

from sandbox.arguments import Arguments
from sandbox.delivery import HOLD_SECONDS, LaneKey, Waiting
from sandbox.hook import Hook
from sandbox.replies import read_reply
from sandbox.updates import UpdateQueue

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_PAUSE = 0.2
LONGEST_PAUSE = 10.0
POSTS_KEPT = 100_000
REPEATS_WITHIN = 0.1

log = logging.getLogger(__name__)


@dataclass(eq=False)
class Lane:
    """What must come one after the other; at most one of it is under way."""

    key: LaneKey | None = None  # ``None`` keeps no order with anything else
    line: deque[Waiting] = field(default_factory=deque)
    is_repeat: bool = False
    is_unheard: bool = False  # nobody was there to answer the last try
    pause: float = FIRST_PAUSE


@dataclass(frozen=True)
class Post:
    """One try; status 0 got no answer."""

    update_id: int
    status: int
    tries: int
    at: float


class Courier:
    """Works while the sandbox runs and a webhook is set. Pauses and waits are real time.

    ``on_reply`` is told of the call that a bot may put into its answer to an update.
    """

    def __init__(self, updates: UpdateQueue, clock: Callable[[], float]) -> None:
        self.answer_within = 60.0
        self.posts: deque[Post] = deque(maxlen=POSTS_KEPT)
        self.on_reply: Callable[[str, Arguments], Awaitable[None]] | None = None
        self._updates = updates
        self._clock = clock
        self._lanes: dict[LaneKey, Lane] = {}
        self._open: set[Lane] = set()
        self._bell = asyncio.Event()
        self._ready: asyncio.Queue[Lane] = asyncio.Queue()
        self._bag: list[Waiting] = []
        self._emptying: asyncio.TimerHandle | None = None
        self._resting: dict[Lane, asyncio.TimerHandle] = {}
        self._workers: list[asyncio.Task[None]] = []
        self._leaving: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._updates.on_push = self._take
        self._updates.on_hook = self._begin
        self._begin()

    async def stop(self) -> None:
        self._updates.on_push = self._updates.on_hook = None
        self._end()
        leaving, self._leaving = self._leaving, []
        for outcome in await asyncio.gather(*leaving, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome

    async def idle(self) -> None:
        """Until everything has been taken or dropped, and has come as often as it was to come."""
        while self._open or self._bag or self._updates.repeats_due:
            await self.next_try()

    async def next_try(self) -> None:
        """Until one more post has ended, however it did."""
        await self._bell.wait()

    def _begin(self) -> None:
        """Forget how things stood, and take everything up that still waits."""
        self._end()
        hook = self._updates.hook
        if hook is None:
            return
        self._workers = [asyncio.create_task(self._serve(hook))]
        for waiting in self._updates.pending():
            self._take(waiting)
        self._repeat_soon(self._updates.repeats_due)

    def _end(self) -> None:
        for worker in self._workers:
            worker.cancel()
        self._leaving = [*(each for each in self._leaving if not each.cancelled()), *self._workers]
        self._workers = []
        for timer in self._resting.values():
            timer.cancel()
        self._resting, self._lanes, self._bag = {}, {}, []
        self._open = set()
        self._ready = asyncio.Queue()
        if self._emptying is not None:
            self._emptying.cancel()
            self._emptying = None
        self._ring()

    def _take(self, waiting: Waiting) -> None:
        """Put it at the end of its lane, or in the bag that everything is drawn from."""
        delivery = self._updates.delivery
        if not self._workers:
            return
        if delivery.is_shuffled:
            self._bag.append(waiting)
            if len(self._bag) >= delivery.shuffle:
                self._start(Lane(line=deque([delivery.draw(self._bag)])))
            elif self._emptying is None:
                loop = asyncio.get_running_loop()
                self._emptying = loop.call_later(HOLD_SECONDS, self._empty_bag)
            return
        lane = self._lanes.get(waiting.lane)
        if lane is None:
            lane = self._lanes[waiting.lane] = Lane(waiting.lane)
            self._start(lane)
        lane.line.append(waiting)

    def _start(self, lane: Lane) -> None:
        self._open.add(lane)
        self._ready.put_nowait(lane)

    def _empty_bag(self) -> None:
        self._emptying = None
        while self._bag:
            drawn = self._updates.delivery.draw(self._bag)
            self._start(Lane(line=deque([drawn])))

    def _repeat_soon(self, count: int) -> None:
        for _ in range(count):
            pause = self._updates.delivery.random.uniform(0, REPEATS_WITHIN)
            asyncio.get_running_loop().call_later(pause, self._repeat)

    def _repeat(self) -> None:
        if not self._workers:
            return
        for waiting in self._updates.draw_again(1):
            self._start(Lane(line=deque([waiting]), is_repeat=True))

    async def _serve(self, hook: Hook) -> None:
        """So many workers as the bot allows connections; who is free takes the next lane."""
        connector = aiohttp.TCPConnector(limit=0)
        timeout = aiohttp.ClientTimeout(total=self.answer_within)
        async with (
            aiohttp.ClientSession(connector=connector, timeout=timeout) as session,
            asyncio.TaskGroup() as workers,
        ):
            for _ in range(hook.max_connections):
                workers.create_task(self._work(hook, session, self._ready))

    async def _work(
        self, hook: Hook, session: aiohttp.ClientSession, ready: asyncio.Queue[Lane]
    ) -> None:
        while True:
            lane = await ready.get()
            waiting = lane.line[0]
            if not lane.is_repeat and not self._updates.is_pending(waiting):
                status = None
            else:
                status = await self._post(hook, session, waiting)
            is_taken = status is not None and 200 <= status < 300
            if ready is not self._ready:  # the webhook was set anew: these lanes are no more
                if is_taken and not lane.is_repeat:
                    self._updates.done(waiting)
                return
            if status is None:
                self._next(lane)
            elif is_taken:
                self._answered(lane, waiting)
            else:
                self._rest(lane, is_unheard=status == 0)
            self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def _answered(self, lane: Lane, waiting: Waiting) -> None:
        """It is done; and where nobody answered before, somebody may answer now."""
        if not lane.is_repeat:
            self._updates.done(waiting)
            self._repeat_soon(waiting.again)
        self._next(lane)
        for other in [each for each in self._resting if each.is_unheard]:
            self._resting[other].cancel()
            self._wake(other)

    def _next(self, lane: Lane) -> None:
        lane.line.popleft()
        lane.pause = FIRST_PAUSE
        if lane.line:
            self._ready.put_nowait(lane)
            return
        self._open.discard(lane)
        if lane.key is not None:
            del self._lanes[lane.key]

    def _rest(self, lane: Lane, *, is_unheard: bool) -> None:
        lane.is_unheard = is_unheard
        loop = asyncio.get_running_loop()
        self._resting[lane] = loop.call_later(lane.pause, self._wake, lane)
        lane.pause = min(lane.pause * 2, LONGEST_PAUSE)

    def _wake(self, lane: Lane) -> None:
        del self._resting[lane]
        self._ready.put_nowait(lane)

    async def _post(self, hook: Hook, session: aiohttp.ClientSession, waiting: Waiting) -> int:
        """The status of one try. An answer counts once all of it has come."""
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        waiting.tries += 1
        status = 0
        try:
            async with session.post(
                hook.url, json=waiting.update, headers=headers, allow_redirects=False
            ) as response:
                reply = await read_reply(response)
                status = response.status
            if reply is not None and status == HTTPStatus.OK and self.on_reply is not None:
                await self.on_reply(*reply)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            trouble = _trouble(error)
        except Exception as error:  # whatever one post has met, the others must go out
            log.exception("an update could not be posted")
            trouble = _trouble(error)
        else:
            trouble = f"Wrong response from the webhook: {status} {_phrase(status)}".rstrip()
        if not 200 <= status < 300:
            hook.last_error, hook.last_error_at = trouble, int(self._clock())
        self.posts.append(Post(waiting.id, status, waiting.tries, self._clock()))
        return status


def _trouble(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "Read timeout expired"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "Failed to resolve host: Name or service not known"
    if isinstance(error, aiohttp.ClientSSLError):
        return "SSL error"
    if isinstance(error, aiohttp.ClientConnectorError):
        return "Connection refused"
    return "Connection reset by peer"


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
