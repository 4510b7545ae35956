"""Ballots 表决: opened with their roll, shown in the groups, found, and ended.

What is voted, and by whom, is in ``ballot_votes``.
"""

from collections.abc import Iterable
from datetime import datetime
from secrets import SystemRandom, token_hex
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions import ballot_reminders
from actions.deadlines import held
from actions.permits import check_visitor_may
from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.ballot_form import Draft
from domain.ballots import Ballot, BallotState, as_stored, count_up
from domain.people import ChatKind, MemberKind, Visitor
from domain.permissions import OFFICE_ROLES, Verb
from domain.rules import RuleBroken
from storage import audiences, ballots, communities, inbox, jobs, messages, outbox, people
from storage.outbox import Lane

CARD, VIEW, LIST, RESULT = "ballot.card", "ballot.view", "ballot.list", "ballot.result"
LOOKS = (VIEW, LIST)

CLOSE = "ballot.close"
"""The job that counts."""

START = "bal_"
"""What a deep link to one ballot begins with."""

SECRET_BYTES = 32


def open_ballot(tx: Connection, *, by: Visitor, draft: Draft, source: str, now: datetime) -> Ballot:
    """Begin to vote; the same ``source`` is the same ballot. Who may vote and how it is counted is
    fixed from here on: whoever becomes a member later is not on the roll.
    """
    check_visitor_may(tx, by, Verb.MAKE_BALLOT)
    closes_at = draft.check_complete(now=now)
    known = ballots.find_by_source(tx, source)
    if known is not None:
        return known
    voters = _voters(tx, by.home, draft)
    opened = ballots.add_ballot(
        tx,
        community_id=by.home,
        meeting_id=draft.meeting_id,
        agenda_item_id=draft.agenda_item_id,
        number=_next_number(tx, by.home, now=now),
        title=draft.title,
        options=draft.options,
        audience=draft.audience,
        is_by_household=draft.is_by_household,
        is_secret=draft.is_secret,
        reasons=draft.reasons.value,
        is_hidden=draft.is_hidden,
        quorum=draft.quorum.value,
        majority=draft.majority.value,
        opens_at=now,
        closes_at=closes_at,
        secret=token_hex(SECRET_BYTES) if draft.is_secret else None,
        made_by=by.person_id,
        source=source,
        made_at=now,
    )
    assert opened is not None, "its source was looked for in this transaction"
    opened = ballots.add_roll(tx, opened, voters)
    _announce(tx, opened, now=now)
    return opened


def _voters(tx: Connection, community_id: int, draft: Draft) -> list[tuple[int, int | None]]:
    meant = audiences.list_meant(tx, community_id, draft.audience)
    if not draft.is_by_household:
        found: list[tuple[int, int | None]] = [(person_id, None) for person_id in meant]
    else:
        homes = ballots.list_homes(tx, community_id=community_id)
        found = [(one, homes[one]) for one in meant if one in homes]
    if not found:
        raise RuleBroken("ballot.no_households" if draft.is_by_household else "ballot.nobody")
    return found


def _next_number(tx: Connection, community_id: int, *, now: datetime) -> str:
    """BJ-2026-3: the year and a count, by the community's calendar. There is one writer at a time,
    so no two ballots count the same.
    """
    zone = ZoneInfo(communities.get_community(tx, community_id).timezone)
    year = now.astimezone(zone).year
    since = datetime(year, 1, 1, tzinfo=zone)
    return f"BJ-{year}-{ballots.count_opened(tx, community_id=community_id, since=since) + 1}"


def _announce(tx: Connection, ballot: Ballot, *, now: datetime) -> None:
    """Show it in the groups where those are who may vote, and promise to count it."""
    groups = groups_of(tx, ballot)
    for group in groups:
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=ballot.about,
            to=group,
            lane=Lane.CARD,
            community_id=ballot.community_id,
            now=now,
        )
    if not groups:
        for voter in ballots.list_not_voted(tx, ballot.id):
            _show_privately(tx, ballot, voter.person_id, now=now)
    ballot_reminders.plan(tx, ballot)
    jobs.add_job(
        tx,
        kind=CLOSE,
        subject=ballot.about,
        period="close",
        due_at=ballot.closes_at,
        community_id=ballot.community_id,
    )


def _show_privately(tx: Connection, ballot: Ballot, person_id: int, *, now: datetime) -> None:
    account = people.get_account(tx, person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe_standing(
            tx,
            kind=VIEW,
            about=f"look:{ballot.about}:{person_id}",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=ballot.community_id,
            payload={"ballot": ballot.id, "person": person_id},
            not_before=held(now, communities.get_community(tx, ballot.community_id)),
            now=now,
        )


def groups_of(tx: Connection, ballot: Ballot) -> list[Address]:
    """The groups in which those are who are meant: riders have one of their own, the office too.
    Who is named one by one is asked in private.
    """
    audience = ballot.audience
    if audience.is_named_only:
        return []
    if ballot.is_among_few:
        kinds = [ChatKind.STAFF]
    elif audience.kinds == {MemberKind.RIDER}:
        kinds = [ChatKind.RIDERS]
    elif audience.kinds and MemberKind.RIDER not in audience.kinds:
        kinds = [ChatKind.PUBLIC]
    else:
        kinds = [ChatKind.PUBLIC, ChatKind.RIDERS]
    return [
        chat.address
        for kind in kinds
        for chat in communities.list_chats(tx, community_id=ballot.community_id, kind=kind)
    ]


def get_ballot_here(tx: Connection, by: Visitor, ballot_id: int) -> Ballot:
    """A ballot of the presser's own community; of another's there is nothing to say."""
    found = ballots.find_ballot(tx, ballot_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    return found


def find_to_look_at(tx: Connection, by: Visitor, ballot_id: int) -> Ballot:
    """As ``get_ballot_here``, for whoever may know what it is about."""
    ballot = get_ballot_here(tx, by, ballot_id)
    if not may_look(tx, ballot, by.person_id):
        raise RuleBroken("ballot.only_some")
    return ballot


def may_look(tx: Connection, ballot: Ballot, person_id: int) -> bool:
    if not ballot.is_among_few or ballots.find_voter(tx, ballot.id, person_id) is not None:
        return True
    held = people.holdings_of(tx, community_id=ballot.community_id, person_id=person_id)
    return any(one.role in OFFICE_ROLES for one in held)


def show_again(tx: Connection, ballot: Ballot, *, now: datetime) -> None:
    """The cards in the groups say what is so now."""
    outbox.want_all_again(tx, about=ballot.about, kinds=(CARD,), now=now)


def refresh_here(tx: Connection, here: Address, *, now: datetime) -> None:
    """A list or a view changes with what somebody has just done on it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None:
        outbox.want_all_again(tx, about=about, kinds=LOOKS, now=now)


def tell(
    tx: Connection,
    ballot: Ballot,
    person_id: int,
    *,
    kind: str,
    name: str,
    now: datetime,
    payload: dict[str, Json] | None = None,
) -> bool:
    """Owe somebody one message about a ballot, in private and not at night; ``False`` where the
    bot may not write to them. ``name`` tells it from the ballot's other messages to them.
    """
    account = people.get_account(tx, person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"{ballot.about}:{name}:{person_id}",
            kind=kind,
            about=ballot.about,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=ballot.community_id,
            payload={"ballot": ballot.id, "person": person_id, **(payload or {})},
            not_before=held(now, communities.get_community(tx, ballot.community_id)),
            now=now,
        )
    return account.is_reachable


def close(
    tx: Connection, ballot: Ballot, *, ending: str = "", by: int | None = None, now: datetime
) -> bool:
    """Count the votes and say what came of it; ``ending`` is why before its time. ``False`` when
    it was over already.
    """
    votes = ballots.list_votes(tx, ballot.id)
    count = count_up(
        ballot.options,
        ballots.tally(tx, ballot),
        eligible=ballot.eligible,
        quorum=ballot.quorum,
        majority=ballot.majority,
        by_proxy=sum(1 for vote in votes if vote.ballot_proxy_id is not None),
    )
    result = {**as_stored(count), **_ended(ending, by)}
    if ballot.is_secret:
        result["reasons"] = _shuffled(vote.reason for vote in votes if vote.reason)
    return _end(tx, ballot, BallotState.CLOSED, result, now=now)


def annul(tx: Connection, ballot: Ballot, *, ending: str, by: int, now: datetime) -> bool:
    """It is as if nobody had been asked: the votes are not counted."""
    return _end(tx, ballot, BallotState.ANNULLED, _ended(ending, by), now=now)


def _ended(ending: str, by: int | None) -> dict[str, Json]:
    return {"ending": ending, "ended_by": by} if ending else {}


def _shuffled(reasons: Iterable[str]) -> list[str]:
    """The order in which they were given would say who gave them."""
    found = list(reasons)
    SystemRandom().shuffle(found)
    return found


def _end(
    tx: Connection, ballot: Ballot, state: BallotState, result: dict[str, Json], *, now: datetime
) -> bool:
    if ballot.is_secret:
        concerned = ballots.concerned_by(ballot.id)
        inbox.blank_private(tx, person_ids=concerned, since=ballot.opens_at, channel=TELEGRAM)
    if not ballots.end_ballot(tx, ballot, state=state, result=result, now=now):
        return False
    jobs.cancel_jobs(tx, kind=CLOSE, subject=ballot.about, now=now)
    ballot_reminders.unplan(tx, ballot, now=now)
    show_again(tx, ballot, now=now)
    morning = held(now, communities.get_community(tx, ballot.community_id))
    for group in groups_of(tx, ballot):
        outbox.owe(
            tx,
            dedup=f"{RESULT}:{ballot.id}:{group.channel}:{group.chat}",
            kind=RESULT,
            about=ballot.about,
            to=group,
            lane=Lane.NOTICE,
            community_id=ballot.community_id,
            payload={"ballot": ballot.id},
            not_before=morning,
            now=now,
        )
    for person_id in ballots.list_asking(tx, ballot.id):
        tell(tx, ballot, person_id, kind=RESULT, name="result", now=now)
    return True
