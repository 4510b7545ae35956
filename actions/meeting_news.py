"""What people are told about a meeting, each in private, and the groups by a line."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.reminder_runs import calendar_of
from domain.addresses import Address
from domain.answers import Json
from domain.meetings import MOST_TOLD_SINGLY, Coming, Guest, Meeting, posted_to
from storage import communities, meeting_guests, outbox
from storage.audiences import list_meant
from storage.outbox import Lane

INVITED, REMINDER, GROUP_REMINDER = "meeting.invited", "meeting.reminder", "meeting.group_reminder"
MOVED, CANCELLED = "meeting.moved", "meeting.cancelled"

NO_PAUSE = timedelta(0)


def groups_of(tx: Connection, meeting: Meeting) -> list[Address]:
    """The groups that hold those who are meant."""
    return [
        chat.address
        for kind in posted_to(meeting.audience)
        for chat in communities.list_chats(tx, community_id=meeting.community_id, kind=kind)
    ]


def soon(tx: Connection, meeting: Meeting, *, until: datetime, now: datetime) -> datetime:
    """When people are told: not at night, unless the morning would be too late."""
    morning = calendar_of(tx, meeting.community_id).held(now)
    return morning if morning < until else now


def invite(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Those who are named, and a small part of the community, hear of it one by one; what is for
    everybody stands in the groups.
    """
    audience = meeting.audience
    meeting_guests.add_guests(tx, meeting, sorted(audience.person_ids), is_named=True)
    if not audience.is_everybody and meeting.invited <= MOST_TOLD_SINGLY:
        meant = list_meant(tx, meeting.community_id, audience)
        others = [one for one in meant if one not in audience.person_ids]
        meeting_guests.add_guests(tx, meeting, others, is_named=False)
    at = soon(tx, meeting, until=meeting.starts_at, now=now)
    for reached in meeting_guests.list_reached(tx, meeting.id):
        if reached.to is not None and reached.guest.person_id != meeting.leader_id:
            owe_invited(tx, meeting, reached.guest, reached.to, at=at, now=now)


def owe_invited(
    tx: Connection, meeting: Meeting, guest: Guest, to: Address, *, at: datetime, now: datetime
) -> None:
    """Their own card of it, with the entry for the calendar; answered, it says so."""
    outbox.owe_standing(
        tx,
        kind=INVITED,
        about=about_guest(guest),
        to=to,
        lane=Lane.NOTICE,
        community_id=meeting.community_id,
        payload={"meeting": meeting.id, "person": guest.person_id},
        not_before=at,
        pause=NO_PAUSE,
        now=now,
    )


def about_guest(guest: Guest) -> str:
    return f"guest:{guest.id}"


def about_reminder(guest: Guest, which: str, meeting: Meeting) -> str:
    """How messages name it: after a move it is another one."""
    return f"guest:{guest.id}:{which}:{meeting.sequence}"


def tell_all(
    tx: Connection,
    meeting: Meeting,
    *,
    kind: str,
    soonest: datetime,
    payload: dict[str, Json],
    now: datetime,
) -> None:
    """Everybody who was told or has answered hears of a change once in private, and the groups by
    one line below the card. Who has said that they do not come hears of it too: now they might.
    """
    at = soon(tx, meeting, until=soonest - timedelta(hours=1), now=now)
    name = f"{meeting.about}:{kind}:{meeting.sequence}"
    private = [
        (reached.guest.person_id, reached.to)
        for reached in meeting_guests.list_reached(tx, meeting.id)
        if reached.to is not None
    ]
    for person_id, to in [*private, *((None, group) for group in groups_of(tx, meeting))]:
        outbox.owe(
            tx,
            dedup=f"{name}:{to.chat}",
            kind=kind,
            about=meeting.about,
            to=to,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload={"meeting": meeting.id, "person": person_id, **payload},
            not_before=at,
            now=now,
        )


def owe_reminders(
    tx: Connection, meeting: Meeting, which: str, period: str, *, now: datetime
) -> None:
    """Who comes is reminded; whoever was asked and has not answered is reminded too, but not an
    hour before. Those whom the bot may not write to, by one line in their groups.
    """
    starts_at = meeting.starts_at.isoformat()
    said: dict[str, Json] = {"meeting": meeting.id, "which": which, "starts_at": starts_at}
    is_anybody_left = False
    for reached in meeting_guests.list_reached(tx, meeting.id):
        guest = reached.guest
        if not (guest.answer is Coming.YES or (guest.answer is Coming.UNSAID and which != "hour")):
            continue
        if reached.to is None:
            is_anybody_left = True
            continue
        outbox.owe_standing(
            tx,
            kind=REMINDER,
            about=about_reminder(guest, which, meeting),
            to=reached.to,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload={**said, "person": guest.person_id},
            pause=NO_PAUSE,
            now=now,
        )
    for group in groups_of(tx, meeting) if is_anybody_left else []:
        outbox.owe(
            tx,
            dedup=f"{GROUP_REMINDER}:{meeting.id}:{period}:{group.chat}",
            kind=GROUP_REMINDER,
            to=group,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload=said,
            about=meeting.about,
            now=now,
        )
