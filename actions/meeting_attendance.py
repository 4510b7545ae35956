"""Who has come to a meeting 签到: by the code, scanned or typed, or marked by whoever leads."""

from datetime import datetime

from sqlalchemy import Connection

from actions.anew import make_way
from actions.code_tries import check_may_try, note_wrong
from actions.meeting_answers import check_is_invited
from actions.meeting_desk import show_below
from actions.meetings import (
    CODE,
    check_may_know,
    desk_about,
    desk_of,
    get_meeting_here,
    leads,
    led_here,
    pay,
    show_again,
)
from actions.once import once
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.check_in import is_fresh_link, is_fresh_number, next_minute
from domain.meetings import OPENS_BEFORE, Meeting, Stage, may_check_in
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import jobs, meeting_guests, meetings, outbox, people
from storage.jobs import Job
from storage.outbox import CARD_PAUSE

TURN = "meeting.turn"


def check_is_open(meeting: Meeting, now: datetime) -> None:
    if may_check_in(meeting, now):
        return
    if meeting.stage is Stage.CANCELLED:
        raise RuleBroken("meeting.was_cancelled", title=meeting.title)
    if meeting.stage is not Stage.ANNOUNCED:
        raise RuleBroken("meeting.is_over", title=meeting.title)
    minutes = int(OPENS_BEFORE.total_seconds() // 60)
    raise RuleBroken("meeting.too_early", title=meeting.title, minutes=minutes)


@once
def open_code(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """签到: whoever leads sees the code, in private; anybody else hears how it is done."""
    meeting = get_meeting_here(tx, by, meeting_id)
    check_is_open(meeting, now)
    if not leads(tx, by.person_id, meeting):
        return Answer("meeting.how_to_check_in", {"title": meeting.title}, must_be_read=True)
    shown = show_below(
        tx,
        meeting,
        by.person_id,
        kind=CODE,
        payload={"is_open": True},
        pause=CARD_PAUSE,
        now=now,
    )
    if not shown:
        raise RuleBroken("meeting.write_me_first")
    about = desk_about(CODE, meeting, by.person_id)
    jobs.cancel_jobs(tx, kind=TURN, subject=about, now=now)
    jobs.add_job(
        tx,
        kind=TURN,
        subject=about,
        period=source,  # what was done stays done: each time it is opened is a promise of its own
        due_at=next_minute(now),
        community_id=meeting.community_id,
    )
    return None if here.is_private else Answer("meeting.code_sent")


def turn_code(tx: Connection, job: Job, now: datetime) -> None:
    """The minute is over: show the next code, or none where it is too late for any, or for whoever
    was a secretary when they opened it.
    """
    meeting_id, viewer_id = desk_of(job.subject)
    meeting = meetings.get_meeting(tx, meeting_id)
    if not (may_check_in(meeting, now) and leads(tx, viewer_id, meeting)):
        _close(tx, meeting, viewer_id, now=now)
        return
    outbox.want_all_again(tx, about=job.subject, kinds=(CODE,), now=now)
    jobs.hold(tx, job.id, until=next_minute(now))


@once
def hide_code(
    tx: Connection, *, by: Visitor, meeting_id: int, source: str, now: datetime
) -> Answer | None:
    """收起."""
    _close(tx, led_here(tx, by, meeting_id), by.person_id, now=now)
    return None


def _close(tx: Connection, meeting: Meeting, viewer_id: int, *, now: datetime) -> None:
    about = desk_about(CODE, meeting, viewer_id)
    jobs.cancel_jobs(tx, kind=TURN, subject=about, now=now)
    if outbox.change_payload(tx, about=about, changes={"is_open": False}, now=now):
        to, home = people.get_account(tx, viewer_id, channel=TELEGRAM).private, meeting.community_id
        make_way(tx, kind=CODE, about=about, to=to, community_id=home, now=now)


@once
def scan_code(
    tx: Connection, *, by: Visitor, meeting_id: int, link: str, source: str, now: datetime
) -> Answer | None:
    """A scanned code, good for two minutes at most."""
    meeting = _meeting_of(tx, by, meeting_id)
    check_is_open(meeting, now)
    if not is_fresh_link(link, meeting, now):
        raise RuleBroken("checkin.stale")
    return _come_oneself(tx, meeting, by.person_id, now=now)


@once
def type_number(
    tx: Connection, *, by: Visitor, number: str, source: str, now: datetime
) -> Answer | None:
    """The six digits, typed in private, of whichever meeting of one's communities; wrong ones are
    counted.
    """
    check_may_try(tx, person_id=by.person_id, now=now)
    for meeting in list_on_for(tx, person_id=by.person_id, now=now):
        if is_fresh_number(number, meeting, now):
            meeting = _meeting_of(tx, by, meeting.id)
            return _come_oneself(tx, meeting, by.person_id, now=now)
    return note_wrong(tx, person_id=by.person_id, key="checkin.wrong_number", now=now)


def list_on_for(tx: Connection, *, person_id: int, now: datetime) -> list[Meeting]:
    """The meetings at which one can check in now, in all communities somebody belongs to."""
    homes = people.list_memberships(tx, person_id)
    found = (one for home in homes for one in meetings.list_ahead(tx, community_id=home))
    return [one for one in found if may_check_in(one, now)]


def is_number_of(tx: Connection, *, person_id: int, number: str, now: datetime) -> bool:
    """Whether six digits are the code of a meeting that is on."""
    on = list_on_for(tx, person_id=person_id, now=now)
    return any(is_fresh_number(number, one, now) for one in on)


def _meeting_of(tx: Connection, by: Visitor, meeting_id: int) -> Meeting:
    """In private somebody of two communities acts in whichever the meeting belongs to."""
    found = meetings.find_meeting(tx, meeting_id)
    if found is None:
        raise RuleBroken("checkin.unknown")
    held = people.holdings_of(tx, community_id=found.community_id, person_id=by.person_id)
    check_may(Verb.ANSWER_MEETING, held)
    check_may_know(tx, by, found)
    return found


def _come_oneself(tx: Connection, meeting: Meeting, person_id: int, *, now: datetime) -> Answer:
    check_is_invited(tx, meeting, person_id)
    guest = meeting_guests.find_guest(tx, meeting_id=meeting.id, person_id=person_id)
    if guest is not None and guest.checked_in_at is not None:
        return Answer("meeting.here_already", {"title": meeting.title})
    come(tx, meeting, person_id, seen_by=person_id, now=now)
    return Answer("meeting.here", {"title": meeting.title})


def come(tx: Connection, meeting: Meeting, person_id: int, *, seen_by: int, now: datetime) -> None:
    guest = meeting_guests.put_guest(
        tx, meeting, person_id, checked_in_at=now, checked_in_by=seen_by
    )
    if meeting.stage is Stage.DECIDED:
        pay(tx, meeting, guest, now=now)
    show_again(tx, meeting, now=now)


@once
def mark_person(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    person_id: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """代签到, for those without a phone at hand. Pressed once more it takes the mark back, until
    people begin to decide: then it has been paid.
    """
    meeting = led_here(tx, by, meeting_id)
    check_is_open(meeting, now)
    check_is_invited(tx, meeting, person_id)
    guest = meeting_guests.find_guest(tx, meeting_id=meeting.id, person_id=person_id)
    if guest is None or guest.checked_in_at is None:
        come(tx, meeting, person_id, seen_by=by.person_id, now=now)
        return None
    if meeting.stage is Stage.DECIDED:
        raise RuleBroken("meeting.marked_for_good")
    meeting_guests.put_guest(tx, meeting, person_id, checked_in_at=None, checked_in_by=None)
    show_again(tx, meeting, now=now)
    return None
