"""Whoever guesses at codes must soon wait: certificates and vouchers count together."""

import math
from datetime import datetime

from sqlalchemy import Connection

from domain.answers import Answer, Json
from domain.codes import MOST_WRONG, WRONG_SPAN
from domain.rules import RuleBroken
from storage import code_tries


def check_may_try(tx: Connection, *, person_id: int, now: datetime) -> None:
    """Before a code is looked up, also a right one: else guessing would go on."""
    tries = code_tries.list_tries(tx, person_id=person_id, since=now - WRONG_SPAN, limit=MOST_WRONG)
    if len(tries) >= MOST_WRONG:
        seconds = (tries[-1] + WRONG_SPAN - now).total_seconds()
        raise RuleBroken("code.too_many", minutes=max(1, math.ceil(seconds / 60)))


def note_wrong(
    tx: Connection, *, person_id: int, key: str, now: datetime, **params: Json
) -> Answer:
    """Count a wrong code, and the sentence that says so. It is returned and not raised: what a
    broken rule leaves behind is nothing, and this must be counted.
    """
    code_tries.add_try(tx, person_id=person_id, now=now)
    return Answer(key, params, must_be_read=True)
