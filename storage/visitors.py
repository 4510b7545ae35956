"""Who is acting, and where: what one look at the database says about an update's author."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from domain.addresses import Address
from domain.answers import Json
from domain.cases import case_id_of
from domain.forms import FORM, Step
from domain.mutes import Mute
from domain.people import Sighting, Visitor
from domain.permissions import ANYONE
from storage import (
    activities,
    ballots,
    cases,
    communities,
    conversations,
    effects,
    meetings,
    messages,
    mutes,
    people,
    prompts,
    proposals,
    resolutions,
)
from storage.chats import find_new_chat
from storage.communities import Chat, Community


def follow(tx: Connection, sighting: Sighting) -> Sighting:
    """Somebody seen in a group that has since become another chat is in that one now."""
    if sighting.is_private or find_bound_chat(tx, sighting) is not None:
        return sighting
    new = find_new_chat(tx, channel=sighting.channel, chat=sighting.chat)
    return replace(sighting, chat=new) if new is not None else sighting


def find_bound_chat(tx: Connection, sighting: Sighting) -> Chat | None:
    if sighting.is_private:
        return None
    return communities.find_chat(tx, channel=sighting.channel, external_id=sighting.chat)


def find_visitor(tx: Connection, sighting: Sighting) -> Visitor | None:
    """The visitor, or ``None`` when something about them has to be written down first."""
    account = people.find_account(tx, channel=sighting.channel, external_id=sighting.external_id)
    if account is None or (account.name, account.username) != (sighting.name, sighting.username):
        return None
    if sighting.is_private and not account.is_reachable:
        return None
    chat = find_bound_chat(tx, sighting)
    if chat is not None and account.current_community_id != chat.community_id:
        return None
    if chat is not None:
        community_id: int | None = chat.community_id
    else:
        community_id = account.current_community_id if sighting.is_private else None
    return Visitor(
        person_id=account.person_id,
        name=account.name,
        external_id=account.external_id,
        community_id=community_id,
        chat_kind=chat.kind if chat else None,
        holdings=people.holdings_of(tx, community_id=community_id, person_id=account.person_id),
        is_reachable=account.is_reachable,
        locale=account.locale,
    )


@dataclass(frozen=True)
class Topic:
    """What an update in private is about, as far as it can be seen from outside: a card of a case,
    a number, the message of ours that it replies to, or on which a button was pressed; an activity,
    a proposal, a ballot, a meeting or a resolution that a link leads to.
    """

    case_id: int | None = None
    number: int | None = None
    reply_to: str | None = None
    pressed_on: str | None = None
    activity_id: int | None = None
    proposal_id: int | None = None
    ballot_id: int | None = None
    meeting_id: int | None = None
    resolution_id: int | None = None


@dataclass(frozen=True)
class Look:
    """Who acts, in which chat (a group may have moved since) and community, whether they are
    listened to there, and what this update's effect was if it came before.
    """

    chat: str
    visitor: Visitor
    home: Community | None
    is_done: bool
    answer: Json
    mute: Mute | None = None


def look(
    tx: Connection, sighting: Sighting, *, topic: Topic, source: str, now: datetime
) -> Look | None:
    """One look at everything the door wants to know; ``None`` as ``find_visitor`` says it.

    In private a member of several communities speaks in the one that the talk is about; only
    where it is about none, in the one they were last seen in.
    """
    sighting = follow(tx, sighting)
    visitor = find_visitor(tx, sighting)
    if visitor is None:
        return None
    if sighting.is_private and len(people.list_memberships(tx, visitor.person_id)) > 1:
        meant = _meant(tx, visitor, sighting, topic, now=now)
        if meant is not None and meant != visitor.community_id:
            visitor = _at(tx, visitor, meant)
    home = communities.get_community(tx, visitor.community_id) if visitor.community_id else None
    is_done, answer = effects.find_any(tx, source)
    return Look(sighting.chat, visitor, home, is_done, answer, _mute(tx, visitor, now=now))


def _mute(tx: Connection, visitor: Visitor, *, now: datetime) -> Mute | None:
    if visitor.community_id is None:
        return None
    return mutes.find_mute(
        tx, community_id=visitor.community_id, person_id=visitor.person_id, now=now
    )


def _at(tx: Connection, visitor: Visitor, community_id: int) -> Visitor:
    if not people.is_member(tx, community_id=community_id, person_id=visitor.person_id):
        return visitor
    holdings = people.holdings_of(tx, community_id=community_id, person_id=visitor.person_id)
    return replace(visitor, community_id=community_id, holdings=holdings)


def _meant(
    tx: Connection, visitor: Visitor, sighting: Sighting, topic: Topic, *, now: datetime
) -> int | None:
    """The community that what is said in private belongs to."""
    here = Address(sighting.chat, sighting.channel)
    case_id = topic.case_id
    if case_id is None and topic.reply_to is not None:
        about = messages.find_about(
            tx, channel=here.channel, chat=here.chat, message=topic.reply_to
        )
        case_id = case_id_of(about) if about else None
    by_case = cases.find_community_of(tx, case_id=case_id, number=topic.number)
    if by_case is not None:
        return by_case
    by_topic = _by_topic(tx, topic, here)
    if by_topic is not None:
        return by_topic
    prompt = prompts.find_open_prompt(tx, person_id=visitor.person_id, where=here, now=now)
    if prompt is not None:
        return prompt.community_id
    form = conversations.find_conversation(tx, visitor.person_id, form=FORM)
    return form.community_id if form is not None and form.step != Step.DONE else None


def _by_topic(tx: Connection, topic: Topic, here: Address) -> int | None:
    """The community of the message that was pressed on, or of what a link leads to."""
    if topic.pressed_on is not None:
        on = topic.pressed_on
        return messages.find_community(tx, channel=here.channel, chat=here.chat, message=on)
    if topic.activity_id is not None:
        activity = activities.find_activity(tx, topic.activity_id)
        return activity.community_id if activity is not None else None
    if topic.proposal_id is not None:
        proposal = proposals.find_proposal(tx, topic.proposal_id)
        return proposal.community_id if proposal is not None else None
    if topic.ballot_id is not None:
        ballot = ballots.find_ballot(tx, topic.ballot_id)
        return ballot.community_id if ballot is not None else None
    if topic.meeting_id is not None:
        meeting = meetings.find_meeting(tx, topic.meeting_id)
        return meeting.community_id if meeting is not None else None
    if topic.resolution_id is not None:
        resolution = resolutions.find_resolution(tx, topic.resolution_id)
        return resolution.community_id if resolution is not None else None
    return None


def find_typist(tx: Connection, *, channel: str, external_id: str, now: datetime) -> Look | None:
    """Who types our name in a chat that may have nothing to do with us, as the community they were
    last seen in knows them; ``None`` for whoever is a member of none.
    """
    account = people.find_account(tx, channel=channel, external_id=external_id)
    home = account.current_community_id if account is not None else None
    if account is None or home is None:
        return None
    if not people.is_member(tx, community_id=home, person_id=account.person_id):
        return None
    visitor = Visitor(
        person_id=account.person_id,
        name=account.name,
        external_id=external_id,
        community_id=home,
        chat_kind=None,
        holdings=people.holdings_of(tx, community_id=home, person_id=account.person_id),
        is_reachable=account.is_reachable,
        locale=account.locale,
    )
    mute = _mute(tx, visitor, now=now)
    community = communities.get_community(tx, home)
    return Look("", visitor, community, is_done=False, answer=None, mute=mute)


def find_nobody(tx: Connection, sighting: Sighting) -> Look:
    """Where a group or a channel speaks instead of a person: the place is known, and nobody."""
    sighting = follow(tx, sighting)
    chat = find_bound_chat(tx, sighting)
    visitor = Visitor(
        person_id=0,
        name=sighting.name,
        external_id=sighting.external_id,
        community_id=chat.community_id if chat else None,
        chat_kind=chat.kind if chat else None,
        holdings=frozenset({ANYONE}),
        is_reachable=False,
        locale=None,
    )
    home = communities.get_community(tx, chat.community_id) if chat else None
    return Look(sighting.chat, visitor, home, is_done=False, answer=None)
