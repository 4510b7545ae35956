"""Vouchers 兑换券: 兑换, /vouchers, 显示券码 and 退券 by their owner, 核销 by the shop."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import show
from actions.tills import use_voucher
from actions.vouchers import LIST, ask_return, redeem_offer, return_voucher, show_code
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.voucher_codes import Codes
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"
VOUCHERS = "vouchers"
"""The deep link into the private chat."""


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="vouchers")
    look, own = Verb.LOOK_AT_OFFERS, Verb.RETURN_VOUCHER
    starts = CommandStart(deep_link=True, magic=F.args == VOUCHERS)
    hear(room.message, on_vouchers, command("vouchers"), verb=look)
    hear(room.message, on_vouchers, PRIVATE, F.text == "我的券", verb=look)
    hear(room.message, on_vouchers, starts, PRIVATE, verb=look)
    hear(room.callback_query, on_redeem, pressed("offer.redeem"), verb=Verb.REDEEM)
    hear(room.callback_query, on_show, pressed("voucher.show"), verb=own)
    hear(room.callback_query, on_ask, pressed("voucher.ask", "voucher.unask"), verb=own)
    hear(room.callback_query, on_return, pressed("voucher.return"), verb=own)
    hear(room.callback_query, on_use, pressed("voucher.use"), verb=Verb.USE_VOUCHER)
    return room


async def on_vouchers(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=LIST,
        payload={"person_id": visitor.person_id},
        here=here,
        is_personal=True,
        start=VOUCHERS,
        source=source,
        now=now,
    )


async def on_redeem(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    codes: Codes,
    now: datetime,
) -> Answer | None:
    """Named by the offer, the person and how many they have had: a second press is the same wish,
    from whichever card it comes.
    """
    offer_id, had = callback_data.subject, callback_data.version
    return await db.do(
        redeem_offer,
        by=visitor,
        offer_id=offer_id,
        had=had,
        here=here,
        codes=codes,
        source=f"redeem:{offer_id}:{visitor.person_id}:{had}",
        now=now,
    )


async def on_show(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        show_code,
        by=visitor,
        voucher_id=callback_data.subject,
        codes=codes,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_ask(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_return,
        by=visitor,
        voucher_id=callback_data.subject,
        is_asking=callback_data.verb == "voucher.ask",
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_return(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        return_voucher,
        by=visitor,
        voucher_id=callback_data.subject,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_use(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Each press is asked anew, so that the second one hears when the first one was."""
    return await db.do(
        use_voucher,
        by=visitor,
        voucher_id=callback_data.subject,
        proof=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
