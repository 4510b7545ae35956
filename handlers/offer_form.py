"""Making an offer 兑换项: /offer in one line or with questions, always finished in private."""

from dataclasses import replace
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.offer_form import START, begin_offer, fill_offer, press_offer
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.offer_form import FORM, Step
from domain.people import Visitor
from domain.permissions import Verb
from domain.roles import Target
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from handlers.said import words_of
from handlers.whom import target_in, words_behind
from storage.conversations import is_newest_open
from storage.database import Database

PRIVATE = F.chat.type == "private"
NO_COMMAND = ~F.text.startswith("/")


class FillsOffer(Filter):
    """Somebody in private who is in the middle of an offer, and of nothing newer."""

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> bool:
        return await db.read(is_newest_open, visitor.person_id, form=FORM, done=Step.DONE)


def router() -> Router:
    room = Router(name="offer form")
    verb = Verb.MAKE_OFFER
    link = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_offer, command("offer"), verb=verb)
    hear(room.message, on_start, link, PRIVATE, verb=verb)
    hear(room.callback_query, on_press, pressed("offer.form"), verb=verb)
    return room


def later_router() -> Router:
    """Its answers: asked after commands and replies, before what any other form might want."""
    room = Router(name="offer form, later")
    said = F.text | F.photo
    hear(room.message, on_answer, PRIVATE, NO_COMMAND, said, FillsOffer(), verb=Verb.MAKE_OFFER)
    return room


async def on_offer(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    said = words_of(message, words_behind(message, command))
    target = None if "@" in said.text else _target(message)
    return await db.do(
        begin_offer,
        by=visitor,
        said=_with_picture(message, said),
        target=target,
        here=here,
        source=source,
        now=now,
    )


def _target(message: Message) -> Target | None:
    """Who is meant by the message it replies to: a secretary's own photo means nobody."""
    original = replied_to(message)
    is_own = original and message.from_user and original.from_user == message.from_user
    return None if is_own else target_in(message, nobody="offer.not_a_person")


def _with_picture(message: Message, said: Words) -> Words:
    """The photo it replies to, where it has none of its own."""
    original = replied_to(message)
    if said.attachments or original is None:
        return said
    return replace(said, attachments=words_of(original).attachments)


async def on_start(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        begin_offer, by=visitor, said=Words(), target=None, here=here, source=source, now=now
    )


async def on_answer(
    message: Message, db: Database, visitor: Visitor, source: str, now: datetime
) -> Answer | None:
    return await db.do(fill_offer, by=visitor, said=words_of(message), source=source, now=now)


async def on_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        press_offer,
        by=visitor,
        what=callback_data.arg,
        version=callback_data.version,
        source=source,
        now=now,
    )
