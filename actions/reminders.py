"""Deeds around reminders 提醒: asked for, read back, confirmed, changed, paused, deleted."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.anew import make_way
from actions.asking import ask, close_questions
from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may
from actions.reminder_runs import CARD, SAY, calendar_of, next_unsaid, promise_next
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.reminders import (
    MOST_IN_A_CHAT,
    Reading,
    Reminder,
    ReminderState,
    on_holidays,
    read_request,
    stamp_of,
)
from domain.rules import RuleBroken
from domain.times import Days
from storage import jobs, messages, outbox, reminders
from storage.outbox import Lane
from storage.prompts import Prompt

LIST = "reminder.list"
CHANGE = "reminder.change"
"""The question whose answer is another time, with or without other words."""

PLANNED = "job.list"

ASKED, RUNNING, PAUSED, ENDED = ReminderState
FROM = {RUNNING: {PAUSED}, PAUSED: {RUNNING}, ENDED: {RUNNING, PAUSED}}
"""What a reminder that counts can become, and out of which states."""

NO_PAUSE = timedelta(0)


@once
def make_reminder(
    tx: Connection,
    *,
    by: Visitor,
    text: str,
    said_at: datetime,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Understand what is asked for and read it back; nothing counts before 确定.

    ``said_at`` is the message's own date, from which 1分钟后 counts.
    """
    to = Address(here.chat, here.channel, here.thread)
    check_visitor_may(tx, by, Verb.REMIND_SELF if here.is_private else Verb.REMIND_GROUP)
    calendar = calendar_of(tx, by.home)
    readings = read_request(text, said_at=said_at, calendar=calendar)
    _check_is_room(tx, by.home, to)
    reminder = reminders.add_reminder(
        tx,
        community_id=by.home,
        made_by=by.person_id,
        to=to,
        readings=readings,
        source=source,
        now=now,
    )
    _owe_card(tx, reminder, here, now=now)
    return None


def _check_is_room(tx: Connection, community_id: int, to: Address) -> None:
    if len(reminders.list_of_chat(tx, community_id=community_id, to=to)) >= MOST_IN_A_CHAT:
        raise RuleBroken("reminder.too_many", count=MOST_IN_A_CHAT)


def _owe_card(tx: Connection, reminder: Reminder, to: Address, *, now: datetime) -> None:
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=reminder.about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=reminder.community_id,
        pause=NO_PAUSE,
        now=now,
    )


def reminder_here(tx: Connection, by: Visitor, reminder_id: int) -> Reminder:
    """One that the presser may change: their own, or, in a group, as its office."""
    found = reminders.find_reminder(tx, reminder_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    if not found.to.is_private:
        check_visitor_may(tx, by, Verb.REMIND_GROUP)
    elif found.made_by != by.person_id:
        raise RuleBroken("press.stale")
    return found


def _stale(tx: Connection, reminder: Reminder, here: Address, *, now: datetime) -> Answer:
    """It has changed since the presser looked: nothing is done, but what they look at is right."""
    outbox.want_all_again(tx, about=reminder.about, kinds=(CARD,), now=now)
    refresh_list(tx, here, now=now)
    return Answer("reminder.changed_meanwhile", must_be_read=True)


def _change(
    tx: Connection, reminder: Reminder, *, here: Address, now: datetime, **columns: Json
) -> Reminder:
    changed = reminders.change_reminder(tx, reminder, **columns)
    if changed is None:
        raise RuleBroken("reminder.changed_meanwhile")
    outbox.want_all_again(tx, about=reminder.about, kinds=(CARD,), now=now)
    refresh_list(tx, here, now=now)
    return changed


def refresh_list(tx: Connection, here: Address, *, now: datetime) -> None:
    """The list on which somebody has just pressed changes with it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=(LIST, PLANNED), now=now)


@once
def confirm_reminder(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    version: int,
    choice: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """确定: what was read back counts from now on, in the place of what counted before.

    Of several readings it first becomes the chosen one, which is read back like any other.
    """
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.version != version:
        return _stale(tx, reminder, here, now=now)
    if choice >= len(reminder.readings) or reminder.state is ENDED:
        raise RuleBroken("press.stale")
    reading = reminder.readings[choice]
    if len(reminder.readings) > 1:
        chosen = replace(reading, question="")
        _change(tx, reminder, here=here, readings=_stored([chosen]), now=now)
        return None
    if reminder.state is ASKED:
        _check_is_room(tx, reminder.community_id, reminder.to)
    calendar = calendar_of(tx, reminder.community_id)
    next_at = next_unsaid(tx, reminder, reading.what, calendar, after=now)
    if next_at is None:
        raise RuleBroken("reminder.past")
    columns: dict[str, Json] = {"words": reading.words, "what": reading.as_stored()["what"]}
    columns |= {"readings": [], "state": RUNNING.value, "next_at": next_at}
    changed = _change(tx, reminder, here=here, now=now, **columns)
    promise_next(tx, changed, next_at=next_at, now=now)
    return Answer("reminder.confirmed")


def _stored(readings: Sequence[Reading]) -> list[Json]:
    return [one.as_stored() for one in readings]


@once
def cancel_request(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """取消: what was read back does not count; what counted before goes on."""
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.version != version:
        return _stale(tx, reminder, here, now=now)
    if not reminder.readings or reminder.state is ENDED:
        raise RuleBroken("press.stale")
    state = ENDED if reminder.state is ASKED else reminder.state
    _change(tx, reminder, here=here, readings=[], state=state.value, now=now)
    return Answer("reminder.cancelled")


@once
def choose_holidays(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    version: int,
    days: Days,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """节假日不提醒, 顺延 or 照常, before it counts."""
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.version != version:
        return _stale(tx, reminder, here, now=now)
    if len(reminder.readings) != 1 or reminder.state is ENDED:
        raise RuleBroken("press.stale")
    chosen = on_holidays(reminder.readings[0], days)
    _change(tx, reminder, here=here, readings=_stored([chosen]), now=now)
    return None


@once
def ask_change(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """修改, 改时间: ask for another time."""
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.state is ENDED:
        raise RuleBroken("press.stale")
    close_questions(tx, person_id=by.person_id, where=here, act=CHANGE, now=now)
    ask(
        tx,
        person=by,
        community_id=reminder.community_id,
        act=CHANGE,
        case_id=None,
        where=here,
        source=source,
        data={"reminder": reminder.id},
        now=now,
    )
    return Answer("case.asked")


def answer_change(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Read the new wish back below the answer; until 确定 what counted before counts.

    Wrong words raise ``RuleBroken`` with an example, and the question stays open for better ones.
    """
    reminder = reminder_here(tx, by, prompt.data["reminder"])
    if reminder.state is ENDED:
        raise RuleBroken("press.stale")
    known = reminder.words or reminder.readings[0].words
    calendar = calendar_of(tx, reminder.community_id)
    readings = read_request(said.text, words=known, said_at=now, calendar=calendar)
    make_way(
        tx,
        kind=CARD,
        about=reminder.about,
        to=reminder.to,
        community_id=reminder.community_id,
        now=now,
    )
    _change(tx, reminder, here=reminder.to, readings=_stored(readings), now=now)
    _owe_card(tx, reminder, reminder.to, now=now)
    return None


@once
def switch_reminder(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    version: int,
    state: ReminderState,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """暂停, 继续, 删除. It goes on with the next time from now on: what went by in between is not
    made up for.
    """
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.version != version:
        return _stale(tx, reminder, here, now=now)
    if reminder.what is None or reminder.state not in FROM[state]:
        return _stale(tx, reminder, here, now=now)
    next_at = None
    if state is RUNNING:
        calendar = calendar_of(tx, reminder.community_id)
        next_at = next_unsaid(tx, reminder, reminder.what, calendar, after=now)
        if next_at is None:
            raise RuleBroken("reminder.past")
    columns: dict[str, Json] = {"state": state.value, "next_at": next_at}
    if state is ENDED:
        columns["readings"] = []
    changed = _change(tx, reminder, here=here, now=now, **columns)
    promise_next(tx, changed, next_at=next_at, now=now)
    return Answer(f"reminder.now_{state}")


@once
def skip_next(
    tx: Connection,
    *,
    by: Visitor,
    reminder_id: int,
    version: int,
    stamp: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """取消 in the list of what will be said: not that time, whose stamp the button bore."""
    check_visitor_may(tx, by, Verb.LOOK_AT_JOBS)
    reminder = reminder_here(tx, by, reminder_id)
    if reminder.version != version:
        return _stale(tx, reminder, here, now=now)
    moment = reminder.next_at
    if reminder.what is None or moment is None or stamp_of(moment) != stamp:
        return _stale(tx, reminder, here, now=now)
    about, calendar = reminder.about, calendar_of(tx, reminder.community_id)
    until = calendar.held(max(moment, now))
    jobs.skip_jobs(tx, kind=SAY, subject=about, until=until, now=now)
    next_at = next_unsaid(tx, reminder, reminder.what, calendar, after=moment)
    state = RUNNING if next_at is not None else ENDED
    changed = _change(tx, reminder, here=here, state=state.value, next_at=next_at, now=now)
    promise_next(tx, changed, next_at=next_at, now=now)
    return Answer("job.cancelled")


@once
def open_reminder(
    tx: Connection, *, by: Visitor, reminder_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show one of the list in its place; 0 is the list again."""
    if reminder_id:
        reminder_here(tx, by, reminder_id)
    else:
        check_visitor_may(tx, by, Verb.REMIND_SELF if here.is_private else Verb.REMIND_GROUP)
    show_instead(tx, {"open": reminder_id}, here, now=now)
    return None
