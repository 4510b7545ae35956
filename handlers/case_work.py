"""The staff's buttons and commands on a case, and the reporter's own."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import CommandObject
from aiogram.types import CallbackQuery, Message

from actions import prompts
from actions.case_confirmation import rate_case, settle_case, withdraw_case
from actions.case_work import act_on_case, assign_case, offer_assignees
from actions.cases import claim_find, follow_case
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import ACTS_WITH_WORDS, VERBS, Act, Rating
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from handlers.said import words_of
from handlers.which_case import find_meant
from storage.database import Database

OFFICE_ACTS = (
    Act.ACCEPT,
    Act.PROGRESS,
    Act.RESOLVE,
    Act.WAIT,
    Act.RESUME,
    Act.REJECT,
    Act.NOTE,
    Act.REOPEN,
    Act.TRANSFER,
    Act.RECALL,
    Act.URGENT,
    Act.PASS,
    Act.FAIL,
)


def router() -> Router:
    """Each act by its button and by its command, under the same verb."""
    room = Router(name="case work")
    for act in OFFICE_ACTS:
        verb = VERBS[act]
        hear(room.callback_query, on_act_press, pressed(verb.value), verb=verb)
        hear(room.message, on_act_command, command(act.value), verb=verb)
    hear(room.callback_query, on_assign_press, pressed(Verb.ASSIGN.value), verb=Verb.ASSIGN)
    hear(room.message, on_assign_command, command("assign"), verb=Verb.ASSIGN)
    hear(room.callback_query, on_rate_press, pressed(Verb.RATE.value), verb=Verb.RATE)
    hear(room.callback_query, on_withdraw_press, pressed(Verb.WITHDRAW.value), verb=Verb.WITHDRAW)
    hear(room.message, on_withdraw_command, command("withdraw"), verb=Verb.WITHDRAW)
    hear(room.callback_query, on_settle_press, pressed(Verb.SETTLE.value), verb=Verb.SETTLE)
    hear(room.message, on_settle_command, command("fixed"), verb=Verb.SETTLE)
    hear(room.callback_query, on_add_press, pressed(Verb.ADD_TO_CASE.value), verb=Verb.ADD_TO_CASE)
    hear(room.callback_query, on_follow_press, pressed(Verb.FOLLOW.value), verb=Verb.FOLLOW)
    hear(room.callback_query, on_claim_press, pressed(Verb.CLAIM_FIND.value), verb=Verb.CLAIM_FIND)
    return room


async def on_act_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    act, case_id = Act(callback_data.verb.removeprefix("case.")), callback_data.subject
    if act in ACTS_WITH_WORDS:
        await db.do(
            prompts.ask_about_act,
            by=visitor,
            act=act,
            case_id=case_id,
            where=here,
            source=f"{source}:{query.id}",
            now=now,
        )
        return Answer("case.asked")
    return await db.do(
        act_on_case,
        by=visitor,
        act=act,
        case_id=case_id,
        said=Words(),
        source=source,
        now=now,
    )


async def on_act_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    act = Act(command.command)
    case, words = await find_meant(db, visitor, message, command)
    said = words_of(message, words)
    if act in ACTS_WITH_WORDS and not said.text and not said.attachments:
        return await db.do(
            prompts.ask_about_act,
            by=visitor,
            act=act,
            case_id=case.id,
            where=here,
            source=source,
            now=now,
        )
    return await db.do(
        act_on_case, by=visitor, act=act, case_id=case.id, said=said, source=source, now=now
    )


async def on_assign_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """派单: first the names; then the name that was pressed; ``@`` asks for another by name."""
    case_id, chosen = callback_data.subject, callback_data.arg
    if not chosen:
        await db.do(
            offer_assignees,
            by=visitor,
            case_id=case_id,
            where=here,
            source=f"{source}:{query.id}",
            now=now,
        )
        return Answer("case.choose_below")
    if chosen == "@":
        await db.do(
            prompts.ask_about_act,
            by=visitor,
            act=Act.ASSIGN,
            case_id=case_id,
            where=here,
            source=f"{source}:{query.id}",
            now=now,
        )
        return Answer("case.asked")
    return await db.do(
        assign_case, by=visitor, case_id=case_id, to=[id_in(chosen)], source=source, now=now
    )


async def on_assign_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/assign 1024 @wang``; without a name the buttons are offered."""
    case, words = await find_meant(db, visitor, message, command)
    if not words:
        return await db.do(
            offer_assignees, by=visitor, case_id=case.id, where=here, source=source, now=now
        )
    to = await db.read(prompts.named, words, by=visitor)
    return await db.do(assign_case, by=visitor, case_id=case.id, to=to, source=source, now=now)


async def on_rate_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    try:
        rating = Rating(callback_data.arg)
    except ValueError:
        raise RuleBroken("press.stale") from None
    return await db.do(
        rate_case,
        by=visitor,
        case_id=callback_data.subject,
        rating=rating,
        where=here,
        source=source,
        now=now,
    )


async def on_withdraw_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        withdraw_case, by=visitor, case_id=callback_data.subject, source=source, now=now
    )


async def on_withdraw_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    case, _ = await find_meant(db, visitor, message, command)
    return await db.do(withdraw_case, by=visitor, case_id=case.id, source=source, now=now)


async def on_settle_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        settle_case, by=visitor, case_id=callback_data.subject, source=source, now=now
    )


async def on_settle_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    case, _ = await find_meant(db, visitor, message, command)
    return await db.do(settle_case, by=visitor, case_id=case.id, source=source, now=now)


async def on_add_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    await db.do(
        prompts.ask_to_add,
        by=visitor,
        case_id=callback_data.subject,
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )
    return Answer("case.asked")


async def on_follow_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        follow_case, by=visitor, case_id=callback_data.subject, source=source, now=now
    )


async def on_claim_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        claim_find, by=visitor, case_id=callback_data.subject, source=source, now=now
    )
