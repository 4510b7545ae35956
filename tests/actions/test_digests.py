"""A year of digests: each is said or skipped once, whatever clocks, zones and settings do."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.cases import Filing, report_case
from actions.deadlines import week_of
from actions.digests import SAY, ensure_digests, owe_digests, plan_digests
from bot.jobs import JOBS
from bot.ticker import do_job
from cards.jobs import TOLD, UNTOLD
from domain.cases import Kind
from domain.digests import SAID, DigestKind, Skip
from domain.media import Words
from domain.people import ChatKind
from domain.quiet_hours import after_quiet, parse_quiet
from domain.workdays import kind_of
from storage import communities, digests, jobs
from storage.tables import digests as ended
from storage.tables import outbox
from tests.actions.conftest import DEFAULTS, Place

SHANGHAI, URUMQI = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Urumqi")


def test_every_kind_of_job_is_told_of_or_it_is_said_why_not() -> None:
    assert set(JOBS) == TOLD | UNTOLD
    assert not TOLD & UNTOLD


@pytest.fixture
def home(place: Place) -> Place:
    """A staff group with something to do each morning, and a group for residents."""
    place.group("-1", ChatKind.STAFF)
    place.group("-2", ChatKind.PUBLIC)
    by = place.person("小李")
    filing = Filing(Kind.PROBLEM, Words("井盖松动"), place.here("-2"))
    report_case(place.tx, by=by, filing=filing, source="tg:1", now=place.now)
    ensure_digests(place.tx, community_id=place.id, now=place.now)
    return place


def run(tx: Connection, *, now: datetime) -> None:
    """What the ticker would do of the digests at this moment."""
    while due := [one for one in jobs.list_due(tx, now=now, limit=500) if one.kind == SAY]:
        for job in due:
            do_job(tx, job, deeds=JOBS, now=now)


def endings(tx: Connection, kind: DigestKind) -> dict[str, str]:
    rows = tx.execute(sa.select(ended).where(ended.c.kind == kind.value).order_by(ended.c.period))
    return {row.period: row.reason or row.state for row in rows}


def said(tx: Connection, kind: DigestKind) -> list[tuple[str, datetime]]:
    rows = tx.execute(
        sa.select(outbox.c.payload, outbox.c.owed_at)
        .where(outbox.c.kind == f"digest.{kind}", outbox.c.chat == "-1")
        .order_by(outbox.c.id)
    )
    return [(row.payload["key"], row.owed_at) for row in rows]


def test_a_year_with_standstills_a_change_of_zone_and_clocks_that_jump(home: Place) -> None:
    tx, now, dice = home.tx, home.now, random.Random(6)
    quiet = parse_quiet(DEFAULTS.quiet_hours)
    for turn in range(400 * 3):
        jump = dice.choice([0, 0, 0, 0, 0, 0, -90, 90])  # minutes
        now = home.now + timedelta(hours=8 * turn, minutes=jump + 5)
        if dice.random() < 0.03:
            continue  # stands still
        if dice.random() < 0.05:
            owe_digests(tx, now=now)  # a start
        if turn == 500:
            communities.change_community(tx, home.id, timezone=URUMQI.key)
        run(tx, now=now)

    zones = {True: SHANGHAI, False: URUMQI}
    for kind in DigestKind:
        keys = [key for key, _ in said(tx, kind)]
        assert keys == sorted(set(keys))
        assert set(keys) == {key for key, how in endings(tx, kind).items() if how == SAID}
        for _, at in said(tx, kind):
            zone = zones[at < home.now + timedelta(hours=8 * 500 - 2)]
            assert after_quiet(at, quiet, zone) == at
    week = week_of(communities.get_community(tx, home.id))
    mornings = endings(tx, DigestKind.MORNING)
    first, last = (date.fromisoformat(edge(mornings)) for edge in (min, max))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    worked = [one for one in days if week.hours.on(one.weekday(), kind_of(one, week.overlay))]
    assert [one.isoformat() for one in worked] == list(mornings)  # no workday is forgotten
    assert set(mornings.values()) <= {SAID, Skip.LATE}
    assert len(endings(tx, DigestKind.MONTHLY)) == 13


def test_what_is_late_is_skipped_with_a_record_and_quiet_hours_hold(home: Place) -> None:
    tx, monday = home.tx, datetime(2026, 3, 9, tzinfo=SHANGHAI)
    run(tx, now=monday.replace(hour=12))

    days = endings(tx, DigestKind.MORNING)
    assert days == {f"2026-03-0{day}": "late" for day in (3, 4, 5, 6)} | {"2026-03-09": "said"}
    assert endings(tx, DigestKind.WEEKLY) == {"2026-03-02": "nothing"}
    plan = digests.get_plan(tx, community_id=home.id, kind=DigestKind.MORNING)
    for clock in ("18:00", "06:30"):  # said today already, so tomorrow is the next
        assert digests.change_plan(tx, plan, clock=clock)
        plan_digests(tx, home.id, now=monday.replace(hour=13).astimezone(UTC))
        assert jobs.is_waiting(tx, kind=SAY, subject=plan.about)
        plan = digests.get_plan(tx, community_id=home.id, kind=DigestKind.MORNING)
    tuesday = monday + timedelta(days=1)
    run(tx, now=tuesday.replace(hour=6, minute=40))
    assert "2026-03-10" not in endings(tx, DigestKind.MORNING)
    run(tx, now=tuesday.replace(hour=7))
    assert endings(tx, DigestKind.MORNING)["2026-03-10"] == SAID


def test_off_is_off_until_it_is_on_again_and_a_day_off_announced_late_counts(home: Place) -> None:
    tx = home.tx
    holidays = {"holidays": ["2026-03-03"], "workdays": [], "years": []}
    communities.change_community(tx, home.id, days_off=holidays)
    run(tx, now=datetime(2026, 3, 3, 10, tzinfo=SHANGHAI))
    assert endings(tx, DigestKind.MORNING) == {"2026-03-03": "day_off"}

    plan = digests.get_plan(tx, community_id=home.id, kind=DigestKind.MORNING)
    for is_off in (True, False):
        assert digests.change_plan(tx, plan, is_off=is_off)
        plan = digests.get_plan(tx, community_id=home.id, kind=DigestKind.MORNING)
        plan_digests(tx, home.id, now=datetime(2026, 3, 3, 11, tzinfo=SHANGHAI))
        assert jobs.is_waiting(tx, kind=SAY, subject=plan.about) is not is_off
    assert not digests.change_plan(tx, replace(plan, version=1))


def test_a_community_without_groups_is_told_nothing(place: Place) -> None:
    ensure_digests(place.tx, community_id=place.id, now=place.now)
    run(place.tx, now=place.now + timedelta(days=1))

    assert endings(place.tx, DigestKind.MORNING) == {"2026-03-03": "no_group"}
    owe_digests(place.tx, now=place.now + timedelta(days=1))
    assert len(jobs.list_coming(place.tx, community_id=place.id, limit=9)) == 3
