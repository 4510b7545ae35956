"""并案 and 撤销并案: one case goes into another and keeps its number, and may come back."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.case_moves import check_may_act, move
from actions.cases import get_case_here
from actions.followers import weigh
from actions.once import once
from actions.same_problem import end_offer, is_held_back, tell_staff_of_additions
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import UNMERGE_WITHIN, Act, Case, Stage, next_stage
from domain.discretion import is_reporter_here
from domain.media import Words
from domain.merging import can_merge, check_merge
from domain.people import Visitor, mask_name
from domain.permissions import Verb, check_may
from domain.reports import read_number
from domain.rules import RuleBroken
from storage import case_media, cases, outbox, people, prompts
from storage.merging import bring_followers, living, take_followers_back
from storage.outbox import Lane

OFFERED, MERGED = "case.merge", "case.merged"
"""What is offered to choose from, and the answer with its way back."""


@once
def offer_merge(
    tx: Connection, *, by: Visitor, case_id: int, where: Address, source: str, now: datetime
) -> Answer | None:
    """并案 begins with the cases that it could be, as buttons."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.MERGE, case, by=by)
    next_stage(case, Act.MERGE)
    if case.is_discreet:
        raise RuleBroken("merge.discreet", code=case.code)
    _owe(tx, case, OFFERED, where=where, source=source, now=now)
    return None


@once
def merge_case(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    into_id: int,
    where: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The office finds that two cases are one."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.MERGE, case, by=by)
    into = merge(
        tx,
        case,
        get_case_here(tx, by, into_id),
        actor_id=by.person_id,
        source=source,
        now=now,
    )
    promises.put_away(tx, case, kind=OFFERED, now=now)
    _owe(tx, case, MERGED, where=where, source=source, now=now)
    promises.owe_to_reporter(
        tx,
        case,
        dedup=f"told:{source}",
        key="merge.told",
        params={"code": case.code, "into": into.code},
        now=now,
    )
    return None


def numbered(tx: Connection, text: str, *, by: Visitor) -> Case:
    """The case whose number somebody wrote."""
    number, _ = read_number(text)
    case = cases.find_case(tx, community_id=by.home, number=number) if number else None
    if number is not None and case is None:
        raise RuleBroken("case.unknown_number", number=number)
    if case is None:
        raise RuleBroken("merge.needs_number")
    return case


def _owe(
    tx: Connection, case: Case, kind: str, *, where: Address, source: str, now: datetime
) -> None:
    outbox.owe(
        tx,
        dedup=f"{kind}:{source}",
        kind=kind,
        about=case.about,
        to=where,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        now=now,
    )


def merge(
    tx: Connection, case: Case, into: Case, *, actor_id: int, source: str, now: datetime
) -> Case:
    """``case`` goes into ``into``, or into what that went into; returns the one that lives on.

    Both keep their numbers. Whoever reported or followed the one follows the other, and its
    pictures are seen there.
    """
    stage, into = next_stage(case, Act.MERGE), living(tx, into)
    check_merge(case, into)
    was_held_back = is_held_back(tx, case)
    merged = move(
        tx,
        case,
        act=Act.MERGE,
        stage=stage,
        actor_id=actor_id,
        said=Words(text=into.code),
        source=source,
        now=now,
        merged_into_id=into.id,
    )
    prompts.close_for_case(tx, case_id=case.id, person_id=case.reporter_id, now=now)
    bring_followers(tx, merged, into, now=now)
    cases.add_event(
        tx, into, kind="joined", actor_id=actor_id, source=source, words=case.code, now=now
    )
    into = weigh(tx, into, source=source, now=now)
    promises.owe_changes(tx, into, now=now)
    if was_held_back:
        _tell_staff(tx, case, into, source=source, now=now)
    _show_pictures(tx, case, into, now=now)
    return into


def _tell_staff(tx: Connection, case: Case, into: Case, *, source: str, now: datetime) -> None:
    """The staff had no card of it: they read below the other what was reported."""
    names = people.names_of(tx, community_id=case.community_id, person_ids=[case.reporter_id])
    params = {
        "code": into.code,
        "other": case.code,
        "who": mask_name(names.get(case.reporter_id, "")),
        "words": case.words,
    }
    key = "merge.staff_joined" if case.words else "merge.staff_joined_wordless"
    promises.owe_to_staff(tx, into, dedup=f"joined:{source}", key=key, params=params, now=now)
    tell_staff_of_additions(tx, case, into, now=now)


def _show_pictures(tx: Connection, case: Case, into: Case, *, now: datetime) -> None:
    """Its pictures below the other's card, but for the one that has come to stand on it."""
    all_of_them = case_media.list_pictures(tx, into.id)
    on_the_card = [one.id for one in all_of_them if one.heads_a_card][:1]
    brought = [one.id for one in case_media.list_pictures(tx, case.id)]
    promises.owe_pictures(tx, into, [one for one in brought if one not in on_the_card], now=now)


@once
def unmerge_case(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """撤销并案, for a day: the case stands where it stood, by itself."""
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.UNMERGE, case, by=by)
    stage = next_stage(case, Act.UNMERGE)
    if now - case.stage_at > UNMERGE_WITHIN:
        raise RuleBroken("merge.too_late", code=case.code)
    parted = move(
        tx,
        case,
        act=Act.UNMERGE,
        stage=stage,
        actor_id=by.person_id,
        said=Words(),
        source=source,
        now=now,
        merged_into_id=None,
    )
    part(tx, case, parted, source=source, now=now)
    promises.owe_to_reporter(
        tx,
        parted,
        dedup=f"told:{source}",
        key="merge.told_parted",
        params={"code": case.code},
        now=now,
    )
    return Answer("merge.parted", {"code": case.code})


def part(tx: Connection, before: Case, case: Case, *, source: str, now: datetime) -> None:
    """A case has come back out of the one it was in, and of what that lives on in: so do those who
    came with it.
    """
    assert before.merged_into_id is not None
    into = cases.get_case(tx, before.merged_into_id)
    take_followers_back(tx, case, into)
    into = _note_parting(tx, case, into, source=source, now=now)
    if _showed_only(tx, case, into):  # a message that shows a picture cannot be edited into one
        promises.put_away(tx, into, kind="case.card", now=now)  # without: it is posted anew
    promises.owe_changes(tx, into, now=now)
    promises.put_away(tx, case, kind=MERGED, now=now)


def _note_parting(tx: Connection, case: Case, into: Case, *, source: str, now: datetime) -> Case:
    """In every case that it went into, step by step; returns the one that lives on."""
    cases.add_event(
        tx, into, kind="parted", actor_id=case.stage_by, source=source, words=case.code, now=now
    )
    into = weigh(tx, into, source=source, now=now)
    if into.merged_into_id is None:
        return into
    further = cases.get_case(tx, into.merged_into_id)
    return _note_parting(tx, case, further, source=source, now=now)


def _showed_only(tx: Connection, case: Case, into: Case) -> bool:
    """Whether the picture on the card of ``into`` was one of ``case``."""
    left, gone = (case_media.list_pictures(tx, one.id) for one in (into, case))
    return any(one.heads_a_card for one in gone) and not any(one.heads_a_card for one in left)


@once
def choose_same(
    tx: Connection, *, by: Visitor, case_id: int, is_same: bool, source: str, now: datetime
) -> Answer | None:
    """The reporter's answer to the offer; after ten minutes it still counts while nobody has taken
    the case on.
    """
    case = get_case_here(tx, by, case_id)
    if not is_reporter_here(case, by):
        raise RuleBroken("same.not_yours", code=case.code)
    held = people.holdings_of(tx, community_id=by.community_id, person_id=by.person_id)
    check_may(Verb.CHOOSE_SAME, held, is_own=True)
    if case.same_as_id is None or case.stage is not Stage.OPEN:
        raise RuleBroken("same.past", code=case.code)
    offered = living(tx, cases.get_case(tx, case.same_as_id))
    if is_same and can_merge(case, offered):
        into = merge(tx, case, offered, actor_id=by.person_id, source=source, now=now)
        return Answer("same.joined", {"code": case.code, "into": into.code})
    if case.offered_until is not None:
        cases.add_event(tx, case, kind="told_apart", actor_id=by.person_id, source=source, now=now)
        end_offer(tx, case, now=now)
    return Answer("same.ended" if is_same else "same.apart", {"code": case.code})
