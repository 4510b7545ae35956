"""The bot pins messages and takes pins away."""

from sandbox.arguments import Arguments
from sandbox.chats import Chat
from sandbox.hearing import tell_message
from sandbox.methods.gates import message_to, open_chat
from sandbox.refusals import bad_request
from sandbox.rights import may
from sandbox.world import World


def pin_chat_message(world: World, args: Arguments) -> bool:
    chat, message = message_to(world, args, "pin")
    _check_rights(world, chat)
    if message.id not in chat.pinned:
        world.pin(chat, message)
        note = {"pinned_message": message.quoted()}
        if chat.kind == "channel":
            left = world.post(chat, {"sender_chat": chat.shape()} | note, author=world.bot.id)
        else:
            left = world.post(chat, {"from": world.bot.user()} | note)
        tell_message(world, chat, left)
    return True


def unpin_chat_message(world: World, args: Arguments) -> bool:
    """Take one pin away, by default the newest."""
    chat = open_chat(world, args)
    _check_rights(world, chat)
    message_id = args.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    if message_id not in chat.pinned:
        raise bad_request("message to unpin not found")
    world.unpin(chat, {message_id})
    return True


def unpin_all_chat_messages(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    _check_rights(world, chat)
    world.unpin(chat, set(chat.pinned))
    return True


def _check_rights(world: World, chat: Chat) -> None:
    if chat.person is None and not may(chat, world.bot.id, "can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")
