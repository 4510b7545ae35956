"""How handlers are hung up: each with the verb it asks permission for."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.handler import FilterObject, HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver
from aiogram.filters import Command, Filter
from aiogram.types import Message, TelegramObject

from domain.answers import Answer
from domain.permissions import Verb

Handler = Callable[..., Awaitable[Answer | None]]


class AtOnce(Filter):
    """A plain question to the event, and to what filters before it have found (a command's words).
    aiogram sends each into a thread of its own, which for one report came to a hundred and sixty.
    """

    def __init__(self, asks: FilterObject) -> None:
        self._asks = asks

    async def __call__(self, event: TelegramObject, **found: Any) -> Any:
        asked_for = {name: found[name] for name in self._asks.params if name in found}
        return self._asks.callback(event, **asked_for)


def hear(observer: TelegramEventObserver, handler: Handler, *filters: Any, verb: Verb) -> None:
    """Register a handler under its verb; the gate asks for it before the handler runs.

    A handler returns what is to be said to the one who acted (an ``Answer``), or ``None`` when a
    deed has promised the answer already. Commands are heard only from who types them: forwarded
    words are somebody else's, content and never a wish.
    """
    if any(isinstance(one, Command) for one in filters):
        filters = (is_typed, *filters)
    observer.register(handler, *map(_at_once, filters), flags={"verb": verb})


def _at_once(wanted: Any) -> Any:
    asked = FilterObject(wanted)
    return wanted if asked.awaitable else AtOnce(asked)


def is_typed(message: Message) -> bool:
    return message.forward_origin is None and message.via_bot is None


def command(name: str) -> Command:
    """A command in any case of letters."""
    return Command(name, ignore_case=True)


def verb_of(handler: HandlerObject) -> Verb:
    verb = handler.flags["verb"]
    assert isinstance(verb, Verb)
    return verb


def handlers_of(router: Router) -> list[HandlerObject]:
    """Every handler of the whole tree that hears people."""
    return [
        handler
        for room in router.chain_tail
        for name in ("message", "edited_message", "callback_query", "inline_query")
        for handler in room.observers[name].handlers
    ]
