"""A town with a long memory: as many ended cases as wanted, behind an office's usual open ones.

The rows are those that years of use leave behind: cases, their history, their standing cards and
the messages that carried them, jobs that were done, and the index of words. Written as plain SQL
into SQLite, because a million deeds would take hours.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from domain.search import pairs_of
from storage.cases import FIRST_NUMBER
from storage.database import Database

OPEN = 300
"""What an office has open does not grow with the years; the newest cases are the open ones."""

MINE = 30
"""So many of the town's cases somebody reported who asks for their own."""

REPORTERS = 2000
AT_ONCE = 20_000
STAGES = ("open", "accepted", "in_progress", "waiting", "transferred", "resolved")
PLACES = tuple(f"{number}号楼{side}" for number in range(1, 41) for side in ("", "东侧", "楼道"))
TROUBLES = (
    *("井盖松动", "路灯不亮", "电梯异响", "楼道堆物", "水管漏水", "消防通道被占", "垃圾没有清运"),
    *("电动车飞线充电", "树枝挡住路灯", "墙皮脱落", "下水道堵了", "门禁坏了", "夜里噪声很大"),
    *("健身器材坏了", "路面破损", "广告牌松动", "井盖异响", "快递柜漏电", "楼顶渗水", "护栏断了"),
)

RARE = "，有一只穿山甲"
"""Three cases speak of it, however many there are."""

CASES = (
    "INSERT INTO cases (id, number, community_id, source, kind, stage, stage_at, version, words,"
    " place, grid_id, reporter_id, channel, chat, message, reported_at, closed_at, place_mark,"
    " respond_by, solve_by, updated_at, is_indexed)"
    " VALUES (?,?,?,?,'problem',?,?,3,?,?,?,?,'telegram',?,?,?,?,?,?,?,?,1)"
)
EVENTS = (
    "INSERT INTO case_events (community_id, case_id, kind, at, actor_id, to_stage, words, data,"
    " source) VALUES (?,?,?,?,?,?,'','{}',?)"
)
CARDS = (
    "INSERT INTO outbox (community_id, dedup, lane, channel, chat, kind, about, payload, state,"
    " wanted, shown, is_standing, not_before, owed_at, sent_at, message)"
    " VALUES (?,?,2,'telegram',?,?,?,'{\"tells_privacy\": false}','sent',1,1,1,?,?,?,?)"
)
MESSAGES = (
    "INSERT INTO messages (community_id, channel, chat, message, kind, about, sent_at)"
    " VALUES (?,'telegram',?,?,?,?,?)"
)
JOBS = (
    "INSERT INTO jobs (community_id, kind, subject, period, due_at, state)"
    " VALUES (?,'case.deadline',?,?,?,?)"
)
WORDS = "INSERT INTO case_words (rowid, words) VALUES (?,?)"

Row = tuple[Any, ...]


class Town:
    """The rows of one community, from its first case on; ``people`` report in turn."""

    def __init__(
        self,
        community_id: int,
        *,
        size: int,
        grids: list[int],
        chats: tuple[str, str],
        every: timedelta = timedelta(minutes=20),
    ) -> None:
        """``every``: how long after one case the next is reported."""
        self._every = every
        self._community_id = community_id
        self._size = size
        self._grids = grids
        self._group, self._staff = chats

    async def fill(self, db: Database, *, asker: int, now: datetime) -> None:
        await db.do(add_reporters, now=now)
        first = await db.read(first_reporter)
        numbers = iter(range(1, self._size + 1))
        while portion := list(islice(numbers, AT_ONCE)):
            await db.do(self._add, portion, first=first, asker=asker, now=now)
        await db.do(after_the_last, number=FIRST_NUMBER + self._size - 1)

    def _add(
        self, tx: Connection, portion: list[int], *, first: int, asker: int, now: datetime
    ) -> None:
        def write(statement: str, rows: Iterator[Row]) -> None:
            tx.exec_driver_sql(statement, list(rows))

        write(CASES, (self._case(one, first, asker, now) for one in portion))
        write(EVENTS, (row for one in portion for row in self._events(one, first, now)))
        write(CARDS, (row for one in portion for row in self._cards(one, now)))
        write(MESSAGES, (row for one in portion for row in self._messages(one, now)))
        write(JOBS, (row for one in portion for row in self._jobs(one, now)))
        write(WORDS, ((one, self._pairs(one)) for one in portion))

    def _case(self, one: int, first: int, asker: int, now: datetime) -> Row:
        age = self._every * (self._size - one)
        at, is_open = said(now - age), one > self._size - OPEN
        place = PLACES[one % len(PLACES)]
        every = max(self._size // MINE, 1)
        return (
            *(one, FIRST_NUMBER + one - 1, self._community_id, f"old:{one}"),
            *(STAGES[one % len(STAGES)] if is_open else "closed", at),
            *(words_of(one), ""),
            self._grids[one % len(self._grids)],
            asker if one % every == 0 else first + one % REPORTERS,
            *(self._group, str(one), at, None if is_open else at, place[: place.index("楼") + 1]),
            *((said(now + timedelta(days=one % 7 - 2)),) * 2 if is_open else (None, None)),
            at,
        )

    def _events(self, one: int, first: int, now: datetime) -> Iterator[Row]:
        at, who = said(now), first + one % REPORTERS
        for kind, stage in (("reported", "open"), ("accept", "accepted"), ("resolve", "resolved")):
            yield self._community_id, one, kind, at, who, stage, f"old:{one}:{kind}"

    def _cards(self, one: int, now: datetime) -> Iterator[Row]:
        at, about = said(now), f"case:{one}"
        for kind, chat in (("case.received", self._group), ("case.card", self._staff)):
            dedup = f"{kind}:{about}:telegram:{chat}"
            yield self._community_id, dedup, chat, kind, about, at, at, at, str(10_000_000 + one)

    def _messages(self, one: int, now: datetime) -> Iterator[Row]:
        at, about = said(now), f"case:{one}"
        for kind, chat in (("case.received", self._group), ("case.card", self._staff)):
            yield self._community_id, chat, str(10_000_000 + one), kind, about, at

    def _jobs(self, one: int, now: datetime) -> Iterator[Row]:
        is_open = one > self._size - OPEN
        due, state = said(now + timedelta(days=30)), "waiting" if is_open else "cancelled"
        for percent in (75, 100, 150):
            yield self._community_id, f"case:{one}", f"solution.{percent}.0", due, state

    def _pairs(self, one: int) -> str:
        pairs = pairs_of(words_of(one), f"C{FIRST_NUMBER + one - 1}")
        return " ".join(f"{self._community_id}x{pair}" for pair in pairs)


def words_of(one: int) -> str:
    seldom = RARE if one in (7, 77, 777) else ""
    return f"{PLACES[one % len(PLACES)]}{TROUBLES[one % len(TROUBLES)]}{seldom}"


def said(at: datetime) -> str:
    """A moment as our rows hold it."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def add_reporters(tx: Connection, *, now: datetime) -> None:
    tx.exec_driver_sql(
        "INSERT INTO persons (created_at) VALUES (?)", [(said(now),) for _ in range(REPORTERS)]
    )


def first_reporter(tx: Connection) -> int:
    last: int = tx.exec_driver_sql("SELECT max(id) FROM persons").scalar_one()
    return last - REPORTERS + 1


def after_the_last(tx: Connection, *, number: int) -> None:
    """New numbers follow the old ones, and the planner knows what it is dealing with."""
    tx.exec_driver_sql("INSERT INTO counters (name, value) VALUES ('case', ?)", (number,))
