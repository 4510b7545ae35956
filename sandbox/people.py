"""The people of the street, and the bot among them, as Telegram and as the page see them."""

from dataclasses import dataclass
from typing import Any

# The account that stands in for an administrator who speaks as the group itself.
ANONYMOUS_ADMIN: dict[str, Any] = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
# The one for whoever speaks as a channel of theirs.
CHANNEL_SPEAKER: dict[str, Any] = {
    "id": 136817688,
    "is_bot": True,
    "first_name": "Channel",
    "username": "Channel_Bot",
}
# Telegram itself, which brings a channel's posts into the group that discusses them.
TELEGRAM: dict[str, Any] = {"id": 777000, "is_bot": False, "first_name": "Telegram"}


def is_on_earth(latitude: float, longitude: float) -> bool:
    return abs(latitude) <= 90 and abs(longitude) <= 180  # which NaN is not either


@dataclass
class Person:
    id: int
    name: str
    username: str | None = None
    about: str = ""
    language_code: str | None = None
    started: bool = False
    blocked: bool = False

    def user(self) -> dict[str, Any]:
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    @property
    def phone(self) -> str:
        """A number nobody has."""
        return f"+8610000{self.id:06d}"

    def view(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "username": self.username,
            "about": self.about,
            "started": self.started,
        }


@dataclass(frozen=True)
class BotAccount:
    id: int
    name: str
    username: str

    def user(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "is_bot": True,
            "first_name": self.name,
            "username": self.username,
        }

    def view(self) -> dict[str, Any]:
        return {"id": self.id, "name": self.name, "username": self.username}
