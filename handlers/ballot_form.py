"""/ballot: in one line, or guided in private; its preview and the form's buttons."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.ballot_form import START, begin_ballot, fill_ballot, find_form, press_ballot
from cards.card import Reader
from domain.addresses import Address
from domain.answers import Answer
from domain.ballot_form import FORM, TOGGLE, Step
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from handlers.said import words_of
from storage.conversations import is_newest_open
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
NO_COMMAND = ~F.text.startswith("/")
FORM_BUTTONS = {
    "form.button.on": "next",
    "form.button.back": "back",
    "form.button.cancel": "cancel",
    "ballot.button.open": "open",
    "ballot.button.edit": "edit",
}


class MakesBallot(Filter):
    """Somebody in private who is in the middle of making a ballot, and of nothing newer."""

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> bool:
        return await db.read(is_newest_open, visitor.person_id, form=FORM, done=Step.DONE)


def router() -> Router:
    room = Router(name="ballot form")
    verb = Verb.MAKE_BALLOT
    hear(room.message, on_ballot, command("ballot"), verb=verb)
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_start, starts, IN_PRIVATE, verb=verb)
    hear(room.callback_query, on_press, pressed("ballot_form"), verb=verb)
    return room


def later_router() -> Router:
    """Words that nothing else wanted answer the form's question."""
    room = Router(name="ballot form, later")
    verb = Verb.MAKE_BALLOT
    hear(room.message, on_answer, IN_PRIVATE, F.text, NO_COMMAND, MakesBallot(), verb=verb)
    return room


async def on_ballot(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    text = (command.args or "").strip()
    return await db.do(begin_ballot, by=visitor, text=text, here=here, source=source, now=now)


async def on_start(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(begin_ballot, by=visitor, text="", here=here, source=source, now=now)


async def on_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Whom it is for is chosen and unchosen, so there each press is one of its own."""
    if callback_data.subject != visitor.person_id:
        raise RuleBroken("press.stale")
    is_toggle = callback_data.arg.startswith(f"{TOGGLE}.")
    return await db.do(
        press_ballot,
        by=visitor,
        what=callback_data.arg,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}" if is_toggle else source,
        now=now,
    )


async def on_answer(
    message: Message,
    db: Database,
    visitor: Visitor,
    reader: Reader,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """A button's word, typed, is that button."""
    said = words_of(message)
    form = await db.read(find_form, visitor.person_id)
    buttons = {reader.say(label): what for label, what in FORM_BUTTONS.items()}
    if form is not None and said.text.strip() in buttons:
        return await db.do(
            press_ballot,
            by=visitor,
            what=buttons[said.text.strip()],
            version=form.version,
            here=here,
            source=source,
            now=now,
        )
    return await db.do(fill_ballot, by=visitor, said=said, here=here, source=source, now=now)
