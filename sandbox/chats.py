"""Chats and the messages in them, as Telegram and as the page see them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.people import Person

ChatKind = Literal["private", "group", "supergroup", "channel"]
Standing = Literal["creator", "administrator", "member", "left", "kicked"]

PRESENT = ("creator", "administrator", "member")
MEDIA_KINDS = (
    "photo",
    "video",
    "animation",
    "audio",
    "voice",
    "video_note",
    "document",
    "sticker",
)


@dataclass
class Message:
    """One message. ``data`` is replaced, never changed: queued updates keep the old one."""

    data: dict[str, Any]
    author_id: int  # who wrote it, whatever mask its sender wears
    prompt: dict[str, Any] | None = None  # a markup that is not inline, which bots never see again
    silent: bool = False
    inline_id: str | None = None  # by which the bot knows what somebody sent through it
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def from_id(self) -> int:
        """Whom the message names as its sender; a channel's post names the channel."""
        return int((self.data.get("from") or self.data["sender_chat"])["id"])

    @property
    def words(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def media_kind(self) -> str | None:
        return next((kind for kind in MEDIA_KINDS if kind in self.data), None)

    @property
    def topic_id(self) -> int | None:
        """The forum topic it stands in; outside of topics a thread is only a chain of replies."""
        return self.data["message_thread_id"] if self.data.get("is_topic_message") else None

    def buttons(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = self.data.get("reply_markup", {}).get(
            "inline_keyboard", []
        )
        return rows

    def quoted(self) -> dict[str, Any]:
        return {key: value for key, value in self.data.items() if key != "reply_to_message"}

    def view(self) -> dict[str, Any]:
        """Telegram's message with what only the page may know: who wrote it, who reacted.

        A channel's post has no ``from``; the page shows the channel there.
        """
        view = {
            **self.data,
            "by": self.author_id,
            "reactions": [{"emoji": emoji, "by": by} for by, emoji in self.reactions.items()],
        }
        if "from" not in view:
            channel = view["sender_chat"]
            view["from"] = channel | {"is_bot": False, "first_name": channel["title"]}
        if self.prompt:
            view["reply_markup"] = self.prompt
        if self.silent:
            view["disable_notification"] = True
        return view


@dataclass
class Topic:
    """One topic of a forum, named by the id of the note that began it."""

    id: int
    name: str
    by: int
    is_closed: bool = False

    def view(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "closed": self.is_closed}


@dataclass
class Chat:
    id: int
    kind: ChatKind
    title: str
    person: Person | None = None  # the other side of a private chat
    is_forum: bool = False
    standing: dict[int, Standing] = field(default_factory=dict)
    rights: dict[int, dict[str, bool]] = field(default_factory=dict)  # other than the usual ones
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    topics: dict[int, Topic] = field(default_factory=dict)
    migrated_to: int | None = None
    linked_to: int | None = None  # a channel's discussion group, a group's channel

    def shape(self) -> dict[str, Any]:
        if self.person is None:
            shape = {"id": self.id, "title": self.title, "type": self.kind}
            return shape | {"is_forum": True} if self.is_forum else shape
        shape = {"id": self.id, "first_name": self.person.name, "type": "private"}
        if self.person.username:
            shape["username"] = self.person.username
        return shape

    def has(self, user_id: int) -> bool:
        if self.person is not None:
            return self.person.id == user_id
        return self.standing.get(user_id) in PRESENT

    def is_admin(self, user_id: int) -> bool:
        return self.standing.get(user_id) in ("creator", "administrator")

    def admin_ids(self) -> list[int]:
        return [user_id for user_id in self.standing if self.is_admin(user_id)]

    def member_ids(self) -> list[int]:
        if self.person is not None:
            return [self.person.id]
        return [user_id for user_id in self.standing if self.has(user_id)]
