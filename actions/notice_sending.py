"""Notices 通知 on their way: to whom, piece by piece; taken back; what became of each.

A job walks: first it writes down who is meant, then it owes messages, never more at once than are
sent in a few seconds, then it waits for the last of them. Each piece is a deed of its own, so that
a kill anywhere costs nothing and nobody who reports something meanwhile waits for it.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.reminder_runs import calendar_of
from domain.addresses import TELEGRAM, Address
from domain.notices import Notice, NoticeState, Told, notice_id_of
from domain.reminders import Fate
from storage import audiences, communities, jobs, notices, outbox, paying, people
from storage.jobs import Job
from storage.notices import Recipient
from storage.outbox import Copy, Lane
from storage.paying import Owed

START, WALK = "notice.start", "notice.walk"
CARD, SAID, POSTED, SKIPPED = "notice.card", "notice.said", "notice.posted", "notice.skipped"
PIN = "message.pin"

GATHERED_AT_ONCE = 300
OWED_AT_ONCE = 200
MOST_OUTSTANDING = 1000
"""Three seconds of the fastest sender, and so many at most have to be taken back by 暂停."""

PULSE = timedelta(milliseconds=500)
"""The clock ticks each second; what is due before the next tick is done by it."""

POST_PAUSE = timedelta(seconds=5)

OUTCOMES = {outbox.SENT: Told.REACHED, outbox.UNCERTAIN: Told.UNCERTAIN}
"""Whatever else ends a message ends it unsaid."""


def plan_start(tx: Connection, notice: Notice, *, now: datetime) -> None:
    """Promise its one time, or (if it has none) nothing."""
    at = notice.send_at if notice.state is NoticeState.PLANNED else None
    jobs.plan_jobs(
        tx,
        kind=START,
        subject=notice.about,
        wanted={at.isoformat(): at} if at else {},
        community_id=notice.community_id,
        now=now,
    )


def drop_planned(tx: Connection, job: Job, now: datetime) -> None:
    """Somebody has taken it off the list of what will be said."""
    notice = notices.get_notice(tx, notice_id_of(job.subject))
    if notice.state is NoticeState.PLANNED:
        notices.end_notice(tx, notice, state=NoticeState.CANCELLED, now=now)
        show_again(tx, notice, now=now)


def start_planned(tx: Connection, job: Job, now: datetime) -> None:
    """Its time has come. Late by policy, as a reminder is; what is too late its author is told."""
    notice = notices.get_notice(tx, notice_id_of(job.subject))
    if notice.state is not NoticeState.PLANNED or notice.send_at is None:
        return
    if notice.send_at != datetime.fromisoformat(job.period):
        return
    calendar = calendar_of(tx, notice.community_id)
    until = calendar.held(now)
    if until > now:
        jobs.hold(tx, job.id, until=until)
    elif calendar.fate_of(notice.send_at, now=now) is Fate.SKIPPED:
        _skip(tx, notice, now=now)
    else:
        begin_sending(tx, notice, now=now)


def _skip(tx: Connection, notice: Notice, *, now: datetime) -> None:
    notices.end_notice(tx, notice, state=NoticeState.SKIPPED, now=now)
    account = people.get_account(tx, notice.made_by, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"{SKIPPED}:{notice.id}:{notice.version}",
            kind=SKIPPED,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=notice.community_id,
            payload={"notice": notice.id},
            now=now,
        )
    show_again(tx, notice, now=now)


def begin_sending(tx: Connection, notice: Notice, *, now: datetime) -> Notice | None:
    """``None`` when somebody pressed first."""
    begun = notices.change_notice(
        tx, notice, state=NoticeState.SENDING.value, started_at=now, ended_at=None
    )
    if begun is not None:
        begin_walk(tx, begun, now=now)
    return begun


def begin_walk(tx: Connection, notice: Notice, *, now: datetime) -> None:
    jobs.add_job(
        tx,
        kind=WALK,
        subject=notice.about,
        period=f"{notice.version}:0",
        due_at=now,
        community_id=notice.community_id,
    )
    show_again(tx, notice, now=now)


def show_again(tx: Connection, notice: Notice, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=notice.about, kinds=(CARD,), now=now)


def walk(tx: Connection, job: Job, now: datetime) -> None:
    """The next piece. The job's period says which walk it is and after whom it goes on."""
    notice = notices.get_notice(tx, notice_id_of(job.subject))
    if notice.state is NoticeState.CANCELLED:
        _cancel_next(tx, notice, job, now=now)
    elif not notice.is_gathered:
        _gather_next(tx, notice, job, now=now)
    elif notice.state is NoticeState.SENDING:
        _send_next(tx, notice, job, now=now)
    else:
        _let_nothing_more_go(tx, notice, job, now=now)
        show_again(tx, notice, now=now)


def _gather_next(tx: Connection, notice: Notice, job: Job, *, now: datetime) -> None:
    walked, _, after = job.period.partition(":")
    if not notice.is_private:
        notices.add_recipients(tx, notice, [(None, at) for at in _groups(tx, notice)])
        notices.note_gathered(tx, notice, unopened=0, is_last=True)
        jobs.go_on(tx, job.id, period=job.period, now=now)
        return
    found = audiences.list_meant_accounts(
        tx,
        notice.community_id,
        notice.audience,
        channel=TELEGRAM,
        after=int(after),
        limit=GATHERED_AT_ONCE,
    )
    open_ = [(one.person_id, one.private) for one in found if one.is_reachable]
    notices.add_recipients(tx, notice, open_)
    is_last = len(found) < GATHERED_AT_ONCE
    notices.note_gathered(tx, notice, unopened=len(found) - len(open_), is_last=is_last)
    last = after if is_last else found[-1].person_id
    jobs.go_on(tx, job.id, period=f"{walked}:{last}", now=now)


def _groups(tx: Connection, notice: Notice) -> list[Address]:
    """Those that still belong to the community."""
    known = {
        chat.id: chat.address
        for chat in communities.list_groups(tx, community_id=notice.community_id)
    }
    return [
        Address(known[one.chat_id].chat, known[one.chat_id].channel, one.thread)
        for one in notice.groups
        if one.chat_id in known
    ]


def _send_next(tx: Connection, notice: Notice, job: Job, *, now: datetime) -> None:
    until = calendar_of(tx, notice.community_id).held(now)
    if until > now:
        jobs.hold(tx, job.id, until=until)
        show_again(tx, notice, now=now)
        return
    outstanding = notices.count_outstanding(tx, notice.id)
    room = min(OWED_AT_ONCE, MOST_OUTSTANDING - outstanding)
    owed = _owe_next(tx, notice, room, now=now) if room > 0 else 0
    if owed and owed == room:
        jobs.go_on(tx, job.id, period=job.period, now=now)
        return
    if owed or outstanding:
        jobs.hold(tx, job.id, until=now + PULSE)
    else:
        notices.end_notice(tx, notice, state=NoticeState.SENT, now=now)
    show_again(tx, notice, now=now)


def _owe_next(tx: Connection, notice: Notice, room: int, *, now: datetime) -> int:
    """Owe it to the next few; in a later round, to those who have not read it."""
    waiting = notices.list_waiting(tx, notice.id, limit=room)
    if waiting:
        notices.note_owed(tx, [one.id for one in waiting], told=Told.OWED)
    elif notice.rounds:
        waiting = notices.list_unread(tx, notice.id, limit=room, told_less_than=notice.rounds + 1)
        notices.note_owed(tx, [one.id for one in waiting], told=Told.AGAIN)
    persons = [one for one in waiting if one.person_id is not None]
    if persons:
        _owe_to_persons(tx, notice, persons, now=now)
    for one in waiting:
        if one.person_id is None:
            _owe_to_group(tx, notice, one, now=now)
    return len(waiting)


def _owe_to_persons(tx: Connection, notice: Notice, to: list[Recipient], *, now: datetime) -> None:
    """In the last lane: it may take minutes, and whatever else is said goes first."""
    copies = [
        Copy(
            f"{SAID}:{one.id}:{one.times_told}",
            one.address,
            {"recipient": one.id, "is_again": one.times_told > 0},
        )
        for one in to
    ]
    outbox.owe_copies(
        tx,
        copies,
        kind=SAID,
        about=notice.about,
        lane=Lane.DIGEST,
        community_id=notice.community_id,
        now=now,
    )


def _owe_to_group(tx: Connection, notice: Notice, to: Recipient, *, now: datetime) -> None:
    outbox.owe_standing(
        tx,
        kind=POSTED,
        about=notice.about,
        to=to.address,
        lane=Lane.NOTICE,
        community_id=notice.community_id,
        payload={"recipient": to.id},
        pause=POST_PAUSE,
        now=now,
    )


def _cancel_next(tx: Connection, notice: Notice, job: Job, *, now: datetime) -> None:
    if notices.cancel_waiting(tx, notice.id, limit=GATHERED_AT_ONCE):
        jobs.go_on(tx, job.id, period=job.period, now=now)
    else:
        _let_nothing_more_go(tx, notice, job, now=now)
    show_again(tx, notice, now=now)


def _let_nothing_more_go(tx: Connection, notice: Notice, job: Job, *, now: datetime) -> None:
    """Paused or ended. What was on its way then may have been sent back by Telegram, to be tried
    once more: it is not.
    """
    if notices.count_outstanding(tx, notice.id):
        take_back(tx, notice, is_final=notice.state is not NoticeState.PAUSED)
        jobs.hold(tx, job.id, until=now + PULSE)


def take_back(tx: Connection, notice: Notice, *, is_final: bool) -> None:
    """What was owed and has not begun to be sent; what is on its way arrives."""
    unsaid = outbox.take_back(tx, about=notice.about, kinds=(SAID, POSTED))
    notices.take_back(tx, [one["recipient"] for one in unsaid], is_final=is_final)


def note_outcome(tx: Connection, owed: Owed, ending: paying.Ending, now: datetime) -> None:
    """One message has come to its end: reached, blocked or uncertain."""
    told = OUTCOMES.get(ending.state, Told.BLOCKED)
    is_news = notices.settle(tx, owed.payload["recipient"], told=told, now=now)
    if not is_news or owed.kind != POSTED or ending.message is None:
        return
    assert owed.about is not None
    if notices.get_notice(tx, notice_id_of(owed.about)).is_pinned:
        outbox.owe(
            tx,
            dedup=f"{PIN}:{owed.payload['recipient']}",
            kind=PIN,
            to=Address(owed.address.chat, owed.address.channel),
            lane=Lane.CARD,
            community_id=owed.community_id,
            payload={"message": ending.message, "notice": notice_id_of(owed.about)},
            now=now,
        )


def note_pinned(tx: Connection, owed: Owed, ending: paying.Ending, now: datetime) -> None:
    """Where it could not be pinned its author learns why nobody sees it at the top."""
    if ending.state == outbox.SENT:
        return
    notice = notices.get_notice(tx, owed.payload["notice"])
    chat = communities.find_chat(tx, channel=owed.address.channel, external_id=owed.address.chat)
    account = people.get_account(tx, notice.made_by, channel=TELEGRAM)
    if chat is not None and account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"unpinned:{owed.id}",
            kind="words",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=notice.community_id,
            payload={"key": "notice.not_pinned", "params": {"group": chat.title}},
            now=now,
        )
