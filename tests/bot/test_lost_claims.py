"""What the database refuses, or does and does not answer, costs nobody a message."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import TelegramMethod
from structlog.testing import capture_logs

from bot.clock import Clock
from bot.copies import Copies
from bot.drawer import Drawer
from bot.pacing import Pacing
from bot.payer import Payer, Unbooked
from bot.sender import TOGETHER, Sender
from bot.session import REQUEST_SECONDS
from bot.settling import book_sent, recover_interrupted
from bot.tally import Alarm
from domain.addresses import Address
from domain.answers import Json
from domain.voucher_codes import Codes
from storage import outbox, paying
from storage.database import Database
from storage.outbox import SENT, Lane
from storage.paying import Owed
from storage.tables import outbox as table
from tests.bot.bench import NO_COPIES, Bench, StillClock, Trial, open_bench
from tests.bot.unlucky import Unlucky, never_called

LOOKING_AGAIN = "the outbox cannot be read; looking again"
NOT_BOOKED = "what became of a message cannot be written down"


def one_group(bench: Bench) -> None:
    bench.add("一号楼", "words")


def two_groups(bench: Bench) -> None:
    for name in ("一号楼", "二号楼"):
        bench.add(name, "words")


def times_said(bench: Bench) -> list[int]:
    return [len(bench.said(trial.chat.id)) for trial in bench.trials]


async def until(is_so: Callable[[], bool], db: Database, clock: Clock) -> None:
    """Let time pass, second by second, until it is so."""
    async with asyncio.timeout(20):
        while not is_so():
            clock.move(seconds=1)
            await db.read(paying.list_interrupted)


async def is_sent(bench: Bench, trial: Trial) -> bool:
    return bool((await bench.row(trial)).state == SENT)


async def test_what_was_claimed_in_vain_is_sent_all_the_same(db: Database) -> None:
    unlucky = Unlucky(db)
    async with open_bench(unlucky, prepare=two_groups) as bench:
        unlucky.forgets[paying.claim_owed] = 2
        for trial in bench.trials:
            await bench.owe(trial)
        await until(lambda: times_said(bench) == [1, 1], db, bench.clock)
        await bench.wait(minutes=10)

        assert times_said(bench) == [1, 1]
        assert unlucky.forgets[paying.claim_owed] == 0


async def test_a_database_that_refuses_is_asked_once_a_second_and_told_of_once(
    db: Database,
) -> None:
    unlucky = Unlucky(db)
    async with open_bench(unlucky, prepare=one_group) as bench:
        unlucky.tries.clear()
        unlucky.refuses[paying.claim_owed] = 3
        with capture_logs() as lines:
            await bench.owe(bench.trials[0])
            for _ in range(30):  # others go on, and each of their deeds rings
                bench.sender.wake()
                await bench.row(bench.trials[0])
            asked_in_a_moment = unlucky.tries[paying.claim_owed]
            await until(lambda: times_said(bench) == [1], db, bench.clock)
            await bench.settle()

        assert asked_in_a_moment == 1
        assert unlucky.tries[paying.claim_owed] == 4
        said = [line["event"] for line in lines]
        assert said == [LOOKING_AGAIN, "the outbox can be read again"]


async def test_a_sender_that_rests_ends_at_once_when_told_to(db: Database) -> None:
    unlucky = Unlucky(db)
    async with open_bench(unlucky, prepare=one_group) as bench:
        unlucky.refuses[paying.claim_owed] = 99
        await bench.owe(bench.trials[0])
        await bench.row(bench.trials[0])
        await bench.sender.stop(5)
        async with asyncio.timeout(5):
            await bench.running


async def test_a_message_sent_while_the_database_is_away_is_booked_and_said_once(
    db: Database,
) -> None:
    unlucky = Unlucky(db)
    async with open_bench(unlucky, prepare=one_group) as bench:
        [trial] = bench.trials
        unlucky.refuses[book_sent] = 40
        with capture_logs() as lines:
            await bench.owe(trial)
            await until(lambda: not unlucky.refuses[book_sent], db, bench.clock)
            await until(lambda: not bench.sender.is_busy, db, bench.clock)

        assert await is_sent(bench, trial)
        assert times_said(bench) == [1]
        assert bench.sender.tally.alarms == {Alarm.UNBOOKED: 1}
        assert [line["event"] for line in lines if line["log_level"] == "error"] == [
            NOT_BOOKED,
            "alarm",
        ]


async def test_what_a_mistake_of_ours_keeps_from_being_booked_is_decided_about(
    db: Database,
) -> None:
    unlucky = Unlucky(db)
    async with open_bench(unlucky, prepare=one_group) as bench:
        [trial] = bench.trials
        unlucky.why, unlucky.refuses[book_sent] = ZeroDivisionError(), 10
        await bench.owe(trial)
        await until(lambda: times_said(bench) == [2], db, bench.clock)
        await bench.settle()

        assert await is_sent(bench, trial)
        assert bench.sender.tally.alarms == {Alarm.UNBOOKED: 1}


class Noting(Payer):
    """Notes what it is to pay, and books it; a group has room for one message in a minute."""

    def __init__(self, db: Database, clock: Clock, pacing: Pacing) -> None:
        super().__init__(
            never_called,
            db,
            clock,
            pacing,
            Copies(NO_COPIES),
            Drawer(),
            Codes(b"key"),
            bot_name="linlian_bot",
            locale="zh_CN",
            timezone="Asia/Shanghai",
        )
        self.paid: list[list[str]] = []
        self.doubts: list[int] = []
        self.first: Callable[[], Awaitable[None]] | None = None

    async def pay(self, rows: Sequence[Owed]) -> None:
        self.paid.append([str(owed.payload["name"]) for owed in rows])
        self.doubts += [owed.uncertain for owed in rows]
        chat = rows[0].address.chat
        self._pacing.begin(chat, is_private=False)
        self._pacing.end(chat, is_private=False, now=self._clock.now())
        first, self.first = self.first, None
        if first is not None:
            await first()
        await self._db.do(book_sent, rows, message=None, media_file=None, now=self._clock.now())

    async def give_back(self, rows: Sequence[Owed], error: Exception) -> None:
        raise error


class Ward:
    """A sender whose payer only notes, in two groups."""

    def __init__(self, db: Unlucky) -> None:
        self.db, self.clock = db, StillClock()
        pacing = Pacing(per_second=0, private_per_second=0, group_per_minute=1)
        self.payer = Noting(db, self.clock, pacing)
        self.sender = Sender(self.payer, db, self.clock, pacing)

    async def owe(self, *names: str, chat: str = "-7") -> None:
        for name in names:
            await self.db.do(
                outbox.owe,
                dedup=name,
                kind=TOGETHER,
                to=Address(chat),
                lane=Lane.ACKNOWLEDGEMENT,
                community_id=None,
                payload={"name": name},
                now=self.clock.now(),
            )

    async def fill_the_group(self) -> None:
        """One is said, two more wait for the minute to end."""
        await self.owe("first")
        await self.until(lambda: self.payer.paid == [["first"]])
        await self.owe("second", "third")
        while self.sender.is_busy or not await self.sender.is_idle():
            await self.db.read(paying.list_interrupted)

    async def until(self, is_so: Callable[[], bool]) -> None:
        await until(is_so, self.db, self.clock)

    async def for_a_while(self) -> None:
        for _ in range(30):
            self.clock.move(seconds=1)
            await self.db.read(paying.list_interrupted)

    async def states(self) -> set[str]:
        return await self.db.read(
            lambda tx: {row.state for row in tx.execute(table.select()).all()}
        )


@asynccontextmanager
async def ward(db: Database) -> AsyncIterator[Ward]:
    found = Ward(Unlucky(db))
    running = asyncio.create_task(found.sender.run())
    try:
        yield found
    finally:
        await found.sender.stop(5)
        await running


async def test_what_waits_together_is_told_together(db: Database) -> None:
    async with ward(db) as place:
        await place.fill_the_group()
        await place.until(lambda: len(place.payer.paid) == 2)

        assert place.payer.paid == [["first"], ["second", "third"]]


async def test_companions_being_claimed_are_not_taken_back(db: Database) -> None:
    async with ward(db) as place:
        await place.fill_the_group()
        answer = place.db.holds[paying.claim_companions] = asyncio.Event()
        await place.until(lambda: place.db.held[paying.claim_companions] == 1)
        place.db.forgets[paying.claim_owed] = 1
        await place.owe("elsewhere", chat="-8")
        await place.for_a_while()
        answer.set()
        await place.until(lambda: ["elsewhere"] in place.payer.paid)
        for _ in range(4):
            await place.for_a_while()

        assert sorted(place.payer.paid) == [["elsewhere"], ["first"], ["second", "third"]]


async def test_where_companions_cannot_be_claimed_the_first_goes_alone(db: Database) -> None:
    async with ward(db) as place:
        await place.fill_the_group()
        place.db.refuses[paying.claim_companions] = 1
        await place.until(lambda: len(place.payer.paid) == 3)

        assert place.payer.paid == [["first"], ["second"], ["third"]]
        assert place.payer.doubts == [0, 0, 0]


async def test_what_gets_lost_while_we_look_for_the_lost_is_looked_for_too(db: Database) -> None:
    async with ward(db) as place:
        over = asyncio.Event()

        async def unbooked() -> None:
            await over.wait()
            raise Unbooked

        place.payer.first = unbooked
        await place.owe("first")
        await place.until(lambda: place.payer.paid == [["first"]])
        answer = place.db.holds[recover_interrupted] = asyncio.Event()
        place.db.forgets[paying.claim_owed] = 1
        await place.owe("elsewhere", chat="-8")
        await place.until(lambda: place.db.held[recover_interrupted] == 1)
        over.set()
        await place.until(lambda: not place.sender.is_busy)
        answer.set()
        await place.until(lambda: place.payer.paid.count(["first"]) == 2)
        await place.until(lambda: not place.sender.is_busy)

        assert await place.states() == {SENT}


class Ticking(StillClock):
    """A clock that goes on by a millisecond each time somebody looks at it."""

    def now(self) -> Any:
        self._offset += timedelta(milliseconds=1)
        return super().now()


async def test_who_was_told_to_wait_is_due_the_moment_the_chat_opens(db: Database) -> None:
    """Later by a little, whatever waits behind it would go first."""
    clock = Ticking()
    pacing = Pacing(per_second=0, private_per_second=0, group_per_minute=0)

    async def refuse(method: TelegramMethod[Any], *, seconds: float = REQUEST_SECONDS) -> Json:
        raise TelegramRetryAfter(method, "Too Many Requests", 30)

    payer = Payer(
        refuse,
        db,
        clock,
        pacing,
        Copies(NO_COPIES),
        Drawer(),
        Codes(b"key"),
        bot_name="bot",
        locale="zh_CN",
        timezone="Asia/Shanghai",
    )
    await db.do(
        outbox.owe,
        dedup="one",
        kind="words",
        to=Address("-7"),
        lane=Lane.NOTICE,
        community_id=None,
        payload={"key": "intake.parked"},
        now=clock.now(),
    )
    await payer.pay(await db.do(paying.claim_owed, now=clock.now(), waiting_chats=(), limit=1))

    due = await db.read(lambda tx: tx.execute(table.select()).one().not_before)
    assert pacing.paused_chats(due - timedelta(microseconds=1)) == {"-7"}
    assert pacing.paused_chats(due) == set()
