"""Looking: /mine, /case, /open, 进度, and who reported."""

from collections.abc import Sequence
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import (
    narrow_to_grid,
    narrow_to_kind,
    offer_kinds,
    reveal_reporter,
    show,
    turn_history,
    turn_page,
    view_of,
)
from actions.revealing import ask_why_to_reveal
from cards.card import Reader, listed
from cards.case_view import history_alert
from cards.cases import PLACE_WORDS
from cards.length import shorten
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Case
from domain.categories import heads_of
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, id_in, pressed
from handlers.which_case import find_meant
from storage.cases import find_case, find_case_by_id
from storage.categories import list_categories
from storage.database import Database
from storage.discretion import facts_at
from storage.grids import list_grids
from storage.merging import living

MY_CASES = {"我的诉求", "我的随手拍", "我的案件"}
OPEN_CASES = {"待办", "未办结"}


def router() -> Router:
    room = Router(name="case looks")
    private = F.chat.type == "private"
    hear(room.message, on_mine, command("mine"), verb=Verb.LOOK)
    hear(room.message, on_mine, private, F.text.in_(MY_CASES), verb=Verb.LOOK)
    hear(room.message, on_mine, _start("mine"), private, verb=Verb.LOOK)
    hear(room.callback_query, on_mine_press, pressed("case.mine"), verb=Verb.LOOK)
    hear(room.message, on_open, command("open"), verb=Verb.LOOK)
    hear(room.message, on_open, private, F.text.in_(OPEN_CASES), verb=Verb.LOOK)
    hear(room.message, on_case, command("case"), verb=Verb.LOOK)
    deep = CommandStart(deep_link=True, magic=F.args.regexp(r"^case_[0-9]{1,9}$"))
    hear(room.message, on_start_case, deep, private, verb=Verb.LOOK)
    hear(room.callback_query, on_progress_press, pressed(Verb.LOOK.value), verb=Verb.LOOK)
    hear(room.callback_query, on_page_press, pressed("case.page"), verb=Verb.LOOK)
    hear(room.callback_query, on_open_in_press, pressed("case.open_in"), verb=Verb.LOOK)
    hear(room.callback_query, on_kinds_press, pressed("case.open_kinds"), verb=Verb.LOOK)
    hear(room.callback_query, on_kind_press, pressed("case.open_kind"), verb=Verb.LOOK)
    hear(room.callback_query, on_history_press, pressed("case.history"), verb=Verb.LOOK)
    hear(
        room.callback_query,
        on_reveal_press,
        pressed(Verb.REVEAL_REPORTER.value),
        verb=Verb.REVEAL_REPORTER,
    )
    hear(
        room.callback_query,
        on_reveal_hidden_press,
        pressed(Verb.REVEAL_HIDDEN.value),
        verb=Verb.REVEAL_HIDDEN,
    )
    return room


def _start(payload: str) -> CommandStart:
    return CommandStart(deep_link=True, magic=F.args == payload)


async def on_mine(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        by=visitor,
        kind="case.list",
        payload={"what": "mine", "person_id": visitor.person_id, "page": 0},
        here=here,
        is_personal=True,
        start="mine",
        source=source,
        now=now,
    )


async def on_mine_press(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, now: datetime
) -> Answer | None:
    assert isinstance(query.message, Message)
    return await on_mine(query.message, db, visitor, here, f"press:{query.id}", now)


async def on_open(
    message: Message,
    db: Database,
    visitor: Visitor,
    here: Address,
    reader: Reader,
    source: str,
    now: datetime,
    command: CommandObject | None = None,
) -> Answer | None:
    """All that is open, or what is open in a grid, of a kind, or both: 一号网格 电梯."""
    names = ((command and command.args) or "").split()
    narrowed = await _called(db, names, visitor, reader)
    return await db.do(
        show,
        by=visitor,
        kind="case.list",
        payload={"what": "open", "page": 0, "is_choosing": False, **narrowed},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def _called(
    db: Database, names: Sequence[str], visitor: Visitor, reader: Reader
) -> dict[str, Json]:
    """What a list is narrowed to by these names of grids, and of kinds or groups of them. Raises
    ``RuleBroken`` with the names there are.
    """
    home = visitor.home
    grids = {one.name: one.id for one in await db.read(list_grids, community_id=home)}
    known = await db.read(list_categories, community_id=home)
    heads = heads_of(known)
    public = {one.name: [one.id] for one in known if one.is_active and not one.is_confidential}
    kinds = public | heads
    narrowed: dict[str, Json] = {"grid": 0, "kind": "", "kinds": []}
    for name in names:
        if name in grids:
            narrowed["grid"] = grids[name]
        elif name in kinds:
            narrowed |= {"kind": name, "kinds": kinds[name]}
        else:
            there_are = listed([*grids, *heads], reader.say)
            name = shorten(name, PLACE_WORDS)
            raise RuleBroken("case.open_unknown_grid", name=name, names=there_are)
    return narrowed


async def on_case(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    case, _ = await find_meant(db, visitor, message, command)
    return await _show_case(db, visitor, case, here, source, now)


async def on_start_case(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    number = int((command.args or "").removeprefix("case_"))
    case = await db.read(find_case, community_id=visitor.home, number=number)
    if case is None:
        raise RuleBroken("case.unknown_number", number=number)
    return await _show_case(db, visitor, case, here, source, now)


async def _show_case(
    db: Database, visitor: Visitor, case: Case, here: Address, source: str, now: datetime
) -> Answer | None:
    """In a group what all may know; in private what this viewer may."""
    return await db.do(
        show,
        by=visitor,
        kind="case.view",
        payload=view_of(case.id, visitor),
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def on_progress_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    reader: Reader,
) -> Answer | None:
    """进度: how far it is, for the presser alone; no more than may be said here, for an answer
    that comes late is said aloud.
    """
    case_id = callback_data.subject
    case = await db.read(find_case_by_id, community_id=visitor.home, case_id=case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    case = await db.read(living, case)
    facts = await db.read(facts_at, case.id, here)
    return Answer("case.progress", {"text": history_alert(facts, reader)}, must_be_read=True)


async def on_page_press(
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
        page=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_open_in_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        narrow_to_grid,
        by=visitor,
        grid_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_kinds_press(
    query: CallbackQuery, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(offer_kinds, by=visitor, here=here, source=f"{source}:{query.id}", now=now)


async def on_kind_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        narrow_to_kind,
        by=visitor,
        category_id=callback_data.subject,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_history_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """经过 and its pages; without a page, back to how it stands."""
    page = id_in(callback_data.arg) if callback_data.arg else None
    return await db.do(
        turn_history, by=visitor, page=page, here=here, source=f"{source}:{query.id}", now=now
    )


async def on_reveal_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if not here.is_private:
        raise RuleBroken("case.reveal_in_private")
    return await db.do(
        reveal_reporter,
        by=visitor,
        case_id=callback_data.subject,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_reveal_hidden_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        ask_why_to_reveal,
        by=visitor,
        case_id=callback_data.subject,
        where=here,
        source=f"{source}:{query.id}",
        now=now,
    )
