"""Which chats and messages the bot may touch, and the refusal for each that it may not."""

from sandbox.arguments import Arguments
from sandbox.chats import PRESENT, Chat, Message
from sandbox.hearing import is_service
from sandbox.refusals import Refusal, bad_request, forbidden
from sandbox.world import World

UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"


def known_chat(world: World, args: Arguments) -> Chat:
    if not args.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat_id = args.integer("chat_id")
    chat = world.chats.get(chat_id) if chat_id is not None else None
    if chat is None:
        raise bad_request("chat not found")
    if chat.migrated_to is not None:
        raise Refusal(400, UPGRADED, {"migrate_to_chat_id": chat.migrated_to})
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


def message_ids_of(args: Arguments, most: int, deed: str) -> list[int]:
    wanted = args.json("message_ids")
    if not isinstance(wanted, list) or not wanted:
        raise bad_request("message identifiers are not specified")
    if len(wanted) > most:
        raise bad_request(f"too many message identifiers specified to {deed}")
    numbers = [args.within({"id": each}).integer("id") for each in wanted]
    if None in numbers:
        raise bad_request("message identifier must be a Number")
    return [number for number in numbers if number is not None]


def message_to(world: World, args: Arguments, deed: str) -> tuple[Chat, Message]:
    """A message of a chat the bot is in; Telegram says for what it was looked for in vain."""
    chat = open_chat(world, args)
    message = chat.messages.get(message_id_of(args))
    if message is None:
        raise bad_request(f"message to {deed} not found")
    return chat, message


def own_message(world: World, args: Arguments) -> tuple[Chat, Message]:
    """The bot's own message it wants to edit, or one that somebody sent through it.

    One sent with a reply keyboard or a forced reply can never be edited again, nor can one that
    was forwarded.
    """
    if inline_id := args.text("inline_message_id"):
        return _sent_through(world, inline_id)
    if not args.text("chat_id") and not args.text("message_id"):
        raise bad_request("message identifier is not specified")
    chat, message = message_to(world, args, "edit")
    is_own = message.author_id == world.bot.id and "forward_origin" not in message.data
    if not is_own or message.prompt or is_service(message):
        raise bad_request("message can't be edited")
    return chat, message


def _sent_through(world: World, inline_id: str) -> tuple[Chat, Message]:
    for chat in world.chats.values():
        for message in chat.messages.values():
            if message.inline_id == inline_id:
                return chat, message
    raise bad_request("MESSAGE_ID_INVALID")
