"""Grids 网格: /grid lists them, /grid add and /grid remove change them."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message

from actions import grids as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear
from storage.database import Database

ADD = {"add", "加", "添加", "新增"}
REMOVE = {"remove", "del", "删除", "删"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="grids")
    hear(room.message, on_add, _grid(ADD), verb=Verb.MANAGE_GRIDS)
    hear(room.message, on_remove, _grid(REMOVE), verb=Verb.MANAGE_GRIDS)
    hear(room.message, on_list, Command("grid", ignore_case=True), verb=Verb.LOOK_AT_GRIDS)
    return room


def _grid(first: set[str]) -> Command:
    """``/grid`` whose next word is one of these."""
    begins = F.func(lambda command: words_of(command)[:1] and words_of(command)[0].lower() in first)
    return Command("grid", ignore_case=True, magic=begins)


def words_of(command: CommandObject) -> list[str]:
    return [word for word in re.split(r"[\s,，、;；]+", command.args or "") if word]


async def on_add(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    _, *words = words_of(command)
    if not words:
        raise RuleBroken("grid.usage")
    return await db.do(
        deeds.define_grid,
        visitor=visitor,
        name=words[0],
        words=words[1:],
        source=source,
        now=now,
    )


async def on_remove(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    _, *words = words_of(command)
    if len(words) != 1:
        raise RuleBroken("grid.usage")
    return await db.do(deeds.remove_grid, visitor=visitor, name=words[0], source=source, now=now)


async def on_list(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if words_of(command):
        raise RuleBroken("grid.usage")
    return await db.do(deeds.show_grids, visitor=visitor, here=here, source=source, now=now)
