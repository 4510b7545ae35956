"""参加, 请假 and who is brought along: what invited people answer until a meeting begins."""

from datetime import datetime

from sqlalchemy import Connection

from actions.meeting_news import INVITED, REMINDER, about_guest, about_reminder, owe_invited
from actions.meetings import get_meeting_here, refresh_here, show_again
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.meetings import (
    MOST_PLUS,
    REMINDED_BEFORE,
    Coming,
    Guest,
    Meeting,
    check_may_answer,
)
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import meeting_guests, outbox, people
from storage.audiences import is_meant_now

YES, NO, MORE, FEWER = "yes", "no", "more", "fewer"
ANSWERS = (YES, NO, MORE, FEWER)


@once
def answer_meeting(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """参加, 请假, +1 or −1; the last answer counts."""
    check_visitor_may(tx, by, Verb.ANSWER_MEETING)
    meeting = get_meeting_here(tx, by, meeting_id)
    check_may_answer(meeting, now)
    check_is_invited(tx, meeting, by.person_id)
    guest = meeting_guests.find_guest(tx, meeting_id=meeting.id, person_id=by.person_id)
    answer, plus = _answered(guest, what)
    after = meeting_guests.put_guest(
        tx, meeting, by.person_id, answer=answer.value, plus=plus, answered_at=now
    )
    _show_answered(tx, meeting, after, here=here, now=now)
    if answer is Coming.NO:
        return Answer("meeting.you_are_away", {"title": meeting.title})
    key = "meeting.you_come_with" if plus else "meeting.you_come"
    return Answer(key, {"title": meeting.title, "count": plus})


def check_is_invited(tx: Connection, meeting: Meeting, person_id: int) -> None:
    if not is_meant_now(tx, meeting.community_id, meeting.audience, person_id):
        raise RuleBroken("meeting.not_invited", title=meeting.title)


def _answered(guest: Guest | None, what: str) -> tuple[Coming, int]:
    """Who comes already and presses 参加 again comes as before; who stays away brings nobody."""
    plus = guest.plus if guest is not None and guest.answer is Coming.YES else 0
    match what:
        case "no":
            return Coming.NO, 0
        case "more" if plus >= MOST_PLUS:
            raise RuleBroken("meeting.most_plus", count=MOST_PLUS)
        case "more":
            return Coming.YES, plus + 1
        case "fewer":
            return Coming.YES, max(plus - 1, 0)
        case "yes":
            return Coming.YES, plus
    raise RuleBroken("press.stale")


def _show_answered(
    tx: Connection, meeting: Meeting, guest: Guest, *, here: Address, now: datetime
) -> None:
    account = people.get_account(tx, guest.person_id, channel=TELEGRAM)
    about = about_guest(guest)
    is_told = outbox.find_promised(tx, kind=INVITED, about=about, to=account.private)
    if is_told is None and guest.answer is Coming.YES and account.is_reachable:
        owe_invited(tx, meeting, guest, account.private, at=now, now=now)
    outbox.want_all_again(tx, about=about, kinds=(INVITED,), now=now)
    for which in REMINDED_BEFORE:
        reminder = about_reminder(guest, which, meeting)
        outbox.want_all_again(tx, about=reminder, kinds=(REMINDER,), now=now)
    show_again(tx, meeting, now=now)
    refresh_here(tx, here, now=now)
