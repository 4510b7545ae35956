"""Setting up, rights, welcomes and invitations, as deeds."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.cases import Filing, report_case
from actions.communities import (
    enter_group,
    leave_group,
    note_heard,
    note_rights,
    set_up,
    welcome_newcomers,
)
from actions.invites import make_invite, use_invite
from actions.reach import note_silenced
from domain.addresses import Address
from domain.cases import Kind
from domain.communities import SetUp
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import communities, people
from storage.outbox import DEAD
from storage.paying import Owed, claim_owed, give_up, mark_sent
from storage.tables import invites
from tests.actions.conftest import DEFAULTS, OPERATOR, Place

GROUP = "-100"
TOKEN = "a-token-nobody-guesses"


def bind(
    place: Place,
    by: Visitor,
    name: str = "桃然亭",
    kind: ChatKind = ChatKind.PUBLIC,
    chat: str = GROUP,
    missing: tuple[str, ...] = (),
) -> None:
    here = place.here(chat)
    set_up(
        place.tx,
        visitor=by,
        here=here,
        title="群",
        wish=SetUp(name, kind),
        defaults=DEFAULTS,
        missing_rights=missing,
        source=f"tg:{chat}:{here.reply_to}",
        now=place.now,
    )


@pytest.fixture
def operator(place: Place) -> Visitor:
    return place.outsider("运维", OPERATOR)


def find(tx: Connection, chat: str = GROUP) -> communities.Chat | None:
    return communities.find_chat(tx, channel="telegram", external_id=chat)


def test_an_operator_makes_a_community_with_the_first_values(
    tx: Connection, place: Place, operator: Visitor
) -> None:
    bind(place, operator, "新村", missing=("hear",))

    community = communities.find_community(tx, "新村")
    chat = find(tx)
    assert community is not None
    assert chat is not None
    assert (community.timezone, community.quiet_hours) == ("Asia/Shanghai", "22:00-07:00")
    assert (chat.community_id, chat.kind) == (community.id, ChatKind.PUBLIC)
    assert chat.missing_rights == ("hear",)
    assert place.owed("chat.set_up") == [{"chat": chat.id, "is_new": True, "was": None}]


def test_a_known_name_joins_the_community(tx: Connection, place: Place, operator: Visitor) -> None:
    bind(place, operator)
    bind(place, operator, kind=ChatKind.STAFF, chat="-200")

    assert len(communities.list_communities(tx)) == 1
    assert [one["is_new"] for one in place.owed("chat.set_up")] == [False, False]


def test_a_group_never_moves_to_another_community(
    tx: Connection, place: Place, operator: Visitor
) -> None:
    bind(place, operator)

    with pytest.raises(RuleBroken) as broken:
        bind(place, operator, "别处")

    assert broken.value.key == "setup.bound_elsewhere"
    assert broken.value.params == {"community": "桃然亭"}
    assert communities.find_community(tx, "别处") is None


def test_binding_again_is_harmless_and_another_kind_is_said(
    tx: Connection, place: Place, operator: Visitor
) -> None:
    bind(place, operator)
    bind(place, operator)
    bind(place, operator, kind=ChatKind.RIDERS)

    assert [one["was"] for one in place.owed("chat.set_up")] == [None, None, "public"]
    chat = find(tx)
    assert chat is not None
    assert chat.kind is ChatKind.RIDERS


@pytest.mark.parametrize("role", [None, Role.SECRETARY, Role.GRID_WORKER])
def test_nobody_but_an_operator_sets_up(place: Place, role: Role | None) -> None:
    other = place.person("外人", *([role] if role else []))

    with pytest.raises(RuleBroken) as broken:
        bind(place, other)

    assert broken.value.key == "permission.only_operators"


def test_the_same_message_delivered_twice_binds_and_answers_once(
    tx: Connection, place: Place, operator: Visitor
) -> None:
    for _ in range(2):
        set_up(
            tx,
            visitor=operator,
            here=Address(GROUP, reply_to="9"),
            title="群",
            wish=SetUp("桃然亭", ChatKind.PUBLIC),
            defaults=DEFAULTS,
            missing_rights=[],
            source="tg:-100:9",
            now=place.now,
        )

    assert len(place.owed("chat.set_up")) == 1


def test_changed_rights_are_told_once(tx: Connection, place: Place) -> None:
    at = place.group(GROUP, ChatKind.PUBLIC)

    for step, lacking in enumerate((["hear"], ["hear"], ["unknown"], [])):
        note_rights(tx, at=at, missing_rights=lacking, now=place.now + timedelta(seconds=step))

    assert len(place.owed("chat.rights")) == 2
    chat = find(tx)
    assert chat is not None
    assert chat.missing_rights == ()


def test_a_staff_group_that_may_be_written_to_again_gets_its_cards(place: Place) -> None:
    at = place.group(GROUP, ChatKind.STAFF)
    who, here = place.person("小李"), place.here("-300")
    filing = Filing(Kind.PROBLEM, Words("井盖松动"), here)
    note_rights(place.tx, at=at, missing_rights=["speak"], now=place.now)
    report_case(place.tx, by=who, filing=filing, source="tg:-300:1", now=place.now)
    [card] = [owed for owed in pay_nothing(place) if owed.kind == "case.card"]
    give_up(place.tx, card, state=DEAD, error="unreachable", now=place.now)

    note_rights(place.tx, at=at, missing_rights=[], now=place.now + timedelta(minutes=1))

    assert "case.card" in {owed.kind for owed in pay_nothing(place, minute=2)}


def test_a_group_in_which_something_is_heard_again_catches_up_once(place: Place) -> None:
    at = place.group(GROUP, ChatKind.STAFF)
    who, here = place.person("小李"), place.here("-300")
    filing = Filing(Kind.PROBLEM, Words("井盖松动"), here)
    report_case(place.tx, by=who, filing=filing, source="tg:-300:1", now=place.now)
    [card] = [owed for owed in pay_nothing(place) if owed.kind == "case.card"]
    note_silenced(place.tx, card, now=place.now)

    for minute in (1, 2):
        note_heard(place.tx, at=at, now=place.now + timedelta(minutes=minute))

    chat = find(place.tx)
    assert chat is not None
    assert chat.missing_rights == ()
    assert len(place.owed("chat.rights")) == 1
    assert "case.card" in {owed.kind for owed in pay_nothing(place, minute=3)}


def test_rights_in_a_group_that_is_not_bound_concern_nobody(tx: Connection, place: Place) -> None:
    note_rights(tx, at=Address("-9"), missing_rights=["hear"], now=place.now)

    assert place.owed("chat.rights") == []


def test_removed_and_added_again_the_group_keeps_its_community(
    tx: Connection, place: Place
) -> None:
    at = place.group(GROUP, ChatKind.STAFF)
    leave_group(tx, at=at, now=place.now)
    assert find(tx) is None

    enter_group(tx, at=at, missing_rights=["hear"], source="place:1", now=place.now)

    chat = find(tx)
    assert chat is not None
    assert chat.kind is ChatKind.STAFF
    assert len(place.owed("chat.rights")) == 1


def test_in_a_strange_group_the_bot_says_what_it_is_once(tx: Connection, place: Place) -> None:
    for _ in range(2):
        enter_group(tx, at=Address("-9"), missing_rights=["hear"], source="place:1", now=place.now)

    assert place.owed("words") == [{"key": "start.unbound_group"}]


def arrive(place: Place, at: Address, minute: int) -> None:
    welcome_newcomers(
        place.tx, at=at, source=f"tg:{minute}", now=place.now + timedelta(minutes=minute)
    )


def pay_nothing(place: Place, minute: int = 0) -> list[Owed]:
    """Everything that is due, taken and kept, chat by chat."""
    taken: list[Owed] = []
    now = place.now + timedelta(minutes=minute)
    while rows := claim_owed(place.tx, now=now, waiting_chats=(), limit=10):
        taken += rows
    return taken


def pay(place: Place, minute: int) -> list[Owed]:
    """The sender sends what is due; message numbers are the rows' own."""
    now = place.now + timedelta(minutes=minute)
    rows = claim_owed(place.tx, now=now, waiting_chats=(), limit=10)
    for owed in rows:
        mark_sent(place.tx, owed, message=str(700 + owed.id), media_file=None, now=now)
    return rows


def test_a_busy_evening_gets_one_welcome(tx: Connection, place: Place) -> None:
    at = place.group(GROUP, ChatKind.PUBLIC)

    for minute in (0, 1, 9):
        arrive(place, at, minute)

    assert len(place.owed("member.welcome")) == 1


def test_the_next_welcome_takes_the_previous_one_away(tx: Connection, place: Place) -> None:
    at = place.group(GROUP, ChatKind.RIDERS)
    arrive(place, at, 0)
    [sent] = pay(place, 0)

    arrive(place, at, 10)

    assert len(place.owed("member.welcome")) == 2
    assert place.owed("message.delete") == [{"message": str(700 + sent.id)}]


@pytest.mark.parametrize("chat", [GROUP, "-9"])
def test_no_welcome_in_the_staff_group_nor_in_a_strange_one(place: Place, chat: str) -> None:
    place.group(GROUP, ChatKind.STAFF)

    arrive(place, Address(chat), 0)

    assert place.owed("member.welcome") == []


def come(place: Place, by: Visitor, token: str = TOKEN, later: timedelta = timedelta(0)) -> str:
    here = place.here(by.external_id)
    answer = use_invite(
        place.tx,
        visitor=by,
        here=here,
        token=token,
        source=f"tg:{by.external_id}:{here.reply_to}",
        now=place.now + later,
    )
    assert answer is not None
    return answer.key


def held(place: Place, who: Visitor) -> set[Role]:
    holdings = people.holdings_of(place.tx, community_id=place.id, person_id=who.person_id)
    return {one.role for one in holdings}


def test_an_invite_makes_its_first_user_a_secretary_and_no_second(place: Place) -> None:
    make_invite(place.tx, community_name="桃然亭", token=TOKEN, now=place.now)
    secretary, other = place.outsider("陈书记"), place.outsider("外人")

    assert come(place, secretary) == "invite.welcome"
    with pytest.raises(RuleBroken) as broken:
        come(place, other)

    assert broken.value.key == "invite.used"
    assert Role.SECRETARY in held(place, secretary)
    assert Role.SECRETARY not in held(place, other)
    assert come(place, secretary) == "invite.yours_already"


def test_an_invite_expires(place: Place) -> None:
    make_invite(place.tx, community_name="桃然亭", token=TOKEN, now=place.now)

    with pytest.raises(RuleBroken) as broken:
        come(place, place.outsider("陈书记"), later=timedelta(days=7))

    assert broken.value.key == "invite.expired"


def test_a_guessed_invite_opens_nothing(place: Place) -> None:
    make_invite(place.tx, community_name="桃然亭", token=TOKEN, now=place.now)

    with pytest.raises(RuleBroken) as broken:
        come(place, place.outsider("外人"), token="guess")

    assert broken.value.key == "invite.unknown"


def test_only_the_hash_of_a_token_is_kept(tx: Connection, place: Place, now: datetime) -> None:
    make_invite(tx, community_name="桃然亭", token=TOKEN, now=now)

    [kept] = tx.execute(sa.select(invites.c.token_hash)).scalars()
    assert TOKEN not in kept
    assert len(kept) == 64


def test_an_invite_to_nowhere_lists_the_communities(tx: Connection, place: Place) -> None:
    with pytest.raises(RuleBroken) as broken:
        make_invite(tx, community_name="别处", token=TOKEN, now=place.now)

    assert broken.value.params["names"] == "桃然亭"
