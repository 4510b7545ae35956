"""Communities 社区 and their groups: what may be said in a setup, what the bot needs there."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.cases import Act
from domain.categories import Starter
from domain.people import ChatKind
from domain.rule_sheets import RuleSheet

LONGEST_NAME = 40
WELCOME_EVERY = timedelta(minutes=10)
INVITE_LASTS = timedelta(days=7)

_KIND_WORDS = {
    "居民群": ChatKind.PUBLIC,
    "小哥群": ChatKind.RIDERS,
    "工作群": ChatKind.STAFF,
    **{kind.value: kind for kind in ChatKind},
}


class Right(StrEnum):
    """What the bot can lack in a group, or that Telegram would not say."""

    HEAR = "hear"  # sees only commands and replies: privacy mode, and no administrator
    SPEAK = "speak"
    MEDIA = "media"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CommunityDefaults:
    """First values of a new community, from the settings."""

    timezone: str
    locale: str
    office_hours: str
    quiet_hours: str
    starters: tuple[Starter, ...] = ()
    templates: tuple[tuple[Act, str], ...] = ()
    sheet: RuleSheet | None = None


@dataclass(frozen=True)
class SetUp:
    """What a setup asks for: this group belongs to that community, as this kind."""

    community: str
    kind: ChatKind


def parse_set_up(words: str) -> SetUp | None:
    """``NAME KIND``: the kind is the last word, so that a name may hold spaces.

    >>> parse_set_up("桃然亭 社区 小哥群")
    SetUp(community='桃然亭 社区', kind=<ChatKind.RIDERS: 'riders'>)
    >>> parse_set_up("小哥群") is None
    True
    """
    *name, last = words.split() or [""]
    kind = _KIND_WORDS.get(last.lower())
    if kind is None or not name or len(" ".join(name)) > LONGEST_NAME:
        return None
    return SetUp(" ".join(name), kind)


def is_welcome_due(last: datetime | None, *, now: datetime) -> bool:
    """A busy evening of newcomers gets one welcome, not ten."""
    return last is None or now - last >= WELCOME_EVERY
