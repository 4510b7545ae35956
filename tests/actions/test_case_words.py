"""Words and places that come to a case later: what they change of it, and what they do not."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from actions.case_words import add_to_case, edit_report
from actions.places import define_place
from domain.cases import Act, Case, Kind, Stage
from domain.media import Point, Words
from domain.people import Visitor
from domain.permissions import Role
from storage import cases
from storage.cases import list_events
from tests.actions.conftest import Place
from tests.actions.test_same_problem import Office

SOUTH_GATE = Point(31.23, 121.47)


@pytest.fixture
def office(place: Place) -> Office:
    office = Office(place, place.now)
    office.place.grid("二号网格", "南门")
    define_place(
        place.tx,
        visitor=office.chen,
        line="二号网格 南门",
        point=SOUTH_GATE,
        here=place.here(),
        source=office.source(),
        now=place.now,
    )
    return office


def sends(office: Office, by: Visitor, case: Case, point: Point) -> Case:
    add_to_case(
        office.place.tx,
        by=by,
        case_id=case.id,
        said=Words(point=point),
        source=office.source(),
        now=office.now,
    )
    return office.again(case)


def test_editing_the_report_sets_a_waiting_case_going_and_its_history_says_so(
    office: Office, tx: Connection
) -> None:
    case = office.report("小李")
    office.act(Act.ACCEPT, case)
    office.act(Act.WAIT, case, "是哪一盏？")

    edit_report(
        tx,
        by=office.visitor(case),
        case_id=case.id,
        kind=Kind.PROBLEM,
        words="东门左边的路灯不亮",
        source=office.source(),
        now=office.now + timedelta(hours=1),
    )

    assert office.again(case).stage is Stage.ACCEPTED
    moves = [(one.kind, one.from_stage, one.to_stage) for one in list_events(tx, case.id)]
    assert moves[-2:] == [("edited", None, None), ("resume", Stage.WAITING, Stage.ACCEPTED)]
    assert cases.last_report_words(tx, case.id) == "东门左边的路灯不亮"


def test_a_neighbours_location_leads_no_case_away_from_its_grid(
    office: Office, tx: Connection
) -> None:
    reported = office.report("小李", "路灯不亮")
    case = cases.change_case(tx, reported, grid_id=office.place.grid("三号网格"))
    assert case is not None
    neighbour = office.place.person("王阿姨")

    there = sends(office, neighbour, case, SOUTH_GATE)
    assert there.grid_id == case.grid_id
    assert (there.latitude, there.longitude) == (SOUTH_GATE.latitude, SOUTH_GATE.longitude)
    assert there.cell is not None

    again = sends(office, neighbour, case, Point(31.3, 121.5))
    assert (again.latitude, again.cell) == (SOUTH_GATE.latitude, there.cell)


def test_a_location_leads_a_case_without_a_grid_to_one_whoever_sends_it(office: Office) -> None:
    case = office.report("小李", "路灯不亮")
    assert case.grid_id is None

    found = sends(office, office.place.person("孙姐", Role.GRID_WORKER), case, SOUTH_GATE)
    assert found.grid_id is not None
    assert found.place_id is not None


def test_the_reporters_own_location_leads_it_elsewhere(office: Office) -> None:
    office.place.grid("三号网格", "北门")
    case = office.report("小李", "路灯不亮")
    first = sends(office, office.visitor(case), case, SOUTH_GATE)

    assert first.grid_id is not None
    assert sends(office, office.visitor(case), case, Point(31.3, 121.5)).grid_id is None
