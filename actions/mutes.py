"""Deeds around mutes 禁言: a secretary lets the bot not listen to somebody for a while."""

from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from actions.whom import person_meant
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.mutes import Mute, MuteWish
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.roles import Target
from domain.rules import RuleBroken
from storage import mutes, outbox, people, unheard
from storage.outbox import Lane


@once
def mute_person(
    tx: Connection,
    *,
    by: Visitor,
    here: Address,
    wish: MuteWish,
    target: Target | None,
    operators: frozenset[str],
    source: str,
    now: datetime,
) -> Answer | None:
    """Listen to somebody no more, until then and for this reason; a new word replaces the last.

    Neither a secretary nor an operator: with one word they could shut each other out.
    """
    check_visitor_may(tx, by, Verb.MUTE)
    person_id = _person_meant(
        tx, by, username=wish.username, target=target, channel=here.channel, now=now
    )
    _check_is_mutable(tx, by, person_id, channel=here.channel, operators=operators)
    mutes.end_mutes(tx, community_id=by.home, person_id=person_id, now=now)
    mute_id = mutes.add_mute(
        tx,
        community_id=by.home,
        person_id=person_id,
        reason=wish.reason,
        by=by.person_id,
        ends_at=now + wish.span,
        now=now,
    )
    _answer(tx, by, here, kind="mute.done", payload={"mute": mute_id}, source=source, now=now)
    _tell_in_private(tx, by.home, mute_id, person_id, channel=here.channel, now=now)
    return None


@once
def unmute_person(
    tx: Connection,
    *,
    by: Visitor,
    here: Address,
    username: str | None,
    target: Target | None,
    source: str,
    now: datetime,
) -> Answer | None:
    """Listen to somebody again, who is told where the bot may write to them."""
    check_visitor_may(tx, by, Verb.MUTE)
    person_id = _person_meant(
        tx, by, username=username, target=target, channel=here.channel, now=now
    )
    names = people.names_of(tx, community_id=by.home, person_ids=[person_id])
    if not mutes.end_mutes(tx, community_id=by.home, person_id=person_id, now=now):
        raise RuleBroken("mute.not_muted", who=names[person_id])
    account = people.get_account(tx, person_id, channel=here.channel)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"unmuted:{source}",
            kind="words",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=by.community_id,
            payload={"key": "mute.told_over"},
            now=now,
        )
    return Answer("mute.over", {"who": names[person_id]})


@once
def show_muted(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Who is not listened to at the moment: for the secretary alone, so in private."""
    check_visitor_may(tx, by, Verb.MUTE)
    to = here
    if not here.is_private:
        key = "look.sent_privately" if by.is_reachable else "look.only_privately"
        _answer(
            tx,
            by,
            here,
            kind="private.door",
            payload={"key": key, "label": "button.open_private", "start": "mutes"},
            source=source,
            now=now,
        )
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    if here.is_private or by.is_reachable:
        _answer(tx, by, to, kind="mute.list", payload={}, source=source, now=now)
    return None


def pass_over(
    tx: Connection, *, mute: Mute, visitor: Visitor, here: Address, at: datetime, now: datetime
) -> None:
    """A muted person said or pressed something: it is counted and nothing else, but whoever
    cannot be told in private learns of it here, by one reply for each mute.
    """
    unheard.count_unheard(tx, person_id=visitor.person_id, where=here, at=at)
    if not visitor.is_reachable:
        _tell(tx, visitor.community_id, mute.id, here, dedup=f"mute:{mute.id}:reply", now=now)


def _answer(
    tx: Connection,
    by: Visitor,
    to: Address,
    *,
    kind: str,
    payload: dict[str, Json],
    source: str,
    now: datetime,
) -> None:
    reply(
        tx,
        kind=kind,
        here=to,
        community_id=by.community_id,
        payload=payload,
        source=source,
        now=now,
    )


def _tell_in_private(
    tx: Connection, community_id: int, mute_id: int, person_id: int, *, channel: str, now: datetime
) -> None:
    account = people.get_account(tx, person_id, channel=channel)
    if account.is_reachable:
        dedup = f"mute:{mute_id}:told"
        _tell(tx, community_id, mute_id, account.private, dedup=dedup, now=now)


def _tell(
    tx: Connection,
    community_id: int | None,
    mute_id: int,
    to: Address,
    *,
    dedup: str,
    now: datetime,
) -> None:
    outbox.owe(
        tx,
        dedup=dedup,
        kind="mute.told",
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=community_id,
        payload={"mute": mute_id},
        now=now,
    )


def _check_is_mutable(
    tx: Connection, by: Visitor, person_id: int, *, channel: str, operators: frozenset[str]
) -> None:
    if person_id == by.person_id:
        raise RuleBroken("mute.oneself")
    if people.get_account(tx, person_id, channel=channel).external_id in operators:
        raise RuleBroken("mute.operator")
    held = people.holdings_of(tx, community_id=by.home, person_id=person_id)
    if any(one.role is Role.SECRETARY for one in held):
        raise RuleBroken("mute.secretary")


def _person_meant(
    tx: Connection,
    by: Visitor,
    *,
    username: str | None,
    target: Target | None,
    channel: str,
    now: datetime,
) -> int:
    return person_meant(
        tx,
        by,
        username=username,
        target=target,
        channel=channel,
        usage="mute.usage",
        unknown="mute.unknown_name",
        now=now,
    )
