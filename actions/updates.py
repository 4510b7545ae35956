"""How far is it? After days of silence whoever has a case is asked, and one tap answers."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.asking import ask
from actions.cases import get_case_here
from actions.deadlines import NUDGE
from actions.escalation import case_of, whoever_has
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case
from domain.deadlines import OWES_UPDATES_IN
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from domain.updates import UPDATE, Update, nudge_about
from storage import cases, jobs, people
from storage.jobs import Job


def ask_how_far(tx: Connection, job: Job, now: datetime) -> None:
    """Ask whoever has the case, in private or below the card, and look again in as many days."""
    case = case_of(tx, job)
    due_at = deadlines.nudge_due_at(tx, case, job.period, now=now)
    if due_at is None:
        return
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
        return
    about, dedup = nudge_about(case, job.period), f"nudge:{job.id}"
    count = promises.owe_privately(
        tx,
        case,
        whoever_has(tx, case),
        kind=NUDGE,
        about=about,
        dedup=dedup,
        is_standing=True,
        now=now,
    )
    if not count:
        promises.owe_below_the_card(
            tx, case, kind=NUDGE, about=about, dedup=dedup, is_standing=True, now=now
        )
    cases.add_event(tx, case, kind="nudged", actor_id=None, source=dedup, now=now)
    deadlines.plan(tx, case, now=now)


@once
def give_update(
    tx: Connection, *, by: Visitor, case_id: int, update: Update, source: str, now: datetime
) -> Answer | None:
    """One tap: 等配件, 已约施工, 报上级. The reporter hears of it, and the silence begins anew."""
    case = _case_to_speak_of(tx, by, case_id)
    _tell(tx, case, by=by, what=update.value, words="", source=source, now=now)
    return Answer("update.told_on", {"code": case.code})


@once
def write_update(
    tx: Connection, *, by: Visitor, case_id: int, said: Words, source: str, now: datetime
) -> Answer | None:
    """写一句: the same in one's own words."""
    case = _case_to_speak_of(tx, by, case_id)
    if not said.text:
        raise RuleBroken("update.needs_words")
    _tell(tx, case, by=by, what=UPDATE, words=said.text, source=source, now=now)
    return Answer("update.told_on", {"code": case.code})


@once
def ask_for_words(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """写一句: ask for them by a reply, but only whoever may give an update."""
    case = _case_to_speak_of(tx, by, case_id)
    ask(
        tx,
        person=by,
        community_id=case.community_id,
        act=UPDATE,
        case_id=case.id,
        where=where,
        source=source,
        now=now,
    )
    return None


def _case_to_speak_of(tx: Connection, by: Visitor, case_id: int) -> Case:
    """Roles are looked up here, inside the transaction: one that was taken away counts no more."""
    case = get_case_here(tx, by, case_id)
    check_may(
        Verb.GIVE_UPDATE,
        people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id),
        grid_id=case.grid_id,
        is_assigned=by.person_id in cases.list_assignees(tx, case.id),
    )
    if case.stage not in OWES_UPDATES_IN:
        raise RuleBroken(f"case.wrong_stage.{case.stage.value}", code=case.code)
    return case


def _tell(
    tx: Connection, case: Case, *, by: Visitor, what: str, words: str, source: str, now: datetime
) -> None:
    changed = cases.change_case(tx, case, updated_at=now)
    assert changed is not None, "nobody else writes inside this transaction"
    cases.add_event(
        tx,
        case,
        kind=what if what == UPDATE else f"{UPDATE}.{what}",
        actor_id=by.person_id,
        source=source,
        words=words,
        now=now,
    )
    promises.owe_to_reporter(
        tx,
        case,
        dedup=f"update:{source}",
        key=f"update.told.{what}",
        params={"code": case.code, "who": by.name, "words": words},
        now=now,
    )
    promises.owe_nudges_up_to_date(tx, case, now=now)
    deadlines.plan(tx, changed, now=now)
