"""Points 积分: /points shows one's own, its buttons turn it; other rooms have the rest."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import show
from actions.points_looks import (
    CARD,
    MINE,
    RULES,
    START,
    first_view,
    mask_oneself,
    show_points,
    turn_points,
)
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

SAID = {"我的积分", "积分", "查积分"}


def router() -> Router:
    room = Router(name="points")
    private, verb = F.chat.type == "private", Verb.LOOK_AT_POINTS
    hear(room.message, on_points, command("points"), verb=verb)
    hear(room.message, on_points, private, F.text.in_(SAID), verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_points, start, private, verb=verb)
    hear(room.callback_query, on_show, pressed("points.show"), verb=verb)
    hear(room.callback_query, on_turn, pressed("points.rules", "points.mine"), verb=verb)
    hear(room.callback_query, on_mask, pressed("points.mask"), verb=verb)
    return room


async def on_points(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=CARD,
        payload=first_view(visitor),
        here=here,
        is_personal=True,
        start=START,
        source=source,
        now=now,
    )


async def on_show(
    query: CallbackQuery,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(show_points, by=visitor, here=here, source=f"{source}:{query.id}", now=now)


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
        turn_points,
        by=visitor,
        view=RULES if callback_data.verb == "points.rules" else MINE,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_mask(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        mask_oneself,
        by=visitor,
        is_masked=callback_data.arg == "on",
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
