"""Meetings 会议: found, led, and moved from step to step."""

from datetime import datetime

from sqlalchemy import Connection

from actions import surveys
from actions.grants import Earned, grant_for
from actions.meeting_items import carry_over, give_all_back
from actions.meeting_plans import FOLLOW, plan
from actions.permits import holdings_now
from domain.addresses import Address
from domain.answers import Json
from domain.meetings import (
    Guest,
    ItemState,
    Meeting,
    Move,
    Stage,
    check_may_decide,
    check_reason,
    count_of,
    is_closed,
    may_check_in,
    move,
)
from domain.people import Visitor
from domain.permissions import OFFICE_ROLES, Role, Verb, may
from domain.rule_sheets import Event
from domain.rules import RuleBroken
from storage import jobs, meetings, messages, outbox, people
from storage.audiences import count_meant, is_meant_now
from storage.meeting_guests import count_answers, list_present

CARD, VIEW, LIST = "meeting.card", "meeting.view", "meeting.list"
"""The card in the groups, one person's own view of it, and the list."""

DESK, CODE = "meeting.desk", "meeting.code"
"""What whoever leads has in hand, and the code on their screen."""

LOOKS = (VIEW, LIST)


def get_meeting_here(tx: Connection, by: Visitor, meeting_id: int) -> Meeting:
    """A meeting of the presser's own community of which they may know; of another's there is
    nothing to say.
    """
    found = meetings.find_meeting(tx, meeting_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    check_may_know(tx, by, found)
    return found


def check_may_know(tx: Connection, by: Visitor, meeting: Meeting) -> None:
    if not may_know(tx, by.person_id, meeting):
        raise RuleBroken("meeting.not_yours")


def may_know(tx: Connection, person_id: int, meeting: Meeting) -> bool:
    """What everybody's meeting is about everybody may know; what some are invited to by name, or
    the office, is theirs and the office's.
    """
    if not is_closed(meeting.audience) or person_id == meeting.leader_id:
        return True
    held = people.holdings_of(tx, community_id=meeting.community_id, person_id=person_id)
    is_office = any(one.role in OFFICE_ROLES for one in held)
    home = meeting.community_id
    return is_office or is_meant_now(tx, home, meeting.audience, person_id)


def leads(tx: Connection, person_id: int, meeting: Meeting) -> bool:
    """Its leader, or a secretary in their place."""
    held = people.holdings_of(tx, community_id=meeting.community_id, person_id=person_id)
    return may(Verb.LEAD_MEETING, held, is_own=meeting.leader_id == person_id)


def check_may_lead(tx: Connection, by: Visitor, meeting: Meeting) -> None:
    is_own = meeting.leader_id == by.person_id
    if not may(Verb.LEAD_MEETING, holdings_now(tx, by), is_own=is_own):
        raise RuleBroken("meeting.not_leader")


def led_here(tx: Connection, by: Visitor, meeting_id: int) -> Meeting:
    """The meeting, for whoever leads it or may stand in for its leader."""
    meeting = get_meeting_here(tx, by, meeting_id)
    check_may_lead(tx, by, meeting)
    return meeting


def check_move(tx: Connection, meeting: Meeting, to: Stage, reason: str, *, now: datetime) -> Move:
    """The step, if it may be taken for this reason; else ``RuleBroken`` asks for a better one."""
    taken = move(meeting.stage, to, reason)
    is_first = (meeting.stage, to) == (Stage.ANNOUNCED, Stage.MET)
    if is_first and not may_check_in(meeting, now):
        check_reason(taken.reason, asked="meeting.begins_early")
    if (meeting.stage, to) == (Stage.MET, Stage.DECIDED):
        present = count_answers(tx, meeting.id).present
        check_may_decide(count_of(meeting, present), taken.reason)
    if to is Stage.CLOSED and meeting.minutes_at is None:
        check_reason(taken.reason, asked="meeting.no_minutes")
    return taken


def move_meeting(
    tx: Connection,
    meeting: Meeting,
    *,
    to: Stage,
    by: int | None,
    reason: str,
    source: str,
    now: datetime,
) -> Meeting:
    """Take a meeting to another step, and write down who did so and why; all that follows of it
    is done or promised. Raises ``RuleBroken`` where a reason is missing, or somebody was faster.
    """
    taken = check_move(tx, meeting, to, reason, now=now)
    changes: dict[str, Json] = {"stage": to.value}
    if meeting.stage is Stage.ANNOUNCED:  # members have come and gone since
        changes["invited"] = count_meant(tx, meeting.community_id, meeting.audience)
    if to in (Stage.CLOSED, Stage.CANCELLED):
        changes["ended_at"] = now
    after = change(tx, meeting, **changes)
    meetings.add_event(
        tx,
        after,
        kind=meetings.MOVED,
        made_by=by,
        source=f"{source}:{after.about}:{after.version}",
        now=now,
        from_stage=taken.taken_from.value,
        to_stage=taken.to.value,
        reason=taken.reason,
    )
    if to in (Stage.DECIDED, Stage.FOLLOWING, Stage.CLOSED):
        pay_present(tx, after, now=now)
    if to in (Stage.FOLLOWING, Stage.CLOSED, Stage.CANCELLED):
        _leave_over(tx, after, now=now)
    if to in (Stage.FOLLOWING, Stage.CLOSED):
        surveys.begin_with(tx, after, now=now)
    plan(tx, after, now=now)
    show_again(tx, after, now=now)
    return after


def _leave_over(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """What was not spoken of goes on to the next one, if that is made already, or when it is;
    where none comes, its proposals wait for another meeting.
    """
    first = following = meetings.find_following(tx, meeting.id)
    while following is not None and not following.is_ahead:
        following = meetings.find_following(tx, following.id)
    if following is not None:  # it may have begun: this one was ended late
        carry_over(tx, meeting, following, now=now)
        show_again(tx, following, now=now)
    elif first is not None or not jobs.is_waiting(tx, kind=FOLLOW, subject=meeting.about):
        give_all_back(tx, meeting, now=now)
    if meeting.stage in (Stage.CLOSED, Stage.CANCELLED):  # spoken of, and never decided
        give_all_back(tx, meeting, states=(ItemState.DONE,), now=now)


def change(tx: Connection, meeting: Meeting, **changes: Json) -> Meeting:
    changed = meetings.change_meeting(tx, meeting, **changes)
    if changed is None:
        raise RuleBroken("meeting.changed_meanwhile")
    return changed


def pay_present(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Whoever has come earns what the sheet gives, once. It is paid when people begin to decide:
    until then who is here can be put right.
    """
    for guest in list_present(tx, meeting.id):
        pay(tx, meeting, guest, now=now)


def pay(tx: Connection, meeting: Meeting, guest: Guest, *, now: datetime) -> None:
    earned = Earned(
        Event.MEETING_ATTENDED,
        community_id=meeting.community_id,
        person_id=guest.person_id,
        granted_by=meeting.leader_id,
        source=f"{meeting.about}:attended:{guest.person_id}",
        about=meeting.about,
    )
    grant_for(tx, earned, now=now)


def desk_about(kind: str, meeting: Meeting, viewer_id: int) -> str:
    """How one person's card of this kind is named; ``desk_of`` reads it."""
    return f"{kind}:{meeting.id}:{viewer_id}"


def desk_of(about: str) -> tuple[int, int]:
    """The meeting and the viewer that the name of a card tells."""
    _, meeting_id, viewer_id = about.rsplit(":", 2)
    return int(meeting_id), int(viewer_id)


def show_again(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """The cards in the groups, and whoever leads, see what is so now."""
    outbox.want_all_again(tx, about=meeting.about, kinds=(CARD,), now=now)
    secretaries = people.list_holders(tx, community_id=meeting.community_id, role=Role.SECRETARY)
    for viewer_id in {meeting.leader_id, *secretaries}:
        for kind in (DESK, CODE):
            about = desk_about(kind, meeting, viewer_id)
            outbox.want_all_again(tx, about=about, kinds=(kind,), now=now)


def refresh_here(tx: Connection, here: Address, *, now: datetime) -> None:
    """A list or a view changes with what somebody has just done on it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=LOOKS, now=now)
