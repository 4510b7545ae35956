"""What has been said of a case that turns out to be discreet: taken back where it can be."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from domain.addresses import Address
from domain.cases import Case
from domain.deadlines import nudge_period
from domain.updates import nudge_about
from storage import messages, outbox

PICTURED = ("case.card", "case.received", "case.desk")
SAID = ("case.word", "case.pictures")
MOST_NUDGES = 10
"""What is said once cannot be said differently: it goes."""


def hush(tx: Connection, case: Case, *, now: datetime) -> None:
    """Every group that has been told of a case is told no more than it may know.

    Cards are written anew without words. Telegram exchanges a picture but never takes it off, so a
    card with a picture is deleted and sent again. What is older than two days it does not delete.
    """
    for kind in PICTURED:
        _redraw_without_picture(tx, case, kind=kind, about=case.about, now=now)
    for number in range(1, MOST_NUDGES + 1):
        about = nudge_about(case, nudge_period(case, number))
        outbox.want_all_again(tx, about=about, kinds=("case.nudge",), now=now)
    for round_number in range(case.reopenings + 1):
        about = f"{case.about}:{round_number}"
        _redraw_without_picture(tx, case, kind="case.question", about=about, now=now)
        outbox.want_all_again(tx, about=about, kinds=("case.question",), now=now)
    for kind in SAID:
        for where, message in messages.list_standing(tx, kind=kind, about=case.about):
            if not where.is_private:
                take_away(tx, case, where, message, now=now)
    promises.owe_changes(tx, case, now=now)


def _redraw_without_picture(
    tx: Connection, case: Case, *, kind: str, about: str, now: datetime
) -> None:
    for where, message in messages.list_standing(tx, kind=kind, about=about):
        standing = messages.find_standing(tx, kind=kind, about=about, to=where)
        if not where.is_private and standing is not None and standing.media_file:
            take_away(tx, case, where, message, now=now)


def take_away(tx: Connection, case: Case, where: Address, message: str, *, now: datetime) -> None:
    """This message of ours leaves the chat, and counts no more."""
    outbox.owe(
        tx,
        dedup=f"message.delete:{where.channel}:{where.chat}:{message}",
        kind="message.delete",
        to=where,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"message": message},
        now=now,
    )
    messages.supersede(tx, channel=where.channel, chat=where.chat, message=message, now=now)
