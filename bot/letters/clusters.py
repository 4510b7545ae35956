"""The letter that offers the secretaries like cases of a week as one matter."""

from sqlalchemy import Connection

from actions.cluster_looks import OFFER
from actions.clusters import category_of
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.clusters import ClusterFacts, offer_card
from domain.clusters import FEWEST_CASES, ClusterState, cluster_id_of
from storage import clusters, people, proposals
from storage.paying import Owed


def offer(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing where they are too few by now to speak of, unless it stands there already."""
    assert owed.about is not None
    cluster = clusters.get_cluster(tx, cluster_id_of(owed.about))
    found = clusters.list_cases(tx, cluster)
    is_offered = cluster.state is ClusterState.OFFERED
    if is_offered and len(found) < FEWEST_CASES and not owed.shown:
        return None
    who = cluster.decided_by and people.public_name_of(
        tx, community_id=cluster.community_id, person_id=cluster.decided_by
    )
    proposal = cluster.proposal_id and proposals.get_proposal(tx, cluster.proposal_id)
    facts = ClusterFacts(
        cluster,
        category_of(tx, cluster),
        tuple(found),
        others=clusters.count_others(tx, [one.id for one in found]),
        who=who or "",
        code=proposal.code if proposal else "",
    )
    return offer_card(facts, to)


LETTERS: dict[str, Letter] = {OFFER: Letter(offer, is_standing=True, reposts=True)}
