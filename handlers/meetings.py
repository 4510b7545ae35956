"""Meetings 会议: /meetings lists them; 参加, 请假, +1, 详情, and the buttons of whoever leads."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import meeting_changes as changes
from actions.looks import show
from actions.meeting_answers import answer_meeting
from actions.meeting_desk import open_desk, turn_desk
from actions.meeting_list import COMING, turn_list
from actions.meeting_steps import step_meeting
from actions.meeting_votes import vote_on_item
from actions.meetings import LIST, VIEW, get_meeting_here
from cards.meetings import START
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
LIST_WORDS = {"会议", "议事", "近期会议"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="meetings")
    look, lead = Verb.LOOK_AT_MEETINGS, Verb.LEAD_MEETING
    hear(room.message, on_list, command("meetings"), verb=look)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(LIST_WORDS), verb=look)
    one = CommandStart(deep_link=True, magic=F.args.startswith(START))
    hear(room.message, on_start, one, IN_PRIVATE, verb=look)
    press = room.callback_query
    hear(press, on_turn, pressed("meeting.list"), verb=look)
    hear(press, on_view, pressed("meeting.view"), verb=look)
    hear(press, on_answer, pressed("meeting.answer"), verb=Verb.ANSWER_MEETING)
    hear(press, on_desk, pressed("meeting.desk"), verb=lead)
    hear(press, on_side, pressed("meeting.side"), verb=lead)
    hear(press, on_step, pressed("meeting.step"), verb=lead)
    hear(press, on_ask, pressed("meeting.ask"), verb=lead)
    hear(press, on_add, pressed("meeting.add"), verb=lead)
    hear(press, on_item, pressed("meeting.item"), verb=lead)
    hear(press, on_vote, pressed("meeting.vote"), verb=Verb.MAKE_BALLOT)
    hear(press, on_stop, pressed("meeting.stop"), verb=lead)
    return room


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=LIST,
        payload={"which": COMING, "page": 0},
        here=here,
        is_personal=False,
        start="",
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
        turn_list,
        by=visitor,
        which=callback_data.arg,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
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
    number = id_in((command.args or "").removeprefix(START))
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
    meeting = await db.read(get_meeting_here, visitor, number)
    return await db.do(
        show,
        by=visitor,
        kind=VIEW,
        payload={"meeting": meeting.id, "person": visitor.person_id},
        here=here,
        is_personal=True,
        start=f"{START}{meeting.id}",
        source=source,
        now=now,
    )


async def on_answer(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Minds change there and back, so each press is one of its own."""
    return await db.do(
        answer_meeting,
        by=visitor,
        meeting_id=callback_data.subject,
        what=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_desk(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        open_desk,
        by=visitor,
        meeting_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_side(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_desk,
        by=visitor,
        meeting_id=callback_data.subject,
        side=callback_data.arg,
        page=callback_data.version,
        source=f"press:{query.id}",
        now=now,
    )


async def on_step(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A reason may be asked for more than once."""
    return await db.do(
        step_meeting,
        by=visitor,
        meeting_id=callback_data.subject,
        version=callback_data.version,
        to=callback_data.arg,
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
        changes.ask_change,
        by=visitor,
        meeting_id=callback_data.subject,
        what=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_add(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, now: datetime
) -> Answer | None:
    return await db.do(
        changes.add_proposal,
        by=visitor,
        meeting_id=callback_data.subject,
        proposal_id=id_in(callback_data.arg),
        source=f"press:{query.id}",
        now=now,
    )


async def on_item(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, now: datetime
) -> Answer | None:
    return await db.do(
        changes.tick_item,
        by=visitor,
        item_id=callback_data.subject,
        version=callback_data.version,
        source=f"press:{query.id}",
        now=now,
    )


async def on_vote(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        vote_on_item,
        by=visitor,
        item_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_stop(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, now: datetime
) -> Answer | None:
    return await db.do(
        changes.stop_repeating,
        by=visitor,
        meeting_id=callback_data.subject,
        source=f"press:{query.id}",
        now=now,
    )
