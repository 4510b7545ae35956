"""Letters to members and groups: joining, home, help, privacy, rights, roles, grids."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards import communities as community_cards
from cards import people as cards
from cards.card import Card, Reader
from cards.grids import GridFacts, grid_list_card
from cards.onboarding import Joining, joining_card
from cards.roles import read_back_card
from domain.onboarding import Path, Step
from domain.people import ChatKind, MemberKind
from domain.permissions import Role
from storage import communities, grids, people, roles
from storage.conversations import Conversation, find_conversation
from storage.paying import Owed

ONBOARDING = "onboarding"


def onboarding(tx: Connection, owed: Owed, reader: Reader) -> Card | None:
    """The step this person is at; a card that a later /start has replaced is left as it is."""
    talk = find_conversation(tx, owed.payload["person"], form=ONBOARDING)
    if talk is None or talk.data["card"] != owed.about:
        return None
    if talk.step == Step.DONE:
        assert talk.community_id is not None
        me = _me(tx, talk.person_id, talk.community_id)
        return cards.home_card(me, reader, is_new=True)
    return joining_card(_joining(tx, talk), reader)


def _joining(tx: Connection, talk: Conversation) -> Joining:
    step = Step(talk.step)
    community, choices = "", [(one.id, one.name) for one in communities.list_communities(tx)]
    if talk.community_id is not None:
        community = communities.get_community(tx, talk.community_id).name
    if step is not Step.COMMUNITY and talk.community_id is not None:
        known = grids.list_grids(tx, community_id=talk.community_id)
        choices = [(one.id, one.name) for one in known]
    kind = MemberKind(talk.data["kind"]) if talk.data.get("kind") else None
    path = Path(talk.data["chooses"], has_grids=bool(choices), kind=kind)
    return Joining(
        person_id=talk.person_id,
        version=talk.version,
        step=step,
        is_first=path.steps[0] is step,
        community=community,
        kind=kind,
        choices=tuple(choices),
    )


def _me(tx: Connection, person_id: int, community_id: int) -> cards.Me:
    member = people.find_member(tx, community_id=community_id, person_id=person_id)
    assert member is not None
    held = roles.list_held(tx, community_id=community_id, person_id=person_id)
    return cards.Me(
        person_id=person_id,
        name=member.name,
        community=communities.get_community(tx, community_id).name,
        kind=member.kind,
        trade=member.trade,
        grid=grids.get_grid(tx, member.grid_id).name if member.grid_id else None,
        roles=frozenset(one.role for one in held),
    )


def home(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    return cards.home_card(_me(tx, owed.payload["person"], owed.community_id), reader)


def help_(tx: Connection, owed: Owed, reader: Reader) -> Card:
    held: frozenset[Role] = frozenset()
    chat = communities.find_chat(tx, channel=owed.address.channel, external_id=owed.address.chat)
    if owed.community_id is not None:
        person_id = owed.payload["person"]
        rows = roles.list_held(tx, community_id=owed.community_id, person_id=person_id)
        held = frozenset(one.role for one in rows)
    return cards.help_card(
        reader,
        roles=held,
        is_member=owed.community_id is not None,
        is_operator=owed.payload["is_operator"],
        chat_kind=chat.kind if chat else None,
        is_private=owed.address.is_private,
    )


def privacy(tx: Connection, owed: Owed, reader: Reader) -> Card:
    return cards.privacy_card(reader)


def language(tx: Connection, owed: Owed, reader: Reader) -> Card:
    return cards.language_card(owed.payload["person"], reader)


def door(tx: Connection, owed: Owed, reader: Reader) -> Card:
    return cards.door_card(reader, **owed.payload)


def welcome(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    community = communities.get_community(tx, owed.community_id)
    return cards.welcome_card(reader, community=community.name, community_id=community.id)


def _group(tx: Connection, chat_id: int) -> community_cards.Group:
    chat = communities.get_chat(tx, chat_id)
    community = communities.get_community(tx, chat.community_id)
    return community_cards.Group(community.name, chat.kind, chat.missing_rights)


def set_up(tx: Connection, owed: Owed, reader: Reader) -> Card:
    was = ChatKind(owed.payload["was"]) if owed.payload["was"] else None
    group = _group(tx, owed.payload["chat"])
    return community_cards.set_up_card(group, reader, is_new=owed.payload["is_new"], was=was)


def rights(tx: Connection, owed: Owed, reader: Reader) -> Card:
    return community_cards.rights_card(_group(tx, owed.payload["chat"]), reader)


def role(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    person_id = owed.payload["person"]
    names = people.names_of(tx, community_id=owed.community_id, person_ids=[person_id])
    held = roles.list_held(tx, community_id=owed.community_id, person_id=person_id)
    return read_back_card(
        names[person_id], tuple((one.role.value, one.place) for one in held), reader
    )


def grid_list(tx: Connection, owed: Owed, reader: Reader) -> Card:
    assert owed.community_id is not None
    workers = roles.list_of_role(tx, community_id=owed.community_id, role=Role.GRID_WORKER)
    names = people.names_of(
        tx, community_id=owed.community_id, person_ids=[one.person_id for one in workers]
    )

    def of(grid_id: int | None) -> tuple[str, ...]:
        return tuple(names[one.person_id] for one in workers if one.grid_id == grid_id)

    found = grids.list_grids(tx, community_id=owed.community_id)
    facts = tuple(GridFacts(grid.name, of(grid.id), grid.words) for grid in found)
    return grid_list_card(facts, of(None), reader)


LETTERS: dict[str, Letter] = {
    "member.onboarding": Letter(onboarding, is_standing=True, reposts=True),
    "member.home": Letter(home),
    "member.welcome": Letter(welcome),
    "help.card": Letter(help_),
    "privacy.notice": Letter(privacy),
    "language.choice": Letter(language),
    "private.door": Letter(door),
    "chat.set_up": Letter(set_up),
    "chat.rights": Letter(rights),
    "role.read_back": Letter(role),
    "grid.list": Letter(grid_list),
    "message.delete": Letter(lambda tx, owed, reader: None, is_nicety=True),
}
