"""Proposals 提议: /propose brings one up, /proposals lists; 附议, 撤回, 领题, 暂缓."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import proposals as deeds
from actions.looks import show
from actions.proposal_reviews import DEFER, TAKE, ask_why
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.proposals import Pile
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
LIST_WORDS = {"提议", "看提议"}
MAKE_WORDS = {"我要提议", "我有提议"}


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="proposals")
    look, make = Verb.LOOK_AT_PROPOSALS, Verb.PROPOSE
    hear(room.message, on_propose, command("propose"), verb=make)
    hear(room.message, on_bare, IN_PRIVATE, F.text.in_(MAKE_WORDS), verb=make)
    hear(room.message, on_list, command("proposals"), verb=look)
    hear(room.message, on_list, IN_PRIVATE, F.text.in_(LIST_WORDS), verb=look)
    one = CommandStart(deep_link=True, magic=F.args.startswith(deeds.START))
    hear(room.message, on_start, one, IN_PRIVATE, verb=look)
    press = room.callback_query
    hear(press, on_view, pressed("proposal.view"), verb=look)
    hear(press, on_turn, pressed("proposal.list"), verb=look)
    hear(press, on_press, pressed("proposal.publish"), verb=make)
    voices = ("proposal.second", "proposal.back_out")
    hear(press, on_press, pressed(*voices), verb=Verb.SECOND_PROPOSAL)
    hear(press, on_press, pressed("proposal.withdraw"), verb=Verb.WITHDRAW_PROPOSAL)
    hear(press, on_answer, pressed(TAKE, DEFER), verb=Verb.REVIEW_PROPOSAL)
    return room


DEEDS = {
    "proposal.publish": deeds.publish_proposal,
    "proposal.second": deeds.second_proposal,
    "proposal.back_out": deeds.take_voice_back,
    "proposal.withdraw": deeds.withdraw_proposal,
}


async def on_propose(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """What stands behind the command, else what it replies to."""
    original = replied_to(message)
    meant = (original.text or original.caption) if original is not None else None
    text = command.args or meant
    if not text:
        return await db.do(deeds.ask_for_words, by=visitor, here=here, source=source, now=now)
    return await db.do(
        deeds.make_proposal, by=visitor, text=text, here=here, source=source, now=now
    )


async def on_bare(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(deeds.ask_for_words, by=visitor, here=here, source=source, now=now)


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
    number = id_in((command.args or "").removeprefix(deeds.START))
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
    proposal = await db.read(deeds.proposal_here, visitor, number)
    return await db.do(
        show,
        by=visitor,
        kind=deeds.VIEW,
        payload={"proposal": proposal.id, "person": visitor.person_id},
        here=here,
        is_personal=True,
        start=f"{deeds.START}{proposal.id}",
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
        deeds.turn_list,
        by=visitor,
        pile=callback_data.arg,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Somebody may stand behind it, not any more, and again, so each press is one of its own."""
    return await db.do(
        DEEDS[callback_data.verb],
        by=visitor,
        proposal_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
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
    return await db.do(
        ask_why,
        by=visitor,
        act=callback_data.verb,
        proposal_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
