"""A resolution 决议 made: asked for, written in one line, and what it does to its matter."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.grants import Earned, grant_for
from actions.meeting_news import groups_of
from actions.meetings import check_may_lead, led_here
from actions.meetings import show_again as show_meeting_again
from actions.minutes_desk import item_of, show_minutes_again
from actions.once import once
from actions.proposals import decide
from actions.reminder_runs import calendar_of
from actions.resolutions import announce
from actions.whom import person_meant
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.ballots import BallotState
from domain.media import Words
from domain.meetings import AgendaItem, ItemState, Meeting, Stage
from domain.people import Visitor
from domain.proposals import FROM, ProposalState
from domain.resolutions import Draft, Resolution, due_at, number_of, read_draft
from domain.roles import Target
from domain.rule_sheets import Event
from domain.rules import RuleBroken
from storage import ballots, meeting_agenda, meetings, resolutions
from storage.communities import get_community
from storage.prompts import Prompt
from storage.proposals import get_proposal

NEW = "resolution.new"
"""The question whose answer is what was decided."""

MAY_BE_MADE = frozenset({Stage.DECIDED, Stage.FOLLOWING})


@once
def ask_resolution(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    item_id: int,
    ballot_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """决议: ask what was decided on this matter or by this ballot (0 is none), by whom and by when
    it is to be done.
    """
    meeting = led_here(tx, by, meeting_id)
    _check_stage(meeting)
    item = item_of(tx, meeting, item_id) if item_id else None
    _check_ballot_of(tx, meeting, ballot_id)
    if item is not None:
        _check_is_counted(tx, meeting, item)
    close_questions(tx, person_id=by.person_id, where=here, act=NEW, now=now)
    ask(
        tx,
        person=by,
        community_id=meeting.community_id,
        act=NEW,
        case_id=None,
        where=here,
        source=source,
        data={
            "meeting": meeting.id,
            "item": item_id,
            "ballot": ballot_id,
            "params": {"title": item.title if item else meeting.title},
        },
        now=now,
    )
    return Answer("case.asked")


def _check_stage(meeting: Meeting) -> None:
    if meeting.stage not in MAY_BE_MADE:
        raise RuleBroken("resolution.not_yet", title=meeting.title)


def _check_ballot_of(tx: Connection, meeting: Meeting, ballot_id: int) -> None:
    known = (one.id for one in ballots.list_of_meeting(tx, meeting.id))
    if ballot_id and ballot_id not in known:
        raise RuleBroken("press.stale")


def _check_is_counted(tx: Connection, meeting: Meeting, item: AgendaItem) -> None:
    """While people vote on a matter nothing is decided on it."""
    for one in ballots.list_of_meeting(tx, meeting.id):
        if one.agenda_item_id == item.id and one.state is BallotState.OPEN:
            raise RuleBroken("resolution.still_voting", number=one.number)


def answer_new(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Take what was decided; wrong words raise, and the question stays open for better ones."""
    data = prompt.data
    meeting = led_here(tx, by, data["meeting"])
    item = item_of(tx, meeting, data["item"]) if data["item"] else None
    return _write(
        tx,
        by,
        meeting,
        said.text,
        item=item,
        ballot_id=data["ballot"] or None,
        target=None,
        source=source,
        now=now,
    )


@once
def write_resolution(
    tx: Connection,
    *,
    by: Visitor,
    text: str,
    target: Target | None,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/resolution`` with words, in the meeting that is just deciding and that this person leads;
    in reply to somebody's message it is theirs to see to.
    """
    meeting = _deciding(tx, by)
    return _write(
        tx, by, meeting, text, item=None, ballot_id=None, target=target, source=source, now=now
    )


def _deciding(tx: Connection, by: Visitor) -> Meeting:
    ahead = meetings.list_ahead(tx, community_id=by.home)
    deciding = [one for one in ahead if one.stage is Stage.DECIDED]
    if not deciding:
        raise RuleBroken("resolution.no_meeting")
    own = [one for one in deciding if one.leader_id == by.person_id]
    meeting = (own or deciding)[0]
    check_may_lead(tx, by, meeting)
    return meeting


def _write(
    tx: Connection,
    by: Visitor,
    meeting: Meeting,
    text: str,
    *,
    item: AgendaItem | None,
    ballot_id: int | None,
    target: Target | None,
    source: str,
    now: datetime,
) -> Answer:
    _check_stage(meeting)
    draft = read_draft(text, calendar=calendar_of(tx, meeting.community_id), now=now)
    owner_id = by.person_id
    if draft.username or target:
        owner_id = person_meant(
            tx,
            by,
            username=draft.username,
            target=target,
            channel=TELEGRAM,
            usage="resolution.usage",
            unknown="resolution.unknown_name",
            now=now,
        )
    made = make_resolution(
        tx,
        meeting,
        draft,
        item=item,
        ballot_id=ballot_id,
        owner_id=owner_id,
        by=by.person_id,
        source=source,
        now=now,
    )
    return Answer("resolution.made", {"number": made.number})


def make_resolution(
    tx: Connection,
    meeting: Meeting,
    draft: Draft,
    *,
    item: AgendaItem | None,
    ballot_id: int | None,
    owner_id: int,
    by: int,
    source: str,
    now: datetime,
) -> Resolution:
    """Write a resolution down, tell everybody, and remind its owner; the same ``source`` is the
    same resolution. A proposal that it comes from is adopted, unless it was voted down.
    """
    known = resolutions.find_by_source(tx, source)
    if known is not None:
        return known
    adopting = _adopting(tx, meeting, item) if item else None
    made = resolutions.add_resolution(
        tx,
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        agenda_item_id=item.id if item else None,
        proposal_id=item.proposal_id if item else None,
        ballot_id=ballot_id or adopting,
        number=_next_number(tx, meeting),
        words=draft.words,
        owner_id=owner_id,
        due_at=due_at(draft.due_on, _zone_of(tx, meeting)),
        made_by=by,
        source=source,
        made_at=now,
    )
    if item is not None:
        settle_item(tx, meeting, item, state=ItemState.DONE, by=by, now=now)
    announce(tx, made, groups_of(tx, meeting), now=now)
    show_meeting_again(tx, meeting, now=now)
    show_minutes_again(tx, meeting, now=now)
    return made


def _next_number(tx: Connection, meeting: Meeting) -> str:
    return number_of(meeting.number, len(resolutions.list_of_meeting(tx, meeting.id)) + 1)


def _zone_of(tx: Connection, meeting: Meeting) -> ZoneInfo:
    return ZoneInfo(get_community(tx, meeting.community_id).timezone)


def _adopting(tx: Connection, meeting: Meeting, item: AgendaItem) -> int | None:
    """The ballot by which this matter was adopted, if it was voted on; one that is open raises."""
    _check_is_counted(tx, meeting, item)
    for one in ballots.list_of_meeting(tx, meeting.id):
        if one.agenda_item_id == item.id and one.count is not None and one.count.is_adopted:
            return one.id
    return None


def settle_item(
    tx: Connection,
    meeting: Meeting,
    item: AgendaItem,
    *,
    state: ItemState,
    by: int,
    now: datetime,
    is_adopted: bool = True,
) -> None:
    """A matter is spoken of; with it the proposal that it was is adopted or not, and its maker is
    rewarded, once, by somebody else.
    """
    fresh = meeting_agenda.find_item(tx, item.id)
    if fresh is not None and fresh.state is not state:
        meeting_agenda.change_item(tx, fresh, state=state.value)
    if item.proposal_id is None:
        return
    proposal = get_proposal(tx, item.proposal_id)
    if proposal.state not in FROM[ProposalState.ADOPTED]:  # decided by what came before
        return
    if proposal.meeting_id not in (None, meeting.id):  # it went on to another one
        return
    is_adopted = is_adopted and not _is_voted_down(tx, meeting, item)
    decide(tx, proposal, is_adopted=is_adopted, now=now)
    if is_adopted and proposal.made_by is not None:
        earned = Earned(
            event=Event.PROPOSAL_ADOPTED,
            community_id=meeting.community_id,
            person_id=proposal.made_by,
            granted_by=by,
            source=f"grant:proposal:{proposal.id}",
            about=f"proposal:{proposal.id}",
        )
        grant_for(tx, earned, now=now)


def _is_voted_down(tx: Connection, meeting: Meeting, item: AgendaItem) -> bool:
    counts = [
        one.count
        for one in ballots.list_of_meeting(tx, meeting.id)
        if one.agenda_item_id == item.id and one.count is not None
    ]
    return bool(counts) and not any(one.is_adopted for one in counts)
