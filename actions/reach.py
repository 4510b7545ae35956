"""Deeds about who can be written to."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.bulk_digests import DIGEST, tell_singly
from actions.communities import leave_group
from actions.deadlines import NUDGE
from domain.addresses import Address
from domain.cases import OPEN_STAGES, Case, Stage, case_id_of
from domain.communities import Right
from storage import case_lists, cases, communities, outbox, paying, people
from storage.outbox import Unsaid
from storage.people import Account

UNREACHABLE = "unreachable"

FOR_THE_OFFICE = ("case.alarm", NUDGE)
"""What may be said in the staff group where nobody can be told in private."""


def note_unreachable(
    tx: Connection, owed: paying.Owed, *, may_fall_back: bool, now: datetime
) -> None:
    """The bot is not let in there: remember it, and try this message no more.

    A group it was removed from is left. Of a person whose case it was about the staff is told, once
    for each case. ``may_fall_back``: a reporter must hear this and may hear it in reply to the
    report. Nothing else that was meant for one person ever comes to a group.
    """
    address = owed.address
    paying.give_up(tx, owed, state=outbox.DEAD, error=UNREACHABLE, now=now)
    if not address.is_private:
        leave_group(tx, at=Address(address.chat, address.channel), now=now)
        return
    account = people.find_account(tx, channel=address.channel, external_id=address.chat)
    if account is None:
        return
    people.change_account(tx, account.person_id, channel=address.channel, is_reachable=False)
    if owed.kind == DIGEST:
        tell_singly(tx, owed.payload, now=now)
    case = _case_of(tx, owed)
    if case is not None:
        is_said = may_fall_back and say_under_the_report(tx, owed, case, now=now)
        if owed.kind in FOR_THE_OFFICE:
            _say_below_the_card(tx, owed, case, now=now)
        if may_fall_back or case.stage in OPEN_STAGES:
            _tell_the_staff(tx, case, account, is_said=is_said, now=now)


def note_silenced(tx: Connection, owed: paying.Owed, *, now: datetime) -> None:
    """The bot is in the group and may not speak there. The day it may again, which the next
    message that arrives there tells if nothing else does, the group catches up.
    """
    address = owed.address
    paying.give_up(tx, owed, state=outbox.DEAD, error="silenced", now=now)
    chat = communities.find_chat(tx, channel=address.channel, external_id=address.chat)
    if chat is not None and Right.SPEAK not in chat.missing_rights:
        missing = [*chat.missing_rights, Right.SPEAK.value]
        communities.change_chat(tx, chat.id, missing_rights=missing)


def say_what_is_still_due(tx: Connection, person_id: int, *, channel: str, now: datetime) -> None:
    """Somebody can be written to again: of what they missed, they get what still matters.

    That is the cards of open cases, as they are today, and a question that still waits for an
    answer. The rest is past, and the card tells of it.
    """
    to = people.get_account(tx, person_id, channel=channel).private
    for community_id in people.list_memberships(tx, person_id):
        mine = case_lists.list_my_ids(
            tx, community_id=community_id, person_id=person_id, limit=MOST_LOOKED_AT
        )
        known = case_lists.list_these(tx, mine)
        theirs = [case for case in known if case.reporter_id == person_id]
        theirs += cases.list_open_of(tx, community_id=community_id, assignee_id=person_id)
        for case in {case.id: case for case in theirs}.values():
            for about in (case.about, promises.question_about(case)):
                for row in outbox.list_unsaid(tx, about=about, to=to, error=UNREACHABLE):
                    if _is_still_due(case, row):
                        outbox.want_again(tx, dedup=row.dedup, now=now)


MOST_LOOKED_AT = 50


def _is_still_due(case: Case, row: Unsaid) -> bool:
    if case.stage not in OPEN_STAGES:
        return False
    was_said_elsewhere = not (case.reported_in.is_private or case.is_discreet)
    match row.kind:
        case "case.received" | "case.assigned":
            return True
        case "case.question":
            return case.stage is Stage.RESOLVED and not was_said_elsewhere
        case "case.word":
            is_question = row.payload["key"] == "case.told.wait"
            return case.stage is Stage.WAITING and is_question and not was_said_elsewhere
        case _:
            return False


def _say_below_the_card(tx: Connection, owed: paying.Owed, case: Case, *, now: datetime) -> None:
    """Once for all of them: one of those it was meant for might have been the only one."""
    promises.owe_below_the_card(
        tx,
        case,
        kind=owed.kind,
        about=owed.about,
        dedup=f"instead:{owed.kind}:{owed.about}:{owed.payload.get('alarm', '')}",
        payload=owed.payload,
        lane=owed.lane,
        is_standing=owed.kind == NUDGE,
        now=now,
    )


def _case_of(tx: Connection, owed: paying.Owed) -> Case | None:
    if owed.about is None or not owed.kind.startswith("case."):
        return None
    case_id = case_id_of(owed.about)
    return cases.get_case(tx, case_id) if case_id is not None else None


def say_under_the_report(tx: Connection, owed: paying.Owed, case: Case, *, now: datetime) -> bool:
    """Whether it is said there; what nobody may know of is said nowhere."""
    if case.reported_in.is_private or case.is_discreet:
        return False
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
        return True
    if case.stage is Stage.RESOLVED and owed.about == promises.question_about(case):
        promises.owe_question(tx, case, now=now)
        return True
    return False


def _tell_the_staff(
    tx: Connection, case: Case, account: Account, *, is_said: bool, now: datetime
) -> None:
    """One line under the card, where whoever has the case sees what they can do about it."""
    params = {"code": case.code}
    if account.person_id == case.reporter_id:
        key = "case.unreachable.asked_in_group" if is_said else "case.unreachable.reporter"
        if case.is_anonymous:  # whom should they ring up?
            key = "case.unreachable.hidden"
    elif account.person_id in cases.list_assignees(tx, case.id):
        key = "case.unreachable.assignee"
        params |= {"who": account.name}
    else:
        return
    promises.owe_to_staff(
        tx,
        case,
        dedup=f"unreachable:{case.id}:{account.person_id}",
        key=key,
        params=params,
        now=now,
    )
