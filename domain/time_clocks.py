"""A time of the day as it is said, 下午三点一刻, 8:30, 8pm, 晚上; and which half it means."""

import re
from dataclasses import dataclass

from domain.clock_spans import PART, hour_in
from domain.numerals import NUMBER, number_of
from domain.rules import RuleBroken

USUAL_HOUR = 9
"""Where only a day is said, in the morning when the office opens."""

_USUAL = {
    **dict.fromkeys(("早上", "早晨", "一早", "清早", "清晨", "早", "morning"), 8),
    **dict.fromkeys(("上午", "am"), 9),
    **dict.fromkeys(("中午", "正午", "noon"), 12),
    **dict.fromkeys(("下午", "午后", "afternoon", "pm"), 15),
    "傍晚": 18,
    **dict.fromkeys(("晚上", "晚间", "晚", "夜", "夜里", "夜间", "evening", "night"), 20),
    **dict.fromkeys(("午夜", "midnight"), 24),
}
_IN_CHINESE = {
    "morning": "早上",
    "afternoon": "下午",
    "evening": "晚上",
    "night": "晚上",
    "noon": "中午",
    "midnight": "午夜",
}
_QUARTERS = {"": 0, "整": 0, "半": 30, "一刻": 15, "三刻": 45}
_COUNTED = "人个名位号楼月日岁元块斤份次天台辆遍片粒颗件条箱瓶层户家%"

_PART = re.compile(
    # 明晚上课 is in the evening, and a lesson; 早点来 and 晚饭 are no time at all.
    rf"[早晚](?=上[课班楼车门网学岗])|(?![早晚][点餐饭班高会])(?!一早[点饭餐]){PART}(?![a-z])"
    r"|(?:in\s+the\s+|at\s+)?\b(?P<english>morning|afternoon|evening|night|noon|midnight)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?:at\s+)?(?P<h>\d{1,2}):(?P<m>\d{2})(?![\d:])(?:\s*(?P<half>[ap])\.?m\b\.?)?"
    r"|(?:at\s+)?(?P<plain>\d{1,2})\s*(?P<half_of_plain>[ap])\.?m\b\.?"
    r"|at\s+(?P<at>\d{1,2})(?!\w|[.:/]\d)(?:\s+o'clock)?|(?P<o>\d{1,2})\s+o'clock"
    rf"|(?P<hour>零|{NUMBER})(?:点钟?|时(?![间长候段]))"
    rf"(?P<quarter>整|半|一刻|三刻|零?{NUMBER}分(?!钟)|零[一二三四五六七八九\d]"
    rf"|(?:[二三四五]?十[一二三四五六七八九]?|\d{{2}})(?![\d{_COUNTED}点时分:]))?钟?"
    r"(?![心评子缀建意要原半说也都没])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Part:
    """A part of the day: 早上, 晚."""

    word: str


@dataclass(frozen=True)
class Clock:
    """As it was said: ``is_shown`` as a clock shows it, 8:30; ``is_sure`` where it names its half,
    by 20:00, 08:00 or 8pm.
    """

    hour: int
    minute: int
    is_shown: bool = False
    is_sure: bool = False


@dataclass(frozen=True)
class Hour:
    """The minutes of the day that may be meant. ``is_usual``: it is the first of them, unless that
    is past.
    """

    minutes: tuple[int, ...]
    is_usual: bool = True


def part_at(text: str, begin: int) -> tuple[Part, int] | None:
    found = _PART.match(text, begin)
    if found is None:
        return None
    word = (found["english"] or found[0]).lower().replace(".", "")
    return Part(word), found.end()


def clock_at(text: str, begin: int) -> tuple[Clock, int] | None:
    """Raises ``RuleBroken`` for 25点 and 8:75."""
    found = _CLOCK.match(text, begin)
    if found is None:
        return None
    bare = found["at"] or found["o"]
    if bare:
        clock = Clock(int(bare), 0)
    elif found["hour"]:
        clock = Clock(_number(found["hour"]), _minute(found["quarter"] or ""))
    else:
        shown = found["h"] or found["plain"]
        clock = Clock(int(shown), int(found["m"] or 0), is_shown=True, is_sure=shown[0] == "0")
    half = found["half"] or found["half_of_plain"]
    if half:
        hour = hour_in(clock.hour, f"{half.lower()}m")
        clock = Clock(hour % 24 if hour == 24 else hour, clock.minute, is_sure=True)
    if clock.hour > 24 or clock.minute > 59 or (clock.hour == 24 and clock.minute):
        raise RuleBroken("time.no_such_clock")
    return clock, found.end()


def _number(words: str) -> int:
    number = 0 if words == "零" else number_of(words)
    if number is None:
        raise RuleBroken("time.no_such_clock")
    return number


def _minute(words: str) -> int:
    if words in _QUARTERS:
        return _QUARTERS[words]
    return _number(words.removesuffix("分").removeprefix("零") or "零")


def hour_of(part: Part | None, clock: Clock | None) -> Hour:
    """Raises ``RuleBroken`` where an hour has to be said: 凌晨, 半夜."""
    if clock is None:
        usual = USUAL_HOUR if part is None else _USUAL.get(part.word)
        if usual is None:
            raise RuleBroken("time.which_hour")
        return Hour((usual * 60,))
    if part is not None and not clock.is_sure:
        hour = hour_in(clock.hour, _IN_CHINESE.get(part.word, part.word))
        return Hour((hour * 60 + clock.minute,))
    return _without_part(clock)


def _without_part(clock: Clock) -> Hour:
    """Three is in the afternoon, eight in the morning, six may be both. On a clock 8:30 is seen in
    the morning, for 20:30 would be in the evening; but 2:30 at night is not likely.
    """
    minute = clock.hour * 60 + clock.minute
    if clock.is_sure or not 1 <= clock.hour <= 12:
        return Hour((minute,))
    if clock.is_shown:
        return Hour((minute, minute + 720), is_usual=False) if clock.hour < 6 else Hour((minute,))
    if clock.hour < 6:
        return Hour((minute + 720,))
    return Hour((minute, minute + 720), is_usual=clock.hour >= 8)
