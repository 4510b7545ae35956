"""The card of /export: what is taken away, of which time, and who took what before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from cards.card import Button, Card, Drawing, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.stats import GRIDS, KINDS, NAME_WORDS, Names, say_stretch
from cards.times import say_time
from domain.exports import Asked, What
from domain.stats import Stretch, month_at, quarter_at, week_at, year_at

MOST_CHOICES = 24
CHOSEN = "✓ "


@dataclass(frozen=True)
class Made:
    """An export of before, for all secretaries to see."""

    asked: Asked
    who: str
    made_at: datetime
    count: int | None


@dataclass(frozen=True)
class Choice:
    """``made`` is what this card has become: ``None`` as its ``count`` while it is being made."""

    asked: Asked
    today: date
    names: Names
    heads: Mapping[str, int] = field(default_factory=dict)
    choosing: str = ""
    made: Made | None = None
    before: Sequence[Made] = ()


def export_card(facts: Choice, to: Reader) -> Card:
    lines = [bold(to.say("export.title", what=_what(facts.asked, facts, to)))]
    if facts.made is not None:
        lines += plain(_state(facts.made, to))
        return Card(tuple(lines))
    key = "export.names_come" if facts.asked.is_personal else "export.no_names_come"
    lines += plain(to.say(key))
    if facts.before:
        lines += plain(
            "", to.say("export.before"), *(_line(one, facts, to) for one in facts.before)
        )
    return Card(tuple(lines), _buttons(facts, to))


def file_card(facts: Choice, export_id: int, locale: str, to: Reader) -> Card:
    """The file itself; its rows are read when it is made."""
    asked, said = facts.asked, _what(facts.asked, facts, to)
    name = f"{to.say(f'export.what.{asked.what.value}')}-{asked.when.first}-{asked.when.last}.xlsx"
    drawing = Drawing("export", {"export_id": export_id, "locale": locale}, name)
    key = "export.file_with_names" if asked.is_personal else "export.file"
    return Card(plain(to.say(key, what=said)), media=(Media("document", drawing=drawing),))


def _what(asked: Asked, facts: Choice, to: Reader) -> str:
    parts = [
        to.say(f"export.what.{asked.what.value}"),
        say_stretch(asked.when, facts.today, to),
        *([facts.names.grids.get(asked.grid, ""), asked.kind] if _narrows(asked) else []),
    ]
    return " · ".join(part for part in parts if part)


def _narrows(asked: Asked) -> bool:
    return asked.what is What.CASES


def _state(made: Made, to: Reader) -> str:
    if made.count is None:
        return to.say("export.being_made")
    return to.say("export.is_made" if made.count else "export.is_empty", count=made.count)


def _line(made: Made, facts: Choice, to: Reader) -> str:
    key = "export.made_with_names" if made.asked.is_personal else "export.made"
    blanks = {"when": say_time(made.made_at, to), "who": made.who or to.say("export.command_line")}
    count = made.count if made.count is not None else "…"
    return to.say(key, what=_what(made.asked, facts, to), count=count, **blanks)


def _buttons(facts: Choice, to: Reader) -> Rows:
    if facts.choosing == GRIDS:
        return _choices("export.grid", [(n, name) for n, name in facts.names.grids.items()], to)
    if facts.choosing == KINDS:
        return _choices("export.kind", [(n, name) for name, n in facts.heads.items()], to)
    asked, say = facts.asked, to.say
    whats = [
        _pick(say(f"export.what.{one.value}"), Press("export.what", 0, arg=one), one is asked.what)
        for one in What
    ]
    whens = [
        _pick(
            say(f"button.export_{key}"), Press("export.when", 0, arg=when.code), when == asked.when
        )
        for key, when in _times(facts.today)
    ]
    narrowed = []
    if _narrows(asked) and facts.names.grids:
        narrowed.append(Button(say("button.stats_grids"), Press("export.choose", 0, arg=GRIDS)))
    if _narrows(asked):
        narrowed.append(Button(say("button.stats_kinds"), Press("export.choose", 0, arg=KINDS)))
    names = Press("export.names", 0 if asked.is_personal else 1)
    return (
        *rows(whats, width=4),
        *rows(whens, width=3),
        *rows(narrowed, width=2),
        (_pick(say("button.export_names"), names, asked.is_personal),),
        (Button(say("button.export"), Press("stats.export", 0)),),
    )


def _pick(label: str, press: Press, is_chosen: bool) -> Button:
    return Button(f"{CHOSEN}{label}" if is_chosen else label, press)


def _times(today: date) -> list[tuple[str, Stretch]]:
    last_month = month_at(month_at(today).first - timedelta(days=1))
    return [
        ("week", week_at(today)),
        ("month", month_at(today)),
        ("last_month", last_month),
        ("quarter", quarter_at(today)),
        ("year", year_at(today)),
    ]


def _choices(verb: str, choices: Sequence[tuple[int, str]], to: Reader) -> Rows:
    every = Button(to.say("case.all_grids_button"), Press(verb, 0))
    named = [Button(shorten(name, NAME_WORDS), Press(verb, n)) for n, name in choices]
    return rows([every, *named[:MOST_CHOICES]], width=2)
