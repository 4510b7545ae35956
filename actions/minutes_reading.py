"""Published minutes 会议纪要 found again, and handed to whoever wants to read them whole."""

from datetime import datetime

from sqlalchemy import Connection

from actions.looks import look_privately, point
from actions.meetings import check_may_know, get_meeting_here, leads, may_know
from actions.minutes import PAPER
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.meetings import Meeting
from domain.minutes import MAY_BE_WRITTEN
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import meetings

LOOKED_AT = 12
"""So many of the latest meetings are looked at for one that was meant."""


def find_meant(tx: Connection, by: Visitor, words: str) -> tuple[Meeting, bool]:
    """The meeting of that number, or the latest that this person leads, else the latest whose
    minutes are published; and whether they may write them.
    """
    number = words.strip().upper()
    if number:
        named = meetings.find_by_number(tx, community_id=by.home, number=number)
        if named is None:
            raise RuleBroken("minutes.unknown", number=number[:20])
        check_may_know(tx, by, named)
        return named, leads(tx, by.person_id, named) and named.stage in MAY_BE_WRITTEN
    for one in _latest(tx, by):
        if leads(tx, by.person_id, one):
            return one, True
    return find_published(tx, by), False


def find_published(tx: Connection, by: Visitor) -> Meeting:
    for one in _latest(tx, by):
        if one.minutes_at is not None and may_know(tx, by.person_id, one):
            return one
    raise RuleBroken("minutes.none")


def _latest(tx: Connection, by: Visitor) -> list[Meeting]:
    return meetings.list_staged(
        tx, community_id=by.home, stages=MAY_BE_WRITTEN, is_latest_first=True, limit=LOOKED_AT
    )


@once
def show_whole(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """全文, as a document in private."""
    check_visitor_may(tx, by, Verb.LOOK_AT_MEETINGS)
    meeting = get_meeting_here(tx, by, meeting_id)
    if meeting.minutes_at is None:
        raise RuleBroken("minutes.not_published", title=meeting.title)
    if not here.is_private:
        point(tx, by, here, start=f"minutes_{meeting.id}", source=source, now=now)
    if here.is_private or by.is_reachable:
        payload = {"meeting": meeting.id}
        look_privately(tx, by, here, kind=PAPER, payload=payload, source=source, now=now)
    return None
