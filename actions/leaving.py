"""Leaving an activity by its card in a group: a thumb slips, so it is asked first 真的不去了？"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.activities import LEAVING, get_activity_here
from actions.looks import look_privately, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from actions.seats import leave, own_seat
from domain.activities import Activity, may_cancel
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import prompts

AGAIN = "activity.leave_again"
"""Nothing is asked by this prompt: it keeps that 取消 was pressed once."""

AGAIN_WITHIN = timedelta(minutes=2)


@once
def ask_to_leave(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """取消 beside 报名: asked in private; where the bot may not write, a second press soon after
    the first is the answer.
    """
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    activity = get_activity_here(tx, by, activity_id)
    seat = own_seat(tx, by, activity)
    if not may_cancel(activity, seat, now=now):
        raise RuleBroken("activity.too_late")
    if by.is_reachable:
        payload = {"activity": activity.id, "person": by.person_id, "is_kept": False}
        look_privately(tx, by, here, kind=LEAVING, payload=payload, source=source, now=now)
        return Answer("activity.leave_asked", must_be_read=True)
    if _has_pressed(tx, by, activity, here, now=now):
        return leave(tx, activity, seat, now=now)
    prompts.add_prompt(
        tx,
        community_id=activity.community_id,
        person_id=by.person_id,
        act=AGAIN,
        case_id=None,
        source=source,
        where=here,
        now=now,
        expires_at=now + AGAIN_WITHIN,
        data={"activity": activity.id},
    )
    return Answer("activity.leave_again", must_be_read=True)


def _has_pressed(
    tx: Connection, by: Visitor, activity: Activity, here: Address, *, now: datetime
) -> bool:
    """Whether this is the second press; it is used up by that."""
    waiting = prompts.list_open(tx, person_id=by.person_id, where=here, act=AGAIN, now=now)
    for one in waiting:
        if one.data["activity"] == activity.id:
            return prompts.mark_answered(tx, one, now=now)
    return False


@once
def keep_seat(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """还是去: the question is answered, and nothing has changed."""
    check_visitor_may(tx, by, Verb.JOIN_ACTIVITY)
    own_seat(tx, by, get_activity_here(tx, by, activity_id))
    show_instead(tx, {"is_kept": True}, here, now=now)
    return Answer("activity.leave_kept")
