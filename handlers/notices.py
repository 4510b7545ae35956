"""Notices 通知 once they are made: 发送, 暂停, 取消, 再次提醒, 已阅, 我要提问 and the rest."""

from collections.abc import Callable
from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions import notice_questions as questions
from actions import notices as deeds
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import Handler, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

Deed = Callable[..., Answer | None]


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="notices")
    send, read = Verb.SEND_NOTICE, Verb.READ_NOTICE
    press = room.callback_query
    hear(press, on_send, pressed("notice.send"), verb=send)
    for name, deed in (
        ("notice.pause", deeds.pause_notice),
        ("notice.resume", deeds.resume_notice),
        ("notice.cancel", deeds.cancel_notice),
        ("notice.edit", deeds.edit_notice),
        ("notice.again", deeds.remind_unread),
    ):
        hear(press, _of_version(deed), pressed(name), verb=send)
    hear(press, on_read, pressed("notice.read"), verb=read)
    hear(press, on_sample, pressed("notice.sample"), verb=send)
    hear(press, _each_time(questions.ask_for_question), pressed("notice.ask"), verb=read)
    hear(press, _each_time(deeds.show_unread), pressed("notice.unread"), verb=send)
    hear(press, _each_time(questions.show_questions), pressed("notice.questions"), verb=send)
    hear(press, on_answer, pressed("notice.answer"), verb=send)
    return room


def _of_version(deed: Deed) -> Handler:
    """A press that holds only for the state its card showed."""

    async def on_press(
        query: CallbackQuery,
        callback_data: Pressed,
        db: Database,
        visitor: Visitor,
        source: str,
        now: datetime,
    ) -> Answer | None:
        return await db.do(
            deed,
            by=visitor,
            notice_id=callback_data.subject,
            version=callback_data.version,
            source=source,
            now=now,
        )

    return on_press


def _each_time(deed: Deed) -> Handler:
    """A press that may be meant anew each time."""

    async def on_press(
        query: CallbackQuery,
        callback_data: Pressed,
        db: Database,
        visitor: Visitor,
        here: Address,
        source: str,
        now: datetime,
    ) -> Answer | None:
        return await db.do(
            deed,
            by=visitor,
            notice_id=callback_data.subject,
            here=here,
            source=f"{source}:{query.id}",
            now=now,
        )

    return on_press


async def on_send(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    """One that found out that quiet hours have begun did nothing, and may be pressed anew."""
    return await db.do(
        deeds.send_notice,
        by=visitor,
        notice_id=callback_data.subject,
        version=callback_data.version,
        is_held=callback_data.arg == "held",
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_read(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    """A second press hears that the first one counted."""
    return await db.do(
        deeds.read_notice,
        by=visitor,
        notice_id=callback_data.subject,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_sample(query: CallbackQuery) -> Answer | None:
    return Answer("notice.sample")


async def on_answer(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if not here.is_private:
        raise RuleBroken("press.stale")
    return await db.do(
        questions.ask_for_answer,
        by=visitor,
        question_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
