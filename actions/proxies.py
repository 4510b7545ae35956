"""Deeds around proxies 代投: given, accepted, voted with, taken back, and recorded by the office.

One's own vote always goes before a proxy's: it takes the place of what a proxy chose, and a proxy
cannot change it. A proxy that is taken back, by either side, takes its vote along; whoever gave it
may vote themselves or name another. After the ballot's end nothing of this moves.
"""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.ballot_votes import receipt
from actions.ballots import get_ballot_here, refresh_here, show_again
from actions.once import once
from actions.permits import check_visitor_may
from actions.proxy_cards import HELD, MINE, owe_card, show_proxy_again
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.ballots import LONGEST_REASON, Ballot, Reasons, check_is_open, option_of
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.plain_text import in_one_line
from domain.proxies import Proxy, check_may_hold
from domain.rules import RuleBroken
from domain.whom import parse_whom
from storage import ballots, people, proxies
from storage.ballots import Voter
from storage.prompts import Prompt

GIVE, GIVE_SECRET, REASON = "proxy.give", "proxy.give_secret", "proxy.reason"
"""The questions whose answers name a proxy, and say why a proxy chose what they did."""


@once
def ask_whom(
    tx: Connection, *, by: Visitor, ballot_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """委托他人: whom? In a secret ballot the question warns that a proxy knows the choice."""
    ballot, voter = _voter_here(tx, by, ballot_id, now=now)
    _check_is_free(tx, ballot, voter)
    act = GIVE_SECRET if ballot.is_secret else GIVE
    for other in (GIVE, GIVE_SECRET):
        close_questions(tx, person_id=by.person_id, where=here, act=other, now=now)
    data: dict[str, Json] = {"ballot": ballot.id, "params": {"title": ballot.title}}
    _ask(tx, by, act=act, data=data, where=here, source=source, now=now)
    return Answer("case.asked")


def _ask(
    tx: Connection,
    by: Visitor,
    *,
    act: str,
    data: dict[str, Json],
    where: Address,
    source: str,
    now: datetime,
) -> None:
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=act,
        case_id=None,
        where=where,
        source=source,
        data=data,
        now=now,
    )


def _voter_here(
    tx: Connection, by: Visitor, ballot_id: int, *, now: datetime
) -> tuple[Ballot, Voter]:
    """An open ballot, and the presser as somebody on its roll."""
    check_visitor_may(tx, by, Verb.GIVE_PROXY)
    ballot = get_ballot_here(tx, by, ballot_id)
    check_is_open(ballot, now=now)
    voter = ballots.find_voter(tx, ballot.id, by.person_id)
    if voter is None:
        raise RuleBroken("proxy.no_vote", title=ballot.title)
    return ballot, voter


def _check_is_free(tx: Connection, ballot: Ballot, voter: Voter) -> None:
    """There is a vote to be cast, and nobody to cast it yet."""
    if ballots.find_vote(tx, ballot.id, voter.voter) is not None:
        raise RuleBroken("proxy.voted_already")
    if proxies.find_given(tx, ballot.id, sharers(tx, ballot, voter)) is not None:
        raise RuleBroken("proxy.given_already")


def sharers(tx: Connection, ballot: Ballot, voter: Voter) -> list[int]:
    """Persons with the same one vote: all of a household."""
    return [one.person_id for one in ballots.list_of_voter(tx, ballot.id, voter.voter)]


def hold_open(tx: Connection, ballot: Ballot, *, now: datetime) -> None:
    """From here to the end of the transaction nobody closes the ballot, and no other proxy of it
    is given or accepted: how many somebody holds stays true until it is written.
    """
    if ballots.take_open(tx, ballot.id, now=now) is None:
        raise RuleBroken("ballot.over", title=ballot.title)


def answer_whom(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Name a proxy, who is asked whether they will; until they accept nothing has changed."""
    ballot, voter = _voter_here(tx, by, prompt.data["ballot"], now=now)
    proxy_id = person_named(tx, by, said.text)
    sharing = sharers(tx, ballot, voter)
    if proxy_id in sharing:
        key = "proxy.not_oneself" if proxy_id == by.person_id else "proxy.same_home"
        raise RuleBroken(key)
    account = people.get_account(tx, proxy_id, channel=TELEGRAM)
    if not account.is_reachable:
        raise RuleBroken("proxy.unreachable", who=account.name)
    hold_open(tx, ballot, now=now)
    _check_is_free(tx, ballot, voter)
    check_may_hold(proxies.count_held(tx, ballot.id, proxy_id))
    given = proxies.add_proxy(
        tx,
        community_id=ballot.community_id,
        ballot_id=ballot.id,
        person_id=by.person_id,
        proxy_id=proxy_id,
        authority="",
        made_by=by.person_id,
        source=source,
        accepted_at=None,
        now=now,
    )
    if given is None:
        raise RuleBroken("proxy.given_already")
    owe_card(tx, given, HELD, given.proxy_id, now=now)
    owe_card(tx, given, MINE, given.person_id, now=now)
    return None


def person_named(tx: Connection, by: Visitor, words: str) -> int:
    """The one member whom ``@name``, or exactly the name they go by, means."""
    username, name = parse_whom(words)
    if username is not None:
        called = people.list_members_called(
            tx, community_id=by.home, channel=TELEGRAM, username=username
        )
        found = [one.person_id for one in called]
    else:
        name = name.strip()
        found = proxies.list_named(tx, community_id=by.home, name=name)
    if len(found) != 1:
        key = "proxy.several" if found else "proxy.unknown"
        raise RuleBroken(key, name=f"@{username}" if username else name[:32])
    return found[0]


@once
def accept_proxy(
    tx: Connection, *, by: Visitor, proxy_id: int, source: str, now: datetime
) -> Answer | None:
    """接受: from now on they may vote for whoever asked them to."""
    proxy, ballot = _held_here(tx, by, proxy_id, now=now)
    hold_open(tx, ballot, now=now)
    check_may_hold(proxies.count_held(tx, ballot.id, by.person_id))
    if not proxies.accept(tx, proxy, now=now):
        raise RuleBroken("proxy.changed_meanwhile")
    show_proxy_again(tx, proxy, now=now)
    return Answer("proxy.accepted")


def _held_here(
    tx: Connection, by: Visitor, proxy_id: int, *, now: datetime
) -> tuple[Proxy, Ballot]:
    """A proxy that was given to the presser and not taken back, of an open ballot."""
    check_visitor_may(tx, by, Verb.GIVE_PROXY)
    proxy = proxies.find_proxy(tx, proxy_id, community_id=by.home)
    if proxy is None or proxy.proxy_id != by.person_id:
        raise RuleBroken("press.stale")
    ballot = ballots.get_ballot(tx, proxy.ballot_id)
    check_is_open(ballot, now=now)
    if proxy.revoked_at is not None:
        raise RuleBroken("proxy.changed_meanwhile")
    return proxy, ballot


@once
def vote_by_proxy(
    tx: Connection,
    *,
    by: Visitor,
    proxy_id: int,
    mark: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Cast the vote of whoever gave the proxy, unless they or theirs have cast it themselves."""
    proxy, ballot = _held_here(tx, by, proxy_id, now=now)
    if ballot.reasons is Reasons.REQUIRED:
        _option(tx, proxy, ballot, mark)
        close_questions(tx, person_id=by.person_id, where=here, act=REASON, now=now)
        data: dict[str, Json] = {"proxy": proxy.id, "mark": mark}
        data["params"] = {"title": ballot.title}
        _ask(tx, by, act=REASON, data=data, where=here, source=source, now=now)
        return Answer("ballot.say_why", {"title": ballot.title}, must_be_read=True)
    return cast_by_proxy(tx, proxy, ballot, mark, now=now)


def answer_reason(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    proxy, ballot = _held_here(tx, by, prompt.data["proxy"], now=now)
    reason = in_one_line(said.text)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("ballot.reason_missing")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("ballot.reason_too_long", count=LONGEST_REASON)
    return cast_by_proxy(tx, proxy, ballot, prompt.data["mark"], reason=reason, now=now)


def _option(tx: Connection, proxy: Proxy, ballot: Ballot, mark: str) -> tuple[Voter, int]:
    """Whose vote it is, and which option a button says for them; not before it was accepted."""
    if not proxy.may_vote:
        raise RuleBroken("proxy.changed_meanwhile")
    voter = ballots.find_voter(tx, ballot.id, proxy.person_id)
    assert voter is not None, "who names a proxy is on the roll, and the roll never changes"
    option = option_of(ballot, voter.voter, mark)
    if option is None:
        raise RuleBroken("press.stale")
    return voter, option


def cast_by_proxy(
    tx: Connection, proxy: Proxy, ballot: Ballot, mark: str, *, reason: str = "", now: datetime
) -> Answer:
    voter, option = _option(tx, proxy, ballot, mark)
    hold_open(tx, ballot, now=now)
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    if given is not None and given.ballot_proxy_id is None:
        raise RuleBroken("proxy.voted_themselves")
    ballots.put_vote(
        tx,
        ballot,
        voter=voter.voter,
        choice=mark,
        reason=reason,
        cast_by=proxy.proxy_id,
        ballot_proxy_id=proxy.id,
        now=now,
    )
    show_again(tx, ballot, now=now)
    show_proxy_again(tx, proxy, now=now)
    return receipt(tx, ballot, option)


@once
def revoke_proxy(
    tx: Connection, *, by: Visitor, proxy_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """撤回委托 by whoever has the vote, 不代投了 by the proxy: what the proxy chose goes too."""
    check_visitor_may(tx, by, Verb.GIVE_PROXY)
    proxy = proxies.find_proxy(tx, proxy_id, community_id=by.home)
    if proxy is None:
        raise RuleBroken("press.stale")
    ballot = ballots.get_ballot(tx, proxy.ballot_id)
    voter = ballots.find_voter(tx, ballot.id, proxy.person_id)
    assert voter is not None
    if by.person_id not in (proxy.proxy_id, *sharers(tx, ballot, voter)):
        raise RuleBroken("press.stale")
    check_is_open(ballot, now=now)
    hold_open(tx, ballot, now=now)
    if not proxies.revoke(tx, proxy, by=by.person_id, now=now):
        raise RuleBroken("proxy.changed_meanwhile")
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    if given is not None and given.ballot_proxy_id == proxy.id:
        ballots.withdraw_vote(tx, ballot, voter.voter)
        show_again(tx, ballot, now=now)
    show_proxy_again(tx, proxy, now=now)
    refresh_here(tx, here, now=now)
    is_proxy = by.person_id == proxy.proxy_id
    return Answer("proxy.declined" if is_proxy else "proxy.revoked")
