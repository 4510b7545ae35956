"""Which words about time stand at a place of a text."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from domain.clock_spans import PART, ClockSpan, span_at
from domain.numerals import NUMBER, number_of
from domain.time_clocks import Clock, Part
from domain.time_plans import Days, Unit
from domain.time_words import (
    After,
    Every,
    Frame,
    Holidays,
    MonthDay,
    Near,
    Nth,
    Sign,
    Token,
    Weekdays,
    Word,
)
from domain.wall_clock import DAY

Match: TypeAlias = re.Match[str]
Build: TypeAlias = Callable[[Match, date], Sequence[Token]]

_SHORT = "一二三四五六日天"
_SIGN = rf"(?:[{_SHORT}]|[1-6](?![\d:.点号月日时]))"
_WEEK = "(?:周|星期|礼拜)"
_EN_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EN_DAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
_EN_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_EN_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_EN_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "last": -1}
_NTH = "|".join(_EN_NTH)
_ALONE = r"(?<![\d.:/一二三四五六七八九十百千万零两第])"
"""Before a number: it is no part of another."""
# 3号楼 is a place, not a day; 周三三点 is no 周三、周三.
_NO_PLACE = r"(?![楼栋院门线桥店路车电单机床室房厅井岗站桌馆库口棚家铺])"
_NO_MORE = r"(?![点号月时个次分十天程常报志记用期])"
ALL_DAY = ClockSpan(0, DAY)

_FESTIVALS = {
    **dict.fromkeys(("元旦节", "元旦"), (1, 1)),
    **dict.fromkeys(("三八妇女节", "妇女节", "三八节"), (3, 8)),
    "植树节": (3, 12),
    **dict.fromkeys(("五一劳动节", "劳动节", "五一节", "五一"), (5, 1)),
    "青年节": (5, 4),
    **dict.fromkeys(("六一儿童节", "儿童节", "六一"), (6, 1)),
    **dict.fromkeys(("七一建党节", "建党节", "七一"), (7, 1)),
    **dict.fromkeys(("八一建军节", "建军节", "八一"), (8, 1)),
    "教师节": (9, 10),
    **dict.fromkeys(("国庆节", "国庆"), (10, 1)),
    "圣诞节": (12, 25),
}
_LUNAR = (
    "农历|阴历|年三十|春节|除夕|元宵|清明|端午|七夕|中秋|重阳|冬至|正月|腊月|小年夜"
    "|(?:大年)?初[一二三四五六七八九十]"
)
# Leaving one of these out would turn what is meant into something else.
_UNCLEAR = (
    "[单双](?:周|星期|月|号|日)|倒数|(?:如?遇到?|逢|碰到)?(?:法定)?节假日(?:提前)?|休息日|非工作日|双休日|除外|除了?(?=[周星礼每])"
    f"|[今明][明后](?:两天|天)|之?前{NUMBER}[天周]|[早晚]{NUMBER}(?![\\d点时:个])"
)
_AHEAD = {"下下": 2, "下": 1, "这": 0, "本": 0, "上": -1}
_NEAR = {"大前": -3, "前": -2, "昨": -1, "今": 0, "明": 1, "后": 2, "大后": 3}
_YEARS = {"去": -1, "今": 0, "本": 0, "明": 1, "后": 2}
_UNITS = {"天": Unit.DAY, "日": Unit.DAY, "月": Unit.MONTH, "年": Unit.YEAR}
_SECONDS = {"秒": 1, "分": 60, "刻": 900, "小": 3600, "钟": 3600, "天": 86400, "日": 86400}
_WEEK_SECONDS = 7 * 86400
_EN_SECONDS = {"s": 1, "mi": 60, "h": 3600, "d": 86400, "w": _WEEK_SECONDS}
_EN_COUNTS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}


def _number(words: str) -> int:
    """None is 0: there is no such day, and nothing comes so often."""
    return number_of(words) or 0


def _signs(words: str) -> list[int]:
    found = re.findall(f"[{_SHORT}1-6]", words)
    return [int(one) - 1 if one.isdecimal() else min(_SHORT.index(one), 6) for one in found]


def _weeks(found: Match) -> int | None:
    which = found["which"]
    return _AHEAD[which.removesuffix("个")] if which else None


def _weekdays(found: Match, today: date) -> Sequence[Token]:
    weeks = _weeks(found)
    days = _signs(found["first"] + found["more"])
    first = Weekdays(tuple(sorted(set(days))), weeks)
    if found["till"]:
        return [first, Sign.TO, Weekdays(tuple(_signs(found["till"])), weeks)]
    return [first]


def _weekend(found: Match, today: date) -> Sequence[Token]:
    return [Weekdays((5, 6), _weeks(found), is_weekend=True)]


def _english_weekday(found: Match, today: date) -> Sequence[Token]:
    weeks = {"last": -1, "this": 0, "next": 1}.get((found["which"] or "").strip().lower())
    number = _EN_DAYS.index(found["day"][:3].lower())
    day = Weekdays((number,), weeks, is_next=weeks == 1 and number > today.weekday())
    return [Every(Unit.WEEK), day] if found["many"] else [day]


def _date(found: Match, today: date) -> Sequence[Token]:
    named = found.groupdict()
    month, year, till = named.get("m"), named.get("y"), named.get("till")
    number = None
    if month:
        is_english = month[:3].lower() in _EN_MONTHS
        number = _EN_MONTHS.index(month[:3].lower()) + 1 if is_english else _number(month)
    first = MonthDay(_number(found["d"]), Frame(number, int(year) if year else None))
    return [first, Sign.TO, MonthDay(_number(till))] if till else [first]


def _dates(found: Match, today: date) -> Sequence[Token]:
    first, *more = (MonthDay(int(one)) for one in re.findall(r"\d+", found[0]))
    return [first, *(one for day in more for one in (Sign.AND, day))]


def _festival(found: Match, today: date) -> Sequence[Token]:
    month, day = _FESTIVALS[found[0]]
    return [MonthDay(day, Frame(month), is_festival=True)]


def _near(found: Match, today: date) -> Sequence[Token]:
    return [Near(_NEAR[found["near"]])]


def _year(found: Match, today: date) -> Sequence[Token]:
    return [Frame(year=today.year + _YEARS[found[0][0]])]


def _this_year(found: Match, today: date) -> Sequence[Token]:
    return [Frame(year=int(found["y"]))]


def _month_ahead(found: Match, today: date) -> Sequence[Token]:
    return [Frame(ahead=_weeks(found))]


def _week_ahead(found: Match, today: date) -> Sequence[Token]:
    return [Frame(weeks=_weeks(found))]


def _month(found: Match, today: date) -> Sequence[Token]:
    return [Frame(_number(found["m"]))]


def _nth(found: Match, today: date) -> Sequence[Token]:
    weekday = found["weekday"]
    return [Nth(_number(found["n"]) if found["n"] else -1, _signs(weekday)[0] if weekday else None)]


def _english_nth(found: Match, today: date) -> Sequence[Token]:
    nth, day = _EN_NTH[found["n"].lower()], found["day"].lower()
    frame = Frame(_EN_MONTHS.index(found["m"][:3].lower()) + 1) if found["m"] else Frame()
    if day == "day":
        return [MonthDay(nth, frame, needs_frame=True)]
    weekday = None if day.endswith(("kday", "working day")) else _EN_DAYS.index(day[:3])
    return [Nth(nth, weekday, frame)]


def _every(found: Match, today: date) -> Sequence[Token]:
    """每隔两天 leaves out two days: it is every third."""
    named = found.groupdict()
    count = _number(named["n"]) if named.get("n") else 1
    if count and named.get("apart"):
        count += 1
    return [Every(_UNITS.get(found["unit"], Unit.WEEK), count)]


def _english_every(found: Match, today: date) -> Sequence[Token]:
    said = (found["n"] or "1").lower()
    return [Every(Unit(found["unit"].lower()), int(said) if said.isdecimal() else 2)]


def _after(found: Match, today: date) -> Sequence[Token]:
    seconds, months, is_clock = 0.0, 0, False
    for piece in _PIECE.finditer(found["span"]):
        said, unit = piece["n"], piece["unit"]
        count = float(said) if "." in said else float(_number(said)) if said != "半" else 0.5
        count += 0.5 * bool(piece["half"])
        is_clock |= unit[0] in "秒分刻小钟"
        if unit == "年":
            months += round(count * 12)
        elif unit == "月":
            months += int(count)
            seconds += (count % 1 > 0) * 15 * 86400
        else:
            seconds += count * _SECONDS.get(unit[0], _WEEK_SECONDS)
    return [After(timedelta(seconds=seconds), months, is_clock)]


def _english_after(found: Match, today: date) -> Sequence[Token]:
    said, unit = found["n"].lower(), found["unit"].lower()
    count = 0.5 if said.startswith("half") else _EN_COUNTS.get(said) or float(said)
    if unit.startswith(("mo", "y")):
        return [After(timedelta(), round(count * (12 if unit[0] == "y" else 1)), is_clock=False)]
    key = unit[:2] if unit[:2] == "mi" else unit[0]
    span = timedelta(seconds=count * _EN_SECONDS[key])
    return [After(span, is_clock=key in ("s", "mi", "h"))]


def _night_after(found: Match, today: date) -> Sequence[Token]:
    """As 夜里1:30: it is still that day's night."""
    span = span_at(f"夜里{found['clock']}-{found['till']}", 0) if found["till"] else None
    if span is not None:
        return [span[0]]
    hour, minute = found["clock"].split(":")
    return [Part("夜里"), Clock(int(hour), int(minute), is_shown=True)]


def _one(*tokens: Token) -> Build:
    return lambda found, today: tokens


_PIECE = re.compile(
    r"(?P<n>\d{1,5}(?:\.\d)?|半|[一二三四五六七八九十两]{1,3})(?:个(?P<half>半)?)?"
    r"(?P<unit>秒钟?|分钟|分|小时|钟头|刻钟|天|日|周|星期|礼拜|(?<=个)月|(?<=个半)月|年)"
)
_LASTS = rf"(?P<span>(?:{re.sub('[?]P<[a-z]+>', '?:', _PIECE.pattern)}){{1,3}})"
_EN_UNIT = r"(?P<unit>(?:second|sec|minute|min|hour|day|week|month|year)s?|h)\b"
_EN_COUNT = r"(?P<n>half\s+an?|an?|one|two|three|\d{1,5}(?:\.\d)?)"
_ALSO = (
    rf"\s*[、和及与]\s*{_WEEK}?{_SIGN}{_NO_MORE}|{_WEEK}{_SIGN}{_NO_MORE}"
    rf"|,\s*{_SIGN}(?=[,\s]|{PART}|\d|$)"
)
_WHICH = "(?P<which>下下个?|[下这上]个?|本)"
_WEEKENDS = "(?:周末|双休日|休息日|非工作日)"
_FREE = "(?:(?:法定)?(?:节假日|假期|假日)|放假)"
_BOTH = f"(?:{_WEEKENDS}[和及或、与]?{_FREE}|{_FREE}[和及或、与]?{_WEEKENDS})"
_NOT = "(?:除外|不(?:提醒|发|算|用|要|响|说)了?|以外|之外|外|不在内)"
_MOVED = "(?:自动)?(?:顺延|后延|延后)(?:到下?一?个?工作日)?"
_EN_IF = r"(?:where|if|when)\s+it\s+falls\s+on"
_IF = "(?:如?遇到?|如?逢|碰到|赶上)?"

_HOLIDAYS: tuple[tuple[str, Build], ...] = (
    (f"{_IF}(?:{_BOTH}|{_WEEKENDS}){_MOVED}", _one(Holidays(Days.NEXT_WORKDAY))),
    (f"{_IF}{_FREE}{_MOVED}", _one(Holidays(Days.AFTER_HOLIDAYS))),
    ("[只仅](?:在|限)?工作日", _one(Holidays(Days.WORKDAYS))),
    (f"除?了?{_BOTH}{_NOT}", _one(Word.NO_WEEKEND, Holidays(Days.NO_HOLIDAYS))),
    (f"除?了?{_FREE}{_NOT}", _one(Holidays(Days.NO_HOLIDAYS))),
    (f"除?了?(?:周末|双休日){_NOT}", _one(Word.NO_WEEKEND)),
    (r"\b(?:except|not)(?:\s+on)?\s+(?:public\s+)?holidays\b", _one(Holidays(Days.NO_HOLIDAYS))),
    (r"\b(?:on\s+)?work(?:ing\s+)?days\s+only\b", _one(Holidays(Days.WORKDAYS))),
    (rf"\bafter\s+(?:a|the)\s+holiday\s+{_EN_IF}\s+one\b", _one(Holidays(Days.AFTER_HOLIDAYS))),
    (
        rf"\b(?:on\s+)?the\s+next\s+work(?:ing\s+)?day\s+{_EN_IF}\s+a\s+day\s+off\b",
        _one(Holidays(Days.NEXT_WORKDAY)),
    ),
)
_AFTERS: tuple[tuple[str, Build], ...] = (
    (rf"(?:再?过\s*)?{_ALONE}{_LASTS}(?:之后|以后|后(?!天))", _after),
    (rf"再?过\s*{_LASTS}", _after),
    (rf"\bin\s+{_EN_COUNT}\s*{_EN_UNIT}", _english_after),
    (rf"(?<![\w.]){_EN_COUNT}\s*{_EN_UNIT}\s+(?:later|from\s+now)\b", _english_after),
)
_REPEATS: tuple[tuple[str, Build], ...] = (
    (rf"每隔?(?:半个?|{NUMBER})?个?(?:小时|钟头|分钟|刻钟|秒钟?)", _one(Word.WITHIN_DAY)),
    (f"(?:每|一)[天日](?!一){NUMBER}[次遍回]", _one(Word.WITHIN_DAY)),
    (r"\bevery\s+(?:\d+\s+)?(?:hours?|minutes?)\b|\bhourly\b", _one(Word.WITHIN_DAY)),
    (r"每个?季度|\bevery\s+quarter\b(?!\s+(?:of\s+an\s+)?hour)", _one(Word.QUARTERLY)),
    (
        r"(?:每个?|\b(?:every|each)\s+)?(?:(?<!非)工作日|\b(?:week|work|working\s+)days?\b)"
        r"(?!之?[内后前]|以[内后前]|[报志程])",
        _one(Word.WORKDAYS),
    ),
    (f"(?:每个?|每?逢)(?={_WEEK}{_SIGN}(?![次常程报号楼]))", _one(Every(Unit.WEEK))),
    (r"每个?周末|\bevery\s+weekends?\b", _one(Every(Unit.WEEK), Weekdays((5, 6)))),
    (r"每(?=[早晚]|中午)|天天|\bdaily\b|\beveryday\b", _one(Every(Unit.DAY))),
    (r"\bevery\s+(?=morning|afternoon|evening|night|noon|midnight)", _one(Every(Unit.DAY))),
    (rf"\bweekly\b|\bevery\s+(?={_EN_DAY}\b)", _one(Every(Unit.WEEK))),
    (rf"\bmonthly\b|\bevery\s+(?=(?:{_NTH})\s+{_EN_DAY}\b)", _one(Every(Unit.MONTH))),
    (r"\b(?:of\s+)?(?:every|each)\s+month\b", _one(Every(Unit.MONTH))),
    (r"\b(?:yearly|annually)\b", _one(Every(Unit.YEAR))),
    (
        r"\bevery\s+(?:(?P<n>\d{1,2}|other|two|second)\s+)?(?P<unit>day|week|month|year)s?\b",
        _english_every,
    ),
    (rf"每(?P<apart>隔)?(?P<n>{NUMBER})个?(?P<unit>[天日月年]|{_WEEK})", _every),
    (rf"(?P<apart>隔)(?P<n>{NUMBER})个?(?P<unit>[天日月年]|{_WEEK})", _every),
    (f"(?P<apart>隔)(?P<unit>[天日月年]|{_WEEK})", _every),
    (f"每个?(?P<unit>[天日月年]|{_WEEK})", _every),
)
_MONTH_DAYS: tuple[tuple[str, Build], ...] = (
    (
        f"(?:最后|第(?P<n>[一二三四五1-5]))一?个?(?:{_WEEK}(?P<weekday>{_SIGN})|工作日)",
        _nth,
    ),
    (
        rf"\b(?:the\s+)?(?P<n>{_NTH})\s+(?P<day>{_EN_DAY}|weekday|work(?:ing\s+)?day|day)\b"
        rf"(?:\s+(?:(?:of|in)\s+)?(?P<m>{_EN_MONTH})\b)?",
        _english_nth,
    ),
    (r"\bof\s+the\s+month\b", _one(Sign.OF_MONTH)),
    (r"\bend\s+of\s+the\s+month\b|月[底末]|(?<=月)[底末]", _one(MonthDay(-1))),
    ("月初|(?<=月)初", _one(MonthDay(1))),
    ("最后一[天日]", _one(MonthDay(-1, needs_frame=True))),
    ("第一[天日]", _one(MonthDay(1, needs_frame=True))),
    ("月中(?!旬)", _one(MonthDay(15))),
    ("年[底末]", _one(MonthDay(-1, Frame(12)))),
    ("年初", _one(MonthDay(1, Frame(1)))),
    ("|".join(_FESTIVALS), _festival),
    (_LUNAR, _one(Word.LUNAR)),
    (_UNCLEAR, _one(Word.UNCLEAR)),
    (rf"{_ALONE}(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}})(?!\d)", _date),
    (
        rf"{_ALONE}(?:(?P<y>\d{{4}})年\s*)?(?P<m>{NUMBER})月\s*(?P<d>{NUMBER})(?:[日号]|(?![\d点时个]))",
        _date,
    ),
    (rf"{_ALONE}(?P<m>\d{{1,2}})/(?P<d>\d{{1,2}})(?![\d/])", _date),
    (rf"{_ALONE}(?P<m>\d{{1,2}})[.-](?P<d>\d{{1,2}})(?=\s*(?:{PART}|\d{{1,2}}[:点时]))", _date),
    (
        rf"{_ALONE}(?P<d>\d{{1,2}})\s*[-~到至]\s*(?P<till>\d{{1,2}})[日号]{_NO_PLACE}",
        _date,
    ),
    (rf"{_ALONE}\d{{1,2}}(?:[、,]\d{{1,2}})+[日号]{_NO_PLACE}", _dates),
    (rf"{_ALONE}(?P<d>\d{{1,2}})\s*[日号]{_NO_PLACE}", _date),
    (rf"{_ALONE}(?P<d>{NUMBER})号{_NO_PLACE}", _date),
    (
        rf"\b(?P<m>{_EN_MONTH})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:])"
        r"(?:,?\s*(?P<y>20\d\d)(?![\w:]))?",
        _date,
    ),
    (
        rf"\b(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>{_EN_MONTH})\b"
        r"(?:,?\s*(?P<y>20\d\d)(?![\w:]))?",
        _date,
    ),
    (r"\bthe\s+(?P<d>\d{1,2})(?:(?:st|nd|rd|th)\b|\.(?!\d))", _date),
    (r"[明后今本去]年", _year),
    (rf"{_ALONE}(?P<y>20\d\d)年", _this_year),
    (f"{_WHICH}月", _month_ahead),
    (f"{_ALONE}(?P<m>{NUMBER})月(?=的?(?:第|最后|[底末初中])|起|开始)", _month),
)
_WEEKDAYS: tuple[tuple[str, Build], ...] = (
    (f"{_WHICH}?周末", _weekend),
    (
        rf"{_WHICH}?{_WEEK}(?P<first>{_SIGN})(?![次常程报号楼])"
        rf"(?P<till>\s*[至到~-]\s*{_WEEK}?{_SIGN}{_NO_MORE})?"
        rf"(?P<more>(?:{_ALSO})+|[二三四五六日]{{1,6}}{_NO_MORE}|)",
        _weekdays,
    ),
    (
        rf"\b(?P<which>(?:next|this|last)\s+)?(?P<day>{_EN_DAY})(?P<many>(?<=day)s)?\b",
        _english_weekday,
    ),
    (f"{_WHICH}{_WEEK}", _week_ahead),
    ("(?P<near>大后|大前|(?<![之以然最])后|(?<![之以])前)[天儿]", _near),
    ("(?P<near>[今明昨])(?:天|日|儿个?|(?=[早晚夜]))", _near),
    (r"\b(?:the\s+)?day\s+after\s+tomorrow\b", _one(Near(2))),
    (r"\btoday\b", _one(Near(0))),
    (r"\btonight\b", _one(Near(0), Part("night"))),
    (r"\btomorrow\b", _one(Near(1))),
    (r"\byesterday\b", _one(Near(-1))),
    (
        r"(?:at\s+)?(?P<clock>\d{1,2}:[0-5]\d)\s+the\s+night\s+after\b"
        r"(?:-(?P<till>\d{1,2}:[0-5]\d))?",
        _night_after,
    ),
    (r"全天|一?整天|\ball\s+day\b", _one(ALL_DAY)),
)
_PATTERNS = [
    (re.compile(pattern, re.IGNORECASE), build)
    for pattern, build in (*_HOLIDAYS, *_AFTERS, *_REPEATS, *_MONTH_DAYS, *_WEEKDAYS)
]
"""Tried one after the other; the first that stands there is the word."""


def words_at(text: str, begin: int, today: date) -> tuple[Sequence[Token], int] | None:
    """What the words there say, and where they end."""
    for pattern, build in _PATTERNS:
        found = pattern.match(text, begin)
        if found is not None:
            return build(found, today), found.end()
    return None
