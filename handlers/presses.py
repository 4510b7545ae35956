"""Button payloads on the wire: verb, object and version in at most 64 bytes, never state."""

from typing import Any

from aiogram.filters.callback_data import CallbackData
from magic_filter import MagicFilter

from cards.card import Press


class Pressed(CallbackData, prefix="p1"):
    """The first format; a later one gets a prefix of its own so that old buttons still speak."""

    verb: str
    subject: int
    version: int
    arg: str = ""


def pack(press: Press) -> str:
    """The payload Telegram carries; longer than 64 bytes is our mistake and raises."""
    return Pressed(
        verb=press.verb, subject=press.subject, version=press.version, arg=press.arg
    ).pack()


def pressed(*verbs: str) -> Any:
    """A filter: a button that asks for one of these verbs."""
    verb: MagicFilter = MagicFilter().verb
    return Pressed.filter(verb.in_(verbs))
