"""A matter of a meeting is put to the vote 表决."""

from datetime import datetime

from sqlalchemy import Connection

from actions.ballot_form import begin_for_item
from actions.meetings import led_here
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.meetings import Stage
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import meeting_agenda


@once
def vote_on_item(
    tx: Connection, *, by: Visitor, item_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Among those who are invited; not before the meeting has come to deciding."""
    item = meeting_agenda.find_item(tx, item_id)
    if item is None:
        raise RuleBroken("press.stale")
    meeting = led_here(tx, by, item.meeting_id)
    if meeting.stage is not Stage.DECIDED:
        raise RuleBroken("meeting.no_vote_yet", title=meeting.title)
    begin_for_item(
        tx,
        by=by,
        title=item.title,
        audience=meeting.audience,
        meeting_id=meeting.id,
        agenda_item_id=item.id,
        here=here,
        source=source,
        now=now,
    )
    return None
