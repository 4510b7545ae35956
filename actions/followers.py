"""Whoever said 附议: what their number weighs, and what they hear of the case."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from domain.cases import Act, Case, Stage
from domain.categories import Priority
from domain.merging import RAISED_AT, is_raised_by
from storage import cases
from storage.merging import list_followers

RAISED, LOWERED = "raised", "lowered"


def weigh(tx: Connection, case: Case, *, source: str, now: datetime) -> Case:
    """The number of followers has changed: with enough of them a case goes before others, and with
    fewer it is what it was, if it was they who raised it.
    """
    count = cases.count_followers(tx, case.id)
    if is_raised_by(count, case.priority):
        return _rank(tx, case, Priority.HIGH, RAISED, count, source=source, now=now)
    if case.priority is Priority.HIGH and count < RAISED_AT and _was_raised(tx, case):
        return _rank(tx, case, Priority.NORMAL, LOWERED, count, source=source, now=now)
    return case


def _was_raised(tx: Connection, case: Case) -> bool:
    turns = [one.kind for one in cases.list_events(tx, case.id) if one.kind in (RAISED, LOWERED)]
    return turns[-1:] == [RAISED]


def _rank(
    tx: Connection,
    case: Case,
    priority: Priority,
    kind: str,
    count: int,
    *,
    source: str,
    now: datetime,
) -> Case:
    changed = cases.change_case(tx, case, priority=int(priority))
    assert changed is not None, "nobody else writes inside this transaction"
    data = {"followers": count}
    cases.add_event(tx, changed, kind=kind, actor_id=None, source=source, data=data, now=now)
    return changed


def tell_followers(
    tx: Connection,
    before: Case,
    case: Case,
    *,
    act: Act,
    actor_id: int | None,
    source: str,
    now: datetime,
) -> None:
    """One message each where it matters to them, in private or not at all."""
    what = _news(before.stage, case.stage, act)
    if what is None or case.is_discreet:
        return
    promises.owe_privately(
        tx,
        case,
        (one for one in list_followers(tx, case.id) if one != actor_id),
        kind="case.follower_word",
        dedup=f"follower:{case.id}:{source}",
        payload={
            "key": f"follower.told.{what}",
            "params": {"code": case.code, "words": case.stage_words},
        },
        now=now,
    )


def _news(before: Stage, after: Stage, act: Act) -> str | None:
    """What has happened, in a word; the end is none for those who heard that it is mended."""
    if before is after:
        return None
    if after is Stage.IN_PROGRESS and act in (Act.REOPEN, Act.RATE):
        return "reopened"
    if after is Stage.CLOSED and before is Stage.RESOLVED:
        return None
    told = (Stage.TRANSFERRED, Stage.RESOLVED, Stage.CLOSED, Stage.REJECTED, Stage.WITHDRAWN)
    return after.value if after in told else None
