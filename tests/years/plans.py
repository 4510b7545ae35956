"""Twenty reminders, each with the days it is for, told by plain words and not by the planner."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.times import Days, Once, Plan, Recurrence, Unit
from tests.years.machine import FIRST, LAST, ZoneChanges

DAY = timedelta(days=1)
SPRING_FESTIVAL = [f"2028-01-{day}" for day in range(25, 32)]
NATIONAL_DAYS = [f"2028-10-{day:02}" for day in range(1, 11)]
HOLIDAYS = [*SPRING_FESTIVAL, "2028-02-10", "2028-02-11", "2028-05-01", *NATIONAL_DAYS]
MADE_UP = ["2028-01-22", "2028-02-12", "2028-10-14"]
DAYS_OFF = {"holidays": HOLIDAYS, "workdays": MADE_UP, "years": [2028]}
WEEKDAYS = (0, 1, 2, 3, 4)


def is_off(day: date) -> bool:
    return day.isoformat() in HOLIDAYS


def works(day: date) -> bool:
    return day.isoformat() in MADE_UP or (day.weekday() < 5 and not is_off(day))


def moved(day: date, days: Days) -> date | None:
    """What becomes of a named day by what was chosen of holidays."""
    if days is Days.WORKDAYS:
        return day if works(day) else None
    if days is Days.NO_HOLIDAYS:
        return None if is_off(day) else day
    if days is Days.NEXT_WORKDAY or (days is Days.AFTER_HOLIDAYS and is_off(day)):
        while not works(day):
            day += DAY
    return day


def is_last(day: date) -> bool:
    return (day + DAY).day == 1


@dataclass(frozen=True)
class Line:
    """A plan, and the days it names before holidays are looked at."""

    plan: Plan
    is_on: Callable[[date], bool] = lambda day: True

    def moments(self, zones: ZoneChanges) -> set[datetime]:
        if isinstance(self.plan, Once):
            return {self.plan.at}
        assert isinstance(self.plan, Recurrence)
        named = [one for one in all_days() if self.is_on(one)]
        days = {day for one in named if (day := moved(one, self.plan.days)) is not None}
        return {
            moment
            for begin, end, zone in zones
            for day in days
            for minute in self.plan.minutes
            if begin < (moment := clock(day, minute, zone)) < end
        }


def all_days() -> list[date]:
    first = FIRST.date() - 5 * DAY
    return [first + number * DAY for number in range((LAST - FIRST).days + 9)]


def clock(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """In zones without summer time."""
    wall = datetime.combine(day, time(), zone) + timedelta(minutes=minute)
    return wall.astimezone(UTC)


SUNDAY_2 = date(2028, 1, 2)
MONDAY_3 = date(2028, 1, 3)
SINCE_AUGUST, UNTIL_MARCH, UNTIL_MAY = date(2028, 8, 1), date(2028, 3, 31), date(2028, 5, 2)
SINCE_SEPTEMBER = date(2028, 9, 15)
LINES: tuple[Line, ...] = (
    Line(Recurrence(Unit.DAY, (510,))),
    Line(  # both by night
        Recurrence(Unit.DAY, (300, 360), until=UNTIL_MARCH), lambda day: day <= UNTIL_MARCH
    ),
    Line(  # as the quiet hours end, and just before they begin
        Recurrence(Unit.DAY, (420, 1319), every=2, since=SUNDAY_2),
        lambda day: day >= SUNDAY_2 and (day - SUNDAY_2).days % 2 == 0,
    ),
    Line(
        Recurrence(Unit.DAY, (1410,), every=3, since=SUNDAY_2),
        lambda day: day >= SUNDAY_2 and (day - SUNDAY_2).days % 3 == 0,
    ),
    Line(
        Recurrence(Unit.DAY, (540,), days=Days.WORKDAYS, since=SINCE_SEPTEMBER),
        lambda day: day >= SINCE_SEPTEMBER,
    ),
    Line(
        Recurrence(Unit.DAY, (1200,), days=Days.NO_HOLIDAYS, until=UNTIL_MAY),
        lambda day: day <= UNTIL_MAY,
    ),
    Line(
        Recurrence(Unit.WEEK, (480,), weekdays=WEEKDAYS, since=SINCE_AUGUST),
        lambda day: day >= SINCE_AUGUST and day.weekday() < 5,
    ),
    Line(Recurrence(Unit.WEEK, (90,), weekdays=(6,)), lambda day: day.weekday() == 6),
    Line(
        Recurrence(Unit.WEEK, (600,), every=2, weekdays=(2,), since=MONDAY_3),
        lambda day: day >= MONDAY_3 and day.weekday() == 2 and (day - MONDAY_3).days // 7 % 2 == 0,
    ),
    Line(
        Recurrence(Unit.WEEK, (1080,), weekdays=(0,), days=Days.AFTER_HOLIDAYS),
        lambda day: day.weekday() == 0,
    ),
    Line(Recurrence(Unit.MONTH, (540,), month_days=(-1,)), is_last),
    Line(Recurrence(Unit.MONTH, (540,), month_days=(31,)), lambda day: day.day == 31),
    Line(
        Recurrence(Unit.MONTH, (540,), month_days=(1,), days=Days.AFTER_HOLIDAYS),
        lambda day: day.day == 1,
    ),
    Line(
        Recurrence(Unit.MONTH, (1140,), weekdays=(4,), nth=-1),
        lambda day: day.weekday() == 4 and (day + 7 * DAY).month != day.month,
    ),
    Line(
        Recurrence(Unit.MONTH, (1380,), month_days=(10,), every=2, since=date(2028, 1, 1)),
        lambda day: day.day == 10 and day.month % 2 == 1,
    ),
    Line(
        Recurrence(Unit.YEAR, (540,), month_days=(29,), months=(2,)),
        lambda day: (day.month, day.day) == (2, 29),
    ),
    Line(
        Recurrence(Unit.YEAR, (0,), month_days=(25,), months=(1, 10), days=Days.NEXT_WORKDAY),
        lambda day: (day.month, day.day) in ((1, 25), (10, 25)),
    ),
    Line(Once(FIRST + timedelta(days=59, hours=3, seconds=25))),
    Line(Once(FIRST + timedelta(days=100, hours=17))),
    Line(Once(FIRST + timedelta(days=200, hours=1))),
)
