"""Offers 兑换项: /redeem shows the shelf to everybody, /offers the list to whoever keeps it."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import show, turn_page
from actions.offers import (
    LIST,
    SHELF,
    ask_how_many,
    ask_to_redeem,
    manage_offer,
    shelve_offer,
    show_offer,
)
from domain.addresses import Address
from domain.answers import Answer
from domain.offers import OfferState
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"
REDEEM, OFFERS = "redeem", "offers"
"""Deep links into the private chat."""


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="offers")
    look, make = Verb.LOOK_AT_OFFERS, Verb.MAKE_OFFER
    hear(room.message, on_redeem, command("redeem"), verb=look)
    hear(room.message, on_redeem, PRIVATE, F.text.in_({"兑换", "积分兑换"}), verb=look)
    hear(room.message, on_redeem, _start(REDEEM), PRIVATE, verb=look)
    hear(room.message, on_offers, command("offers"), verb=make)
    hear(room.message, on_offers, _start(OFFERS), PRIVATE, verb=make)
    hear(room.callback_query, on_redeem_press, pressed("offer.list"), verb=look)
    hear(room.callback_query, on_page, pressed("offer.page"), verb=look)
    hear(room.callback_query, on_show, pressed("offer.show"), verb=look)
    hear(room.callback_query, on_ask, pressed("offer.ask", "offer.unask"), verb=Verb.REDEEM)
    hear(room.callback_query, on_manage, pressed("offer.manage"), verb=make)
    hear(room.callback_query, on_shelve, pressed("offer.shelve"), verb=make)
    hear(room.callback_query, on_restock, pressed("offer.restock"), verb=make)
    return room


def _start(payload: str) -> CommandStart:
    return CommandStart(deep_link=True, magic=F.args == payload)


async def on_redeem(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """In a group what there is; what somebody can have of it, in private."""
    return await db.do(
        show,
        by=visitor,
        kind=SHELF,
        payload={"page": 0, "person_id": visitor.person_id if here.is_private else None},
        here=here,
        is_personal=False,
        start=REDEEM,
        source=source,
        now=now,
    )


async def on_redeem_press(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, now: datetime
) -> Answer | None:
    """兑换 below somebody's points."""
    assert isinstance(query.message, Message)
    return await on_redeem(query.message, db, visitor, here, f"press:{query.id}", now)


async def on_offers(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=LIST,
        payload={"page": 0, "offer_id": 0},
        here=here,
        is_personal=visitor.chat_kind is not ChatKind.STAFF,
        start=OFFERS,
        source=source,
        now=now,
    )


async def on_page(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_page,
        by=visitor,
        page=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_show(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        show_offer,
        by=visitor,
        offer_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_ask(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_to_redeem,
        by=visitor,
        offer_id=callback_data.subject,
        is_asking=callback_data.verb == "offer.ask",
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_manage(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        manage_offer,
        by=visitor,
        offer_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_shelve(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in set(OfferState):
        raise RuleBroken("press.stale")
    return await db.do(
        shelve_offer,
        by=visitor,
        offer_id=callback_data.subject,
        version=callback_data.version,
        state=OfferState(callback_data.arg),
        here=here,
        source=source,
        now=now,
    )


async def on_restock(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_how_many,
        by=visitor,
        offer_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
