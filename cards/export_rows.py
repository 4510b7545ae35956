"""What stands in the rows of an exported table, cell by cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from cards.card import Reader
from cards.services import say_service
from cards.stats import Names
from domain.answers import Json
from domain.exports import Asked, Kind, What
from domain.points import AccountKind, Movement

Cells = list[Json]
Row = Mapping[str, Json]
Column = tuple[str, Kind, int]
"""The key of its heading, what stands in it, and how many letters wide."""

_PERSON: tuple[Column, ...] = (("trade", Kind.TEXT, 12),)
_NAMED: tuple[Column, ...] = (("name", Kind.TEXT, 14),)

COLUMNS: Mapping[What, tuple[Column, ...]] = {
    What.CASES: (
        ("number", Kind.TEXT, 9),
        ("kind", Kind.TEXT, 9),
        ("category", Kind.TEXT, 14),
        ("grid", Kind.TEXT, 12),
        ("place", Kind.TEXT, 22),
        ("words", Kind.TEXT, 44),
        ("stage", Kind.TEXT, 10),
        ("reported", Kind.MOMENT, 17),
        ("respond_by", Kind.MOMENT, 17),
        ("responded", Kind.MOMENT, 17),
        ("solve_by", Kind.MOMENT, 17),
        ("closed", Kind.MOMENT, 17),
        ("rating", Kind.TEXT, 10),
        ("complaint", Kind.TEXT, 24),
        ("reopenings", Kind.NUMBER, 9),
        ("transferred", Kind.TEXT, 14),
    ),
    What.HOURS: (
        ("day", Kind.DAY, 12),
        ("hour_kind", Kind.TEXT, 9),
        ("service", Kind.TEXT, 14),
        ("hours", Kind.NUMBER, 9),
        ("words", Kind.TEXT, 44),
        ("counter", Kind.TEXT, 9),
        ("grid", Kind.TEXT, 12),
    ),
    What.POINTS: (
        ("moved", Kind.MOMENT, 17),
        ("rule", Kind.TEXT, 24),
        ("points", Kind.NUMBER, 9),
        ("came_from", Kind.TEXT, 10),
        ("went_to", Kind.TEXT, 10),
        ("words", Kind.TEXT, 44),
    ),
    What.MEETINGS: (
        ("meeting", Kind.TEXT, 14),
        ("title", Kind.TEXT, 30),
        ("place", Kind.TEXT, 22),
        ("starts", Kind.MOMENT, 17),
        ("ends", Kind.MOMENT, 17),
        ("meeting_stage", Kind.TEXT, 10),
        ("invited", Kind.NUMBER, 9),
        ("came", Kind.NUMBER, 9),
        ("items", Kind.NUMBER, 9),
        ("resolved", Kind.NUMBER, 9),
        ("done", Kind.NUMBER, 9),
    ),
}
_OTHERS_TRADE = frozenset({What.CASES, What.HOURS, What.POINTS})


def columns_of(asked: Asked) -> tuple[Column, ...]:
    """Without names, unless they were asked for."""
    person = _PERSON if asked.what in _OTHERS_TRADE else ()
    return (*COLUMNS[asked.what], *person, *(_NAMED if asked.is_personal else ()))


@dataclass(frozen=True)
class Words:
    """What the cells of one table are written with."""

    asked: Asked
    names: Names
    to: Reader
    rules: Mapping[str, str] = field(default_factory=dict)


def cells_of(row: Row, words: Words) -> Cells:
    cells = _WRITE[words.asked.what](row, words)
    if words.asked.what in _OTHERS_TRADE:
        cells.append("" if _is_discreet(row) else _trade(row, words))
    if words.asked.is_personal:
        cells.append("" if _is_discreet(row) else row["name"] or "")
    return cells


def _is_discreet(row: Row) -> bool:
    """Nothing says who reported it: of the one hairdresser a trade is as good as a name."""
    return bool(row.get("is_anonymous") or row.get("is_confidential"))


def _case(row: Row, words: Words) -> Cells:
    """What is confidential is counted, and not told: a file goes further than its reader."""
    to, names = words.to, words.names
    hidden = to.say("export.confidential") if row["is_confidential"] else None
    rating = row["rating"]
    return [
        f"#C{row['number']}",
        to.say(f"export.case.{row['kind']}"),
        names.categories.get(row["category_id"] or 0, ""),
        names.grids.get(row["grid_id"] or 0, ""),
        row["place"] if hidden is None else hidden,
        row["words"] if hidden is None else hidden,
        to.say(f"case.stage.{row['stage']}"),
        *(_local(row[key], to) for key in ("reported_at", "respond_by", "responded_at")),
        *(_local(row[key], to) for key in ("solve_by", "closed_at")),
        to.say(f"export.rating.{rating}") if rating else "",
        row["complaint"] if hidden is None else hidden,
        row["reopenings"],
        row["transferred_to"] if hidden is None else hidden,
    ]


def _hours(row: Row, words: Words) -> Cells:
    to = words.to
    return [
        row["held_on"],
        to.say(f"export.hours.{row['kind']}"),
        say_service(row["service"], to),
        row["minutes"] / 60,
        row["words"],
        to.say("export.is_counter") if row["reverses_id"] else "",
        words.names.grids.get(row["grid_id"] or 0, ""),
    ]


def _points(row: Row, words: Words) -> Cells:
    """What a person loses stands below zero."""
    to = words.to
    is_loss = row["came_from"] == AccountKind.PERSON
    return [
        _local(row["entered_at"], to),
        say_rule(row["rule"], words),
        -row["points"] if is_loss else row["points"],
        to.say(f"export.account.{row['came_from']}"),
        to.say(f"export.account.{row['went_to']}"),
        row["words"],
    ]


def say_rule(rule: str, words: Words) -> str:
    if rule in set(Movement):
        return words.to.say(f"points.movement.{rule}")
    return words.rules.get(rule, rule)


def _meeting(row: Row, words: Words) -> Cells:
    to = words.to
    return [
        row["number"],
        row["title"],
        row["place"],
        _local(row["starts_at"], to),
        _local(row["ends_at"], to),
        to.say(f"export.meeting.{row['stage']}"),
        *(row[key] for key in ("invited", "came", "items", "resolved", "done")),
    ]


_WRITE: Mapping[What, Callable[[Row, Words], Cells]] = {
    What.CASES: _case,
    What.HOURS: _hours,
    What.POINTS: _points,
    What.MEETINGS: _meeting,
}


def _trade(row: Row, words: Words) -> str:
    if row["trade"]:
        return words.to.say(f"trade.{row['trade']}")
    return words.to.say(f"kind.{row['member_kind']}") if row["member_kind"] else ""


def _local(at: datetime | None, to: Reader) -> str | None:
    """By the community's clocks, to the minute; office programs know no zones."""
    return f"{at.astimezone(to.zone):%Y-%m-%dT%H:%M}" if at else None
