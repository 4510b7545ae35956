"""Matters on an agenda, with the proposals they were made of: put there, left over, carried on."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection

from actions.proposals import set_on_agenda, take_off_agenda
from domain.meetings import AgendaItem, ItemState, Meeting
from domain.proposals import ProposalState
from domain.rules import RuleBroken
from storage import meeting_agenda, proposals


def put_items(
    tx: Connection, meeting: Meeting, items: Iterable[tuple[str, int | None]], *, now: datetime
) -> None:
    """Matters in their order; a proposal among them is scheduled. One that meanwhile is on
    another meeting's agenda is left out.
    """
    for title, proposal_id in items:
        if proposal_id is None:
            meeting_agenda.add_item(tx, meeting, title)
        elif _schedule(tx, meeting, proposal_id, now=now):
            meeting_agenda.add_item(tx, meeting, title, proposal_id=proposal_id)


def _schedule(tx: Connection, meeting: Meeting, proposal_id: int, *, now: datetime) -> bool:
    found = proposals.find_proposal(tx, proposal_id)
    if found is None or found.community_id != meeting.community_id:
        raise RuleBroken("press.stale")
    if found.state is not ProposalState.TAKEN:
        return False
    set_on_agenda(tx, found, meeting.id, now)
    return True


def give_back(tx: Connection, item: AgendaItem, *, now: datetime) -> None:
    """The proposal waits for another meeting, unless one has taken it on already."""
    found = proposals.find_proposal(tx, item.proposal_id) if item.proposal_id else None
    is_here = found is not None and found.meeting_id == item.meeting_id
    if found is not None and is_here and found.state is ProposalState.SCHEDULED:
        take_off_agenda(tx, found, now)


def give_all_back(
    tx: Connection,
    meeting: Meeting,
    *,
    states: Collection[ItemState] = (ItemState.OPEN,),
    now: datetime,
) -> None:
    """The meeting does not take place, or none follows it."""
    for item in meeting_agenda.list_agenda(tx, meeting.id, states=states):
        give_back(tx, item, now=now)


def carry_over(tx: Connection, meeting: Meeting, following: Meeting, *, now: datetime) -> None:
    """What this one has not come to is on the agenda of the next one, once; but for proposals that
    were decided on, or that a third meeting has taken on.
    """
    for item in meeting_agenda.list_agenda(tx, meeting.id, states=(ItemState.OPEN,)):
        give_back(tx, item, now=now)
        if item.proposal_id and not _schedule(tx, following, item.proposal_id, now=now):
            continue
        meeting_agenda.add_item(
            tx, following, item.title, proposal_id=item.proposal_id, carried_from_id=item.id
        )
        meeting_agenda.change_item(tx, item, state=ItemState.CARRIED.value)
