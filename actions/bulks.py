"""Bulk acts 批量: shown first, done case by case once confirmed, told once to each who waits."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.bulk_digests import tell_outcome
from actions.case_work import act_on_case, check_act
from actions.once import once
from actions.permits import check_visitor_may, visitor_of
from domain.addresses import Address
from domain.answers import Answer
from domain.bulks import ASKED, DOING, DONE, DROPPED, Bulk, BulkWish, Refusal
from domain.cases import Case
from domain.people import Visitor
from domain.permissions import Verb, may
from domain.rules import RuleBroken
from storage import bulks, cases, jobs, outbox, people
from storage.jobs import Job
from storage.outbox import Lane

CARD = "bulk.card"
ONE, END = "case.bulk", "case.bulk_end"

CONFIRMED_WITHIN = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(hours=1)


@once
def propose_bulk(
    tx: Connection, *, by: Visitor, wish: BulkWish, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show what would be done to which cases, and to which not and why; nothing is done yet."""
    check_visitor_may(tx, by, Verb.ACT_IN_BULK)
    found = {
        number: cases.find_case(tx, community_id=by.home, number=number) for number in wish.numbers
    }
    known = [case for case in found.values() if case is not None]
    bulk = bulks.add_bulk(
        tx,
        community_id=by.home,
        person_id=by.person_id,
        act=wish.act,
        words=wish.words,
        case_ids=[case.id for case in known],
        unknown=[number for number, case in found.items() if case is None],
        source=source,
        now=now,
    )
    judged = {case.id: _judge(tx, bulk, case, by=by) for case in known}
    refused = {case_id: why for case_id, why in judged.items() if why is not None}
    bulks.put_results(tx, bulk, done=[], refused=refused)
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=bulk.about,
        to=here,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=bulk.community_id,
        now=now,
    )
    return None


def _judge(tx: Connection, bulk: Bulk, case: Case, *, by: Visitor) -> Refusal | None:
    """Why the asker could not do this to a case, as it is now."""
    try:
        check_act(tx, bulk.act, case, by=by, said=bulk.said)
    except RuleBroken as broken:
        return Refusal(broken.key, broken.params)
    held = people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id)
    if not may(Verb.ACT_IN_BULK, held, grid_id=case.grid_id):
        return Refusal("bulk.other_grid", {"code": case.code})
    return None


@once
def confirm_bulk(
    tx: Connection, *, by: Visitor, bulk_id: int, source: str, now: datetime
) -> Answer | None:
    """Begin: a job for each case, so that whatever stops us, each is done once in the end."""
    bulk = _asked_here(tx, by, bulk_id)
    if now - bulk.asked_at > CONFIRMED_WITHIN:
        raise RuleBroken("bulk.too_old")
    left = [one for one in bulk.case_ids if one not in bulk.refused]
    if not left or not bulks.change_state(tx, bulk, DOING):
        raise RuleBroken("press.stale")
    for case_id in left:
        _promise(tx, bulk, ONE, str(case_id), now)
    _promise(tx, bulk, END, "", now + GIVEN_UP_AFTER)
    _show_again(tx, bulk, now=now)
    return Answer("bulk.begun", {"count": len(left)})


def _promise(tx: Connection, bulk: Bulk, kind: str, period: str, due_at: datetime) -> None:
    jobs.add_job(
        tx,
        kind=kind,
        subject=bulk.about,
        period=period,
        due_at=due_at,
        community_id=bulk.community_id,
    )


@once
def drop_bulk(
    tx: Connection, *, by: Visitor, bulk_id: int, source: str, now: datetime
) -> Answer | None:
    """取消: nothing has been done, and nothing will be."""
    bulk = _asked_here(tx, by, bulk_id)
    if not bulks.change_state(tx, bulk, DROPPED, now=now):
        raise RuleBroken("press.stale")
    _show_again(tx, bulk, now=now)
    return Answer("bulk.dropped")


def _asked_here(tx: Connection, by: Visitor, bulk_id: int) -> Bulk:
    """What still waits for its asker's word; nobody else's counts."""
    check_visitor_may(tx, by, Verb.ACT_IN_BULK)
    bulk = bulks.find_bulk(tx, bulk_id, community_id=by.home)
    if bulk is None:
        raise RuleBroken("press.stale")
    if bulk.person_id != by.person_id:
        raise RuleBroken("bulk.anothers")
    if bulk.state != ASKED:
        raise RuleBroken("bulk.pressed_already")
    return bulk


def _show_again(tx: Connection, bulk: Bulk, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=bulk.about, kinds=(CARD,), now=now)


def act_on_next(tx: Connection, job: Job, now: datetime) -> None:
    """One case's turn. What its stage or a role does not allow any more is written down as not
    done; it never keeps the others.
    """
    bulk, case_id = _bulk_of(tx, job), int(job.period)
    if bulk.state != DOING or case_id in {*bulk.done, *bulk.refused}:
        return
    why = _act(tx, bulk, case_id, now=now)
    if why is None:
        bulk = bulks.put_results(tx, bulk, done=[*bulk.done, case_id], refused=dict(bulk.refused))
    else:
        refused = {**bulk.refused, case_id: why}
        bulk = bulks.put_results(tx, bulk, done=bulk.done, refused=refused)
    if bulk.had_turn == len(bulk.case_ids):
        _end(tx, bulk, now=now)
    _show_again(tx, bulk, now=now)


def _act(tx: Connection, bulk: Bulk, case_id: int, *, now: datetime) -> Refusal | None:
    by = visitor_of(tx, bulk.person_id, community_id=bulk.community_id)
    why = _judge(tx, bulk, cases.get_case(tx, case_id), by=by)
    if why is not None:
        return why
    try:
        with tx.begin_nested():  # a refused case leaves nothing half done
            act_on_case(
                tx,
                by=by,
                act=bulk.act,
                case_id=case_id,
                said=bulk.said,
                source=f"{bulk.about}:{case_id}",
                is_gathered=True,
                now=now,
            )
    except RuleBroken as broken:
        return Refusal(broken.key, broken.params)
    return None


def _end(tx: Connection, bulk: Bulk, *, now: datetime) -> None:
    bulks.change_state(tx, bulk, DONE, now=now)
    jobs.cancel_jobs(tx, kind=END, subject=bulk.about, now=now)
    tell_outcome(tx, bulk, now=now)


def end_what_is_left(tx: Connection, job: Job, now: datetime) -> None:
    """A case that could not be tried for an hour is written down as not done, and those that
    wait for news of the others hear it.
    """
    bulk = _bulk_of(tx, job)
    if bulk.state != DOING:
        return
    jobs.cancel_jobs(tx, kind=ONE, subject=bulk.about, now=now)
    tried = {*bulk.done, *bulk.refused}
    failed = {one: Refusal("bulk.failed") for one in bulk.case_ids if one not in tried}
    bulk = bulks.put_results(tx, bulk, done=bulk.done, refused={**bulk.refused, **failed})
    _end(tx, bulk, now=now)
    _show_again(tx, bulk, now=now)


def _bulk_of(tx: Connection, job: Job) -> Bulk:
    return bulks.get_bulk(tx, int(job.subject.split(":")[1]))
