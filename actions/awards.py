"""Awards and deductions 加分、扣分: a secretary gives them, above a set amount two together."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from actions.award_letters import ask_others, owe_answer, tell_asker, tell_person
from actions.grants import left_of, pay, today_in
from actions.once import once
from actions.permits import check_visitor_may
from actions.whom import person_meant
from domain.addresses import Address
from domain.answers import Answer
from domain.awards import FREE, SECONDED_WITHIN, AwardWish, price
from domain.grants import Grant, GrantState
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.roles import Target
from domain.rule_sheets import Rule, RuleSheet
from domain.rules import RuleBroken
from storage import grants, jobs, people, points
from storage.jobs import Job
from storage.rule_sheets import find_sheet

LAPSE = "award.lapse"


class Price(NamedTuple):
    """What somebody is to get or lose, and by which version of the sheet."""

    sheet: RuleSheet
    rule: str
    points: int


@once
def award_points(
    tx: Connection,
    *,
    by: Visitor,
    here: Address,
    wish: AwardWish,
    target: Target | None,
    source: str,
    now: datetime,
) -> Answer | None:
    """Give somebody points, or take some, for a reason they will read.

    More than the sheet says one secretary may decide waits for another one.
    """
    check_visitor_may(tx, by, Verb.AWARD)
    person_id = person_meant(
        tx,
        by,
        username=wish.username,
        target=target,
        channel=here.channel,
        usage="award.usage",
        unknown="award.unknown_name",
        now=now,
    )
    if person_id == by.person_id:
        raise RuleBroken("award.oneself")
    priced = _priced(tx, by, person_id, wish, now=now)
    seconds = _seconds(tx, by, person_id, priced)
    grant = _write_down(
        tx, by, person_id, priced, wish, is_asked=bool(seconds), source=source, now=now
    )
    owe_answer(tx, grant, here, now=now)
    if seconds:
        ask_others(tx, grant, seconds, now=now)
        _lapse_later(tx, grant, now=now)
    else:
        pay(tx, grant, now=now)
        tell_person(tx, grant, now=now)
    return None


def _priced(
    tx: Connection, by: Visitor, person_id: int, wish: AwardWish, *, now: datetime
) -> Price:
    sheet = find_sheet(tx, community_id=by.home)
    if sheet is None:
        raise RuleBroken("award.no_rules")
    item, worth = price(sheet, wish)
    if item is not None:
        _check_caps(tx, by, person_id, item, worth, now=now)
    _check_has(tx, by, person_id, worth)
    return Price(sheet, item.code if item else FREE, worth)


def _check_has(tx: Connection, by: Visitor, person_id: int, worth: int) -> None:
    """How much somebody has is nobody's business in a group; only that it is not enough."""
    if points.balance_of(tx, community_id=by.home, person_id=person_id) + worth < 0:
        raise RuleBroken("award.has_less", points=-worth)


def _check_caps(
    tx: Connection, by: Visitor, person_id: int, item: Rule, worth: int, *, now: datetime
) -> None:
    left = left_of(
        tx,
        item,
        worth,
        community_id=by.home,
        person_id=person_id,
        today=today_in(tx, by.home, now),
    )
    if left == 0:
        raise RuleBroken("award.used_up", name=item.name)
    if left != worth:
        raise RuleBroken("award.less_left", name=item.name, left=abs(left))


def _seconds(tx: Connection, by: Visitor, person_id: int, priced: Price) -> list[int]:
    """The secretaries of whom one must agree; nobody where the amount needs no second."""
    if abs(priced.points) <= priced.sheet.second_above:
        return []
    holders = people.list_holders(tx, community_id=by.home, role=Role.SECRETARY)
    others = [one for one in holders if one not in (by.person_id, person_id)]
    if not others:
        raise RuleBroken("award.no_second", above=priced.sheet.second_above)
    return others


def _write_down(
    tx: Connection,
    by: Visitor,
    person_id: int,
    priced: Price,
    wish: AwardWish,
    *,
    is_asked: bool,
    source: str,
    now: datetime,
) -> Grant:
    return grants.add_grant(
        tx,
        community_id=by.home,
        person_id=person_id,
        rule=priced.rule,
        sheet_id=priced.sheet.id,
        points=priced.points,
        about="",
        once_key="",
        words=wish.reason,
        state=GrantState.ASKED if is_asked else GrantState.PENDING,
        source=f"award:{source}",
        granted_by=by.person_id,
        granted_on=today_in(tx, by.home, now),
        release_at=None,
        now=now,
    )


def _lapse_later(tx: Connection, grant: Grant, *, now: datetime) -> None:
    jobs.add_job(
        tx,
        kind=LAPSE,
        subject=grant.subject,
        period="",
        due_at=now + SECONDED_WITHIN,
        community_id=grant.community_id,
    )


@once
def second_award(
    tx: Connection, *, by: Visitor, grant_id: int, agrees: bool, source: str, now: datetime
) -> Answer | None:
    """同意 or 不同意 by another secretary. Of two who press at once the first has decided."""
    check_visitor_may(tx, by, Verb.SECOND_AWARD)
    grant = _asked_here(tx, by, grant_id)
    if agrees:
        _check_has(tx, by, grant.person_id, grant.points)
        pay(tx, grant, now=now, second_by=by.person_id)
        tell_person(tx, grant, now=now)
    elif not grants.move_grant(tx, grant, GrantState.REFUSED, second_by=by.person_id, now=now):
        raise RuleBroken("points.decided_already")
    jobs.cancel_jobs(tx, kind=LAPSE, subject=grant.subject, now=now)
    tell_asker(
        tx,
        grant,
        key="award.asker.agreed" if agrees else "award.asker.refused",
        params={"who": by.name},
        now=now,
    )
    return Answer("award.agreed" if agrees else "award.refused")


def _asked_here(tx: Connection, by: Visitor, grant_id: int) -> Grant:
    """A grant that still waits for a second secretary, who is neither of the other two."""
    grant = grants.find_grant_here(tx, grant_id, community_id=by.home)
    if grant is None:
        raise RuleBroken("press.stale")
    if by.person_id == grant.person_id:
        raise RuleBroken("award.oneself")
    if by.person_id == grant.granted_by:
        raise RuleBroken("award.needs_another")
    if grant.state is not GrantState.ASKED:
        raise RuleBroken("points.decided_already")
    return grant


def let_lapse(tx: Connection, job: Job, now: datetime) -> None:
    """Nobody has agreed in time: it does not count, and whoever asked is told."""
    grant = grants.get_grant(tx, int(job.subject.removeprefix("grant:")))
    if grant.state is GrantState.ASKED and grants.move_grant(
        tx, grant, GrantState.REFUSED, now=now
    ):
        days = SECONDED_WITHIN.days
        tell_asker(tx, grant, key="award.asker.lapsed", params={"days": days}, now=now)
