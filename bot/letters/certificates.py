"""Letters about certificates."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.certificates import CARD, CHECKED
from bot.letters.letter import Letter
from cards import certificates as cards
from cards.card import Card, Reader
from domain.certificates import Certificate
from locales import speaker
from storage import certificates
from storage.communities import get_community
from storage.paying import Owed

MOST_OFFERED = 3


def card(tx: Connection, owed: Owed, reader: Reader) -> Card:
    """The question until it is answered, then the certificate in its place."""
    assert owed.community_id is not None
    if owed.payload["certificate_id"] is not None:
        found = certificates.get_certificate(tx, owed.payload["certificate_id"])
        return cards.certificate_card(found, reader, paper=_paper(tx, found, reader))
    issued = certificates.list_latest(
        tx,
        community_id=owed.community_id,
        person_id=owed.payload["person_id"],
        limit=MOST_OFFERED,
    )
    return cards.choice_card(cards.Choice(owed.payload["years"], issued), reader)


def checked(tx: Connection, owed: Owed, reader: Reader) -> Card:
    """Days by the clock of those who issued it, wherever it is checked."""
    found = certificates.get_certificate(tx, owed.payload["certificate_id"])
    zone = ZoneInfo(get_community(tx, found.community_id).timezone)
    is_corrected = certificates.is_corrected_since(tx, found)
    return cards.checked_card(found, replace(reader, zone=zone), is_corrected=is_corrected)


def _paper(tx: Connection, certificate: Certificate, reader: Reader) -> Reader:
    """In the language of those who issued it, whoever holds it."""
    community = get_community(tx, certificate.community_id)
    return Reader(speaker(community.locale), ZoneInfo(community.timezone), reader.now)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    CHECKED: Letter(checked),
}
