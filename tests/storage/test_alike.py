"""Both engines answer alike, whatever each would do by itself."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.addresses import Address
from domain.communities import CommunityDefaults
from storage import cases, communities, inbox, jobs, outbox, paying
from storage.database import Database
from storage.tables import case_events, counters, effects, persons
from storage.tables import cases as cases_table
from storage.tables import communities as communities_table
from storage.tables import inbox as inbox_table
from storage.tables import jobs as jobs_table
from tests.storage.conftest import SPRING

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_VALUES = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")


async def test_a_moment_comes_back_in_utc_to_the_microsecond(db: Database) -> None:
    moment = datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=SHANGHAI)

    def kept(tx: Connection) -> list[datetime]:
        for number, one in enumerate((moment, moment.astimezone(timezone(timedelta(hours=-11))))):
            values = {"source": str(number), "deed": "test", "done_at": one}
            tx.execute(effects.insert().values(values))
        return list(tx.execute(sa.select(effects.c.done_at)).scalars())

    for found in await db.do(kept):
        assert found == moment
        assert found.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(db: Database) -> None:
    naive = SPRING.replace(tzinfo=None)

    with pytest.raises(sa.exc.StatementError, match="without a zone"):
        await db.do(lambda tx: tx.execute(sa.select(jobs_table).where(jobs_table.c.due_at < naive)))


async def test_moments_are_compared_as_moments(db: Database) -> None:
    """Not as text: half past one in the west is later than two o'clock in the east."""
    west = datetime(2026, 3, 2, 1, 30, tzinfo=timezone(timedelta(hours=-8)))
    east = datetime(2026, 3, 2, 2, 0, tzinfo=SHANGHAI)
    for name, due in (("west", west), ("east", east)):
        await db.do(jobs.add_job, kind="k", subject=name, period="", due_at=due, community_id=None)

    found = await db.read(jobs.list_due, now=west, limit=9)

    assert [job.subject for job in found] == ["east", "west"]


@pytest.mark.parametrize(
    "answer",
    [
        None,
        "",
        "井盖",
        ["一", 2, 3.5, None, True],
        {"深": {"套": ["楼道\u200b堆物", "🛵", 'quote"\\']}, "z": 1, "a": 2},
    ],
)
async def test_json_comes_back_as_it_was_put_in(db: Database, answer: Any) -> None:
    def kept(tx: Connection) -> Any:
        values = {"source": "a", "deed": "test", "answer": answer, "done_at": SPRING}
        tx.execute(effects.insert().values(values))
        return tx.execute(sa.select(effects.c.answer)).scalar_one()

    found = await db.do(kept)

    assert found == answer
    assert not isinstance(answer, dict) or list(found) == list(answer)


async def test_the_same_update_twice_is_one_and_the_rest_of_the_batch_is_kept(
    db: Database,
) -> None:
    batch = [inbox.Arrival(number, "1", "{}") for number in (1, 2, 2, 3)]
    for _ in range(2):
        await db.do(inbox.add_arrivals, bot_id=7_000_000_000, arrivals=batch, now=SPRING)

    found = await db.read(inbox.list_next, now=SPRING, busy=(), limit=9)
    assert await db.read(inbox.count_new) == 3
    assert [update.update_id for update in found] == [1]


async def test_a_broken_rule_undoes_its_deed_alone(db: Database) -> None:
    """A unique name taken twice: PostgreSQL would give up the transaction, a savepoint saves it."""

    def twice(tx: Connection) -> None:
        for _ in range(2):
            tx.execute(counters.insert().values(name="twice", value=1))

    with pytest.raises(sa.exc.IntegrityError):
        await db.do(twice)
    await db.do(lambda tx: tx.execute(counters.insert().values(name="once", value=1)))

    assert await db.read(lambda tx: tx.execute(sa.select(counters.c.name)).scalars().all()) == [
        "once"
    ]


async def test_what_points_to_nothing_is_refused(db: Database) -> None:
    orphan = {
        "community_id": 99,
        "case_id": 99,
        "kind": "report",
        "at": SPRING,
        "data": {},
        "source": "a",
    }

    with pytest.raises(sa.exc.IntegrityError):
        await db.do(lambda tx: tx.execute(case_events.insert().values(orphan)))


async def test_names_are_told_apart_letter_by_letter(db: Database) -> None:
    for name in ("幸福里", "幸福裡", "Xingfu", "xingfu", "幸福里 "):
        await db.do(communities.add_community, name, defaults=FIRST_VALUES, now=SPRING)

    found = [
        await db.read(communities.find_community, name) for name in ("xingfu", "幸福裡", "XINGFU")
    ]

    assert [one and one.name for one in found] == ["xingfu", "幸福裡", None]


async def test_chinese_words_of_any_length_come_back_whole(db: Database) -> None:
    words = "𠮷野家门口井盖松动，" * 4000 + "\n\t‮﷽👨‍👩‍👧‍👦"
    await db.do(communities.add_community, words, defaults=FIRST_VALUES, now=SPRING)

    found = await db.read(lambda tx: tx.execute(sa.select(communities_table.c.name)).scalar_one())

    assert found == words


async def test_a_character_that_one_engine_cannot_keep_is_kept_by_neither(db: Database) -> None:
    await db.do(communities.add_community, "幸\0福", defaults=FIRST_VALUES, now=SPRING)

    found = await db.read(communities.find_community, "幸\0福")

    assert found is not None
    assert found.name == "幸\ufffd福"


async def test_only_the_first_of_two_is_told_that_it_was_new(db: Database) -> None:
    await db.do(_with_an_event)
    case = await db.read(lambda tx: cases.find_case(tx, community_id=1, number=1001))
    assert case is not None

    for add in (cases.add_assignee, cases.add_follower):
        assert [await db.do(add, case, 1, now=SPRING) for _ in range(2)] == [True, False]


async def test_what_is_owed_is_claimed_in_the_same_order(db: Database) -> None:
    lanes = [outbox.Lane.DIGEST, outbox.Lane.CARD, outbox.Lane.ALARM, outbox.Lane.CARD]
    for number, lane in enumerate(lanes):
        await db.do(
            outbox.owe,
            dedup=str(number),
            kind="words",
            to=Address(f"chat {number}"),
            lane=lane,
            community_id=None,
            now=SPRING,
        )

    claimed = await db.do(paying.claim_owed, now=SPRING, waiting_chats=(), limit=9)

    assert [owed.address.chat for owed in claimed] == ["chat 2", "chat 1", "chat 3", "chat 0"]


async def test_update_ids_and_bot_ids_may_be_very_large(db: Database) -> None:
    huge = 2**52 - 1
    await db.do(
        inbox.add_arrivals,
        bot_id=huge,
        arrivals=[inbox.Arrival(huge, "-1009999999999", "{}")],
        now=SPRING,
    )

    row = await db.read(lambda tx: tx.execute(sa.select(inbox_table)).one())
    assert (row.bot_id, row.update_id) == (huge, huge)


async def test_what_happened_is_never_rewritten(db: Database) -> None:
    await db.do(_with_an_event)
    for change in (case_events.update().values(words="anders"), case_events.delete()):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            await db.do(_run, change)


def _run(tx: Connection, statement: sa.Executable) -> None:
    tx.execute(statement)


def _with_an_event(tx: Connection) -> None:
    community = communities.add_community(tx, "幸福里", defaults=FIRST_VALUES, now=SPRING)
    person = tx.execute(
        persons.insert().values(created_at=SPRING).returning(persons.c.id)
    ).scalar_one()
    case = tx.execute(
        cases_table.insert()
        .values(
            number=1001,
            community_id=community.id,
            source="s",
            kind="problem",
            stage="open",
            stage_at=SPRING,
            words="路灯不亮",
            reporter_id=person,
            channel="tg",
            chat="1",
            reported_at=SPRING,
        )
        .returning(cases_table.c.id)
    ).scalar_one()
    tx.execute(
        case_events.insert().values(
            community_id=community.id, case_id=case, kind="report", at=SPRING, data={}, source="a"
        )
    )
