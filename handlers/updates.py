"""Updates 进展: the buttons below the question how far a case is."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.updates import ask_for_words, give_update
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.updates import UPDATE, Update
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="updates")
    hear(
        room.callback_query,
        on_update_press,
        pressed(Verb.GIVE_UPDATE.value),
        verb=Verb.GIVE_UPDATE,
    )
    return room


async def on_update_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    case_id, which = callback_data.subject, callback_data.arg
    if which == UPDATE:
        await db.do(
            ask_for_words,
            by=visitor,
            case_id=case_id,
            where=here,
            source=f"{source}:{query.id}",
            now=now,
        )
        return Answer("case.asked")
    try:
        update = Update(which)
    except ValueError:
        raise RuleBroken("press.stale") from None
    return await db.do(
        give_update, by=visitor, case_id=case_id, update=update, source=source, now=now
    )
