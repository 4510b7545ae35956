"""The record 活动小结: photos and words of the leader, posted where it was announced."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.deadlines import held
from actions.leading import POSTED, card_about, led_here, owe_below
from actions.once import once
from domain.activities import Activity, ActivityState
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.check_in import LONGEST_RECORD, MOST_PICTURES
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.rules import RuleBroken
from storage import activities, attendance, communities, conversations, messages, outbox
from storage.conversations import Conversation
from storage.outbox import Lane

CARD, POST = "record.card", "record.post"
FORM, OPEN, DONE = "record", "open", "done"

STAYS_OPEN_FOR = timedelta(hours=2)
"""What somebody says in private so long after 写小结 belongs to it; later the button is pressed
again.
"""


def ask_for_record(tx: Connection, activity: Activity, person_id: int, *, now: datetime) -> None:
    """发个活动小结吧: to whoever has confirmed the list; nobody has to."""
    payload: dict[str, Json] = {"is_skipped": False}
    owe_below(
        tx, activity, person_id, kind=CARD, payload=payload, lane=Lane.ACKNOWLEDGEMENT, now=now
    )


@once
def begin_record(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """写小结: what this person sends now, words and pictures, belongs to it until 发出去."""
    activity = _to_be_written(tx, by, activity_id, here)
    _open(tx, activity, by, now=now)
    return Answer("record.go_on")


def _open(tx: Connection, activity: Activity, by: Visitor, *, now: datetime) -> Conversation:
    conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=activity.community_id,
        form=FORM,
        step=OPEN,
        data={"activity": activity.id, "until": (now + STAYS_OPEN_FOR).isoformat()},
        now=now,
    )
    begun = find_record(tx, by.person_id, now=now)
    assert begun is not None
    _show_again(tx, activity, by.person_id, now=now)
    return begun


def find_record(tx: Connection, person_id: int, *, now: datetime) -> Conversation | None:
    """The record this person is in the middle of."""
    found = conversations.find_conversation(tx, person_id, form=FORM)
    if found is None or found.step != OPEN:
        return None
    return found if now < datetime.fromisoformat(found.data["until"]) else None


@once
def add_to_record(
    tx: Connection,
    *,
    by: Visitor,
    activity_id: int,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Words or a picture for the record; an album comes picture by picture."""
    activity = _to_be_written(tx, by, activity_id, here)
    record = find_record(tx, by.person_id, now=now)
    if record is None or record.data["activity"] != activity.id:
        _open(tx, activity, by, now=now)
    pictures = [one for one in said.attachments if one.kind in ("photo", "video")]
    if not (said.text or pictures):
        raise RuleBroken("record.what_fits")
    have = len(attendance.list_pictures(tx, activity.id))
    if pictures and have >= MOST_PICTURES:
        raise RuleBroken("record.enough_pictures", count=MOST_PICTURES)
    for one in pictures:
        attendance.add_picture(tx, activity, one, given_by=by.person_id, now=now)
    if said.text:
        words = "\n".join(part for part in (activity.record, said.text.strip()) if part)
        if len(words) > LONGEST_RECORD:
            raise RuleBroken("record.too_long", count=LONGEST_RECORD)
        activities.change_activity(tx, activity, record=words)
    _show_again(tx, activity, by.person_id, now=now)
    return None


@once
def post_record(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """发出去: one album with words and figures, below the activity's card in each group."""
    activity = _to_be_written(tx, by, activity_id, here)
    if not (activity.record or attendance.list_pictures(tx, activity.id)):
        raise RuleBroken("record.empty")
    places = _announced_in(tx, activity)
    for to in places:
        outbox.owe(
            tx,
            dedup=f"{POST}:{activity.id}:{to.chat}",
            kind=POST,
            about=_post_about(activity),
            to=to,
            lane=Lane.NOTICE,
            community_id=activity.community_id,
            payload={"activity": activity.id},
            not_before=held(now, communities.get_community(tx, activity.community_id)),
            is_standing=True,  # kept for good: it tells that this was posted
            now=now,
        )
    _close(tx, by, now=now)
    outbox.change_payload(
        tx, about=card_about(CARD, activity.id, by.person_id), changes={"is_skipped": True}, now=now
    )
    return Answer("record.posted", {"count": len(places)})


@once
def skip_record(
    tx: Connection, *, by: Visitor, activity_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    activity = _to_be_written(tx, by, activity_id, here)
    _close(tx, by, now=now)
    outbox.change_payload(
        tx, about=card_about(CARD, activity.id, by.person_id), changes={"is_skipped": True}, now=now
    )
    return Answer("record.skipped")


def is_posted(tx: Connection, activity: Activity) -> bool:
    community_id, _ = outbox.find_shown(tx, about=_post_about(activity))
    return community_id is not None


def _post_about(activity: Activity) -> str:
    return f"record:{activity.id}"


def _to_be_written(tx: Connection, by: Visitor, activity_id: int, here: Address) -> Activity:
    activity = led_here(tx, by, activity_id, here)
    if activity.state is not ActivityState.CONFIRMED:
        raise RuleBroken("attendance.not_over", title=activity.title)
    if is_posted(tx, activity):
        raise RuleBroken("record.posted_already")
    return activity


def _close(tx: Connection, by: Visitor, *, now: datetime) -> None:
    found = conversations.find_conversation(tx, by.person_id, form=FORM)
    if found is not None and found.step == OPEN:
        conversations.move_conversation(
            tx, found, step=DONE, data=found.data, community_id=found.community_id, now=now
        )


def _show_again(tx: Connection, activity: Activity, viewer_id: int, *, now: datetime) -> None:
    about = card_about(CARD, activity.id, viewer_id)
    outbox.want_all_again(tx, about=about, kinds=(CARD,), now=now)


def _announced_in(tx: Connection, activity: Activity) -> list[Address]:
    """Below its card in the groups that saw it announced; where there is none, to everybody's."""
    posted = messages.list_standing(tx, kind=POSTED, about=activity.about)
    places = {to.chat: replace(to, reply_to=message) for to, message in posted if not to.is_private}
    if places:
        return list(places.values())
    everybody = (ChatKind.PUBLIC, ChatKind.RIDERS)
    return [
        chat.address
        for kind in everybody
        for chat in communities.list_chats(tx, community_id=activity.community_id, kind=kind)
    ]
