"""Whoever leads an activity, or a secretary in their place: what they may, and their cards."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.deadlines import held
from domain.activities import Activity
from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.check_in import LEADER_TOLD_BEFORE
from domain.people import Visitor
from domain.permissions import Role, Verb, check_may, may
from domain.rules import RuleBroken
from storage import activities, messages, outbox, people
from storage.communities import get_community
from storage.outbox import CARD_PAUSE, Lane

CARD, CODE, CONFIRM = "attendance.card", "checkin.code", "attendance.confirm"
POSTED = "activity.card"
"""The card of an activity as it stands in the groups."""


def activity_here(
    tx: Connection, by: Visitor, activity_id: int, here: Address, verb: Verb
) -> Activity:
    """The activity, for somebody who may do this with it as a member of its community.

    In private somebody of two communities acts in whichever the activity belongs to: a code may
    be scanned anywhere. In a group another community's activity does not exist.
    """
    found = activities.find_activity(tx, activity_id)
    is_elsewhere = found and not here.is_private and found.community_id != by.community_id
    if found is None or is_elsewhere:
        raise RuleBroken("checkin.unknown")
    check_may(
        verb,
        people.holdings_of(tx, community_id=found.community_id, person_id=by.person_id),
        is_own=found.leader_id == by.person_id,
    )
    return found


def led_here(tx: Connection, by: Visitor, activity_id: int, here: Address) -> Activity:
    """The activity, for whoever leads it or may stand in for its leader."""
    try:
        return activity_here(tx, by, activity_id, here, Verb.LEAD_ACTIVITY)
    except RuleBroken as broken:
        if broken.key == "checkin.unknown":
            raise
        raise RuleBroken("attendance.only_leader") from None


def may_lead(tx: Connection, activity: Activity, person_id: int) -> bool:
    """Its leader, or a secretary in their place."""
    held = people.holdings_of(tx, community_id=activity.community_id, person_id=person_id)
    return may(Verb.LEAD_ACTIVITY, held, is_own=activity.leader_id == person_id)


def card_about(kind: str, activity_id: int, viewer_id: int) -> str:
    """How one person's card of this kind is named; ``ids_of`` reads it."""
    return f"{kind}:{activity_id}:{viewer_id}"


def ids_of(about: str) -> tuple[int, int]:
    """The activity and the viewer that the name of a card tells."""
    _, activity_id, viewer_id = about.rsplit(":", 2)
    return int(activity_id), int(viewer_id)


def owe_below(
    tx: Connection,
    activity: Activity,
    viewer_id: int,
    *,
    kind: str,
    payload: dict[str, Json],
    lane: Lane,
    now: datetime,
) -> bool:
    """Show somebody their card of an activity as the newest thing in the private chat; an older
    one leaves. ``False`` where the bot may not write to them.
    """
    account = people.get_account(tx, viewer_id, channel=TELEGRAM)
    if not account.is_reachable:
        return False
    about = card_about(kind, activity.id, viewer_id)
    put_away(tx, about, kind=kind, to=account.private, community_id=activity.community_id, now=now)
    payload = {"activity": activity.id, "viewer": viewer_id, **payload}
    outbox.change_card(tx, kind=kind, about=about, to=account.private, payload=payload)
    outbox.owe_standing(
        tx,
        kind=kind,
        about=about,
        to=account.private,
        lane=lane,
        community_id=activity.community_id,
        payload=payload,
        pause=CARD_PAUSE if kind == CODE else timedelta(0),
        now=now,
    )
    return True


def put_away(
    tx: Connection, about: str, *, kind: str, to: Address, community_id: int, now: datetime
) -> None:
    """A card leaves its chat; owed once more, it comes as a new message."""
    standing = messages.find_standing(tx, kind=kind, about=about, to=to)
    if standing is not None:
        outbox.owe_deletion(tx, standing.message, to, community_id=community_id, now=now)
        messages.supersede(tx, channel=to.channel, chat=to.chat, message=standing.message, now=now)


def show_leaders_card(
    tx: Connection, activity: Activity, viewer_id: int, *, lane: Lane, now: datetime
) -> bool:
    payload: dict[str, Json] = {"view": "home", "page": 0}
    return owe_below(tx, activity, viewer_id, kind=CARD, payload=payload, lane=lane, now=now)


def refresh(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Somebody came or went, or the list is another: whoever looks at it sees that."""
    secretaries = people.list_holders(tx, community_id=activity.community_id, role=Role.SECRETARY)
    for viewer_id in {activity.leader_id, *secretaries}:
        for kind in (CARD, CODE, CONFIRM):
            about = card_about(kind, activity.id, viewer_id)
            outbox.want_all_again(tx, about=about, kinds=(kind,), now=now)


def leader_told_at(tx: Connection, activity: Activity) -> datetime:
    """An hour before the start; where that is at night, when the night is over, but in time."""
    wanted = activity.starts_at - LEADER_TOLD_BEFORE
    later = held(wanted, get_community(tx, activity.community_id))
    return later if later < activity.starts_at else wanted
