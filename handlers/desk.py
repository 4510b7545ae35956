"""The desk 工作台: /desk, its piles, and the cases taken from them one after the other."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.desk import open_case, show_desk, take_next, turn_desk
from cards.card import Reader
from domain.addresses import Address
from domain.answers import Answer
from domain.desk import Pile, today_at
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

DESK = {"工作台", "我的工作台"}


def router() -> Router:
    room = Router(name="desk")
    private, verb = F.chat.type == "private", Verb.LOOK_AT_DESK
    hear(room.message, on_desk, command("desk"), verb=verb)
    hear(room.message, on_desk, private, F.text.in_(DESK), verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == "desk")
    hear(room.message, on_desk, start, private, verb=verb)
    hear(room.callback_query, on_pile_press, pressed("desk.pile"), verb=verb)
    hear(room.callback_query, on_open_press, pressed("desk.open"), verb=verb)
    hear(room.callback_query, on_next_press, pressed("desk.next"), verb=verb)
    return room


def _pile(arg: str) -> Pile | None:
    """The pile a button names, if it names one; whoever makes payloads up may write anything."""
    if arg and arg not in set(Pile):
        raise RuleBroken("press.stale")
    return Pile(arg) if arg else None


async def on_desk(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(show_desk, by=visitor, here=here, source=source, now=now)


async def on_pile_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Without a pile, back to all of them."""
    return await db.do(
        turn_desk,
        by=visitor,
        pile=_pile(callback_data.arg),
        page=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_open_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        open_case,
        by=visitor,
        case_id=callback_data.subject,
        pile=_pile(callback_data.arg),
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_next_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    reader: Reader,
    source: str,
    now: datetime,
) -> Answer | None:
    pile = _pile(callback_data.arg)
    if pile is None:
        raise RuleBroken("press.stale")
    return await db.do(
        take_next,
        by=visitor,
        case_id=callback_data.subject,
        pile=pile,
        today=today_at(now, reader.zone),
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
