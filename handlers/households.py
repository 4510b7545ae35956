"""Households 户: /household says where one lives; the office confirms, refuses, ends."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import households as deeds
from actions.looks import show
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"
WORDS = {"我的住址", "登记住址", "住址"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="households")
    own, office = Verb.CLAIM_HOUSEHOLD, Verb.CONFIRM_HOUSEHOLD
    starts = CommandStart(deep_link=True, magic=F.args == deeds.START)
    hear(room.message, on_claim, command("household"), PRIVATE, has_words, verb=own)
    hear(room.message, on_mine, command("household"), verb=own)
    hear(room.message, on_mine, PRIVATE, F.text.in_(WORDS), verb=own)
    hear(room.message, on_mine, starts, PRIVATE, verb=own)
    press = room.callback_query
    hear(press, on_say, pressed("household.say"), verb=own)
    hear(press, on_leave, pressed("household.leave"), verb=own)
    hear(press, on_left, pressed("household.left"), verb=own)
    hear(press, on_yes, pressed("household.yes"), verb=office)
    hear(press, on_no, pressed("household.no"), verb=office)
    hear(press, on_end, pressed("household.end"), verb=office)
    hear(press, on_register, pressed("household.list"), verb=office)
    hear(press, on_turn, pressed("household.turn"), verb=office)
    hear(press, on_asked, pressed("household.asked"), verb=office)
    return room


def has_words(_message: Message, command: CommandObject) -> bool:
    return bool(command.args)


async def on_claim(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.claim_household,
        by=visitor,
        words=command.args or "",
        here=here,
        source=source,
        now=now,
    )


async def on_mine(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """In a group too, with a door behind it or not: what is said there is not repeated."""
    return await db.do(
        show,
        by=visitor,
        kind=deeds.MINE,
        payload=deeds.mine_of(visitor),
        here=here,
        is_personal=True,
        start=deeds.START,
        source=source,
        now=now,
    )


async def on_say(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        deeds.ask_door, by=visitor, here=here, source=f"{source}:{query.id}", now=now
    )


async def on_leave(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.turn_leaving,
        by=visitor,
        is_leaving=callback_data.arg == "yes",
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_left(
    _query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.leave_household,
        by=visitor,
        living_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=source,
        now=now,
    )


async def on_yes(
    _query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.confirm_household,
        by=visitor,
        living_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=source,
        now=now,
    )


async def on_no(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.ask_why_refused,
        by=visitor,
        living_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_end(
    _query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.end_household,
        by=visitor,
        living_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=source,
        now=now,
    )


async def on_register(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        deeds.open_register, by=visitor, here=here, source=f"{source}:{query.id}", now=now
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
    turns = {
        "building": {"building": callback_data.subject, "household": 0, "page": 0},
        "door": {"household": callback_data.subject},
        "page": {"page": callback_data.version},
    }
    if callback_data.arg not in turns:
        raise RuleBroken("press.stale")
    return await db.do(
        deeds.turn_register,
        by=visitor,
        turn=turns[callback_data.arg],
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_asked(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.open_asked,
        by=visitor,
        living_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
