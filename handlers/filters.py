"""Filters that recognise what people say: a report, an answer to one of our messages."""

from datetime import datetime
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from domain.cases import case_id_of
from domain.forms import FORM, Step
from domain.people import Visitor
from domain.reports import read_report
from handlers.context import here_of
from handlers.said import album_of
from storage.cases import find_album
from storage.conversations import is_under_way
from storage.database import Database
from storage.messages import find_about
from storage.prompts import find_open_prompt

Found = bool | dict[str, Any]


def is_content(message: Message) -> bool:
    """Forwarded words are somebody else's: content, never a wish."""
    return message.forward_origin is not None or message.via_bot is not None


class SaysReport(Filter):
    """随手拍, 报事 or 直通车 at the start; gives the handler the ``report``."""

    async def __call__(self, message: Message) -> Found:
        if is_content(message):
            return False
        text = message.text or message.caption or ""
        report = read_report(text, is_caption=message.text is None)
        return {"report": report} if report else False


class RepliesToOurs(Filter):
    """A reply to a message of ours that is about something: ``about_id`` of a case or prompt."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def __call__(self, message: Message, db: Database) -> Found:
        replied = message.reply_to_message
        if replied is None or replied.from_user is None or not replied.from_user.is_bot:
            return False
        here = here_of(message)
        about = await db.read(
            find_about, channel=here.channel, chat=here.chat, message=str(replied.message_id)
        )
        if about is None:
            return False
        if self._kind == "case":
            case_id = case_id_of(about)
            return {"about_id": case_id} if case_id is not None else False
        kind, _, number = about.partition(":")
        return {"about_id": int(number)} if kind == self._kind else False


class BelongsToKnownAlbum(Filter):
    """A picture whose album hangs on a case already, whatever it replies to."""

    async def __call__(self, message: Message, db: Database) -> Found:
        album = album_of(message)
        return album is not None and await db.read(find_album, album) is not None


class AnswersInPrivate(Filter):
    """In private, whoever was just asked something answers it without bothering to reply."""

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> Found:
        prompt = await db.read(
            find_open_prompt, person_id=visitor.person_id, where=here_of(message), now=now
        )
        return {"about_id": prompt.id} if prompt else False


class FillsForm(Filter):
    """Somebody in private who is in the middle of the guided report."""

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> Found:
        return await db.read(is_under_way, visitor.person_id, form=FORM, done=Step.DONE)
