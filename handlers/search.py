"""Finding: /find, 找 in private, and @bot in any chat's input field."""

import re
from datetime import datetime
from typing import Any

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
)

from actions.looks import show, turn_page, view_of
from cards.card import Button, Reader
from cards.search import AS_CARD, shared_card, summary_of, title_of
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.search import LONGEST_WISH, NOBODY, Finding, query_of
from handlers.context import replied_to
from handlers.doors import command, hear, is_typed
from handlers.filters import AnswersInPrivate, FillsForm
from handlers.presses import Pressed, pressed
from storage.cases import find_case_by_id
from storage.database import Database
from storage.search import find_cases

START = "find"
"""The deep link that asks what to look for."""

MOST_OFFERED = 10
OFFER_LIVES_S = 5
"""A case moves on while somebody types; Telegram's own choice would be five minutes."""

_ASKED = re.compile(r"\s*(?:找|搜|搜索|查找|find)[\s:：]+(?P<wish>.+)", re.DOTALL | re.IGNORECASE)


class AsksToFind(Filter):
    """找 井盖 in private, from somebody who is not in the middle of answering us something."""

    async def __call__(
        self, message: Message, db: Database, visitor: Visitor, now: datetime
    ) -> bool | dict[str, Any]:
        asked = _ASKED.fullmatch(message.text or "") if is_typed(message) else None
        if asked is None or replied_to(message) is not None:
            return False
        if await FillsForm()(message, db, visitor):
            return False
        if await AnswersInPrivate()(message, db, visitor, now):
            return False
        return {"wish": asked["wish"]}


class IsSharedByUs(Filter):
    """A card of ours that somebody has sent into a chat: our words, and nobody's report."""

    async def __call__(self, message: Message, bot_name: str) -> bool:
        via = message.via_bot
        return via is not None and (via.username or "").lower() == bot_name.lower()


def router() -> Router:
    room = Router(name="search")
    private = F.chat.type == "private"
    hear(room.message, on_shared, IsSharedByUs(), verb=Verb.READ_HELP)
    hear(room.message, on_find, command("find"), verb=Verb.LOOK)
    hear(room.message, on_find_words, private, AsksToFind(), verb=Verb.LOOK)
    asks = CommandStart(deep_link=True, magic=F.args == START)
    hear(room.message, on_start_find, asks, private, verb=Verb.LOOK)
    hear(room.callback_query, on_page_press, pressed("search.page"), verb=Verb.LOOK)
    opens = Pressed.filter((F.verb == Verb.LOOK.value) & (F.arg == AS_CARD))
    hear(room.callback_query, on_open_press, opens, verb=Verb.LOOK)
    hear(room.inline_query, on_typing, verb=Verb.SHARE)
    return room


async def on_shared(message: Message) -> Answer | None:
    return None


async def on_find(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    if not (command.args or "").strip():
        return Answer("search.usage")
    return await on_find_words(message, command.args or "", db, visitor, here, source, now)


async def on_find_words(
    message: Message,
    wish: str,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    wish = wish.strip()[:LONGEST_WISH]
    query_of(wish)  # what cannot be looked for is said now, not when the list is written
    return await db.do(
        show,
        by=visitor,
        kind="case.found",
        payload={"wish": wish, "page": 0, "viewer_id": visitor.person_id},
        here=here,
        is_personal=False,
        start="",
        source=source,
        now=now,
    )


async def on_start_find(message: Message) -> Answer:
    return Answer("search.usage")


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


async def on_open_press(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The whole case, as its viewer may see it."""
    case = await db.read(find_case_by_id, community_id=visitor.home, case_id=callback_data.subject)
    if case is None:
        raise RuleBroken("case.unknown")
    return await db.do(
        show,
        by=visitor,
        kind="case.view",
        payload=view_of(case.id, visitor),
        here=here,
        is_personal=True,
        start=f"case_{case.number}",
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_typing(
    query: InlineQuery, db: Database, visitor: Visitor, reader: Reader, bot_name: str
) -> Answer | None:
    """Offer what everybody may know, for it goes where we cannot see who reads it."""
    found = await db.read(
        find_cases,
        community_id=visitor.home,
        phrases=query_of(query.query),
        eyes=NOBODY,
        limit=MOST_OFFERED,
    )
    nothing = None
    if not found:
        text = reader.say("search.offer_none")
        nothing = InlineQueryResultsButton(text=text, start_parameter=START)
    await query.answer(
        [_offer(one, reader, bot_name) for one in found],
        cache_time=OFFER_LIVES_S,
        is_personal=True,
        button=nothing,
    )
    return None


def _offer(one: Finding, reader: Reader, bot_name: str) -> InlineQueryResultArticle:
    card = shared_card(one, reader)
    keyboard = [[_link(button, bot_name) for button in row] for row in card.buttons]
    return InlineQueryResultArticle(
        id=str(one.number),
        title=title_of(one, reader),
        description=summary_of(one, reader),
        # Without a parse mode: what people wrote is shown as they wrote it.
        input_message_content=InputTextMessageContent(message_text=card.text, parse_mode=None),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=keyboard),
    )


def _link(button: Button, bot_name: str) -> InlineKeyboardButton:
    url = f"https://t.me/{bot_name}?start={button.start}"
    return InlineKeyboardButton(text=button.label, url=url)
