"""Reminders 提醒 on their way: said when they are due, late by policy, planned from their plan."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.deadlines import week_of
from domain.quiet_hours import parse_quiet
from domain.reminders import Calendar, Fate, Reminder, ReminderState, reminder_id_of
from domain.times import Plan
from storage import communities, jobs, outbox, people, reminders
from storage.jobs import Job
from storage.outbox import Lane

SAY = "reminder.say"
CARD, SAID, SKIPPED = "reminder.card", "reminder.said", "reminder.skipped"


def calendar_of(tx: Connection, community_id: int) -> Calendar:
    community = communities.get_community(tx, community_id)
    return Calendar(
        ZoneInfo(community.timezone),
        parse_quiet(community.quiet_hours),
        week_of(community).overlay,
    )


def next_unsaid(
    tx: Connection, reminder: Reminder, plan: Plan, calendar: Calendar, *, after: datetime
) -> datetime | None:
    """Its next time that was neither said nor cancelled: a clock may have been put back."""
    moment = calendar.next_of(plan, after=after)
    while moment is not None and jobs.is_done(
        tx, kind=SAY, subject=reminder.about, period=moment.isoformat()
    ):
        moment = calendar.next_of(plan, after=moment)
    return moment


def promise_next(
    tx: Connection, reminder: Reminder, *, next_at: datetime | None, now: datetime
) -> None:
    """Make its one waiting job that of its next time, or none; it is due by the plan, and what
    the quiet hours of that day hold waits then.
    """
    jobs.plan_jobs(
        tx,
        kind=SAY,
        subject=reminder.about,
        wanted={next_at.isoformat(): next_at} if next_at else {},
        community_id=reminder.community_id,
        now=now,
    )


def say_reminder(tx: Connection, job: Job, now: datetime) -> None:
    """Say what is due and plan the next from the plan, never from now: nothing drifts, and a clock
    that was put back makes nothing be said twice.
    """
    reminder = reminders.get_reminder(tx, reminder_id_of(job.subject))
    planned = datetime.fromisoformat(job.period)
    if reminder.state is not ReminderState.RUNNING or reminder.next_at != planned:
        return
    assert reminder.what is not None
    calendar = calendar_of(tx, reminder.community_id)
    until = calendar.held(now)
    if until > now:
        jobs.hold(tx, job.id, until=until)
        return
    is_planned = calendar.is_planned(reminder.what, planned)  # or a holiday became known since
    if not is_planned or not _is_theirs(tx, reminder):
        _go_on(tx, reminder, calendar, after=planned, now=now)
        return
    missed = _missed(reminder.what, planned, calendar, now=now)
    if missed:
        _skip(tx, reminder, job, missed, now=now)
    else:
        _say(tx, reminder, planned, now=now)
    _go_on(tx, reminder, calendar, after=missed[-1] if missed else planned, now=now)


def _is_theirs(tx: Connection, reminder: Reminder) -> bool:
    """Whether a group still belongs to the community, and the bot to the group."""
    if reminder.to.is_private:
        return True
    chat = communities.find_chat(tx, channel=reminder.to.channel, external_id=reminder.to.chat)
    return chat is not None and chat.community_id == reminder.community_id


def _missed(plan: Plan, planned: datetime, calendar: Calendar, *, now: datetime) -> list[datetime]:
    """The times from the planned one on that are too late to be said."""
    missed: list[datetime] = []
    moment: datetime | None = planned
    while moment is not None and calendar.fate_of(moment, now=now) is Fate.SKIPPED:
        missed.append(moment)
        moment = calendar.next_of(plan, after=moment)
    return missed


def _go_on(
    tx: Connection, reminder: Reminder, calendar: Calendar, *, after: datetime, now: datetime
) -> None:
    assert reminder.what is not None
    next_at = next_unsaid(tx, reminder, reminder.what, calendar, after=after)
    reminders.plan_next(tx, reminder, next_at=next_at)
    if next_at is not None:
        _promise(tx, reminder, next_at)
    else:
        outbox.want_all_again(tx, about=reminder.about, kinds=(CARD,), now=now)


def _promise(tx: Connection, reminder: Reminder, moment: datetime) -> None:
    jobs.renew_job(
        tx,
        kind=SAY,
        subject=reminder.about,
        period=moment.isoformat(),
        due_at=moment,
        community_id=reminder.community_id,
    )


def _say(tx: Connection, reminder: Reminder, planned: datetime, *, now: datetime) -> None:
    outbox.owe(
        tx,
        dedup=f"{SAID}:{reminder.id}:{planned.isoformat()}",
        kind=SAID,
        to=reminder.to,
        lane=Lane.NOTICE,
        community_id=reminder.community_id,
        payload={"words": reminder.words, "planned": planned.isoformat()},
        now=now,
    )


def _skip(
    tx: Connection, reminder: Reminder, job: Job, missed: Sequence[datetime], *, now: datetime
) -> None:
    """Each time that was missed stays written down as skipped; its author hears of all at once."""
    jobs.hold(tx, job.id, until=missed[0])
    for moment in missed[1:]:
        _promise(tx, reminder, moment)
    jobs.skip_jobs(tx, kind=SAY, subject=reminder.about, until=missed[-1], now=now)
    account = people.get_account(tx, reminder.made_by, channel=reminder.to.channel)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"{SKIPPED}:{reminder.id}:{missed[0].isoformat()}",
            kind=SKIPPED,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=reminder.community_id,
            payload={
                "words": reminder.words,
                "first": missed[0].isoformat(),
                "count": len(missed),
            },
            now=now,
        )


def owe_reminders(tx: Connection, *, now: datetime) -> None:
    """At every start: a community may live by other clocks than before, and what a zone to the
    east has already behind it would never be said.
    """
    for community in communities.list_communities(tx):
        replan_reminders(tx, community.id, now=now)


def replan_reminders(tx: Connection, community_id: int, *, now: datetime) -> None:
    """The community's days off have changed, or its clocks. What is due already is not touched: it
    is judged when its turn comes.
    """
    calendar = calendar_of(tx, community_id)
    for reminder in reminders.list_running(tx, community_id=community_id):
        assert reminder.what is not None
        if reminder.next_at is None or reminder.next_at <= now:
            continue
        next_at = next_unsaid(tx, reminder, reminder.what, calendar, after=now)
        if next_at != reminder.next_at:
            reminders.plan_next(tx, reminder, next_at=next_at)
            promise_next(tx, reminder, next_at=next_at, now=now)
