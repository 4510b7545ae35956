"""Deadlines as pure rules: which clock runs, when silence is too long, what a move does to it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.addresses import Address
from domain.cases import Case, Kind, Stage
from domain.deadlines import (
    OWES_UPDATES_IN,
    RESPONSE_RUNS_IN,
    SOLUTION_RUNS_IN,
    Alarm,
    Clock,
    Step,
    alarm_of,
    clock_changes,
    is_running,
    is_silent_since,
    nudge_period,
    silences,
)
from domain.office_hours import parse_hours
from domain.working_time import WorkWeek

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
WEEK = WorkWeek(parse_hours("09:00-18:00"), ZoneInfo("Asia/Shanghai"))


def a_case(
    stage: Stage,
    *,
    reopenings: int = 0,
    updated_at: datetime | None = None,
    respond_by: datetime | None = None,
    solve_by: datetime | None = None,
    paused_at: datetime | None = None,
) -> Case:
    return Case(
        id=1,
        number=1001,
        community_id=1,
        kind=Kind.PROBLEM,
        stage=stage,
        stage_words="",
        stage_by=None,
        stage_at=MONDAY,
        stage_before=None,
        version=1,
        words="井盖松动",
        place="",
        latitude=None,
        longitude=None,
        grid_id=None,
        reporter_id=1,
        author_id=None,
        first_finder_id=None,
        reported_in=Address("-100"),
        rating=None,
        complaint="",
        reopenings=reopenings,
        reported_at=MONDAY,
        closed_at=None,
        updated_at=updated_at,
        respond_by=respond_by,
        solve_by=solve_by,
        paused_at=paused_at,
    )


def test_an_alarm_is_named_by_its_period() -> None:
    for clock in Clock:
        for step in Step:
            alarm = Alarm(clock, step, 3)
            assert alarm_of(alarm.period) == alarm


@pytest.mark.parametrize("stage", Stage)
def test_an_alarm_speaks_only_while_its_clock_runs_and_of_its_own_round(stage: Stage) -> None:
    case = a_case(stage, reopenings=1)
    for clock, stages in ((Clock.RESPONSE, RESPONSE_RUNS_IN), (Clock.SOLUTION, SOLUTION_RUNS_IN)):
        assert is_running(case, Alarm(clock, Step.OVERDUE, 1)) is (stage in stages)
        assert not is_running(case, Alarm(clock, Step.OVERDUE, 0))


@pytest.mark.parametrize("stage", Stage)
def test_news_are_asked_for_at_the_end_of_every_third_working_day(stage: Stage) -> None:
    case = a_case(stage)
    if stage not in OWES_UPDATES_IN:
        assert silences(case, WEEK, MONDAY) == {}
        return
    thursday = datetime(2026, 3, 5, 10, tzinfo=UTC)
    tuesday = datetime(2026, 3, 10, 10, tzinfo=UTC)

    assert silences(case, WEEK, MONDAY) == {1: thursday}
    assert silences(case, WEEK, thursday) == {1: thursday, 2: tuesday}
    later = silences(case, WEEK, tuesday + timedelta(days=1))
    assert list(later) == [2, 3]
    assert later[2] == tuesday


def test_any_news_answers_what_was_asked_before() -> None:
    case = a_case(Stage.ACCEPTED)
    asked = nudge_period(case, 2)

    assert is_silent_since(case, asked)
    news = MONDAY + timedelta(hours=1)
    assert not is_silent_since(a_case(Stage.ACCEPTED, updated_at=news), asked)
    assert not is_silent_since(a_case(Stage.WAITING), asked)


@pytest.mark.parametrize("stage", Stage)
def test_an_act_that_moves_nothing_changes_no_clock(stage: Stage) -> None:
    assert dict(clock_changes(a_case(stage), stage, week=WEEK, now=MONDAY)) == {}
