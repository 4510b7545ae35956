"""Where in a sentence a time is said, and what is left of the sentence without it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.clock_spans import ClockSpan, span_at
from domain.numerals import NUMBER, narrow
from domain.time_clocks import Clock, Part, clock_at, part_at
from domain.time_lexicon import words_at
from domain.time_words import After, Every, Frame, MonthDay, Near, Nth, Sign, Token, Weekdays, Word

LONGEST = 400
"""Nobody says when behind so many characters."""

_DAYS = (Near, Weekdays, MonthDay, Nth, Frame)
_FILLER = re.compile(r"(?:\s|的|在|于|[()（）]|\b(?:on|by|each)\b)+", re.IGNORECASE)
_SIGNS = (
    (re.compile(r"和|及|与|、|&|\band\b", re.IGNORECASE), Sign.AND),
    (re.compile(r"[,;，；]"), Sign.PAUSE),
    (re.compile(r"一?直到|一直|到|至|-|–|—+|~|\b(?:to|until|till)\b", re.IGNORECASE), Sign.TO),
    (re.compile(r"从|自|\b(?:from|starting|since)\b", re.IGNORECASE), Sign.FROM),
)
_ENDINGS = (
    (re.compile(r"开始|起"), Sign.SINCE),
    (
        re.compile(
            rf"(?:之前|以前|前)(?!\s*{NUMBER}[天周个])|为止|之间|期间|之后|以后|后(?![天儿])"
        ),
        Sign.END,
    ),
)
_BEFORE_CLOCK = re.compile(r"(?:^|\W|[请我家你在于醒们])$")
_ASKED = re.compile(
    r"(?:please\s+)?remind\s+(?:me|us)(?:\s+to\b)?"
    r"|(?:请|麻烦)?你?(?:帮我|给我|替我)?(?:(?:记得)?提醒(?:我们|我|大家)?(?:一下)?)?",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:\b(?:at|on|by)|[在于])\s*$", re.IGNORECASE)
_SEAMS = " \t\n,，。;；:："


@dataclass(frozen=True)
class Run:
    """What is said about time in one place."""

    tokens: Sequence[Token]
    rest: str

    @property
    def has_clock(self) -> bool:
        return any(isinstance(one, Clock | ClockSpan | After) for one in self.tokens)

    @property
    def is_clock_only(self) -> bool:
        return all(isinstance(one, Clock | ClockSpan | Part | Sign) for one in self.tokens)


def find_run(text: str, today: date) -> Run | None:
    """The first that is said. A festival alone may be what it is all about, 元旦联欢, so that
    anything else goes before it.
    """
    flat = narrow(text)[:LONGEST]
    festival = None
    begin = 0
    while begin < len(flat):
        tokens, end = _read(flat, begin, today)
        if not tokens:
            begin += 1
            continue
        run = Run(tokens, _without(text, begin, end))
        if not _is_festival(tokens):
            return run
        festival = festival or run
        begin = end
    return festival


def _is_festival(tokens: Sequence[Token]) -> bool:
    only = tokens[0]
    is_one = isinstance(only, MonthDay) and only.is_festival
    return len(tokens) == 1 and (is_one or only in (Word.LUNAR, Word.UNCLEAR))


def _read(text: str, begin: int, today: date) -> tuple[list[Token], int]:
    """The words from there on that belong together, and where they end."""
    tokens: list[Token] = []
    signs: list[Token] = []
    at = end = begin
    while at < len(text):
        filler = _FILLER.match(text, at)
        if filler is not None and (tokens or signs):
            at = filler.end()
        found = _word(text, at, today, is_first=not tokens)
        if found is not None:
            if _is_elsewhere(tokens, signs, found[0]):
                break
            tokens += [*signs, *found[0]]
            signs, at = [], found[1]
            end, tokens = _with_ending(text, at, tokens)
            at = end
            continue
        sign = _sign(text, at)
        if sign is None or len(signs) > 1 or (not tokens and sign[0] is not Sign.FROM):
            break
        signs, at = [*signs, sign[0]], sign[1]
    return tokens, end


def _with_ending(text: str, at: int, tokens: list[Token]) -> tuple[int, list[Token]]:
    for pattern, sign in _ENDINGS:
        ending = pattern.match(text, at)
        if ending is not None and tokens and not isinstance(tokens[-1], Every):
            return ending.end(), [*tokens, sign]
    return at, tokens


def _sign(text: str, at: int) -> tuple[Sign, int] | None:
    for pattern, sign in _SIGNS:
        found = pattern.match(text, at)
        if found is not None:
            return sign, found.end()
    return None


def _word(text: str, at: int, today: date, *, is_first: bool) -> tuple[Sequence[Token], int] | None:
    """A bare clock begins nothing in the middle of a sentence, nor does a part of the day without
    a clock: 快一点, 重点12点, 晚上好.
    """
    said_at = re.compile(r"at\s+", re.IGNORECASE).match(text, at)
    span = span_at(text, said_at.end() if said_at else at)
    if span is not None and not re.match(r"\s*[月日号/-]", text[span[1] :]):
        if is_first and not _BEFORE_CLOCK.search(text[:at]):
            return None
        return [span[0]], span[1]
    found = words_at(text, at, today)
    if found is not None:
        return found
    part = part_at(text, at)
    if part is not None:
        after = _FILLER.match(text, part[1])
        has_clock = clock_at(text, after.end() if after else part[1]) is not None
        is_moment = part[0].word in ("noon", "midnight")
        return ([part[0]], part[1]) if not is_first or has_clock or is_moment else None
    clock = clock_at(text, at)
    if clock is None or (is_first and not _BEFORE_CLOCK.search(text[:at])):
        return None
    return [clock[0]], clock[1]


def _is_elsewhere(tokens: Sequence[Token], signs: Sequence[Token], found: Sequence[Token]) -> bool:
    """Another time in the same sentence: 明天9点，周五前交表."""
    if not found or not isinstance(found[0], _DAYS) or not tokens:
        return False
    has_clock = any(isinstance(one, Clock | ClockSpan | After) for one in tokens)
    has_day = any(isinstance(one, (*_DAYS, Every)) or one is Word.WORKDAYS for one in tokens)
    is_joined = any(one in (Sign.TO, Sign.FROM) for one in signs)
    if not signs and isinstance(tokens[-1], After | MonthDay):
        return False  # 两周后的周一, 11月25日 周三
    return has_clock and has_day and not is_joined


def _without(text: str, begin: int, end: int) -> str:
    """The rest of the sentence, without 提醒我."""
    before, behind = _LEADING.sub("", text[:begin]).strip(_SEAMS), text[end:]
    behind = re.sub(r"^[)）]", "", behind).strip(_SEAMS)
    while (place := _ASKED.match(behind)) and place[0]:
        behind = behind[place.end() :].strip(_SEAMS)
    if (place := _ASKED.match(before)) and place[0]:
        before = before[place.end() :].strip(_SEAMS)
    for start in range(len(before)):
        if _ASKED.fullmatch(before, start):
            before = before[:start].strip(_SEAMS)
            break
    return f"{before} {behind}".strip()
