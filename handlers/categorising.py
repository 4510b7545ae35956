"""类别: the one-tap correction, the catalogue, and what a category asks of the reporter."""

import re
from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions.categorising import browse_kinds, categorise, categorise_by_name, offer_kinds
from actions.questions import answer_question
from domain.addresses import Address
from domain.answers import Answer
from domain.categorising import browsing_at
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from handlers.which_case import find_meant
from storage.database import Database


def router() -> Router:
    room = Router(name="categorising")
    correct, answer = Verb.CATEGORISE, Verb.ANSWER_QUESTION
    hear(room.message, on_category_command, command("category"), verb=correct)
    hear(room.callback_query, on_category_press, pressed(correct.value), verb=correct)
    hear(room.callback_query, on_answer_press, pressed(answer.value), verb=answer)
    return room


async def on_category_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/category 1024 路灯``; without a name the catalogue is offered."""
    case, name = await find_meant(db, visitor, message, command)
    if name.strip():
        return await db.do(
            categorise_by_name,
            by=visitor,
            case_id=case.id,
            name=name,
            here=here,
            source=source,
            now=now,
        )
    return await db.do(offer_kinds, by=visitor, case_id=case.id, here=here, source=source, now=now)


async def on_category_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A kind, another part of the catalogue, or the catalogue itself."""
    case_id, arg = callback_data.subject, callback_data.arg
    once_only = f"{source}:{query.id}"
    if not arg:
        return await db.do(
            offer_kinds, by=visitor, case_id=case_id, here=here, source=once_only, now=now
        )
    if browsing_at(arg) is not None:
        return await db.do(
            browse_kinds,
            by=visitor,
            case_id=case_id,
            where=arg,
            here=here,
            source=once_only,
            now=now,
        )
    return await db.do(
        categorise,
        by=visitor,
        case_id=case_id,
        category_id=id_in(arg),
        here=here,
        source=source,
        now=now,
    )


async def on_answer_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    chosen = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})", callback_data.arg)
    if chosen is None:
        raise RuleBroken("press.stale")
    return await db.do(
        answer_question,
        by=visitor,
        case_id=callback_data.subject,
        question=int(chosen[1]),
        answer=int(chosen[2]),
        source=source,
        now=now,
    )
