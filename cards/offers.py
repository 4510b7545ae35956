"""Offers 兑换项 as they are seen: the shelf, one of them, the secretary's list, the form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cards.card import Button, Card, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from domain.offer_form import AT_SHOP, OPTIONAL, Draft, Step, day_of
from domain.offers import Buyer, Offer, OfferState, obstacle

PAGE = 8
MOST_SHOPS = 12
WORDS_READ_BACK = 300


@dataclass(frozen=True)
class OnShelf:
    """An offer, the name of its shop, and who stands before it; in a group nobody does."""

    offer: Offer
    shop: str
    buyer: Buyer | None = None


def today_of(to: Reader) -> date:
    return to.now.astimezone(to.zone).date()


def say_day(day: date, to: Reader) -> str:
    key = "offer.day" if day.year == today_of(to).year else "offer.date"
    return to.say(key, year=day.year, month=day.month, day=day.day)


@dataclass(frozen=True)
class Page:
    """One of ``pages`` of a list of so many offers."""

    number: int
    pages: int
    count: int

    @classmethod
    def of(cls, number: int, count: int) -> "Page":
        """This one, or the last there is."""
        pages = max(1, -(-count // PAGE))
        return cls(min(number, pages - 1), pages, count)

    @property
    def part(self) -> slice:
        """What of the list stands on it."""
        return slice(self.number * PAGE, (self.number + 1) * PAGE)


def shelf_card(shown: Sequence[OnShelf], page: Page, to: Reader, *, points: int | None) -> Card:
    """What there is, and in private (``points`` is known) what one can do about it."""
    if not shown:
        return Card(plain(to.say("offer.shelf_empty")))
    head = "offer.shelf" if points is None else "offer.shelf_yours"
    lines: list[Line] = [bold(to.say(head, points=points or 0))]
    for one in shown:
        lines += [bold(one.offer.name), *plain(" · ".join([*_facts(one, to), *_missing(one, to)]))]
    if points is None:
        names: Rows = ((Button(to.say("button.open_private"), start="redeem"),),)
    else:
        names = rows([_named(one.offer, "offer.show") for one in shown], width=2)
    return Card(tuple(lines), (*names, *_turning(page, to)))


def _named(offer: Offer, verb: str) -> Button:
    return Button(offer.name, Press(verb, offer.id))


def _turning(page: Page, to: Reader) -> Rows:
    turns = [
        Button(to.say(label), Press("offer.page", there))
        for label, there in (("page.back", page.number - 1), ("page.on", page.number + 1))
        if 0 <= there < page.pages
    ]
    return (tuple(turns),) if turns else ()


def _facts(one: OnShelf, to: Reader) -> list[str]:
    offer = one.offer
    return [
        to.say("offer.price", points=offer.points),
        one.shop,
        to.say("offer.left", count=offer.stock) if offer.stock else to.say("offer.none_left"),
        *([to.say("offer.per_person", count=offer.per_person)] if offer.per_person else []),
        *_window(offer.starts_on, offer.ends_on, to),
    ]


def _missing(one: OnShelf, to: Reader) -> list[str]:
    """How far somebody is from it; on its own card that is said with the way there."""
    short = one.offer.points - one.buyer.points if one.buyer else 0
    return [to.say("offer.still_short", short=short)] if short > 0 else []


def _window(starts_on: date | None, ends_on: date | None, to: Reader) -> list[str]:
    parts = []
    if starts_on and starts_on > today_of(to):
        parts.append(to.say("offer.from", day=say_day(starts_on, to)))
    if ends_on:
        parts.append(to.say("offer.until", day=say_day(ends_on, to)))
    return parts


def offer_card(one: OnShelf, to: Reader, *, is_asking: bool, had: int) -> Card:
    """One offer, to take it: 兑换 asks once more, and what stands in the way is said instead.

    ``had`` goes into the button, so that a card is good for one voucher.
    """
    offer, buyer = one.offer, one.buyer
    assert buyer is not None
    lines = [
        bold(offer.name),
        *plain(" · ".join(_facts(one, to))),
        *(plain(offer.words) if offer.words else ()),
        *plain(to.say("offer.lasts", days=offer.lasts_days)),
    ]
    media = (Media("photo", offer.photo),) if offer.photo else ()
    broken = obstacle(offer, buyer, today=today_of(to))
    if broken is not None:
        lines += plain(to.say(broken.key, **broken.params))
        return Card(tuple(lines), media=media)
    if not is_asking:
        button = Button(to.say("button.redeem"), Press("offer.ask", offer.id))
        return Card(tuple(lines), ((button,),), media)
    rest = buyer.points - offer.points
    lines += plain(to.say("offer.sure", points=offer.points, rest=rest))
    buttons = (
        Button(to.say("button.redeem_yes"), Press("offer.redeem", offer.id, had)),
        Button(to.say("button.redeem_no"), Press("offer.unask", offer.id)),
    )
    return Card(tuple(lines), (buttons,), media)


def list_card(shown: Sequence[OnShelf], page: Page, to: Reader) -> Card:
    """Every offer, for whoever makes them."""
    if not shown:
        return Card(plain(to.say("offer.list_empty")))
    lines: list[Line] = [bold(to.say("offer.list", count=page.count))]
    for one in shown:
        is_off = one.offer.state is OfferState.CLOSED
        name = to.say("offer.off_shelf", name=one.offer.name) if is_off else one.offer.name
        lines += [bold(name), *plain(" · ".join(_facts(one, to)))]
    names = rows([_named(one.offer, "offer.manage") for one in shown], width=2)
    return Card(tuple(lines), (*names, *_turning(page, to)))


def manage_card(one: OnShelf, to: Reader) -> Card:
    """One of the list, to keep it in stock and on the shelf."""
    offer = one.offer
    is_open = offer.state is OfferState.OPEN
    lines = [
        bold(offer.name if is_open else to.say("offer.off_shelf", name=offer.name)),
        *plain(" · ".join(_facts(one, to))),
        *(plain(shorten(offer.words, WORDS_READ_BACK)) if offer.words else ()),
    ]
    shelve = ("button.offer_close", "closed") if is_open else ("button.offer_open", "open")
    buttons = (
        Button(to.say("button.restock"), Press("offer.restock", offer.id)),
        Button(to.say(shelve[0]), Press("offer.shelve", offer.id, offer.version, shelve[1])),
        Button(to.say("form.button.back"), Press("offer.manage", 0)),
    )
    return Card(tuple(lines), (buttons,))


def form_card(
    draft: Draft, step: Step, to: Reader, *, version: int, shops: Sequence[tuple[int, str]]
) -> Card:
    """A step's question; at the end all that was understood, before anything counts."""
    lines = [bold(to.say(f"offer.form.{step}"))]
    if step in (Step.CHECK, Step.CHANGE):
        lines += plain(*_read_back(draft, to, dict(shops)))
    else:
        lines += plain(to.say(f"offer.form_hint.{step}"))
    picked: Rows = ()
    if step is Step.SHOP:
        picked = rows(
            [
                Button(name, Press("offer.form", 0, version, f"{AT_SHOP}{person_id}"))
                for person_id, name in shops[:MOST_SHOPS]
            ],
            width=2,
        )
    media = (Media("photo", draft.photo),) if draft.photo and step is Step.CHECK else ()
    return Card(tuple(lines), (*picked, *_form_buttons(draft, step, to, version)), media)


def _form_buttons(draft: Draft, step: Step, to: Reader, version: int) -> Rows:
    def button(what: str, label: str) -> Button:
        return Button(to.say(label), Press("offer.form", 0, version, what))

    cancel = button("cancel", "form.button.cancel")
    if step is Step.CHECK:
        publish = button("publish", "button.offer_publish")
        return ((publish, button("change", "button.offer_change"), cancel),)
    on = []
    if step in OPTIONAL or not draft.lacks(step):
        on = [button("next", "form.button.skip" if draft.lacks(step) else "form.button.on")]
    back = [] if step is Step.NAME else [button("back", "form.button.back")]
    return ((*(on if step is not Step.CHANGE else []), *back, cancel),)


def _read_back(draft: Draft, to: Reader, shops: dict[int, str]) -> list[str]:
    window = _window(day_of(draft.starts_on), day_of(draft.ends_on), to)
    count = draft.per_person
    per_person = to.say("offer.per_person", count=count) if count else to.say("offer.any_number")
    return [
        to.say("offer.sum.name", name=draft.name),
        to.say("offer.sum.price", points=draft.points, count=draft.stock),
        to.say("offer.sum.shop", shop=shops.get(draft.shop_id, "")),
        " · ".join([per_person, *window]),
        to.say("offer.lasts", days=draft.lasts_days),
        *([shorten(draft.words, WORDS_READ_BACK)] if draft.words else []),
    ]


def past_card(draft: Draft | None, to: Reader) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    if draft is None:
        return Card(plain(to.say("form.past")))
    key = "offer.published" if draft.is_published else "offer.dropped"
    return Card(plain(to.say(key, name=draft.name)))
