"""Joining: /start in private, its deep links, and the buttons of the joining card."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.invites import PREFIX as INVITE
from actions.invites import use_invite
from actions.onboarding import begin_joining, go_back_in_joining, go_on_joining
from actions.replies import point_to_private
from domain.addresses import Address
from domain.answers import Answer
from domain.onboarding import Step
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"
JOIN = "join_"

STEPS = {
    "join.community": Step.COMMUNITY,
    "join.kind": Step.KIND,
    "join.trade": Step.TRADE,
    "join.grid": Step.GRID,
    "join.privacy": Step.PRIVACY,
}


def router() -> Router:
    """Who hears what in this file; the first match wins.

    The last private ``/start`` takes any payload, so rooms with deep links of their own are
    hung up before this one.
    """
    room = Router(name="onboarding")
    invited = CommandStart(deep_link=True, magic=F.args.startswith(INVITE))
    hear(room.message, on_invited, invited, PRIVATE, verb=Verb.USE_INVITE)
    hear(room.message, on_start, CommandStart(), PRIVATE, verb=Verb.JOIN)
    hear(room.message, on_start_in_group, CommandStart(), verb=Verb.JOIN)
    hear(room.callback_query, on_step, pressed(*STEPS), verb=Verb.JOIN)
    hear(room.callback_query, on_back, pressed("join.back"), verb=Verb.JOIN)
    return room


async def on_invited(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    token = (command.args or "").removeprefix(INVITE)
    return await db.do(use_invite, visitor=visitor, here=here, token=token, source=source, now=now)


async def on_start(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    wanted = (command.args or "").removeprefix(JOIN)
    return await db.do(
        begin_joining,
        visitor=visitor,
        here=here,
        wanted=int(wanted) if wanted.isascii() and wanted.isdigit() else None,
        source=source,
        now=now,
    )


async def on_start_in_group(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    if visitor.community_id is None:
        return Answer("start.unbound_group")
    return await db.do(
        point_to_private,
        key="door.start",
        label="door.open",
        start=f"{JOIN}{visitor.community_id}",
        visitor=visitor,
        here=here,
        source=source,
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
    check_own(callback_data, visitor)
    return await db.do(
        go_on_joining,
        visitor=visitor,
        here=here,
        version=callback_data.version,
        step=STEPS[callback_data.verb],
        choice=callback_data.arg,
        source=source,
        now=now,
    )


async def on_back(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    check_own(callback_data, visitor)
    return await db.do(
        go_back_in_joining,
        visitor=visitor,
        here=here,
        version=callback_data.version,
        source=source,
        now=now,
    )


def check_own(data: Pressed, visitor: Visitor) -> None:
    """A joining card belongs to the one it asks; payloads can be made up."""
    if data.subject != visitor.person_id:
        raise RuleBroken("press.stale")
