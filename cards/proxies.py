"""Proxies 代投 as their two sides see them, and as the office reads the log."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.times import say_time
from domain.ballots import Ballot, is_open
from domain.proxies import Proxy

TITLE_WORDS, NAME_WORDS, AUTHORITY_WORDS = 40, 12, 60
MOST_LISTED = 20


@dataclass(frozen=True)
class ProxyFacts:
    """``giver`` and ``holder`` by name. ``has_voted``: with this very proxy; ``chosen`` is what,
    where the ballot is no secret. ``marks`` are what the buttons of the options say.
    """

    proxy: Proxy
    ballot: Ballot
    giver: str
    holder: str
    has_voted: bool = False
    has_own: bool = False
    chosen: int | None = None
    marks: tuple[str, ...] = ()


def more_rows(
    ballot: Ballot, to: Reader, *, may_give: bool, is_office: bool, is_secretary: bool
) -> Rows:
    """What a ballot's own view offers besides voting: 委托他人, for the office 代投, and for the
    secretaries who has not voted yet.
    """
    if not is_open(ballot, now=to.now):
        return ()
    buttons = []
    if may_give:
        buttons.append(Button(to.say("button.proxy_give"), Press("proxy.give", ballot.id)))
    if is_office:
        buttons.append(Button(to.say("button.proxy_log"), Press("proxy.log", ballot.id)))
    if is_secretary:
        label = f"{to.say('button.ballot_undecided')}({ballot.eligible - ballot.voted})"
        buttons.append(Button(label, Press("ballot.undecided", ballot.id)))
    return rows(buttons, width=3)


def held_card(facts: ProxyFacts, to: Reader) -> Card:
    """To whoever was asked to vote for somebody."""
    proxy, ballot = facts.proxy, facts.ballot
    lines = [bold(to.say("proxy.held_title", title=shorten(ballot.title, TITLE_WORDS)))]
    giver = shorten(facts.giver, NAME_WORDS)
    if proxy.revoked_at is not None:
        key = "proxy.held_declined" if proxy.is_declined else "proxy.held_revoked"
        return Card((*lines, *plain(to.say(key, who=giver))))
    if not is_open(ballot, now=to.now):
        return Card((*lines, *plain(to.say("proxy.ballot_over"))))
    until = say_time(ballot.closes_at, to)
    if proxy.accepted_at is None:
        lines += plain(to.say("proxy.held_asked", who=giver, until=until))
        lines += plain(to.say("proxy.secret_warning")) if ballot.is_secret else ()
        return Card(tuple(lines), (_answers(proxy, to),))
    if facts.has_own:
        return Card((*lines, *plain(to.say("proxy.held_own", who=giver))))
    lines += plain(to.say("proxy.held_accepted", who=giver, until=until))
    if facts.has_voted:
        lines += plain(_say_voted(facts, to))
    no_more = Button(to.say("button.proxy_no_more"), Press("proxy.revoke", proxy.id))
    return Card(tuple(lines), (*_options(facts), (no_more,)))


def _answers(proxy: Proxy, to: Reader) -> tuple[Button, ...]:
    return (
        Button(to.say("button.proxy_accept"), Press("proxy.accept", proxy.id)),
        Button(to.say("button.proxy_decline"), Press("proxy.revoke", proxy.id)),
    )


def _options(facts: ProxyFacts) -> Rows:
    """What a secret vote's buttons show says nothing of what was chosen."""
    buttons = [
        Button(
            ("✅ " if at == facts.chosen else "") + option,
            Press("proxy.vote", facts.proxy.id, arg=mark),
        )
        for at, (option, mark) in enumerate(zip(facts.ballot.options, facts.marks, strict=True))
    ]
    is_short = all(len(one) <= 4 for one in facts.ballot.options)
    return rows(buttons, width=3 if is_short else 1)


def _say_voted(facts: ProxyFacts, to: Reader) -> str:
    if facts.chosen is None:
        return to.say("proxy.has_voted")
    return to.say("proxy.has_chosen", option=facts.ballot.options[facts.chosen])


def mine_card(facts: ProxyFacts, to: Reader) -> Card:
    """To whoever has the vote: how far it is, and the way back."""
    proxy, ballot = facts.proxy, facts.ballot
    lines = [bold(to.say("proxy.mine_title", title=shorten(ballot.title, TITLE_WORDS)))]
    holder = shorten(facts.holder, NAME_WORDS)
    if proxy.revoked_at is not None:
        key = "proxy.mine_declined" if proxy.is_declined else "proxy.mine_revoked"
        return Card((*lines, *plain(to.say(key, who=holder))))
    if proxy.is_recorded:
        authority = shorten(proxy.authority, AUTHORITY_WORDS)
        lines += plain(to.say("proxy.mine_recorded", who=holder, authority=authority))
    else:
        key = "proxy.mine_asked" if proxy.accepted_at is None else "proxy.mine_accepted"
        lines += plain(to.say(key, who=holder))
    if facts.has_own:
        lines += plain(to.say("proxy.mine_own"))
    elif facts.has_voted:
        lines += plain(_say_voted(facts, to))
    if not is_open(ballot, now=to.now):
        return Card((*lines, *plain(to.say("proxy.ballot_over"))))
    lines += plain(to.say("proxy.mine_how"))
    back = Button(to.say("button.proxy_revoke"), Press("proxy.revoke", proxy.id))
    own = Button(to.say("button.proxy_own"), Press("ballot.view", ballot.id))
    return Card(tuple(lines), ((back, own),))


def log_card(ballot: Ballot, found: Sequence[ProxyFacts], to: Reader) -> Card:
    """Who votes for whom; of a secret ballot no more than that."""
    lines = [bold(to.say("proxy.log", title=shorten(ballot.title, TITLE_WORDS)))]
    if not found:
        lines += plain(to.say("proxy.log_empty"))
    for one in found[:MOST_LISTED]:
        lines += plain(_logged(one, to))
    if ballot.is_secret:
        lines += plain(to.say("proxy.not_in_secret"))
    if ballot.is_secret or not is_open(ballot, now=to.now):
        return Card(tuple(lines))
    record = Button(to.say("button.proxy_record"), Press("proxy.record", ballot.id))
    return Card(tuple(lines), ((record,),))


def _logged(facts: ProxyFacts, to: Reader) -> str:
    proxy = facts.proxy
    state = "asked"
    if proxy.revoked_at is not None:
        state = "revoked"
    elif facts.has_own:
        state = "own"
    elif facts.has_voted:
        state = "voted"
    elif proxy.accepted_at is not None:
        state = "accepted"
    said = to.say(
        "proxy.logged",
        giver=shorten(facts.giver, NAME_WORDS),
        holder=shorten(facts.holder, NAME_WORDS),
        state=to.say(f"proxy.state_{state}"),
        when=say_time(proxy.made_at, to),
    )
    authority = shorten(proxy.authority, AUTHORITY_WORDS)
    return to.say("proxy.logged_because", said=said, authority=authority) if authority else said
