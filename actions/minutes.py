"""Minutes 会议纪要: filled with what is known, completed by whoever leads, published, put right."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.meeting_news import groups_of
from actions.meetings import change, show_again
from actions.minutes_desk import item_of, show_minutes_again, written_here
from actions.once import once
from actions.resolution_making import settle_item
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.ballots import Ballot
from domain.media import Words
from domain.meetings import AgendaItem, ItemState, Meeting, count_of
from domain.minutes import (
    LONGEST_ITEM,
    LONGEST_SUMMARY,
    MAY_BE_PUBLISHED,
    MOST_PICTURES,
    Decided,
    Matter,
    Minutes,
    Voted,
    check_correction,
    check_words,
)
from domain.people import Visitor
from domain.resolutions import Resolution
from domain.rules import RuleBroken
from storage import ballots, meeting_agenda, minutes, outbox, people, prompts, resolutions
from storage.meeting_guests import count_answers
from storage.outbox import Lane
from storage.prompts import Prompt

CARD, PAPER, PICTURES = "minutes.card", "minutes.paper", "minutes.pictures"
CORRECTED = "minutes.corrected"
"""The short card in the groups, the whole text in private, the photos, a word on what was wrong."""

SUMMARY, ITEM, PICTURE = "minutes.summary", "minutes.item", "minutes.picture"
CORRECTION = "minutes.correction"
"""The questions whose answers go into the minutes; the last one's publishes them again."""

ASKED = (SUMMARY, ITEM, PICTURE, CORRECTION)


def gather(tx: Connection, meeting: Meeting) -> Minutes:
    """What is known of the meeting by now."""
    present = count_answers(tx, meeting.id).present
    return Minutes(
        number=meeting.number,
        title=meeting.title,
        place=meeting.place,
        starts_at=meeting.starts_at.isoformat(),
        ends_at=meeting.ends_at.isoformat(),
        leader=_name(tx, meeting, meeting.leader_id),
        invited=meeting.invited,
        present=present,
        needed=count_of(meeting, present).needed,
        summary=meeting.minutes,
        matters=tuple(
            Matter(one.title, one.minutes, one.state.value)
            for one in meeting_agenda.list_agenda(tx, meeting.id)
            if one.state is not ItemState.DROPPED or one.minutes
        ),
        ballots=tuple(
            _voted(one) for one in ballots.list_of_meeting(tx, meeting.id) if one.count is not None
        ),
        resolutions=tuple(
            _decided(tx, meeting, one) for one in resolutions.list_of_meeting(tx, meeting.id)
        ),
        pictures=minutes.count_pictures(tx, meeting.id),
    )


def _voted(ballot: Ballot) -> Voted:
    count = ballot.count
    assert count is not None
    return Voted(
        ballot.number,
        ballot.title,
        count.outcome.value,
        ballot.options,
        count.votes,
        count.eligible,
        count.voted,
    )


def _decided(tx: Connection, meeting: Meeting, resolution: Resolution) -> Decided:
    owner = _name(tx, meeting, resolution.owner_id)
    due_at = resolution.due_at.isoformat() if resolution.due_at else ""
    return Decided(resolution.number, resolution.words, owner, due_at)


def _name(tx: Connection, meeting: Meeting, person_id: int | None) -> str:
    """As everybody may read it."""
    if person_id is None:
        return ""
    home = meeting.community_id
    return people.public_name_of(tx, community_id=home, person_id=person_id)


@once
def ask_for_minutes(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    what: str,
    item_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """小结, 写纪要 of one matter, 照片: ask for it by a reply."""
    meeting = written_here(tx, by, meeting_id)
    if what not in (SUMMARY, ITEM, PICTURE):
        raise RuleBroken("press.stale")
    title = item_of(tx, meeting, item_id).title if what == ITEM else meeting.title
    _ask(tx, by, meeting, what, title, item_id=item_id, here=here, source=source, now=now)
    return Answer("case.asked")


def _ask(
    tx: Connection,
    by: Visitor,
    meeting: Meeting,
    what: str,
    title: str,
    *,
    item_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    for one in ASKED:
        close_questions(tx, person_id=by.person_id, where=here, act=one, now=now)
    ask(
        tx,
        person=by,
        community_id=meeting.community_id,
        act=what,
        case_id=None,
        where=here,
        source=source,
        data={"meeting": meeting.id, "item": item_id, "params": {"title": title}},
        now=now,
    )


def answer_minutes(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Wrong words raise ``RuleBroken``, and the question stays open for better ones."""
    meeting = written_here(tx, by, prompt.data["meeting"])
    match prompt.act:
        case "minutes.summary":
            words = check_words(said.text, longest=LONGEST_SUMMARY)
            meeting = change(tx, meeting, minutes=words)
        case "minutes.item":
            item = item_of(tx, meeting, prompt.data["item"])
            _change_item(tx, item, minutes=check_words(said.text, longest=LONGEST_ITEM))
        case "minutes.correction":
            correction = check_correction(said.text)
            return _publish(tx, by, meeting, correction=correction, now=now)
        case _:
            return _keep_pictures(tx, prompt, meeting, by=by, said=said, now=now)
    show_minutes_again(tx, meeting, now=now)
    return Answer("minutes.written")


def _change_item(tx: Connection, item: AgendaItem, **changes: Json) -> None:
    if meeting_agenda.change_item(tx, item, **changes) is None:
        raise RuleBroken("meeting.changed_meanwhile")


def _keep_pictures(
    tx: Connection, prompt: Prompt, meeting: Meeting, *, by: Visitor, said: Words, now: datetime
) -> Answer:
    """An album comes picture by picture, so the question stays open for the next one."""
    found = [one for one in said.attachments if one.kind == "photo"]
    if not found:
        raise RuleBroken("minutes.send_photo")
    if minutes.count_pictures(tx, meeting.id) + len(found) > MOST_PICTURES:
        raise RuleBroken("minutes.enough_pictures", count=MOST_PICTURES)
    for one in found:
        minutes.add_picture(tx, meeting, one, given_by=by.person_id, now=now)
    prompts.ask_on(tx, prompt)
    show_minutes_again(tx, meeting, now=now)
    return Answer("minutes.picture_kept")


@once
def settle(
    tx: Connection,
    *,
    by: Visitor,
    meeting_id: int,
    item_id: int,
    state: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """议完, without a resolution; a proposal is declined with it, which cannot be taken back.
    下次再议: the matter is open again.
    """
    meeting = written_here(tx, by, meeting_id)
    item = item_of(tx, meeting, item_id)
    if state not in (ItemState.DONE.value, ItemState.OPEN.value):
        raise RuleBroken("press.stale")
    if item.proposal_id is not None and meeting.stage not in MAY_BE_PUBLISHED:
        raise RuleBroken("minutes.not_decided", title=meeting.title)
    if state == ItemState.DONE.value:
        by_id = by.person_id
        settle_item(tx, meeting, item, state=ItemState.DONE, by=by_id, is_adopted=False, now=now)
    else:
        _check_may_be_open(tx, meeting, item)
        _change_item(tx, item, state=state)
    show_again(tx, meeting, now=now)
    show_minutes_again(tx, meeting, now=now)
    return Answer(f"minutes.item_{state}")


def _check_may_be_open(tx: Connection, meeting: Meeting, item: AgendaItem) -> None:
    """While the meeting is on: once it is over, what it has not come to has gone its way."""
    decided = resolutions.list_of_meeting(tx, meeting.id)
    is_decided = item.proposal_id is not None or any(
        one.agenda_item_id == item.id for one in decided
    )
    if item.state is not ItemState.DONE or is_decided or not meeting.is_ahead:
        raise RuleBroken("minutes.is_decided", title=item.title)


@once
def publish_minutes(
    tx: Connection, *, by: Visitor, meeting_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """发布纪要. What is published already is put right by another version: 更正了什么 is asked."""
    meeting = written_here(tx, by, meeting_id)
    latest = minutes.find_latest(tx, meeting.id)
    if latest is None:
        return _publish(tx, by, meeting, correction="", now=now)
    if latest.minutes == gather(tx, meeting):
        raise RuleBroken("minutes.unchanged")
    _ask(tx, by, meeting, CORRECTION, meeting.title, item_id=0, here=here, source=source, now=now)
    return Answer("case.asked")


def _publish(
    tx: Connection, by: Visitor, meeting: Meeting, *, correction: str, now: datetime
) -> Answer:
    if meeting.stage not in MAY_BE_PUBLISHED:
        raise RuleBroken("minutes.not_decided", title=meeting.title)
    latest, written = minutes.find_latest(tx, meeting.id), gather(tx, meeting)
    if written.is_empty:
        raise RuleBroken("minutes.empty")
    if latest is not None and latest.minutes == written:
        raise RuleBroken("minutes.unchanged")
    number = latest.number + 1 if latest else 1
    is_new = minutes.add_version(
        tx,
        meeting,
        written,
        number=number,
        correction=correction,
        made_by=by.person_id,
        now=now,
    )
    assert is_new, "nobody else writes inside this transaction"
    meeting = change(tx, meeting, minutes_at=now)
    had = latest.minutes.pictures if latest else 0
    for group in groups_of(tx, meeting):
        _post(tx, meeting, group, number, pictures=(had, written.pictures), now=now)
    show_again(tx, meeting, now=now)
    show_minutes_again(tx, meeting, now=now)
    return Answer("minutes.published", {"number": meeting.number, "version": number})


def _post(
    tx: Connection,
    meeting: Meeting,
    group: Address,
    version: int,
    *,
    pictures: tuple[int, int],
    now: datetime,
) -> None:
    about = about_minutes(meeting.id)
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=about,
        to=group,
        lane=Lane.CARD,
        community_id=meeting.community_id,
        payload={"meeting": meeting.id},
        now=now,
    )
    below: list[tuple[str, dict[str, Json]]] = []
    if version > 1:
        below.append((CORRECTED, {"version": version}))
    if pictures[1] > pictures[0]:
        below.append((PICTURES, {"first": pictures[0], "last": pictures[1]}))
    for kind, payload in below:
        outbox.owe(
            tx,
            dedup=f"{kind}:{meeting.id}:{version}:{group.chat}",
            kind=kind,
            about=about,
            to=group,
            lane=Lane.NOTICE,
            community_id=meeting.community_id,
            payload={"meeting": meeting.id, **payload},
            now=now,
        )


def about_minutes(meeting_id: int) -> str:
    """How messages name the minutes of a meeting."""
    return f"minutes:{meeting_id}"
