"""改类别: a case gets another category, and with it other deadlines, urgency and discretion."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.cases import get_case_here
from actions.cluster_looks import look_for_cluster
from actions.discretion import hush, take_away, tell_again
from actions.judging import columns_of
from actions.looks import show, show_instead
from actions.once import once
from actions.same_problem import look_again
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case, Stage
from domain.categories import Category
from domain.categorising import browsing_at, called, on_offer
from domain.discretion import is_reporter_here
from domain.people import Visitor
from domain.permissions import Verb, check_may, may
from domain.rules import RuleBroken
from storage import cases, categories, messages, people
from storage.merging import living

MOST_NAMED = 6


@once
def categorise(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    category_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Give a case the category that was chosen. The reporter may until 受理, the office always."""
    case = get_case_here(tx, by, case_id)
    check_may_categorise(tx, case, by=by)
    known = {one.id: one for one in categories.list_categories(tx, community_id=by.home)}
    new, old = known.get(category_id), known.get(case.category_id or 0)
    if new is None or not new.is_active:
        raise RuleBroken("press.stale")
    if new == old:
        raise RuleBroken("category.same", code=case.code)
    if new.is_confidential and case.merged_into_id is not None:
        into = living(tx, case)  # it is seen there, with its pictures
        raise RuleBroken("category.merged", code=case.code, into=into.code)
    changed = _change(tx, case, old, new, by=by, source=source, now=now)
    _put_away(tx, case, here, now=now)
    if changed.is_confidential and not case.is_confidential:
        hush(tx, changed, now=now)
        return Answer("category.hidden_now", {"code": case.code}, must_be_read=True)
    if case.is_confidential and not changed.is_confidential:
        tell_again(tx, changed, source=source, now=now)
    return Answer("category.changed", {"code": case.code})


def _change(
    tx: Connection,
    case: Case,
    old: Category | None,
    new: Category,
    *,
    by: Visitor,
    source: str,
    now: datetime,
) -> Case:
    changes = columns_of(tx, case, old, new, now=now)
    changed = cases.change_case(tx, case, **changes)
    assert changed is not None, "nobody else writes inside this transaction"
    cases.add_event(
        tx,
        case,
        kind="categorised",
        actor_id=by.person_id,
        source=source,
        words=f"{old.name if old else '—'} → {new.name}",
        data={"from": case.category_id, "to": new.id},
        now=now,
    )
    deadlines.plan(tx, changed, now=now)
    look_for_cluster(tx, changed, now=now)
    promises.owe_changes(tx, changed, now=now)
    return look_again(tx, changed, now=now) if changed.offered_until is not None else changed


def check_may_categorise(tx: Connection, case: Case, *, by: Visitor) -> None:
    held = people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id)
    is_assigned = by.person_id in cases.list_assignees(tx, case.id)
    if may(Verb.CATEGORISE, held, grid_id=case.grid_id, is_assigned=is_assigned):
        return
    check_may(Verb.CATEGORISE, held, grid_id=case.grid_id, is_own=is_reporter_here(case, by))
    if case.stage is not Stage.OPEN:
        raise RuleBroken("category.too_late", code=case.code)


def _put_away(tx: Connection, case: Case, here: Address, *, now: datetime) -> None:
    """The catalogue that was pressed has served."""
    if here.reply_to is None:
        return
    for where, message in messages.list_standing(tx, kind="case.kinds", about=_asked(tx, here)):
        if (where.chat, message) == (here.chat, here.reply_to):
            take_away(tx, case, where, message, now=now)


def _asked(tx: Connection, here: Address) -> str:
    assert here.reply_to is not None
    found = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    return found or ""


@once
def categorise_by_name(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    name: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/category 1024 路灯``: the kind that is called so, or that such words mean."""
    case = get_case_here(tx, by, case_id)
    check_may_categorise(tx, case, by=by)
    meant = called(name, on_offer(categories.list_categories(tx, community_id=by.home)))
    if not meant:
        raise RuleBroken("category.unknown", number=case.number)
    if len(meant) > 1:
        names = "、".join(one.name for one in meant[:MOST_NAMED])
        raise RuleBroken("category.which", names=names, number=case.number)
    return categorise(
        tx,
        by=by,
        case_id=case.id,
        category_id=meant[0].id,
        here=here,
        source=f"{source}:category",
        now=now,
    )


@once
def offer_kinds(
    tx: Connection, *, by: Visitor, case_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show the catalogue to whoever may choose from it, in private."""
    case = get_case_here(tx, by, case_id)
    check_may_categorise(tx, case, by=by)
    return show(
        tx,
        by=by,
        kind="case.kinds",
        payload={"case_id": case.id, "where": "page0"},
        here=here,
        is_personal=True,
        start=f"case_{case.number}",
        source=f"{source}:kinds",
        now=now,
    )


@once
def browse_kinds(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    where: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Another page of the catalogue, or one head, in the place of this one."""
    check_may_categorise(tx, get_case_here(tx, by, case_id), by=by)
    if browsing_at(where) is None:
        raise RuleBroken("press.stale")
    show_instead(tx, {"where": where}, here, now=now)
    return None
