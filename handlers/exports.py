"""Taking figures away 导出: /export, the buttons of its card, and the press that makes the file."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import exports as deeds
from cards.stats import GRIDS, KINDS
from domain.addresses import Address
from domain.answers import Answer
from domain.exports import What
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.stats import read_stretch
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

SAID = {"导出", "导出表格"}


def router() -> Router:
    room = Router(name="exports")
    private, verb = F.chat.type == "private", Verb.EXPORT
    hear(room.message, on_export, command("export"), verb=verb)
    hear(room.message, on_wish, private, F.text.in_(SAID), verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == "export")
    hear(room.message, on_wish, start, private, verb=verb)
    hear(room.callback_query, on_what, pressed("export.what"), verb=verb)
    hear(room.callback_query, on_when, pressed("export.when"), verb=verb)
    hear(room.callback_query, on_choose, pressed("export.choose"), verb=verb)
    hear(room.callback_query, on_grid, pressed("export.grid"), verb=verb)
    hear(room.callback_query, on_kind, pressed("export.kind"), verb=verb)
    hear(room.callback_query, on_names, pressed("export.names"), verb=Verb.EXPORT_PERSONS)
    hear(room.callback_query, on_make, pressed(verb.value), verb=verb)
    return room


async def on_export(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await _show(db, visitor, command.args or "", here, source, now)


async def on_wish(
    _message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await _show(db, visitor, "", here, source, now)


async def _show(
    db: Database, visitor: Visitor, said: str, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(deeds.show_export, by=visitor, said=said, here=here, source=source, now=now)


async def on_what(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in set(What):
        raise RuleBroken("press.stale")
    what, source = What(callback_data.arg), f"press:{query.id}"
    return await db.do(deeds.choose_what, by=visitor, what=what, here=here, source=source, now=now)


async def on_when(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    when, source = read_stretch(callback_data.arg), f"press:{query.id}"
    if when is None:
        raise RuleBroken("press.stale")
    return await db.do(deeds.choose_when, by=visitor, when=when, here=here, source=source, now=now)


async def on_choose(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in (GRIDS, KINDS):
        raise RuleBroken("press.stale")
    return await db.do(
        deeds.choose_from,
        by=visitor,
        choosing=callback_data.arg,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_grid(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.choose_grid,
        by=visitor,
        grid_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_kind(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.choose_kind,
        by=visitor,
        category_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_names(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.choose_names,
        by=visitor,
        are_wanted=bool(callback_data.subject),
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_make(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, now: datetime
) -> Answer | None:
    source = f"press:{query.id}"
    return await db.do(deeds.make_export, by=visitor, here=here, source=source, now=now)
