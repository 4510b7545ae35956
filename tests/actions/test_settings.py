"""设置 below the door: whose card it is, and what its replies may do."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from actions.category_edits import switch_category
from actions.looks import show
from actions.settings import CARD, HOME, ask_setting, turn_settings
from domain.addresses import Address
from domain.people import Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import communities, outbox, people, roles
from storage.tables import messages
from tests.actions.conftest import DEFAULTS, Place

HERE = Address("7", reply_to="70")
"""A button of the message 70 in 陈书记's private chat."""


@pytest.fixture
def secretary(tx: Connection, place: Place, now: datetime) -> Visitor:
    """With a card of 桃然亭 in private."""
    secretary = place.person("陈书记", Role.SECRETARY)
    said = Address("7", reply_to="1")
    show(
        tx,
        by=secretary,
        kind=CARD,
        payload=HOME,
        here=said,
        is_personal=True,
        start="settings",
        source="said",
        now=now,
    )
    tx.execute(
        messages.insert().values(
            channel="telegram", chat="7", message="70", kind=CARD, about="look:said", sent_at=now
        )
    )
    return secretary


def turn(tx: Connection, by: Visitor, now: datetime) -> None:
    turn_settings(tx, by=by, view="hours", subject=0, page=0, here=HERE, source="turn", now=now)


def test_a_card_is_turned_in_its_place(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    turn(tx, secretary, now)

    assert outbox.find_shown(tx, about="look:said")[1]["view"] == "hours"


def test_the_card_of_one_community_never_changes_another(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    other = communities.add_community(tx, "别处", defaults=DEFAULTS, now=now)
    person_id = secretary.person_id
    people.add_member(tx, community_id=other.id, person_id=person_id, name="陈书记", now=now)
    roles.add_role(
        tx,
        community_id=other.id,
        person_id=person_id,
        role=Role.SECRETARY,
        grid_id=None,
        team=None,
        given_by=None,
        now=now,
    )
    elsewhere = place.seen_in(secretary, other.id)

    with pytest.raises(RuleBroken, match=r"settings\.stale"):
        turn(tx, elsewhere, now)
    with pytest.raises(RuleBroken, match=r"settings\.stale"):
        ask_setting(tx, by=elsewhere, what="hours", subject=0, here=HERE, source="ask", now=now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SECRETARY])
def test_no_other_role_turns_it(
    tx: Connection, place: Place, secretary: Visitor, role: Role, now: datetime
) -> None:
    with pytest.raises(RuleBroken, match=r"permission\."):
        turn(tx, place.person("外人", role), now)
    assert outbox.find_shown(tx, about="look:said")[1] == HOME


def test_what_no_button_of_ours_says_is_refused(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    for number, (what, subject) in enumerate([("name", 99), ("template", 99), ("x", 0)]):
        with pytest.raises(RuleBroken, match=r"press\.stale"):
            ask_setting(
                tx,
                by=secretary,
                what=what,
                subject=subject,
                here=HERE,
                source=f"ask:{number}",
                now=now,
            )
    with pytest.raises(RuleBroken, match=r"press\.stale"):
        switch_category(
            tx,
            by=secretary,
            category_id=99,
            field="check",
            value="1",
            mark=0,
            here=HERE,
            source="switch",
            now=now,
        )
