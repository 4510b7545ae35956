"""Activities: one line taken apart, what repeats, until when somebody may say yes or no."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activities import (
    Activity,
    ActivityState,
    Seat,
    SeatState,
    check_may_join,
    default_cancel_by,
    may_cancel,
    offer_ends,
    overlaps,
)
from domain.activity_form import MUST_BE_ASKED, Draft, Step
from domain.activity_repeats import anchored, find_repeat, next_start
from domain.activity_words import read_correction, read_line, read_many
from domain.hours import Service
from domain.rules import RuleBroken

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
SATURDAY = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)

PLANNED = Activity(
    id=1,
    community_id=1,
    title="小区清洁",
    service="cleaning",
    place="东门",
    point=None,
    radius_m=None,
    starts_at=SATURDAY,
    ends_at=SATURDAY + timedelta(hours=2),
    cancel_by=SATURDAY - timedelta(hours=3),
    capacity=10,
    taken=0,
    added=0,
    teams=(),
    words="",
    record="",
    repeats="",
    follows_id=None,
    leader_id=1,
    made_by=1,
    state=ActivityState.PLANNED,
    secret="",
    sequence=0,
    version=1,
    source="test",
    made_at=NOW,
    ended_at=None,
)
GOING = Seat(
    id=1,
    community_id=1,
    activity_id=1,
    person_id=2,
    team="",
    state=SeatState.GOING,
    queued_at=NOW,
    offered_until=None,
    will_come="",
    seeks_cover=False,
    checked_in_at=None,
    checked_in_by=None,
    checked_out_at=None,
    checked_out_by=None,
    is_flagged=False,
    minutes=None,
    result="",
    version=1,
)


def test_a_line_is_taken_apart() -> None:
    said = read_line(
        "周六上午9点到11点 小区清洁 @东门广场 10人 环境 每周 一队、二队 带队 @wangayi",
        now=NOW,
        zone=ZONE,
    )

    assert said.title == "小区清洁"
    assert said.when is not None
    assert said.when.starts_at == SATURDAY
    assert (said.place, said.capacity, said.service) == ("东门广场", 10, Service.CLEANING)
    assert (said.teams, said.repeats, said.leader) == (("一队", "二队"), "week", "wangayi")


@pytest.mark.parametrize(
    ("said", "title", "place", "capacity"),
    [
        ("周六9点 捡垃圾 在东门 不限", "捡垃圾", "东门", 0),
        ("周六9点 捡垃圾 @ 3号楼下 十二人", "捡垃圾", "3号楼下", 12),
        ("每周六9点 小区三人行 8个名额", "小区三人行", "", 8),
        ("周六9点十人 在线课堂", "在线课堂", "", 10),
        ("小区清洁", "小区清洁", "", None),
        ("Sat 9:00-11:00 Cleaning @East-Gate 10 people", "Cleaning", "East-Gate", 10),
        ("tomorrow 2pm Dance no limit", "Dance", "", 0),
        ("每月第二个周六9点 老年手机课 队：一队/二队", "老年手机课", "", None),
    ],
)
def test_what_is_said_and_what_is_not(
    said: str, title: str, place: str, capacity: int | None
) -> None:
    found = read_line(said, now=NOW, zone=ZONE)

    assert (found.title, found.place, found.capacity) == (title, place, capacity)


def test_a_correction_says_only_what_changes() -> None:
    said = read_correction("改到周日9点", now=NOW, zone=ZONE)

    assert said.title == ""
    assert said.when is not None
    assert said.when.starts_at == SATURDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("said", "many"), [("10", 10), ("10人", 10), ("十个人", 10), ("不限", 0), ("很多", None)]
)
def test_how_many(said: str, many: int | None) -> None:
    assert read_many(said) == many


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("周六9点 捡垃圾 9999人", "activity.too_many"),
        (f"周六9点 {'长' * 41}", "activity.title_too_long"),
        (f"周六9点 跳舞 @{'远' * 61}", "activity.place_too_long"),
        (f"周六9点 跳舞 队:{'、'.join('甲乙丙丁戊己庚辛壬')}", "activity.teams_too_many"),
    ],
)
def test_what_no_card_can_show_is_refused(line: str, why: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_line(line, now=NOW, zone=ZONE)

    assert broken.value.key == why


def test_a_line_is_asked_only_for_what_it_must_say() -> None:
    draft = Draft()
    draft.hear(read_line("小区清洁", now=NOW, zone=ZONE))

    assert draft.next_step() is Step.WHEN
    draft.hear(read_line("周六9点 @东门 10人", now=NOW, zone=ZONE))
    assert draft.next_step() is Step.CHECK
    assert set(MUST_BE_ASKED) <= draft.settled
    assert Draft(draft.as_json()).as_json() == draft.as_json()


def test_a_place_can_be_given_back_until_the_last_moment() -> None:
    last = PLANNED.cancel_by

    assert may_cancel(PLANNED, GOING, now=last)
    assert not may_cancel(PLANNED, GOING, now=last + timedelta(seconds=1))
    waiting = replace(GOING, state=SeatState.WAITING)
    assert may_cancel(PLANNED, waiting, now=SATURDAY)


def test_nobody_is_bound_the_moment_they_join() -> None:
    assert default_cancel_by(SATURDAY, now=NOW) == SATURDAY - timedelta(hours=3)
    late = SATURDAY - timedelta(hours=2)
    assert late < default_cancel_by(SATURDAY, now=late) < SATURDAY


def test_an_offer_lasts_twelve_hours_or_until_an_hour_before() -> None:
    assert offer_ends(PLANNED, now=NOW) == NOW + timedelta(hours=12)
    late = SATURDAY - timedelta(hours=5)
    assert offer_ends(PLANNED, now=late) == SATURDAY - timedelta(hours=1)
    assert offer_ends(PLANNED, now=SATURDAY - timedelta(hours=1)) is None


def test_who_comes_too_late_is_told_so() -> None:
    check_may_join(PLANNED, now=SATURDAY)  # latecomers are welcome
    for activity, now, why in (
        (PLANNED, PLANNED.ends_at, "activity.over"),
        (replace(PLANNED, state=ActivityState.CANCELLED), NOW, "activity.called_off"),
        (replace(PLANNED, state=ActivityState.ENDED), NOW, "activity.over"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_may_join(activity, now=now)
        assert broken.value.key == why


def test_one_after_the_other_is_no_overlap() -> None:
    after = replace(
        PLANNED, id=2, starts_at=PLANNED.ends_at, ends_at=PLANNED.ends_at + timedelta(hours=1)
    )

    assert not overlaps(PLANNED, after)
    assert overlaps(PLANNED, replace(after, starts_at=PLANNED.ends_at - timedelta(minutes=1)))


@pytest.mark.parametrize(
    ("said", "repeats", "day"),
    [
        ("每周六9点", "week", None),
        ("每周 周六9点", "week", None),
        ("每月第二个周六9点", "month", date(2026, 12, 12)),
        ("每月第4个周五9点", "month", date(2026, 11, 27)),
        ("每月最后一个周一9点", "month", date(2026, 11, 30)),
        ("周六9点", "", None),
    ],
)
def test_how_often_it_is_said(said: str, repeats: str, day: date | None) -> None:
    found = find_repeat(said, NOW.astimezone(ZONE).date())

    assert (found[0], found[2]) == (repeats, day)


def test_each_is_a_week_after_the_last_and_one_that_is_moved_takes_no_other_along() -> None:
    weekly = anchored("week", SATURDAY, zone=ZONE)
    nextly = SATURDAY + timedelta(days=7)

    assert next_start(weekly, SATURDAY, zone=ZONE) == nextly
    assert next_start(weekly, SATURDAY + timedelta(days=1), zone=ZONE) == nextly
    assert next_start(weekly, SATURDAY - timedelta(days=1, hours=3), zone=ZONE) == nextly


def test_the_fifth_of_a_month_is_the_last_and_stays_it() -> None:
    at = datetime(2027, 1, 30, 1, 0, tzinfo=UTC)  # the fifth Saturday
    monthly, days = anchored("month", at, zone=ZONE), []
    for _ in range(4):
        at = next_start(monthly, at, zone=ZONE)
        days.append(at.astimezone(ZONE).date())

    assert days == [date(2027, 2, 27), date(2027, 3, 27), date(2027, 4, 24), date(2027, 5, 29)]


@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["week", "month"]),
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"]),
)
def test_the_next_one_shows_the_same_clock_on_the_same_weekday(
    day: date, kind: str, zone_name: str
) -> None:
    zone = ZoneInfo(zone_name)
    at = datetime.combine(day, time(9), zone).astimezone(UTC)
    after = next_start(anchored(kind, at, zone=zone), at, zone=zone).astimezone(zone)

    before = at.astimezone(zone)
    assert after.weekday() == before.weekday()
    assert (after.hour, after.minute) == (before.hour, before.minute)
    days = (after.date() - before.date()).days
    assert days == 7 if kind == "week" else 21 <= days <= 42
