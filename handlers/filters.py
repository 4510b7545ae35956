"""Filters that recognise what people say: a report, an answer to one of our messages."""

import re
from datetime import datetime
from typing import Any

from aiogram.filters import Filter
from aiogram.types import Message

from actions.prompts import find_bare_report
from domain.cases import BARE_KEYWORD_WAITS, MOVES, Act, Kind
from domain.discretion import is_reporter_here
from domain.forms import FORM, Step
from domain.people import Visitor
from domain.reports import Report, clean_words, read_report
from handlers.context import here_of, is_faceless, replied_to
from handlers.doors import is_typed
from handlers.said import album_of, made_of
from handlers.which_case import find_case_of
from storage.case_media import find_album
from storage.cases import (
    find_case_by_source,
    find_case_reported_by,
    find_wordless_case,
    list_open_by,
)
from storage.conversations import is_under_way
from storage.database import Database
from storage.merging import living
from storage.messages import find_about
from storage.prompts import find_open_prompt

Found = bool | dict[str, Any]

FIXED = {"已经好了", "好了", "已好", "修好了", "已经修好了"}
MOST_ASKED_ABOUT = 6


class SaysReport(Filter):
    """随手拍, 报事 or 直通车 at the start; gives the handler the ``report``."""

    async def __call__(self, message: Message) -> Found:
        report = report_in(message) if is_typed(message) else None
        return {"report": report} if report else False


def report_in(message: Message) -> Report | None:
    return read_report(message.text or message.caption or "", is_caption=message.text is None)


class EditsReport(Filter):
    """An edit that concerns us: of a report we know, or one that makes talk into a report.

    Telegram looks for no commands in an edited message's filters, so ``/report`` is read here.
    """

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, bot_name: str
    ) -> Found:
        if is_faceless(message) or not is_typed(message):
            return False
        text = message.text or message.caption or ""
        report = report_in(message) or _slashed(text, bot_name)
        here = here_of(message)
        known = await db.read(
            find_case_reported_by,
            reporter_id=visitor.person_id,
            channel=here.channel,
            chat=here.chat,
            message=str(message.message_id),
        ) or await db.read(find_case_by_source, made_of(message))
        if known is not None and known.reporter_id == visitor.person_id:
            return {"report": report, "known": known}
        return {"report": report, "known": None} if report and known is None else False


def _slashed(text: str, bot_name: str) -> Report | None:
    found = re.match(r"/report(?:@(\w+))?(?:\s+(.*))?$", text, re.DOTALL | re.IGNORECASE)
    if found is None or (found[1] or bot_name).lower() != bot_name.lower():
        return None
    return Report(Kind.PROBLEM, clean_words(found[2] or ""))


class RepliesToOurs(Filter):
    """A reply to a message of ours that is about something: ``about_id`` of a case or prompt."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> Found:
        replied = replied_to(message)
        if replied is None or replied.from_user is None or not replied.from_user.is_bot:
            return False
        if self._kind == "case":
            case = await find_case_of(db, visitor, message)
            return {"about_id": case.id} if case is not None else False
        here = here_of(message)
        about = await db.read(
            find_about, channel=here.channel, chat=here.chat, message=str(replied.message_id)
        )
        kind, _, number = (about or "").partition(":")
        return {"about_id": int(number)} if kind == self._kind else False


class FollowsBareReport(Filter):
    """A voice note or location within two minutes of a bare 随手拍, which has waited for it: as a
    question (``about_id`` of the prompt), or as a case without a word (``case_id``).
    """

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> Found:
        here = here_of(message)
        prompt = await db.read(find_bare_report, person_id=visitor.person_id, where=here, now=now)
        if prompt is not None:
            return {"prompt_id": prompt.id, "case_id": None}
        case = await db.read(
            find_wordless_case,
            reporter_id=visitor.person_id,
            channel=here.channel,
            chat=here.chat,
            since=now - BARE_KEYWORD_WAITS,
        )
        return {"prompt_id": None, "case_id": case.id} if case is not None else False


class IsMembersAlbum(Filter):
    """A picture of an album, by somebody whom the bot knows here."""

    async def __call__(self, message: Message, visitor: Visitor) -> Found:
        is_picture = bool(message.photo or message.video or message.document)
        is_member = visitor.community_id is not None and not is_faceless(message)
        return message.media_group_id is not None and is_picture and is_member


class BelongsToKnownAlbum(Filter):
    """A picture whose album hangs on a case already, whatever it replies to."""

    async def __call__(self, message: Message, db: Database) -> Found:
        album = album_of(message)
        return album is not None and await db.read(find_album, album) is not None


class SaysFixed(Filter):
    """已经好了, said by the reporter in reply to a message about their case, or alone in private:
    the cases of theirs that may be meant, as ``found``.
    """

    async def __call__(self, message: Message, db: Database, visitor: Visitor) -> Found:
        if (message.text or "").strip(" 。.！!，,~～") not in FIXED or is_faceless(message):
            return False
        found = await find_case_of(db, visitor, message)
        if found is not None:
            case = await db.read(living, found)
            is_theirs = is_reporter_here(case, visitor) and Act.SETTLE in MOVES[case.stage]
            return {"found": [case]} if is_theirs else False
        if message.chat.type != "private" or visitor.community_id is None:
            return False
        if await db.read(is_under_way, visitor.person_id, form=FORM, done=Step.DONE):
            return False
        theirs = {"community_id": visitor.home, "reporter_id": visitor.person_id}
        cases = await db.read(list_open_by, **theirs, limit=MOST_ASKED_ABOUT)
        return {"found": cases} if cases else False


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
