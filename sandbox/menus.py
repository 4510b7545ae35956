"""The lists of commands a bot has published, and which of them a person sees.

https://core.telegram.org/bots/api#determining-list-of-commands
"""

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal[
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
]
OF_ONE_CHAT = ("chat", "chat_administrators", "chat_member")


@dataclass(frozen=True)
class Scope:
    """Whom a list is for; the ids are zero where the kind does not need them."""

    kind: Kind
    chat_id: int = 0
    user_id: int = 0


class Menus:
    def __init__(self) -> None:
        self.lists: dict[tuple[Scope, str], list[dict[str, str]]] = {}
        self.buttons: dict[int, dict[str, Any]] = {}  # by private chat; 0 is every other one

    def shown(
        self, chat_id: int, user_id: int, language: str, *, is_private: bool, is_admin: bool
    ) -> list[dict[str, str]]:
        """The first list that is set; within one scope that of the reader's language counts."""
        for scope in _order(chat_id, user_id, is_private=is_private, is_admin=is_admin):
            for spoken in (language, ""):
                if found := self.lists.get((scope, spoken)):
                    return found
        return []


def _order(chat_id: int, user_id: int, *, is_private: bool, is_admin: bool) -> list[Scope]:
    if is_private:
        return [Scope("chat", chat_id), Scope("all_private_chats"), Scope("default")]
    order = [
        Scope("chat_member", chat_id, user_id),
        Scope("chat_administrators", chat_id),
        Scope("chat", chat_id),
        Scope("all_chat_administrators"),
        Scope("all_group_chats"),
        Scope("default"),
    ]
    return [scope for scope in order if is_admin or "administrators" not in scope.kind]
