"""The desk 工作台: shown, turned to another pile, and a case taken from it to work on."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.cases import get_case_here
from actions.looks import look_privately, point, show_instead, view_of
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Case
from domain.desk import Pile, Today, next_in
from domain.people import ChatKind, Visitor
from domain.permissions import Verb, may
from domain.rules import RuleBroken
from domain.search import eyes_of
from storage import cases, desk, messages, outbox, people
from storage.desk import Desk
from storage.outbox import Lane

CARD = "case.desk"
MOST_LEAFED = 200


@once
def show_desk(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """The piles, in the staff group or in private; what stands in the group is its asker's."""
    check_visitor_may(tx, by, Verb.LOOK_AT_DESK)
    payload: dict[str, Json] = {"viewer_id": by.person_id, "pile": "", "page": 0}
    to = here
    if not here.is_private and by.chat_kind is not ChatKind.STAFF:
        point(tx, by, here, start="desk", source=source, now=now)
        if not by.is_reachable:
            return None
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe_standing(
        tx,
        kind="desk",
        about=f"desk:{by.person_id}:{source}",
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.community_id,
        payload=payload,
        pause=timedelta(0),
        now=now,
    )
    return None


@once
def turn_desk(
    tx: Connection,
    *,
    by: Visitor,
    pile: Pile | None,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Show a pile, or all of them again, in the place of what stands there. In the staff group
    everybody has a desk of their own.
    """
    check_visitor_may(tx, by, Verb.LOOK_AT_DESK)
    about = _about(tx, here)
    if about is not None and about.split(":")[:2] != ["desk", str(by.person_id)]:
        raise RuleBroken("desk.somebody_elses")
    show_instead(tx, {"pile": pile.value if pile else "", "page": page}, here, now=now)
    return None


@once
def open_case(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    pile: Pile | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Bring a case to somebody's private chat: its card to work on, or what else they may see."""
    check_visitor_may(tx, by, Verb.LOOK_AT_DESK)
    case = get_case_here(tx, by, case_id)
    if not by.is_reachable:
        point(tx, by, here, start=f"case_{case.number}", source=source, now=now)
        return None
    if _may_work_on(tx, by, case):
        _bring(tx, case, by=by, pile=pile, channel=here.channel, now=now)
    else:
        payload = view_of(case.id, by)
        look_privately(tx, by, here, kind="case.view", payload=payload, source=source, now=now)
    return None if here.is_private else Answer("desk.sent", {"code": case.code})


@once
def take_next(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    pile: Pile,
    today: Today,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """下一件: this case is laid aside, and the next of its pile takes its place."""
    check_visitor_may(tx, by, Verb.LOOK_AT_DESK)
    case = get_case_here(tx, by, case_id)
    eyes = eyes_of(by.person_id, holdings_now(tx, by))
    found = desk.list_pile(tx, Desk(by.home, eyes, today), pile, limit=MOST_LEAFED)
    next_id = next_in(found, case)
    if next_id is None:
        return Answer("desk.no_next", must_be_read=True)
    _lay_aside(tx, case, here, now=now)
    _bring(tx, cases.get_case(tx, next_id), by=by, pile=pile, channel=here.channel, now=now)
    return None


def _about(tx: Connection, here: Address) -> str | None:
    assert here.reply_to is not None
    return messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)


def _may_work_on(tx: Connection, by: Visitor, case: Case) -> bool:
    return may(
        Verb.LOOK_CLOSELY,
        holdings_now(tx, by),
        grid_id=case.grid_id,
        is_assigned=by.person_id in cases.list_assignees(tx, case.id),
    )


def _bring(
    tx: Connection, case: Case, *, by: Visitor, pile: Pile | None, channel: str, now: datetime
) -> None:
    """A case stands once in a private chat, and where it was asked for last."""
    to = people.get_account(tx, by.person_id, channel=channel).private
    _lay_aside(tx, case, to, now=now)
    payload: dict[str, Json] = {
        "case_id": case.id,
        "viewer_id": by.person_id,
        "pile": pile.value if pile else "",
        "is_away": False,
    }
    outbox.change_card(tx, kind=CARD, about=case.about, to=to, payload=payload)
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=case.about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload=payload,
        pause=timedelta(0),
        now=now,
    )


def _lay_aside(tx: Connection, case: Case, here: Address, *, now: datetime) -> None:
    """The case's card leaves the private chat, and nothing brings it back but being asked for."""
    card = messages.find_standing(tx, kind=CARD, about=case.about, to=here)
    if card is None:
        return
    away: dict[str, Json] = {"is_away": True}
    outbox.change_card(tx, kind=CARD, about=case.about, to=here, payload=away)
    outbox.owe_deletion(tx, card.message, here, community_id=case.community_id, now=now)
    messages.supersede(tx, channel=here.channel, chat=here.chat, message=card.message, now=now)
