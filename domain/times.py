"""Times as people say them, read once: 明天下午三点, 每月最后一个周五, every Friday 18:00.

Whatever is understood is read back before it counts, so what is most likely meant is taken; where
two things are as likely it is asked, and what is not understood is never guessed.
"""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from domain.rules import RuleBroken
from domain.time_meanings import Here, meaning_of
from domain.time_plans import (
    Days,
    Once,
    Plan,
    Recurrence,
    Span,
    Unit,
    as_stored,
    read_plan,
    read_recurrence,
)
from domain.time_repeats import repetition_of
from domain.time_runs import Run, find_run
from domain.time_sentences import sentence_of
from domain.upcoming import upcoming
from domain.workdays import Overlay

__all__ = [
    "Ambiguous",
    "Days",
    "Once",
    "Plan",
    "Recurrence",
    "Span",
    "Understood",
    "Unit",
    "as_stored",
    "read_plan",
    "read_recurrence",
    "understand",
    "upcoming",
]


@dataclass(frozen=True)
class Understood:
    """``rest`` is what is left of the sentence: what is to be said then."""

    what: Plan
    rest: str


@dataclass(frozen=True)
class Ambiguous:
    """Two or more that are as likely, and the question by its locale key."""

    choices: tuple[Understood, ...]
    question_key: str


def understand(
    text: str, *, now: datetime, zone: ZoneInfo, overlay: Overlay
) -> Understood | Ambiguous:
    """Raises ``RuleBroken`` for what is past, or is no time that we know. Where a clock stands
    apart from its day, 明天提醒我下午3点开会, it may belong to what is to be said. What is
    understood has a next time; whole days that have begun already, 今天到周五, are the exception.
    """
    here = Here(now, zone, overlay)
    run = find_run(text, here.today)
    if run is None:
        raise RuleBroken("time.not_understood")
    clock = None if run.has_clock else find_run(run.rest, here.today)
    if clock is None or not clock.is_clock_only:
        return _meaning(run, here)
    whole = _meaning(Run([*run.tokens, *clock.tokens], clock.rest), here)
    try:
        without = _meaning(run, here)
    except RuleBroken:  # 今天, with no hour
        return whole
    return Ambiguous((*_choices(whole), *_choices(without)), "time.question.clock")


def _choices(found: Understood | Ambiguous) -> tuple[Understood, ...]:
    return found.choices if isinstance(found, Ambiguous) else (found,)


def _meaning(run: Run, here: Here) -> Understood | Ambiguous:
    sentence = sentence_of(run.tokens)
    meant = (repetition_of if sentence.is_repeated else meaning_of)(sentence, here)
    choices = tuple(Understood(plan, run.rest) for plan in meant.plans)
    return choices[0] if len(choices) == 1 else Ambiguous(choices, meant.question)
