"""Deeds around a community and its groups: set up, come and go, welcome."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from actions.cases import owe_open_cards
from actions.categories import ensure_catalogue
from actions.digests import ensure_digests
from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from actions.rule_sheets import ensure_sheet
from actions.templates import ensure_templates
from domain.addresses import Address
from domain.answers import Answer
from domain.communities import CommunityDefaults, Right, SetUp, is_welcome_due
from domain.people import ChatKind, Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from storage import communities, messages, outbox, people
from storage.communities import Chat
from storage.outbox import Lane


@once
def set_up(
    tx: Connection,
    *,
    visitor: Visitor,
    here: Address,
    title: str,
    wish: SetUp,
    defaults: CommunityDefaults,
    missing_rights: Collection[str],
    source: str,
    now: datetime,
) -> Answer | None:
    """Bind a group to a community, which is made if it is new.

    A group never moves from one community to another by a word: what was said in it belongs to
    the first. Said again, or as another kind, it is bound anew.
    """
    check_visitor_may(tx, visitor, Verb.SET_UP)
    bound = communities.find_chat(tx, channel=here.channel, external_id=here.chat)
    community = communities.find_community(tx, wish.community)
    if bound and (community is None or bound.community_id != community.id):
        owner = communities.get_community(tx, bound.community_id)
        raise RuleBroken("setup.bound_elsewhere", community=owner.name)
    is_new = community is None
    if community is None:
        community = communities.add_community(tx, wish.community, defaults=defaults, now=now)
        furnish(tx, community.id, defaults=defaults, now=now)
    chat_id = communities.bind_chat(
        tx,
        community_id=community.id,
        at=here,
        kind=wish.kind,
        title=title,
        missing_rights=missing_rights,
        now=now,
    )
    was = bound.kind if bound and bound.kind is not wish.kind else None
    _answer_set_up(tx, chat_id, here, is_new=is_new, was=was, source=source, now=now)
    return None


def furnish(
    tx: Connection, community_id: int, *, defaults: CommunityDefaults, now: datetime
) -> None:
    """What a new community finds in its place: categories, ready answers, rules for points,
    digests.
    """
    ensure_catalogue(tx, community_id=community_id, starters=defaults.starters)
    ensure_templates(tx, community_id=community_id, sentences=defaults.templates)
    ensure_sheet(tx, community_id=community_id, sheet=defaults.sheet, now=now)
    ensure_digests(tx, community_id=community_id, now=now)


def _answer_set_up(
    tx: Connection,
    chat_id: int,
    here: Address,
    *,
    is_new: bool,
    was: ChatKind | None,
    source: str,
    now: datetime,
) -> None:
    """Read the binding back; a staff group is owed the cards of what is open already."""
    chat = communities.get_chat(tx, chat_id)
    reply(
        tx,
        kind="chat.set_up",
        here=here,
        community_id=chat.community_id,
        payload={"chat": chat_id, "is_new": is_new, "was": was.value if was else None},
        source=source,
        now=now,
    )
    _catch_up(tx, chat, now=now)


def note_rights(
    tx: Connection, *, at: Address, missing_rights: Collection[str], now: datetime
) -> None:
    """Keep what the bot lacks in a bound group, and say it there once when it has changed.

    A second call with the same rights changes nothing; an unknown is no news.
    """
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    if chat is None or Right.UNKNOWN in missing_rights:
        return
    if set(missing_rights) != set(chat.missing_rights):
        communities.change_chat(tx, chat.id, missing_rights=list(missing_rights))
        _tell_rights(tx, chat, now=now)
        if Right.SPEAK in chat.missing_rights and Right.SPEAK not in missing_rights:
            _catch_up(tx, chat, now=now)


def note_heard(tx: Connection, *, at: Address, now: datetime) -> None:
    """Something new was said in this group: if the bot was thought silenced, it is no longer. Of
    what a group lets everybody do, Telegram sends no word when it changes.
    """
    if at.is_private:
        return
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    if chat is None or Right.SPEAK not in chat.missing_rights:
        return
    missing = [right for right in chat.missing_rights if right != Right.SPEAK]
    communities.change_chat(tx, chat.id, missing_rights=missing)
    _tell_rights(tx, chat, now=now)
    _catch_up(tx, chat, now=now)


def _catch_up(tx: Connection, chat: Chat, *, now: datetime) -> None:
    """A staff group in which nothing could be said meanwhile gets the cards it has missed."""
    if chat.kind is ChatKind.STAFF:
        owe_open_cards(tx, community_id=chat.community_id, chat=chat, now=now)


def _tell_rights(tx: Connection, chat: Chat, *, now: datetime) -> None:
    outbox.owe(
        tx,
        dedup=f"chat.rights:{chat.id}:{now.isoformat()}",
        kind="chat.rights",
        to=chat.address,
        lane=Lane.NOTICE,
        community_id=chat.community_id,
        payload={"chat": chat.id},
        now=now,
    )


@once
def enter_group(
    tx: Connection, *, at: Address, missing_rights: Collection[str], source: str, now: datetime
) -> Answer | None:
    """The bot was added to a group: in a known one it goes on, elsewhere it says what it is."""
    communities.rejoin_chat(tx, channel=at.channel, external_id=at.chat)
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    if chat is not None:
        communities.change_chat(tx, chat.id, missing_rights=list(missing_rights))
        _tell_rights(tx, chat, now=now)
        _catch_up(tx, chat, now=now)
        return None
    outbox.owe(
        tx,
        dedup=f"chat.hello:{source}",
        kind="words",
        to=at,
        lane=Lane.NOTICE,
        community_id=None,
        payload={"key": "start.unbound_group"},
        now=now,
    )
    return None


def leave_group(tx: Connection, *, at: Address, now: datetime) -> None:
    """The bot was removed: the group keeps its community, for the day it is added again.

    Its secretaries are told in private, for nobody else can add it.
    """
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    if chat is None:
        return
    communities.change_chat(tx, chat.id, left_at=now)
    secretaries = people.list_holders(tx, community_id=chat.community_id, role=Role.SECRETARY)
    for person_id in secretaries:
        account = people.get_account(tx, person_id, channel=at.channel)
        if account.is_reachable:
            outbox.owe(
                tx,
                dedup=f"chat.left:{chat.id}:{person_id}:{now.isoformat()}",
                kind="words",
                to=account.private,
                lane=Lane.NOTICE,
                community_id=chat.community_id,
                payload={"key": "chat.left", "params": {"group": chat.title}},
                now=now,
            )


@once
def welcome_newcomers(tx: Connection, *, at: Address, source: str, now: datetime) -> Answer | None:
    """Greet whoever came in, seldom enough to bear, and take the previous greeting away."""
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    if chat is None or chat.kind is ChatKind.STAFF:
        return None
    if not is_welcome_due(chat.welcomed_at, now=now):
        return None
    about = f"chat:{chat.id}"
    _take_away(tx, chat, about=about, now=now)
    communities.change_chat(tx, chat.id, welcomed_at=now)
    outbox.owe(
        tx,
        dedup=f"member.welcome:{source}",
        kind="member.welcome",
        about=about,
        to=chat.address,
        lane=Lane.NOTICE,
        community_id=chat.community_id,
        now=now,
    )
    return None


def _take_away(tx: Connection, chat: Chat, *, about: str, now: datetime) -> None:
    old = messages.find_standing(tx, kind="member.welcome", about=about, to=chat.address)
    if old is None:
        return
    outbox.owe(
        tx,
        dedup=f"message.delete:{chat.channel}:{chat.external_id}:{old.message}",
        kind="message.delete",
        to=chat.address,
        lane=Lane.NOTICE,
        community_id=chat.community_id,
        payload={"message": old.message},
        now=now,
    )
    messages.supersede(
        tx, channel=chat.channel, chat=chat.external_id, message=old.message, now=now
    )
