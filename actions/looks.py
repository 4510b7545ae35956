"""Somebody wants to see something: the answer goes where all, or that person alone, may see it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.cases import get_case_here
from actions.once import once
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import cases, grids, messages, outbox, people
from storage.outbox import Lane


@once
def show(
    tx: Connection,
    *,
    by: Visitor,
    kind: str,
    payload: dict[str, Json],
    here: Address,
    is_personal: bool,
    start: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """Owe a card in answer to a command.

    What only its asker may see goes to the private chat, and the group gets one line with a
    button there; ``start`` is what that button asks for when the bot may not write first.
    """
    to = here
    if is_personal and not here.is_private:
        _point(tx, by, here, start=start, source=source, now=now)
        if not by.is_reachable:
            return None
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe_standing(
        tx,
        kind=kind,
        about=f"look:{source}",
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.community_id,
        payload=payload,
        pause=timedelta(0),
        now=now,
    )
    return None


def _point(
    tx: Connection, by: Visitor, here: Address, *, start: str, source: str, now: datetime
) -> None:
    """One line in the group and the button into the private chat."""
    key = "look.sent_privately" if by.is_reachable else "look.only_privately"
    reply(
        tx,
        kind="private.door",
        here=here,
        community_id=by.community_id,
        payload={"key": key, "label": "button.open_private", "start": start},
        source=source,
        now=now,
    )


@once
def turn_page(
    tx: Connection, *, by: Visitor, page: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show another page in the place of this one."""
    _show_instead(tx, {"page": page}, here, now=now)
    return None


@once
def narrow_to_grid(
    tx: Connection, *, by: Visitor, grid_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show one grid's part of a list, from its beginning, in the place of this one; 0 is all."""
    known = (one.id for one in grids.list_grids(tx, community_id=by.home))
    if grid_id and grid_id not in known:
        raise RuleBroken("press.stale")
    _show_instead(tx, {"grid": grid_id, "page": 0}, here, now=now)
    return None


def _show_instead(
    tx: Connection, changes: dict[str, Json], here: Address, *, now: datetime
) -> None:
    message = here.reply_to
    assert message is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=message)
    if about is None or not outbox.change_payload(tx, about=about, changes=changes, now=now):
        raise RuleBroken("press.stale")


@once
def reveal_reporter(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """The reporter's whole name, for those who must know it; that they looked is written down."""
    case = get_case_here(tx, by, case_id)
    check_may(
        Verb.REVEAL_REPORTER,
        people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id),
        grid_id=case.grid_id,
    )
    cases.add_event(tx, case, kind="looked", actor_id=by.person_id, source=source, now=now)
    names = people.names_of(tx, community_id=case.community_id, person_ids=[case.reporter_id])
    return Answer(
        "case.reporter_is", {"code": case.code, "who": names[case.reporter_id]}, must_be_read=True
    )
