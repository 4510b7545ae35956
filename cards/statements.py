"""Statements 对账单 as shops and secretaries see them: the month so far, and one to sign."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain
from cards.times import say_time
from domain.people import mask_name
from domain.statements import Side, Statement, numbers_of
from domain.vouchers import Voucher

MOST_LISTED = 30


@dataclass(frozen=True)
class Used:
    """A voucher that was taken in, what for, and whose it was."""

    voucher: Voucher
    name: str
    owner: str


@dataclass(frozen=True)
class ShopMonth:
    """What one shop has taken in; ``listed`` is the beginning of it."""

    shop: str
    vouchers: int
    points: int
    listed: Sequence[Used] = ()


def month_card(months: Sequence[ShopMonth], month: str, to: Reader) -> Card:
    """How this month stands so far."""
    if not months:
        return Card(plain(to.say("statement.month_empty", month=_month(month, to))))
    lines: list[Line] = [bold(to.say("statement.month", month=_month(month, to)))]
    for one in months:
        lines += plain(_sum(one, to))
    if len(months) == 1:
        lines += _listed(months[0], to)
    return Card(tuple(lines))


def _month(month: str, to: Reader) -> str:
    return to.say("statement.month_name", **numbers_of(month))


def _sum(one: ShopMonth, to: Reader) -> str:
    return to.say("statement.sum", shop=one.shop, count=one.vouchers, points=one.points)


def _listed(one: ShopMonth, to: Reader) -> tuple[Line, ...]:
    lines = [
        to.say(
            "statement.listed",
            when=say_time(used.voucher.ended_at or used.voucher.expires_at, to),
            name=used.name,
            points=used.voucher.points,
            owner=mask_name(used.owner),
        )
        for used in one.listed[:MOST_LISTED]
    ]
    if one.vouchers > MOST_LISTED:
        lines.append(to.say("statement.more", count=one.vouchers - MOST_LISTED))
    return plain(*lines) if lines else ()


def statement_card(
    statement: Statement, one: ShopMonth, names: dict[int, str], to: Reader, *, reader_id: int
) -> Card:
    """A shop's month, who has signed, what is disputed, and the buttons of whoever is to sign."""
    lines = [
        bold(to.say("statement.title", month=_month(statement.month, to))),
        *plain(_sum(one, to)),
        *_listed(one, to),
    ]
    for side, signed_by in (
        (Side.SHOP, statement.shop_signed_by),
        (Side.OFFICE, statement.office_signed_by),
    ):
        if signed_by is None:
            lines += plain(to.say(f"statement.waits_for_{side}"))
        else:
            lines += plain(to.say(f"statement.by_{side}", who=names.get(signed_by, "")))
    if statement.dispute:
        lines.append(bold(to.say("statement.says_wrong", words=statement.dispute)))
    if statement.is_settled:
        lines += plain(to.say("statement.settled"))
    return Card(tuple(lines), _buttons(statement, reader_id, to))


def _buttons(statement: Statement, reader_id: int, to: Reader) -> Rows:
    side = statement.side_of(reader_id)
    signed = statement.shop_signed_by if side is Side.SHOP else statement.office_signed_by
    if signed is not None or (side is Side.OFFICE and statement.dispute):
        return ()
    press = Press("statement.sign", statement.id, statement.version)
    buttons = [Button(to.say(f"button.statement_{side}"), press)]
    if side is Side.SHOP:
        wrong = Press("statement.wrong", statement.id, statement.version)
        buttons.append(Button(to.say("button.statement_wrong"), wrong))
    return (tuple(buttons),)


def wrong_card(shop: str, month: str, words: str, to: Reader) -> Card:
    """What a shop says is not right, for the secretaries."""
    said = to.say("statement.wrong", shop=shop, month=_month(month, to))
    return Card((bold(said), *plain(words), *plain(to.say("statement.wrong_next"))))
