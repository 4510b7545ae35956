"""The ranking 排行榜 of a month, its publication 公示, and the honours of a quarter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from domain.people import Trade, mask_name
from domain.ranking import HONOURED, MOST_RANKED, Earner, placed, read_month, shifted

NAME_WORDS = 16


@dataclass(frozen=True)
class Ranking:
    """``mine``: what the one who looks alone has earned, and their place; nobody's in a group."""

    month: str
    this_month: str
    trade: Trade | None
    earners: Sequence[Earner]
    trades: Sequence[Trade] = ()
    is_choosing: bool = False
    mine: tuple[int, int] | None = None


@dataclass(frozen=True)
class Published:
    """A month as everybody may read it: ``people`` and ``points`` are of all, not only the best."""

    month: str
    community: str
    people: int
    points: int
    earners: Sequence[Earner]


@dataclass(frozen=True)
class Honours:
    """A quarter by its last month: the best of all, and the best of each trade."""

    month: str
    community: str
    earners: Sequence[Earner]
    by_trade: Mapping[str, Earner]


def ranking_card(facts: Ranking, to: Reader) -> Card:
    head = say_month("ranking.head", facts.month, to)
    if facts.trade is not None:
        head = f"{head} · {to.say(f'trade.{facts.trade.value}')}"
    lines = [bold(head), *_listed(facts.earners, to)]
    if not facts.earners:
        lines += plain(to.say("ranking.nobody"))
    if facts.mine is not None:
        lines += plain(to.say("ranking.mine", points=facts.mine[0], place=facts.mine[1]))
    return Card(tuple(lines), _choices(facts, to) if facts.is_choosing else _buttons(facts, to))


def _listed(earners: Sequence[Earner], to: Reader) -> list[Line]:
    lines: list[Line] = []
    for place, one in placed(earners)[:MOST_RANKED]:
        said = to.say("ranking.line", place=place, who=shown_name(one), points=one.earned)
        lines += plain(f"{said}{_trade_of(one, to)}")
    return lines


def _trade_of(one: Earner, to: Reader) -> str:
    return f" · {to.say(f'trade.{one.trade}')}" if one.trade else ""


def shown_name(one: Earner) -> str:
    """Whoever wishes so is shown by the first character of their name alone."""
    return mask_name(one.name) if one.is_masked else shorten(one.name, NAME_WORDS)


def _buttons(facts: Ranking, to: Reader) -> Rows:
    buttons = [_turn(to.say("button.ranking_before"), shifted(facts.month, -1), facts.trade)]
    if facts.month < facts.this_month:
        buttons.append(_turn(to.say("button.ranking_after"), shifted(facts.month, 1), facts.trade))
    buttons.append(Button(to.say("button.ranking_trades"), Press("ranking.trades", 0)))
    return rows(buttons, width=3)


def _choices(facts: Ranking, to: Reader) -> Rows:
    buttons = [_turn(to.say("case.all_grids_button"), facts.month, None)]
    buttons += [_turn(to.say(f"trade.{one.value}"), facts.month, one) for one in facts.trades]
    return rows(buttons, width=3)


def _turn(label: str, month: str, trade: Trade | None) -> Button:
    number = read_month(month).year * 100 + read_month(month).month
    return Button(label, Press("ranking.turn", number, arg=trade.value if trade else ""))


def say_month(key: str, month: str, to: Reader, **params: str | int) -> str:
    first = read_month(month)
    return to.say(key, year=first.year, month=first.month, **params)


def published_card(facts: Published, picture: Media, to: Reader) -> Card:
    """公示: everybody may read it, so everybody may object."""
    lines = [
        bold(say_month("ranking.published", facts.month, to, community=facts.community)),
        *plain(to.say("ranking.sum", people=facts.people, points=facts.points)),
        *_listed(facts.earners, to),
        *plain(to.say("ranking.object")),
    ]
    return Card(tuple(lines), media=(picture,))


def honours_card(facts: Honours, to: Reader) -> Card:
    first = read_month(facts.month)
    head = to.say(
        "ranking.honours",
        year=first.year,
        quarter=(first.month + 2) // 3,
        community=facts.community,
    )
    best = [one for place, one in placed(facts.earners) if place <= HONOURED]
    lines = [bold(head), *_listed(best, to)]
    for trade, one in facts.by_trade.items():
        what = to.say(f"trade.{trade}")
        who = shown_name(one)
        lines += plain(to.say("ranking.best_of", trade=what, who=who, points=one.earned))
    return Card((*lines, *plain(to.say("ranking.thanks"))))
