"""Hours as rows: entered once, summed with their counter-rows, set against the clock."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from domain.addresses import Address
from domain.communities import CommunityDefaults
from domain.hour_claims import HourClaim, Occupied, overlapping
from domain.hours import HourKind, HoursSum, standing
from storage import hours
from storage.activities import add_activity
from storage.communities import add_community
from storage.database import Database
from storage.hour_claims import add_claim, list_occupied
from storage.people import add_person
from tests.storage.conftest import SPRING

FIRST_VALUES = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
MARCH, HOUR = date(2026, 3, 2), timedelta(hours=1)


@dataclass(frozen=True)
class Street:
    home: int
    aunt: int
    secretary: int


def _meet(tx: Connection) -> Street:
    home = add_community(tx, "桃然亭", defaults=FIRST_VALUES, now=SPRING).id
    both = [
        add_person(tx, channel="telegram", external_id=one, name=one, username=None, now=SPRING)
        for one in ("1", "2")
    ]
    return Street(home, *both)


def _enter(
    tx: Connection,
    street: Street,
    source: str,
    minutes: int,
    *,
    on: date = MARCH,
    kind: HourKind = HourKind.VERIFIED,
    activity_id: int | None = None,
    reverses_id: int | None = None,
) -> int | None:
    return hours.add_entry(
        tx,
        community_id=street.home,
        person_id=street.aunt,
        kind=kind,
        service="elders",
        held_on=on,
        minutes=minutes,
        words=source,
        source=source,
        confirmed_by=street.secretary,
        activity_id=activity_id,
        reverses_id=reverses_id,
        now=SPRING,
    )


def _sums_and_rows(tx: Connection) -> tuple[list[HoursSum], list[int], bool]:
    street = _meet(tx)
    wrong = _enter(tx, street, "助餐", 120)
    assert wrong is not None
    _enter(tx, street, "助餐:reversed", -120, reverses_id=wrong)
    _enter(tx, street, "助餐:corrected", 90)
    _enter(tx, street, "送药", 30)
    _enter(tx, street, "巡逻", 60, kind=HourKind.DECLARED)
    _enter(tx, street, "读报", 45, on=date(2026, 4, 1))
    whose = {"community_id": street.home, "person_id": street.aunt}
    since, until = date(2026, 3, 1), date(2026, 4, 30)
    sums = hours.sum_minutes(tx, **whose, since=since, until=until)
    rows = hours.list_hours(tx, **whose, since=since, until=until)
    is_new = _enter(tx, street, "送药", 30) is not None
    return sums, [one.minutes for one in standing(rows)], is_new


async def test_a_correction_leaves_only_what_is_right_in_every_sum(db: Database) -> None:
    sums, minutes, is_new = await db.do(_sums_and_rows)

    assert sums == [
        HoursSum(HourKind.DECLARED, "2026-03", "elders", 60),
        HoursSum(HourKind.VERIFIED, "2026-03", "elders", 120),
        HoursSum(HourKind.VERIFIED, "2026-04", "elders", 45),
    ]
    assert minutes == [90, 30, 60, 45]
    assert not is_new, "the same source is entered once"


def _activity(tx: Connection, street: Street) -> int:
    activity = add_activity(
        tx,
        community_id=street.home,
        title="小区清洁",
        service="cleaning",
        place="",
        point=None,
        starts_at=SPRING,
        ends_at=SPRING + 2 * HOUR,
        cancel_by=SPRING,
        capacity=0,
        leader_id=street.secretary,
        made_by=street.secretary,
        secret="s",
        source="a1",
        now=SPRING,
    )
    assert activity is not None
    return activity.id


def _occupied(tx: Connection) -> tuple[HourClaim, list[Occupied]]:
    street = _meet(tx)
    _enter(tx, street, "小区清洁", 120, activity_id=_activity(tx, street))
    taken_back = _enter(tx, street, "记错了", 60)
    _enter(tx, street, "记错了:reversed", -60, reverses_id=taken_back)
    claims = [
        add_claim(
            tx,
            community_id=street.home,
            person_id=street.aunt,
            service="patrol",
            held_on=MARCH,
            starts_at=SPRING + begin * HOUR,
            ends_at=SPRING + (begin + 1) * HOUR,
            minutes=60,
            words=words,
            picture="",
            said_in=Address("1"),
            source=words,
            now=SPRING,
        )
        for begin, words in ((1, "巡逻"), (2, "送药"))
    ]
    first = claims[0]
    assert first is not None
    return first, list_occupied(tx, first)


async def test_a_claim_is_set_against_activities_and_other_claims(db: Database) -> None:
    claim, others = await db.do(_occupied)

    assert sorted(one.words for one in others) == ["小区清洁", "送药"]
    assert [one.words for one in overlapping(claim, others)] == ["小区清洁"]
