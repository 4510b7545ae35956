"""What we owe people about declared hours 申报: cards for who decides, words for who declared."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.hour_claims import HourClaim
from domain.people import ChatKind
from domain.permissions import Role
from storage import communities, outbox, people
from storage.outbox import Lane

MINE, CLAIM, TOLD = "hours.mine", "hours.claim", "hours.told"
CARDS = (MINE, CLAIM)

AT_ONCE = timedelta(0)
"""Such a card changes once or twice in its life, under somebody's finger."""


def owe_cards(tx: Connection, claim: HourClaim, *, is_rounded: bool, now: datetime) -> None:
    """What was understood, where it was said; and the question, to those who decide."""
    outbox.owe_standing(
        tx,
        kind=MINE,
        about=claim.about,
        to=claim.said_in,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=claim.community_id,
        payload={"is_rounded": is_rounded},
        pause=AT_ONCE,
        now=now,
    )
    places = staff_places(tx, claim.community_id)
    for to in places or secretaries(tx, claim.community_id, but=claim.person_id):
        outbox.owe_standing(
            tx,
            kind=CLAIM,
            about=claim.about,
            to=to,
            lane=Lane.CARD,
            community_id=claim.community_id,
            pause=AT_ONCE,
            now=now,
        )


def owe_changes(tx: Connection, claim: HourClaim, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=claim.about, kinds=CARDS, now=now)


def tell(tx: Connection, claim: HourClaim, *, now: datetime) -> None:
    """The outcome, in private; where the bot may not write there, in reply to what was said."""
    account = people.get_account(tx, claim.person_id, channel=claim.said_in.channel)
    is_said_there = claim.said_in.is_private or not account.is_reachable
    outbox.owe(
        tx,
        dedup=f"{TOLD}:{claim.id}",
        kind=TOLD,
        about=claim.about,
        to=claim.said_in if is_said_there else account.private,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=claim.community_id,
        now=now,
    )


def owe_below_the_card(
    tx: Connection, claim: HourClaim, *, kind: str, payload: dict[str, Json], now: datetime
) -> None:
    """A line in each staff group, below the question."""
    for to in staff_places(tx, claim.community_id):
        _owe_notice(tx, claim, kind=kind, to=to, payload=payload, now=now)


def owe_to_secretaries(
    tx: Connection, claim: HourClaim, *, kind: str, payload: dict[str, Json], now: datetime
) -> None:
    """In private; where none of them can be told there, below the question."""
    found = secretaries(tx, claim.community_id, but=claim.person_id)
    for to in found:
        _owe_notice(tx, claim, kind=kind, to=to, payload=payload, now=now)
    if not found:
        owe_below_the_card(tx, claim, kind=kind, payload=payload, now=now)


def _owe_notice(
    tx: Connection,
    claim: HourClaim,
    *,
    kind: str,
    to: Address,
    payload: dict[str, Json],
    now: datetime,
) -> None:
    outbox.owe(
        tx,
        dedup=f"{kind}:{claim.id}:{payload['days']}:{to.chat}",
        kind=kind,
        about=claim.about,
        to=to,
        lane=Lane.NOTICE,
        community_id=claim.community_id,
        payload=payload,
        now=now,
    )


def staff_places(tx: Connection, community_id: int) -> list[Address]:
    chats = communities.list_chats(tx, community_id=community_id, kind=ChatKind.STAFF)
    return [chat.address for chat in chats]


def secretaries(tx: Connection, community_id: int, *, but: int) -> list[Address]:
    """The private chats of the secretaries whom the bot may write to, without one person's."""
    held = people.list_holders(tx, community_id=community_id, role=Role.SECRETARY)
    accounts = [people.get_account(tx, one, channel=TELEGRAM) for one in held if one != but]
    return [account.private for account in accounts if account.is_reachable]
