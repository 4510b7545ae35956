"""A person's own points 积分: the card of /points, and the word that some are about to lapse."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.rule_sheets import rules_card
from cards.times import say_time
from domain.grants import Grant, GrantState
from domain.points import Movement
from domain.rule_sheets import Event, RuleSheet

MOST_PENDING = 5
MOST_ROWS = 10
WHAT_WORDS = 40


@dataclass(frozen=True)
class Row:
    """A row of the ledger as its person reads it; ``points`` are below zero where they went.
    ``code`` is the case it is about.
    """

    points: int
    rule: str
    words: str
    at: datetime
    code: str = ""


@dataclass(frozen=True)
class Purse:
    """``month``: what was earned this month, and the place that is; ``None`` where nothing was.
    ``codes`` are those of the cases that what is pending is about, by ``about``.
    """

    person_id: int
    balance: int
    pending: Sequence[Grant]
    month: tuple[int, int] | None
    rows: Sequence[Row]
    is_masked: bool
    codes: dict[str, str]


def points_card(purse: Purse, to: Reader) -> Card:
    lines: list[Line] = [bold(to.say("points.balance", points=purse.balance))]
    if purse.month is not None:
        earned, place = purse.month
        lines += plain(to.say("points.month", points=earned, place=place))
    lines += _pending(purse, to)
    lines += plain("", *(_row(one, to) for one in purse.rows[:MOST_ROWS])) if purse.rows else ()
    if not purse.rows and not purse.pending:
        lines += plain(to.say("points.how_to_begin"))
    return Card(tuple(lines), _buttons(purse, to))


def _pending(purse: Purse, to: Reader) -> tuple[Line, ...]:
    told = []
    for one in purse.pending[:MOST_PENDING]:
        what = _what(Row(one.points, one.rule, one.words, one.granted_at), to)
        code = purse.codes.get(one.about, "")
        blanks = {"points": signed(one.points), "what": f"{what} {code}".strip()}
        if one.state is GrantState.ASKED:
            told.append(to.say("points.waits_for_second", **blanks))
        else:
            at = one.release_at or one.granted_at
            told.append(to.say("points.waits_until", when=say_time(at, to), **blanks))
    if len(purse.pending) > MOST_PENDING:
        told.append(to.say("points.more_wait", count=len(purse.pending) - MOST_PENDING))
    return plain(*told)


def _row(one: Row, to: Reader) -> str:
    what = " ".join(part for part in (_what(one, to), one.code) if part)
    return to.say("points.row", points=signed(one.points), what=what, when=say_time(one.at, to))


def _what(one: Row, to: Reader) -> str:
    """By its rule where it has a name for itself, else by the words somebody gave it."""
    words = shorten(one.words, WHAT_WORDS)
    if one.rule in set(Movement):
        name = to.say(f"points.movement.{one.rule}")
        return to.say("points.because", what=name, words=words) if words else name
    if one.rule in set(Event) - {Event.CONDUCT}:
        return to.say(f"rule.{one.rule}")
    return words or to.say("points.other")


def signed(points: int) -> str:
    return f"+{points}" if points > 0 else f"−{abs(points)}"


def _buttons(purse: Purse, to: Reader) -> Rows:
    me = purse.person_id
    mask = (
        Button(to.say("button.show_name"), Press("points.mask", me, arg="off"))
        if purse.is_masked
        else Button(to.say("button.mask_name"), Press("points.mask", me, arg="on"))
    )
    buttons = (
        Button(to.say("button.point_rules"), Press("points.rules", me)),
        Button(to.say("button.point_ranking"), Press("points.ranking", me)),
        to_offers(me, to),
        mask,
    )
    return rows(buttons, width=2)


def to_offers(person_id: int, to: Reader) -> Button:
    return Button(to.say("button.to_offers"), Press("offer.list", person_id))


def mine(person_id: int, to: Reader) -> Button:
    return Button(to.say("button.my_points"), Press("points.show", person_id))


def rules_instead_card(sheet: RuleSheet, page: int, person_id: int, to: Reader) -> Card:
    """The rule sheet in the place of somebody's points, and the way back."""
    card = rules_card(sheet, page, to)
    back = Button(to.say("button.back_to_points"), Press("points.mine", person_id))
    return replace(card, buttons=(*card.buttons, (back,)))


def lapsing_card(points: int, last: date, person_id: int, to: Reader) -> Card:
    said = to.say("points.lapsing", points=points, month=last.month, day=last.day)
    return Card(plain(said), ((to_offers(person_id, to), mine(person_id, to)),))
