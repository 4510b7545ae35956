"""The steps of a meeting, its quorum, and what a line says of one."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import EVERYBODY, Audience
from domain.meeting_form import Draft, Step
from domain.meeting_words import Said, check_plan, first_of, read_line, split_items
from domain.meetings import (
    REMINDED_BEFORE,
    STEPS,
    Move,
    Stage,
    is_late_notice,
    move,
    nagged_at,
    needed_for,
    next_is_due,
    next_step,
    posted_to,
)
from domain.people import ChatKind, MemberKind
from domain.permissions import Role
from domain.reminders import Calendar
from domain.rules import RuleBroken
from domain.times import Once, Recurrence, Span, Unit
from domain.workdays import Overlay

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
CALENDAR = Calendar(ZoneInfo("Asia/Shanghai"), None, Overlay(frozenset(), frozenset(), frozenset()))
GRIDS = [(7, "一号网格")]

stages = st.sampled_from(Stage)
reasons = st.sampled_from(["", " ", "好", "没有要表决的", "漏" * 201])


@given(st.lists(st.tuples(stages, reasons), max_size=12))
def test_no_way_leads_to_the_end_but_by_every_step_or_a_recorded_reason(
    wishes: list[tuple[Stage, str]],
) -> None:
    stage, taken = Stage.ANNOUNCED, list[Move]()
    for to, reason in wishes:
        try:
            one = move(stage, to, reason)
        except RuleBroken:
            continue
        assert one.taken_from is stage
        taken.append(one)
        stage = to
    for one in taken:
        is_one_on = next_step(one.taken_from) is one.to
        assert is_one_on or len(one.reason) >= 2
        assert is_one_on or one.reason.strip() == one.reason
    if stage is Stage.CLOSED:
        walked = {one.to for one in taken}
        excused = {step for one in taken for step in one.skipped if one.reason}
        assert {Stage.MET, Stage.DECIDED, Stage.FOLLOWING} <= walked | excused


def test_the_refusal_names_the_step_that_would_be_left_out() -> None:
    for stage, to, key in (
        (Stage.ANNOUNCED, Stage.DECIDED, "meeting.skips.met"),
        (Stage.MET, Stage.FOLLOWING, "meeting.skips.decided"),
        (Stage.ANNOUNCED, Stage.CLOSED, "meeting.skips.met"),
        (Stage.FOLLOWING, Stage.MET, "meeting.goes_back.met"),
        (Stage.MET, Stage.CANCELLED, "meeting.why_cancelled"),
        (Stage.DECIDED, Stage.CANCELLED, "meeting.cannot_cancel.decided"),
        (Stage.CANCELLED, Stage.MET, "meeting.is_already.cancelled"),
        (Stage.MET, Stage.MET, "meeting.is_already.met"),
    ):
        with pytest.raises(RuleBroken) as refused:
            move(stage, to)
        assert refused.value.key == key


@given(st.sampled_from(STEPS[:-1]))
def test_one_step_on_needs_no_reason(stage: Stage) -> None:
    on = next_step(stage)
    assert on is not None
    assert move(stage, on) == Move(stage, on)


@given(st.integers(0, 20_000))
def test_half_is_not_more_than_half_and_two_thirds_are_enough(invited: int) -> None:
    assert 2 * needed_for("half", invited) > invited
    assert 2 * (needed_for("half", invited) - 1) <= invited
    assert 3 * needed_for("two_thirds", invited) >= 2 * invited
    assert 3 * (needed_for("two_thirds", invited) - 1) < 2 * invited or invited == 0


def test_late_reminders_and_late_questions_come_singly() -> None:
    starts_at = NOW
    for which, before in REMINDED_BEFORE.items():
        assert not next_is_due(which, starts_at, starts_at - before)
    assert next_is_due("days", starts_at, starts_at - timedelta(days=1))
    assert not next_is_due("hour", starts_at, starts_at)
    times = list(nagged_at(NOW).values())
    assert times[0] == NOW + timedelta(days=1)
    assert [b - a for a, b in pairwise(times)] == [timedelta(days=3)] * 4


def test_it_is_late_notice_under_three_days() -> None:
    assert is_late_notice(NOW + timedelta(days=3, seconds=-1), NOW)
    assert not is_late_notice(NOW + timedelta(days=3), NOW)


def test_it_is_posted_where_those_meant_are() -> None:
    public, riders, staff = ChatKind.PUBLIC, ChatKind.RIDERS, ChatKind.STAFF
    for audience, groups in (
        (EVERYBODY, {public, riders, staff}),
        (Audience(kinds=frozenset({MemberKind.RIDER})), {riders, staff}),
        (Audience(kinds=frozenset({MemberKind.MERCHANT})), {public, staff}),
        (Audience(grid_ids=frozenset({7})), {public, riders, staff}),
        (Audience(roles=frozenset({Role.GRID_WORKER})), {staff}),
        (Audience(roles=frozenset({Role.CAPTAIN})), {public, riders, staff}),
        (Audience(person_ids=frozenset({1})), {staff}),
    ):
        assert set(posted_to(audience)) == groups, audience


def read(line: str) -> Said:
    return read_line(line, now=NOW, calendar=CALENDAR, grids=GRIDS)


@pytest.mark.parametrize(
    ("line", "title", "place", "items", "quorum"),
    [
        (
            "12月10日19点到20点半 电动车充电 @活动室 请一号网格 议题:装充电桩;停车",
            *("电动车充电", "活动室", ("装充电桩", "停车"), None),
        ),
        ("每月10日 19:00 议事日 @活动室", "议事日", "活动室", (), None),
        ("周五晚上7点 停车协商 骑手 法定人数:20人", "停车协商", "", (), "20"),
        ("明天19点 充电 过半到会 议题：1、装桩 2、收费", "充电", "", ("装桩", "收费"), "half"),
        ("停车协商", "停车协商", "", (), None),
        (
            "下周三15点 物业见面会 ＠2号楼大厅 agenda: bins; bikes",
            *("物业见面会", "2号楼大厅"),
            ("bins", "bikes"),
            None,
        ),
    ],
)
def test_a_line_is_taken_apart(
    line: str, title: str, place: str, items: tuple[str, ...], quorum: str | None
) -> None:
    said = read(line)
    assert (said.title, said.place, said.items, said.quorum) == (title, place, items, quorum)


def test_a_line_tells_who_and_when() -> None:
    said = read("12月10日19点到20点半 电动车充电 请一号网格")
    assert said.audience == Audience(grid_ids=frozenset({7}))
    found = first_of(said.plans[0], now=NOW, calendar=CALENDAR)
    assert found == (
        datetime(2026, 12, 10, 11, tzinfo=UTC),
        datetime(2026, 12, 10, 12, 30, tzinfo=UTC),
    )
    assert len(read("周五7点 停车").plans) == 2
    assert read("周五7点 停车").question


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("12月10日到12月12日 充电", "meeting.needs_clock"),
        ("明天9点到23点 充电", "meeting.too_long"),
        ("每天9点和19点 充电", "meeting.one_clock"),
        ("2028年3月1日19点 充电", "meeting.too_far"),
        (f"明天19点 {'充' * 41}", "meeting.title_too_long"),
        (f"明天19点 充电 议题:{';'.join(map(str, range(13)))}", "meeting.too_many_items"),
    ],
)
def test_what_cannot_be_is_said_so(line: str, key: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(line)
    assert refused.value.key == key


@given(st.text(max_size=60))
def test_any_words_are_a_line_or_a_mistake(line: str) -> None:
    try:
        said = read(line)
    except RuleBroken:
        return
    assert all(split_items(one) for one in said.items)
    for plan in said.plans:
        check_plan(plan, NOW, CALENDAR)


def test_what_is_drafted_is_kept_as_it_is() -> None:
    draft = Draft({"is_guided": False})
    draft.hear(read("每月10日 19:00 议事日 @活动室 请一号网格 过半到会 议题:门禁"), [3])
    draft.toggle_proposal(5, "楼道灯")
    assert Draft(draft.as_json()).as_json() == draft.as_json()
    assert draft.next_step(now=NOW, calendar=CALENDAR) is Step.CHECK
    assert draft.items == [("门禁", None), ("楼道灯", 5)]
    draft.put_items(["收费"])
    assert draft.items == [("楼道灯", 5), ("收费", None)]
    draft.toggle_proposal(5, "楼道灯")
    assert draft.items == [("收费", None)]
    assert draft.audience == Audience(grid_ids=frozenset({7}), person_ids=frozenset({3}))


def test_short_notice_needs_a_reason_before_it_can_be_posted() -> None:
    draft = Draft()
    draft.hear(read("明天19点 充电 @活动室"))
    assert draft.next_step(now=NOW, calendar=CALENDAR) is Step.REASON
    with pytest.raises(RuleBroken) as refused:
        draft.check_complete(now=NOW, calendar=CALENDAR)
    assert refused.value.key == "meeting.why_so_late"
    draft.reason = "明天就要交费"
    assert draft.next_step(now=NOW, calendar=CALENDAR) is Step.CHECK
    draft.put_plans([Once(NOW + timedelta(days=1))], "")
    assert draft.next_step(now=NOW, calendar=CALENDAR) is Step.REASON  # another time, another why


def test_how_long_it_takes_is_said_or_usual() -> None:
    begins = NOW + timedelta(days=5)
    for plan, minutes in (
        (Once(begins), 90),
        (Span(begins, begins + timedelta(minutes=45)), 45),
        (Recurrence(Unit.DAY, (19 * 60,), lasts=120), 120),
        (Recurrence(Unit.DAY, (19 * 60,)), 90),
    ):
        found = first_of(plan, now=NOW, calendar=CALENDAR)
        assert found is not None
        assert found[1] - found[0] == timedelta(minutes=minutes)
