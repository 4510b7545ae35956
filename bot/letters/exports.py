"""Letters about figures that are taken away: the card they are chosen on, and the file."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.exports import CARD, FILE
from actions.grants import today_in
from bot.letters.letter import Letter
from cards import exports as cards
from cards.card import Card, Reader
from cards.exports import Choice, Made
from cards.stats import Names
from domain.categories import heads_of
from domain.exports import read_asked
from domain.permissions import Verb, may
from storage import exports
from storage.categories import list_categories
from storage.communities import get_community
from storage.exports import Export
from storage.grids import list_grids
from storage.paying import Owed
from storage.people import find_account, holdings_of, names_of

MOST_BEFORE = 5


def card(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    if not _may(tx, owed, Verb.EXPORT):
        return None
    made: Made | None = None
    before: Sequence[Made] = ()
    if payload["export_id"]:
        [made] = _told(tx, home, [exports.get_export(tx, payload["export_id"])])
    else:
        before = _told(tx, home, exports.list_latest(tx, community_id=home, limit=MOST_BEFORE))
    known = list_categories(tx, community_id=home)
    choice = Choice(
        read_asked(payload["what"], payload, is_personal=payload["is_personal"]),
        today_in(tx, home, to.now),
        _grids(tx, home),
        {head: ids[0] for head, ids in heads_of(known).items()},
        payload["choosing"],
        made,
        before,
    )
    return cards.export_card(choice, to)


def file(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """With names only to whoever may still have them. In the language of its reader."""
    home, export = owed.community_id, exports.get_export(tx, owed.payload["export_id"])
    assert home is not None
    if not _may(tx, owed, Verb.EXPORT_PERSONS if export.asked.is_personal else Verb.EXPORT):
        return None
    account = find_account(tx, channel=owed.address.channel, external_id=owed.address.chat)
    locale = (account and account.locale) or get_community(tx, home).locale
    choice = Choice(export.asked, today_in(tx, home, to.now), _grids(tx, home))
    return cards.file_card(choice, export.id, locale, to)


def _may(tx: Connection, owed: Owed, verb: Verb) -> bool:
    """A secretary when it was owed may be none any more."""
    home = owed.community_id
    assert home is not None
    return may(verb, holdings_of(tx, community_id=home, person_id=owed.payload["viewer"]))


def _grids(tx: Connection, home: int) -> Names:
    return Names({one.id: one.name for one in list_grids(tx, community_id=home)})


def _told(tx: Connection, home: int, found: Sequence[Export]) -> list[Made]:
    people = {one.made_by for one in found if one.made_by is not None}
    names = names_of(tx, community_id=home, person_ids=people)
    return [
        Made(
            one.asked,
            names.get(one.made_by or 0, ""),
            one.made_at,
            one.rows_written if one.written_at else None,
        )
        for one in found
    ]


LETTERS: dict[str, Letter] = {CARD: Letter(card, is_standing=True), FILE: Letter(file)}
