"""Activities 志愿活动: made, announced to the groups, and kept up to date on their cards."""

from datetime import datetime
from secrets import token_hex
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.activity_plans import plan
from actions.deadlines import held
from actions.leading import may_lead
from actions.permits import holdings_now
from domain.activities import HOUR_BEFORE, Activity, ActivityState, default_cancel_by
from domain.activity_form import Draft
from domain.activity_repeats import anchored
from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.people import ChatKind, MemberKind, Visitor
from domain.permissions import Verb, check_may, may
from domain.rules import RuleBroken
from storage import activities, communities, messages, outbox, people
from storage.outbox import Lane

CARD, VIEW, LIST, MINE = "activity.card", "activity.view", "activity.list", "activity.mine"
LEADS, LEAVING = "activity.leads", "activity.leaving"
LOOKS = (VIEW, LIST, MINE, LEAVING)

SECRET_BYTES = 32
POSTED_TO = (ChatKind.PUBLIC, ChatKind.RIDERS, ChatKind.STAFF)


def make_activity(
    tx: Connection, *, by: Visitor, draft: Draft, source: str, now: datetime
) -> Activity:
    """Write an activity down and announce it; the same ``source`` is the same activity."""
    check_may(Verb.MAKE_ACTIVITY, holdings_now(tx, by))
    when = draft.check_complete(now=now)
    zone = ZoneInfo(communities.get_community(tx, by.home).timezone)
    made = activities.add_activity(
        tx,
        community_id=by.home,
        title=draft.title,
        service=draft.service.value,
        place=draft.place,
        point=draft.point,
        starts_at=when.starts_at,
        ends_at=when.ends_at,
        cancel_by=default_cancel_by(when.starts_at, now=now),
        capacity=draft.capacity,
        leader_id=draft.leader_id or by.person_id,
        made_by=by.person_id,
        secret=token_hex(SECRET_BYTES),
        source=source,
        teams=draft.teams,
        repeats=anchored(draft.repeats, when.starts_at, zone=zone),
        now=now,
    )
    if made is None:
        known = activities.find_by_source(tx, source)
        assert known is not None
        return known
    announce(tx, made, now=now)
    if made.leader_id != by.person_id:
        at = soon(tx, made, until=made.starts_at - HOUR_BEFORE, now=now)
        tell(tx, made, made.leader_id, kind=LEADS, name="leads", not_before=at, now=now)
    return made


def announce(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """Post the card to every group of the community, and plan all that follows."""
    for chat in groups_of(tx, activity.community_id):
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=activity.about,
            to=chat,
            lane=Lane.CARD,
            community_id=activity.community_id,
            now=now,
        )
    plan(tx, activity, now=now)


def groups_of(tx: Connection, community_id: int) -> list[Address]:
    return [
        chat.address
        for kind in POSTED_TO
        for chat in communities.list_chats(tx, community_id=community_id, kind=kind)
    ]


def get_activity_here(tx: Connection, by: Visitor, activity_id: int) -> Activity:
    """An activity of the presser's own community; of another's there is nothing to say."""
    found = activities.find_activity(tx, activity_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    return found


def check_may_lead(tx: Connection, by: Visitor, activity: Activity) -> None:
    """Its leader, or a secretary."""
    is_own = activity.leader_id == by.person_id
    if not may(Verb.LEAD_ACTIVITY, holdings_now(tx, by), is_own=is_own):
        raise RuleBroken("activity.not_leader")


def leads(tx: Connection, person_id: int, activity: Activity) -> bool:
    """Whether somebody may change an activity, as they are shown it."""
    return activity.state is ActivityState.PLANNED and may_lead(tx, activity, person_id)


def show_again(tx: Connection, activity: Activity, *, now: datetime) -> None:
    """The cards in the groups say what is so now."""
    outbox.want_all_again(tx, about=activity.about, kinds=(CARD,), now=now)


def refresh_here(tx: Connection, here: Address, *, now: datetime) -> None:
    """A list or a view changes with what somebody has just done on it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=LOOKS, now=now)


def tell(
    tx: Connection,
    activity: Activity,
    person_id: int,
    *,
    kind: str,
    name: str,
    now: datetime,
    payload: dict[str, Json] | None = None,
    lane: Lane = Lane.NOTICE,
    not_before: datetime | None = None,
) -> bool:
    """Owe somebody one message about an activity, in private; ``False`` where the bot may not
    write to them. ``name`` tells it from the activity's other messages to them.
    """
    account = people.get_account(tx, person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"{activity.about}:{name}:{person_id}",
            kind=kind,
            about=activity.about,
            to=account.private,
            lane=lane,
            community_id=activity.community_id,
            payload={"activity": activity.id, "person": person_id, **(payload or {})},
            not_before=not_before,
            now=now,
        )
    return account.is_reachable


def soon(tx: Connection, activity: Activity, *, until: datetime, now: datetime) -> datetime:
    """When somebody is told of it: not at night, unless the morning would be too late."""
    morning = held(now, communities.get_community(tx, activity.community_id))
    return morning if morning < until else now


def group_for(tx: Connection, community_id: int, person_id: int) -> Address | None:
    """The group in which somebody is told what they cannot be told in private: their own kind's."""
    member = people.find_member(tx, community_id=community_id, person_id=person_id)
    is_rider = member is not None and member.kind == MemberKind.RIDER.value
    kinds = (ChatKind.RIDERS, ChatKind.PUBLIC) if is_rider else (ChatKind.PUBLIC, ChatKind.RIDERS)
    for kind in kinds:
        for chat in communities.list_chats(tx, community_id=community_id, kind=kind):
            return chat.address
    return None
