"""The figures of ``/metrics``: what is counted as it happens, and what is looked up when asked.

No label ever holds a person, a chat or a word of theirs. Each figure is explained to operators in
docs/operators.md.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Any, Final, NoReturn

import structlog
from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import AnswerCallbackQuery, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import web
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.registry import Collector

from bot.remedies import Kind, remedy_for
from bot.session import REQUEST_SECONDS, Call
from bot.tally import Alarm, Tally
from domain.answers import Json
from storage.database import Database
from storage.figures import Figures, Waiting, take_figures

BEAT_SECONDS = 0.5
DATABASE_SECONDS: Final = 3.0
"""How long whoever asks how we are waits for the database."""
FAST: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

log = structlog.get_logger("metrics")

# The library would put beside each counter the moment it began, which nobody asked for.
_counters_alone: Callable[[], None] = disable_created_metrics
_counters_alone()


class Metrics:
    """Made anew with each program, so that two in one process do not count together."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.received = self._counter("updates_received", "Updates kept, repeated ones too")
        self.handled = self._counter("updates", "Updates by what became of them", "result")
        for result in ("handled", "failed", "parked"):
            self.handled.labels(result)
        self.unheard = self._counter(
            "updates_unheard", "Updates kept and counted, but not acted upon", "why"
        )
        for why in ("limit", "muted"):
            self.unheard.labels(why)
        self.handling = self._times("update_seconds", "From the update's arrival to its end")
        self.posts = self._counter("webhook_posts", "Posts to the webhook's path", "result")
        self.calls = self._counter(
            "calls", "Requests to Telegram by method and outcome", "method", "outcome"
        )
        self.told_to_wait = self._counter(
            "retry_after_seconds", "Seconds that Telegram told us to wait"
        )
        self.late_presses = self._counter(
            "late_presses", "Answers to a press that came too late for Telegram"
        )
        self.loop_lag = self._times("loop_lag_seconds", "How late the event loop was")
        self._waiting = self._gauge("updates_waiting", "Updates not handled yet")
        self._waiting_for = self._gauge("updates_oldest_seconds", "Age of the oldest of them")
        self._owed = self._gauge("outbox_owed", "Messages and card edits owed", "lane")
        self._overdue = self._gauge("outbox_overdue_seconds", "How late the latest of them is")
        self._due = self._gauge("jobs_due", "Jobs whose time has come")
        self._late = self._gauge("jobs_late_seconds", "How late the latest of them is")
        self._size = self._gauge("database_bytes", "Size of the database")
        self._readable = self._gauge("database_readable", "1 if these figures could be read")
        self.tally = Tally()
        self.registry.register(_Tallied(self))

    async def scrape(
        self, db: Database, now: datetime, *, patience: float = DATABASE_SECONDS
    ) -> bytes:
        try:
            async with asyncio.timeout(patience):
                figures = await db.read(take_figures, now=now)
            self._show(figures, now)
        except Exception:  # the database's trouble; the other figures are wanted now most of all
            log.exception("the figures of the database cannot be read")
            self._readable.set(0)
        return generate_latest(self.registry)

    def note_call(self, method: TelegramMethod[Any], error: TelegramAPIError | None) -> None:
        outcome = "ok"
        if error is not None:
            remedy = remedy_for(error)
            outcome = remedy.kind.value
            if remedy.kind is Kind.WAIT:
                self.told_to_wait.inc(remedy.seconds)
            if isinstance(method, AnswerCallbackQuery) and isinstance(error, TelegramBadRequest):
                self.late_presses.inc()
        self.calls.labels(method.__api_method__, outcome).inc()

    def _show(self, figures: Figures, now: datetime) -> None:
        for many, age, waiting in (
            (self._waiting, self._waiting_for, figures.updates),
            (self._due, self._late, figures.jobs),
        ):
            many.set(waiting.count)
            age.set(age_of(waiting, now))
        for lane, count in figures.owed.items():
            self._owed.labels(lane.name.lower()).set(count)
        overdue = Waiting(0, figures.overdue_since)
        self._overdue.set(age_of(overdue, now))
        self._size.set(figures.database_bytes)
        self._readable.set(1)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"linlian_{name}", meaning, labels, registry=self.registry)

    def _gauge(self, name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"linlian_{name}", meaning, labels, registry=self.registry)

    def _times(self, name: str, meaning: str) -> Histogram:
        return Histogram(f"linlian_{name}", meaning, registry=self.registry, buckets=FAST)


class _Tallied(Collector):
    """What the sender counts by itself, in the library's form."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[CounterMetricFamily]:
        tally = self._metrics.tally
        messages = CounterMetricFamily(
            "linlian_messages", "Messages by what became of each try", labels=["outcome"]
        )
        messages.add_metric(["sent"], tally.sent)
        for kind in Kind:
            messages.add_metric([kind.value], tally.remedies[kind])
        yield messages
        alarms = CounterMetricFamily(
            "linlian_alarms", "Failures that the operator should look at", labels=["kind"]
        )
        for alarm in Alarm:
            alarms.add_metric([alarm.value], tally.alarms[alarm])
        yield alarms


def age_of(waiting: Waiting, now: datetime) -> float:
    if waiting.since is None:
        return 0.0
    return max((now - waiting.since).total_seconds(), 0.0)


def counted(call: Call, metrics: Metrics) -> Call:
    """``call``, with each request noted in the figures."""

    async def counting(method: TelegramMethod[Any], *, seconds: float = REQUEST_SECONDS) -> Json:
        try:
            result = await call(method, seconds=seconds)
        except TelegramAPIError as error:
            metrics.note_call(method, error)
            raise
        metrics.note_call(method, None)
        return result

    return counting


class Counting(BaseRequestMiddleware):
    """The same for what is asked by aiogram's own ``Bot``."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        try:
            response = await make_request(bot, method)
        except TelegramAPIError as error:
            self._metrics.note_call(method, error)
            raise
        self._metrics.note_call(method, None)
        return response


async def beat(metrics: Metrics) -> NoReturn:
    """Measure how late the loop is: whatever blocks it makes everybody wait."""
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        metrics.loop_lag.observe(max(loop.time() - due, 0.0))


def metrics_routes(scrape: Callable[[], Awaitable[bytes]]) -> list[web.RouteDef]:
    async def show(_request: web.Request) -> web.Response:
        return web.Response(body=await scrape(), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    return [web.get("/metrics", show)]
