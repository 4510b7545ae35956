"""Resolutions 决议: shown to all, kept up to date on their cards, and found again."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import held
from actions.looks import show_instead
from actions.meetings import may_know
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.resolutions import Pile, Resolution, ResolutionState, reminders_of
from domain.rules import RuleBroken
from storage import jobs, meetings, messages, outbox, people, resolutions
from storage.communities import get_community
from storage.outbox import Lane

CARD, OWN, VIEW, LIST = "resolution.card", "resolution.own", "resolution.view", "resolution.list"
"""The card in the groups, the owner's own, one as somebody looks at it, and the list."""

DUE = "resolution.due"
"""The jobs that remind of a resolution's day."""


def get_resolution_here(tx: Connection, by: Visitor, resolution_id: int) -> Resolution:
    """A resolution of the presser's own community of which they may know; of another's there is
    nothing to say.
    """
    found = resolutions.find_resolution(tx, resolution_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    if not may_know_of(tx, by.person_id, found):
        raise RuleBroken("meeting.not_yours")
    return found


def may_know_of(tx: Connection, person_id: int, resolution: Resolution) -> bool:
    """What a closed meeting has decided is theirs who may know of it, who see to it, or who are
    told how far it is.
    """
    if person_id == resolution.owner_id:
        return True
    if may_know(tx, person_id, meetings.get_meeting(tx, resolution.meeting_id)):
        return True
    return person_id in resolutions.list_concerned(
        tx,
        meeting_id=resolution.meeting_id,
        proposal_ids=[one for one in (resolution.proposal_id,) if one is not None],
        with_seconders=True,
    )


def find_numbered(tx: Connection, by: Visitor, number: str) -> Resolution:
    found = resolutions.find_by_number(tx, community_id=by.home, number=number)
    if found is None:
        raise RuleBroken("resolution.unknown", number=number)
    return found


@once
def turn_list(
    tx: Connection,
    *,
    by: Visitor,
    pile: str,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Another part or page of the list in the place of this one."""
    check_visitor_may(tx, by, Verb.LOOK_AT_MEETINGS)
    if pile not in set(Pile):
        raise RuleBroken("press.stale")
    show_instead(tx, {"pile": pile, "page": page}, here, now=now)
    return None


def announce(
    tx: Connection, resolution: Resolution, groups: Iterable[Address], *, now: datetime
) -> None:
    """Its card goes to the groups, its owner gets their own, and its day is remembered."""
    for group in groups:
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=resolution.about,
            to=group,
            lane=Lane.CARD,
            community_id=resolution.community_id,
            now=now,
        )
    assert resolution.owner_id is not None
    account = people.get_account(tx, resolution.owner_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe_standing(
            tx,
            kind=OWN,
            about=resolution.about,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=resolution.community_id,
            not_before=held(now, get_community(tx, resolution.community_id)),
            now=now,
        )
    plan_reminders(tx, resolution, now=now)


def plan_reminders(tx: Connection, resolution: Resolution, *, now: datetime) -> None:
    """Make its jobs right for what it is now: once it has ended nothing is reminded of."""
    community = get_community(tx, resolution.community_id)
    wanted: dict[str, datetime] = {}
    if resolution.state is ResolutionState.OPEN and resolution.due_at is not None:
        zone = ZoneInfo(community.timezone)
        times = reminders_of(resolution.due_at, zone=zone, now=now)
        wanted = {which: held(at, community) for which, at in times.items()}
    jobs.plan_jobs(
        tx,
        kind=DUE,
        subject=resolution.about,
        wanted=wanted,
        community_id=resolution.community_id,
        now=now,
    )


def show_again(tx: Connection, resolution: Resolution, *, now: datetime) -> None:
    """The cards in the groups and the owner's say what is so now."""
    outbox.want_all_again(tx, about=resolution.about, kinds=(CARD, OWN), now=now)


def refresh_here(tx: Connection, here: Address, *, now: datetime) -> None:
    """A view or a list changes with what somebody has just done on it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=(VIEW, LIST), now=now)
