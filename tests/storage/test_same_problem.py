"""Where the same problem is looked for: open cases near by, by indexes, and never too many."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Case
from domain.communities import CommunityDefaults
from domain.map_points import cell_of, neighbour_cells
from domain.media import Point
from storage import cases, communities, people
from storage.database import Database
from storage.same_problem import MOST_COMPARED, list_near, list_of_kind
from storage.tables import cases as case_table
from tests.storage.conftest import SPRING

HERE = Point(31.23, 121.47)
CELLS = neighbour_cells(HERE.latitude, HERE.longitude)


class Town:
    """One community, one reporter, many cases."""

    def __init__(self, tx: Connection) -> None:
        self._tx = tx
        defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")
        self._home = communities.add_community(tx, "桃然亭", defaults=defaults, now=SPRING).id
        self._other = communities.add_community(tx, "幸福里", defaults=defaults, now=SPRING).id
        self._person = people.add_person(
            tx, channel="telegram", external_id="7", name="小李", username=None, now=SPRING
        )
        self._count = 0

    def report(self, *, at: Point | None = None, is_elsewhere: bool = False, **more: Any) -> Case:
        self._count += 1
        values: dict[str, Any] = {
            "community_id": self._other if is_elsewhere else self._home,
            "source": f"tg:1:{self._count}",
            "kind": "problem",
            "stage": "open",
            "stage_at": SPRING,
            "words": "路灯不亮",
            "reporter_id": self._person,
            "channel": "telegram",
            "chat": "1",
            "reported_at": SPRING,
        }
        if at is not None:
            cell = cell_of(at.latitude, at.longitude)
            values |= {"latitude": at.latitude, "longitude": at.longitude, "cell": cell}
        return cases.add_case(self._tx, **values | more)


async def test_near_are_the_cells_around_and_the_same_name(db: Database) -> None:
    def deed(tx: Connection) -> None:
        town = Town(tx)
        near = town.report(at=Point(HERE.latitude + 0.001, HERE.longitude))
        named = town.report(place_mark="东门")
        town.report(at=Point(HERE.latitude + 0.01, HERE.longitude))
        town.report(place_mark="西门")
        town.report(place_mark="")
        town.report(at=HERE, is_elsewhere=True)
        for ended in ("closed", "rejected", "merged", "withdrawn", "resolved"):
            town.report(at=HERE, stage=ended)
        town.report(at=HERE, is_anonymous=True)
        town.report(at=HERE, is_confidential=True)
        town.report(at=HERE, offered_until=SPRING)
        case = town.report(at=HERE, place_mark="东门")

        found = list_near(tx, case, cells=CELLS)
        assert [one.id for one in found] == [named.id, near.id]
        assert list_near(tx, town.report(), cells=[]) == []
        assert list_of_kind(tx, case) == []

    await db.do(deed)


async def test_the_newest_thirty_are_enough(db: Database) -> None:
    def deed(tx: Connection) -> None:
        town = Town(tx)
        many = [town.report(at=HERE, place_mark="东门").id for _ in range(MOST_COMPARED + 5)]
        case = town.report(at=HERE, place_mark="东门")

        found = [one.id for one in list_near(tx, case, cells=CELLS)]
        assert found == sorted(many, reverse=True)[:MOST_COMPARED]

    await db.do(deed)


async def test_each_way_is_an_index_of_open_cases(db: Database) -> None:
    heard: list[tuple[str, Any]] = []

    def listen(*args: Any) -> None:
        heard.append((args[2], args[3]))

    def deed(tx: Connection) -> list[str]:
        town = Town(tx)
        case = town.report(at=HERE, place_mark="东门")
        if tx.dialect.name != "sqlite":  # so few rows PostgreSQL would rather read whole
            tx.execute(sa.text("SET LOCAL enable_seqscan = off"))
            tx.execute(sa.text("SET LOCAL enable_bitmapscan = off"))
        sa.event.listen(sa.Engine, "before_cursor_execute", listen)
        try:
            list_near(tx, case, cells=CELLS)
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", listen)
        [(statement, parameters)] = [one for one in heard if case_table.name in one[0]][:1]
        word = "EXPLAIN QUERY PLAN" if tx.dialect.name == "sqlite" else "EXPLAIN"
        plan = tx.exec_driver_sql(f"{word} {statement}", parameters)
        return [str(row) for row in plan]

    plan = "\n".join(await db.do(deed))
    assert plan.count("ix_cases_open_cell") == len(CELLS)
    assert plan.count("ix_cases_open_place") == 1
    assert "SCAN cases" not in plan
    assert "Seq Scan" not in plan
