"""Same problem again 同一问题: whether a report is offered an older case to join, and until when.

While the offer stands the staff's card waits, with whatever belongs below it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.cluster_looks import look_for_cluster
from domain.cases import OPEN_STAGES, SAME_OFFER_LASTS, Act, Case, Stage, case_id_of
from domain.emergencies import find_emergency
from domain.likeness import Told, likeness
from domain.map_points import neighbour_cells
from domain.media import Point
from domain.people import ChatKind, mask_name
from storage import case_media, cases, communities, grids, jobs, outbox, people, places
from storage.jobs import Job
from storage.same_problem import Candidate, likenesses_of, list_near, list_of_kind

TIMEOUT = "case.same_timeout"

MOST_TO_MERGE_WITH = 8
"""More buttons than these nobody reads; any other case is named by its number."""

OFFICE_ACTS = {act.value for act in Act}


@dataclass(frozen=True)
class Likely:
    """A case, and how surely it is the same, of 100."""

    case: Candidate
    sure: int


def offer_same(tx: Connection, case: Case, *, now: datetime) -> Case:
    """Ask the reporter about the open case that is most likely the same, if there is one.

    Whoever reports what cannot wait, or what nobody else may see, is asked nothing; nobody twice.
    """
    if case.stage is not Stage.OPEN or case.same_as_id is not None:
        return case
    if case.is_discreet or case.split_from_id is not None or _cannot_wait(case):
        return case
    found = list_likely(tx, case)
    if not found:
        return case
    until = now + SAME_OFFER_LASTS
    changed = cases.change_case(tx, case, same_as_id=found[0].case.id, offered_until=until)
    assert changed is not None, "nobody else writes inside this transaction"
    jobs.add_job(
        tx,
        kind=TIMEOUT,
        subject=case.about,
        period=until.isoformat(),
        due_at=until,
        community_id=case.community_id,
    )
    promises.owe_changes(tx, changed, now=now)
    return changed


def look_again(tx: Connection, case: Case, *, now: datetime) -> Case:
    """More is known of a report: its words, its place, what its picture looks like.

    Asked for the first time about a report whose card is out already, the staff keeps the card. An
    offer that has become wrong ends.
    """
    look_for_cluster(tx, case, now=now)
    if case.offered_until is None:
        is_touched = any(one.kind in OFFICE_ACTS for one in cases.list_events(tx, case.id))
        return case if is_touched else offer_same(tx, case, now=now)
    is_likely = any(one.case.id == case.same_as_id for one in list_likely(tx, case))
    if is_likely and not case.is_discreet and not _cannot_wait(case):
        return case
    return end_offer(tx, case, now=now)


def _cannot_wait(case: Case) -> bool:
    return case.is_urgent or find_emergency(case.words) is not None


def list_likely(tx: Connection, case: Case) -> list[Likely]:
    """The open cases near by that are likely the same, the surest first, of equals the oldest."""
    is_on_the_map = case.latitude is not None and case.longitude is not None
    point = Point(case.latitude or 0, case.longitude or 0) if is_on_the_map else None
    cells = neighbour_cells(point.latitude, point.longitude) if point else []
    near = list_near(tx, case, cells=cells)
    if not near:
        return []
    own = likenesses_of(tx, [case.id]).get(case.id, ())
    told = Told(case.words, case.place_mark, point, case.category_id, own)
    named = place_words(tx, case.community_id)
    judged = [Likely(one, likeness(told, one.told, named)) for one in near]
    return sorted(
        (one for one in judged if one.sure), key=lambda likely: (-likely.sure, likely.case.id)
    )


def list_to_merge_with(tx: Connection, case: Case) -> list[Candidate]:
    """What 并案 offers: the likely ones first, then the newest of the same kind."""
    likely = [one.case for one in list_likely(tx, case)]
    others = [one for one in list_of_kind(tx, case) if one.id not in {own.id for own in likely}]
    return [*likely, *others][:MOST_TO_MERGE_WITH]


def place_words(tx: Connection, community_id: int) -> tuple[str, ...]:
    """The names of places: that two reports speak of the same one makes them no more alike."""
    words: list[str] = []
    for place in places.list_places(tx, community_id=community_id):
        words += [place.name, *place.words]
    for grid in grids.list_grids(tx, community_id=community_id):
        words += grid.words
    return tuple(dict.fromkeys(words))


def end_offer(tx: Connection, case: Case, *, now: datetime) -> Case:
    """The reporter is asked no more, and the case stays one of its own."""
    changed = cases.change_case(tx, case, offered_until=None)
    assert changed is not None, "nobody else writes inside this transaction"
    show_what_waited(tx, case, changed, now=now)
    promises.owe_changes(tx, changed, now=now)
    return changed


def show_what_waited(tx: Connection, before: Case, case: Case, *, now: datetime) -> None:
    """The offer is over: the staff gets the card, if the case is still theirs to see, and below it
    what was added meanwhile.
    """
    jobs.cancel_jobs(tx, kind=TIMEOUT, subject=case.about, now=now)
    if case.stage in OPEN_STAGES and is_held_back(tx, before):
        _show_with_all_below(tx, case, now=now)


def show_again(tx: Connection, case: Case, *, now: datetime) -> None:
    """A case that had ended goes on: the staff has its card, or gets it, if the case ended or went
    into another while its reporter was asked.
    """
    if _was_shown(tx, case):
        promises.owe_staff_cards(tx, case, now=now)
    else:
        _show_with_all_below(tx, case, now=now)


def _was_shown(tx: Connection, case: Case) -> bool:
    chats = communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF)
    return any(
        outbox.find_promised(tx, kind="case.card", about=case.about, to=chat.address)
        for chat in chats
    )


def _show_with_all_below(tx: Connection, case: Case, *, now: datetime) -> None:
    promises.owe_staff_cards(tx, case, now=now)
    tell_staff_of_additions(tx, case, case, now=now)
    pictures = case_media.list_pictures(tx, case.id)
    on_the_card = [one.id for one in pictures if one.heads_a_card][:1]
    below = [one.id for one in pictures if one.id not in on_the_card]
    promises.owe_pictures(tx, case, below, now=now)


def is_held_back(tx: Connection, case: Case) -> bool:
    """Whether a staff group waits for the case's card."""
    chats = communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF)
    return any(promises.waits_for_choice(tx, case, chat) for chat in chats)


def tell_staff_of_additions(tx: Connection, case: Case, into: Case, *, now: datetime) -> None:
    """What was said to ``case`` before the staff knew of it, below the card of ``into``."""
    added = [
        (place, one)
        for place, one in enumerate(cases.list_events(tx, case.id))
        if one.kind == "added" and one.words not in ("", case.words)
    ]
    ids = {one.actor_id for _, one in added if one.actor_id is not None}
    names = people.names_of(tx, community_id=case.community_id, person_ids=ids)
    for place, one in added:
        who = mask_name(names.get(one.actor_id or 0, ""))
        promises.owe_to_staff(
            tx,
            into,
            dedup=f"waited:{case.id}:{place}:{into.id}",
            key="case.staff_added",
            params={"code": into.code, "who": who, "words": one.words},
            now=now,
        )


def give_up_waiting(tx: Connection, job: Job, now: datetime) -> None:
    """Ten minutes of silence: it is a case of its own. Comes late after a standstill."""
    case_id = case_id_of(job.subject)
    assert case_id is not None
    case = cases.get_case(tx, case_id)
    if case.offered_until is not None and case.offered_until <= now:
        end_offer(tx, case, now=now)
