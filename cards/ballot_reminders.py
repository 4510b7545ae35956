"""A ballot to somebody who has not voted, and those who have not to the secretary."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, bold, listed, plain
from cards.length import shorten
from cards.times import say_time
from domain.ballots import Ballot, is_open

TITLE_WORDS, NAME_WORDS = 40, 12
MOST_LISTED = 40


@dataclass(frozen=True)
class Missing:
    """One vote that has not been given: whose, and whether the bot may write to any of them."""

    names: Sequence[str]
    is_reachable: bool


def reminder_card(ballot: Ballot, to: Reader) -> Card:
    title = shorten(ballot.title, TITLE_WORDS)
    key = "ballot.remind_household" if ballot.is_by_household else "ballot.remind_person"
    go = Button(to.say("button.ballot_go"), Press("ballot.view", ballot.id))
    until = say_time(ballot.closes_at, to)
    return Card(plain(to.say(key, title=title, until=until)), ((go,),))


def undecided_card(
    ballot: Ballot, missing: Sequence[Missing], unreachable: int, to: Reader
) -> Card:
    """How many, and in a ballot that is no secret, who: in a secret one that somebody has not
    voted is theirs alone to know.
    """
    count = ballot.eligible - ballot.voted
    title = shorten(ballot.title, TITLE_WORDS)
    lines = [bold(to.say("ballot.undecided", title=title, count=count))]
    lines += plain(to.say("ballot.unreachable", count=unreachable)) if unreachable else ()
    if ballot.is_secret:
        lines += plain(to.say("ballot.undecided_secret")) if count else ()
        return Card(tuple(lines))
    for is_reachable, key in ((False, "ballot.undecided_visit"), (True, "ballot.undecided_told")):
        found = [one for one in missing if one.is_reachable is is_reachable]
        if found:
            names = listed((_said(one) for one in found[:MOST_LISTED]), to.say)
            more = "…" if len(found) > MOST_LISTED else ""
            lines += plain(to.say(key, names=names + more))
    if not (is_open(ballot, now=to.now) and count):
        return Card(tuple(lines))
    record = Button(to.say("button.proxy_log"), Press("proxy.log", ballot.id))
    return Card(tuple(lines), ((record,),))


def _said(one: Missing) -> str:
    return "/".join(shorten(name, NAME_WORDS) for name in one.names)
