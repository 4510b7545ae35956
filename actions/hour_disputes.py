"""Deeds around disputed hours 有异议: said by the person, corrected or upheld by a secretary."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask
from actions.hour_claims import ASKS, said_reason
from actions.hour_corrections import correct_entry, points_for
from actions.hour_promises import AT_ONCE, secretaries, staff_places
from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.hour_claims import check_not_own
from domain.hour_disputes import DisputeState, HourDispute
from domain.hour_words import read_amount
from domain.hours import HoursEntry, say_hours
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from domain.wall_clock import DAY
from storage import hour_disputes, hours, outbox, people
from storage.outbox import Lane

HOURS, CARD, TOLD = "hours.card", "hours.dispute", "hours.dispute_told"
ASKS_WHAT, ASKS_AMOUNT, ASKS_WHY = f"{ASKS}dispute", f"{ASKS}correct", f"{ASKS}uphold"


@once
def turn_hours(
    tx: Connection,
    *,
    by: Visitor,
    view: str,
    month: str,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Another month, or the entries to choose one from, in the place of this card."""
    show_instead(tx, {"view": view, "month": month, "page": page}, here, now=now)
    return None


@once
def ask_what_is_wrong(
    tx: Connection, *, by: Visitor, hours_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """An entry was chosen: what is wrong with it?"""
    entry = _own_entry(tx, by, hours_id)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=ASKS_WHAT,
        case_id=None,
        where=where,
        source=source,
        data={"hours": entry.id, "params": _said(entry)},
        now=now,
    )
    return Answer("case.asked")


@once
def dispute_hours(
    tx: Connection, *, by: Visitor, hours_id: int, words: str, source: str, now: datetime
) -> Answer | None:
    entry = _own_entry(tx, by, hours_id)
    dispute = hour_disputes.add_dispute(
        tx,
        community_id=entry.community_id,
        person_id=by.person_id,
        hours_id=entry.id,
        words=said_reason(words),
        source=source,
        now=now,
    )
    if dispute is not None:
        _owe_card(tx, dispute, now=now)
    return Answer("hours.dispute_received")


def _own_entry(tx: Connection, by: Visitor, hours_id: int) -> HoursEntry:
    """An entry of the visitor's own that stands and is not being looked into."""
    entry = hours.find_entry(tx, hours_id, community_id=by.home)
    is_own = entry is not None and entry.person_id == by.person_id
    check_may(Verb.DISPUTE_HOURS, holdings_now(tx, by), is_own=is_own)
    if entry is None or entry.reverses_id is not None or hours.is_reversed(tx, entry.id):
        raise RuleBroken("press.stale")
    asked = hour_disputes.list_asked_about(tx, community_id=by.home, person_id=by.person_id)
    if entry.id in asked:
        raise RuleBroken("hours.disputed_already")
    return entry


def _said(entry: HoursEntry) -> dict[str, Json]:
    on = entry.held_on
    return {"hours": say_hours(entry.minutes), "month": on.month, "day": on.day}


def _owe_card(tx: Connection, dispute: HourDispute, *, now: datetime) -> None:
    """To the other secretaries in private; where none can be told there, to the staff group."""
    home = dispute.community_id
    for to in secretaries(tx, home, but=dispute.person_id) or staff_places(tx, home):
        outbox.owe_standing(
            tx,
            kind=CARD,
            about=dispute.about,
            to=to,
            lane=Lane.CARD,
            community_id=home,
            pause=AT_ONCE,
            now=now,
        )


@once
def ask_to_decide(
    tx: Connection,
    *,
    by: Visitor,
    dispute_id: int,
    corrects: bool,
    where: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """更正 asks for the right amount, 维持 for a reason."""
    dispute = _dispute_to_decide(tx, by, dispute_id)
    entry = hours.find_entry(tx, dispute.hours_id, community_id=by.home)
    assert entry is not None
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=ASKS_AMOUNT if corrects else ASKS_WHY,
        case_id=None,
        where=where,
        source=source,
        data={"dispute": dispute.id, "params": _said(entry)},
        now=now,
    )
    return Answer("case.asked")


@once
def correct_hours(
    tx: Connection, *, by: Visitor, dispute_id: int, words: str, source: str, now: datetime
) -> Answer | None:
    """The right amount, or 0: a counter-row and a new one, and the points along with them."""
    dispute = _dispute_to_decide(tx, by, dispute_id)
    minutes = read_amount(words)
    if minutes > DAY:
        raise RuleBroken("hours.amount_wrong")
    entry = hours.find_entry(tx, dispute.hours_id, community_id=by.home)
    if entry is None or hours.is_reversed(tx, entry.id):
        raise RuleBroken("press.stale")
    if minutes == entry.minutes:
        raise RuleBroken("hours.same_amount", hours=say_hours(minutes))
    _decide(tx, dispute, DisputeState.CORRECTED, by=by, now=now)
    had_points = points_for(tx, entry)
    have_points_followed = correct_entry(
        tx, entry, minutes=minutes, by=by.person_id, words=dispute.words, now=now
    )
    _tell(tx, dispute, points={"was": had_points, "now": points_for(tx, entry)}, now=now)
    key = "hours.corrected" if have_points_followed else "hours.corrected_without_points"
    return Answer(key, {"was": say_hours(entry.minutes), "now": say_hours(minutes)}, True)


@once
def uphold_hours(
    tx: Connection, *, by: Visitor, dispute_id: int, words: str, source: str, now: datetime
) -> Answer | None:
    dispute = _dispute_to_decide(tx, by, dispute_id)
    _decide(tx, dispute, DisputeState.UPHELD, by=by, reason=said_reason(words), now=now)
    _tell(tx, dispute, now=now)
    return Answer("hours.upheld")


def _dispute_to_decide(tx: Connection, by: Visitor, dispute_id: int) -> HourDispute:
    check_visitor_may(tx, by, Verb.CORRECT_HOURS)
    dispute = hour_disputes.find_dispute(tx, dispute_id, community_id=by.home)
    if dispute is None:
        raise RuleBroken("press.stale")
    check_not_own(dispute.person_id, by.person_id)
    _check_is_asked(tx, dispute)
    return dispute


def _check_is_asked(tx: Connection, dispute: HourDispute) -> None:
    if dispute.state is DisputeState.ASKED:
        return
    whose = dispute.decided_by or 0
    names = people.names_of(tx, community_id=dispute.community_id, person_ids=[whose])
    raise RuleBroken(f"hours.was_{dispute.state.value}", who=names.get(whose, ""))


def _decide(
    tx: Connection,
    dispute: HourDispute,
    state: DisputeState,
    *,
    by: Visitor,
    reason: str = "",
    now: datetime,
) -> None:
    if not hour_disputes.decide(tx, dispute, state, by=by.person_id, reason=reason, now=now):
        _check_is_asked(tx, hour_disputes.get_dispute(tx, dispute.id))
        raise RuleBroken("press.stale")
    outbox.want_all_again(tx, about=dispute.about, kinds=(CARD,), now=now)


def _tell(
    tx: Connection, dispute: HourDispute, *, points: dict[str, Json] | None = None, now: datetime
) -> None:
    """The outcome, in private, where the dispute was raised; with the points, if they moved."""
    account = people.get_account(tx, dispute.person_id, channel=TELEGRAM)
    outbox.owe(
        tx,
        dedup=f"{TOLD}:{dispute.id}",
        kind=TOLD,
        about=dispute.about,
        to=account.private,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=dispute.community_id,
        payload={"points": points} if points and points["was"] != points["now"] else {},
        now=now,
    )
