"""Deeds about who can be written to."""

from datetime import datetime

from sqlalchemy import Connection

from storage import outbox, people


def note_unreachable(tx: Connection, owed: outbox.Owed, *, now: datetime) -> None:
    """The bot may not write there: remember it of a person, and try this message no more."""
    address = owed.address
    if address.is_private:
        account = people.find_account(tx, channel=address.channel, external_id=address.chat)
        if account is not None:
            people.change_account(
                tx, account.person_id, channel=address.channel, is_reachable=False
            )
    outbox.give_up(tx, owed, state=outbox.DEAD, error="unreachable", now=now)
