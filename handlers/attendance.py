"""Who was there 签到名单: names to press while it is on, the list to confirm, the record."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from actions import activity_records as records
from actions import attendance as deeds
from actions import confirming
from actions.leading import ids_of
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.context import here_of, replied_to
from handlers.doors import hear
from handlers.filters import Found
from handlers.presses import Pressed, id_in, pressed
from handlers.said import words_of
from storage.database import Database
from storage.messages import find_about

ON_ACTIVITIES = {
    "attend.all_out": deeds.check_all_out,
    "attend.me": deeds.add_leader,
    "attend.near": deeds.ask_for_location,
    "attend.open": confirming.open_list,
    "record.write": records.begin_record,
    "record.post": records.post_record,
    "record.skip": records.skip_record,
}
"""What is pressed about an activity and needs nothing more; each press is an act of its own."""

ON_SEATS = {"attend.in": deeds.press_in, "attend.out": deeds.press_out}


class WritesRecord(Filter):
    """Somebody in private who is in the middle of a record, or replies to the question for it."""

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> Found:
        replied = replied_to(message)
        if replied is not None:
            here = here_of(message)
            where = {"channel": here.channel, "chat": here.chat}
            about = await db.read(find_about, message=str(replied.message_id), **where) or ""
            is_ours = about.startswith(f"{records.CARD}:")
            return {"activity_id": ids_of(about)[0]} if is_ours else False
        found = await db.read(records.find_record, visitor.person_id, now=now)
        return {"activity_id": found.data["activity"]} if found else False


def router() -> Router:
    room = Router(name="attendance")
    verb = Verb.LEAD_ACTIVITY
    hear(room.callback_query, on_activity_press, pressed(*ON_ACTIVITIES), verb=verb)
    hear(room.callback_query, on_name_press, pressed(*ON_SEATS), verb=verb)
    hear(room.callback_query, on_view_press, pressed("attend.view"), verb=verb)
    hear(room.callback_query, on_page_press, pressed("attend.page"), verb=verb)
    hear(room.callback_query, on_right_press, pressed("attend.right"), verb=verb)
    hear(room.callback_query, on_confirm_press, pressed("attend.confirm"), verb=verb)
    hear(room.callback_query, on_own_press, pressed("attend.own"), verb=verb)
    return room


def later_router() -> Router:
    """What is said in private while a record is being written: after commands, before forms."""
    room = Router(name="attendance, later")
    in_private, no_command = F.chat.type == "private", ~F.text.startswith("/")
    hear(room.message, on_record, in_private, no_command, WritesRecord(), verb=Verb.LEAD_ACTIVITY)
    return room


async def on_activity_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ON_ACTIVITIES[callback_data.verb],
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_name_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ON_SEATS[callback_data.verb],
        by=visitor,
        seat_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=source,
        now=now,
    )


async def on_view_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.turn_list,
        by=visitor,
        activity_id=callback_data.subject,
        view=callback_data.arg,
        page=callback_data.version,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_page_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        confirming.turn_confirming,
        by=visitor,
        activity_id=callback_data.subject,
        seat_id=id_in(callback_data.arg) if callback_data.arg else 0,
        page=callback_data.version,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_right_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        confirming.put_right,
        by=visitor,
        seat_id=callback_data.subject,
        version=callback_data.version,
        what=callback_data.arg,
        here=here,
        source=source,
        now=now,
    )


async def on_confirm_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        confirming.confirm_list,
        by=visitor,
        activity_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=source,
        now=now,
    )


async def on_own_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        confirming.confirm_own,
        by=visitor,
        seat_id=callback_data.subject,
        here=here,
        source=source,
        now=now,
    )


async def on_record(
    message: Message,
    activity_id: int,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    said = words_of(message)
    if said.leaves_out_a_file:
        raise RuleBroken("media.too_big")
    return await db.do(
        records.add_to_record,
        by=visitor,
        activity_id=activity_id,
        said=said,
        here=here,
        source=source,
        now=now,
    )
