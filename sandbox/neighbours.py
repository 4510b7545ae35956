"""People who act, on behalf of a driver."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.seen import CallbackAnswer, Message, Offer
from sandbox.watching import PATIENCE, Place

if TYPE_CHECKING:
    from sandbox.driver import Driver

__all__ = ["Neighbour", "Place"]


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
        **more: Any,
    ) -> Message:
        return await self._send_file("video", caption, to, reply_to, "video.mp4", data, more)

    async def sends_voice(
        self,
        caption: str = "",
        *,
        to: Place | None = None,
        data: bytes | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        return await self._send_file("voice", caption, to, reply_to, "voice.ogg", data, more)

    async def sends_document(
        self,
        name: str,
        data: bytes,
        caption: str = "",
        *,
        to: Place | None = None,
        reply_to: Message | None = None,
        **more: Any,
    ) -> Message:
        return await self._send_file("document", caption, to, reply_to, name, data, more)

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
        **more: Any,
    ) -> Message:
        place = {"latitude": latitude, "longitude": longitude}
        return await self._send(to, reply_to, {"location": place} | more)

    async def shares_own_number(
        self, *, to: Place | None = None, reply_to: Message | None = None
    ) -> Message:
        """As the button of a reply keyboard does that asks for it."""
        return await self._send(to, reply_to, {"contact": True})

    async def forwards(self, message: Message, *, to: Place | None = None, **more: Any) -> Message:
        source = {"from_chat": message.chat_id, "message_id": message.id}
        done = await self._act("forward", {"chat": (to or self.private).id} | source | more)
        return self._wrap(done["message"])

    async def types(
        self, words: str, *, in_: Place | None = None, within: float = PATIENCE
    ) -> Offer:
        """Type the bot's name and these words, and look at what it offers."""
        asked = await self._act("inline", {"chat": (in_ or self.private).id, "text": words})
        offers = self.street.mirror.offers
        offer = await self.street.until(lambda: offers.get(asked["query_id"]), within)
        assert offer is not None, f"the bot offers {self.name} nothing for “{words}”"
        return Offer(offer["query_id"], offer["results"], offer["button"])

    async def chooses(self, title: str, offer: Offer) -> Message:
        result = offer.results[offer.titles.index(title)]
        chosen = {"query_id": offer.query_id, "result_id": result["id"]}
        return self._wrap((await self._act("choose", chosen))["message"])

    async def starts(self, payload: str = "") -> Message:
        """Open the bot, as from its profile or from a link with a payload."""
        return self._wrap((await self._act("start", {"payload": payload}))["message"])

    async def edits(self, message: Message, words: str) -> Message:
        field = "text" if "text" in message.data else "caption"
        target = {"chat": message.chat_id, "message_id": message.id}
        return self._wrap((await self._act("edit", target | {field: words}))["message"])

    async def deletes(self, message: Message) -> None:
        await self._act("delete", {"chat": message.chat_id, "message_id": message.id})

    async def reacts(self, message: Message, emoji: str, **more: Any) -> None:
        target = {"chat": message.chat_id, "message_id": message.id}
        await self._act("react", target | {"emoji": emoji} | more)

    async def pins(self, message: Message) -> None:
        await self._act("pin", {"chat": message.chat_id, "message_id": message.id})

    async def unpins(self, message: Message) -> None:
        await self._act("unpin", {"chat": message.chat_id, "message_id": message.id})

    async def blocks(self) -> None:
        await self._act("block", {})

    async def unblocks(self) -> None:
        await self._act("unblock", {})

    async def joins(self, chat: Place) -> None:
        await self._act("join", {"chat": chat.id})

    async def leaves(self, chat: Place) -> None:
        await self._act("leave", {"chat": chat.id})

    async def adds(self, other: "Neighbour", to: Place) -> None:
        await self._act("add", {"chat": to.id, "person": other.id})

    async def kicks(self, other: "Neighbour", from_: Place) -> None:
        await self._act("kick", {"chat": from_.id, "person": other.id})

    async def promotes(self, other: "Neighbour", in_: Place, **rights: bool) -> None:
        await self._act("promote", {"chat": in_.id, "person": other.id, "rights": rights})

    async def demotes(self, other: "Neighbour", in_: Place) -> None:
        await self._act("demote", {"chat": in_.id, "person": other.id})

    async def adds_bot(self, to: Place, payload: str = "") -> None:
        """Bring the bot in, as from a link ``?startgroup=`` with a payload."""
        await self._act("add_bot", {"chat": to.id, "payload": payload})

    async def removes_bot(self, from_: Place) -> None:
        await self._act("remove_bot", {"chat": from_.id})

    async def promotes_bot(self, in_: Place, **rights: bool) -> None:
        """Make it an administrator with the usual rights but for those named."""
        await self._act("promote_bot", {"chat": in_.id, "rights": rights})

    async def demotes_bot(self, in_: Place) -> None:
        await self._act("demote_bot", {"chat": in_.id})

    async def founds(self, title: str, **more: Any) -> Place:
        """A new chat of one's own: ``kind``, ``forum``, and for a channel ``linked_to``."""
        done = await self._act("found", {"title": title} | more)
        return Place(self.street, done["chat"])

    async def upgrades(self, group: Place) -> Place:
        """The supergroup that the group becomes."""
        return Place(self.street, (await self._act("upgrade", {"chat": group.id}))["chat"])

    async def makes_forum(self, chat: Place) -> None:
        await self._act("make_forum", {"chat": chat.id})

    async def makes_topic(self, name: str, in_: Place) -> int:
        """The number of the thread that whatever is said in the topic belongs to."""
        done = await self._act("make_topic", {"chat": in_.id, "name": name})
        return int(done["topic"]["id"])

    async def closes_topic(self, thread: int, in_: Place) -> None:
        await self._act("close_topic", {"chat": in_.id, "thread": thread})

    async def reopens_topic(self, thread: int, in_: Place) -> None:
        await self._act("reopen_topic", {"chat": in_.id, "thread": thread})

    async def sees_commands(self, in_: Place | None = None) -> list[str]:
        """The commands this person's app lists in a chat."""
        return await self.street.commands(self.id, (in_ or self.private).id)

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
