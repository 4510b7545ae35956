"""Vouchers 兑换券 as they are seen: by their owner, by the shop, and what is told of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cards.card import Button, Card, Drawing, Line, Media, Press, Reader, bold, plain
from cards.offers import say_day
from cards.times import say_time
from domain.people import mask_name
from domain.voucher_codes import PREFIX, spaced
from domain.vouchers import Voucher, VoucherState

MOST_LISTED = 10


@dataclass(frozen=True)
class VoucherFacts:
    """A voucher, what it is for, where, and whose it is."""

    voucher: Voucher
    name: str
    shop: str
    owner: str


def owner_card(facts: VoucherFacts, to: Reader, *, is_asking: bool) -> Card:
    """All but the code, which is added when it is sent (``with_code``)."""
    voucher = facts.voucher
    lines = [bold(to.say("voucher.title", name=facts.name, shop=facts.shop)), *_state(facts, to)]
    if voucher.state is not VoucherState.ISSUED:
        return Card(tuple(lines))
    if is_asking:
        lines += plain(to.say("voucher.sure_return", points=voucher.points))
        return Card(tuple(lines), (_return_buttons(voucher, to),))
    give_back = Button(to.say("button.voucher_return"), Press("voucher.ask", voucher.id))
    return Card(tuple(lines), ((give_back,),))


def _return_buttons(voucher: Voucher, to: Reader) -> tuple[Button, ...]:
    return (
        Button(to.say("button.voucher_return_yes"), Press("voucher.return", voucher.id)),
        Button(to.say("button.redeem_no"), Press("voucher.unask", voucher.id)),
    )


def _state(facts: VoucherFacts, to: Reader) -> tuple[Line, ...]:
    voucher = facts.voucher
    if voucher.state is VoucherState.ISSUED:
        return plain(
            to.say("voucher.good_until", day=_last_day(voucher, to), points=voucher.points)
        )
    when = say_time(voucher.ended_at or voucher.expires_at, to)
    return plain(
        to.say(f"voucher.ended.{voucher.state}", when=when, shop=facts.shop, points=voucher.points)
    )


def _last_day(voucher: Voucher, to: Reader) -> str:
    last = voucher.expires_at.astimezone(to.zone).date()
    return say_day(last.fromordinal(last.toordinal() - 1), to)


def with_code(card: Card, code: str, salt: str, to: Reader) -> Card:
    """The owner's card with what the shop asks for. ``salt`` keeps the code from being found by
    the picture's digest.
    """
    head, *rest = card.lines
    lines = (
        head,
        *plain(to.say("voucher.show_this")),
        bold(to.say("voucher.code", code=spaced(code))),
        *rest,
    )
    drawing = Drawing("qr", {"start": f"{PREFIX}{code}", "salt": salt})
    return replace(card, lines=lines, media=(Media("photo", drawing=drawing),))


def without_code(card: Card, voucher: Voucher, to: Reader) -> Card:
    """The key was lost with which the code was made: the owner has another one made."""
    button = Button(to.say("button.voucher_show"), Press("voucher.show", voucher.id))
    lines = (*card.lines, *plain(to.say("voucher.code_lost")))
    return replace(card, lines=lines, buttons=((button,), *card.buttons))


def till_card(facts: VoucherFacts, to: Reader) -> Card:
    """What the shop sees of it: what is to be given for it, and to whom."""
    voucher = facts.voucher
    lines = [
        bold(facts.name),
        *plain(to.say("voucher.owner", owner=mask_name(facts.owner))),
        *_state(facts, to),
    ]
    if voucher.state is not VoucherState.ISSUED or voucher.expires_at <= to.now:
        return Card(tuple(lines))
    press = Press("voucher.use", voucher.id, voucher.version, voucher.proof)
    return Card(tuple(lines), ((Button(to.say("button.voucher_use"), press),),))


def list_card(found: Sequence[VoucherFacts], to: Reader) -> Card:
    """What somebody can still use, and where; each shows its code when it is asked for."""
    if not found:
        return Card(plain(to.say("voucher.list_empty")))
    lines: list[Line] = [bold(to.say("voucher.list", count=len(found)))]
    buttons = []
    for number, one in enumerate(found[:MOST_LISTED], 1):
        day = _last_day(one.voucher, to)
        lines += plain(
            to.say("voucher.listed", number=number, name=one.name, shop=one.shop, day=day)
        )
        label = f"{to.say('button.voucher_show')}({number})"
        buttons.append((Button(label, Press("voucher.show", one.voucher.id)),))
    if len(found) > MOST_LISTED:
        lines += plain(to.say("voucher.list_more", count=len(found) - MOST_LISTED))
    return Card(tuple(lines), tuple(buttons))


def told_card(facts: VoucherFacts, what: str, to: Reader) -> Card:
    """News of it for its owner; while it can be used, with the way to its code."""
    voucher = facts.voucher
    when = say_time(voucher.ended_at or to.now, to)
    said = to.say(
        f"voucher.told.{what}",
        name=facts.name,
        shop=facts.shop,
        when=when,
        day=_last_day(voucher, to),
        points=voucher.points,
    )
    if what != "ends_soon":
        return Card(plain(said))
    button = Button(to.say("button.voucher_show"), Press("voucher.show", voucher.id))
    return Card(plain(said), ((button,),))
