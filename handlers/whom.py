"""Whom a message means: the person chosen from Telegram's list, else who wrote what it replies to.

A name that is typed, ``@name``, is among the words.
"""

from aiogram.filters import CommandObject
from aiogram.types import Message

from domain.roles import Target
from domain.rules import RuleBroken
from handlers.context import FACELESS_IDS, is_faceless, replied_to
from handlers.roles import mentioned


def target_in(message: Message, *, nobody: str) -> Target | None:
    """The person who was chosen, else the author of the message replied to. ``nobody`` is the
    sentence for a message that no person stands behind.
    """
    original = replied_to(message)
    author = mentioned(message) or (original.from_user if original else None)
    if author is None:
        return None
    is_nobody = author.is_bot or author.id in FACELESS_IDS
    if is_nobody or (original and author is original.from_user and is_faceless(original)):
        raise RuleBroken(nobody)
    return Target(str(author.id), author.full_name, author.username)


def words_behind(message: Message, command: CommandObject) -> str:
    """What stands behind the command, without the name of somebody who was chosen from a list."""
    meant, words = mentioned(message), command.args or ""
    return words.replace(meant.full_name, " ", 1).strip() if meant else words
