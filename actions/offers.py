"""Deeds around offers 兑换项: everybody looks at them, secretaries keep them on the shelf."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask
from actions.looks import look_privately, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.offer_words import MOST, parse_number
from domain.offers import Offer, OfferState
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from storage import messages, offers, outbox, people
from storage.prompts import Prompt

SHELF, CARD, LIST = "offer.shelf", "offer.card", "offer.list"
ASKS = "offer."
"""What the names of questions begin with whose answer is about an offer."""
RESTOCK = f"{ASKS}restock"


def offer_here(tx: Connection, by: Visitor, offer_id: int) -> Offer:
    offer = offers.find_offer(tx, offer_id, community_id=by.home)
    if offer is None:
        raise RuleBroken("press.stale")
    return offer


def check_merchant(tx: Connection, by: Visitor, person_id: int) -> None:
    """Only somebody with the role of a merchant can take vouchers in."""
    if person_id not in people.list_holders(tx, community_id=by.home, role=Role.MERCHANT):
        raise RuleBroken("offer.no_merchant")


@once
def show_offer(
    tx: Connection, *, by: Visitor, offer_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """One offer with its picture and all that is to be known, to take it from."""
    check_visitor_may(tx, by, Verb.LOOK_AT_OFFERS)
    offer = offer_here(tx, by, offer_id)
    look_privately(
        tx,
        by,
        here,
        kind=CARD,
        payload={"offer_id": offer.id, "person_id": by.person_id, "is_asking": False},
        source=source,
        now=now,
    )
    return None


@once
def ask_to_redeem(
    tx: Connection,
    *,
    by: Visitor,
    offer_id: int,
    is_asking: bool,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """兑换 is asked once more before it is done; 算了 takes it back."""
    check_visitor_may(tx, by, Verb.REDEEM)
    offer_here(tx, by, offer_id)
    show_instead(tx, {"is_asking": is_asking}, here, now=now)
    return None


@once
def manage_offer(
    tx: Connection, *, by: Visitor, offer_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """One offer in the place of the list; 0 is the list again."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    if offer_id:
        offer_here(tx, by, offer_id)
    show_instead(tx, {"offer_id": offer_id}, here, now=now)
    return None


@once
def shelve_offer(
    tx: Connection,
    *,
    by: Visitor,
    offer_id: int,
    version: int,
    state: OfferState,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """上架 or 下架. Vouchers that people hold stay good."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    offer = offer_here(tx, by, offer_id)
    if state is OfferState.OPEN:
        check_merchant(tx, by, offer.shop_id)
    if offer.state is state or not offers.change_state(tx, offer, state, version=version):
        raise RuleBroken("offer.changed_meanwhile")
    show_instead(tx, {"offer_id": offer.id}, here, now=now)
    return Answer(f"offer.now_{state}", {"name": offer.name})


@once
def ask_how_many(
    tx: Connection, *, by: Visitor, offer_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """补货 asks for a number."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    offer = offer_here(tx, by, offer_id)
    assert here.reply_to is not None
    card = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=RESTOCK,
        case_id=None,
        where=here,
        source=source,
        data={"offer_id": offer.id, "card": card, "params": {"name": offer.name}},
        now=now,
    )
    return Answer("case.asked")


def restock_offer(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """So many more; the list that was pressed shows it."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    count = parse_number(said.text)
    if count is None or not 0 < count <= MOST:
        raise RuleBroken("offer.restock_number", most=MOST)
    offer = offer_here(tx, by, prompt.data["offer_id"])
    if offer.stock + count > MOST:
        raise RuleBroken("offer.restock_number", most=MOST)
    offers.put_in_stock(tx, offer.id, count)
    if prompt.data["card"] is not None:
        outbox.want_all_again(tx, about=prompt.data["card"], kinds=(LIST,), now=now)
    return Answer("offer.restocked", {"name": offer.name, "count": offer.stock + count})
