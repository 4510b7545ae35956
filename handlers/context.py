"""What every handler may ask for by name, and nothing else: this is the whole list.

``db``       the database: ``do`` a deed, ``read`` a query
``visitor``  who acts, and in which community (``domain.people.Visitor``)
``here``     the address an answer goes to: this chat and thread, in reply to this message
``now``      the moment the update is handled, aware UTC
``source``   the name of this update's effect: ``tg:<chat>:<message>`` and the like
``bot_name`` the bot's username, for links into its private chat
``reader``   in whose words and by whose clock this person reads (``cards.card.Reader``)
``bot``      aiogram's own, only to ask Telegram something; what is said goes through the outbox
``mute``     why and until when the visitor is not listened to, if so; for the gate
``operators`` ids of those whom the settings name operators
``codes``    makes voucher codes and finds them (``domain.voucher_codes.Codes``)
``defaults`` first values for a new community (``domain.communities.CommunityDefaults``)
"""

import hashlib
import re

from aiogram.types import CallbackQuery, Message

from domain.addresses import TELEGRAM, Address
from domain.reports import read_number
from handlers.presses import subject_of
from storage.visitors import Topic

# A group's anonymous administrator, a person posting as a channel, a linked channel's forward
# (tdlib/telegram-bot-api#667): nobody stands behind these, so they never hold a role.
FACELESS_IDS = frozenset({1087968824, 136817688, 777000})


def is_faceless(event: Message | CallbackQuery) -> bool:
    """Whether a group or channel wrote or pressed this instead of a person."""
    author = event.from_user
    is_chat = isinstance(event, Message) and event.sender_chat is not None
    return is_chat or author is None or author.id in FACELESS_IDS


def is_service(message: Message) -> bool:
    """Whether this is Telegram's own note of something that happened, and nobody's words."""
    moved = message.migrate_to_chat_id or message.migrate_from_chat_id
    return bool(message.new_chat_members or moved)


def source_of(event: Message | CallbackQuery) -> str:
    """The name under which this event's effect is remembered.

    An edit carries its date and a mark of its words, because two edits can fall into one second.
    A press is named by what it asks and by whom, not by its own id: two quick taps are two ids
    and one wish.
    """
    if isinstance(event, Message):
        edit = f":{event.edit_date}:{_mark(event)}" if event.edit_date else ""
        return f"tg:{event.chat.id}:{event.message_id}{edit}"
    return f"press:{event.data}:{event.from_user.id}"


def _mark(message: Message) -> str:
    words = message.text or message.caption or ""
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def replied_to(message: Message) -> Message | None:
    """The message somebody replies to.

    In a forum every message of a topic comes as a reply to the topic's beginning (Bot API,
    Message.reply_to_message); that is Telegram's note of where it stands, not an answer.
    """
    replied = message.reply_to_message
    if replied is None or replied.forum_topic_created is not None:
        return None
    return replied


def here_of(message: Message, *, now_in: str | None = None) -> Address:
    """Where the answer to this message goes: its group may have become another chat since."""
    if now_in is not None and now_in != str(message.chat.id):
        return Address(now_in, TELEGRAM)
    thread = message.message_thread_id if message.is_topic_message else None
    return Address(
        chat=str(message.chat.id),
        channel=TELEGRAM,
        thread=str(thread) if thread else None,
        reply_to=str(message.message_id),
    )


def topic_of(event: Message | CallbackQuery) -> Topic:
    """What an update is about, before anybody has been found to handle it."""
    if isinstance(event, CallbackQuery):
        on = str(event.message.message_id) if event.message is not None else None
        return Topic(case_id=subject_of(event.data or ""), pressed_on=on)
    text = event.text or event.caption or ""
    is_command, _, words = text.partition(" ")
    replied = replied_to(event)
    activity = re.fullmatch(r"/start act_([0-9]{1,9})", text)
    proposal = re.fullmatch(r"/start prop_([0-9]{1,9})", text)
    ballot = re.fullmatch(r"/start bal_([0-9]{1,9})", text)
    meeting = re.fullmatch(r"/start (?:mt|minutes)_([0-9]{1,9})", text)
    resolution = re.fullmatch(r"/start res_([0-9]{1,9})", text)
    return Topic(
        number=read_number(words)[0] if is_command.startswith("/") else None,
        reply_to=str(replied.message_id) if replied else None,
        activity_id=int(activity[1]) if activity else None,
        proposal_id=int(proposal[1]) if proposal else None,
        ballot_id=int(ballot[1]) if ballot else None,
        meeting_id=int(meeting[1]) if meeting else None,
        resolution_id=int(resolution[1]) if resolution else None,
    )
