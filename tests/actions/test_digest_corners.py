"""周报 in the groups: whom it names, and what it lets go of again."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from actions.case_confirmation import rate_case
from actions.cases import Filing, report_case
from actions.digests import WEEKLY, ensure_digests, letter_of, plan_digests, weeklies_about
from bot.letters.digests import morning
from cards.card import Reader
from domain.addresses import Address
from domain.cases import Act, Case, Kind, Rating
from domain.digests import DigestKind, about_of
from domain.media import Words
from domain.people import Visitor
from locales import speaker
from storage import cases, digests, outbox, paying
from storage.outbox import Lane
from storage.paying import Owed
from tests.actions.conftest import Place
from tests.actions.test_escalation import GROUP, STAFF, Week

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 3, 2, tzinfo=ZONE)


@pytest.fixture
def week(tx: Connection, place: Place) -> Week:
    return Week(tx, place)


def mended(week: Week, by: Visitor, chat: str) -> Case:
    """Somebody reports in this chat, the secretary mends it, and they find it mended."""
    source = f"{by.name}:{chat}"
    filing = Filing(Kind.PROBLEM, Words(text="井盖松动"), week.place.here(chat))
    report_case(week.tx, by=by, filing=filing, source=source, now=week.now)
    found = cases.find_case_by_source(week.tx, source)
    assert found is not None
    week.act(Act.ACCEPT, found, by=week.chen)
    week.act(Act.RESOLVE, found, "修好了", by=week.chen)
    rate_case(
        week.tx,
        by=by,
        case_id=found.id,
        rating=Rating.SATISFIED,
        where=Address(chat),
        source=f"rated:{source}",
        now=week.now,
    )
    return cases.get_case(week.tx, found.id)


def test_who_reported_among_colleagues_is_not_named_to_the_neighbours(week: Week) -> None:
    for by, chat in ((week.rider, GROUP), (week.zhao, STAFF)):
        mended(week, by, chat)

    found = digests.read_week(
        week.tx, community_id=week.place.id, since=MONDAY, until=MONDAY + timedelta(days=7)
    )

    assert found.mended == 2
    assert found.reporters == (week.rider.person_id,)


def test_a_case_that_was_opened_again_is_still_shown_by_the_week_that_told_of_it(
    week: Week,
) -> None:
    case, other = (mended(week, by, GROUP) for by in (week.rider, week.zhao))
    about = f"{about_of(week.place.id, DigestKind.WEEKLY)}:2026-03-02"
    outbox.owe(
        week.tx,
        dedup=about,
        kind=WEEKLY,
        about=about,
        to=Address(GROUP),
        lane=Lane.DIGEST,
        community_id=week.place.id,
        payload={"key": "2026-03-02", "cases": [case.id]},
        now=week.now,
    )
    week.until(9, 10)

    week.act(Act.REOPEN, case, "又松了", by=week.chen)

    for one, expected in ((case, [about]), (other, [])):
        assert weeklies_about(week.tx, cases.get_case(week.tx, one.id)) == expected


def test_a_morning_that_the_quiet_hours_hold_overnight_tells_of_the_next_day(week: Week) -> None:
    week.report()
    ensure_digests(week.tx, community_id=week.place.id, now=week.now)
    plan = digests.get_plan(week.tx, community_id=week.place.id, kind=DigestKind.MORNING)
    digests.change_plan(week.tx, plan, clock="23:00")
    plan_digests(week.tx, week.place.id, now=week.now)

    week.until(3, 7)

    owed: list[Owed] = []
    while more := paying.claim_owed(week.tx, now=week.now, waiting_chats=(), limit=99):
        owed += more
    [told] = [one for one in owed if one.kind == letter_of(DigestKind.MORNING)]
    card = morning(week.tx, told, Reader(speaker("zh_CN"), ZONE, week.now))
    assert card is not None
    assert "3月3日" in card.text
