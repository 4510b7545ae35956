"""代投 recorded by the office: for somebody without a phone, on their word, which is kept."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.ballots import get_ballot_here, show_again
from actions.looks import look_privately
from actions.once import once
from actions.permits import check_visitor_may
from actions.proxies import hold_open, person_named, sharers
from actions.proxy_cards import MINE, owe_card, show_proxy_again
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.ballots import Ballot, Reasons, check_is_open, mark_of, voter_of
from domain.households import read_door
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.proxies import Proxy, Record, check_may_hold, parse_record
from domain.rules import RuleBroken
from storage import ballots, households, proxies
from storage.ballots import Voter
from storage.prompts import Prompt

LOG = "proxy.log"
RECORD = "proxy.record"
"""The question whose answer is a vote for somebody else."""


@once
def show_log(
    tx: Connection, *, by: Visitor, ballot_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """代投: who votes for whom in this ballot, on whose word; for the office, in private."""
    check_visitor_may(tx, by, Verb.RECORD_PROXY)
    ballot = get_ballot_here(tx, by, ballot_id)
    payload: dict[str, Json] = {"ballot": ballot.id, "viewer": by.person_id}
    look_privately(tx, by, here, kind=LOG, payload=payload, source=source, now=now)
    return None


@once
def ask_record(
    tx: Connection, *, by: Visitor, ballot_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """替人投一票: for whom, what, and on whose word?"""
    ballot = _ballot_here(tx, by, ballot_id, now=now)
    close_questions(tx, person_id=by.person_id, where=here, act=RECORD, now=now)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=RECORD,
        case_id=None,
        where=here,
        source=source,
        data={"ballot": ballot.id, "params": {"option": ballot.options[0]}},
        now=now,
    )
    return Answer("case.asked")


def _ballot_here(tx: Connection, by: Visitor, ballot_id: int, *, now: datetime) -> Ballot:
    """One in which the office may vote for others: never in secret, for it would know."""
    check_visitor_may(tx, by, Verb.RECORD_PROXY)
    ballot = get_ballot_here(tx, by, ballot_id)
    if ballot.is_secret:
        raise RuleBroken("proxy.not_in_secret")
    check_is_open(ballot, now=now)
    return ballot


def record_vote(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Put in the vote of somebody on the roll who has not voted. Written again by the same hand,
    it takes the place of what that hand wrote before, which stays on the log as taken back.
    """
    ballot = _ballot_here(tx, by, prompt.data["ballot"], now=now)
    record = _read(said.text, ballot)
    hold_open(tx, ballot, now=now)
    voter = _voter_meant(tx, by, ballot, record.whom)
    sharing = sharers(tx, ballot, voter)
    if by.person_id in sharing:
        raise RuleBroken("proxy.vote_yourself")
    _check_has_not_voted(tx, by, ballot, voter, now=now)
    check_may_hold(proxies.count_held(tx, ballot.id, by.person_id))
    proxy = proxies.add_proxy(
        tx,
        community_id=ballot.community_id,
        ballot_id=ballot.id,
        person_id=voter.person_id,
        proxy_id=by.person_id,
        authority=record.authority,
        made_by=by.person_id,
        source=source,
        accepted_at=now,
        now=now,
    )
    if proxy is None:
        raise RuleBroken("proxy.names_another")
    _put_in(tx, ballot, voter, proxy, record, now=now)
    for person_id in sharing:
        owe_card(tx, proxy, MINE, person_id, now=now)
    option = ballot.options[record.option]
    return Answer("proxy.recorded", {"whom": record.whom, "option": option})


def _read(words: str, ballot: Ballot) -> Record:
    """A vote in another's name owes its reason as their own would."""
    record = parse_record(words, ballot.options, has_reason=ballot.reasons is not Reasons.NONE)
    is_said = any(letter.isalnum() for letter in record.reason)
    if ballot.reasons is Reasons.REQUIRED and not is_said:
        option = ballot.options[record.option]
        raise RuleBroken("proxy.say_reason", whom=record.whom, option=option)
    return record


def _voter_meant(tx: Connection, by: Visitor, ballot: Ballot, whom: str) -> Voter:
    """Somebody on the roll by name, or a household by its door."""
    door = read_door(whom)
    if door is None:
        voter = ballots.find_voter(tx, ballot.id, person_named(tx, by, whom))
        found = [voter] if voter else []
    else:
        home = households.find_by_door(tx, community_id=by.home, door=door)
        found = []
        if home is not None and ballot.is_by_household:
            found = ballots.list_of_voter(tx, ballot.id, voter_of(0, home))
    if not found:
        raise RuleBroken("proxy.not_on_roll", whom=whom[:32])
    return found[0]


def _check_has_not_voted(
    tx: Connection, by: Visitor, ballot: Ballot, voter: Voter, *, now: datetime
) -> None:
    given = ballots.find_vote(tx, ballot.id, voter.voter)
    if given is not None and given.ballot_proxy_id is None:
        raise RuleBroken("proxy.voted_themselves")
    known = proxies.find_given(tx, ballot.id, sharers(tx, ballot, voter))
    if known is None:
        return
    if not (known.is_recorded and known.proxy_id == by.person_id):
        raise RuleBroken("proxy.names_another")
    proxies.revoke(tx, known, by=by.person_id, now=now)
    show_proxy_again(tx, known, now=now)


def _put_in(
    tx: Connection, ballot: Ballot, voter: Voter, proxy: Proxy, record: Record, *, now: datetime
) -> None:
    ballots.put_vote(
        tx,
        ballot,
        voter=voter.voter,
        choice=mark_of(ballot, voter.voter, record.option),
        reason=record.reason,
        cast_by=proxy.proxy_id,
        ballot_proxy_id=proxy.id,
        now=now,
    )
    show_again(tx, ballot, now=now)
