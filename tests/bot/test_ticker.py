"""What is due is done once, and what fails harms nobody else."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from bot.ticker import INDEXED_AT_ONCE, MOST_TRIES, do_job, index_new, run_due
from domain.communities import CommunityDefaults
from domain.search import NOBODY
from storage import cases, communities, jobs, people, search
from storage.database import Database
from storage.jobs import Job
from storage.tables import jobs as table
from tests.bot.conftest import Post

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


async def promise(db: Database, subject: str, due_at: datetime, kind: str = "note") -> None:
    await db.do(
        jobs.add_job, kind=kind, subject=subject, period="once", due_at=due_at, community_id=None
    )


async def state(db: Database, subject: str) -> str:
    query = table.select().where(table.c.subject == subject)
    return await db.read(lambda tx: str(tx.execute(query).one().state))


async def test_what_is_due_is_done_oldest_first_and_once(db: Database) -> None:
    done: list[str] = []
    deeds = {"note": lambda tx, job, now: done.append(job.subject)}
    for hours, subject in ((1, "later"), (-1, "one"), (-2, "two")):
        await promise(db, subject, NOON + timedelta(hours=hours))

    assert await run_due(db, deeds, NOON) == 2
    assert await run_due(db, deeds, NOON) == 0

    assert done == ["two", "one"]
    assert await state(db, "later") == jobs.WAITING


async def test_more_than_a_handful_is_done_too(db: Database) -> None:
    done: list[str] = []
    deeds = {"note": lambda tx, job, now: done.append(job.subject)}
    for number in range(120):
        await promise(db, str(number), NOON)

    await run_due(db, deeds, NOON)

    assert len(done) == 120


async def test_a_failing_job_is_put_off_whole_and_the_others_are_done(db: Database) -> None:
    def fail(tx: Connection, job: Job, now: datetime) -> None:
        jobs.add_job(tx, kind="note", subject="half", period="-", due_at=now, community_id=None)
        raise ValueError

    done: list[str] = []
    deeds = {"fail": fail, "note": lambda tx, job, now: done.append(job.subject)}
    await promise(db, "bad", NOON - timedelta(hours=1), kind="fail")
    await promise(db, "good", NOON)

    await run_due(db, deeds, NOON)

    assert done == ["good"]
    assert await state(db, "bad") == jobs.WAITING


async def test_a_job_that_never_works_is_given_up(db: Database) -> None:
    await promise(db, "bad", NOON, kind="of the future")
    for hour in range(MOST_TRIES + 2):
        await run_due(db, {}, NOON + timedelta(hours=hour))

    assert await state(db, "bad") == jobs.FAILED


async def test_whoever_comes_second_does_nothing(db: Database) -> None:
    done: list[str] = []
    deeds = {"note": lambda tx, job, now: done.append(job.subject)}
    await promise(db, "one", NOON)
    [job] = await db.read(jobs.list_due, now=NOON, limit=10)

    await db.do(do_job, job, deeds=deeds, now=NOON)
    await db.do(do_job, job, deeds=deeds, now=NOON)

    assert done == ["one"]


async def test_the_running_program_does_what_falls_due(post: Post) -> None:
    done: list[str] = []
    post.deeds = {"note": lambda tx, job, now: done.append(job.subject)}
    await post.start()
    assert post.program is not None
    await promise(post.program.db, "tomorrow", post.clock.now() + timedelta(days=1))
    await post.settle()
    assert done == []

    await post.wait(hours=25)

    assert done == ["tomorrow"]


async def report(db: Database, count: int) -> None:
    """Cases that nobody can find by their words yet."""

    def file(tx: Connection) -> None:
        values = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
        home = communities.add_community(tx, "桃然亭", defaults=values, now=NOON)
        by = people.add_person(
            tx, channel="telegram", external_id="7", name="小李", username=None, now=NOON
        )
        for number in range(count):
            cases.add_case(
                tx,
                **{"community_id": home.id, "source": f"test:{number}", "kind": "problem"},
                **{"stage": "open", "stage_at": NOON, "words": "井盖", "reporter_id": by},
                **{"channel": "telegram", "chat": "1", "reported_at": NOON},
            )

    await db.do(file)


async def test_what_is_new_is_indexed_in_small_deeds_until_there_is_nothing(db: Database) -> None:
    await report(db, 2 * INDEXED_AT_ONCE + 1)

    await index_new(db)

    assert not await db.read(search.is_anything_new)
    found = search.find_cases
    hits = await db.read(found, community_id=1, phrases=(("井盖",),), eyes=NOBODY, limit=500)
    assert len(hits) == 2 * INDEXED_AT_ONCE + 1
