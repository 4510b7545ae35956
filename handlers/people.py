"""Members about themselves: /help, /privacy, /lang, as commands, links and buttons."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from actions.people import choose_language, show_privacy
from actions.replies import point_to_private, show
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Role, Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database

PRIVATE = F.chat.type == "private"

Heard = Message | CallbackQuery


def name_of(event: Heard, source: str) -> str:
    """The name of what somebody asked for.

    These cards stay pressable for years and their buttons carry no version, so each press is an
    act of its own, named by its own id and not by what it asks.
    """
    return f"press:{event.id}" if isinstance(event, CallbackQuery) else source


def router() -> Router:
    """Who hears what in this file; the first match wins."""
    room = Router(name="people")
    for words, handler, verb in (
        ("help", on_help, Verb.READ_HELP),
        ("privacy", on_privacy, Verb.READ_PRIVACY),
        ("lang", on_languages, Verb.CHOOSE_LANGUAGE),
    ):
        link = CommandStart(deep_link=True, magic=F.args == words)
        hear(room.message, handler, link, PRIVATE, verb=verb)
    lang = Command("lang", ignore_case=True)
    hear(room.message, on_help, Command("help", ignore_case=True), verb=Verb.READ_HELP)
    hear(room.message, on_help, PRIVATE, F.text.in_({"帮助", "怎么用"}), verb=Verb.READ_HELP)
    asks_privacy = Command("privacy", ignore_case=True)
    hear(room.message, on_privacy, asks_privacy, PRIVATE, verb=Verb.READ_PRIVACY)
    hear(room.message, on_privacy, PRIVATE, F.text == "隐私", verb=Verb.READ_PRIVACY)
    hear(room.message, on_privacy_in_group, asks_privacy, verb=Verb.READ_PRIVACY)
    chosen = Command("lang", ignore_case=True, magic=F.args)
    hear(room.message, on_language, chosen, PRIVATE, verb=Verb.CHOOSE_LANGUAGE)
    hear(room.message, on_languages, lang, PRIVATE, verb=Verb.CHOOSE_LANGUAGE)
    hear(room.message, on_languages_in_group, lang, verb=Verb.CHOOSE_LANGUAGE)
    hear(room.callback_query, on_help, pressed("help.show"), verb=Verb.READ_HELP)
    hear(room.callback_query, on_privacy, pressed("privacy.show"), verb=Verb.READ_PRIVACY)
    hear(room.callback_query, on_languages, pressed("lang.show"), verb=Verb.CHOOSE_LANGUAGE)
    hear(room.callback_query, on_choose_lang, pressed("lang.choose"), verb=Verb.CHOOSE_LANGUAGE)
    return room


async def on_help(
    event: Heard, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    operates = any(held.role is Role.OPERATOR for held in visitor.holdings)
    return await db.do(
        show,
        kind="help.card",
        visitor=visitor,
        here=here,
        payload={"person": visitor.person_id, "is_operator": operates},
        source=name_of(event, source),
        now=now,
    )


async def on_privacy(
    event: Heard, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show_privacy, visitor=visitor, here=here, source=name_of(event, source), now=now
    )


async def on_privacy_in_group(
    event: Heard, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await _open_door("privacy", db, visitor, here, source, now)


async def on_languages(
    event: Heard, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        show,
        kind="language.choice",
        visitor=visitor,
        here=here,
        payload={"person": visitor.person_id},
        source=name_of(event, source),
        now=now,
    )


async def on_languages_in_group(
    event: Heard, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await _open_door("lang", db, visitor, here, source, now)


async def _open_door(
    what: str, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await db.do(
        point_to_private,
        key=f"door.{what}",
        label="door.open",
        start=what,
        visitor=visitor,
        here=here,
        source=source,
        now=now,
    )


async def on_language(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        choose_language,
        visitor=visitor,
        here=here,
        language=command.args or "",
        source=source,
        now=now,
    )


async def on_choose_lang(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    now: datetime,
) -> Answer | None:
    return await db.do(
        choose_language,
        visitor=visitor,
        here=here,
        language=callback_data.arg,
        source=f"press:{query.id}",
        now=now,
    )
