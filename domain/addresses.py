"""Where a message goes, on any channel."""

from dataclasses import dataclass

TELEGRAM = "telegram"


@dataclass(frozen=True)
class Address:
    """A chat on a channel, and inside it a thread (a forum topic) or a message to reply to.

    Identities of the outside world are text here: only the channel's adapter knows that
    Telegram's are numbers.
    """

    chat: str
    channel: str = TELEGRAM
    thread: str | None = None
    reply_to: str | None = None

    @property
    def is_private(self) -> bool:
        """Telegram numbers people from one upwards and groups below zero."""
        return not self.chat.startswith("-")
