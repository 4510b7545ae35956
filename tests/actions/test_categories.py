"""How a community comes by its categories, and that nobody takes away what it has."""

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Connection

from actions.categories import ensure_catalogue
from actions.communities import set_up
from domain.addresses import Address
from domain.catalogue import parse_catalogue
from domain.categories import Starter
from domain.communities import SetUp
from domain.people import ChatKind
from domain.rules import RuleBroken
from locales.starter import read_starter
from storage import categories, communities
from tests.actions.conftest import DEFAULTS, OPERATOR, Place

STARTERS = parse_catalogue(read_starter("zh_CN"))


def known(tx: Connection, community_id: int) -> list[Starter]:
    """What is there, as starters."""
    return [
        Starter(**{name: getattr(one, name) for name in vars(STARTERS[0])})
        for one in categories.list_categories(tx, community_id=community_id)
    ]


def test_a_community_without_categories_gets_them_all_in_their_order(
    tx: Connection, place: Place
) -> None:
    assert ensure_catalogue(tx, community_id=place.id, starters=STARTERS)

    assert tuple(known(tx, place.id)) == STARTERS


def test_what_it_has_is_its_own_from_then_on(tx: Connection, place: Place) -> None:
    ensure_catalogue(tx, community_id=place.id, starters=STARTERS[:2])
    mine = replace(STARTERS[0], name="电梯关人", words=("关人",), is_active=False)
    categories.put_category(tx, mine, community_id=place.id)

    assert not ensure_catalogue(tx, community_id=place.id, starters=STARTERS)

    assert known(tx, place.id) == [mine, STARTERS[1]]


def test_a_new_kind_comes_last_and_a_known_one_keeps_its_place(
    tx: Connection, place: Place
) -> None:
    ensure_catalogue(tx, community_id=place.id, starters=STARTERS[:2])
    fresh = replace(STARTERS[2], code="own.kind")

    assert categories.put_category(tx, fresh, community_id=place.id)
    assert not categories.put_category(tx, STARTERS[0], community_id=place.id)

    assert known(tx, place.id) == [STARTERS[0], STARTERS[1], fresh]
    found = categories.find_category(tx, community_id=place.id, code="own.kind")
    assert found is not None
    assert categories.get_category(tx, found.id) == found


def test_one_communitys_categories_are_not_anothers(
    tx: Connection, place: Place, now: datetime
) -> None:
    other = communities.add_community(tx, "别处", defaults=DEFAULTS, now=now)
    assert categories.list_without_catalogue(tx) == [(place.id, "zh_CN"), (other.id, "zh_CN")]

    ensure_catalogue(tx, community_id=place.id, starters=STARTERS)

    assert categories.list_without_catalogue(tx) == [(other.id, "zh_CN")]
    assert known(tx, other.id) == []
    code = STARTERS[0].code
    assert categories.find_category(tx, community_id=other.id, code=code) is None


def test_founding_a_community_brings_its_categories_and_joining_it_brings_no_more(
    tx: Connection, place: Place, now: datetime
) -> None:
    operator = place.outsider("郑工", OPERATOR)

    def sets_up(kind: ChatKind, chat: str) -> None:
        set_up(
            tx,
            visitor=operator,
            here=Address(chat),
            title="群",
            wish=SetUp("新家园", kind),
            defaults=replace(DEFAULTS, starters=STARTERS),
            missing_rights=[],
            source=f"tg:{chat}",
            now=now,
        )

    sets_up(ChatKind.PUBLIC, "-7")
    sets_up(ChatKind.STAFF, "-8")

    founded = communities.find_community(tx, "新家园")
    assert founded is not None
    assert tuple(known(tx, founded.id)) == STARTERS


def test_外人_founds_nothing_and_no_category(tx: Connection, place: Place, now: datetime) -> None:
    with pytest.raises(RuleBroken):
        set_up(
            tx,
            visitor=place.outsider("外人"),
            here=Address("-9"),
            title="群",
            wish=SetUp("新家园", ChatKind.PUBLIC),
            defaults=replace(DEFAULTS, starters=STARTERS),
            missing_rights=[],
            source="tg:9",
            now=now,
        )
    assert communities.find_community(tx, "新家园") is None
