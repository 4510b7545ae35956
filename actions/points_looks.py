"""What somebody sees of their own points 积分: the card of /points, and its parts in its place."""

from datetime import datetime

from sqlalchemy import Connection

from actions.looks import look_privately, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import messages, outbox, people

CARD = "points.card"
MINE, RULES = "mine", "rules"
START = "points"
"""The deep link from a group, where nobody's points are told."""


def first_view(by: Visitor) -> dict[str, Json]:
    return {"view": MINE, "page": 0, "person": by.person_id}


@once
def show_points(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """A fresh card of one's own points, from a button below another message."""
    check_visitor_may(tx, by, Verb.LOOK_AT_POINTS)
    view = first_view(by)
    look_privately(tx, by, here, kind=CARD, payload=view, source=source, now=now)
    return None


@once
def turn_points(
    tx: Connection, *, by: Visitor, view: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """规则, and back: another part in the place of this one."""
    _check_is_here(tx, by, here)
    show_instead(tx, {"view": view, "page": 0}, here, now=now)
    return None


@once
def mask_oneself(
    tx: Connection, *, by: Visitor, is_masked: bool, here: Address, source: str, now: datetime
) -> Answer | None:
    """姓名打码, 显示姓名: how one stands in rankings, and in what a group is told."""
    _check_is_here(tx, by, here)
    people.change_member(tx, community_id=by.home, person_id=by.person_id, is_masked=is_masked)
    show_instead(tx, {"view": MINE}, here, now=now)
    return Answer("points.masked" if is_masked else "points.unmasked")


def _check_is_here(tx: Connection, by: Visitor, here: Address) -> None:
    """Whoever belongs to two communities may have the cards of both above one another: what is
    pressed on one must never change the other.
    """
    check_visitor_may(tx, by, Verb.LOOK_AT_POINTS)
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    community_id, shown = outbox.find_shown(tx, about=about) if about else (None, {})
    if community_id != by.home or shown.get("person") != by.person_id:
        raise RuleBroken("press.stale")
