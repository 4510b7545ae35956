"""/notice: in one line, in reply to a message, or guided in private; and the form's buttons."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.notice_form import START, begin_notice, fill_notice
from actions.notice_presses import press_form
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.notices import FORM, TAKES_WORDS, Step
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from handlers.said import words_of
from storage.conversations import find_conversation, is_newest_open
from storage.database import Database

IN_PRIVATE = F.chat.type == "private"
NO_COMMAND = ~F.text.startswith("/")
CONTENT = F.text | F.photo | F.video | F.document | F.voice


class WritesNotice(Filter):
    """Somebody in private who is asked for the words or the time of a notice, and for nothing
    newer.
    """

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> bool:
        form = await db.read(find_conversation, visitor.person_id, form=FORM)
        if form is None or form.step not in set(TAKES_WORDS):
            return False
        return await db.read(is_newest_open, visitor.person_id, form=FORM, done=Step.DONE)


def router() -> Router:
    room = Router(name="notice form")
    verb = Verb.SEND_NOTICE
    hear(room.message, on_notice, command("notice"), verb=verb)
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_start, starts, IN_PRIVATE, verb=verb)
    hear(room.callback_query, on_press, pressed("notice.form"), verb=verb)
    return room


def later_router() -> Router:
    """Words and pictures that nothing else wanted are the notice's."""
    room = Router(name="notice form, later")
    hear(
        room.message,
        on_answer,
        IN_PRIVATE,
        CONTENT,
        NO_COMMAND,
        WritesNotice(),
        verb=Verb.SEND_NOTICE,
    )
    return room


async def on_notice(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        begin_notice,
        by=visitor,
        text=command.args or "",
        content=_content(message),
        said_at=message.date,
        here=here,
        source=source,
        now=now,
    )


def _content(message: Message) -> Words | None:
    """What the message that is replied to says, or the picture that the command hangs below."""
    replied = replied_to(message)
    said = words_of(replied) if replied is not None else words_of(message, "")
    return said if replied is not None or said.attachments or said.leaves_out_a_file else None


async def on_start(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        begin_notice,
        by=visitor,
        text="",
        content=None,
        said_at=message.date,
        here=here,
        source=source,
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
    if not here.is_private:  # a draft is its author's own
        raise RuleBroken("form.stale")
    return await db.do(
        press_form,
        by=visitor,
        notice_id=callback_data.subject,
        version=callback_data.version,
        what=callback_data.arg,
        source=source,
        now=now,
    )


async def on_answer(
    message: Message, db: Database, visitor: Visitor, source: str, now: datetime
) -> Answer | None:
    return await db.do(fill_notice, by=visitor, said=words_of(message), source=source, now=now)
