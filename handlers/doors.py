"""How handlers are hung up: each with the verb it asks permission for."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.dispatcher.event.telegram import TelegramEventObserver

from domain.answers import Answer
from domain.permissions import Verb

Handler = Callable[..., Awaitable[Answer | None]]


def hear(observer: TelegramEventObserver, handler: Handler, *filters: Any, verb: Verb) -> None:
    """Register a handler under its verb; the gate asks for it before the handler runs.

    A handler returns what is to be said to the one who acted (an ``Answer``), or ``None`` when a
    deed has promised the answer already.
    """
    observer.register(handler, *filters, flags={"verb": verb})


def verb_of(handler: HandlerObject) -> Verb:
    verb = handler.flags["verb"]
    assert isinstance(verb, Verb)
    return verb


def handlers_of(router: Router) -> list[HandlerObject]:
    """Every handler of the whole tree that hears people."""
    return [
        handler
        for room in router.chain_tail
        for name in ("message", "edited_message", "callback_query")
        for handler in room.observers[name].handlers
    ]
