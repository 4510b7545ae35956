"""The bot begins, closes and reopens a forum's topics."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.hearing import tell_message
from sandbox.methods.gates import open_chat
from sandbox.refusals import bad_request
from sandbox.rights import may
from sandbox.threads import turn_topic
from sandbox.world import TOPIC_COLOUR, World

LONGEST_NAME = 128


def create_forum_topic(world: World, args: Arguments) -> dict[str, Any]:
    chat = _forum(world, args)
    if not may(chat, world.bot.id, "can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    name = args.text("name").strip()[:LONGEST_NAME]
    if not name:
        raise bad_request("title must be non-empty")
    topic, began = world.begin_topic(chat, world.bot.user(), name)
    tell_message(world, chat, began)
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": TOPIC_COLOUR}


def close_forum_topic(world: World, args: Arguments) -> bool:
    return _turn(world, args, closed=True)


def reopen_forum_topic(world: World, args: Arguments) -> bool:
    return _turn(world, args, closed=False)


def _turn(world: World, args: Arguments, *, closed: bool) -> bool:
    chat = _forum(world, args)
    topic = chat.topics.get(args.integer("message_thread_id") or 0)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    if topic.by != world.bot.id and not may(chat, world.bot.id, "can_manage_topics"):
        raise bad_request("not enough rights to edit the topic")
    if topic.is_closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    tell_message(world, chat, turn_topic(world, chat, topic, world.bot.user(), closed=closed))
    return True


def _forum(world: World, args: Arguments) -> Chat:
    chat = open_chat(world, args)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return chat
