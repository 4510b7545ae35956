"""Looking: /mine, /case, /open, 进度, and who reported."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import narrow_to_grid, reveal_reporter, show, turn_page
from cards.card import Reader, listed
from cards.cases import PLACE_WORDS, history_alert, shorten
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from handlers.which_case import find_meant
from storage.case_facts import read_facts
from storage.cases import find_case, find_case_by_id
from storage.database import Database
from storage.grids import list_grids

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
    hear(
        room.callback_query,
        on_reveal_press,
        pressed(Verb.REVEAL_REPORTER.value),
        verb=Verb.REVEAL_REPORTER,
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
    """All that is open, or with a grid's name what is open there."""
    name = ((command and command.args) or "").strip()
    grid = await _grid_called(db, visitor, name, reader) if name else 0
    return await db.do(
        show,
        by=visitor,
        kind="case.list",
        payload={"what": "open", "grid": grid, "page": 0},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def _grid_called(db: Database, visitor: Visitor, name: str, reader: Reader) -> int:
    """The grid of this name. Raises ``RuleBroken`` with the names there are."""
    known = {one.name: one.id for one in await db.read(list_grids, community_id=visitor.home)}
    if not known:
        raise RuleBroken("grid.none_defined")
    if name not in known:
        names = listed(known, reader.say)
        raise RuleBroken("case.open_unknown_grid", name=shorten(name, PLACE_WORDS), grids=names)
    return known[name]


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
        payload={"case_id": case.id, "viewer_id": visitor.person_id},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def on_progress_press(
    query: CallbackQuery, callback_data: Pressed, db: Database, visitor: Visitor, reader: Reader
) -> Answer | None:
    """进度: how far it is, for the presser alone."""
    case_id = callback_data.subject
    case = await db.read(find_case_by_id, community_id=visitor.home, case_id=case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    facts = await db.read(read_facts, case.id)
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
