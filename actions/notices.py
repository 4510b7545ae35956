"""Deeds around notices 通知 once they are written: sent, planned, paused, cancelled, read."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.anew import make_way
from actions.looks import look_privately
from actions.notice_form import LETTER, at_desk, check_range, move_form, reopen
from actions.notice_sending import (
    CARD,
    POSTED,
    WALK,
    begin_sending,
    begin_walk,
    plan_start,
    show_again,
    take_back,
)
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from actions.reminder_runs import calendar_of
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.notices import (
    CAN_BE_CANCELLED,
    Notice,
    NoticeState,
    Step,
    check_reach,
    own_grids,
)
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from storage import jobs, notices, outbox, people
from storage.outbox import Lane

UNREAD = "notice.unread"

SLOWEST_PRESS = timedelta(minutes=1)
"""A time that went by while somebody was about to press 发送 still counts."""


@once
def send_notice(
    tx: Connection,
    *,
    by: Visitor,
    notice_id: int,
    version: int,
    is_held: bool,
    source: str,
    now: datetime,
) -> Answer | None:
    """发送: now, or at its time. Quiet hours hold it, and nobody presses that away: the button says
    when it will go out (``is_held``), and one that did not know is shown what is true now.
    """
    desk = at_desk(tx, by)
    if desk is None or desk.notice.id != notice_id or desk.notice.version != version:
        raise RuleBroken("form.stale")
    notice = desk.notice
    if not notice.has_content:
        raise RuleBroken("notice.nothing_said")
    check_reach(notice, desk.grids)
    check_range(tx, notice)
    if notice.send_at is not None and notice.send_at <= now - SLOWEST_PRESS:
        raise RuleBroken("notice.time_past")
    wanted = max(notice.send_at or now, now)
    at = calendar_of(tx, notice.community_id).held(wanted)
    if (at > wanted) != is_held:
        outbox.want_all_again(tx, about=notice.about, kinds=(LETTER,), now=now)
        return Answer("notice.quiet_changed", must_be_read=True)
    move_form(tx, desk.form, Step.DONE, now=now)
    if at > now:
        planned = _must(
            notices.change_notice(tx, notice, state=NoticeState.PLANNED.value, send_at=at)
        )
        plan_start(tx, planned, now=now)
    else:
        _must(begin_sending(tx, notice, now=now))
    _show_card(tx, notice, now=now)
    outbox.want_all_again(tx, about=notice.about, kinds=(LETTER,), now=now)
    return Answer("notice.planned" if at > now else "notice.begun")


def _must(notice: Notice | None) -> Notice:
    if notice is None:
        raise RuleBroken("notice.changed_meanwhile")
    return notice


def _show_card(tx: Connection, notice: Notice, *, now: datetime) -> None:
    """The one card on which its author sees how far it is."""
    to = people.get_account(tx, notice.made_by, channel=TELEGRAM).private
    make_way(tx, kind=CARD, about=notice.about, to=to, community_id=notice.community_id, now=now)
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=notice.about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=notice.community_id,
        now=now,
    )


def notice_of(tx: Connection, by: Visitor, notice_id: int) -> Notice:
    """One that the presser may rule over: their own, or any as the secretary."""
    notice = notices.find_notice(tx, notice_id)
    if notice is None or notice.community_id != by.community_id:
        raise RuleBroken("press.stale")
    check_visitor_may(tx, by, Verb.SEND_NOTICE)
    held = holdings_now(tx, by)
    is_secretary = any(one.role is Role.SECRETARY for one in held)
    if notice.made_by != by.person_id and not is_secretary:
        raise RuleBroken("notice.anothers")
    check_reach(notice, own_grids(held))
    return notice


def _of_version(tx: Connection, by: Visitor, notice_id: int, version: int) -> Notice:
    notice = notice_of(tx, by, notice_id)
    if notice.version != version:
        raise RuleBroken("notice.changed_meanwhile")
    return notice


@once
def pause_notice(
    tx: Connection, *, by: Visitor, notice_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """暂停: what has not begun to be sent waits."""
    notice = _of_version(tx, by, notice_id, version)
    if notice.state is not NoticeState.SENDING:
        raise RuleBroken("notice.changed_meanwhile")
    paused = _must(notices.change_notice(tx, notice, state=NoticeState.PAUSED.value))
    take_back(tx, paused, is_final=False)
    show_again(tx, paused, now=now)
    return Answer("notice.paused_now")


@once
def resume_notice(
    tx: Connection, *, by: Visitor, notice_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    notice = _of_version(tx, by, notice_id, version)
    if notice.state is not NoticeState.PAUSED:
        raise RuleBroken("notice.changed_meanwhile")
    going = _must(notices.change_notice(tx, notice, state=NoticeState.SENDING.value))
    if jobs.is_waiting(tx, kind=WALK, subject=going.about):  # a second would count people twice
        show_again(tx, going, now=now)
    else:
        begin_walk(tx, going, now=now)
    return Answer("notice.goes_on")


@once
def cancel_notice(
    tx: Connection, *, by: Visitor, notice_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """取消: who has not been told never will be. Of a reminder only the rest of it is cancelled:
    the notice itself has been sent.
    """
    notice = _of_version(tx, by, notice_id, version)
    if notice.state not in CAN_BE_CANCELLED:
        raise RuleBroken("notice.changed_meanwhile")
    was_walking = notice.state in (NoticeState.SENDING, NoticeState.PAUSED)
    state = NoticeState.SENT if notice.rounds else NoticeState.CANCELLED
    ended = _must(notices.change_notice(tx, notice, state=state.value, ended_at=now))
    plan_start(tx, ended, now=now)
    if was_walking:
        take_back(tx, ended, is_final=True)
        begin_walk(tx, ended, now=now)
    show_again(tx, ended, now=now)
    return Answer("notice.cancelled_now")


@once
def edit_notice(
    tx: Connection, *, by: Visitor, notice_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """修改, before its time has come or after it went by unheard: a draft again, until it is sent
    off anew.
    """
    notice = _of_version(tx, by, notice_id, version)
    if notice.state not in (NoticeState.PLANNED, NoticeState.SKIPPED):
        raise RuleBroken("notice.changed_meanwhile")
    if notice.made_by != by.person_id:
        raise RuleBroken("notice.anothers")
    draft = _must(notices.change_notice(tx, notice, state=NoticeState.DRAFT.value, ended_at=None))
    plan_start(tx, draft, now=now)
    reopen(tx, by, draft, now=now)
    return None


@once
def remind_unread(
    tx: Connection, *, by: Visitor, notice_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """再次提醒未读者: once for each press, and only those who were reached and have not read it."""
    notice = _of_version(tx, by, notice_id, version)
    if notice.state is not NoticeState.SENT or not notice.is_private:
        raise RuleBroken("notice.changed_meanwhile")
    count = notices.count_unread(tx, notice.id)
    if not count:
        raise RuleBroken("notice.all_read")
    until = calendar_of(tx, notice.community_id).held(now)
    again = _must(
        notices.change_notice(
            tx,
            notice,
            state=NoticeState.SENDING.value,
            rounds=notice.rounds + 1,
            started_at=now,
            ended_at=None,
        )
    )
    begin_walk(tx, again, now=now)
    key = "notice.reminding_later" if until > now else "notice.reminding"
    return Answer(key, {"count": count}, must_be_read=until > now)


@once
def show_unread(
    tx: Connection, *, by: Visitor, notice_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """谁没读: for whoever sent it, in private."""
    notice = notice_of(tx, by, notice_id)
    payload = {"notice": notice.id, "viewer": by.person_id}
    by = replace(by, community_id=notice.community_id)
    look_privately(tx, by, here, kind=UNREAD, payload=payload, source=source, now=now)
    return None


def notice_heard(tx: Connection, by: Visitor, notice_id: int) -> Notice:
    """One that was said to the presser: in their group, or to them in private."""
    notice = notices.find_notice(tx, notice_id)
    if notice is None or notice.community_id != by.community_id:
        raise RuleBroken("press.stale")
    check_visitor_may(tx, by, Verb.READ_NOTICE)
    is_theirs = notices.is_recipient(tx, notice.id, person_id=by.person_id)
    if notice.started_at is None or (notice.is_private and not is_theirs):
        raise RuleBroken("press.stale")
    return notice


@once
def read_notice(
    tx: Connection, *, by: Visitor, notice_id: int, source: str, now: datetime
) -> Answer | None:
    """已阅: counted once for each person, however often they press and wherever."""
    notice = notice_heard(tx, by, notice_id)
    if not notices.add_read(tx, notice, person_id=by.person_id, now=now):
        return Answer("notice.read_already")
    outbox.want_all_again(tx, about=notice.about, kinds=(POSTED, CARD), now=now)
    return Answer("notice.read_now")
