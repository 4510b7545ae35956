"""Certificates 证明: asked for by the button of /hours, of which year, and once more."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions import certificates as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database

WORDS = {"志愿服务证明", "志愿证明", "开证明", "我的证明"}


def router() -> Router:
    room = Router(name="certificates")
    private, verb = F.chat.type == "private", Verb.CERTIFY_HOURS
    hear(room.message, on_certify, private, F.text.in_(WORDS), verb=verb)
    hear(room.callback_query, on_certify_press, pressed(verb.value), verb=verb)
    hear(room.callback_query, on_period, pressed("hours.certify_for"), verb=verb)
    hear(room.callback_query, on_again, pressed("hours.certificate"), verb=verb)
    return room


async def on_certify(
    _message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(deeds.ask_for_certificate, by=visitor, here=here, source=source, now=now)


async def on_certify_press(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, now: datetime
) -> Answer | None:
    """Each press is a wish of its own, since the button is the same for ever."""
    source = f"press:{query.id}"
    return await db.do(deeds.ask_for_certificate, by=visitor, here=here, source=source, now=now)


async def on_period(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.issue_certificate,
        by=visitor,
        period=callback_data.arg,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_again(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.show_certificate,
        by=visitor,
        certificate_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )
