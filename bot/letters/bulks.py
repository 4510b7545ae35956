"""Letters about bulk acts 批量: the asker's card, and the digest for each who waits for news."""

from sqlalchemy import Connection

from actions.bulk_digests import DIGEST, REMINDED, REPORTER
from actions.bulks import CARD
from bot.letters import case_rewards
from bot.letters.letter import Letter
from cards.bulks import bulk_card, digest_card
from cards.card import Card, Reader
from domain.bulks import NEWS
from domain.cases import Stage
from storage.bulks import get_bulk
from storage.discretion import facts_at
from storage.paying import Owed


def bulk(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    found = get_bulk(tx, int(owed.about.split(":")[1]))
    seen = {one: facts_at(tx, one, owed.address) for one in found.case_ids}
    return bulk_card(found, seen, to)


def digest(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """As of now: what was opened again since is in it no more, unless it stands there already."""
    payload = owed.payload
    found, role = get_bulk(tx, payload["bulk_id"]), payload["role"]
    seen = [facts_at(tx, one, owed.address) for one in payload["case_ids"]]
    if not owed.shown:
        wanted = (Stage.RESOLVED,) if role == REMINDED else tuple(NEWS)
        seen = [facts for facts in seen if facts.case.stage in wanted]
    mended = [one.case.id for one in seen] if role == REPORTER else []
    reward = case_rewards.of_repairs(tx, owed, mended, to)
    return digest_card(found.words, seen, to, role=role, bulk_id=found.id, reward=reward)


LETTERS: dict[str, Letter] = {
    CARD: Letter(bulk, is_standing=True, reposts=True),
    DIGEST: Letter(digest, is_standing=True),
}
