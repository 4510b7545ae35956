"""Places and topics, as deeds: asked again inside the transaction, done once, kept apart."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from actions.grids import remove_grid
from actions.places import define_place, remove_place, show_places, turn_place_page, where_is
from actions.topics import clear_topic, route_topic, show_topics
from domain.media import Point
from domain.people import ChatKind, Visitor
from domain.permissions import Holding, Role
from domain.rules import RuleBroken
from storage import communities
from storage.places import list_places
from tests.actions.conftest import DEFAULTS, Place

POINT = Point(31.23, 121.47)


@pytest.fixture
def secretary(place: Place) -> Visitor:
    return place.person("陈书记", Role.SECRETARY)


def add(place: Place, by: Visitor, line: str, *, point: Point | None = None) -> None:
    here = place.here()
    define_place(
        place.tx,
        visitor=by,
        line=line,
        point=point,
        here=here,
        source=f"tg:{here.chat}:{here.reply_to}",
        now=place.now,
    )


def test_a_place_belongs_to_its_community_alone(place: Place, secretary: Visitor) -> None:
    grid = place.grid("一号网格")
    other = communities.add_community(place.tx, "别处", defaults=DEFAULTS, now=place.now)
    add(place, secretary, "一号网格 水塔", point=POINT)

    here = where_is(place.tx, place.id, words="水塔漏水", place="", point=POINT)
    there = where_is(place.tx, other.id, words="水塔漏水", place="", point=POINT)
    assert (here.grid_id, here.mark) == (grid, "水塔")
    assert (there.grid_id, there.place_id, there.mark) == (None, None, "")
    assert there.cell == here.cell


def test_a_place_goes_to_the_grid_whose_words_name_it(place: Place, secretary: Visitor) -> None:
    grid = place.grid("一号网格", "水塔")
    add(place, secretary, "水塔")

    [kept] = list_places(place.tx, community_id=place.id)
    assert kept.grid_id == grid
    with pytest.raises(RuleBroken, match=r"grid\.in_use"):
        remove_grid(
            place.tx, visitor=secretary, name="一号网格", source="tg:-100:99", now=place.now
        )


@pytest.mark.parametrize(
    "deed",
    [
        partial(define_place, line="水塔", point=None),
        partial(show_places),
        partial(turn_place_page, page=1),
        partial(route_topic, line="一号网格"),
        partial(clear_topic),
        partial(show_topics),
    ],
    ids=lambda deed: deed.func.__name__,
)
def test_whose_role_has_ended_since_the_door_looked_is_refused(
    place: Place, deed: Callable[..., None]
) -> None:
    place.grid("一号网格")
    place.group("-100", ChatKind.STAFF)
    late = replace(place.person("外人"), holdings=frozenset({Holding(Role.SECRETARY)}))

    with pytest.raises(RuleBroken, match="permission"):
        deed(
            place.tx,
            visitor=late,
            here=replace(place.here(), thread="7"),
            source="tg:-100:1",
            now=place.now,
        )


def test_whose_role_has_ended_removes_nothing(place: Place, secretary: Visitor) -> None:
    add(place, secretary, "水塔")
    late = replace(place.person("外人"), holdings=frozenset({Holding(Role.SECRETARY)}))

    with pytest.raises(RuleBroken, match="permission"):
        remove_place(place.tx, visitor=late, name="水塔", source="tg:-100:9", now=place.now)
    assert len(list_places(place.tx, community_id=place.id)) == 1
