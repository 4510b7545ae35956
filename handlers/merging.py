"""并案, 撤销并案, 拆分; and the reporter's answer to 同一问题."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions import prompts
from actions.merging import choose_same, merge_case, numbered, offer_merge, unmerge_case
from actions.splitting import split_case
from cards.merging import ANY, JOIN, OTHER
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Act, Case
from domain.people import Visitor
from domain.permissions import Verb
from domain.reports import read_number
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from handlers.which_case import find_case_of, find_meant
from storage.database import Database


def router() -> Router:
    room = Router(name="merging")
    hear(room.callback_query, on_same_press, pressed(Verb.CHOOSE_SAME.value), verb=Verb.CHOOSE_SAME)
    hear(room.callback_query, on_merge_press, pressed(Verb.MERGE.value), verb=Verb.MERGE)
    hear(room.message, on_merge_command, command("merge"), verb=Verb.MERGE)
    hear(room.callback_query, on_unmerge_press, pressed(Verb.UNMERGE.value), verb=Verb.UNMERGE)
    hear(room.message, on_unmerge_command, command("unmerge"), verb=Verb.UNMERGE)
    hear(room.message, on_split_command, command("split"), verb=Verb.SPLIT)
    return room


async def on_same_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    if callback_data.arg not in (JOIN, OTHER):
        raise RuleBroken("press.stale")
    return await db.do(
        choose_same,
        by=visitor,
        case_id=callback_data.subject,
        is_same=callback_data.arg == JOIN,
        source=source,
        now=now,
    )


async def on_merge_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """First the cases it could be; then the one that was pressed; ``@`` asks for a number."""
    case_id, chosen = callback_data.subject, callback_data.arg
    if not chosen:
        source = f"{source}:{query.id}"
        await db.do(offer_merge, by=visitor, case_id=case_id, where=here, source=source, now=now)
        return Answer("merge.choose_below")
    if chosen == ANY:
        await db.do(
            prompts.ask_about_act,
            by=visitor,
            act=Act.MERGE,
            case_id=case_id,
            where=here,
            source=f"{source}:{query.id}",
            now=now,
        )
        return Answer("case.asked")
    return await db.do(
        merge_case,
        by=visitor,
        case_id=case_id,
        into_id=id_in(chosen),
        where=here,
        source=source,
        now=now,
    )


async def on_merge_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/merge 1024 1009``; in reply to a card ``/merge 1009``; with one number alone, buttons."""
    case, words = await _which_into_which(db, visitor, message, command)
    if not words:
        return await db.do(
            offer_merge, by=visitor, case_id=case.id, where=here, source=source, now=now
        )
    into = await db.read(numbered, words, by=visitor)
    return await db.do(
        merge_case,
        by=visitor,
        case_id=case.id,
        into_id=into.id,
        where=here,
        source=source,
        now=now,
    )


async def _which_into_which(
    db: Database, visitor: Visitor, message: Message, command: CommandObject
) -> tuple[Case, str]:
    """The case that goes, and the words that name the other: one number below a card is the
    other's, unless it is the card's own.
    """
    words = (command.args or "").strip()
    number, rest = read_number(words)
    replied = await find_case_of(db, visitor, message)
    if replied is not None and number not in (None, replied.number) and not rest:
        return replied, words
    return await find_meant(db, visitor, message, command)


async def on_unmerge_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        unmerge_case, by=visitor, case_id=callback_data.subject, source=source, now=now
    )


async def on_unmerge_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    case, _ = await find_meant(db, visitor, message, command)
    return await db.do(unmerge_case, by=visitor, case_id=case.id, source=source, now=now)


async def on_split_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/split 1024 东门还有一盏不亮``; without words they are asked for."""
    case, words = await find_meant(db, visitor, message, command)
    if not words:
        return await db.do(
            prompts.ask_about_act,
            by=visitor,
            act=Act.SPLIT,
            case_id=case.id,
            where=here,
            source=source,
            now=now,
        )
    return await db.do(split_case, by=visitor, case_id=case.id, words=words, source=source, now=now)
