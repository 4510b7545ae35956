"""Statements 对账单: /statement, and the buttons of those who sign."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.statements import START, ask_what_is_wrong, show_statements, sign_statement
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"


def router() -> Router:
    room = Router(name="statements")
    verb = Verb.SIGN_STATEMENT
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_statement, command("statement"), verb=verb)
    hear(room.message, on_statement, PRIVATE, F.text == "对账", verb=verb)
    hear(room.message, on_statement, starts, PRIVATE, verb=verb)
    hear(room.callback_query, on_sign, pressed("statement.sign"), verb=verb)
    hear(room.callback_query, on_wrong, pressed("statement.wrong"), verb=verb)
    return room


async def on_statement(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(show_statements, by=visitor, here=here, source=source, now=now)


async def on_sign(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    """A press is itself and no other: what was said to one before a dispute is not true after."""
    return await db.do(
        sign_statement,
        by=visitor,
        statement_id=callback_data.subject,
        version=callback_data.version,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_wrong(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_what_is_wrong,
        by=visitor,
        statement_id=callback_data.subject,
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )
