"""签到 at a meeting: a scanned code, six digits, and the marks of whoever leads."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.meeting_attendance import (
    hide_code,
    is_number_of,
    list_on_for,
    mark_person,
    open_code,
    scan_code,
    type_number,
)
from domain.addresses import Address
from domain.answers import Answer
from domain.check_in import MEETING_START, read_number, read_start
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.filters import Found
from handlers.presses import Pressed, id_in, pressed
from storage.attendance import list_on_for as list_activities_on
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"


class TypesMeetingNumber(Filter):
    """Six digits, while a meeting is on in a community of whoever types them. Where an activity is
    on too, those that are no meeting's are left to its door: both count wrong ones.
    """

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> Found:
        said = message.text or ""
        number = read_number(said.partition(" ")[2] if said.startswith("/") else said)
        if number is None or visitor.community_id is None:
            return False
        person_id = visitor.person_id
        if not await db.read(list_on_for, person_id=person_id, now=now):
            return False
        if await db.read(is_number_of, person_id=person_id, number=number, now=now):
            return {"number": number}
        others = await db.read(list_activities_on, person_id=person_id, now=now)
        return False if others else {"number": number}


def router() -> Router:
    """Before the doors of activities, which take any six digits."""
    room = Router(name="meeting attendance")
    answer, lead = Verb.ANSWER_MEETING, Verb.LEAD_MEETING
    scanned = CommandStart(deep_link=True, magic=F.args.startswith(MEETING_START))
    hear(room.message, on_scan, scanned, IN_PRIVATE, verb=answer)
    typed = TypesMeetingNumber()
    hear(room.message, on_number, command("checkin"), IN_PRIVATE, typed, verb=answer)
    hear(room.message, on_number, IN_PRIVATE, typed, verb=answer)
    press = room.callback_query
    hear(press, on_code, pressed("meeting.code"), verb=Verb.LOOK_AT_MEETINGS)
    hear(press, on_hide, pressed("meeting.hide"), verb=lead)
    hear(press, on_mark, pressed("meeting.mark"), verb=lead)
    return room


async def on_scan(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    meeting_id, link = read_start(command.args or "")
    return await db.do(
        scan_code, by=visitor, meeting_id=meeting_id, link=link, source=source, now=now
    )


async def on_number(
    message: Message, number: str, db: Database, visitor: Visitor, source: str, now: datetime
) -> Answer | None:
    return await db.do(type_number, by=visitor, number=number, source=source, now=now)


async def on_code(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    """签到 on a card that stays pressable: each press is an act of its own."""
    return await db.do(
        open_code,
        by=visitor,
        meeting_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_hide(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, now: datetime
) -> Answer | None:
    return await db.do(
        hide_code,
        by=visitor,
        meeting_id=callback_data.subject,
        source=f"press:{query.id}",
        now=now,
    )


async def on_mark(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, now: datetime
) -> Answer | None:
    return await db.do(
        mark_person,
        by=visitor,
        meeting_id=callback_data.subject,
        person_id=id_in(callback_data.arg),
        source=f"press:{query.id}",
        now=now,
    )
