"""The bot answers presses, reacts, pins and leaves."""

from typing import Any

from sandbox.arguments import Arguments
from sandbox.entities import utf16_length
from sandbox.methods.gates import message_id_of, open_chat
from sandbox.reactions import known_reaction
from sandbox.refusals import bad_request
from sandbox.world import World

LONGEST_ANSWER = 200


def answer_callback_query(world: World, args: Arguments) -> bool:
    """Answer a press: once, and not too late."""
    query_id, text = args.text("callback_query_id"), args.text("text")
    press = world.presses.get(query_id)
    if press is None or press.answered or world.clock() - press.at > world.callback_seconds:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if utf16_length(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered = True
    world.events.publish(
        "answer",
        person=press.person_id,
        chat=press.chat_id,
        message_id=press.message_id,
        query_id=query_id,
        text=text or None,
        alert=args.flag("show_alert"),
        url=args.text("url") or None,
    )
    return True


def set_message_reaction(world: World, args: Arguments) -> bool:
    """A bot leaves one reaction at most; an empty list takes it back."""
    chat = open_chat(world, args)
    message = chat.messages.get(message_id_of(args))
    if message is None:
        raise bad_request("message to react not found")
    wanted: list[dict[str, Any]] = args.json("reaction") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [known_reaction(str(each.get("emoji", ""))) for each in wanted]
    if None in emoji:
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(world.bot.id, None)
    for each in emoji:
        message.reactions[world.bot.id] = str(each)
    world.message_changed(chat, message)
    return True


def pin_chat_message(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    message = chat.messages.get(message_id_of(args))
    if message is None:
        raise bad_request("message to pin not found")
    if chat.person is None and not chat.is_admin(world.bot.id):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        world.post(chat, {"from": world.bot.user(), "pinned_message": message.quoted()})
    return True


def unpin_chat_message(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    if chat.person is None and not chat.is_admin(world.bot.id):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    message_id = args.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(message_id)
    return True


def leave_chat(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    world.stand(chat, world.bot.id, "left")
    world.post(chat, {"from": world.bot.user(), "left_chat_member": world.bot.user()})
    return True
