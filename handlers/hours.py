"""Hours 时长: /hours alone shows one's own, /hours with words declares; those who may decide."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions import hour_claims as claims
from actions import hour_disputes as disputes
from actions.hour_answers import picture_in
from actions.looks import show
from cards.hours import DISPUTE, MONTH
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.context import is_faceless, replied_to
from handlers.doors import command, hear, is_typed
from handlers.presses import Pressed, pressed
from handlers.said import words_of
from storage.database import Database

START = "hours"
"""The deep link from a group, where nobody's hours are shown."""

DECLARES = "记时长"
MINE = {"我的时长", "时长", "志愿时长"}


def router() -> Router:
    room = Router(name="hours")
    private, look, declare = F.chat.type == "private", Verb.LOOK_AT_HOURS, Verb.DECLARE_HOURS
    hear(room.message, on_hours, command("hours"), is_alone, verb=look)
    hear(room.message, on_hours, private, F.text.in_(MINE), verb=look)
    starts = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_hours, starts, private, verb=look)
    hear(room.message, on_declare, command("hours"), verb=declare)
    words = F.text.startswith(DECLARES) | F.caption.startswith(DECLARES)
    hear(room.message, on_declare_words, is_typed, private, words, verb=declare)
    hear(room.callback_query, on_turn, pressed("hours.turn"), verb=look)
    hear(room.callback_query, on_ask, pressed("hours.declare"), verb=declare)
    hear(room.callback_query, on_service, pressed("hours.service"), verb=declare)
    hear(room.callback_query, on_withdraw, pressed("hours.withdraw"), verb=declare)
    confirm, correct = Verb.CONFIRM_HOURS, Verb.CORRECT_HOURS
    hear(room.callback_query, on_confirm, pressed("hours.confirm"), verb=confirm)
    hear(room.callback_query, on_reject, pressed("hours.reject"), verb=confirm)
    hear(room.callback_query, on_who, pressed("hours.who"), verb=confirm)
    hear(room.callback_query, on_dispute, pressed("hours.dispute"), verb=Verb.DISPUTE_HOURS)
    hear(room.callback_query, on_decide, pressed("hours.correct", "hours.uphold"), verb=correct)
    return room


def is_alone(message: Message, command: CommandObject) -> bool:
    return not command.args and not message.photo


async def on_hours(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind=disputes.HOURS,
        payload={"person_id": visitor.person_id, "view": MONTH, "month": "", "page": 0},
        here=here,
        is_personal=True,
        start=START,
        source=source,
        now=now,
    )


async def on_declare(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """With a photo of its own, or the photo of the message it replies to."""
    return await db.do(
        claims.declare_hours,
        by=visitor,
        text=command.args or "",
        picture=_picture(message),
        here=here,
        source=source,
        now=now,
    )


def _picture(message: Message) -> str:
    """Nobody's photo counts as one's own unless it is chosen, by a reply, to go along."""
    replied = replied_to(message)
    own = picture_in(words_of(message))
    if own or replied is None or is_faceless(replied):
        return own
    return picture_in(words_of(replied))


async def on_declare_words(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """记时长 alone asks; with words it is as good as the command."""
    said = message.text or message.caption or ""
    words = said.removeprefix(DECLARES).strip(" ，,：:")
    if not words and not message.photo:
        return await db.do(claims.ask_hours, by=visitor, here=here, source=source, now=now)
    return await db.do(
        claims.declare_hours,
        by=visitor,
        text=words,
        picture=_picture(message),
        here=here,
        source=source,
        now=now,
    )


async def on_turn(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    view, _, month = callback_data.arg.partition(".")
    is_known = view in (MONTH, DISPUTE) and re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", month)
    if not is_known:  # whoever makes payloads up may write anything
        raise RuleBroken("press.stale")
    return await db.do(
        disputes.turn_hours,
        by=visitor,
        view=view,
        month=month,
        page=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_ask(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        claims.ask_hours, by=visitor, here=here, source=f"{source}:{query.id}", now=now
    )


async def on_service(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claims.choose_service,
        by=visitor,
        claim_id=callback_data.subject,
        service=callback_data.arg,
        source=source,
        now=now,
    )


async def on_withdraw(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claims.withdraw_claim, by=visitor, claim_id=callback_data.subject, source=source, now=now
    )


async def on_confirm(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claims.confirm_claim, by=visitor, claim_id=callback_data.subject, source=source, now=now
    )


async def on_reject(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claims.ask_why_rejected,
        by=visitor,
        claim_id=callback_data.subject,
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_who(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claims.reveal_claimant,
        by=visitor,
        claim_id=callback_data.subject,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_dispute(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        disputes.ask_what_is_wrong,
        by=visitor,
        hours_id=callback_data.subject,
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_decide(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        disputes.ask_to_decide,
        by=visitor,
        dispute_id=callback_data.subject,
        corrects=callback_data.verb == "hours.correct",
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )
