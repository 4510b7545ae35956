"""The first sheet of an exported table: what it is, what it comes to, and what the rates mean."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cards.card import Reader
from cards.export_rows import Cells, Words, columns_of, say_rule
from cards.services import say_service
from cards.stats import say_stretch
from domain.answers import Json
from domain.cases import Stage
from domain.exports import Kind, What
from domain.rates import Outcomes, Rate
from domain.stats import Part, Parts, Stretch


@dataclass(frozen=True)
class Head:
    community: str
    made_by: str
    made_at: datetime
    today: date


@dataclass(frozen=True)
class CaseSums:
    """``steps``: weeks and months, each with how much was reported in it."""

    parts: Parts
    whole: Outcomes
    weeks: Sequence[tuple[Stretch, int, Outcomes]]
    months: Sequence[tuple[Stretch, int, Outcomes]]
    by_grid: Mapping[Part, Outcomes]
    by_category: Mapping[Part, Outcomes]


Table = dict[str, Json]


def book(words: Words, head: Head, tables: Sequence[Table]) -> dict[str, Json]:
    """The whole file but its rows; the key of a column is its heading from here on."""
    asked, to = words.asked, words.to
    columns = [
        [to.say(f"export.column.{key}"), kind.value, n] for key, kind, n in columns_of(asked)
    ]
    return {
        "summary": {
            "name": to.say("export.summary"),
            "title": f"{head.community} · {to.say(f'export.what.{asked.what.value}')}",
            "lines": _about(words, head),
            "tables": list(tables),
            "notes": to.say("export.definitions").split("\n") if asked.what is What.CASES else [],
        },
        "sheet": {"name": to.say(f"export.what.{asked.what.value}"), "columns": columns},
        "more": to.say("export.more"),
    }


def _about(words: Words, head: Head) -> list[list[str]]:
    asked, to = words.asked, words.to
    scope = [words.names.grids.get(asked.grid, ""), asked.kind]
    names = "export.with_names" if asked.is_personal else "export.without_names"
    return [
        [to.say("export.about.when"), say_stretch(asked.when, head.today, to)],
        [to.say("export.about.scope"), " · ".join(s for s in scope if s) or to.say("export.all")],
        [to.say("export.about.names"), to.say(names)],
        [to.say("export.about.made"), f"{head.made_at.astimezone(to.zone):%Y-%m-%d %H:%M}"],
        [to.say("export.about.by"), head.made_by or to.say("export.command_line")],
    ]


_RATES = ("response", "solution", "satisfaction", "on_time")


def case_tables(sums: CaseSums, words: Words) -> list[Table]:
    """The rates of all, week by week, month by month, by grid and by category."""
    to, names = words.to, words.names
    parts, no_grid, no_category = sums.parts, to.say("stats.no_grid"), to.say("stats.no_category")
    grids = _parted(parts.grids, sums.by_grid, names.grids, no_grid)
    categories = _parted(parts.categories, sums.by_category, names.categories, no_category)
    whole = [(to.say("export.all"), sums.parts.reported, sums.whole)]
    return [
        _rated(key, rows, to)
        for key, rows in (
            ("whole", whole),
            ("weeks", [(_days(when), n, out) for when, n, out in sums.weeks]),
            ("months", [(f"{when.first:%Y-%m}", n, out) for when, n, out in sums.months]),
            ("grids", grids),
            ("categories", categories),
        )
        if rows
    ] + [_stages(sums.parts, to)]


def _parted(
    counts: Mapping[Part, int],
    found: Mapping[Part, Outcomes],
    names: Mapping[int, str],
    nothing: str,
) -> list[tuple[str, int, Outcomes]]:
    """Also where nothing was reported and something was due."""
    parts = sorted({*counts, *found}, key=lambda part: (-counts.get(part, 0), part or 0))
    return [
        (names.get(part or 0, nothing), counts.get(part, 0), found.get(part, Outcomes()))
        for part in parts
    ]


def _days(when: Stretch) -> str:
    return f"{when.first:%Y-%m-%d} – {when.last:%m-%d}"


def _rated(key: str, rows: Sequence[tuple[str, int, Outcomes]], to: Reader) -> Table:
    columns = [[to.say(f"export.by.{key}"), Kind.TEXT], [to.say("export.reported"), Kind.NUMBER]]
    for rate in _RATES:
        columns.append([to.say(f"stats.name.{rate}"), Kind.PERCENT])
        columns.append([to.say("export.counted"), Kind.TEXT])
    columns.append([to.say("export.unrated"), Kind.NUMBER])
    cells = []
    for name, count, outcomes in rows:
        rated = [cell for rate in _RATES for cell in _rate(getattr(outcomes, rate), to)]
        cells.append([name, count, *rated, outcomes.unrated])
    return {"title": to.say(f"export.by.{key}"), "columns": columns, "rows": cells}


def _rate(rate: Rate, to: Reader) -> Cells:
    """The share as a number to reckon with, and beside it what of."""
    if rate.permille is None:
        return [None, ""]
    few = to.say("export.few") if rate.is_small else ""
    return [rate.permille / 1000, f"{rate.hits}/{rate.of}{few}"]


def _stages(parts: Parts, to: Reader) -> Table:
    columns = [[to.say("export.by.stages"), Kind.TEXT], [to.say("export.reported"), Kind.NUMBER]]
    rows = [[to.say(f"case.stage.{one.value}"), parts.stages[one]] for one in Stage]
    return {"title": to.say("export.by.stages"), "columns": columns, "rows": rows}


def hour_table(sums: Sequence[tuple[str, str, int, int]], words: Words) -> Table:
    to = words.to
    columns = [
        [to.say("export.by.months"), Kind.TEXT],
        [to.say("export.column.service"), Kind.TEXT],
        [to.say("export.column.hours"), Kind.NUMBER],
        [to.say("export.people"), Kind.NUMBER],
    ]
    rows = [[month, say_service(one, to), minutes / 60, n] for month, one, minutes, n in sums]
    return {"title": to.say("export.by.services"), "columns": columns, "rows": rows}


def point_table(sums: Sequence[tuple[str, int, int]], words: Words) -> Table:
    to = words.to
    columns = [
        [to.say("export.column.rule"), Kind.TEXT],
        [to.say("export.times"), Kind.NUMBER],
        [to.say("export.column.points"), Kind.NUMBER],
    ]
    rows = [[say_rule(rule, words), times, points] for rule, times, points in sums]
    return {"title": to.say("export.by.rules"), "columns": columns, "rows": rows}
