"""The desk's piles and everybody's lists, read by queries as plain Python would sort them out."""

import random
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import Connection

from domain.cases import OPEN_STAGES, Case, Stage
from domain.categories import Priority
from domain.communities import CommunityDefaults
from domain.desk import STAGE_OF, Pile, Today, belongs, key_of
from domain.search import Eyes
from storage import case_lists, cases, communities, desk, grids, people
from storage.database import Database
from storage.desk import Desk
from tests.storage.conftest import SPRING

FIRST_VALUES = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
TODAY = Today(SPRING, SPRING + timedelta(hours=15))
DUES = (None, -30, -1, 0, 1, 10, 15, 16, 90)


def _some_cases(tx: Connection, home: int, people_ids: list[int], grid_ids: list[int]) -> None:
    dice = random.Random(7)
    for number in range(150):
        solve, respond = dice.choice(DUES), dice.choice(DUES)
        case = cases.add_case(
            tx,
            community_id=home,
            source=f"tg:{home}:{number}",
            kind="problem",
            stage=dice.choice([*Stage]).value,
            stage_at=SPRING,
            words="井盖",
            place="",
            reporter_id=dice.choice(people_ids),
            channel="telegram",
            chat="1",
            reported_at=SPRING,
            grid_id=dice.choice([None, *grid_ids]),
            priority=int(dice.choice([*Priority])),
            is_confidential=dice.random() < 0.2,
            solve_by=None if solve is None else SPRING + timedelta(hours=solve),
            respond_by=None if respond is None else SPRING + timedelta(hours=respond),
        )
        for add in (cases.add_assignee, cases.add_follower):
            if dice.random() < 0.3:
                add(tx, case, dice.choice(people_ids), now=SPRING)


def _neighbourhood(tx: Connection) -> tuple[int, list[int], list[int], list[Case]]:
    """Two communities with cases, and of the first its people, grids and cases."""
    homes = [
        communities.add_community(tx, name, defaults=FIRST_VALUES, now=SPRING).id
        for name in ("桃然亭", "梨花里")
    ]
    ids = [
        people.add_person(
            tx, channel="telegram", external_id=str(one), name="某人", username=None, now=SPRING
        )
        for one in range(3)
    ]
    parts: list[list[int]] = []
    for home in homes:
        for name in ("一号网格", "二号网格"):
            grids.put_grid(tx, community_id=home, name=name, words=[])
        parts.append([one.id for one in grids.list_grids(tx, community_id=home)])
    _some_cases(tx, homes[0], ids, parts[0])
    _some_cases(tx, homes[1], ids, parts[1])
    found = [cases.get_case(tx, one) for one in range(1, 151)]
    return homes[0], ids, parts[0], found


def _who_looks(person: int, grid_ids: list[int]) -> Iterator[Eyes]:
    yield Eyes(person, sees_all=True)
    yield Eyes(person, sees_gridless=True, grids=frozenset(grid_ids[:1]), sees_assigned=True)
    yield Eyes(person, sees_assigned=True)


async def test_each_pile_holds_what_belongs_there_as_far_as_these_eyes_see(db: Database) -> None:
    def compare(tx: Connection) -> None:
        home, ids, grid_ids, known = _neighbourhood(tx)
        for eyes in _who_looks(ids[0], grid_ids):
            mine = {one.id for one in known if ids[0] in cases.list_assignees(tx, one.id)}
            of = Desk(home, eyes, TODAY)
            counts = desk.count_piles(tx, of, most=7)
            for pile in Pile:
                found = desk.list_pile(tx, of, pile, limit=99)
                expected = [
                    key_of(one)
                    for one in known
                    if one.stage in OPEN_STAGES
                    and belongs(key_of(one), pile, TODAY, is_mine=one.id in mine)
                    and (
                        eyes.sees_all
                        or one.id in mine
                        or (eyes.sees_gridless and one.grid_id in (None, *eyes.grids))
                    )
                ]
                assert found == sorted(expected, key=lambda one: one.order), (pile, eyes)
                if pile not in STAGE_OF:
                    assert desk.list_pile(tx, of, pile, limit=3) == found[:3]
                assert counts[pile] == min(len(expected), 7)

    await db.do(compare)


async def test_who_is_on_a_case_has_it_in_hand_until_it_ends_and_when_it_comes_back(
    db: Database,
) -> None:
    def hand(tx: Connection, home: int, person: int) -> set[int]:
        found = desk.list_in_hand(tx, community_id=home, person_id=person)
        return {one.id for one in found}

    def work(tx: Connection) -> None:
        home, ids, _, known = _neighbourhood(tx)
        case = next(one for one in known if one.stage is Stage.IN_PROGRESS)
        cases.add_assignee(tx, case, ids[0], now=SPRING)
        assert case.id in hand(tx, home, ids[0])
        ended = cases.change_case(tx, case, stage=Stage.CLOSED.value)
        assert ended is not None
        assert case.id not in hand(tx, home, ids[0])
        assert cases.change_case(tx, ended, stage=Stage.IN_PROGRESS.value) is not None
        assert case.id in hand(tx, home, ids[0])

    await db.do(work)


async def test_my_list_shows_what_is_open_first_and_what_i_only_follow_too(db: Database) -> None:
    def compare(tx: Connection) -> None:
        home, ids, _, known = _neighbourhood(tx)
        me = ids[1]
        mine = [one for one in known if one.reporter_id == me or _follows(tx, one, me)]
        expected = sorted(mine, key=lambda one: (not one.is_open, -one.id))

        found = case_lists.list_my_ids(tx, community_id=home, person_id=me, limit=200)

        assert found == [one.id for one in expected]
        few = case_lists.list_my_ids(tx, community_id=home, person_id=me, limit=5)
        assert few == found[:5]
        assert [one.id for one in case_lists.list_these(tx, few)] == few

    await db.do(compare)


def _follows(tx: Connection, case: Case, person: int) -> bool:
    """To follow twice is to follow once, so who could not be added was there."""
    point = tx.begin_nested()
    is_new = cases.add_follower(tx, case, person, now=SPRING)
    point.rollback()
    return not is_new


async def test_the_open_list_is_narrowed_by_grid_and_leaves_out_what_is_discreet(
    db: Database,
) -> None:
    def compare(tx: Connection) -> None:
        home, _, grid_ids, known = _neighbourhood(tx)
        still = [one for one in known if one.is_open]

        def found(grid_id: int | None = None, *, with_discreet: bool = True) -> list[int]:
            return case_lists.list_open_ids(
                tx, community_id=home, grid_id=grid_id, with_discreet=with_discreet, limit=200
            )

        there = [one for one in still if one.grid_id == grid_ids[1]]
        assert found() == [one.id for one in still]
        assert found(grid_id=grid_ids[1]) == [one.id for one in there]
        assert found(grid_id=grid_ids[1], with_discreet=False) == [
            one.id for one in there if not one.is_discreet
        ]

    await db.do(compare)
