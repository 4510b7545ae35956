"""Figures 数据: /stats with a time, a grid or a kind of case, and the buttons of its card."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import stats as deeds
from cards.stats import GRIDS, KINDS
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.stats import Unit
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

SAID = {"数据", "看数据", "统计", "数据统计"}


def router() -> Router:
    room = Router(name="stats")
    private, verb = F.chat.type == "private", Verb.LOOK_AT_STATS
    hear(room.message, on_stats, command("stats"), verb=verb)
    hear(room.message, on_stats, private, F.text.in_(SAID), verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == "stats")
    hear(room.message, on_start, start, private, verb=verb)
    hear(room.callback_query, on_when, pressed("stats.when"), verb=verb)
    hear(room.callback_query, on_choose, pressed("stats.choose"), verb=verb)
    hear(room.callback_query, on_grid, pressed("stats.grid"), verb=verb)
    hear(room.callback_query, on_kind, pressed("stats.kind"), verb=verb)
    return room


async def on_stats(
    message: Message,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
    command: CommandObject | None = None,
) -> Answer | None:
    said = (command and command.args) or ""
    return await _show(db, visitor, said, here, source, now)


async def on_start(
    _message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await _show(db, visitor, "", here, source, now)


async def _show(
    db: Database, visitor: Visitor, said: str, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(deeds.show_stats, by=visitor, said=said, here=here, source=source, now=now)


async def on_when(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in (Unit.WEEK, Unit.MONTH):
        raise RuleBroken("press.stale")
    unit, source = Unit(callback_data.arg), f"press:{query.id}"
    return await db.do(deeds.turn_to, by=visitor, unit=unit, here=here, source=source, now=now)


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
        deeds.narrow_to_grid,
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
        deeds.narrow_to_kind,
        by=visitor,
        category_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )
