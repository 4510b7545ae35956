"""Mutes 禁言 as they are told: to the secretary, to the person, and as a list."""

from dataclasses import dataclass
from datetime import datetime

from cards.card import Card, Reader, bold, plain
from cards.length import shorten
from cards.times import say_time

NAME_WORDS = 32
MOST_LISTED = 15


@dataclass(frozen=True)
class MuteFacts:
    """``count`` is how much of theirs in the groups was not acted upon since."""

    who: str
    by: str
    reason: str
    ends_at: datetime
    count: int = 0


def done_card(mute: MuteFacts, to: Reader) -> Card:
    """What the secretary reads in answer: whom it meant, until when, and how to take it back."""
    until = say_time(mute.ends_at, to)
    return Card(plain(to.say("mute.done", who=_name(mute.who), until=until, reason=mute.reason)))


def told_card(mute: MuteFacts, to: Reader) -> Card:
    """What the person reads."""
    until = say_time(mute.ends_at, to)
    return Card(plain(to.say("mute.told", until=until, reason=mute.reason)))


def list_card(found: list[MuteFacts], to: Reader) -> Card:
    if not found:
        return Card(plain(to.say("mute.list_empty")))
    lines = [bold(to.say("mute.list", count=len(found)))]
    for one in found[:MOST_LISTED]:
        until = say_time(one.ends_at, to)
        who, by = _name(one.who), _name(one.by)
        lines += plain(to.say("mute.listed", who=who, until=until, by=by, reason=one.reason))
        if one.count:
            lines += plain(to.say("mute.listed_count", count=one.count))
    if len(found) > MOST_LISTED:
        lines += plain(to.say("mute.list_more", count=len(found) - MOST_LISTED))
    return Card(tuple(lines))


def _name(name: str) -> str:
    return shorten(name, NAME_WORDS)
