"""A guided form from one question to the next: in private, wherever the form was asked for."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.replies import reply
from domain.addresses import Address
from domain.answers import Json
from domain.people import Visitor
from storage import conversations, outbox, people
from storage.conversations import Conversation
from storage.outbox import Lane


def turn_page(
    tx: Connection,
    form: Conversation,
    *,
    step: str,
    data: dict[str, Json],
    kind: str,
    about: str,
    now: datetime,
) -> None:
    """Go to another step. The card of the one before, ``about`` which it is, loses its buttons;
    at the end nothing follows it.
    """
    moved = conversations.move_conversation(
        tx, form, step=step, data=data, community_id=form.community_id, now=now
    )
    assert moved, "nobody else writes inside this transaction"
    outbox.want_all_again(tx, about=about, kinds=(kind,), now=now)


def owe_step(
    tx: Connection,
    by: Visitor,
    *,
    kind: str,
    about: str,
    version: int,
    here: Address,
    door: str,
    start: str,
    may_be_here: bool,
    source: str,
    now: datetime,
) -> None:
    """Owe a step's card. Asked for in a group, it comes in private, and the group gets one line
    (``door``) with a button there, which asks for ``start``. To whom the bot may not write it is
    shown in the group, if it ``may_be_here``.
    """
    to = Address(here.chat, here.channel, here.thread) if here.is_private else here
    if not here.is_private and (by.is_reachable or not may_be_here):
        _owe_door(tx, by, door=door, start=start, here=here, source=source, now=now)
        if not by.is_reachable:
            return
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe_standing(
        tx,
        kind=kind,
        about=about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.community_id,
        payload={"person_id": by.person_id, "version": version},
        pause=timedelta(0),
        now=now,
    )


def _owe_door(
    tx: Connection,
    by: Visitor,
    *,
    door: str,
    start: str,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    reply(
        tx,
        kind="private.door",
        here=here,
        community_id=by.community_id,
        payload={"key": door, "label": "button.open_private", "start": start},
        source=source,
        now=now,
    )
