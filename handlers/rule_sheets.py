"""The rule sheet 积分规则: /rules shows it to everybody, a secretary's press switches a rule."""

from datetime import datetime

from aiogram import F, Router
from aiogram.types import CallbackQuery, Message

from actions.looks import show, turn_page
from actions.rule_sheets import switch_group, switch_rule
from cards.rule_sheets import TURN
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

RULES = "积分规则"


def router() -> Router:
    room = Router(name="rule sheets")
    look = Verb.LOOK_AT_POINTS
    hear(room.message, on_rules, command("rules"), verb=look)
    hear(room.message, on_rules, F.chat.type == "private", F.text == RULES, verb=look)
    hear(room.callback_query, on_page, pressed(TURN), verb=look)
    hear(room.callback_query, on_switch, pressed("rules.switch"), verb=Verb.CHANGE_RULES)
    hear(room.callback_query, on_group, pressed("rules.group"), verb=Verb.CHANGE_RULES)
    return room


async def on_rules(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """What counts is no secret: in a group everybody reads it there."""
    return await db.do(
        show,
        by=visitor,
        kind="rules.card",
        payload={"page": 0},
        here=here,
        is_personal=False,
        start="",
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


async def on_switch(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        switch_rule,
        by=visitor,
        place=callback_data.subject,
        is_on=callback_data.arg == "on",
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_group(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        switch_group,
        by=visitor,
        chat_id=callback_data.subject,
        version=callback_data.version,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )
