"""People begin, close and reopen a forum's topics."""

from typing import Any

from sandbox.chats import Chat, Topic
from sandbox.deeds.places import own_group
from sandbox.hearing import tell_message
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.threads import turn_topic
from sandbox.world import World


def make_topic(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    chat = own_group(world, person, body)
    name = str(body.get("name") or "").strip()
    if not chat.is_forum:
        raise CannotDo("no_forum", chat=chat.title)
    if not name:
        raise CannotDo("no_topic_name")
    topic, message = world.begin_topic(chat, person.user(), name)
    tell_message(world, chat, message)
    return {"message": message.view(), "topic": topic.view()}


def close_topic(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    return _turn(world, person, body, closed=True)


def reopen_topic(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    return _turn(world, person, body, closed=False)


def topic_in(chat: Chat, topic_id: Any) -> Topic:
    topic = chat.topics.get(topic_id) if isinstance(topic_id, int) else None
    if topic is None:
        raise CannotDo("no_topic", id=topic_id, chat=chat.title)
    return topic


def _turn(world: World, person: Person, body: dict[str, Any], *, closed: bool) -> dict[str, Any]:
    chat = own_group(world, person, body)
    topic = topic_in(chat, body.get("thread"))
    if topic.by != person.id and not chat.is_admin(person.id):
        raise CannotDo("not_ones_topic", person=person.name)
    if topic.is_closed == closed:
        raise CannotDo("topic_closed_already" if closed else "topic_open_already", topic=topic.name)
    message = turn_topic(world, chat, topic, person.user(), closed=closed)
    tell_message(world, chat, message)
    return {"message": message.view()}
