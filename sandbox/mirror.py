"""A driver's copy of the world, kept current by the event stream."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp


class Mirror:
    def __init__(self) -> None:
        self.seq = 0
        self.bot: dict[str, Any] = {}
        self.people: dict[int, dict[str, Any]] = {}
        self.chats: dict[int, dict[str, Any]] = {}
        self.messages: dict[int, dict[int, dict[str, Any]]] = {}
        self.answers: dict[str, dict[str, Any]] = {}
        self.offers: dict[str, dict[str, Any]] = {}
        self.bell = asyncio.Event()

    def load(self, world: dict[str, Any]) -> None:
        self.seq = world["seq"]
        self.bot = world["bot"]
        self.people = {person["id"]: person for person in world["people"]}
        self.chats = {chat["id"]: chat for chat in world["chats"]}
        self.messages = {
            int(chat_id): {message["message_id"]: message for message in messages}
            for chat_id, messages in world["messages"].items()
        }
        self.ring()

    def apply(self, event: dict[str, Any]) -> None:
        kind = event["kind"]
        if kind in ("message", "edit"):
            message = event["message"]
            self.messages.setdefault(event["chat"], {})[message["message_id"]] = message
        elif kind == "delete":
            self.messages.get(event["chat"], {}).pop(event["message_id"], None)
        elif kind == "answer":
            self.answers[event["query_id"]] = event
        elif kind == "inline":
            self.offers[event["query_id"]] = event
        elif kind == "person":
            self.people[event["person"]["id"]] = event["person"]
        elif kind == "chat":
            self.chats[event["chat"]["id"]] = event["chat"]
        self.seq = event["seq"]
        self.ring()

    def ring(self) -> None:
        """Wake everybody who waits for news."""
        self.bell.set()
        self.bell = asyncio.Event()


async def events_in(stream: aiohttp.StreamReader) -> AsyncIterator[dict[str, Any]]:
    """The events of a Server-Sent Events stream; our server puts each on one line."""
    async for line in stream:
        if line.startswith(b"data: "):
            yield json.loads(line.removeprefix(b"data: "))
