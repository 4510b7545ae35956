"""Where in a chat the bot speaks: under which name, in which topic, in reply to what."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.chats import Chat, Message, Topic
from sandbox.refusals import bad_request
from sandbox.rights import may
from sandbox.threads import thread_head
from sandbox.world import World


def head_of(world: World, args: Arguments, chat: Chat) -> dict[str, Any]:
    """The fields of a new message that stand before what it says."""
    if chat.kind == "channel" and not may(chat, world.bot.id, "can_post_messages"):
        raise bad_request("need administrator rights in the channel chat")
    replied = _replied(chat, args)
    topic = _topic(world, args, chat, replied)
    if topic and replied and replied.topic_id != topic.id:
        raise bad_request("message to reply is not in the specified message thread")
    by = {"from": world.bot.user()} if chat.kind != "channel" else {"sender_chat": chat.shape()}
    return by | thread_head(chat, topic, replied)


def _topic(world: World, args: Arguments, chat: Chat, replied: Message | None) -> Topic | None:
    """The topic named, or that of the message replied to; General has no name of its own."""
    wanted = args.integer("message_thread_id")
    if wanted and wanted not in chat.topics:
        raise bad_request("message thread not found")
    topic_id = wanted or (replied.topic_id if replied else None)
    topic = chat.topics.get(topic_id) if topic_id else None
    if topic and topic.is_closed and not may(chat, world.bot.id, "can_manage_topics"):
        raise bad_request("TOPIC_CLOSED")
    return topic


def _replied(chat: Chat, args: Arguments) -> Message | None:
    wanted = args.json("reply_parameters") or {
        "message_id": args.integer("reply_to_message_id"),
        "allow_sending_without_reply": args.flag("allow_sending_without_reply"),
    }
    if not isinstance(wanted, dict):
        raise bad_request("can't parse ReplyParameters: expected an Object")
    if not wanted.get("message_id"):
        return None
    message_id = args.within(wanted).integer("message_id")
    if message_id is None:
        raise bad_request('can\'t parse ReplyParameters: Field "message_id" must be a Number')
    replied = chat.messages.get(message_id)
    if replied is None and not wanted.get("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return replied
