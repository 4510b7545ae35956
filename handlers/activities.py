"""Activities 志愿活动: /activities lists what comes; 报名, 取消, 顶班 and the leader's changes."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.activities import LIST, MINE, VIEW, get_activity_here
from actions.activity_changes import ask_change, stop_repeating
from actions.activity_reminders import cannot_come, promise_to_come
from actions.covers import seek_cover, take_over
from actions.leaving import ask_to_leave, keep_seat
from actions.looks import show, turn_page
from actions.seats import accept_offer, cancel_seat, decline_offer, join
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
COMING_WORDS = {"活动", "近期活动", "志愿活动"}
MINE_WORDS = {"我的活动", "我报的活动"}
MINE_START, ACTIVITY_START = "activities_mine", "act_"


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="activities")
    look, take = Verb.LOOK_AT_ACTIVITIES, Verb.JOIN_ACTIVITY
    hear(room.message, on_list, command("activities"), verb=look)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(COMING_WORDS), verb=look)
    hear(room.message, on_mine, IN_PRIVATE, F.text.in_(MINE_WORDS), verb=look)
    mine = CommandStart(deep_link=True, magic=F.args == MINE_START)
    hear(room.message, on_mine, mine, IN_PRIVATE, verb=look)
    one = CommandStart(deep_link=True, magic=F.args.startswith(ACTIVITY_START))
    hear(room.message, on_start, one, IN_PRIVATE, verb=look)
    press = room.callback_query
    hear(press, on_page, pressed("activity.page"), verb=look)
    hear(press, on_view, pressed("activity.view"), verb=look)
    hear(press, on_join, pressed("activity.join"), verb=take)
    hear(press, on_take_over, pressed("activity.cover"), verb=take)
    in_private = F.message.chat.type == "private"
    hear(press, on_seat_press, pressed("activity.leave"), in_private, verb=take)
    hear(press, on_leave_in_group, pressed("activity.leave"), verb=take)
    hear(press, on_seat_press, pressed(*SEAT_DEEDS), verb=take)
    hear(press, on_ask, pressed("activity.ask"), verb=Verb.LEAD_ACTIVITY)
    hear(press, on_stop, pressed("activity.stop"), verb=Verb.LEAD_ACTIVITY)
    return room


SEAT_DEEDS = {
    "activity.leave": cancel_seat,
    "activity.keep": keep_seat,
    "activity.accept": accept_offer,
    "activity.decline": decline_offer,
    "activity.come": promise_to_come,
    "activity.cannot": cannot_come,
    "activity.seek": seek_cover,
}


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=LIST,
        payload={"page": 0},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def on_mine(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=MINE,
        payload={"person": visitor.person_id},
        here=here,
        is_personal=True,
        start=MINE_START,
        source=source,
        now=now,
    )


async def on_start(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    number = id_in((command.args or "").removeprefix(ACTIVITY_START))
    return await _show(db, visitor, number, here, source, now)


async def on_view(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await _show(db, visitor, callback_data.subject, here, f"{source}:{query.id}", now)


async def _show(
    db: Database, visitor: Visitor, number: int, here: Address, source: str, now: datetime
) -> Answer | None:
    activity = await db.read(get_activity_here, visitor, number)
    return await db.do(
        show,
        by=visitor,
        kind=VIEW,
        payload={"activity": activity.id, "person": visitor.person_id},
        here=here,
        is_personal=True,
        start=f"{ACTIVITY_START}{activity.id}",
        source=source,
        now=now,
    )


async def on_page(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_page,
        by=visitor,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_join(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody may join, leave and join again, so each press is one of its own."""
    return await db.do(
        join,
        by=visitor,
        activity_id=callback_data.subject,
        team=id_in(callback_data.arg) if callback_data.arg else None,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_seat_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        SEAT_DEEDS[callback_data.verb],
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_leave_in_group(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_to_leave,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_take_over(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        take_over,
        by=visitor,
        activity_id=callback_data.subject,
        seat_id=id_in(callback_data.arg),
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
        ask_change,
        by=visitor,
        activity_id=callback_data.subject,
        what=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_stop(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        stop_repeating,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
