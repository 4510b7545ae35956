"""The sender alone against the sandbox, with a chat for each trial, so that hundreds go at once."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from aiogram import Bot
from sqlalchemy import Connection

from actions.cases import Filing, report_case
from actions.visits import note_visit
from bot.clock import Clock
from bot.copies import Copies
from bot.drawer import Drawer
from bot.pacing import Pacing
from bot.payer import Payer
from bot.sender import Sender
from bot.session import REQUEST_SECONDS, Call, Session
from domain.addresses import TELEGRAM, Address
from domain.cases import Case, Kind
from domain.communities import CommunityDefaults
from domain.media import Attachment, Words
from domain.people import ChatKind, Sighting
from domain.voucher_codes import Codes
from sandbox import Sandbox, World
from sandbox.chats import Chat
from sandbox.files import Upload
from storage import case_media, cases, communities, outbox
from storage.database import Database
from storage.outbox import Lane
from storage.tables import cases as case_table
from storage.tables import messages
from storage.tables import outbox as table

GALLERY = ("photo", "photo", "video", "voice")
NO_COPIES = Path("no copies are kept here")
WORDS = "intake.parked"
LOOK_AGAIN = timedelta(milliseconds=20)


class StillClock(Clock):
    """A clock that only goes when it is moved, so that what happens later never happens at once."""

    def __init__(self) -> None:
        super().__init__()
        self._noon = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self._noon + self._offset


@dataclass(frozen=True)
class Delivery:
    """One way in which the product speaks: the call it makes, and the promise that leads there."""

    method: str
    kind: str
    is_edit: bool = False
    of: str = "plain"
    pictures: tuple[int, ...] = ()


DELIVERIES = {
    "words": Delivery("sendMessage", "words"),
    "photo": Delivery("sendPhoto", "case.card", of="photo"),
    "video": Delivery("sendVideo", "case.pictures", of="gallery", pictures=(2,)),
    "voice": Delivery("sendVoice", "case.pictures", of="gallery", pictures=(3,)),
    "album": Delivery("sendMediaGroup", "case.pictures", of="gallery", pictures=(0, 1)),
    "new words": Delivery("editMessageText", "case.card", is_edit=True),
    "new caption": Delivery("editMessageCaption", "case.card", is_edit=True, of="photo"),
    "new picture": Delivery("editMessageMedia", "case.card", is_edit=True, of="photo"),
    "reaction": Delivery("setMessageReaction", "case.react"),
    "deletion": Delivery("deleteMessage", "message.delete"),
}


@dataclass
class Trial:
    """A delivery to a chat of its own, and the trouble it meets there."""

    name: str
    delivery: str
    chat: Chat
    first: int
    """A message of somebody's that stands there."""

    @property
    def way(self) -> Delivery:
        return DELIVERIES[self.delivery]

    @property
    def method(self) -> str:
        return self.way.method


@dataclass
class Bench:
    world: World
    sandbox: Sandbox
    db: Database
    clock: Clock
    call: Call
    rider: int
    trials: list[Trial] = field(default_factory=list)
    case_of: dict[str, Case] = field(default_factory=dict)
    pictures: list[int] = field(default_factory=list)
    sender: Sender = field(init=False)
    running: asyncio.Task[None] = field(init=False)

    def begin_anew(self) -> None:
        """As a program that has just been started."""
        pacing = Pacing(per_second=0, private_per_second=0, group_per_minute=0)
        payer = Payer(
            self.call,
            self.db,
            self.clock,
            pacing,
            Copies(NO_COPIES),
            Drawer(),
            Codes(b"key"),
            bot_name="linlian_bot",
            locale="zh_CN",
            timezone="Asia/Shanghai",
        )
        self.sender = Sender(payer, self.db, self.clock, pacing)
        self.running = asyncio.create_task(self.sender.run())

    def add(self, name: str, delivery: str) -> Trial:
        chat = self.world.add_group(name, members=[self.world.people[self.rider]])
        is_ours = delivery == "deletion"
        user = self.world.bot.user() if is_ours else self.world.people[self.rider].user()
        trial = Trial(name, delivery, chat, self.world.post(chat, {"from": user, "text": "早"}).id)
        self.trials.append(trial)
        return trial

    async def settle(self) -> None:
        """Until nothing could be sent at this moment."""
        bell = asyncio.Event()
        self.db.on_commit(bell.set)
        async with asyncio.timeout(60):
            while not await self.sender.is_idle():
                if self.running.done():
                    return self.running.result()
                await self.clock.wait(bell, self.clock.now() + LOOK_AGAIN)
                bell.clear()
        return self.running.result() if self.running.done() else None

    async def wait(self, **span: float) -> None:
        await self.settle()
        self.clock.move(**span)
        await self.settle()

    async def owe(self, trial: Trial, **more: Any) -> None:
        await self.db.do(self._owe, trial, more, now=self.clock.now())

    def _owe(self, tx: Connection, trial: Trial, more: dict[str, Any], *, now: datetime) -> None:
        way = trial.way
        case = self.case_of[way.of]
        to = Address(str(trial.chat.id), thread=more.get("thread"), reply_to=more.get("reply_to"))
        promise: dict[str, Any] = {"kind": way.kind, "to": to, "now": now, "community_id": None}
        if way.kind == "case.card":
            promise["community_id"] = case.community_id
            outbox.owe_standing(tx, about=case.about, lane=Lane.CARD, **promise)
            return
        payload: dict[str, Any] = {"key": WORDS}
        if way.pictures:
            payload = {"pictures": [self.pictures[one] for one in way.pictures]}
            promise["about"] = case.about
        elif way.kind == "case.react":
            payload, promise["to"] = {"emoji": "👀"}, Address(to.chat, reply_to=str(trial.first))
        elif way.kind == "message.delete":
            payload = {"message": str(trial.first)}
        lane = more.get("lane", Lane.NOTICE)
        outbox.owe(tx, dedup=f"trial:{trial.chat.id}", payload=payload, lane=lane, **promise)

    async def show_cards(self) -> None:
        """Let the cards that are to be edited stand there, and change what they say."""
        for trial in self.trials:
            if trial.way.is_edit:
                await self.owe(trial)
        await self.settle()
        await self.db.do(_change_words)
        swapped = {str(t.chat.id) for t in self.trials if t.method == "editMessageMedia"}
        await self.db.do(_swap_pictures, swapped)
        self.clock.move(seconds=10)

    async def row(self, trial: Trial) -> Any:
        """The promise, wherever its chat has gone."""
        way = trial.way
        mark = f"trial:{trial.chat.id}"
        if way.kind == "case.card":
            mark = f"case.card:{self.case_of[way.of].about}:{TELEGRAM}:{trial.chat.id}"
        found = table.select().where(table.c.dedup == mark)
        return await self.db.read(lambda tx: tx.execute(found).one_or_none())

    def calls(self) -> dict[int, list[tuple[str, int]]]:
        """What the bot has asked for in each chat, and the status it got."""
        found: dict[int, list[tuple[str, int]]] = defaultdict(list)
        for call in self.sandbox.faults.calls:
            found[call["chat_id"]].append((call["method"], call["status"]))
        return found

    def said(self, chat: int) -> list[dict[str, Any]]:
        """What the bot has said there."""
        found = self.world.chats[chat].messages.values()
        return [one.data for one in found if one.from_id == self.world.bot.id]


def _change_words(tx: Connection) -> None:
    tx.execute(case_table.update().values(words="新的说法"))


def _swap_pictures(tx: Connection, chats: set[str]) -> None:
    """As if the cards there showed an older picture."""
    for chat in chats:
        tx.execute(messages.update().where(messages.c.chat == chat).values(media_file="old"))


def _settle_in(
    tx: Connection, files: dict[str, list[str]], rider: int, *, now: datetime
) -> tuple[dict[str, Case], list[int]]:
    """A community with one plain case, one with a photo, one with a gallery."""
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-17:00", "22:00-07:00")
    community = communities.add_community(tx, "幸福里", defaults=defaults, now=now)
    home = Address("-7")
    communities.bind_chat(
        tx,
        community_id=community.id,
        at=home,
        kind=ChatKind.PUBLIC,
        title="群",
        missing_rights=[],
        now=now,
    )
    by = note_visit(
        tx, Sighting(TELEGRAM, str(rider), "小李", None, chat=home.chat, is_private=False), now=now
    )
    found: dict[str, Case] = {}
    for name, kinds in files.items():
        kept = zip(kinds, GALLERY, strict=False)
        media = tuple(Attachment(f"tg:1:{name}{i}", k, f) for i, (f, k) in enumerate(kept))
        filing = Filing(Kind.PROBLEM, Words("井盖松动", media), Address(str(rider)), f"made:{name}")
        report_case(tx, by=by, filing=filing, source=name, now=now)
        case = cases.find_case_by_source(tx, f"made:{name}")
        assert case is not None
        found[name] = case
    hung = {one.file: one.id for one in case_media.list_pictures(tx, found["gallery"].id)}
    return found, [hung[file] for file in files["gallery"]]


@asynccontextmanager
async def open_bench(
    db: Database, *, prepare: Callable[[Bench], None], seconds: float = REQUEST_SECONDS
) -> AsyncIterator[Bench]:
    """``prepare`` adds the trials. Calls give up after ``seconds``."""
    world, clock = World("邻联", "linlian_bot"), StillClock()
    rider = world.add_person("小李", started=True)
    names = ("photo",), GALLERY
    photo, gallery = (
        [world.files.add(kind, Upload(f"{i}".encode())).file_id for i, kind in enumerate(kinds)]
        for kinds in names
    )
    async with Sandbox(world) as sandbox:
        session = Session(api_base=sandbox.api_base)
        bot = Bot(sandbox.token, session=session)
        call = partial(session.call, bot, seconds=seconds)
        bench = Bench(world, sandbox, db, clock, call, rider.id)
        files = {"plain": [], "photo": photo, "gallery": gallery}
        bench.case_of, bench.pictures = await db.do(_settle_in, files, rider.id, now=clock.now())
        prepare(bench)
        bench.begin_anew()
        try:
            await bench.settle()
            await bench.show_cards()
            yield bench
        finally:
            await bench.sender.stop(5)
            bench.running.cancel()
            await asyncio.gather(bench.running, return_exceptions=True)
            await session.close()
