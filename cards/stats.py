"""Figures 数据: the exact numbers in a few lines, and all that is to be seen on their picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from cards.card import Button, Card, Drawing, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from domain.answers import Json
from domain.cases import Stage
from domain.hours import say_hours
from domain.meeting_figures import MeetingFigures
from domain.rates import Outcomes, Rate
from domain.stats import Deeds, Part, Parts, Stretch, Unit, largest

NAME_WORDS = 24
MOST_CATEGORIES, MOST_GRIDS, MOST_TRADES, MOST_STAGES_SAID = 12, 10, 8, 4
MOST_CHOICES = 24

GRIDS, KINDS = "grids", "kinds"
"""What the card offers to choose from, in the place of its usual buttons."""


@dataclass(frozen=True)
class Names:
    """Of grids and categories, by their ids."""

    grids: Mapping[int, str] = field(default_factory=dict)
    categories: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Stats:
    """``scope`` is what it was narrowed to, in words; ``deeds`` and ``met`` are of the whole
    community only. ``heads`` are groups of categories, each with one of its ids.
    """

    community: str
    when: Stretch
    today: date
    scope: str
    parts: Parts
    trades: Mapping[str, int]
    steps: Sequence[tuple[Stretch, int]]
    outcomes: Outcomes
    names: Names
    deeds: Deeds | None = None
    met: MeetingFigures | None = None
    heads: Mapping[str, int] = field(default_factory=dict)
    choosing: str = ""
    is_turned: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.parts.reported and self.outcomes.is_empty


def stats_card(facts: Stats, to: Reader) -> Card:
    """Without a picture where there is nothing to be seen, unless one stands there already, which
    a message never loses.
    """
    lines = [bold(_title(facts, to))]
    if facts.is_empty:
        lines += plain(to.say("stats.nothing"))
    else:
        lines += plain(_reported(facts, to), *rate_lines(facts.outcomes, to))
    lines += plain(*_deeds(facts, to))
    media: tuple[Media, ...] = ()
    if not facts.is_empty or facts.is_turned:
        media = (Media("photo", drawing=Drawing("stats", drawn(facts, to), "stats.png")),)
    return Card(tuple(lines), _buttons(facts, to), media)


def _title(facts: Stats, to: Reader) -> str:
    said = f"{facts.community} · {say_stretch(facts.when, facts.today, to)}"
    return f"{said} · {facts.scope}" if facts.scope else said


def say_stretch(when: Stretch, today: date, to: Reader) -> str:
    """本周（11月16日–22日）, 2026年10月, 2026年第3季度, 11月3日–9日."""
    first, last = when.first, when.last
    blanks = {"year": first.year, "month": first.month, "quarter": (first.month + 2) // 3}
    if when.unit in (Unit.MONTH, Unit.QUARTER, Unit.YEAR):
        return to.say(f"stats.{when.unit.value}", **blanks)
    days = _day(first, to) if first == last else f"{_day(first, to)}–{_day(last, to)}"
    if when.unit is Unit.WEEK and first <= today <= last:
        return to.say("stats.this_week", days=days)
    return days


def _day(day: date, to: Reader) -> str:
    this_year = to.now.astimezone(to.zone).year
    key = "stats.day" if day.year == this_year else "stats.day_of_year"
    return to.say(key, year=day.year, month=day.month, day=day.day)


def _reported(facts: Stats, to: Reader) -> str:
    counts = {to.say(f"case.stage.{one.value}"): n for one, n in facts.parts.stages.items()}
    shown, others = largest(counts, MOST_STAGES_SAID)
    said = [f"{name} {count}" for name, count in shown]
    if others:
        said.append(f"{to.say('stats.others')} {others}")
    head = to.say("stats.reported", count=facts.parts.reported)
    return to.say("stats.with", what=head, parts=" · ".join(said)) if said else head


def rate_lines(outcomes: Outcomes, to: Reader) -> list[str]:
    """Each rate with what it was counted from; who said nothing stands apart."""
    if outcomes.is_empty:
        return [to.say("stats.no_rates")]
    lines = [
        to.say(f"stats.rate.{key}", said=say_rate(one, to))
        for key, one in _rates(outcomes)
        if one.of
    ]
    if outcomes.unrated:
        lines.append(to.say("stats.unrated", count=outcomes.unrated))
    return lines


def _rates(outcomes: Outcomes) -> list[tuple[str, Rate]]:
    return [
        ("response", outcomes.response),
        ("solution", outcomes.solution),
        ("satisfaction", outcomes.satisfaction),
        ("on_time", outcomes.on_time),
    ]


def say_rate(rate: Rate, to: Reader) -> str:
    """96.2%（25/26）, and 样本少 where that is few."""
    if rate.permille is None:
        return to.say("stats.none_of")
    key = "stats.few" if rate.is_small else "stats.share"
    return to.say(key, percent=say_percent(rate), hits=rate.hits, of=rate.of)


def say_percent(rate: Rate) -> str:
    """In figures as they are written everywhere: 96.2, 100.

    >>> say_percent(Rate(25, 26)), say_percent(Rate(3, 3))
    ('96.2', '100')
    """
    return f"{(rate.permille or 0) / 10:.1f}".removesuffix(".0")


def _deeds(facts: Stats, to: Reader) -> list[str]:
    said, deeds, met = [], facts.deeds, facts.met
    if deeds is not None and (deeds.minutes or deeds.points_given or deeds.points_used):
        hours = say_hours(deeds.minutes)
        blanks = {"given": deeds.points_given, "used": deeds.points_used}
        said.append(to.say("stats.deeds", hours=hours, people=deeds.people, **blanks))
    if met is not None and (met.held or met.raised):
        said.append(to.say("stats.met", held=met.held, raised=met.raised, solved=met.solved))
    return said


def drawn(facts: Stats, to: Reader) -> dict[str, Json]:
    """Every word and number on the picture. Nothing but the title where all is empty."""
    head = {"title": facts.community, "subtitle": _subtitle(facts, to)}
    if facts.is_empty:
        return {**head, "empty": to.say("stats.nothing")}
    return {
        **head,
        "tiles": _tiles(facts, to),
        "line": {
            "title": to.say("stats.by_day"),
            "labels": [_step(one, facts, to) for one, _ in facts.steps],
            "values": [count for _, count in facts.steps],
        },
        "rates": _rate_bars(facts.outcomes, to),
        "bars": _bars(facts, to),
        "foot": to.say("stats.foot"),
    }


def _subtitle(facts: Stats, to: Reader) -> str:
    said = say_stretch(facts.when, facts.today, to)
    return f"{said} · {facts.scope}" if facts.scope else said


def _tiles(facts: Stats, to: Reader) -> list[list[str]]:
    ended = facts.parts.stages[Stage.CLOSED]
    tiles = [
        [str(facts.parts.reported), to.say("stats.tile.reported")],
        [str(ended), to.say("stats.tile.closed")],
    ]
    if facts.deeds is not None:
        tiles.append([say_hours(facts.deeds.minutes), to.say("stats.tile.hours")])
        tiles.append([str(facts.deeds.points_given), to.say("stats.tile.points")])
    if facts.met is not None:
        said = f"{facts.met.held} / {facts.met.raised} / {facts.met.solved}"
        tiles.append([said, to.say("stats.tile.met")])
    return tiles


def _step(step: Stretch, facts: Stats, to: Reader) -> str:
    """Days and weeks by the day they begin on, months by their number."""
    if facts.when.unit is Unit.YEAR:
        return to.say("stats.short_month", month=step.first.month)
    return f"{step.first.month}/{step.first.day}"


def _rate_bars(outcomes: Outcomes, to: Reader) -> dict[str, Json]:
    bars = []
    for key, rate in _rates(outcomes):
        share = None if rate.permille is None else rate.permille / 1000
        bars.append([to.say(f"stats.name.{key}"), share, say_rate(rate, to), rate.is_small])
    apart = to.say("stats.unrated", count=outcomes.unrated) if outcomes.unrated else ""
    return {"title": to.say("stats.rates"), "bars": bars, "note": apart}


def _bars(facts: Stats, to: Reader) -> list[dict[str, Json]]:
    """What lies in one part only, because it was narrowed to it, needs no chart of its own."""
    parts, names, say = facts.parts, facts.names, to.say
    stages = [[say(f"case.stage.{one.value}"), parts.stages[one]] for one in Stage]
    charts = [_chart("by_stage", [one for one in stages if one[1]], 0, to)]
    categories = named(parts.categories, names.categories, say("stats.no_category"))
    charts.append(_ranked("by_category", categories, MOST_CATEGORIES, to))
    if len(parts.grids) > 1:
        grids = named(parts.grids, names.grids, say("stats.no_grid"))
        charts.append(_ranked("by_grid", grids, MOST_GRIDS, to))
    trades = {say(key) if key else say("stats.no_trade"): n for key, n in facts.trades.items()}
    charts.append(_ranked("by_trade", trades, MOST_TRADES, to))
    return [one for one in charts if one["rows"]]


def named(counts: Mapping[Part, int], names: Mapping[int, str], nothing: str) -> dict[str, int]:
    """By name; two of the same name are counted together."""
    found: dict[str, int] = {}
    for part, count in counts.items():
        name = nothing if part is None else names.get(part, nothing)
        found[name] = found.get(name, 0) + count
    return found


def _ranked(key: str, counts: Mapping[str, int], most: int, to: Reader) -> dict[str, Json]:
    shown, others = largest(counts, most)
    return _chart(key, [[name, count] for name, count in shown], others, to)


def _chart(key: str, listed: list[list[Json]], others: int, to: Reader) -> dict[str, Json]:
    if others:
        listed = [*listed, [to.say("stats.others"), others]]
    shown = [[shorten(name, NAME_WORDS), count] for name, count in listed]
    return {"title": to.say(f"stats.{key}"), "rows": shown}


def _buttons(facts: Stats, to: Reader) -> Rows:
    if facts.choosing == GRIDS:
        choices = [(number, name) for number, name in facts.names.grids.items()]
        return _choices("stats.grid", choices, to)
    if facts.choosing == KINDS:
        return _choices("stats.kind", [(n, name) for name, n in facts.heads.items()], to)
    buttons = [
        Button(to.say("button.stats_week"), Press("stats.when", 0, arg=Unit.WEEK.value)),
        Button(to.say("button.stats_month"), Press("stats.when", 0, arg=Unit.MONTH.value)),
    ]
    if facts.names.grids:
        buttons.append(Button(to.say("button.stats_grids"), Press("stats.choose", 0, arg=GRIDS)))
    buttons.append(Button(to.say("button.stats_kinds"), Press("stats.choose", 0, arg=KINDS)))
    return rows(buttons, width=3)


def _choices(verb: str, choices: Sequence[tuple[int, str]], to: Reader) -> Rows:
    every = Button(to.say("case.all_grids_button"), Press(verb, 0))
    named = [Button(shorten(name, NAME_WORDS), Press(verb, n)) for n, name in choices]
    return rows([every, *named[:MOST_CHOICES]], width=2)
