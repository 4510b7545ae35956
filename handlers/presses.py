"""Button payloads on the wire: verb, object and version in at most 64 bytes, never state."""

import re
from typing import Annotated, Any

from aiogram import Router
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery
from magic_filter import MagicFilter
from pydantic import Field

from cards.card import Press
from domain.answers import Answer
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import hear

CASE_VERBS = {verb.value for verb in Verb if verb.value.startswith("case.")} | {
    *("case.history", "desk.open", "desk.next"),
}

Number = Annotated[int, Field(ge=0, lt=2**31)]
"""What a database holds as a number; a client may send any other."""


class Pressed(CallbackData, prefix="p1"):
    """The first format; a later one gets a prefix of its own so that old buttons still speak."""

    verb: str
    subject: Number
    version: Number
    arg: str = ""


def pack(press: Press) -> str:
    """The payload Telegram carries; longer than 64 bytes is our mistake and raises."""
    return Pressed(
        verb=press.verb, subject=press.subject, version=press.version, arg=press.arg
    ).pack()


def subject_of(data: str) -> int | None:
    """The case a payload is about, if it is about one."""
    try:
        press = Pressed.unpack(data)
    except (TypeError, ValueError):
        return None
    return press.subject if press.verb in CASE_VERBS else None


def pressed(*verbs: str) -> Any:
    """A filter: a button that asks for one of these verbs."""
    verb: MagicFilter = MagicFilter().verb
    return Pressed.filter(verb.in_(verbs))


def id_in(arg: str) -> int:
    """The row a payload names in its last field; whoever makes payloads up may write anything."""
    if not re.fullmatch(r"[0-9]{1,9}", arg):
        raise RuleBroken("press.stale")
    return int(arg)


def router() -> Router:
    """Asked last: buttons that are no longer made, and what no button of ours ever said."""
    room = Router(name="presses")
    hear(room.callback_query, on_unknown_press, verb=Verb.READ_HELP)
    return room


async def on_unknown_press(_press: CallbackQuery) -> Answer:
    return Answer("press.stale", must_be_read=True)
