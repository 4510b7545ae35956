"""Reads everything a card says about a case in one go."""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.case_facts import CaseFacts
from domain.cases import Case, Stage
from domain.media import Attachment
from domain.permissions import Role
from storage import case_media, cases, grids, people
from storage.case_media import Picture


def read_facts(tx: Connection, case_id: int) -> CaseFacts:
    case = cases.get_case(tx, case_id)
    assignees = cases.list_assignees(tx, case.id)
    holders = people.list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
    names = _names(tx, case, [*assignees, *holders])
    pictures = case_media.list_pictures(tx, case.id)
    reporter = people.find_member(tx, community_id=case.community_id, person_id=case.reporter_id)
    return CaseFacts(
        case=case,
        reporter=names.get(case.reporter_id, ""),
        trade=reporter.trade if reporter else None,
        first_finder=names.get(case.first_finder_id or 0),
        author=names.get(case.author_id or 0),
        grid=grids.get_grid(tx, case.grid_id).name if case.grid_id else None,
        holders=tuple(names[one] for one in holders if one in names),
        assignees=tuple(names[one] for one in assignees if one in names),
        stage_by=names.get(case.stage_by or 0),
        follower_count=cases.count_followers(tx, case.id),
        photos=_attachments(p for p in pictures if p.heads_a_card),
        result_photos=_attachments(_results(tx, case, pictures)),
    )


def _names(tx: Connection, case: Case, others: list[int]) -> dict[int, str]:
    wanted = [case.reporter_id, case.first_finder_id, case.author_id, case.stage_by, *others]
    ids = {one for one in wanted if one is not None}
    return people.names_of(tx, community_id=case.community_id, person_ids=ids)


def _results(tx: Connection, case: Case, pictures: list[Picture]) -> list[Picture]:
    """The pictures of this repair; an earlier one that did not last shows nothing mended."""
    if case.stage not in (Stage.RESOLVED, Stage.CLOSED):
        return []
    since = cases.resolved_at(tx, case.id)
    return [p for p in pictures if p.shows_the_result and since and p.added_at >= since]


def _attachments(pictures: Iterable[Picture]) -> tuple[Attachment, ...]:
    return tuple(Attachment("", p.kind, p.file) for p in pictures)
