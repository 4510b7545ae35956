"""Ballots 表决: /ballots lists; voting by buttons; 详情, 写理由, 提前结束 and the rest."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.ballot_endings import ask_to_end
from actions.ballot_votes import ask_for_result, ask_reason, vote
from actions.ballots import LIST, START, VIEW, find_to_look_at
from actions.looks import show, turn_page
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
LIST_WORDS = {"表决", "我的表决", "投票"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="ballots")
    look = Verb.LOOK_AT_BALLOTS
    hear(room.message, on_list, command("ballots"), verb=look)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(LIST_WORDS), verb=look)
    one = CommandStart(deep_link=True, magic=F.args.startswith(START))
    hear(room.message, on_start, one, IN_PRIVATE, verb=look)
    press = room.callback_query
    hear(press, on_page, pressed("ballot.page"), verb=look)
    hear(press, on_view, pressed("ballot.view"), verb=look)
    hear(press, on_vote, pressed("ballot.vote"), verb=Verb.VOTE)
    hear(press, on_reason, pressed("ballot.reason"), verb=Verb.VOTE)
    hear(press, on_tell, pressed("ballot.tell"), verb=Verb.VOTE)
    hear(press, on_ask, pressed("ballot.ask"), verb=Verb.END_BALLOT)
    return room


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """In a group nobody is told whose vote is still to be given."""
    return await db.do(
        show,
        by=visitor,
        kind=LIST,
        payload={"page": 0, "person": visitor.person_id if here.is_private else 0},
        here=here,
        is_personal=False,
        start="",
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
    ballot = await db.read(find_to_look_at, visitor, number)
    return await db.do(
        show,
        by=visitor,
        kind=VIEW,
        payload={"ballot": ballot.id, "person": visitor.person_id},
        here=here,
        is_personal=True,
        start=f"{START}{ballot.id}",
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


async def on_vote(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody may vote this way, that way and this way again, so each press is one of its own."""
    return await db.do(
        vote,
        by=visitor,
        ballot_id=callback_data.subject,
        mark=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_reason(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_reason,
        by=visitor,
        ballot_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_tell(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_for_result,
        by=visitor,
        ballot_id=callback_data.subject,
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
        ask_to_end,
        by=visitor,
        ballot_id=callback_data.subject,
        what=callback_data.arg,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
