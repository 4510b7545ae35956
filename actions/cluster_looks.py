"""Whoever learns more of a case has it looked at for what is alike near by, and what was found."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection

from domain.cases import Case
from domain.clusters import WITHIN
from storage import clusters, jobs, outbox

LOOK, OFFER = "cluster.look", "cluster.offer"


def look_for_cluster(tx: Connection, case: Case, *, now: datetime) -> None:
    """Promise a look; of what nobody can tell where or what it is there is nothing to find."""
    is_somewhere = bool(case.place_mark) or case.cell is not None
    if case.is_discreet or case.category_id is None or not is_somewhere:
        return
    jobs.add_job(
        tx,
        kind=LOOK,
        subject=case.about,
        period=str(case.version),
        due_at=now,
        community_id=case.community_id,
    )


def show_clusters_again(tx: Connection, family: Collection[Case], *, now: datetime) -> None:
    """Not everybody may know of these cases any more: the cards that name them are written anew."""
    earliest, home = min(one.reported_at for one in family), next(iter(family)).community_id
    ids = {one.id for one in family}
    for cluster in clusters.list_found(tx, community_id=home, since=earliest - WITHIN):
        if not ids.isdisjoint(cluster.case_ids):
            outbox.want_all_again(tx, about=cluster.about, kinds=(OFFER,), now=now)
