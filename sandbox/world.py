"""The world the bot lives in: who is there, what was said, and the few ways to change it.

Everything that changes goes through here, so that the page hears of it the same moment.
"""

import secrets
import string
import time
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.chats import Chat, ChatKind, Message, Standing, Topic
from sandbox.clock import SandboxClock
from sandbox.events import EventFeed
from sandbox.files import FileStore
from sandbox.inline import InlineQuery
from sandbox.menus import Menus
from sandbox.people import BotAccount, Person
from sandbox.rights import rights_of
from sandbox.updates import UpdateQueue

OFFER_SECONDS = 600.0  # how long people choose from what the bot has offered
SHOWN = 300  # messages per chat the page is given at first
FIRST_PERSON = 1001
FIRST_GROUP = {"supergroup": -1001_000_000_001, "channel": -1002_000_000_001, "group": -4001}
TOPIC_COLOUR = 7322096  # the first of those a topic's icon may have
OWN_COUNT = ("supergroup", "channel")  # these number their messages; all others share one count


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
        inline_mode: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.token = token or _new_token()
        self.bot = BotAccount(int(self.token.partition(":")[0]), bot_name, bot_username)
        self.privacy_mode = privacy_mode
        self.inline_mode = inline_mode
        self.callback_seconds = 30.0  # how long a press may wait for its answer
        self.clock = SandboxClock(clock)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.menus = Menus()
        self.files = FileStore(self.token)
        self.updates = UpdateQueue(self.clock)
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
        kind: Literal["supergroup", "group", "channel"] = "supergroup",
        forum: bool = False,
    ) -> Chat:
        """A group or a channel; the first of its ``admins`` owns it."""
        chat = self._new_chat(kind, title, is_forum=forum)
        for person in members:
            chat.standing[person.id] = "member"
        for place, person in enumerate(admins):
            chat.standing[person.id] = "administrator" if place else "creator"
        if bot is not None:  # in a channel bots are administrators or nothing
            chat.standing[self.bot.id] = "administrator" if kind == "channel" else bot
        self.chat_changed(chat)
        return chat

    def link(self, channel: Chat, group: Chat) -> None:
        """What the channel posts is brought into the group from now on."""
        channel.linked_to, group.linked_to = group.id, channel.id
        self.chat_changed(channel)
        self.chat_changed(group)

    def upgrade(self, group: Chat) -> Chat:
        """The supergroup a group has become; all who were in the one stand alike in the other."""
        chat = self._new_chat("supergroup", group.title)
        chat.standing, chat.rights = dict(group.standing), dict(group.rights)
        group.migrated_to = chat.id
        self.chat_changed(group)
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
        author: int | None = None,
        prompt: dict[str, Any] | None = None,
        silent: bool = False,
        inline_id: str | None = None,
    ) -> Message:
        """Put one message there; ``author`` needs saying when its ``from`` is not who wrote it."""
        counter = chat.id if chat.kind in OWN_COUNT else 0
        self._last_message_id[counter] = self._last_message_id.get(counter, 0) + 1
        head = {
            "message_id": self._last_message_id[counter],
            "date": self.now(),
            "chat": chat.shape(),
        }
        by = int(body["from"]["id"]) if author is None else author
        message = Message(head | body, by, prompt, silent, inline_id)
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

    def await_answer(self, press: Press) -> str:
        """The id by which the bot answers; presses that it no longer can are forgotten."""
        since = self.clock() - self.callback_seconds
        self.presses = {key: each for key, each in self.presses.items() if each.at >= since}
        query_id = str(secrets.randbits(62))
        self.presses[query_id] = press
        return query_id

    def await_offer(self, query: InlineQuery) -> InlineQuery:
        """Questions nobody chooses from any more are forgotten."""
        since = self.clock() - OFFER_SECONDS
        kept = self.inline_queries.items()
        self.inline_queries = {key: each for key, each in kept if each.at >= since}
        self.inline_queries[query.id] = query
        return query

    def forget(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.events.publish("delete", chat=chat.id, message_id=message_id)
        self.unpin(chat, {message_id})

    def pin(self, chat: Chat, message: Message) -> None:
        if message.id not in chat.pinned:
            chat.pinned.append(message.id)
            self.chat_changed(chat)

    def unpin(self, chat: Chat, message_ids: Container[int]) -> None:
        kept = [message_id for message_id in chat.pinned if message_id not in message_ids]
        if kept != chat.pinned:
            chat.pinned = kept
            self.chat_changed(chat)

    def begin_topic(self, chat: Chat, by: dict[str, Any], name: str) -> tuple[Topic, Message]:
        """A new topic; the id of the note that it began becomes its own."""
        number = self._last_message_id.get(chat.id, 0) + 1
        note = {"name": name, "icon_color": TOPIC_COLOUR}
        head = {"message_thread_id": number, "is_topic_message": True}
        message = self.post(chat, {"from": by, **head, "forum_topic_created": note})
        topic = chat.topics[number] = Topic(number, name, int(by["id"]))
        self.chat_changed(chat)
        return topic, message

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
            "owner": next((who for who, how in chat.standing.items() if how == "creator"), None),
            "banned": [who for who, how in chat.standing.items() if how == "kicked"],
            "bot": self.bot_standing(chat),
            "bot_rights": rights_of(chat, self.bot.id),
            "is_forum": chat.is_forum,
            "topics": [topic.view() for topic in chat.topics.values()],
            "pinned": list(chat.pinned),
            "migrated_to": chat.migrated_to,
        }

    def menu(self, person_id: int, chat_id: int) -> list[dict[str, str]]:
        """The commands an app shows this person in this chat."""
        chat, person = self.chats[chat_id], self.people[person_id]
        language = (person.language_code or "").partition("-")[0]
        return self.menus.shown(
            chat_id,
            person_id,
            language,
            is_private=chat.person is not None,
            is_admin=chat.is_admin(person_id),
        )

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

    def _new_chat(self, kind: ChatKind, title: str, *, is_forum: bool = False) -> Chat:
        chat = Chat(FIRST_GROUP[kind] - len(self.chats), kind, title, is_forum=is_forum)
        self.chats[chat.id] = chat
        return chat


def _new_token() -> str:
    letters = string.ascii_letters + string.digits
    secret = "".join(secrets.choice(letters) for _ in range(33))
    return f"{7_000_000_000 + secrets.randbelow(900_000_000)}:AA{secret}"
