"""设置: /settings shows the card, its buttons turn it, ask, and change."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.category_edits import switch_category
from actions.looks import show
from actions.settings import CARD, HOME, ask_setting, turn_settings
from actions.templates import drop_template
from domain.addresses import Address
from domain.answers import Answer
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

START = "settings"
"""The deep link from a group in which settings are not talked about."""


def router() -> Router:
    room = Router(name="settings")
    verb = Verb.CHANGE_SETTINGS
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_settings, command("settings"), verb=verb)
    hear(room.message, on_settings, starts, F.chat.type == "private", verb=verb)
    hear(room.callback_query, on_turn, pressed("settings.go"), verb=verb)
    hear(room.callback_query, on_ask, pressed("settings.ask"), verb=verb)
    hear(room.callback_query, on_switch, pressed("settings.set"), verb=verb)
    hear(room.callback_query, on_drop, pressed("template.drop"), verb=verb)
    return room


async def on_settings(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=CARD,
        payload=HOME,
        here=here,
        is_personal=visitor.chat_kind is not ChatKind.STAFF,
        start=START,
        source=source,
        now=now,
    )


async def on_turn(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_settings,
        by=visitor,
        view=callback_data.arg,
        subject=callback_data.subject,
        page=callback_data.version,
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
        ask_setting,
        by=visitor,
        what=callback_data.arg,
        subject=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_switch(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    field, _, value = callback_data.arg.partition(".")
    return await db.do(
        switch_category,
        by=visitor,
        category_id=callback_data.subject,
        field=field,
        value=value,
        mark=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_drop(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        drop_template,
        by=visitor,
        template_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
