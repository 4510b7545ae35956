"""Places 地点: /place lists them, /place add and /place remove change them."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject
from aiogram.types import CallbackQuery, Message

from actions import places as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Point
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.grids import ADD, REMOVE
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="places")
    hear(room.message, on_add, _place(ADD), verb=Verb.MANAGE_PLACES)
    hear(room.message, on_remove, _place(REMOVE), verb=Verb.MANAGE_PLACES)
    hear(room.message, on_list, command("place"), verb=Verb.LOOK_AT_PLACES)
    hear(room.callback_query, on_page, pressed("place.page"), verb=Verb.LOOK_AT_PLACES)
    return room


def _place(first: set[str]) -> Command:
    """``/place`` whose next word is one of these."""
    begins = F.func(lambda command: _parts(command)[0].lower() in first)
    return Command("place", ignore_case=True, magic=begins)


def _parts(command: CommandObject) -> tuple[str, str]:
    """The first word, and all that follows it."""
    first, *rest = re.split(r"[\s,，、]+", (command.args or "").strip(), maxsplit=1)
    return first, rest[0] if rest else ""


async def on_add(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        deeds.define_place,
        visitor=visitor,
        line=_parts(command)[1],
        point=_point_replied_to(message),
        here=here,
        source=source,
        now=now,
    )


def _point_replied_to(message: Message) -> Point | None:
    replied = replied_to(message)
    place = replied.location if replied else None
    return Point(place.latitude, place.longitude) if place else None


async def on_remove(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    name = _parts(command)[1].strip()
    if not name:
        raise RuleBroken("place.usage")
    return await db.do(deeds.remove_place, visitor=visitor, name=name, source=source, now=now)


async def on_list(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if command.args:
        raise RuleBroken("place.usage")
    return await db.do(deeds.show_places, visitor=visitor, here=here, source=source, now=now)


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
        deeds.turn_place_page,
        visitor=visitor,
        page=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
