"""Times as people say them: the table, and what holds of whatever comes again."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.rules import RuleBroken
from domain.time_plans import LATEST_MINUTE
from domain.times import (
    Ambiguous,
    Days,
    Once,
    Plan,
    Recurrence,
    Span,
    Understood,
    Unit,
    as_stored,
    read_plan,
    understand,
    upcoming,
)
from domain.wall_clock import clock_of
from domain.workdays import NO_OVERLAY
from locales import speaker
from tests.domain.time_expressions import expressions

ZONE = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SAY = speaker("zh_CN")


def moment(at: datetime) -> str:
    local = at.astimezone(ZONE)
    clock = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    return f"{local:%Y-%m-%d} {clock}".removeprefix("2026-")


def told(plan: Plan) -> str:
    """As it stands in the table."""
    match plan:
        case Once(at):
            return moment(at)
        case Span(begin, end):
            return f"{moment(begin)} ~ {moment(end)}"
    unit = f"{plan.every if plan.every > 1 else ''}{plan.unit}"
    on = ",".join(str(one) for one in plan.month_days)
    if plan.nth:
        on = f"{plan.nth}#{plan.weekdays[0] + 1 if plan.weekdays else 'w'}"
    elif plan.weekdays:
        on = ",".join(str(one + 1) for one in plan.weekdays)
    if plan.unit is Unit.YEAR:
        on = f"{','.join(map(str, plan.months))}/{on}"
    words = [unit, on, ",".join(map(clock_of, plan.minutes))]
    words.append(f"+{plan.lasts}" if plan.lasts else "")
    words.append("" if plan.days is Days.EVERY else plan.days)
    words.append(f">={plan.since}".replace("2026-", "") if plan.since else "")
    words.append(f"<={plan.until}".replace("2026-", "") if plan.until else "")
    return " ".join(word for word in words if word)


def answer_to(text: str, now: datetime) -> tuple[str, set[str]]:
    try:
        found = understand(text, now=now, zone=ZONE, overlay=NO_OVERLAY)
    except RuleBroken as broken:
        return f"! {broken.key}", set()
    if isinstance(found, Ambiguous):
        choices = " | ".join(told(one.what) for one in found.choices)
        return f"? {found.question_key}: {choices}", {one.rest for one in found.choices}
    return told(found.what), {found.rest}


@pytest.mark.parametrize(("now", "typed", "meant"), expressions())
def test_what_people_say_is_understood(now: str, typed: str, meant: str) -> None:
    said = datetime.fromisoformat(now).replace(tzinfo=ZONE).astimezone(UTC)
    rest = " ".join(re.findall(r"\{(.*?)\}", typed))

    answer, left = answer_to(re.sub("[{}]", "", typed), said)

    assert answer == meant
    if not meant.startswith("!"):
        assert left == {rest}


def test_a_clock_apart_from_its_day_may_belong_to_the_words() -> None:
    found = understand("明天提醒我下午3点开会", now=NOW, zone=ZONE, overlay=NO_OVERLAY)

    assert isinstance(found, Ambiguous)
    assert found.question_key == "time.question.clock"
    assert [(told(one.what), one.rest) for one in found.choices] == [
        ("11-19 15:00", "开会"),
        ("11-19 09:00", "下午3点开会"),
    ]


@pytest.mark.parametrize("piece", ["10分钟", "8点、", "提醒我", "每", "从12月1日"])
def test_a_text_without_end_is_answered_too(piece: str) -> None:
    assert answer_to(piece * 1000, NOW)[0].startswith("! time.")


def test_half_an_hour_is_counted_to_the_second() -> None:
    now = NOW + timedelta(seconds=20)

    found = understand("1分钟后", now=now, zone=ZONE, overlay=NO_OVERLAY)

    assert found == Understood(Once(now + timedelta(minutes=1)), "")


WORDS = sorted({one for _, typed, _ in expressions() for one in re.split(r"[{} ]+", typed)})


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(WORDS) | st.text(max_size=5), max_size=4).map(" ".join),
    st.sampled_from([ZONE, NEW_YORK]),
)
def test_whatever_is_typed_is_understood_or_refused_and_lies_ahead(
    text: str, zone: ZoneInfo
) -> None:
    try:
        found = understand(text, now=NOW, zone=zone, overlay=NO_OVERLAY)
    except RuleBroken as broken:
        SAY(broken.key)
        return
    choices = found.choices if isinstance(found, Ambiguous) else (found,)
    assert len(choices) > 1 or isinstance(found, Understood)
    for one in choices:
        plan = one.what
        assert read_plan(json.loads(json.dumps(as_stored(plan)))) == plan
        is_whole_day = isinstance(plan, Span) and plan.end > NOW
        assert upcoming(plan, after=NOW, zone=zone, overlay=NO_OVERLAY, count=1) or is_whole_day


@pytest.mark.parametrize(
    ("wrong", "values"),
    [
        ("no clock", {"unit": Unit.DAY, "minutes": ()}),
        ("times go up", {"unit": Unit.DAY, "minutes": (600, 540)}),
        ("a clock shows no more", {"unit": Unit.DAY, "minutes": (LATEST_MINUTE,)}),
        ("counts from nowhere", {"unit": Unit.DAY, "minutes": (540,), "every": 2}),
        ("a week without days", {"unit": Unit.WEEK, "minutes": (540,)}),
        ("a month without days", {"unit": Unit.MONTH, "minutes": (540,)}),
        ("a year without months", {"unit": Unit.YEAR, "minutes": (540,), "month_days": (1,)}),
        ("two that last", {"unit": Unit.DAY, "minutes": (540, 600), "lasts": 30}),
    ],
)
def test_what_could_never_be_said_cannot_be_made(wrong: str, values: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no such recurrence|numbers go up"):
        Recurrence(**values)
