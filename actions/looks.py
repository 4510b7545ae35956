"""Somebody wants to see something: the answer goes where all, or that person alone, may see it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.cases import get_case_here
from actions.once import once
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.categories import heads_of
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import cases, categories, grids, messages, outbox, people
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
    if is_personal and not here.is_private:
        point(tx, by, here, start=start, source=source, now=now)
        if by.is_reachable:
            look_privately(tx, by, here, kind=kind, payload=payload, source=source, now=now)
        return None
    _owe_look(tx, by, here, kind=kind, payload=payload, source=source, now=now)
    return None


def look_privately(
    tx: Connection,
    by: Visitor,
    here: Address,
    *,
    kind: str,
    payload: dict[str, Json],
    source: str,
    now: datetime,
) -> None:
    """Show something to one person alone, wherever they asked for it."""
    to = people.get_account(tx, by.person_id, channel=here.channel).private
    _owe_look(tx, by, to, kind=kind, payload=payload, source=source, now=now)


def _owe_look(
    tx: Connection,
    by: Visitor,
    to: Address,
    *,
    kind: str,
    payload: dict[str, Json],
    source: str,
    now: datetime,
) -> None:
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


def view_of(case_id: int, by: Visitor) -> dict[str, Json]:
    """What a card of one case is asked with: nobody has asked for its history yet."""
    return {"case_id": case_id, "viewer_id": by.person_id, "history": None}


def point(
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
    show_instead(tx, {"page": page}, here, now=now)
    return None


@once
def narrow_to_grid(
    tx: Connection, *, by: Visitor, grid_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show one grid's part of a list, from its beginning, in the place of this one; 0 is all."""
    known = (one.id for one in grids.list_grids(tx, community_id=by.home))
    if grid_id and grid_id not in known:
        raise RuleBroken("press.stale")
    show_instead(tx, {"grid": grid_id, "page": 0}, here, now=now)
    return None


@once
def offer_kinds(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Offer the groups of categories in the place of a list."""
    show_instead(tx, {"is_choosing": True}, here, now=now)
    return None


@once
def narrow_to_kind(
    tx: Connection, *, by: Visitor, category_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show what belongs to the group of this category, from its beginning; 0 is all."""
    heads = heads_of(categories.list_categories(tx, community_id=by.home))
    chosen = [(head, ids) for head, ids in heads.items() if category_id in ids]
    if category_id and not chosen:
        raise RuleBroken("press.stale")
    kind, kinds = chosen[0] if chosen else ("", [])
    changes: dict[str, Json] = {"kind": kind, "kinds": kinds, "is_choosing": False, "page": 0}
    show_instead(tx, changes, here, now=now)
    return None


@once
def turn_history(
    tx: Connection, *, by: Visitor, page: int | None, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show a page of what happened in the place of how it stands, or (``None``) the other way."""
    show_instead(tx, {"history": page}, here, now=now)
    return None


def show_instead(tx: Connection, changes: dict[str, Json], here: Address, *, now: datetime) -> None:
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
    if case.is_discreet:  # a button of before it was
        raise RuleBroken("press.stale")
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
