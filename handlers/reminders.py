"""Reminders 提醒: /remind makes one, /reminders lists; 确定, 修改, 暂停 and the rest."""

from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions import reminders as deeds
from actions.looks import show
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.reminders import ReminderState
from domain.rules import RuleBroken
from domain.times import Days
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
LIST_WORDS = {"提醒", "我的提醒"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="reminders")
    own, group = Verb.REMIND_SELF, Verb.REMIND_GROUP
    hear(room.message, on_remind, command("remind"), IN_PRIVATE, verb=own)
    hear(room.message, on_remind, command("remind"), verb=group)
    hear(room.message, on_list, command("reminders"), IN_PRIVATE, verb=own)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(LIST_WORDS), verb=own)
    hear(room.message, on_list, command("reminders"), verb=group)
    press = room.callback_query
    hear(press, on_confirm, pressed("reminder.yes"), verb=own)
    hear(press, on_cancel, pressed("reminder.no"), verb=own)
    hear(press, on_holidays, pressed("reminder.days"), verb=own)
    hear(press, on_ask, pressed("reminder.ask"), verb=own)
    hear(press, on_switch, pressed("reminder.set"), verb=own)
    hear(press, on_open, pressed("reminder.open"), verb=own)
    return room


async def on_remind(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.make_reminder,
        by=visitor,
        text=command.args or "",
        said_at=message.date,
        here=here,
        source=source,
        now=now,
    )


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=deeds.LIST,
        payload={"open": 0},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


def _pressed(press: Pressed, visitor: Visitor) -> dict[str, Any]:
    return {"by": visitor, "reminder_id": press.subject, "version": press.version}


async def on_confirm(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.confirm_reminder,
        **_pressed(callback_data, visitor),
        choice=id_in(callback_data.arg),
        here=here,
        source=source,
        now=now,
    )


async def on_cancel(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.cancel_request,
        **_pressed(callback_data, visitor),
        here=here,
        source=source,
        now=now,
    )


async def on_holidays(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in set(Days):
        raise RuleBroken("press.stale")
    return await db.do(
        deeds.choose_holidays,
        **_pressed(callback_data, visitor),
        days=Days(callback_data.arg),
        here=here,
        source=source,
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
        deeds.ask_change,
        by=visitor,
        reminder_id=callback_data.subject,
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
    if callback_data.arg not in set(deeds.FROM):
        raise RuleBroken("press.stale")
    return await db.do(
        deeds.switch_reminder,
        **_pressed(callback_data, visitor),
        state=ReminderState(callback_data.arg),
        here=here,
        source=source,
        now=now,
    )


async def on_open(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.open_reminder,
        by=visitor,
        reminder_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
