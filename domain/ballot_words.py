"""What is typed for a ballot 表决: the matter, the options, who may vote, how, and until when."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.answers import Json
from domain.audience_words import find_audience
from domain.audiences import Audience
from domain.ballots import (
    FEWEST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_TITLE,
    MOST_OPTIONS,
    Majority,
    Quorum,
    Reasons,
    is_abstention,
)
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from domain.times import Ambiguous, Once, Span, understand
from domain.workdays import Overlay

_RULES: Mapping[str, tuple[str, Json]] = MappingProxyType(
    {
        **dict.fromkeys(("无记名", "不记名", "匿名", "secret"), ("is_secret", True)),
        **dict.fromkeys(("记名", "实名", "open"), ("is_secret", False)),
        **dict.fromkeys(("一户一票", "每户一票", "按户", "household"), ("is_by_household", True)),
        **dict.fromkeys(("一人一票", "每人一票"), ("is_by_household", False)),
        **dict.fromkeys(("理由必填", "必须写理由"), ("reasons", Reasons.REQUIRED)),
        **dict.fromkeys(("可写理由", "写理由", "理由选填"), ("reasons", Reasons.OPTIONAL)),
        **dict.fromkeys(("不写理由", "不要理由"), ("reasons", Reasons.NONE)),
        **dict.fromkeys(("截止后公布", "截止前不公布", "hidden"), ("is_hidden", True)),
        **dict.fromkeys(("实时公布", "随时公布"), ("is_hidden", False)),
        **dict.fromkeys(("过半参加", "过半数参加", "过半投票"), ("quorum", Quorum.HALF)),
        **dict.fromkeys(("三分之二参加", "三分之二投票"), ("quorum", Quorum.TWO_THIRDS)),
        **dict.fromkeys(("不限人数", "人数不限"), ("quorum", Quorum.NONE)),
        **dict.fromkeys(("过半通过", "过半数通过", "过半"), ("majority", Majority.HALF)),
        **dict.fromkeys(("三分之二通过", "三分之二"), ("majority", Majority.TWO_THIRDS)),
        **dict.fromkeys(("全体过半", "全体过半通过"), ("majority", Majority.ELIGIBLE)),
        **dict.fromkeys(("得票最多", "最多票", "简单多数"), ("majority", Majority.MOST)),
    }
)
_OPTIONS = re.compile(r"(?<!\S)(?:选项[:：])?(?P<listed>[^\s/／]+(?:[/／][^\s/／]+)+)(?!\S)")
_LISTED = re.compile(r"\s*[/／、,，;；\n]\s*")
_ENDS = re.compile(r"^(?:截止|前|之前|结束|投到|到|投票|[，,。.！!：:\s])*$")


@dataclass(frozen=True)
class Said:
    """What a line says of a ballot. ``closes`` holds several times where one might be meant."""

    title: str = ""
    options: tuple[str, ...] = ()
    audience: Audience | None = None
    rules: Mapping[str, Json] = field(default_factory=dict)
    closes: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Surroundings:
    """By which clock a line is read, and what the grids of the community are called."""

    now: datetime
    zone: ZoneInfo
    overlay: Overlay
    grids: tuple[tuple[int, str], ...] = ()


def read_line(line: str, around: Surroundings) -> Said:
    """What a whole line says; a word that is part of nothing else is part of the matter."""
    said, words = _without_rules(line, around)
    begin, closes = _closes_in(words, around, first=1)
    title = check_title(" ".join(words[:begin]))
    return Said(title, said.options, said.audience, said.rules, closes)


def read_correction(line: str, around: Surroundings) -> Said:
    """As ``read_line``, of a ballot whose matter is known: what is left over is not understood."""
    said, words = _without_rules(f"改 {line}", around)
    begin, closes = _closes_in(words[1:], around, first=0)
    is_empty = not (said.options or said.audience or said.rules or closes)
    if begin or is_empty:
        raise RuleBroken("ballot.correction_unclear")
    return Said("", said.options, said.audience, said.rules, closes)


def _without_rules(line: str, around: Surroundings) -> tuple[Said, list[str]]:
    """The first word is the matter's, whatever it could be else."""
    options: tuple[str, ...] = ()
    found = _OPTIONS.search(line)
    while found is not None and _is_date(found["listed"]):
        found = _OPTIONS.search(line, found.end())
    if found is not None:
        options = check_options(split_options(found["listed"]))
        line = f"{line[: found.start()]} {line[found.end() :]}"
    first, *rest = line.split() or [""]
    rules = dict(_RULES[word] for word in rest if word in _RULES)
    others = " ".join(word for word in rest if word not in _RULES)
    audience, others = find_audience(others, around.grids)
    return Said(options=options, audience=audience, rules=rules), [first, *others.split()]


def _is_date(word: str) -> bool:
    return all(part.isdecimal() for part in re.split("[/／]", word))


def _closes_in(
    words: list[str], around: Surroundings, *, first: int
) -> tuple[int, tuple[datetime, ...]]:
    """Where the time begins that ends the line, and what it may mean; behind the end, nothing.

    Raises ``RuleBroken`` where what stands there is a time that cannot be meant.
    """
    wrong: RuleBroken | None = None
    for begin in range(first, len(words)):
        try:
            return begin, read_closes(" ".join(words[begin:]), around)
        except RuleBroken as broken:
            is_known = broken.key not in ("time.not_understood", "ballot.closes_unclear")
            wrong = wrong or (broken if is_known else None)
    if wrong is not None:
        raise wrong
    return len(words), ()


def read_closes(text: str, around: Surroundings) -> tuple[datetime, ...]:
    """Until when, or the several times that are as likely meant; a span is meant to its end."""
    found = understand(text, now=around.now, zone=around.zone, overlay=around.overlay)
    readings = found.choices if isinstance(found, Ambiguous) else (found,)
    if any(not _ENDS.match(one.rest) for one in readings):
        raise RuleBroken("ballot.closes_unclear")
    moments: dict[datetime, None] = {}
    for one in readings:
        match one.what:
            case Once(at):
                moments[at] = None
            case Span(end=end):
                moments[end] = None
            case _:
                raise RuleBroken("ballot.closes_repeats")
    return tuple(moments)


def check_title(text: str) -> str:
    title = in_one_line(text)
    if len(title) > LONGEST_TITLE:
        raise RuleBroken("ballot.title_too_long", count=LONGEST_TITLE)
    return title


def split_options(text: str) -> list[str]:
    """
    >>> split_options("周六上午、周日下午"), split_options("赞成/反对/弃权")
    (['周六上午', '周日下午'], ['赞成', '反对', '弃权'])
    """
    parts = _LISTED.split(text.strip().removeprefix("选项").lstrip(":： "))
    return [part for part in (in_one_line(one) for one in parts) if part]


def check_options(options: Iterable[str]) -> tuple[str, ...]:
    """Two to eight that differ, and two of them something else than abstaining."""
    found = tuple(options)
    sides = [one for one in found if not is_abstention(one)]
    is_many = FEWEST_OPTIONS <= len(found) <= MOST_OPTIONS and len(sides) >= FEWEST_OPTIONS
    if not is_many or len({one.lower() for one in found}) < len(found):
        raise RuleBroken("ballot.options_count", fewest=FEWEST_OPTIONS, most=MOST_OPTIONS)
    if any(len(one) > LONGEST_OPTION for one in found):
        raise RuleBroken("ballot.option_too_long", count=LONGEST_OPTION)
    return found
