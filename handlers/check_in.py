"""签到: a scanned code, /checkin with six digits, with a name or alone, and the buttons of both."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import CallbackQuery, Message

from actions.attendance import START as CARD
from actions.attendance import add_walk_in, open_leaders_card, open_next_card
from actions.check_in import check_out, join_and_check_in, scan_code, type_number
from actions.check_in_code import hide_code, open_code
from actions.replies import point_to_private
from domain.addresses import Address
from domain.answers import Answer
from domain.check_in import START, read_number, read_start
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.whom import parse_whom
from handlers.doors import command, hear
from handlers.filters import Found
from handlers.presses import Pressed, pressed
from handlers.whom import target_in, words_behind
from storage.attendance import list_on_for
from storage.database import Database

PRIVATE = F.chat.type == "private"


class TypesNumber(Filter):
    """Six digits alone, while something is on in a community of whoever types them."""

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> Found:
        number = read_number(message.text or "")
        if number is None or visitor.community_id is None:
            return False
        on = await db.read(list_on_for, person_id=visitor.person_id, now=now)
        return {"number": number} if on else False


def router() -> Router:
    """Who hears what in this file; before the rooms that take whatever is said in private."""
    room = Router(name="check-in")
    scanned = CommandStart(deep_link=True, magic=F.args.startswith(START))
    hear(room.message, on_scan, scanned, PRIVATE, verb=Verb.JOIN_ACTIVITY)
    opened = CommandStart(deep_link=True, magic=F.args == CARD)
    hear(room.message, on_opened, opened, PRIVATE, verb=Verb.JOIN_ACTIVITY)
    hear(room.message, on_check_in, command("checkin"), verb=Verb.JOIN_ACTIVITY)
    hear(room.message, on_number, PRIVATE, TypesNumber(), verb=Verb.JOIN_ACTIVITY)
    for what, handler, verb in (
        ("checkin.open", on_open, Verb.LOOK_AT_ACTIVITIES),
        ("checkin.code", on_code, Verb.LEAD_ACTIVITY),
        ("checkin.hide", on_hide, Verb.LEAD_ACTIVITY),
        ("checkin.join", on_join, Verb.JOIN_ACTIVITY),
        ("checkin.out", on_out, Verb.JOIN_ACTIVITY),
    ):
        hear(room.callback_query, handler, pressed(what), verb=verb)
    return room


async def on_scan(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    activity_id, link = read_start(command.args or "")
    return await db.do(
        scan_code,
        by=visitor,
        activity_id=activity_id,
        link=link,
        here=here,
        source=source,
        now=now,
    )


async def on_check_in(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    words = words_behind(message, command)
    number = read_number(words)
    if number is not None:
        return await on_number(message, number, db, visitor, here, source, now)
    username, rest = parse_whom(words)
    if rest:
        raise RuleBroken("checkin.how")
    target = target_in(message, nobody="attendance.not_a_person")
    if username is None and target is None:
        return await on_opened(message, db, visitor, here, source, now)
    return await db.do(
        add_walk_in,
        by=visitor,
        username=username,
        target=target,
        here=here,
        source=source,
        now=now,
    )


async def on_opened(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(open_next_card, by=visitor, here=here, source=source, now=now)


async def on_number(
    message: Message,
    number: str,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """In a group everybody would read the number, and those at home could use it."""
    if here.is_private:
        return await db.do(
            type_number, by=visitor, number=number, here=here, source=source, now=now
        )
    return await db.do(
        point_to_private,
        key="checkin.privately",
        label="button.open_private",
        start=CARD,
        visitor=visitor,
        here=here,
        source=source,
        now=now,
    )


async def on_open(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    """签到 on a card that stays pressable all day: each press is an act of its own."""
    return await db.do(
        open_leaders_card,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_code(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        open_code,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_hide(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        hide_code,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=f"press:{query.id}",
        now=now,
    )


async def on_join(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        join_and_check_in,
        by=visitor,
        activity_id=callback_data.subject,
        link=callback_data.arg,
        here=here,
        source=source,
        now=now,
    )


async def on_out(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        check_out,
        by=visitor,
        activity_id=callback_data.subject,
        here=here,
        source=source,
        now=now,
    )
