"""People who act and chats one can watch, on behalf of a driver."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.seen import CallbackAnswer, Message

if TYPE_CHECKING:
    from sandbox.driver import Driver

PATIENCE = 10.0  # seconds to wait for the bot when nothing else is said
LAST_SHOWN = 8  # messages quoted when an expectation fails


@dataclass(frozen=True)
class Place:
    """A chat, watched from outside."""

    street: "Driver"
    id: int

    @property
    def data(self) -> dict[str, Any]:
        return self.street.mirror.chats[self.id]

    @property
    def title(self) -> str:
        return str(self.data["title"])

    @property
    def messages(self) -> list[Message]:
        """What stands in the chat now, oldest first."""
        bot_id = int(self.street.mirror.bot["id"])
        here = self.street.mirror.messages.get(self.id, {})
        return [Message(here[message_id], bot_id) for message_id in sorted(here)]

    def message(self, message_id: int) -> Message | None:
        """One message as it is now, or ``None`` once it is deleted."""
        return next((each for each in self.messages if each.id == message_id), None)

    async def shows(
        self,
        words: str,
        *,
        within: float = PATIENCE,
        from_bot: bool = False,
        after: Message | None = None,
    ) -> Message:
        """The newest message with these words, as soon as there is one.

        Edits count: what matters is what stands there now, not what was sent.
        """

        def look() -> Message | None:
            for message in reversed(self.messages):
                if after is not None and message.id <= after.id:
                    return None
                if words in message.text and (message.from_bot or not from_bot):
                    return message
            return None

        found = await self.street.until(look, within)
        assert found is not None, f"{self.title} never showed “{words}”:\n{self.transcript()}"
        return found

    async def never_shows(self, words: str) -> None:
        """That nothing in the chat holds these words at this moment."""
        shown = [message for message in self.messages if words in message.text]
        assert not shown, f"{self.title} shows “{words}”:\n{self.transcript()}"

    def transcript(self) -> str:
        return "\n".join(f"  {message}" for message in self.messages[-LAST_SHOWN:]) or "  (nothing)"


@dataclass(frozen=True)
class Neighbour:
    """A person who acts. Where no chat is named, it is the private one with the bot."""

    street: "Driver"
    id: int

    @property
    def name(self) -> str:
        return str(self.street.mirror.people[self.id]["name"])

    @property
    def private(self) -> Place:
        return Place(self.street, self.id)

    async def says(
        self,
        text: str,
        *,
        to: Place | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        return await self._send(to, reply_to, {"text": text} | more)

    async def sends_photo(
        self,
        caption: str = "",
        *,
        to: Place | None = None,
        data: bytes | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        return await self._send_file("photo", caption, to, reply_to, "photo.jpg", data, more)

    async def sends_video(
        self,
        caption: str = "",
        *,
        to: Place | None = None,
        data: bytes | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        return await self._send_file("video", caption, to, reply_to, "video.mp4", data, {})

    async def sends_voice(
        self,
        caption: str = "",
        *,
        to: Place | None = None,
        data: bytes | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        return await self._send_file("voice", caption, to, reply_to, "voice.ogg", data, {})

    async def sends_document(
        self,
        name: str,
        data: bytes,
        caption: str = "",
        *,
        to: Place | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        return await self._send_file("document", caption, to, reply_to, name, data, {})

    async def sends_album(
        self,
        captions: list[str | None],
        *,
        to: Place | None = None,
        photos: list[bytes] | None = None,
        **more: Any,
    ) -> list[Message]:
        """As many photos as there are captions, together as one album."""
        uploads = {f"file{n}": ("photo.jpg", data) for n, data in enumerate(photos or [])}
        fields = [*uploads, *[None] * len(captions)][: len(captions)]
        body = {
            "caption": captions,
            "media": [{"kind": "photo", "file": field} for field in fields],
        }
        done = await self._act("send", {"chat": (to or self.private).id} | body | more, uploads)
        return [self._wrap(message) for message in done.get("messages", [done["message"]])]

    async def shares_location(
        self,
        latitude: float,
        longitude: float,
        *,
        to: Place | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        place = {"latitude": latitude, "longitude": longitude}
        return await self._send(to, reply_to, {"location": place})

    async def starts(self, payload: str = "") -> Message:
        """Open the bot, as from its profile or from a link with a payload."""
        return self._wrap((await self._act("start", {"payload": payload}))["message"])

    async def edits(self, message: Message, words: str) -> Message:
        field = "text" if "text" in message.data else "caption"
        target = {"chat": message.chat_id, "message_id": message.id}
        return self._wrap((await self._act("edit", target | {field: words}))["message"])

    async def deletes(self, message: Message) -> None:
        await self._act("delete", {"chat": message.chat_id, "message_id": message.id})

    async def reacts(self, message: Message, emoji: str) -> None:
        target = {"chat": message.chat_id, "message_id": message.id}
        await self._act("react", target | {"emoji": emoji})

    async def blocks(self) -> None:
        await self._act("block", {})

    async def unblocks(self) -> None:
        await self._act("unblock", {})

    async def joins(self, chat: Place) -> None:
        await self._act("join", {"chat": chat.id})

    async def leaves(self, chat: Place) -> None:
        await self._act("leave", {"chat": chat.id})

    async def adds_bot(self, to: Place) -> None:
        await self._act("add_bot", {"chat": to.id})

    async def removes_bot(self, from_: Place) -> None:
        await self._act("remove_bot", {"chat": from_.id})

    async def promotes_bot(self, in_: Place) -> None:
        await self._act("promote_bot", {"chat": in_.id})

    async def presses(
        self,
        label: str,
        *,
        in_: Place | None = None,
        on: Message | None = None,
        within: float = PATIENCE,
        as_seen: bool = False,
    ) -> CallbackAnswer | None:
        """Press the newest button of this label, and say what the bot answered, if it did.

        With ``as_seen`` the message ``on`` is taken as it was, a screen that has not caught up.
        """
        place = in_ or (Place(self.street, on.chat_id) if on else self.private)

        def look() -> dict[str, Any] | None:
            for message in [on] if as_seen and on else reversed(place.messages):
                button = message.find_button(label) if on is None or message.id == on.id else None
                if button:
                    return {"message_id": message.id} | _pressed(button)
            return None

        found = await self.street.until(look, within)
        buttons = [button for message in place.messages for button in message.buttons]
        assert found is not None, (
            f"{self.name} sees no button “{label}” in {place.title}, only {buttons}:\n"
            f"{place.transcript()}"
        )
        query_id = (await self._act("press", {"chat": place.id} | found))["query_id"]
        if query_id is None:  # a link opens, nobody answers
            return None
        answers = self.street.mirror.answers
        answer = await self.street.until(lambda: answers.get(query_id), within)
        return CallbackAnswer(answer["text"], answer["alert"]) if answer else None

    async def _send_file(
        self,
        kind: str,
        caption: str,
        to: Place | None,
        reply_to: Message | None,
        name: str,
        data: bytes | None,
        more: dict[str, Any],
    ) -> Message:
        item = {"kind": kind, "file": None if data is None else "file", "name": name}
        uploads = {} if data is None else {"file": (name, data)}
        return await self._send(to, reply_to, {"caption": caption, "media": [item]} | more, uploads)

    async def _send(
        self,
        to: Place | None,
        reply_to: Message | None,
        body: dict[str, Any],
        uploads: dict[str, tuple[str, bytes]] | None = None,
    ) -> Message:
        chat = {"chat": (to or self.private).id, "reply_to": reply_to.id if reply_to else None}
        return self._wrap((await self._act("send", chat | body, uploads))["message"])

    async def _act(
        self,
        deed: str,
        body: dict[str, Any],
        uploads: dict[str, tuple[str, bytes]] | None = None,
    ) -> dict[str, Any]:
        return await self.street.act({"as": self.id, "do": deed} | body, uploads)

    def _wrap(self, message: dict[str, Any]) -> Message:
        return Message(message, int(self.street.mirror.bot["id"]))


def _pressed(button: dict[str, Any]) -> dict[str, Any]:
    """People press what they see, even while the keyboard is being changed under their finger."""
    if "callback_data" in button:
        return {"data": button["callback_data"], "as_seen": True}
    return {"label": button["text"]}
