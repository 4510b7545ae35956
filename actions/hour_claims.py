"""Deeds around declared hours 申报: said, put right, taken back; decided by somebody else."""

import logging
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions import hour_promises as promises
from actions.asking import ask
from actions.hour_reminders import cancel_reminders, plan_reminders
from actions.hours import Served, add_hours
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from domain.addresses import Address
from domain.answers import Answer
from domain.hour_claims import ClaimState, HourClaim, check_not_own
from domain.hour_words import Declared, read_declared
from domain.hours import HourKind, Service, guess_service, say_hours
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.plain_text import in_one_line
from domain.rule_sheets import RuleSheet
from domain.rules import RuleBroken
from domain.wall_clock import moment_of
from storage import hour_claims, hours, people
from storage.communities import get_community
from storage.rule_sheets import find_sheet

ASKS = "hours."
"""What the names of questions begin with whose answer is about hours."""

LONGEST_REASON = 200

ASKS_HOURS, ASKS_WHY = f"{ASKS}declare", f"{ASKS}reject"

log = logging.getLogger("hours")


@once
def ask_hours(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """登记: how long, when, what?"""
    check_visitor_may(tx, by, Verb.DECLARE_HOURS)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=ASKS_HOURS,
        case_id=None,
        where=here,
        source=source,
        now=now,
    )
    return None


@once
def declare_hours(
    tx: Connection,
    *,
    by: Visitor,
    text: str,
    picture: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Write down what somebody says they did, and ask those who may confirm it."""
    check_visitor_may(tx, by, Verb.DECLARE_HOURS)
    zone = ZoneInfo(get_community(tx, by.home).timezone)
    declared = read_declared(text, now=now.astimezone(zone))
    waiting = hour_claims.sum_asked(
        tx, community_id=by.home, person_id=by.person_id, held_on=declared.held_on
    )
    left = _left_of_day(tx, by.home, by.person_id, declared.held_on, waiting=waiting)
    if declared.minutes > left:
        raise _day_is_full(left, in_private=here.is_private)
    starts_at, ends_at = _moments(declared, zone)
    claim = hour_claims.add_claim(
        tx,
        community_id=by.home,
        person_id=by.person_id,
        service=guess_service(declared.words).value,
        held_on=declared.held_on,
        starts_at=starts_at,
        ends_at=ends_at,
        minutes=declared.minutes,
        words=declared.words,
        picture=picture,
        said_in=here,
        source=source,
        now=now,
    )
    if claim is not None:
        promises.owe_cards(tx, claim, is_rounded=declared.is_rounded, now=now)
        plan_reminders(tx, claim, now=now)
    return None


def _moments(declared: Declared, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
    span = declared.span
    if span is None:
        return None, None
    day = declared.held_on
    return moment_of(day, span.begin, zone), moment_of(day, span.end, zone)


def _left_of_day(
    tx: Connection, community_id: int, person_id: int, day: date, *, waiting: int
) -> int:
    """A day has only so many hours: those that are entered, and those that are ``waiting``."""
    sheet = find_sheet(tx, community_id=community_id) or RuleSheet(())
    entered = hours.list_hours(
        tx, community_id=community_id, person_id=person_id, since=day, until=day
    )
    return sheet.minutes_a_day - waiting - sum(one.minutes for one in entered)


def _day_is_full(left: int, *, in_private: bool) -> RuleBroken:
    """How much somebody has on a day is said to nobody else."""
    if not in_private:
        return RuleBroken("hours.day_over")
    return RuleBroken("hours.day_left" if left > 0 else "hours.day_full", left=say_hours(left))


def get_claim_here(tx: Connection, by: Visitor, claim_id: int) -> HourClaim:
    """A claim of the visitor's own community; a number from elsewhere is nothing here."""
    claim = hour_claims.find_claim(tx, claim_id, community_id=by.home)
    if claim is None:
        raise RuleBroken("press.stale")
    return claim


@once
def choose_service(
    tx: Connection, *, by: Visitor, claim_id: int, service: str, source: str, now: datetime
) -> Answer | None:
    """The person says what kind of help it was, until it is decided."""
    claim = _own_claim(tx, by, claim_id)
    if service not in set(Service):
        raise RuleBroken("press.stale")
    if not hour_claims.change_service(tx, claim, service):
        raise RuleBroken("hours.decided_for_you")
    promises.owe_changes(tx, claim, now=now)
    return None


@once
def withdraw_claim(
    tx: Connection, *, by: Visitor, claim_id: int, source: str, now: datetime
) -> Answer | None:
    """撤回: typed wrongly, or not so."""
    claim = _own_claim(tx, by, claim_id)
    if not hour_claims.decide(tx, claim, ClaimState.WITHDRAWN, by=None, now=now):
        raise RuleBroken("hours.decided_for_you")
    cancel_reminders(tx, claim, now=now)
    promises.owe_changes(tx, claim, now=now)
    return None


def _own_claim(tx: Connection, by: Visitor, claim_id: int) -> HourClaim:
    claim = get_claim_here(tx, by, claim_id)
    check_visitor_may(tx, by, Verb.DECLARE_HOURS)
    if claim.person_id != by.person_id:
        raise RuleBroken("hours.not_yours")
    return claim


@once
def confirm_claim(
    tx: Connection, *, by: Visitor, claim_id: int, source: str, now: datetime
) -> Answer | None:
    """通过: the hours are entered, as declared ones."""
    claim = _claim_to_decide(tx, by, claim_id)
    left = _left_of_day(tx, claim.community_id, claim.person_id, claim.held_on, waiting=0)
    if claim.minutes > left:
        raise RuleBroken("hours.day_over_for_them")
    _decide(tx, claim, ClaimState.CONFIRMED, by=by, reason="", now=now)
    served = Served(
        community_id=claim.community_id,
        person_id=claim.person_id,
        kind=HourKind.DECLARED,
        service=claim.service,
        held_on=claim.held_on,
        minutes=claim.minutes,
        words=claim.words,
        confirmed_by=by.person_id,
        source=claim.about,
        claim_id=claim.id,
    )
    add_hours(tx, served, now=now)
    return Answer("hours.confirmed", {"hours": say_hours(claim.minutes)})


@once
def ask_why_rejected(
    tx: Connection, *, by: Visitor, claim_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """驳回 needs a reason, which the person will read."""
    claim = _claim_to_decide(tx, by, claim_id)
    ask(
        tx,
        person=by,
        community_id=claim.community_id,
        act=ASKS_WHY,
        case_id=None,
        where=where,
        source=source,
        data={"claim": claim.id, "params": {"hours": say_hours(claim.minutes)}},
        now=now,
    )
    return Answer("case.asked")


@once
def reject_claim(
    tx: Connection, *, by: Visitor, claim_id: int, reason: str, source: str, now: datetime
) -> Answer | None:
    claim = _claim_to_decide(tx, by, claim_id)
    _decide(tx, claim, ClaimState.REJECTED, by=by, reason=said_reason(reason), now=now)
    return Answer("hours.rejected")


def said_reason(words: str) -> str:
    """A reason that says something, and not too much of it."""
    reason = in_one_line(words)
    if not any(letter.isalnum() for letter in reason):
        raise RuleBroken("hours.reason_needed")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("hours.reason_too_long", count=LONGEST_REASON)
    return reason


@once
def reveal_claimant(
    tx: Connection, *, by: Visitor, claim_id: int, source: str, now: datetime
) -> Answer | None:
    """The whole name, for those who decide; that they looked is written to the log."""
    claim = get_claim_here(tx, by, claim_id)
    check_may(Verb.CONFIRM_HOURS, holdings_now(tx, by))
    log.info("name in claim %s of community %s shown to %s", claim.id, by.home, by.person_id)
    return Answer("hours.claimant_is", {"who": _name_of(tx, claim.person_id, by.home)}, True)


def _claim_to_decide(tx: Connection, by: Visitor, claim_id: int) -> HourClaim:
    """A claim that still waits, by somebody who may decide it and is somebody else."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOURS)
    claim = get_claim_here(tx, by, claim_id)
    check_not_own(claim.person_id, by.person_id)
    _check_is_asked(tx, claim)
    return claim


def _check_is_asked(tx: Connection, claim: HourClaim) -> None:
    match claim.state:
        case ClaimState.ASKED:
            return
        case ClaimState.WITHDRAWN:
            raise RuleBroken("hours.was_withdrawn")
    who = _name_of(tx, claim.decided_by, claim.community_id)
    raise RuleBroken(f"hours.was_{claim.state.value}", who=who)


def _name_of(tx: Connection, person_id: int | None, community_id: int) -> str:
    known = [person_id] if person_id is not None else []
    return people.names_of(tx, community_id=community_id, person_ids=known).get(person_id or 0, "")


def _decide(
    tx: Connection, claim: HourClaim, state: ClaimState, *, by: Visitor, reason: str, now: datetime
) -> None:
    if not hour_claims.decide(tx, claim, state, by=by.person_id, reason=reason, now=now):
        _check_is_asked(tx, hour_claims.get_claim(tx, claim.id))
        raise RuleBroken("press.stale")
    cancel_reminders(tx, claim, now=now)
    promises.owe_changes(tx, claim, now=now)
    promises.tell(tx, claim, now=now)
