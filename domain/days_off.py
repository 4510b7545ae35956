"""Days off 放假安排 as a secretary writes them: holidays, make-up workdays, years known whole."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.answers import Json
from domain.rules import RuleBroken
from domain.workdays import DayKind, Overlay

MOST_LINES = 60
LONGEST_STRETCH = 31
YEARS = range(2020, 2100)
SHOWN_LINE = 40

_DATE = r"(?P<y>\d{4})\s*[-/.年]\s*(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*日?"
_LAST = r"(?:(?:(?P<ly>\d{4})\s*[-/.年]\s*)?(?P<lm>\d{1,2})\s*[-/.月]\s*)?(?P<ld>\d{1,2})\s*日?"
_TILL = r"\s*(?:至|到|~|—+|–|-|to)\s*"
_DAYS = re.compile(rf"{_DATE}(?:{_TILL}{_LAST})?[\s,:]*(?P<word>\D+)")
_YEAR = re.compile(r"(?P<y>\d{4})\s*年?[\s,:]*(?P<word>\D+)")
_KINDS = {
    **dict.fromkeys(["放假", "休息", "休", "holiday", "off"], DayKind.HOLIDAY),
    **dict.fromkeys(["上班", "补班", "调休上班", "调班", "workday", "work"], DayKind.MAKE_UP),
    **dict.fromkeys(["取消", "删除", "cancel", "remove"], DayKind.ORDINARY),
}
_WHOLE = {
    **dict.fromkeys(["已录全", "录全", "已全", "录完", "complete"], True),
    **dict.fromkeys(["取消", "取消录全", "未录全", "没录全", "cancel", "incomplete"], False),
}


@dataclass(frozen=True)
class Stretch:
    """These days are of this kind from now on; ``ORDINARY`` takes back what was said of them."""

    first: date
    last: date
    becomes: DayKind

    @property
    def days(self) -> frozenset[date]:
        count = (self.last - self.first).days + 1
        return frozenset(self.first + timedelta(days=number) for number in range(count))


@dataclass(frozen=True)
class WholeYear:
    """All that was announced for this year stands here, or does not."""

    year: int
    is_known: bool


def parse_days_off(text: str) -> list[Stretch | WholeYear]:
    """What each line says; raises ``RuleBroken`` with the first line that says nothing.

    >>> [str(one.last) for one in parse_days_off("2027年1月1日至3日 放假")]
    ['2027-01-03']
    """
    written = unicodedata.normalize("NFKC", text).lower()
    lines = [line.strip() for line in re.split(r"[\n;。]", written) if line.strip()]
    if not lines:
        raise RuleBroken("days_off.usage")
    if len(lines) > MOST_LINES:
        raise RuleBroken("days_off.too_many", count=MOST_LINES)
    return [_change(line) for line in lines]


def _change(line: str) -> Stretch | WholeYear:
    if found := _DAYS.fullmatch(line):
        kind = _KINDS.get(found["word"].strip())
        if kind is not None:
            return _stretch(found, kind, line)
    elif (found := _YEAR.fullmatch(line)) and int(found["y"]) in YEARS:
        is_known = _WHOLE.get(found["word"].strip())
        if is_known is not None:
            return WholeYear(int(found["y"]), is_known)
    raise RuleBroken("days_off.line", line=line[:SHOWN_LINE])


def _stretch(found: re.Match[str], kind: DayKind, line: str) -> Stretch:
    """The last day takes its month and year from the first, where it names none."""
    year, month = int(found["y"]), int(found["m"])
    try:
        first = last = date(year, month, int(found["d"]))
        if found["ld"]:
            last = date(int(found["ly"] or year), int(found["lm"] or month), int(found["ld"]))
    except ValueError:
        raise RuleBroken("days_off.no_such_day", line=line[:SHOWN_LINE]) from None
    is_short = timedelta(0) <= last - first < timedelta(days=LONGEST_STRETCH)
    if not is_short or first.year not in YEARS or last.year not in YEARS:
        raise RuleBroken("days_off.no_such_day", line=line[:SHOWN_LINE])
    return Stretch(first, last, kind)


def with_changes(overlay: Overlay, changes: Iterable[Stretch | WholeYear]) -> Overlay:
    """The overlay after these; what is said later holds."""
    for change in changes:
        if isinstance(change, WholeYear):
            year = frozenset({change.year})
            years = overlay.years | year if change.is_known else overlay.years - year
            overlay = replace(overlay, years=years)
            continue
        holidays, workdays = overlay.holidays - change.days, overlay.workdays - change.days
        if change.becomes is DayKind.HOLIDAY:
            holidays |= change.days
        elif change.becomes is DayKind.MAKE_UP:
            workdays |= change.days
        overlay = replace(overlay, holidays=holidays, workdays=workdays)
    return overlay


def read_overlay(stored: Mapping[str, Json] | None) -> Overlay:
    """What a community keeps of its days off."""
    kept = stored or {}
    return Overlay(
        frozenset(map(date.fromisoformat, kept.get("holidays", ()))),
        frozenset(map(date.fromisoformat, kept.get("workdays", ()))),
        frozenset(kept.get("years", ())),
    )


def as_stored(overlay: Overlay) -> dict[str, Json]:
    return {
        "holidays": [day.isoformat() for day in sorted(overlay.holidays)],
        "workdays": [day.isoformat() for day in sorted(overlay.workdays)],
        "years": sorted(overlay.years),
    }


def stretches(overlay: Overlay, *, since: date) -> Sequence[Stretch]:
    """The overlay's days from that day on, those that follow one another together."""
    kinds = {day: DayKind.HOLIDAY for day in overlay.holidays}
    kinds |= {day: DayKind.MAKE_UP for day in overlay.workdays}
    found: list[Stretch] = []
    for day in sorted(one for one in kinds if one >= since):
        before = found[-1] if found else None
        follows = before is not None and day - before.last == timedelta(days=1)
        if before is not None and follows and before.becomes is kinds[day]:
            found[-1] = replace(before, last=day)
        else:
            found.append(Stretch(day, day, kinds[day]))
    return found
