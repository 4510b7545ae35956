"""What people hear of a bulk act: one message each for all their cases, and how they answer it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.case_confirmation import REMINDER, expect_verdict, rate_case
from actions.case_moves import check_may_act
from actions.cases import get_case_here
from actions.deadlines import held_for
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.bulks import NEWS, TOLD, Bulk
from domain.cases import REMINDED_AFTER, Act, Case, Rating, Stage
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import bulks, cases, jobs, merging, messages, outbox, people
from storage.jobs import Job
from storage.outbox import Lane

DIGEST, REMIND = "bulk.digest", "bulk.remind"
REPORTER, REMINDED, FOLLOWER = "reporter", "reminded", "follower"
"""As whom somebody is told."""


def tell_outcome(tx: Connection, bulk: Bulk, *, now: datetime) -> None:
    """Each who reported, and each who follows, hears once of all their cases together."""
    if bulk.act not in TOLD:
        return
    found = [cases.get_case(tx, case_id) for case_id in bulk.done]
    told = [case for case in found if case.stage in NEWS]
    by_place: dict[tuple[int, str, str, str | None], list[Case]] = {}
    for case in told:
        to = promises.reporters_address(tx, case)
        key = (case.reporter_id, to.channel, to.chat, to.thread)
        by_place.setdefault(key, []).append(case)
    for (person_id, *_), theirs in by_place.items():
        _tell_reporter(tx, bulk, theirs, person_id=person_id, now=now)
    _tell_followers(tx, bulk, told, now=now)


def _tell_reporter(
    tx: Connection, bulk: Bulk, theirs: list[Case], *, person_id: int, now: datetime
) -> None:
    first = theirs[0]
    if len(theirs) == 1:
        _tell_as_ever(tx, bulk, first, now=now)
        return
    to = promises.reporters_address(tx, first)
    _owe_digest(tx, bulk, theirs, to=to, person_id=person_id, role=REPORTER, now=now)
    if first.stage is Stage.RESOLVED:
        _remind_later(tx, bulk, first, person_id=person_id, now=now)


def _tell_as_ever(tx: Connection, bulk: Bulk, case: Case, *, now: datetime) -> None:
    """One case in a message of its own, as if it had been acted upon alone."""
    if case.stage is Stage.RESOLVED:
        promises.owe_question(tx, case, now=now)
        expect_verdict(tx, case, now=now)
        return
    asker = [bulk.person_id]
    names = people.names_of(tx, community_id=bulk.community_id, person_ids=asker)
    promises.owe_to_reporter(
        tx,
        case,
        dedup=f"told:{bulk.about}:{case.id}",
        key=f"case.told.{bulk.act.value}",
        params={"code": case.code, "who": names.get(bulk.person_id, ""), "words": bulk.words},
        now=now,
    )


def tell_singly(tx: Connection, payload: dict[str, Json], *, now: datetime) -> None:
    """A digest could not be said in private: each case of it takes the way it would have taken
    alone, which may lead to the group of its report.
    """
    bulk = bulks.get_bulk(tx, payload["bulk_id"])
    for case_id in payload["case_ids"] if payload["role"] == REPORTER else ():
        case = cases.get_case(tx, case_id)
        if case.stage in NEWS:
            _tell_as_ever(tx, bulk, case, now=now)


def _owe_digest(
    tx: Connection,
    bulk: Bulk,
    about: Iterable[Case],
    *,
    to: Address,
    person_id: int,
    role: str,
    now: datetime,
) -> None:
    """Reminded of their cases, they hear of them in a new message."""
    outbox.owe_standing(
        tx,
        kind=DIGEST,
        about=f"{bulk.about}:{person_id}:{role}",
        to=to,
        lane=Lane.ACKNOWLEDGEMENT if role == REPORTER else Lane.NOTICE,
        community_id=bulk.community_id,
        payload={
            "bulk_id": bulk.id,
            "person_id": person_id,
            "role": role,
            "case_ids": [case.id for case in about],
        },
        pause=timedelta(0),
        now=now,
    )


def _remind_later(
    tx: Connection, bulk: Bulk, first: Case, *, person_id: int, now: datetime
) -> None:
    jobs.add_job(
        tx,
        kind=REMIND,
        subject=f"{bulk.about}:{person_id}",
        period="",
        due_at=held_for(tx, first, now + REMINDED_AFTER),
        community_id=bulk.community_id,
    )


def remind_of_digest(tx: Connection, job: Job, now: datetime) -> None:
    """Once, of those of their cases that still wait for their word, where they may be spoken to
    by now; not in quiet hours.
    """
    bulk_id, person = job.subject.split(":")[1:3]
    bulk = bulks.get_bulk(tx, int(bulk_id))
    found = (cases.get_case(tx, case_id) for case_id in bulk.done)
    waiting = [
        case
        for case in found
        if case.reporter_id == int(person)
        and case.stage is Stage.RESOLVED
        and not _is_reminded_alone(tx, case)
    ]
    if not waiting:
        return
    due_at = held_for(tx, waiting[0], now)
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    by_chat: dict[str, list[Case]] = {}
    for case in waiting:
        by_chat.setdefault(promises.reporters_address(tx, case).chat, []).append(case)
    for theirs in by_chat.values():
        to = replace(promises.reporters_address(tx, theirs[0]), reply_to=None)
        _owe_digest(tx, bulk, theirs, to=to, person_id=int(person), role=REMINDED, now=now)


def _is_reminded_alone(tx: Connection, case: Case) -> bool:
    """Whether it was told in a message of its own, which brings itself to mind."""
    return jobs.is_promised(tx, kind=REMINDER, subject=case.about, after=case.stage_at)


def _tell_followers(tx: Connection, bulk: Bulk, told: Iterable[Case], *, now: datetime) -> None:
    """In private or not at all; of what may not be told, nothing."""
    followed: dict[int, list[Case]] = {}
    for case in told:
        if not case.is_discreet:
            for person_id in merging.list_followers(tx, case.id):
                if person_id != bulk.person_id:
                    followed.setdefault(person_id, []).append(case)
    for person_id, theirs in followed.items():
        first = theirs[0]
        if len(theirs) == 1:
            _tell_follower(tx, bulk, first, person_id=person_id, now=now)
            continue
        account = people.get_account(tx, person_id, channel=first.reported_in.channel)
        if account.is_reachable:
            to, role = account.private, FOLLOWER
            _owe_digest(tx, bulk, theirs, to=to, person_id=person_id, role=role, now=now)


def _tell_follower(
    tx: Connection, bulk: Bulk, case: Case, *, person_id: int, now: datetime
) -> None:
    promises.owe_privately(
        tx,
        case,
        [person_id],
        kind="case.word",
        dedup=f"follower:{case.id}:{bulk.about}",
        payload={
            "key": f"follower.told.{NEWS[case.stage]}",
            "params": {"code": case.code, "words": case.stage_words},
        },
        now=now,
    )


@once
def rate_all(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """都满意: the reporter's one press for every case of the message that still waits for it.

    What somebody mended themselves they do not confirm; it is passed over.
    """
    about, payload = _digest_at(tx, by, here)
    found = [get_case_here(tx, by, case_id) for case_id in payload["case_ids"]]
    for case in found:
        check_may_act(tx, Act.RATE, case, by=by)
    waiting = [
        case for case in found if case.stage is Stage.RESOLVED and case.stage_by != by.person_id
    ]
    for case in waiting:
        rate_case(
            tx,
            by=by,
            case_id=case.id,
            rating=Rating.SATISFIED,
            where=here,
            source=f"{source}:{case.id}",
            now=now,
        )
    outbox.want_all_again(tx, about=about, kinds=(DIGEST,), now=now)
    if not waiting:
        raise RuleBroken("bulk.rated_already")
    return Answer("bulk.rated", {"count": len(waiting)})


def _digest_at(tx: Connection, by: Visitor, here: Address) -> tuple[str, dict[str, Json]]:
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    home, payload = outbox.find_shown(tx, about=about) if about else (None, {})
    if about is None or home != by.home or "case_ids" not in payload:
        raise RuleBroken("press.stale")
    return about, payload


@once
def ask_about_one(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """A case of the message by its number: the question about it alone, with all its answers."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.RATE, case, by=by)
    if case.stage is not Stage.RESOLVED:
        raise RuleBroken("case.rated_already", code=case.code)
    promises.owe_question(tx, case, now=now)
    return Answer("bulk.asked_below", {"code": case.code})
