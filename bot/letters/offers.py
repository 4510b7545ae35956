"""Letters about offers 兑换项: the shelf, one offer, the secretary's list, the form."""

from sqlalchemy import Connection

from actions.offer_form import CARD as FORM_CARD
from actions.offers import CARD, LIST, SHELF
from actions.vouchers import buyer_of
from bot.letters.letter import Letter
from cards import offers as cards
from cards.card import Card, Reader
from domain.offer_form import FORM, Draft, Step
from domain.offers import Offer
from domain.permissions import Role
from storage import offers, points, vouchers
from storage.conversations import find_conversation
from storage.paying import Owed
from storage.people import list_holders


def _on_shelf(tx: Connection, offer: Offer, person_id: int | None = None) -> cards.OnShelf:
    shop = offers.name_of_shop(tx, community_id=offer.community_id, shop_id=offer.shop_id)
    return cards.OnShelf(offer, shop, buyer_of(tx, offer, person_id) if person_id else None)


def shelf(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, person_id = owed.community_id, owed.payload["person_id"]
    assert home is not None
    found = offers.list_on_shelf(tx, community_id=home, today=cards.today_of(to))
    spendable = None
    if person_id is not None:
        spendable = points.balance_of(tx, community_id=home, person_id=person_id)
    page = cards.Page.of(owed.payload["page"], len(found))
    shown = [_on_shelf(tx, one, person_id) for one in found[page.part]]
    return cards.shelf_card(shown, page, to, points=spendable)


def offer(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    found, person_id = offers.get_offer(tx, payload["offer_id"]), payload["person_id"]
    had = vouchers.count_had(tx, offer_id=found.id, person_id=person_id)
    seen = _on_shelf(tx, found, person_id)
    return cards.offer_card(seen, to, is_asking=payload["is_asking"], had=had)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    if payload["offer_id"]:
        return cards.manage_card(_on_shelf(tx, offers.get_offer(tx, payload["offer_id"])), to)
    found = offers.list_all(tx, community_id=home)
    page = cards.Page.of(payload["page"], len(found))
    return cards.list_card([_on_shelf(tx, one) for one in found[page.part]], page, to)


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    found = find_conversation(tx, payload["person_id"], form=FORM)
    if found is not None and found.version == payload["version"] and found.step != Step.DONE:
        holders = list_holders(tx, community_id=home, role=Role.MERCHANT)
        shops = [(one, offers.name_of_shop(tx, community_id=home, shop_id=one)) for one in holders]
        draft, step = Draft.read(found.data), Step(found.step)
        return cards.form_card(draft, step, to, version=found.version, shops=shops)
    is_last = found is not None and found.version == payload["version"] + 1
    if found is not None and is_last and found.step == Step.DONE:
        return cards.past_card(Draft.read(found.data), to)
    return cards.past_card(None, to)


LETTERS: dict[str, Letter] = {
    SHELF: Letter(shelf, is_standing=True),
    CARD: Letter(offer, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    FORM_CARD: Letter(form, is_standing=True, reposts=True),
}
