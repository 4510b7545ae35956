"""What the sender has met since the start, counted for whoever shows it to the operator."""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from bot.remedies import Kind

LONGEST_REASON = 120


class Alarm(StrEnum):
    """What the operator should look at."""

    BUG = "bug"
    """Telegram refuses a message that we wrote wrongly."""
    STRANGE = "strange"
    """Telegram answers something that ``bot/remedies.py`` does not know."""
    GIVEN_UP = "given_up"
    """A message will not be sent, or may not have arrived."""
    UNBOOKED = "unbooked"
    """What became of a message cannot be written down."""
    GROUP_LOST = "group_lost"
    """The bot may not write in a group it serves."""
    STOPPED = "stopped"
    """The token is refused."""


@dataclass
class Tally:
    """``remedies`` counts failures by what was done about them, ``alarms`` by their kind."""

    sent: int = 0
    remedies: Counter[Kind] = field(default_factory=Counter)
    alarms: Counter[Alarm] = field(default_factory=Counter)


def alarm_for(kind: Kind, *, is_private: bool, is_nicety: bool, lives: bool) -> Alarm | None:
    """Whether a failure is one for the operator; a nicety that fails is none, nor is a person
    who has shut the bot out.
    """
    match kind:
        case Kind.STOP:
            return Alarm.STOPPED
        case Kind.UNKNOWN:
            return Alarm.STRANGE
        case _ if is_nicety:
            return None
        case Kind.STRANGE:
            return Alarm.STRANGE
        case Kind.BUG:
            return Alarm.BUG
        case Kind.UNREACHABLE | Kind.LOST | Kind.SILENCED:
            return None if is_private else Alarm.GROUP_LOST
        case _:
            return None if lives else Alarm.GIVEN_UP


def plain_reason(words: str) -> str:
    """Telegram's reason without what it may quote of people: their words, names and numbers."""
    unquoted = re.sub(r"\"[^\"]*\"|\d+", "…", words)
    return re.sub(r"[^\x20-\x7e…]+", "…", unquoted)[:LONGEST_REASON]
