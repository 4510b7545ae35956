"""Letters about mutes."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards import mutes as cards
from cards.card import Card, Reader
from storage import mutes, people, unheard
from storage.mutes import Muted
from storage.paying import Owed


def _facts(tx: Connection, muted: Muted, community_id: int) -> cards.MuteFacts:
    names = people.names_of(
        tx, community_id=community_id, person_ids={muted.person_id, muted.muted_by}
    )
    return cards.MuteFacts(
        who=names.get(muted.person_id, ""),
        by=names.get(muted.muted_by, ""),
        reason=muted.mute.reason,
        ends_at=muted.mute.ends_at,
        count=unheard.sum_unheard(
            tx, community_id=community_id, person_id=muted.person_id, since=muted.muted_at
        ),
    )


def done(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    muted = mutes.get_muted(tx, owed.payload["mute"])
    return cards.done_card(_facts(tx, muted, owed.community_id), reader)


def told(tx: Connection, owed: Owed, reader: Reader) -> Card | None:
    """Nothing when it is over before it could be said."""
    assert owed.community_id is not None
    muted = mutes.get_muted(tx, owed.payload["mute"])
    if muted.mute.ends_at <= reader.now:
        return None
    return cards.told_card(_facts(tx, muted, owed.community_id), reader)


def listed(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    found = mutes.list_muted(tx, community_id=owed.community_id, now=reader.now)
    return cards.list_card([_facts(tx, one, owed.community_id) for one in found], reader)


LETTERS: dict[str, Letter] = {
    "mute.done": Letter(done),
    "mute.told": Letter(told),
    "mute.list": Letter(listed),
}
