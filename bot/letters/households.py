"""Letters about households 户: each is for one person alone, in private."""

from sqlalchemy import Connection

from actions.households import ASKED, LIST, MINE, TOLD
from bot.letters.letter import Letter
from cards import households as cards
from cards.card import Card, Reader
from domain.households import Living, Stay
from domain.permissions import Verb, may
from storage import households, people
from storage.paying import Owed

MOST_WAITING = 100


def _may_confirm(tx: Connection, home: int, person_id: int) -> bool:
    return may(
        Verb.CONFIRM_HOUSEHOLD, people.holdings_of(tx, community_id=home, person_id=person_id)
    )


def mine(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, person_id = owed.community_id, owed.payload["person"]
    assert home is not None
    living = households.find_own(tx, community_id=home, person_id=person_id)
    waiting = None
    if _may_confirm(tx, home, person_id):
        waiting = len(households.list_asked(tx, community_id=home, limit=MOST_WAITING))
    own = cards.Own(living, _others(tx, living), owed.payload["is_leaving"], waiting)
    return cards.own_card(own, to)


def _others(tx: Connection, living: Living | None) -> list[str]:
    """The names of whoever else is confirmed behind this door."""
    if living is None:
        return []
    found = households.list_confirmed(tx, living.household_id)
    ids = [one.person_id for one in found if one.person_id != living.person_id]
    names = people.names_of(tx, community_id=living.community_id, person_ids=ids)
    return [names[one] for one in ids if one in names]


def asked(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever may confirm no more."""
    home = owed.community_id
    assert home is not None
    if not _may_confirm(tx, home, owed.payload["viewer"]):
        return None
    living = households.find_living(tx, owed.payload["living"], community_id=home)
    assert living is not None
    ids = {living.person_id, *([living.decided_by] if living.decided_by else [])}
    names = people.names_of(tx, community_id=home, person_ids=ids)
    decider = names.get(living.decided_by, "") if living.decided_by else ""
    return cards.asked_card(
        living, names.get(living.person_id, ""), _others(tx, living), decider, to
    )


def told(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing when the person has said something else since."""
    assert owed.community_id is not None
    living = households.find_living(tx, owed.payload["living"], community_id=owed.community_id)
    assert living is not None
    return None if living.state is Stay.ASKED else cards.told_card(living, to)


def register(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever may look no more."""
    home, seen = owed.community_id, owed.payload
    assert home is not None
    if not _may_confirm(tx, home, seen["viewer"]):
        return None
    waiting = households.list_asked(tx, community_id=home, limit=MOST_WAITING)
    lived_in = households.list_lived_in(tx, community_id=home)
    building = households.find_household(tx, seen["building"], community_id=home)
    opened = households.find_household(tx, seen["household"], community_id=home)
    residents = households.list_confirmed(tx, opened.id) if opened else []
    house = building.door.building if building else ""
    named = {one.person_id for one in (*waiting[: cards.WAITING_SHOWN], *residents)}
    for one in lived_in:
        if one.door.building == house:
            named |= set(one.person_ids)
    return cards.register_card(
        cards.Register(
            waiting,
            lived_in,
            people.names_of(tx, community_id=home, person_ids=named),
            residents,
            house,
            opened,
            seen["page"],
        ),
        to,
    )


LETTERS: dict[str, Letter] = {
    MINE: Letter(mine, is_standing=True),
    ASKED: Letter(asked, is_standing=True),
    TOLD: Letter(told),
    LIST: Letter(register, is_standing=True),
}
