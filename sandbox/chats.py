"""Chats and the messages in them, as Telegram and as the page see them."""

from dataclasses import dataclass, field
from typing import Any, Literal

from sandbox.people import Person

ChatKind = Literal["private", "group", "supergroup"]
Standing = Literal["creator", "administrator", "member", "left", "kicked"]

PRESENT = ("creator", "administrator", "member")
MEDIA_KINDS = ("photo", "video", "voice", "document", "sticker")


@dataclass
class Message:
    """One message. ``data`` is replaced, never changed: queued updates keep the old one."""

    data: dict[str, Any]
    prompt: dict[str, Any] | None = None  # a markup that is not inline, which bots never see again
    silent: bool = False
    reactions: dict[int, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def from_id(self) -> int:
        return int(self.data["from"]["id"])

    @property
    def words(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def media_kind(self) -> str | None:
        return next((kind for kind in MEDIA_KINDS if kind in self.data), None)

    def buttons(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = self.data.get("reply_markup", {}).get(
            "inline_keyboard", []
        )
        return rows

    def quoted(self) -> dict[str, Any]:
        return {key: value for key, value in self.data.items() if key != "reply_to_message"}

    def view(self) -> dict[str, Any]:
        view = {
            **self.data,
            "reactions": [{"emoji": emoji, "by": by} for by, emoji in self.reactions.items()],
        }
        if self.prompt:
            view["reply_markup"] = self.prompt
        if self.silent:
            view["disable_notification"] = True
        return view


@dataclass
class Chat:
    id: int
    kind: ChatKind
    title: str
    person: Person | None = None  # the other side of a private chat
    standing: dict[int, Standing] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    def shape(self) -> dict[str, Any]:
        if self.person is None:
            return {"id": self.id, "title": self.title, "type": self.kind}
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
