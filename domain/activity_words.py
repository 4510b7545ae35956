"""What somebody says of an activity in one line, taken apart:
周六上午9点到11点 小区清洁 @东门广场 10人 环境 每周 带队 @wang.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from domain.activities import (
    LONGEST_PLACE,
    LONGEST_TEAM,
    LONGEST_TITLE,
    MOST_PLACES,
    MOST_TEAMS,
)
from domain.activity_repeats import find_repeat
from domain.activity_times import When, find_when
from domain.hours import Service
from domain.numerals import number_of
from domain.plain_text import in_one_line
from domain.rules import RuleBroken

UNLIMITED = 0

SERVICES = {
    "环境": Service.CLEANING,
    "环保": Service.CLEANING,
    "清运": Service.CLEANING,
    "清运环境": Service.CLEANING,
    "助老": Service.ELDERS,
    "陪诊": Service.ESCORT,
    "巡查": Service.PATROL,
    "教学": Service.TEACHING,
    "搬运": Service.CARRYING,
    "接送": Service.LIFTS,
    "维修": Service.REPAIRS,
    "活动协助": Service.EVENTS,
    "其他": Service.OTHER,
    **{one.value: one for one in Service},
}
"""How a kind may be named by a word that stands alone."""

_LEADER = re.compile(r"(?:带队|领队|负责)(?:人)?\s*[:：]?\s*@(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})")
_AT = re.compile(r"(?<!\S)@(?P<name>[A-Za-z][A-Za-z0-9_]{3,31})(?![\w@])")
_PLACE = re.compile(
    r"[@＠]\s*(?P<at>[^\s@,，。;；]+)|(?:^|(?<=\s))在(?!线)(?P<where>[^\s@,，。;；]{2,})"
)
_MANY = re.compile(
    r"(?<![0-9])(?P<count>[0-9]{1,4})\s*(?:个人|个名额|名额|人|位|名|people|places)(?![0-9])|(?P<cn>[一二两三四五六七八九十]{1,3})"
    r"(?:个人|个名额|人)(?!行|民)"
)
_ANY_NUMBER = re.compile(r"不限人数|人数不限|不限|no limit")
_TEAMS = re.compile(r"(?:分队|队伍|队)\s*[:：]\s*(?P<listed>\S+)")
_TEAM = re.compile(r"(?:^|(?<=[\s,，、/]))(?P<team>[一二三四五六七八九十]队)(?=[\s,，、/]|$)")
_CHANGE = re.compile(r"^\s*(?:时间|地点|地方|人数|名称)?\s*(?:改到|改成|改为|换到|换成|改)\s*")
_PARTS = re.compile(r"[/、,，\s]")


@dataclass(frozen=True)
class Said:
    """What a line says of an activity; what it does not say is ``None``, or empty."""

    title: str = ""
    when: When | None = None
    day: str = ""
    place: str = ""
    capacity: int | None = None
    service: Service | None = None
    teams: tuple[str, ...] = ()
    repeats: str = ""
    leader: str = ""


def usernames_in(line: str) -> list[str]:
    """What stands behind an ``@`` and may be somebody's name; nothing where 带队 says who leads.

    >>> usernames_in("捡垃圾 @wangayi @东门"), usernames_in("捡垃圾 @east_gate 带队 @wangayi")
    (['wangayi'], [])
    """
    return [] if _LEADER.search(line) else [found["name"] for found in _AT.finditer(line)]


def name_leader(line: str, name: str) -> str:
    """
    >>> name_leader("捡垃圾 @wangayi @东门", "wangayi")
    '捡垃圾 带队 @wangayi @东门'
    """
    return line.replace(f"@{name}", f"带队 @{name}", 1)


def read_correction(text: str, *, now: datetime, zone: ZoneInfo) -> Said:
    """改到周日9点, said of what was read back."""
    return read_line(_CHANGE.sub("", text), now=now, zone=zone)


def read_line(text: str, *, now: datetime, zone: ZoneInfo) -> Said:
    """Raises ``RuleBroken`` for a time that cannot be, and for more or longer than a card can
    show.
    """
    rest, leader = _take(_LEADER, in_one_line(text), "name")
    rest, place = _take_place(rest)
    rest, teams = _take_teams(rest)
    repeats, rest, day = find_repeat(rest, now.astimezone(zone).date())
    rest, capacity = _take_many(rest)
    found = find_when(_with_day(rest, day), now=now, zone=zone)
    service, title = _take_service(found.rest)
    return Said(
        title=check_title(title),
        when=found.when,
        day=found.day,
        place=check_place(place),
        capacity=capacity,
        service=service,
        teams=check_teams(teams),
        repeats=repeats,
        leader=leader,
    )


def _with_day(text: str, day: date | None) -> str:
    return f"{day.isoformat()} {text}" if day else text


def _take(pattern: re.Pattern[str], text: str, group: str) -> tuple[str, str]:
    found = pattern.search(text)
    if found is None:
        return text, ""
    return f"{text[: found.start()]} {text[found.end() :]}", found[group]


def _take_place(text: str) -> tuple[str, str]:
    found = _PLACE.search(text)
    if found is None:
        return text, ""
    rest = f"{text[: found.start()]} {text[found.end() :]}"
    return rest, found["at"] or found["where"]


def _take_teams(text: str) -> tuple[str, tuple[str, ...]]:
    rest, listed = _take(_TEAMS, text, "listed")
    if listed:
        return rest, split_teams(listed)
    found = tuple(one["team"] for one in _TEAM.finditer(text))
    return (_TEAM.sub(" ", text), found) if found else (text, ())


def split_teams(text: str) -> tuple[str, ...]:
    """
    >>> split_teams("一队/二队、 三队")
    ('一队', '二队', '三队')
    """
    return tuple(dict.fromkeys(one for one in _PARTS.split(in_one_line(text)) if one))


def _take_many(text: str) -> tuple[str, int | None]:
    found = _MANY.search(text)
    if found is not None:
        rest = f"{text[: found.start()]} {text[found.end() :]}"
        return rest, check_many(_count(found["count"] or found["cn"]))
    if _ANY_NUMBER.search(text):
        return _ANY_NUMBER.sub(" ", text), UNLIMITED
    return text, None


def read_many(text: str) -> int | None:
    """How many, as an answer to 要多少人: 10, 10人, 十个人, 不限."""
    words = text.strip()
    if re.fullmatch(r"[0-9]{1,4}", words):
        return check_many(int(words))
    return _take_many(words)[1]


def _count(words: str) -> int:
    count = int(words) if words.isdecimal() else number_of(words)
    if count is None:
        raise RuleBroken("activity.many_unclear")
    return count


def check_many(count: int) -> int:
    if not 0 <= count <= MOST_PLACES:
        raise RuleBroken("activity.too_many", count=MOST_PLACES)
    return count


def _take_service(text: str) -> tuple[Service | None, str]:
    """A kind counts where it stands alone; inside other words it belongs to the title."""
    words = [one.strip("，,。;；、") for one in text.split()]
    for place, word in enumerate(words):
        if word in SERVICES and len(words) > 1:
            others = [*words[:place], *words[place + 1 :]]
            return SERVICES[word], " ".join(one for one in others if one)
    title = " ".join(one for one in words if one)
    return None, title


def check_title(title: str) -> str:
    words = in_one_line(title)
    if len(words) > LONGEST_TITLE:
        raise RuleBroken("activity.title_too_long", count=LONGEST_TITLE)
    return words


def check_place(place: str) -> str:
    words = in_one_line(place)
    if len(words) > LONGEST_PLACE:
        raise RuleBroken("activity.place_too_long", count=LONGEST_PLACE)
    return words


def check_teams(teams: tuple[str, ...]) -> tuple[str, ...]:
    if len(teams) > MOST_TEAMS or any(len(one) > LONGEST_TEAM for one in teams):
        raise RuleBroken("activity.teams_too_many", count=MOST_TEAMS, letters=LONGEST_TEAM)
    return teams
