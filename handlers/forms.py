"""The buttons of the guided report."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.forms import begin_form, press_form
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Kind
from domain.categorising import browsing_at
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="forms")
    hear(room.callback_query, on_form_press, pressed("form"), verb=Verb.REPORT)
    hear(room.callback_query, on_begin_press, pressed("form.begin"), verb=Verb.REPORT)
    return room


async def on_begin_press(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, now: datetime
) -> Answer | None:
    """随手拍 on the home card, which stays pressable for years: each press is a form of its own."""
    return await db.do(
        begin_form,
        by=visitor,
        kind=Kind.PROBLEM,
        said=Words(),
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_form_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if not here.is_private:  # a draft is its author's own
        raise RuleBroken("form.stale")
    # Somebody leafs through the catalogue and back: the same press means it anew each time.
    is_leafing = browsing_at(callback_data.arg) is not None
    return await db.do(
        press_form,
        by=visitor,
        what=callback_data.arg,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}" if is_leafing else source,
        now=now,
    )
