"""What will be said when: /jobs, for secretaries, in private."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.jobs import cancel_job
from actions.looks import show, turn_page
from actions.reminders import PLANNED, skip_next
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

START = "jobs"


def router() -> Router:
    room = Router(name="jobs")
    verb = Verb.LOOK_AT_JOBS
    hear(room.message, on_jobs, command("jobs"), verb=verb)
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_jobs, starts, F.chat.type == "private", verb=verb)
    hear(room.callback_query, on_page, pressed("job.page"), verb=verb)
    hear(room.callback_query, on_skip, pressed("job.skip"), verb=verb)
    hear(room.callback_query, on_cancel, pressed("job.cancel"), verb=verb)
    return room


async def on_jobs(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=PLANNED,
        payload={"viewer": visitor.person_id, "page": 0},
        here=here,
        is_personal=True,
        start=START,
        source=source,
        now=now,
    )


async def on_page(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        turn_page,
        by=visitor,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_skip(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if not callback_data.arg.isdecimal():  # whoever makes payloads up may write anything
        raise RuleBroken("press.stale")
    return await db.do(
        skip_next,
        by=visitor,
        reminder_id=callback_data.subject,
        version=callback_data.version,
        stamp=int(callback_data.arg),
        here=here,
        source=source,
        now=now,
    )


async def on_cancel(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        cancel_job,
        by=visitor,
        job_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
