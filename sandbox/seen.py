"""A message, an answered press and an offer, as the person at the screen sees them."""

from dataclasses import dataclass
from typing import Any

_MEDIA = (
    *("photo", "video", "animation", "audio", "voice", "video_note", "document", "sticker"),
    *("location", "contact"),
)


@dataclass(frozen=True)
class CallbackAnswer:
    text: str | None
    alert: bool


@dataclass(frozen=True)
class Offer:
    """What the bot offers to whoever types its name: results to choose, maybe a button."""

    query_id: str
    results: list[dict[str, Any]]
    button: dict[str, Any] | None

    @property
    def titles(self) -> list[str]:
        return [str(result.get("title", "")) for result in self.results]


@dataclass(frozen=True)
class Message:
    """One message as it was when it was looked up; ``data`` is the whole Bot API object."""

    data: dict[str, Any]
    bot_id: int

    @property
    def id(self) -> int:
        return int(self.data["message_id"])

    @property
    def chat_id(self) -> int:
        return int(self.data["chat"]["id"])

    @property
    def text(self) -> str:
        return str(self.data.get("text") or self.data.get("caption") or "")

    @property
    def rows(self) -> list[list[str]]:
        """The labels of the buttons, row by row."""
        keyboard = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        return [[str(button["text"]) for button in row] for row in keyboard]

    @property
    def buttons(self) -> list[str]:
        return [label for row in self.rows for label in row]

    @property
    def from_bot(self) -> bool:
        """Whoever wrote it; in a channel the sender is the channel."""
        return bool(self.data["by"] == self.bot_id)

    @property
    def reply_to_id(self) -> int | None:
        replied = self.data.get("reply_to_message")
        return int(replied["message_id"]) if replied else None

    @property
    def thread_id(self) -> int | None:
        """The forum topic it stands in."""
        return self.data["message_thread_id"] if self.data.get("is_topic_message") else None

    @property
    def edited(self) -> bool:
        return "edit_date" in self.data

    @property
    def photo(self) -> str | None:
        """The file id of the largest size."""
        sizes = self.data.get("photo")
        return str(sizes[-1]["file_id"]) if sizes else None

    @property
    def forces_reply(self) -> bool:
        return bool(self.data.get("reply_markup", {}).get("force_reply"))

    @property
    def reactions(self) -> list[str]:
        return [str(reaction["emoji"]) for reaction in self.data.get("reactions", [])]

    def find_button(self, label: str) -> dict[str, Any] | None:
        """The button with this label, with or without a count behind it."""
        keyboard = self.data.get("reply_markup", {}).get("inline_keyboard", [])
        for button in (button for row in keyboard for button in row):
            if label in (button["text"], _without_count(button["text"])):
                return dict(button)
        return None

    def __str__(self) -> str:
        buttons = "".join(f" [{label}]" for label in self.buttons)
        media = "".join(f"<{kind}> " for kind in _MEDIA if kind in self.data)
        return f"{self.data['from']['first_name']}: {media}{self.text}{buttons}"


def _without_count(label: str) -> str:
    bare = label.replace("（", "(").replace("）", ")")
    head, bracket, count = bare.rpartition("(")
    is_count = bracket and count.endswith(")") and count[:-1].replace("/", "", 1).isdecimal()
    return head.rstrip() if is_count else label
