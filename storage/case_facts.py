"""Reads everything a card says about a case in one go."""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.case_facts import CaseFacts
from domain.cases import Case, Stage
from domain.media import Shown
from domain.merging import can_merge
from domain.permissions import Role
from storage import case_media, cases, categories, grids, people
from storage.case_media import Picture
from storage.merging import living


def read_facts(tx: Connection, case_id: int) -> CaseFacts:
    case = cases.get_case(tx, case_id)
    assignees = cases.list_assignees(tx, case.id)
    holders = people.list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
    names = _names(tx, case, [*assignees, *holders])
    seen = _seen_names(case, names)
    pictures = case_media.list_pictures(tx, case.id)
    category = categories.get_category(tx, case.category_id) if case.category_id else None
    return CaseFacts(
        case=case,
        reporter=seen.get(case.reporter_id, ""),
        trade=_trade(tx, case),
        first_finder=seen.get(case.first_finder_id or 0),
        author=seen.get(case.author_id or 0),
        grid=grids.get_grid(tx, case.grid_id).name if case.grid_id else None,
        holders=tuple(names[one] for one in holders if one in names),
        assignees=tuple(names[one] for one in assignees if one in names),
        stage_by=seen.get(case.stage_by or 0),
        follower_count=cases.count_followers(tx, case.id),
        photos=_shown(p for p in pictures if p.heads_a_card),
        result_photos=_shown(_results(tx, case, pictures)),
        category=category.name if category else None,
        merged_into=_code(tx, case.merged_into_id),
        split_from=_code(tx, case.split_from_id),
        same_as=_offered(tx, case),
        head=category.head if category else None,
        questions=category.questions if category else (),
    )


def _seen_names(case: Case, names: dict[int, str]) -> dict[int, str]:
    """Of an anonymous report no card may tell whose it is, so none gets the name. Who is on the
    case is named all the same: that they also reported it stands nowhere.
    """
    if not case.is_anonymous:
        return names
    return {one: name for one, name in names.items() if one != case.reporter_id}


def _trade(tx: Connection, case: Case) -> str | None:
    if case.is_anonymous:
        return None
    reporter = people.find_member(tx, community_id=case.community_id, person_id=case.reporter_id)
    return reporter.trade if reporter else None


def _offered(tx: Connection, case: Case) -> Case | None:
    """What the reporter is offered to join, as long as it can be joined."""
    if case.same_as_id is None or case.offered_until is None:
        return None
    other = living(tx, cases.get_case(tx, case.same_as_id))
    return other if can_merge(case, other) else None


def _code(tx: Connection, case_id: int | None) -> str | None:
    return cases.get_case(tx, case_id).code if case_id else None


def _names(tx: Connection, case: Case, others: list[int]) -> dict[int, str]:
    wanted = [case.reporter_id, case.first_finder_id, case.author_id, case.stage_by, *others]
    ids = {one for one in wanted if one is not None}
    return people.names_of(tx, community_id=case.community_id, person_ids=ids)


def _results(tx: Connection, case: Case, pictures: list[Picture]) -> list[Picture]:
    """The pictures of this repair; an earlier one that did not last shows nothing mended."""
    if case.stage not in (Stage.RESOLVED, Stage.CLOSED):
        return []
    since = cases.mended_at(tx, case.id)
    return [p for p in pictures if p.shows_the_result and since and p.added_at >= since]


def _shown(pictures: Iterable[Picture]) -> tuple[Shown, ...]:
    return tuple(p.shown for p in pictures)
