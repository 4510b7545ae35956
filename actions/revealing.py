"""Looking at a reporter who is hidden: by secretaries, with a reason, and not unknown to them."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.asking import REVEAL, ask
from actions.cases import get_case_here
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import cases, people


@once
def ask_why_to_reveal(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """看报告人 of an anonymous or confidential case begins with a reason."""
    case = get_case_here(tx, by, case_id)
    _check_may(tx, case, by=by)
    if not where.is_private:
        raise RuleBroken("case.reveal_in_private")
    ask(
        tx,
        person=by,
        community_id=case.community_id,
        act=REVEAL,
        case_id=case.id,
        where=where,
        source=source,
        now=now,
    )
    return Answer("case.asked")


@once
def reveal_hidden(
    tx: Connection, *, by: Visitor, case_id: int, said: Words, source: str, now: datetime
) -> Answer | None:
    """Who and why is written down and told to the reporter, and only then the name is shown."""
    case = get_case_here(tx, by, case_id)
    _check_may(tx, case, by=by)
    reason = said.text.strip()
    if not reason:
        raise RuleBroken("case.needs_words.reveal")
    cases.add_event(
        tx, case, kind="revealed", actor_id=by.person_id, source=source, words=reason, now=now
    )
    promises.owe_to_reporter(
        tx,
        case,
        dedup=f"revealed:{source}",
        key="case.told.reveal",
        params={"code": case.code, "who": by.name, "words": reason},
        now=now,
    )
    names = people.names_of(tx, community_id=case.community_id, person_ids=[case.reporter_id])
    who = names.get(case.reporter_id, "")
    return Answer("case.reporter_is", {"code": case.code, "who": who}, must_be_read=True)


def _check_may(tx: Connection, case: Case, *, by: Visitor) -> None:
    held = people.holdings_of(tx, community_id=case.community_id, person_id=by.person_id)
    check_may(Verb.REVEAL_HIDDEN, held)
