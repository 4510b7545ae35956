"""The organiser's card of a meeting 主持台: opened in private, and turned to its other sides."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.anew import make_way
from actions.meetings import DESK, desk_about, led_here, show_again
from actions.once import once
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.meetings import Meeting, Stage, meeting_id_of
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import meetings, outbox, people
from storage.jobs import Job
from storage.outbox import Lane

HOME, AGENDA, MARK = "home", "agenda", "mark"
SIDES = (HOME, AGENDA, MARK)
"""The steps and changes, the matters one by one, and who is here."""


def show_desk(tx: Connection, meeting: Meeting, viewer_id: int, *, now: datetime) -> bool:
    """As the newest thing in the private chat; ``False`` where the bot may not write there."""
    payload: dict[str, Json] = {"side": HOME, "page": 0}
    return show_below(tx, meeting, viewer_id, kind=DESK, payload=payload, now=now)


def show_below(
    tx: Connection,
    meeting: Meeting,
    viewer_id: int,
    *,
    kind: str,
    payload: dict[str, Json],
    now: datetime,
    pause: timedelta = timedelta(0),
) -> bool:
    """A card of whoever leads, below all that was said since; an older one leaves."""
    account = people.get_account(tx, viewer_id, channel=TELEGRAM)
    if not account.is_reachable:
        return False
    about, home = desk_about(kind, meeting, viewer_id), meeting.community_id
    make_way(tx, kind=kind, about=about, to=account.private, community_id=home, now=now)
    payload = {"meeting": meeting.id, "viewer": viewer_id, **payload}
    outbox.change_card(tx, kind=kind, about=about, to=account.private, payload=payload)
    outbox.owe_standing(
        tx,
        kind=kind,
        about=about,
        to=account.private,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=home,
        payload=payload,
        pause=pause,
        now=now,
    )
    return True


def open_doors(tx: Connection, job: Job, now: datetime) -> None:
    """People can check in now, or it begins: the cards say so, and whoever leads has theirs below
    all that was said since.
    """
    meeting = meetings.get_meeting(tx, meeting_id_of(job.subject))
    which, _, starts_at = job.period.partition(":")
    is_moved = datetime.fromisoformat(starts_at) != meeting.starts_at
    if is_moved or meeting.stage is not Stage.ANNOUNCED:
        return
    show_again(tx, meeting, now=now)
    if which == "open":
        show_desk(tx, meeting, meeting.leader_id, now=now)


@once
def open_desk(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """主持."""
    meeting = led_here(tx, by, meeting_id)
    if not show_desk(tx, meeting, by.person_id, now=now):
        raise RuleBroken("meeting.write_me_first")
    return None if here.is_private else Answer("meeting.desk_sent")


@once
def turn_desk(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    side: str,
    page: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """议程, 代签到, and back."""
    meeting = led_here(tx, by, meeting_id)
    about = desk_about(DESK, meeting, by.person_id)
    changes: dict[str, Json] = {"side": side, "page": page}
    if side not in SIDES or not outbox.change_payload(tx, about=about, changes=changes, now=now):
        raise RuleBroken("press.stale")
    return None
