"""The running program as one thing that starts, settles and stops; tests run it whole too."""

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import timedelta
from functools import partial

import structlog
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.methods import GetFile, GetMe
from aiohttp import web

from actions.categories import ensure_catalogue
from actions.days_off import owe_look
from actions.digests import owe_digests
from actions.reminder_runs import owe_reminders
from actions.replanning import owe_first_clocks
from actions.rule_sheets import ensure_sheet
from bot.books import Books
from bot.checker import Checker
from bot.clock import Clock
from bot.copies import Copies
from bot.database import open_database
from bot.drawer import PROGRAM, ROOT, Drawer
from bot.errors import OperatorError, wrong_token
from bot.first_values import first_catalogue, first_sheet
from bot.health import Health
from bot.intake import Inlet, Intake
from bot.keys import open_codes
from bot.media import Keeper
from bot.metrics import Counting, Metrics, beat, counted, metrics_routes
from bot.pacing import Pacing
from bot.payer import Payer, StopSending
from bot.polling import Polling
from bot.remedies import Kind, remedy_for
from bot.sender import Sender
from bot.server import port_of, serve
from bot.session import Call, Session
from bot.settings import Settings
from bot.ticker import Deed, Ticker
from bot.webhook import Webhook
from bot.workers import Feed, Workers
from domain.answers import Json
from handlers.said import LARGEST_FILE_BYTES
from storage import inbox, jobs
from storage.categories import list_without_catalogue
from storage.database import Database
from storage.rule_sheets import list_without_sheet

FINISHING_SECONDS = 6.0
"""How long what is under way may take after the word to stop; with closing, it is under ten."""
LOOK_AGAIN = timedelta(milliseconds=20)
LONGEST_PAUSE = 30.0

log = structlog.get_logger("program")


class Program:
    """``feed`` and ``deeds`` are the product's own unless a test brings others."""

    db: Database
    bot: Bot
    intake: Intake
    health: Health
    workers: Workers
    sender: Sender
    keeper: Keeper
    ticker: Ticker

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock | None = None,
        feed: Feed | None = None,
        deeds: Mapping[str, Deed] | None = None,
    ) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self._feed = feed
        self._deeds = deeds
        self.metrics = Metrics()
        self._bell = asyncio.Event()
        self._servers: dict[str, web.AppRunner] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._session: Session | None = None
        self._greeting: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open everything and begin; waits for the network as long as that takes.

        Raises ``OperatorError`` when the operator has to mend something first.
        """
        self.db = await open_database(self.settings, clock=self.clock)
        self._copies = Copies(self.settings.media.path)
        books = Books(self.db, self.clock, PROGRAM, folder=ROOT)
        self._drawer = Drawer(books=books)
        self._codes = await asyncio.to_thread(open_codes, self.settings.keys.path)
        await asyncio.to_thread(self._copies.prepare)
        await self._fill_catalogues()
        await self.db.do(owe_first_clocks, now=self.clock.now())
        await self.db.do(owe_look, now=self.clock.now())
        await self.db.do(owe_digests, now=self.clock.now())
        await self.db.do(owe_reminders, now=self.clock.now())
        call = self._connect()
        await self._listen(call)
        me = await self._introduction(call)
        self._build(call, bot_name=me["username"])
        await self.sender.recover()
        self.ticker.start()
        for part in (self.intake, self.workers, self.sender, self.keeper):
            self._tasks.append(asyncio.create_task(part.run(), name=type(part).__name__))
        self._tasks.append(asyncio.create_task(beat(self.metrics), name="beat"))
        self._tasks.append(asyncio.create_task(self._hold(), name="hold"))
        self.health.tasks = self._tasks
        if self._feed is None:
            from bot.greeting import greet

            greeting = greet(self.bot, self.db, self.clock.now())
            self._greeting = asyncio.create_task(greeting, name="greeting")
        log.info("running", bot=me["username"])

    async def _fill_catalogues(self) -> None:
        """For communities that are older than categories are, or than points."""
        for community_id, locale in await self.db.read(list_without_catalogue):
            starters = first_catalogue(self.settings.community, locale)
            await self.db.do(ensure_catalogue, community_id=community_id, starters=starters)
        for community_id, locale in await self.db.read(list_without_sheet):
            await self.db.do(
                ensure_sheet,
                community_id=community_id,
                sheet=first_sheet(locale),
                now=self.clock.now(),
            )

    @property
    def ports(self) -> dict[str, int]:
        """Where ``web`` and ``metrics`` are served; the settings may have left it open."""
        return {section: port_of(server) for section, server in self._servers.items()}

    @property
    def is_running(self) -> bool:
        return bool(self._tasks)

    async def wait(self) -> None:
        """Until a part ends, which none does by itself; raises what ended it."""
        ended, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            try:
                await task
            except StopSending:
                raise wrong_token() from None

    async def stop(self) -> None:
        """Let what is under way finish, for a while, then close everything; safe at any point."""
        if hasattr(self, "health"):
            self.health.is_stopping = True
        if self._tasks:
            intake, *others = self._tasks
            intake.cancel()
            await asyncio.gather(
                self.intake.stop(FINISHING_SECONDS),
                self.workers.stop(FINISHING_SECONDS),
                self.sender.stop(FINISHING_SECONDS),
                self.keeper.stop(),
                self._drawer.stop(),
                self.ticker.stop(FINISHING_SECONDS),
            )
            for task in others:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._tasks = []
        if self._greeting is not None:
            self._greeting.cancel()
            await asyncio.gather(self._greeting, return_exceptions=True)
        for server in self._servers.values():
            await server.cleanup()
        self._servers = {}
        if self._session is not None:
            await self._session.close()
        if hasattr(self, "db"):
            await self.db.close()

    async def _hold(self) -> None:
        """While the database is ours; two programs on one would send everything twice."""
        await self.db.has_lost_hold()
        raise OperatorError("database.url: another Linlian took this database over meanwhile")

    async def settle(self) -> None:
        """Until nothing waits that could be done now: no update, no job, nothing to send."""
        while True:
            before = self.intake.received
            await self._alive(self.intake.drain())
            await self.ticker.tick()
            while not await self._is_quiet():
                await self._alive(self.clock.wait(self._bell, self.clock.now() + LOOK_AGAIN))
                await self.ticker.tick()  # what was done meanwhile may be due to more at once
            if self.intake.received == before:
                await self.ticker.index()
                return

    async def _alive(self, waiting: Coroutine[None, None, None]) -> None:
        """Wait, but not for a part that has died: its own failure is raised instead."""
        task = asyncio.create_task(waiting)
        try:
            await asyncio.wait([task, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                await self.wait()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _is_quiet(self) -> bool:
        """Whether nothing is being done or waits; a commit while we look makes the look void."""
        self._bell.clear()
        now = self.clock.now()
        waiting = await self.db.read(inbox.list_next, now=now, busy=(), limit=1)
        due = await self.db.read(jobs.list_due, now=now, limit=1)
        is_idle = await self.sender.is_idle() and await self.keeper.is_idle()
        is_busy = self.workers.is_busy or self._bell.is_set()
        return is_idle and not (waiting or due or is_busy)

    def _connect(self) -> Call:
        bot = self.settings.bot
        self._session = Session(api_base=bot.api_base, proxy=bot.proxy)
        self._session.middleware(Counting(self.metrics))
        self.bot = Bot(bot.token.get_secret_value(), session=self._session)
        return counted(partial(self._session.call, self.bot), self.metrics)

    async def _listen(self, call: Call) -> None:
        """Answer posts and whoever asks how we are, also while Telegram cannot be reached."""
        settings, db, clock = self.settings, self.db, self.clock
        inlet = Inlet(db, clock, bot_id=self.bot.id, arrived=self._note_arrival)
        routes = []
        if settings.bot.mode == "webhook":
            webhook = Webhook(call, clock, inlet, settings.webhook, self.metrics)
            self.intake = webhook
            routes.append(web.post(settings.webhook.path, webhook.answer))
        else:
            self.intake = Polling(call, clock, inlet)
        self.health = Health(db, clock, self.intake)
        sections = {
            "web": (settings.web, routes + self.health.routes()),
            "metrics": (settings.metrics, metrics_routes(self._scrape)),
        }
        for section, (at, served) in sections.items():
            self._servers[section] = await serve(
                served, section=section, host=at.host, port=at.port
            )

    def _note_arrival(self, count: int) -> None:
        self.metrics.received.inc(count)
        if hasattr(self, "workers"):  # Telegram may post before we know who we are
            self.workers.wake()

    async def _scrape(self) -> bytes:
        return await self.metrics.scrape(self.db, self.clock.now())

    def _build(self, call: Call, *, bot_name: str) -> None:
        settings, db, clock = self.settings, self.db, self.clock
        limits = settings.limits
        pacing = Pacing(
            per_second=limits.per_second,
            private_per_second=limits.private_per_second,
            group_per_minute=limits.group_per_minute,
        )
        payer = Payer(
            call,
            db,
            clock,
            pacing,
            self._copies,
            self._drawer,
            self._codes,
            bot_name=bot_name,
            locale=settings.community.locale,
            timezone=settings.community.timezone,
        )
        self.sender = Sender(payer, db, clock, pacing)
        self.metrics.tally = self.sender.tally
        fetch = partial(self._fetch, call)
        self.keeper = Keeper(fetch, db, clock, self._copies, Checker())
        feed = self._feed or self._product_feed(bot_name)
        self.workers = Workers(db, clock, feed, self.metrics)
        self.ticker = Ticker(db, clock, self._product_deeds())
        db.on_commit(self._bell.set)

    async def _fetch(self, call: Call, file: str) -> bytes | None:
        """A file by Telegram's name for it; ``None`` if it is larger than bots may fetch."""
        method = GetFile(file_id=file)
        about = await call(method)
        assert self._session is not None
        return await self._session.download(
            self.bot, method, about["file_path"], most=LARGEST_FILE_BYTES
        )

    def _product_feed(self, bot_name: str) -> Feed:
        from bot.dispatch import build_feed  # what handles updates loads only where it is needed

        return build_feed(
            bot=self.bot,
            db=self.db,
            clock=self.clock,
            settings=self.settings,
            metrics=self.metrics,
            codes=self._codes,
            bot_name=bot_name,
        )

    def _product_deeds(self) -> Mapping[str, Deed]:
        if self._deeds is not None:
            return self._deeds
        from bot.jobs import JOBS

        return JOBS

    async def _introduction(self, call: Call) -> dict[str, Json]:
        """Who we are, from Telegram. A wrong token ends it, a missing network only delays it."""
        pause, is_silent = 1.0, False
        while True:
            try:
                me: dict[str, Json] = await call(GetMe())
            except TelegramAPIError as error:
                remedy = remedy_for(error)
                if remedy.kind is Kind.STOP:
                    raise wrong_token() from error
                if not is_silent:
                    log.error("Telegram cannot be reached; trying until it can", why=error.message)
                is_silent = True
                await self.clock.sleep(max(pause, remedy.seconds))
                pause = min(pause * 2, LONGEST_PAUSE)
            else:
                return me
