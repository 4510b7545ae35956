"""Deeds about who can be written to."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from domain.cases import Stage, case_id_of
from storage import cases, outbox, paying, people


def note_unreachable(tx: Connection, owed: paying.Owed, *, now: datetime) -> None:
    """The bot may not write there: remember it of a person, and try this message no more.

    What a reporter must hear about their case is said in reply to the report instead, if that
    was made in a group. Nothing else that was meant for one person ever comes to a group.
    """
    address = owed.address
    paying.give_up(tx, owed, state=outbox.DEAD, error="unreachable", now=now)
    if not address.is_private:
        return
    account = people.find_account(tx, channel=address.channel, external_id=address.chat)
    if account is None:
        return
    people.change_account(tx, account.person_id, channel=address.channel, is_reachable=False)
    _say_under_the_report(tx, owed, now=now)


def _say_under_the_report(tx: Connection, owed: paying.Owed, *, now: datetime) -> None:
    if owed.kind not in ("case.question", "case.word") or owed.about is None:
        return
    case_id = case_id_of(owed.about)
    assert case_id is not None
    case = cases.get_case(tx, case_id)
    if case.reported_in.is_private:
        return
    if owed.kind == "case.word":
        # In private such words go to the reporter alone; to the staff they go in its group.
        promises.owe_to_reporter(
            tx,
            case,
            dedup=f"instead:{owed.id}",
            key=owed.payload["key"],
            params=owed.payload["params"],
            now=now,
        )
    elif case.stage is Stage.RESOLVED and owed.about == promises.question_about(case):
        promises.owe_question(tx, case, now=now)
