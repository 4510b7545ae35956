"""Whom a command means, by ``@name`` or by the message it replies to, as a person of ours."""

from datetime import datetime

from sqlalchemy import Connection

from domain.people import Visitor
from domain.roles import Target
from domain.rules import RuleBroken
from storage import people


def person_meant(
    tx: Connection,
    by: Visitor,
    *,
    username: str | None,
    target: Target | None,
    channel: str,
    usage: str,
    unknown: str,
    now: datetime,
) -> int:
    """Whom a name or a message means. A name that is written out goes before the message; the
    author of a message need not have been met: their words are here.

    ``usage`` and ``unknown`` are the sentences for whoever named nobody, and nobody we know.
    """
    if username is not None:
        called = people.list_members_called(
            tx, community_id=by.home, channel=channel, username=username
        )
        # Two members last seen under one name: it has changed hands, so it names nobody.
        if len(called) != 1:
            raise RuleBroken(unknown, name=f"@{username}")
        return called[0].person_id
    if target is None:
        raise RuleBroken(usage)
    account = people.find_account(tx, channel=channel, external_id=target.external_id)
    person_id = account.person_id if account else _meet(tx, target, channel=channel, now=now)
    people.add_member(tx, community_id=by.home, person_id=person_id, name=target.name, now=now)
    return person_id


def _meet(tx: Connection, target: Target, *, channel: str, now: datetime) -> int:
    return people.add_person(
        tx,
        channel=channel,
        external_id=target.external_id,
        name=target.name,
        username=target.username,
        now=now,
    )
