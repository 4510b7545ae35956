"""Awards 加分 and deductions 扣分: /award, /deduct, /reverse, and the second secretary's press."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions.awards import award_points, second_award
from actions.reversals import ask_why_to_reverse, grant_at, reverse_award
from domain.addresses import Address
from domain.answers import Answer
from domain.awards import parse_award
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.context import replied_to
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from handlers.whom import target_in, words_behind
from storage.database import Database


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="awards")
    hear(room.message, on_award, command("award"), verb=Verb.AWARD)
    hear(room.message, on_award, command("deduct"), verb=Verb.AWARD)
    hear(room.message, on_reverse, command("reverse"), verb=Verb.REVERSE_POINTS)
    hear(room.callback_query, on_second, pressed("points.second"), verb=Verb.SECOND_AWARD)
    hear(room.callback_query, on_ask_why, pressed("points.reverse"), verb=Verb.REVERSE_POINTS)
    return room


async def on_award(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    is_deduction = command.command.lower() == "deduct"
    return await db.do(
        award_points,
        by=visitor,
        here=here,
        wish=parse_award(words_behind(message, command), is_deduction=is_deduction),
        target=target_in(message, nobody="award.not_a_person"),
        source=source,
        now=now,
    )


async def on_reverse(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """In reply to the card; without a reason it is asked for."""
    original = replied_to(message)
    if original is None:
        raise RuleBroken("award.reverse_usage")
    grant_id = await db.read(grant_at, visitor, here, str(original.message_id))
    if not command.args:
        return await db.do(
            ask_why_to_reverse, by=visitor, grant_id=grant_id, here=here, source=source, now=now
        )
    return await db.do(
        reverse_award,
        by=visitor,
        grant_id=grant_id,
        reason=command.args,
        source=source,
        now=now,
    )


async def on_second(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        second_award,
        by=visitor,
        grant_id=callback_data.subject,
        agrees=callback_data.arg == "yes",
        source=source,
        now=now,
    )


async def on_ask_why(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_why_to_reverse,
        by=visitor,
        grant_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
