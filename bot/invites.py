"""The one-time link that makes its first user a secretary."""

import secrets
from datetime import datetime

from sqlalchemy import Connection

from actions.invites import PREFIX, make_invite
from bot.errors import OperatorError
from domain.rules import RuleBroken

TOKEN_BYTES = 16
"""128 bits: a million guesses find nothing, and the payload of a link takes 64 characters."""


def make_link(tx: Connection, community_name: str, *, bot_username: str, now: datetime) -> str:
    """The link. Raises ``OperatorError`` naming the communities there are."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        make_invite(tx, community_name=community_name, token=token, now=now)
    except RuleBroken as broken:
        names = str(broken.params["names"])
        known = f"there are: {names}" if names else "say /setup NAME public in a group first"
        raise OperatorError(f'no community is called "{community_name}"; {known}') from None
    return f"https://t.me/{bot_username}?start={PREFIX}{token}"
