"""Recurrences of every kind that can be said, for hypothesis."""

from datetime import date

from hypothesis import strategies as st

from domain.time_plans import LATEST_MINUTE, QUARTERS, Days, Recurrence, Unit
from domain.wall_clock import DAY

TODAY = date(2026, 11, 18)

clocks = st.sets(st.integers(0, LATEST_MINUTE - 1), min_size=1, max_size=4)
dates = st.dates(date(2026, 1, 1), date(2031, 12, 31))


def numbers(last: int) -> st.SearchStrategy[tuple[int, ...]]:
    days = st.sampled_from([-1, *range(1, last + 1)])
    return st.sets(days, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    unit = draw(st.sampled_from(Unit))
    days = draw(st.sampled_from(Days))
    every = draw(st.one_of(st.just(1), st.integers(2, 9)))
    on: dict[str, tuple[int, ...]] = {}
    nth = 0
    if unit is Unit.WEEK:
        on["weekdays"] = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    elif unit is not Unit.DAY and draw(st.booleans()):
        nth = draw(st.sampled_from([1, 2, 3, 4, 5, -1]))
        if draw(st.booleans()):
            on["weekdays"] = (draw(st.integers(0, 6)),)
        else:
            days = Days.WORKDAYS
    elif unit is not Unit.DAY:
        on["month_days"] = draw(numbers(28 if unit is Unit.YEAR else 31))
    if unit is Unit.YEAR:
        months = st.sets(st.integers(1, 12), min_size=1, max_size=1 if nth else 4)
        quarters = st.sampled_from([QUARTERS, (3, 6, 9, 12)]) if not nth else st.nothing()
        on["months"] = draw(st.one_of(months.map(lambda one: tuple(sorted(one))), quarters))
    since = draw(dates) if every > 1 or draw(st.booleans()) else None
    until = draw(st.one_of(st.none(), st.dates(since or TODAY, date(2036, 1, 1))))
    minutes = tuple(sorted(draw(clocks)))
    lasts = draw(st.integers(1, DAY)) if len(minutes) == 1 and draw(st.booleans()) else 0
    return Recurrence(
        unit, minutes, every, nth=nth, days=days, since=since, until=until, lasts=lasts, **on
    )
