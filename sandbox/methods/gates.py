"""Which chats and messages the bot may touch, and the refusal for each that it may not."""

from sandbox.arguments import Arguments
from sandbox.chats import PRESENT, Chat, Message
from sandbox.refusals import bad_request, forbidden
from sandbox.world import World


def known_chat(world: World, args: Arguments) -> Chat:
    if not args.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat_id = args.integer("chat_id")
    chat = world.chats.get(chat_id) if chat_id is not None else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def open_chat(world: World, args: Arguments) -> Chat:
    """A chat the bot can speak in now."""
    chat = known_chat(world, args)
    standing = world.bot_standing(chat)
    if standing in PRESENT:
        return chat
    if chat.person is not None:
        raise forbidden(
            "bot was blocked by the user"
            if chat.person.blocked
            else "bot can't initiate conversation with a user"
        )
    if standing == "kicked":
        raise forbidden(f"bot was kicked from the {chat.kind} chat")
    raise forbidden(f"bot is not a member of the {chat.kind} chat")


def message_id_of(args: Arguments) -> int:
    message_id = args.integer("message_id")
    if not message_id:
        raise bad_request("message identifier is not specified")
    return message_id


def own_message(world: World, args: Arguments) -> tuple[Chat, Message]:
    """The bot's own message it wants to edit.

    One sent with a reply keyboard or a forced reply can never be edited again.
    """
    if not args.text("chat_id") and not args.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat = open_chat(world, args)
    message = chat.messages.get(message_id_of(args))
    if message is None:
        raise bad_request("message to edit not found")
    if message.from_id != world.bot.id or message.prompt:
        raise bad_request("message can't be edited")
    return chat, message
