"""Like cases of a week are offered to the secretaries together, once: 列为议题 or 不用."""

from datetime import datetime

from sqlalchemy import Connection

from actions.cluster_looks import OFFER
from actions.deadlines import held
from actions.once import once
from actions.permits import check_visitor_may
from actions.proposals import office_of
from actions.same_problem import place_words
from domain.answers import Answer
from domain.cases import Case, case_id_of
from domain.clusters import WITHIN, Cluster, ClusterState, Sighting, find_clusters, grow
from domain.people import Visitor
from domain.permissions import Verb
from domain.proposals import ProposalState, title_of
from domain.rules import RuleBroken
from storage import cases, categories, clusters, communities, jobs, outbox, proposals
from storage.jobs import Job
from storage.merging import living
from storage.outbox import Lane

WAITS = (ProposalState.TAKEN, ProposalState.SCHEDULED)
"""While a matter has not been talked about, what comes to it later is ended with it."""


def look_around(tx: Connection, job: Job, now: datetime) -> None:
    """Find what one case makes a matter of with others; not while it is asked about, and not at
    night.
    """
    case_id = case_id_of(job.subject)
    assert case_id is not None
    case = living(tx, cases.get_case(tx, case_id))
    due_at = held(now, communities.get_community(tx, case.community_id))
    if case.offered_until is not None:
        due_at = max(due_at, case.offered_until)
    if due_at > now:
        jobs.hold(tx, job.id, until=due_at)
    elif case.is_open and case.category_id is not None and not case.is_discreet:
        _find(tx, case, now=now)


def _find(tx: Connection, case: Case, *, now: datetime) -> None:
    """A case that is in one cluster is never in another."""
    seen = clusters.list_around(tx, case)
    named = place_words(tx, case.community_id)
    earliest = min((one.at for one in seen), default=case.reported_at)
    since = earliest - WITHIN  # so long after it was found somebody may have joined it
    known = clusters.list_found(tx, community_id=case.community_id, since=since)
    ids = {cluster.id: _ids_by_now(tx, cluster) for cluster in known}
    settled = set().union(*ids.values())
    free = [one for one in seen if one.id not in settled]
    for cluster in known:
        members = [one for one in seen if one.id in ids[cluster.id]]
        if members and _may_grow(tx, cluster):
            new = [one for one in grow(members, free, named) if one not in members]
            free = [one for one in free if one not in new]
            _let_join(tx, cluster, new, now=now)
    for group in find_clusters(free, named):
        _offer(tx, case, group, now=now)


def _ids_by_now(tx: Connection, cluster: Cluster) -> set[int]:
    """Its cases, and those in which they live on."""
    return {
        one
        for case_id in cluster.case_ids
        for one in (case_id, living(tx, cases.get_case(tx, case_id)).id)
    }


def _may_grow(tx: Connection, cluster: Cluster) -> bool:
    if cluster.proposal_id is None:
        return True
    return proposals.get_proposal(tx, cluster.proposal_id).state in WAITS


def _let_join(tx: Connection, cluster: Cluster, new: list[Sighting], *, now: datetime) -> None:
    """They are on the card that stands there already; nobody is asked a second time."""
    if not new:
        return
    ids = [one.id for one in new]
    changed = clusters.change_cluster(tx, cluster, case_ids=sorted([*cluster.case_ids, *ids]))
    assert changed is not None, "nobody else writes inside this transaction"
    if changed.proposal_id is not None:
        proposals.add_cases(
            tx,
            community_id=changed.community_id,
            proposal_id=changed.proposal_id,
            case_ids=ids,
        )
    _show_again(tx, changed, now=now)


def _show_again(tx: Connection, cluster: Cluster, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=cluster.about, kinds=(OFFER,), now=now)


def _offer(tx: Connection, case: Case, group: tuple[Sighting, ...], *, now: datetime) -> None:
    ids = [one.id for one in group]
    cluster = clusters.add_cluster(
        tx,
        community_id=case.community_id,
        category=str(case.category_id),
        case_ids=ids,
        source=f"cluster:{min(ids)}",
        now=now,
    )
    for to in office_of(tx, case.community_id):
        outbox.owe_standing(
            tx,
            kind=OFFER,
            about=cluster.about,
            to=to,
            lane=Lane.CARD,
            community_id=cluster.community_id,
            now=now,
        )


def _offered_here(tx: Connection, by: Visitor, cluster_id: int, version: int) -> Cluster:
    check_visitor_may(tx, by, Verb.REVIEW_PROPOSAL)
    cluster = clusters.find_cluster(tx, cluster_id)
    if cluster is None or cluster.community_id != by.community_id:
        raise RuleBroken("press.stale")
    if cluster.state is not ClusterState.OFFERED:
        raise RuleBroken("cluster.decided_already")
    if cluster.version != version:
        raise RuleBroken("cluster.changed_meanwhile")
    return cluster


@once
def take_cluster(
    tx: Connection, *, by: Visitor, cluster_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """列为议题: a proposal that is taken up already, of these cases."""
    cluster = _offered_here(tx, by, cluster_id, version)
    found = clusters.list_cases(tx, cluster)
    if not found:
        raise RuleBroken("cluster.gone")
    title = title_of(_matter(tx, cluster, found))
    proposal = proposals.add_proposal(
        tx,
        community_id=cluster.community_id,
        title=title,
        words=title,
        state=ProposalState.TAKEN.value,
        reviewed_by=by.person_id,
        reviewed_at=now,
        source=cluster.about,
        now=now,
    )
    proposals.add_cases(
        tx,
        community_id=cluster.community_id,
        proposal_id=proposal.id,
        case_ids=[one.id for one in found],
    )
    _decide(tx, cluster, ClusterState.TAKEN, by=by, proposal_id=proposal.id, now=now)
    return Answer("cluster.is_matter", {"code": proposal.code})


def _matter(tx: Connection, cluster: Cluster, found: list[Case]) -> str:
    """What it is and where, in words that hold whatever becomes of one of the cases."""
    kind = category_of(tx, cluster)
    marks = {one.place_mark for one in found}
    return f"{kind} · {marks.pop()}" if len(marks) == 1 and "" not in marks else kind


def category_of(tx: Connection, cluster: Cluster) -> str:
    known = categories.list_categories(tx, community_id=cluster.community_id)
    return next((one.name for one in known if str(one.id) == cluster.category), "")


def _decide(
    tx: Connection,
    cluster: Cluster,
    state: ClusterState,
    *,
    by: Visitor,
    now: datetime,
    proposal_id: int | None = None,
) -> None:
    changed = clusters.change_cluster(
        tx, cluster, state=state.value, decided_by=by.person_id, proposal_id=proposal_id
    )
    assert changed is not None, "nobody else writes inside this transaction"
    _show_again(tx, changed, now=now)


@once
def leave_cluster(
    tx: Connection, *, by: Visitor, cluster_id: int, version: int, source: str, now: datetime
) -> Answer | None:
    """不用: each case goes its own way."""
    cluster = _offered_here(tx, by, cluster_id, version)
    _decide(tx, cluster, ClusterState.LEFT, by=by, now=now)
    return Answer("cluster.is_left")
