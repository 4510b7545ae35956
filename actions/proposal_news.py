"""What becomes of a proposal is told to its maker and to all who stand behind it."""

from datetime import datetime

from sqlalchemy import Connection

from actions.deadlines import held
from domain.addresses import TELEGRAM
from domain.proposals import Proposal
from storage import communities, outbox, people, proposals
from storage.outbox import Lane

NEWS = "proposal.news"


def tell_those_behind(
    tx: Connection,
    proposal: Proposal,
    *,
    but_for: int | None,
    now: datetime,
    only_maker: bool = False,
) -> None:
    """One message each in private, in the morning if it is night; whom the bot may not write to
    sees it on the card. Whoever decided it, ``but_for``, knows.
    """
    behind = [] if only_maker else proposals.list_seconders(tx, proposal.id)
    at = held(now, communities.get_community(tx, proposal.community_id))
    for person_id in dict.fromkeys([proposal.made_by, *behind]):
        if person_id is None or person_id == but_for:
            continue
        account = people.get_account(tx, person_id, channel=TELEGRAM)
        if account.is_reachable:
            outbox.owe(
                tx,
                dedup=f"{NEWS}:{proposal.id}:{proposal.version}:{person_id}",
                kind=NEWS,
                about=proposal.about,
                to=account.private,
                lane=Lane.NOTICE,
                community_id=proposal.community_id,
                payload={
                    "proposal": proposal.id,
                    "state": proposal.state.value,
                    "person": person_id,
                },
                not_before=at,
                now=now,
            )
