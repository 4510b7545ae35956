"""Deeds of the intake itself: an update that cannot be handled."""

from datetime import datetime

from sqlalchemy import Connection

from domain.addresses import Address
from storage import inbox, outbox


def park_update(
    tx: Connection, *, update: int, waits_at: Address | None, error: str, now: datetime
) -> None:
    """Set an update aside for the operator, and tell whoever waits that it went wrong."""
    inbox.park(tx, update, error=error, now=now)
    if waits_at is not None:
        outbox.owe(
            tx,
            dedup=f"parked:{update}",
            kind="words",
            to=waits_at,
            lane=outbox.Lane.ACKNOWLEDGEMENT,
            community_id=None,
            now=now,
            payload={"key": "intake.parked", "params": {}},
        )
