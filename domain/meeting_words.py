"""What somebody says of a meeting in one line, taken apart:
12月10日19点到20点半 电动车充电 @活动室 请一号网格 过半到会 议题:装充电桩;停车.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from domain.audience_words import find_audience
from domain.audiences import Audience
from domain.meetings import (
    HALF,
    LASTS,
    LATEST,
    LONGEST,
    LONGEST_ITEM,
    LONGEST_PLACE,
    LONGEST_TITLE,
    MOST_ITEMS,
    MOST_QUORUM,
    TWO_THIRDS,
)
from domain.plain_text import in_one_line
from domain.reminders import SIGNS, Calendar
from domain.rules import RuleBroken
from domain.times import Once, Plan, Recurrence, Span, Understood, understand

_AGENDA = re.compile(r"(?:^|(?<=\s))(?:议题|议程|agenda)\s*[:：]\s*(?P<listed>.+)", re.DOTALL)
_NUMBERED = re.compile(r"(?:(?<=^)|(?<=[;；\n\s、]))[0-9]{1,2}[.、)）]\s*")
_BETWEEN_ITEMS = re.compile(r"[;；\n、]")
_NAMED = re.compile(r"(?<![\w@])@(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})(?![\w@])")
_PLACE = re.compile(
    r"[@＠]\s*(?P<at>[^\s@,，。;；]+)|(?:^|(?<=\s))在(?!线)(?P<where>[^\s@,，。;；]{2,})"
)
_QUORUM = re.compile(
    r"(?:^|(?<=\s))(?:(?:法定人数|须到|到会)\s*[:：]?\s*(?P<behind>过半|三分之二|[0-9]{1,4}\s*人?)"
    r"|(?P<before>过半|三分之二|[0-9]{1,4}\s*人)到会)(?=\s|$)"
)
_NO_QUORUM = {"", "无", "没有", "不要", "不设", "不限", "不要求", "none", "no"}


@dataclass(frozen=True)
class Said:
    """What a line says of a meeting; what it does not say is empty, or ``None``. More than one of
    ``plans`` is as likely, and ``question`` asks which.
    """

    title: str = ""
    plans: tuple[Plan, ...] = ()
    question: str = ""
    place: str = ""
    audience: Audience | None = None
    items: tuple[str, ...] = ()
    quorum: str | None = None


def usernames_in(line: str) -> list[str]:
    """What stands behind an ``@`` and may be somebody's name.

    >>> usernames_in("12月10日 充电 @wangayi @活动室")
    ['wangayi']
    """
    return [found["name"] for found in _NAMED.finditer(line)]


def without_names(line: str, names: Iterable[str]) -> str:
    """The line without these ``@names``: those who are called by them were found."""
    for name in names:
        line = re.sub(rf"\s*@{re.escape(name)}(?!\w)", " ", line, count=1)
    return line.strip()


def read_line(
    text: str, *, now: datetime, calendar: Calendar, grids: Iterable[tuple[int, str]]
) -> Said:
    """Raises ``RuleBroken`` for a time that cannot be, and for more or longer than a card can
    show.
    """
    rest, listed = _take(_AGENDA, text.replace("\0", ""))
    rest, place = _take(_PLACE, in_one_line(rest))
    rest, quorum = _take(_QUORUM, rest)
    audience, rest = find_audience(rest, grids)
    plans, question, title = _read_when(rest, now=now, calendar=calendar)
    return Said(
        title=check_title(title),
        plans=plans,
        question=question,
        place=check_place(place),
        audience=audience,
        items=split_items(listed),
        quorum=read_quorum(quorum) if quorum else None,
    )


def _take(pattern: re.Pattern[str], text: str) -> tuple[str, str]:
    """The text without what was found, and that."""
    found = pattern.search(text)
    if found is None:
        return text, ""
    said = next(one for one in found.groups() if one)
    return f"{text[: found.start()]} {text[found.end() :]}", said


def _read_when(
    text: str, *, now: datetime, calendar: Calendar
) -> tuple[tuple[Plan, ...], str, str]:
    try:
        found = understand(text, now=now, zone=calendar.zone, overlay=calendar.overlay)
    except RuleBroken as broken:
        if broken.key != "time.not_understood":
            raise
        return (), "", text.strip(SIGNS)
    if isinstance(found, Understood):
        return (check_plan(found.what, now, calendar),), "", found.rest.strip(SIGNS)
    plans = tuple(check_plan(one.what, now, calendar) for one in found.choices)
    return plans, found.question_key, found.choices[0].rest.strip(SIGNS)


def read_plans(text: str, *, now: datetime, calendar: Calendar) -> tuple[tuple[Plan, ...], str]:
    """When, as an answer to 什么时候; raises ``RuleBroken`` for what is no time."""
    plans, question, _ = _read_when(text, now=now, calendar=calendar)
    if not plans:
        raise RuleBroken("time.not_understood")
    return plans, question


def check_plan(plan: Plan, now: datetime, calendar: Calendar) -> Plan:
    """A meeting begins by the clock, once a day, and is not too far away."""
    if isinstance(plan, Span):
        begin, end = (one.astimezone(calendar.zone) for one in (plan.begin, plan.end))
        if begin.hour == begin.minute == end.hour == end.minute == 0:
            raise RuleBroken("meeting.needs_clock")
        if plan.end - plan.begin > LONGEST:
            raise RuleBroken("meeting.too_long", hours=int(LONGEST.total_seconds() // 3600))
    if isinstance(plan, Recurrence) and len(plan.minutes) > 1:
        raise RuleBroken("meeting.one_clock")
    found = first_of(plan, now=now, calendar=calendar)
    if found is not None and found[0] - now > LATEST:
        raise RuleBroken("meeting.too_far")
    return plan


def first_of(plan: Plan, *, now: datetime, calendar: Calendar) -> tuple[datetime, datetime] | None:
    """When the next one begins and ends; ``None`` where none comes any more."""
    begins = calendar.next_of(plan, after=now)
    if begins is None:
        return None
    match plan:
        case Once():
            return begins, begins + LASTS
        case Span(begin, end):
            return begins, begins + (end - begin)
    return begins, begins + (timedelta(minutes=plan.lasts) or LASTS)


def split_items(listed: str) -> tuple[str, ...]:
    """Matters, one after the other, with or without numbers.

    >>> split_items("1、装充电桩 2、停车；楼道灯")
    ('装充电桩', '停车', '楼道灯')
    """
    parts = _BETWEEN_ITEMS.split(_NUMBERED.sub("\n", listed))
    items = tuple(dict.fromkeys(words for one in parts if (words := in_one_line(one))))
    if len(items) > MOST_ITEMS:
        raise RuleBroken("meeting.too_many_items", count=MOST_ITEMS)
    if any(len(one) > LONGEST_ITEM for one in items):
        raise RuleBroken("meeting.item_too_long", count=LONGEST_ITEM)
    return items


def read_quorum(text: str) -> str:
    """How many must come, as it is kept.

    >>> read_quorum("过半"), read_quorum("三分之二"), read_quorum("20人"), read_quorum("不要求")
    ('half', 'two_thirds', '20', '')
    """
    words = text.strip().removesuffix("人").strip()
    if words in _NO_QUORUM:
        return ""
    if words in ("过半", "半数", "过半数", "一半以上", HALF):
        return HALF
    if words in ("三分之二", "2/3", TWO_THIRDS):
        return TWO_THIRDS
    if re.fullmatch(r"[0-9]{1,4}", words) and 0 < int(words) <= MOST_QUORUM:
        return str(int(words))
    raise RuleBroken("meeting.quorum_unclear")


def check_title(title: str) -> str:
    words = in_one_line(title)
    if len(words) > LONGEST_TITLE:
        raise RuleBroken("meeting.title_too_long", count=LONGEST_TITLE)
    return words


def check_place(place: str) -> str:
    words = in_one_line(place).lstrip("@＠").strip()
    if len(words) > LONGEST_PLACE:
        raise RuleBroken("meeting.place_too_long", count=LONGEST_PLACE)
    return words
