"""Roles 角色: /role in reply to a person's message, or with @name."""

from datetime import datetime

from aiogram import Router
from aiogram.filters import Command, CommandObject
from aiogram.types import Message, User

from actions.roles import give_role
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.roles import Target, parse_wish
from domain.rules import RuleBroken
from handlers.context import FACELESS_IDS, is_faceless
from handlers.doors import hear
from storage.database import Database


def router() -> Router:
    """Who hears what in this file."""
    room = Router(name="roles")
    # Naming secretaries is the least that may be asked; the deed looks at the role itself.
    hear(
        room.message,
        on_role,
        Command("role", ignore_case=True),
        verb=Verb.GIVE_SECRETARY,
    )
    return room


async def on_role(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    meant = mentioned(message)
    words = (command.args or "").replace(meant.full_name, " ") if meant else command.args or ""
    wish = parse_wish(words)
    if wish is None:
        raise RuleBroken("role.usage")
    target = None
    if wish.username is not None:
        if wish.username.lower().endswith("bot"):  # Telegram keeps this ending for bots
            raise RuleBroken("role.not_a_person")
    else:
        target = target_of(meant) if meant else replied_to(message)
    return await db.do(
        give_role,
        visitor=visitor,
        here=here,
        wish=wish,
        target=target,
        source=source,
        now=now,
    )


def mentioned(message: Message) -> User | None:
    """A person without a username, chosen from Telegram's list: the mention carries their id."""
    mentions = (one.user for one in message.entities or [] if one.type == "text_mention")
    return next((user for user in mentions if user is not None), None)


def replied_to(message: Message) -> Target | None:
    """The author of the message this one replies to.

    Inside a forum topic every message replies to the topic's first, which is nobody's word.
    """
    original = message.reply_to_message
    if original is None or original.forum_topic_created is not None:
        return None
    if is_faceless(original) or original.from_user is None:
        raise RuleBroken("role.not_a_person")
    return target_of(original.from_user)


def target_of(user: User) -> Target:
    if user.is_bot or user.id in FACELESS_IDS:
        raise RuleBroken("role.not_a_person")
    return Target(str(user.id), user.full_name, user.username)
