"""Cards that answer somebody's own act: promised here, written when they are sent."""

from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.people import Visitor
from storage import outbox
from storage.outbox import Lane


def reply(
    tx: Connection,
    *,
    kind: str,
    here: Address,
    community_id: int | None,
    source: str,
    now: datetime,
    payload: dict[str, Json] | None = None,
) -> None:
    """Owe the answer to what somebody has just done."""
    outbox.owe(
        tx,
        dedup=f"{kind}:{source}",
        kind=kind,
        to=here,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=community_id,
        payload=payload,
        now=now,
    )


@once
def show(
    tx: Connection,
    *,
    kind: str,
    visitor: Visitor,
    here: Address,
    payload: dict[str, Json] | None = None,
    source: str,
    now: datetime,
) -> Answer | None:
    """Answer a question that changes nothing."""
    reply(
        tx,
        kind=kind,
        here=here,
        community_id=visitor.community_id,
        payload=payload,
        source=source,
        now=now,
    )
    return None


@once
def point_to_private(
    tx: Connection,
    *,
    key: str,
    label: str,
    start: str,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """One line in the group, with a button that opens the private chat where the rest is said."""
    reply(
        tx,
        kind="private.door",
        here=here,
        community_id=visitor.community_id,
        payload={"key": key, "label": label, "start": start},
        source=source,
        now=now,
    )
    return None
