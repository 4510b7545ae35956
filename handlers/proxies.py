"""Proxies 代投: 委托他人, 接受 and its opposite, voting for somebody, and the office's log."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions import proxies as deeds
from actions import proxy_records as records
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="proxies")
    press, verb, office = room.callback_query, Verb.GIVE_PROXY, Verb.RECORD_PROXY
    hear(press, on_give, pressed("proxy.give"), verb=verb)
    hear(press, on_accept, pressed("proxy.accept"), verb=verb)
    hear(press, on_vote, pressed("proxy.vote"), verb=verb)
    hear(press, on_revoke, pressed("proxy.revoke"), verb=verb)
    hear(press, on_log, pressed("proxy.log"), verb=office)
    hear(press, on_record, pressed("proxy.record"), verb=office)
    return room


async def on_give(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.ask_whom,
        by=visitor,
        ballot_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_accept(
    _query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.accept_proxy, by=visitor, proxy_id=callback_data.subject, source=source, now=now
    )


async def on_vote(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody may choose this, that and this again, so each press is one of its own."""
    return await db.do(
        deeds.vote_by_proxy,
        by=visitor,
        proxy_id=callback_data.subject,
        mark=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_revoke(
    _query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.revoke_proxy,
        by=visitor,
        proxy_id=callback_data.subject,
        here=here,
        source=source,
        now=now,
    )


async def on_log(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        records.show_log,
        by=visitor,
        ballot_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_record(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        records.ask_record,
        by=visitor,
        ballot_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
