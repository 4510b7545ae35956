"""What somebody's words do that were asked for about hours 时长."""

from datetime import datetime

from sqlalchemy import Connection

from actions.hour_claims import ASKS_HOURS, ASKS_WHY, declare_hours, reject_claim
from actions.hour_disputes import (
    ASKS_AMOUNT,
    ASKS_WHAT,
    correct_hours,
    dispute_hours,
    uphold_hours,
)
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.people import Visitor
from storage.prompts import Prompt


def answer_about_hours(
    tx: Connection,
    prompt: Prompt,
    *,
    by: Visitor,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take the words. Wrong ones raise ``RuleBroken`` with an example, and the question stays open
    for better ones.
    """
    words, data = said.text.strip(), prompt.data
    match prompt.act:
        case act if act == ASKS_HOURS:
            picture = picture_in(said)
            return declare_hours(
                tx, by=by, text=words, picture=picture, here=here, source=source, now=now
            )
        case act if act == ASKS_WHY:
            return reject_claim(
                tx, by=by, claim_id=data["claim"], reason=words, source=source, now=now
            )
        case act if act == ASKS_WHAT:
            return dispute_hours(
                tx, by=by, hours_id=data["hours"], words=words, source=source, now=now
            )
    decide = correct_hours if prompt.act == ASKS_AMOUNT else uphold_hours
    return decide(tx, by=by, dispute_id=data["dispute"], words=words, source=source, now=now)


def picture_in(said: Words) -> str:
    """The first photo that came with the words."""
    return next((one.file for one in said.attachments if one.kind == "photo"), "")
