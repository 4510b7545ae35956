"""What a secretary types to make an offer 兑换项: in one line, or part by part."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from domain.plain_text import in_one_line
from domain.rules import RuleBroken

LONGEST_NAME, LONGEST_WORDS = 40, 500
MOST = 100_000
LONGEST_LAST = 1095

_SMALL = {word: n for n, word in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_N = rf"(\d{{1,9}}|[{''.join(_SMALL)}])"
_PIECES = "张|份|个|件|次|vouchers?|pieces?|pcs"
_DAY = (
    r"(?:(?P<y>20\d\d)\s*[年./-]\s*)?(?P<m>1[0-2]|0?[1-9])\s*[月./-]\s*"
    r"(?P<d>3[01]|[12]\d|0?[1-9])(?!\d)\s*[日号]?"
)
_USERNAME = re.compile(r"@([a-z0-9_]{4,32})", re.IGNORECASE)
_PER_PERSON = re.compile(
    rf"每人(?:限换|最多|限)?\s*{_N}\s*(?:{_PIECES})?|{_N}\s*(?:per person|each)(?![a-z])",
    re.IGNORECASE,
)
_LASTS = re.compile(
    rf"(?:有效期?|valid(?: for)?)\s*{_N}\s*(个月|月|天|日|年|months?|days?|years?)", re.IGNORECASE
)
_STARTS = re.compile(rf"(?:从|自|from)\s*{_DAY}(?:\s*(?:起|开始))?", re.IGNORECASE)
_UNTIL = r"截止到?|有效期?至|至|到|(?<![a-z])(?:until|till|to)"
_ENDS = re.compile(rf"(?:{_UNTIL})\s*{_DAY}(?:\s*(?:为止|止))?", re.IGNORECASE)
_POINTS = re.compile(rf"{_N}\s*(?:积分|分|points?|pts)(?![a-z])", re.IGNORECASE)
_STOCK = re.compile(rf"(?:共|一共|库存)?\s*{_N}\s*(?:{_PIECES})(?![a-z])", re.IGNORECASE)
_CHANGES = re.compile(
    r"(?:请|帮我)?(?:改成|改为|换成|换为|变成|(?:改|换)(?=到))|change (?:it )?(?=to )", re.I
)
_NAMES = re.compile(r"\s*(?:名字|名称|改名|name)(?:叫|是|为|to)?[\s:：]*", re.IGNORECASE)
_STOPS = " \t,，;；:：、。.·"


@dataclass(frozen=True)
class OfferWords:
    """What was said of an offer; the rest is ``None`` or empty."""

    name: str = ""
    words: str = ""
    points: int | None = None
    stock: int | None = None
    per_person: int | None = None
    username: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    lasts_days: int | None = None


class _Line:
    """A line of which parts are taken, until only the name is left."""

    def __init__(self, text: str) -> None:
        self.left = text

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.search(self.left)
        if found:
            self.left = f"{self.left[: found.start()]} {self.left[found.end() :]}"
        return found

    def number(self, pattern: re.Pattern[str]) -> int | None:
        found = self.take(pattern)
        return _number(next(one for one in found.groups() if one)) if found else None


def parse_offer(text: str, *, today: date) -> OfferWords:
    """The first line's parts in any order, its name what is left of it; further lines describe it.

    >>> parse_offer("理发券 30分 10张 每人2张 @liu_lb", today=date(2026, 3, 2))
    ... # doctest: +NORMALIZE_WHITESPACE
    OfferWords(name='理发券', words='', points=30, stock=10, per_person=2, username='liu_lb',
               starts_on=None, ends_on=None, lasts_days=None)

    Raises ``RuleBroken`` for a number that cannot be meant.
    """
    first, _, rest = text.strip().partition("\n")
    line = _Line("".join(unicodedata.normalize("NFKC", letter)[:1] or letter for letter in first))
    username = line.take(_USERNAME)
    per_person = line.number(_PER_PERSON)
    lasts_days = _days(line.take(_LASTS))
    starts_on, ends_on = _day(line.take(_STARTS), today), _day(line.take(_ENDS), today)
    points, stock = line.number(_POINTS), line.number(_STOCK)
    name = in_one_line(line.left).strip(_STOPS)
    found = OfferWords(
        name=name,
        words=in_one_line(rest),
        points=points,
        stock=stock,
        per_person=per_person,
        username=username[1].lower() if username else "",
        starts_on=starts_on,
        ends_on=ends_on,
        lasts_days=lasts_days,
    )
    _check(found, today)
    return found


def parse_change(text: str, *, today: date) -> OfferWords | None:
    """What takes the place of what was said before. Other words are no name, unless they say so:
    ``改成20分`` is about points and ``名字 洗剪吹`` about the name. ``None`` if it names nothing.

    Raises ``RuleBroken`` for a number that cannot be meant.
    """
    text = without_change(text)
    renames = _NAMES.match(text)
    found = parse_offer(text[renames.end() :] if renames else text, today=today)
    if renames is None:
        found = replace(found, name="")
    return None if found == OfferWords(words=found.words) else found


def without_change(text: str) -> str:
    """Without the words that say that something changes.

    >>> without_change("每人改成2张")
    '每人2张'
    """
    return _CHANGES.sub("", text)


def parse_number(text: str) -> int | None:
    """A bare number, as an answer to a question for one."""
    found = re.fullmatch(rf"\s*\+?\s*{_N}\s*(?:积分|分|points?|pts|{_PIECES})?\s*", _plain(text))
    return _number(found[1]) if found else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def _number(digits: str) -> int:
    return _SMALL.get(digits) or int(digits)


def _days(found: re.Match[str] | None) -> int | None:
    if found is None:
        return None
    unit = found[2].lower()
    span = 365 if unit[0] in "年y" else 30 if unit[0] in "个月m" else 1
    return _number(found[1]) * span


def _day(found: re.Match[str] | None, today: date) -> date | None:
    """A day without a year is the next one of that name."""
    if found is None:
        return None
    month, day = int(found["m"]), int(found["d"])
    try:
        if found["y"]:
            return date(int(found["y"]), month, day)
        next_one = date(today.year, month, day)
        return next_one if next_one >= today else date(today.year + 1, month, day)
    except ValueError:
        raise RuleBroken("offer.no_such_day", month=month, day=day) from None


def _check(found: OfferWords, today: date) -> None:
    if len(found.name) > LONGEST_NAME or len(found.words) > LONGEST_WORDS:
        raise RuleBroken("offer.too_long", name=LONGEST_NAME, words=LONGEST_WORDS)
    counts: tuple[tuple[int | None, Callable[[int], bool]], ...] = (
        (found.points, lambda n: 0 < n <= MOST),
        (found.stock, lambda n: 0 < n <= MOST),
        (found.per_person, lambda n: 0 < n <= MOST),
        (found.lasts_days, lambda n: 0 < n <= LONGEST_LAST),
    )
    if any(count is not None and not is_fine(count) for count, is_fine in counts):
        raise RuleBroken("offer.number_wrong", most=MOST, days=LONGEST_LAST)
    if found.ends_on and found.ends_on < max(today, found.starts_on or today):
        raise RuleBroken("offer.ends_too_soon")
