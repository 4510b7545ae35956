"""Who hears of an award, where: the secretary, those who must agree, and the person alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.deadlines import held
from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.grants import Grant
from domain.people import ChatKind
from storage import communities, outbox, people
from storage.outbox import Lane

ANSWER, SECOND, TOLD = "award.card", "award.second", "award.told"


def owe_answer(tx: Connection, grant: Grant, here: Address, *, now: datetime) -> None:
    """The card that answers the secretary, where they said it; it is kept up to date."""
    _owe_card(tx, grant, ANSWER, here, at=now, now=now)


def ask_others(tx: Connection, grant: Grant, secretaries: Iterable[int], *, now: datetime) -> None:
    """Ask each of them in private where the bot may write, and all of them in the staff group; not
    at night.
    """
    home = grant.community_id
    accounts = [people.get_account(tx, one, channel=TELEGRAM) for one in secretaries]
    staff = communities.list_chats(tx, community_id=home, kind=ChatKind.STAFF)
    places = [one.private for one in accounts if one.is_reachable]
    for to in [*places, *(chat.address for chat in staff)]:
        _owe_card(tx, grant, SECOND, to, at=_by_day(tx, grant, now), now=now)


def _owe_card(
    tx: Connection, grant: Grant, kind: str, to: Address, *, at: datetime, now: datetime
) -> None:
    outbox.owe_standing(
        tx,
        kind=kind,
        about=grant.subject,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=grant.community_id,
        payload={"grant": grant.id},
        not_before=at,
        pause=timedelta(0),
        now=now,
    )


def show_again(tx: Connection, grant: Grant, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=grant.subject, kinds=(ANSWER, SECOND), now=now)


def tell_person(
    tx: Connection, grant: Grant, *, now: datetime, taken_back: str | None = None
) -> None:
    """Who did it, how much and why, in private and not at night; or why it was taken back."""
    account = people.get_account(tx, grant.person_id, channel=TELEGRAM)
    if not account.is_reachable:
        return
    outbox.owe(
        tx,
        dedup=f"{TOLD}:{grant.id}:{'back' if taken_back is not None else ''}",
        kind=TOLD,
        to=account.private,
        lane=Lane.NOTICE,
        community_id=grant.community_id,
        payload={"grant": grant.id, "taken_back": taken_back},
        not_before=_by_day(tx, grant, now),
        now=now,
    )


def tell_asker(
    tx: Connection, grant: Grant, *, key: str, params: dict[str, Json], now: datetime
) -> None:
    """What came of a question to the other secretaries: to whoever asked, in private, else to the
    staff group, without a name.
    """
    show_again(tx, grant, now=now)
    assert grant.granted_by is not None
    account = people.get_account(tx, grant.granted_by, channel=TELEGRAM)
    home = grant.community_id
    staff = communities.list_chats(tx, community_id=home, kind=ChatKind.STAFF)
    places = [account.private] if account.is_reachable else [chat.address for chat in staff]
    for to in places:
        outbox.owe(
            tx,
            dedup=f"{key}:{grant.id}:{to.chat}",
            kind="words",
            to=to,
            lane=Lane.NOTICE,
            community_id=home,
            payload={"key": key, "params": {"points": abs(grant.points), **params}},
            not_before=_by_day(tx, grant, now),
            now=now,
        )


def _by_day(tx: Connection, grant: Grant, now: datetime) -> datetime:
    return held(now, communities.get_community(tx, grant.community_id))
