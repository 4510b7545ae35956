"""Minutes 会议纪要: /minutes, written by whoever leads and read by everybody."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import minutes as deeds
from actions.minutes_desk import open_minutes, turn_minutes
from actions.minutes_reading import find_meant, find_published, show_whole
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
READ_WORDS = {"会议纪要", "纪要"}
START = "minutes_"
ASKS = {"summary": deeds.SUMMARY, "item": deeds.ITEM, "picture": deeds.PICTURE}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="minutes")
    look, lead = Verb.LOOK_AT_MEETINGS, Verb.LEAD_MEETING
    hear(room.message, on_minutes, command("minutes"), verb=look)
    hear(room.message, on_words, IN_PRIVATE, F.text.in_(READ_WORDS), verb=look)
    start = CommandStart(deep_link=True, magic=F.args.startswith(START))
    hear(room.message, on_start, start, IN_PRIVATE, verb=look)
    press = room.callback_query
    hear(press, on_open, pressed("minutes.open"), verb=lead)
    hear(press, on_turn, pressed("minutes.turn"), verb=lead)
    hear(press, on_ask, pressed("minutes.ask"), verb=lead)
    hear(press, on_settle, pressed("minutes.settle"), verb=lead)
    hear(press, on_publish, pressed("minutes.publish"), verb=lead)
    return room


async def on_minutes(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Of the meeting that is named, else of the latest: to be written or to be read."""
    meeting, is_led = await db.read(find_meant, visitor, command.args or "")
    if is_led:
        return await db.do(
            open_minutes, by=visitor, meeting_id=meeting.id, here=here, source=source, now=now
        )
    return await _show(db, visitor, meeting.id, here, source, now)


async def on_words(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    meeting = await db.read(find_published, visitor)
    return await _show(db, visitor, meeting.id, here, source, now)


async def on_start(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    number = id_in((command.args or "").removeprefix(START))
    return await _show(db, visitor, number, here, source, now)


async def _show(
    db: Database, visitor: Visitor, number: int, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(show_whole, by=visitor, meeting_id=number, here=here, source=source, now=now)


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
        open_minutes,
        by=visitor,
        meeting_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
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
        turn_minutes,
        by=visitor,
        meeting_id=callback_data.subject,
        item_id=id_in(callback_data.arg),
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
        deeds.ask_for_minutes,
        by=visitor,
        meeting_id=callback_data.subject,
        what=ASKS.get(callback_data.arg, ""),
        item_id=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_settle(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.settle,
        by=visitor,
        meeting_id=callback_data.subject,
        item_id=callback_data.version,
        state=callback_data.arg,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_publish(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Pressed again it may ask again; what has not changed is not published twice."""
    return await db.do(
        deeds.publish_minutes,
        by=visitor,
        meeting_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
