"""Resolutions 决议: /resolutions lists, /resolution writes one or says how far it is; 督办."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import resolution_making as making
from actions import resolution_updates as updates
from actions import resolutions as deeds
from actions.looks import show
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.resolutions import Pile, find_number
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from handlers.said import words_of
from handlers.whom import target_in, words_behind
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
LIST_WORDS = {"决议", "决议进展"}
START = "res_"
NOBODY = "resolution.not_a_person"
ASKS = {"progress": updates.PROGRESS, "done": updates.DONE, "stop": updates.STOP}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="resolutions")
    look, own = Verb.LOOK_AT_MEETINGS, Verb.UPDATE_RESOLUTION
    hear(room.message, on_list, command("resolutions"), verb=look)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(LIST_WORDS), verb=look)
    start = CommandStart(deep_link=True, magic=F.args.startswith(START))
    hear(room.message, on_start, start, IN_PRIVATE, verb=look)
    hear(room.message, on_numbered, command("resolution"), is_numbered, verb=look)
    hear(room.message, on_write, command("resolution"), verb=Verb.LEAD_MEETING)
    press = room.callback_query
    hear(press, on_page, pressed("resolution.page"), verb=look)
    hear(press, on_view, pressed("resolution.view"), verb=look)
    hear(press, on_new, pressed("resolution.new"), verb=Verb.LEAD_MEETING)
    hear(press, on_ask, pressed("resolution.ask"), verb=own)
    hear(press, on_step, pressed("resolution.step"), verb=own)
    hear(press, on_nudge, pressed("resolution.nudge"), verb=Verb.NUDGE_RESOLUTION)
    return room


async def is_numbered(message: Message, command: CommandObject) -> bool:
    return find_number(command.args or "")[0] is not None


async def on_list(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=deeds.LIST,
        payload={"pile": Pile.OPEN.value, "page": 0},
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
    found = await db.read(deeds.get_resolution_here, visitor, number)
    return await db.do(
        show,
        by=visitor,
        kind=deeds.VIEW,
        payload={"resolution": found.id, "viewer": visitor.person_id},
        here=here,
        is_personal=True,
        start=f"{START}{found.id}",
        source=source,
        now=now,
    )


async def on_numbered(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The number alone shows it; with words or a photo it is how far it is."""
    number, words = find_number(command.args or "")
    assert number is not None, "the filter has found one"
    found = await db.read(deeds.find_numbered, visitor, number)
    said = words_of(message, words)
    if said.is_empty:
        return await _show(db, visitor, found.id, here, source, now)
    return await db.do(
        updates.report_progress,
        by=visitor,
        resolution_id=found.id,
        said=said,
        here=here,
        source=source,
        now=now,
    )


async def on_write(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        making.write_resolution,
        by=visitor,
        text=words_behind(message, command),
        target=target_in(message, nobody=NOBODY),
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
        deeds.turn_list,
        by=visitor,
        pile=callback_data.arg,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_new(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Of a matter, ``i12``, of a ballot, ``b3``, or of nothing that stood on the agenda."""
    kind, number = callback_data.arg[:1], callback_data.arg[1:]
    return await db.do(
        making.ask_resolution,
        by=visitor,
        meeting_id=callback_data.subject,
        item_id=id_in(number) if kind == "i" else 0,
        ballot_id=id_in(number) if kind == "b" else 0,
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
    if callback_data.arg not in ASKS:
        raise RuleBroken("press.stale")
    return await db.do(
        updates.ask_update,
        by=visitor,
        resolution_id=callback_data.subject,
        what=ASKS[callback_data.arg],
        here=here,
        source=f"{source}:{query.id}",
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
    """The button bears the version it was made of, so two quick taps are one step."""
    return await db.do(
        updates.press_progress,
        by=visitor,
        resolution_id=callback_data.subject,
        version=callback_data.version,
        percent=id_in(callback_data.arg),
        here=here,
        source=source,
        now=now,
    )


async def on_nudge(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        updates.nudge_owner,
        by=visitor,
        resolution_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
