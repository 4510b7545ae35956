"""Who gets to see how much of a case, by where it is said."""

from sqlalchemy import Connection

from domain.addresses import Address
from domain.case_facts import CaseFacts
from domain.cases import Case
from domain.discretion import Sight, as_seen, sight_of_group, sight_of_person
from storage import cases, communities, people
from storage.case_facts import read_facts


def sight_at(tx: Connection, case: Case, at: Address) -> Sight:
    """How much of a case may be told in this chat, as of now."""
    if not case.is_discreet:
        return Sight.WHOLE
    if at.is_private:
        account = people.find_account(tx, channel=at.channel, external_id=at.chat)
        return sight_of(tx, case, account.person_id) if account else Sight.OUTLINE
    chat = communities.find_chat(tx, channel=at.channel, external_id=at.chat)
    is_ours = chat is not None and chat.community_id == case.community_id
    return sight_of_group(case, chat.kind if chat is not None and is_ours else None)


def sight_of(tx: Connection, case: Case, person_id: int) -> Sight:
    """How much of a case somebody may know for themselves."""
    held = people.holdings_of(tx, community_id=case.community_id, person_id=person_id)
    is_assigned = person_id in cases.list_assignees(tx, case.id)
    return sight_of_person(case, person_id, held, is_assigned=is_assigned)


def facts_at(tx: Connection, case_id: int, at: Address) -> CaseFacts:
    """What there is to say about a case in this chat."""
    facts = read_facts(tx, case_id)
    return as_seen(facts, sight_at(tx, facts.case, at))
