"""The card on which whoever leads a meeting writes its minutes 纪要: opened, turned, up to date."""

from datetime import datetime

from sqlalchemy import Connection

from actions.meeting_desk import show_below
from actions.meetings import desk_about, led_here
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.meetings import AgendaItem, Meeting
from domain.minutes import MAY_BE_WRITTEN
from domain.people import Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import meeting_agenda, outbox, people

DESK = "minutes.desk"


@once
def open_minutes(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """纪要: in private, as the newest thing there."""
    meeting = written_here(tx, by, meeting_id)
    if not show_below(tx, meeting, by.person_id, kind=DESK, payload={"item": 0}, now=now):
        raise RuleBroken("meeting.write_me_first")
    return None if here.is_private else Answer("minutes.desk_sent")


@once
def turn_minutes(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    item_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """One matter in the place of all of them; 0 is all of them again."""
    meeting = written_here(tx, by, meeting_id)
    if item_id:
        item_of(tx, meeting, item_id)
    about = desk_about(DESK, meeting, by.person_id)
    if not outbox.change_payload(tx, about=about, changes={"item": item_id}, now=now):
        raise RuleBroken("press.stale")
    return None


def written_here(tx: Connection, by: Visitor, meeting_id: int) -> Meeting:
    """The meeting, for whoever leads it, once there is something to write down."""
    meeting = led_here(tx, by, meeting_id)
    if meeting.stage not in MAY_BE_WRITTEN:
        raise RuleBroken("minutes.not_yet", title=meeting.title)
    return meeting


def item_of(tx: Connection, meeting: Meeting, item_id: int) -> AgendaItem:
    found = meeting_agenda.find_item(tx, item_id)
    if found is None or found.meeting_id != meeting.id:
        raise RuleBroken("press.stale")
    return found


def show_minutes_again(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    """Whoever has the card before them sees what is so now."""
    secretaries = people.list_holders(tx, community_id=meeting.community_id, role=Role.SECRETARY)
    for viewer_id in {meeting.leader_id, *secretaries}:
        about = desk_about(DESK, meeting, viewer_id)
        outbox.want_all_again(tx, about=about, kinds=(DESK,), now=now)
