"""The street from Python: people who act and places to look at, over the page's own door.

``Driver`` keeps a copy of the world that the event stream keeps current, so waiting for
something means waiting for news, never asking again and again.
"""

import asyncio
import io
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any, TypeVar

import aiohttp

from sandbox.mirror import Mirror, events_in
from sandbox.neighbours import Neighbour, Place
from sandbox.seen import CallbackAnswer, Message, Offer

__all__ = ["CallbackAnswer", "Driver", "Message", "Neighbour", "Offer", "Place"]

Found = TypeVar("Found")
LONGEST_EVENT = 1024 * 1024
UNLIMITED = aiohttp.ClientTimeout(total=None)


class Driver:
    def __init__(self, page_url: str) -> None:
        self._url = page_url.rstrip("/")
        self._session: aiohttp.ClientSession | None = None
        self._reader: asyncio.Task[None] | None = None
        self.mirror = Mirror()

    async def __aenter__(self) -> "Driver":
        self._session = aiohttp.ClientSession(timeout=UNLIMITED, read_bufsize=LONGEST_EVENT)
        try:
            self.mirror.load(await self._get("world"))
        except BaseException:
            await self._session.close()
            raise
        self._reader = asyncio.create_task(self._follow())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._session is not None
        assert self._reader is not None
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        await self._session.close()

    def person(self, name: str) -> Neighbour:
        """The person of this name, or of this user name."""
        for person in self.mirror.people.values():
            if name in (person["name"], person["username"]):
                return Neighbour(self, person["id"])
        raise AssertionError(f"nobody here is called {name}")

    def chat(self, title: str) -> Place:
        """The chat of this title; of an upgraded group the one it became."""
        for chat in self.mirror.chats.values():
            if chat["title"] == title and not chat["migrated_to"]:
                return Place(self, chat["id"])
        raise AssertionError(f"no chat here is called {title}")

    async def faults(self, rules: list[dict[str, Any]]) -> None:
        """Replace all fault rules; an empty list ends all trouble."""
        await self._post("faults", json=rules)

    async def calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = await self._get("calls")
        return calls

    async def commands(self, person_id: int, chat_id: int) -> list[str]:
        menu = await self._get(f"menu?as={person_id}&chat={chat_id}")
        return [str(each["command"]) for each in menu["commands"]]

    async def file(self, file_id: str) -> bytes:
        assert self._session is not None
        async with self._session.get(f"{self._url}/file/{file_id}") as response:
            response.raise_for_status()
            return await response.read()

    async def act(
        self, body: dict[str, Any], uploads: dict[str, tuple[str, bytes]] | None = None
    ) -> dict[str, Any]:
        """Do one thing as one person, and return when the copy of the world shows it."""
        if uploads:
            form = aiohttp.FormData({"json": json.dumps(body)})
            for field, (name, content) in uploads.items():
                form.add_field(field, io.BytesIO(content), filename=name)
            done = await self._post("act", data=form)
        else:
            done = await self._post("act", json=body)
        seq = int(done["seq"])
        await self.until(lambda: self.mirror.seq >= seq or None, within=10)
        return done

    async def until(self, look: Callable[[], Found | None], within: float) -> Found | None:
        """What ``look`` finds, as soon as it finds something; ``None`` when time is up."""
        deadline = asyncio.get_running_loop().time() + within
        while True:
            bell, found = self.mirror.bell, look()
            if found is not None:
                return found
            if self._reader is not None and self._reader.done():
                self._reader.result()
                raise ConnectionError("the sandbox has closed the stream")
            try:
                async with asyncio.timeout_at(deadline):
                    await bell.wait()
            except TimeoutError:
                return look()

    async def _follow(self) -> None:
        """Read the stream for good, taking it up again once whenever it breaks."""
        assert self._session is not None
        try:
            while True:
                address = f"{self._url}/events?after={self.mirror.seq}"
                async with self._session.get(address) as response:
                    response.raise_for_status()
                    await self._read(response)
        finally:
            self.mirror.ring()

    async def _read(self, response: aiohttp.ClientResponse) -> None:
        try:
            async for event in events_in(response.content):
                if event["kind"] == "reload":
                    self.mirror.load(await self._get("world"))
                else:
                    self.mirror.apply(event)
        except aiohttp.ClientPayloadError:
            return

    async def _get(self, path: str) -> Any:
        assert self._session is not None
        async with self._session.get(f"{self._url}/{path}") as response:
            response.raise_for_status()
            return await response.json()

    async def _post(self, path: str, **body: Any) -> dict[str, Any]:
        """Post, and let the sandbox's own sentence explain a refusal."""
        assert self._session is not None
        async with self._session.post(f"{self._url}/{path}", **body) as response:
            done: dict[str, Any] = await response.json()
        assert done["ok"], done["error"]
        return done
