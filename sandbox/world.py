"""The world the bot lives in: who is there, what was said, and the few ways to change it.

Everything that changes goes through here, so that the page hears of it the same moment.
"""

import secrets
import string
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.chats import Chat, Message, Standing
from sandbox.events import EventFeed
from sandbox.files import FileStore
from sandbox.people import BotAccount, Person
from sandbox.updates import UpdateQueue

SHOWN = 300  # messages per chat the page is given at first
FIRST_PERSON = 1001
FIRST_GROUP = {"supergroup": -1001_000_000_001, "group": -4001}


@dataclass
class Press:
    """A button someone pressed, until the bot has answered it."""

    person_id: int
    chat_id: int
    message_id: int
    at: float
    answered: bool = False


class World:
    def __init__(
        self,
        bot_name: str,
        bot_username: str,
        token: str | None = None,
        *,
        privacy_mode: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token or _new_token()
        self.bot = BotAccount(int(self.token.partition(":")[0]), bot_name, bot_username)
        self.privacy_mode = privacy_mode
        self.callback_seconds = 30.0  # how long a press may wait for its answer
        self.clock = clock
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.files = FileStore(self.token)
        self.updates = UpdateQueue(clock)
        self.events = EventFeed()
        self._last_message_id: dict[int, int] = {}

    # Building it

    def add_person(
        self,
        name: str,
        username: str | None = None,
        about: str = "",
        language_code: str | None = "zh-hans",
        started: bool = False,
    ) -> Person:
        person = Person(
            FIRST_PERSON + len(self.people), name, username, about, language_code, started
        )
        self.people[person.id] = person
        self.chats[person.id] = Chat(person.id, "private", name, person)
        self.person_changed(person)
        return person

    def add_group(
        self,
        title: str,
        members: Iterable[Person] = (),
        admins: Iterable[Person] = (),
        bot: Literal["member", "administrator"] | None = "member",
        kind: Literal["supergroup", "group"] = "supergroup",
    ) -> Chat:
        """A group; the first of its ``admins`` owns it."""
        chat = Chat(FIRST_GROUP[kind] - len(self.chats), kind, title)
        for person in members:
            chat.standing[person.id] = "member"
        for place, person in enumerate(admins):
            chat.standing[person.id] = "administrator" if place else "creator"
        if bot is not None:
            chat.standing[self.bot.id] = bot
        self.chats[chat.id] = chat
        self.chat_changed(chat)
        return chat

    # Living in it

    def now(self) -> int:
        return int(self.clock())

    def post(
        self,
        chat: Chat,
        body: dict[str, Any],
        *,
        prompt: dict[str, Any] | None = None,
        silent: bool = False,
    ) -> Message:
        # A supergroup counts its own messages; all other chats share the bot's one counter.
        counter = chat.id if chat.kind == "supergroup" else 0
        self._last_message_id[counter] = self._last_message_id.get(counter, 0) + 1
        head = {
            "message_id": self._last_message_id[counter],
            "date": self.now(),
            "chat": chat.shape(),
        }
        message = Message(head | body, prompt, silent)
        chat.messages[message.id] = message
        self.events.publish("message", chat=chat.id, message=message.view())
        return message

    def amend(
        self, chat: Chat, message: Message, changes: dict[str, Any], drop: Iterable[str] = ()
    ) -> None:
        gone = set(drop)
        kept = {key: value for key, value in message.data.items() if key not in gone}
        message.data = kept | changes | {"edit_date": self.now()}
        self.message_changed(chat, message)

    def forget(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.events.publish("delete", chat=chat.id, message_id=message_id)

    def stand(self, chat: Chat, user_id: int, standing: Standing) -> None:
        chat.standing[user_id] = standing
        self.chat_changed(chat)

    def message_changed(self, chat: Chat, message: Message) -> None:
        self.events.publish("edit", chat=chat.id, message=message.view())

    def chat_changed(self, chat: Chat) -> None:
        self.events.publish("chat", chat=self.chat_view(chat))

    def person_changed(self, person: Person) -> None:
        self.events.publish("person", person=person.view())
        self.chat_changed(self.chats[person.id])

    # Looking at it

    def bot_standing(self, chat: Chat) -> Standing | None:
        if chat.person is None:
            return chat.standing.get(self.bot.id)
        if chat.person.blocked:
            return "kicked"
        return "member" if chat.person.started else None

    def user(self, user_id: int) -> dict[str, Any] | None:
        if user_id == self.bot.id:
            return self.bot.user()
        person = self.people.get(user_id)
        return person.user() if person else None

    def chat_view(self, chat: Chat) -> dict[str, Any]:
        return {
            "id": chat.id,
            "type": chat.kind,
            "title": chat.title,
            "members": [user_id for user_id in chat.member_ids() if user_id != self.bot.id],
            "admins": [user_id for user_id in chat.admin_ids() if user_id != self.bot.id],
            "bot": self.bot_standing(chat),
        }

    def view(self) -> dict[str, Any]:
        return {
            "seq": self.events.seq,
            "bot": self.bot.view(),
            "people": [person.view() for person in self.people.values()],
            "chats": [self.chat_view(chat) for chat in self.chats.values()],
            "messages": {
                str(chat.id): [message.view() for message in list(chat.messages.values())[-SHOWN:]]
                for chat in self.chats.values()
            },
        }


def _new_token() -> str:
    letters = string.ascii_letters + string.digits
    secret = "".join(secrets.choice(letters) for _ in range(33))
    return f"{7_000_000_000 + secrets.randbelow(900_000_000)}:AA{secret}"
