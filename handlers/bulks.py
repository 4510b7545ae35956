"""批量: /bulk shows what would be done; its asker confirms; whoever is told of it answers."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions.bulk_digests import ask_about_one, rate_all
from actions.bulks import confirm_bulk, drop_bulk, propose_bulk
from domain.addresses import Address
from domain.answers import Answer
from domain.bulks import parse_bulk
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="bulks")
    verb = Verb.ACT_IN_BULK
    hear(room.message, on_bulk, command("bulk"), verb=verb)
    hear(room.callback_query, on_confirm, pressed("bulk.confirm"), verb=verb)
    hear(room.callback_query, on_drop, pressed("bulk.drop"), verb=verb)
    hear(room.callback_query, on_rate_all, pressed("bulk.rate"), verb=Verb.RATE)
    hear(room.callback_query, on_ask, pressed("bulk.ask"), verb=Verb.RATE)
    return room


async def on_bulk(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Only among colleagues, for the preview names cases of every kind."""
    if not here.is_private and visitor.chat_kind is not ChatKind.STAFF:
        raise RuleBroken("bulk.not_here")
    return await db.do(
        propose_bulk,
        by=visitor,
        wish=parse_bulk(command.args or ""),
        here=here,
        source=source,
        now=now,
    )


async def on_confirm(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        confirm_bulk, by=visitor, bulk_id=callback_data.subject, source=source, now=now
    )


async def on_drop(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(drop_bulk, by=visitor, bulk_id=callback_data.subject, source=source, now=now)


async def on_rate_all(
    query: CallbackQuery,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(rate_all, by=visitor, here=here, source=f"{source}:{query.id}", now=now)


async def on_ask(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_about_one,
        by=visitor,
        case_id=callback_data.subject,
        source=f"{source}:{query.id}",
        now=now,
    )
