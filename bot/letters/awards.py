"""Letters about awards and deductions 加分、扣分."""

from sqlalchemy import Connection

from actions.award_letters import ANSWER, SECOND, TOLD
from bot.letters.letter import Letter
from cards.awards import AwardFacts, answer_card, second_card, taken_back_card, told_card
from cards.card import Card, Reader
from domain.grants import Grant, GrantState
from domain.people import ChatKind, mask_name
from domain.permissions import OFFICE_ROLES
from storage import communities, grants, people, points
from storage.paying import Owed
from storage.rule_sheets import get_sheet


def _facts(tx: Connection, owed: Owed, grant: Grant) -> AwardFacts:
    known = {one for one in (grant.granted_by, grant.second_by) if one is not None}
    names = people.names_of(tx, community_id=grant.community_id, person_ids=known)
    return AwardFacts(
        grant,
        who=_called(tx, owed, grant),
        by=names.get(grant.granted_by, "") if grant.granted_by is not None else "",
        second=names.get(grant.second_by, "") if grant.second_by is not None else "",
        above=get_sheet(tx, grant.sheet_id).second_above,
    )


def _called(tx: Connection, owed: Owed, grant: Grant) -> str:
    """The person by the name this chat may know: in private whole, among the staff whole for a
    colleague alone, elsewhere as they wish to be called in public.
    """
    home, person_id = grant.community_id, grant.person_id
    name = people.names_of(tx, community_id=home, person_ids=[person_id]).get(person_id, "")
    if owed.address.is_private:
        return name
    if _is_public(tx, owed):
        return people.public_name_of(tx, community_id=home, person_id=person_id)
    held = people.holdings_of(tx, community_id=home, person_id=person_id)
    return name if any(one.role in OFFICE_ROLES for one in held) else mask_name(name)


def _is_public(tx: Connection, owed: Owed) -> bool:
    if owed.address.is_private:
        return False
    chat = communities.find_chat(tx, channel=owed.address.channel, external_id=owed.address.chat)
    return chat is None or chat.kind is not ChatKind.STAFF


def _grant_of(tx: Connection, owed: Owed) -> Grant:
    return grants.get_grant(tx, owed.payload["grant"])


def answer(tx: Connection, owed: Owed, to: Reader) -> Card:
    facts = _facts(tx, owed, _grant_of(tx, owed))
    return answer_card(facts, to, is_public=_is_public(tx, owed))


def second(tx: Connection, owed: Owed, to: Reader) -> Card:
    return second_card(_facts(tx, owed, _grant_of(tx, owed)), to)


def told(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing of what was taken back before it could be said."""
    grant, why = _grant_of(tx, owed), owed.payload["taken_back"]
    has = points.balance_of(tx, community_id=grant.community_id, person_id=grant.person_id)
    facts = _facts(tx, owed, grant)
    if why is not None:
        return taken_back_card(facts, why, has, to)
    return told_card(facts, has, to) if grant.state is GrantState.PAID else None


LETTERS: dict[str, Letter] = {
    ANSWER: Letter(answer, is_standing=True, reposts=True),
    SECOND: Letter(second, is_standing=True, reposts=True),
    TOLD: Letter(told),
}
