"""What whoever leads changes of an announced meeting: its time, its place, its agenda, its series.

Everybody who was told, or has answered, hears old → new once; the entry in their calendars
changes, and so do the reminders.
"""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.meeting_items import give_all_back, give_back, put_items
from actions.meeting_news import INVITED, MOVED, about_guest, tell_all
from actions.meeting_plans import plan
from actions.meetings import change, led_here, show_again
from actions.once import once
from actions.reminder_runs import calendar_of
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.meeting_words import check_place, first_of, read_plans, split_items
from domain.meetings import (
    LASTS,
    MOST_ITEMS,
    STAYS_OPEN,
    AgendaItem,
    ItemState,
    Meeting,
    Stage,
    check_may_answer,
)
from domain.people import Visitor
from domain.rules import RuleBroken
from domain.times import Once, Recurrence
from storage import meeting_agenda, meeting_guests, meetings, outbox, proposals, resolutions
from storage.prompts import Prompt

WHEN, PLACE, ITEM = "meeting.change.when", "meeting.change.place", "meeting.change.item"
"""The questions whose answers change a meeting."""

ASKS = (WHEN, PLACE, ITEM)


@once
def ask_change(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """改时间, 改地点 and 加议题 need words."""
    meeting = led_here(tx, by, meeting_id)
    act = f"meeting.change.{what}"
    if act not in ASKS:
        raise RuleBroken("press.stale")
    check_may_answer(meeting, now)
    for other in ASKS:
        close_questions(tx, person_id=by.person_id, where=here, act=other, now=now)
    ask(
        tx,
        person=by,
        community_id=meeting.community_id,
        act=act,
        case_id=None,
        where=here,
        source=source,
        data={"meeting": meeting.id, "params": {"title": meeting.title}},
        now=now,
    )
    return Answer("case.asked")


def answer_change(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Take the words that were asked for; wrong ones raise ``RuleBroken`` with an example, and
    the question stays open for better ones.
    """
    meeting = led_here(tx, by, prompt.data["meeting"])
    check_may_answer(meeting, now)
    if prompt.act == WHEN:
        return _move(tx, meeting, said.text, by=by, source=source, now=now)
    if prompt.act == PLACE:
        return _change_place(tx, meeting, said.text, by=by, source=source, now=now)
    return _add_items(tx, meeting, said.text, now=now)


def _move(
    tx: Connection, meeting: Meeting, text: str, *, by: Visitor, source: str, now: datetime
) -> Answer:
    """To another time; where no end is said, it takes as long as before."""
    calendar = calendar_of(tx, meeting.community_id)
    plans, _ = read_plans(text, now=now, calendar=calendar)
    if len(plans) > 1:
        raise RuleBroken("meeting.which_time")
    if isinstance(plans[0], Recurrence):
        raise RuleBroken("meeting.one_time")
    found = first_of(plans[0], now=now, calendar=calendar)
    if found is None:
        raise RuleBroken("meeting.when_past")
    starts_at, ends_at = found
    if isinstance(plans[0], Once) and ends_at - starts_at == LASTS:
        ends_at = starts_at + (meeting.ends_at - meeting.starts_at)
    if (starts_at, ends_at) == (meeting.starts_at, meeting.ends_at):
        raise RuleBroken("meeting.when_same")
    after = change(tx, meeting, starts_at=starts_at, ends_at=ends_at, sequence=meeting.sequence + 1)
    plan(tx, after, now=now)
    _tell_moved(tx, meeting, after, by=by, source=source, now=now)
    return Answer("meeting.moved_done", {"title": meeting.title})


def _change_place(
    tx: Connection, meeting: Meeting, text: str, *, by: Visitor, source: str, now: datetime
) -> Answer:
    place = check_place(text)
    if not place:
        raise RuleBroken("meeting.place_missing")
    if place == meeting.place:
        raise RuleBroken("meeting.place_same")
    after = change(tx, meeting, place=place, sequence=meeting.sequence + 1)
    _tell_moved(tx, meeting, after, by=by, source=source, now=now)
    return Answer("meeting.place_done", {"title": meeting.title, "place": place})


def _tell_moved(
    tx: Connection, was: Meeting, after: Meeting, *, by: Visitor, source: str, now: datetime
) -> None:
    """What was is told with what is, and stays written down."""
    meetings.add_event(
        tx,
        after,
        kind=meetings.CHANGED,
        made_by=by.person_id,
        source=f"{source}:{after.about}:{after.version}",
        now=now,
        reason=f"{was.starts_at.isoformat()} {was.place}".strip(),
    )
    told = [was.starts_at.isoformat(), was.ends_at.isoformat()]
    tell_all(
        tx,
        after,
        kind=MOVED,
        soonest=min(was.starts_at, after.starts_at),
        payload={"was": told, "was_at": was.place},
        now=now,
    )
    _show_guests(tx, after, now=now)
    show_again(tx, after, now=now)


def _show_guests(tx: Connection, meeting: Meeting, *, now: datetime) -> None:
    for guest in meeting_guests.list_guests(tx, meeting.id):
        outbox.want_all_again(tx, about=about_guest(guest), kinds=(INVITED,), now=now)


def _add_items(tx: Connection, meeting: Meeting, text: str, *, now: datetime) -> Answer:
    titles = split_items(text)
    if not titles:
        raise RuleBroken("meeting.item_missing")
    _check_is_room(tx, meeting, len(titles))
    put_items(tx, meeting, [(title, None) for title in titles], now=now)
    show_again(tx, meeting, now=now)
    return Answer("meeting.item_added", {"count": len(titles)})


def _check_is_room(tx: Connection, meeting: Meeting, more: int) -> None:
    listed = meeting_agenda.list_agenda(tx, meeting.id)
    if sum(one.state is not ItemState.DROPPED for one in listed) + more > MOST_ITEMS:
        raise RuleBroken("meeting.too_many_items", count=MOST_ITEMS)


@once
def add_proposal(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    proposal_id: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """A proposal that waits for a meeting is put on this one's agenda."""
    meeting = led_here(tx, by, meeting_id)
    check_may_answer(meeting, now)
    found = {one.id: one for one in proposals.list_taken(tx, meeting.community_id)}
    if proposal_id not in found:
        raise RuleBroken("press.stale")
    _check_is_room(tx, meeting, 1)
    put_items(tx, meeting, [(found[proposal_id].title, proposal_id)], now=now)
    show_again(tx, meeting, now=now)
    return Answer("meeting.item_added", {"count": 1})


@once
def tick_item(
    tx: Connection, *, by: Visitor, item_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """Before it begins a matter is taken off the agenda; then it is ticked off, or on again."""
    item = meeting_agenda.find_item(tx, item_id)
    if item is None or item.version != version:
        raise RuleBroken("press.stale")
    meeting = led_here(tx, by, item.meeting_id)
    if meeting.stage in STAYS_OPEN:
        to = ItemState.OPEN if item.state is ItemState.DONE else ItemState.DONE
        _check_is_not_decided(tx, item)
    elif meeting.stage is Stage.ANNOUNCED:
        to = ItemState.DROPPED
        give_back(tx, item, now=now)
    else:
        raise RuleBroken("press.stale")
    _put_state(tx, item, to)
    show_again(tx, meeting, now=now)
    return None


def _check_is_not_decided(tx: Connection, item: AgendaItem) -> None:
    made = resolutions.list_of_meeting(tx, item.meeting_id)
    if any(one.agenda_item_id == item.id for one in made):
        raise RuleBroken("minutes.is_decided", title=item.title)


def _put_state(tx: Connection, item: AgendaItem, to: ItemState) -> None:
    if meeting_agenda.change_item(tx, item, state=to.value) is None:
        raise RuleBroken("meeting.changed_meanwhile")


@once
def stop_repeating(
    tx: Connection, *, by: Visitor, meeting_id: int, source: str, now: datetime
) -> Answer | None:
    """不再重复: what is announced takes place, and no further one is made, whichever of the series
    it is said of.
    """
    meeting = led_here(tx, by, meeting_id)
    if meeting.repeats is None:
        raise RuleBroken("press.stale")
    while (following := meetings.find_following(tx, meeting.id)) is not None:
        meeting = following
    after = change(tx, meeting, repeats="")
    if not after.is_ahead:
        give_all_back(tx, after, now=now)
    plan(tx, after, now=now)
    show_again(tx, after, now=now)
    return Answer("meeting.repeats_no_more", {"title": meeting.title})
