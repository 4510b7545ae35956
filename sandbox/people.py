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
