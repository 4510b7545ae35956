"""What is found by its words, by whom, and how it gets into the index: on both engines alike."""

import itertools
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Case, Stage
from domain.communities import CommunityDefaults
from domain.search import NOBODY, Eyes, query_of
from storage import cases, communities, grids, people, search
from storage.database import Database
from storage.tables import cases as cases_table
from tests.storage.conftest import SPRING

DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
ALL = Eyes(sees_all=True)
_sources = itertools.count()


def a_community(tx: Connection, name: str = "桃然亭") -> int:
    return communities.add_community(tx, name, defaults=DEFAULTS, now=SPRING).id


def a_person(tx: Connection, name: str = "小李") -> int:
    return people.add_person(
        tx, channel="telegram", external_id=name, name=name, username=None, now=SPRING
    )


def a_case(tx: Connection, community: int, words: str, *, by: int, **more: Any) -> Case:
    values: dict[str, Any] = {"kind": "problem", "stage": Stage.OPEN.value, "place": "", **more}
    return cases.add_case(
        tx,
        community_id=community,
        source=f"test:{next(_sources)}",
        words=words,
        stage_at=SPRING,
        reporter_id=by,
        channel="telegram",
        chat="1",
        reported_at=SPRING,
        **values,
    )


def index_all(tx: Connection) -> None:
    while search.index_cases(tx, limit=2):
        pass


def found(
    tx: Connection, community: int, wish: str, eyes: Eyes = NOBODY, limit: int = 9
) -> list[str]:
    hits = search.find_cases(
        tx, community_id=community, phrases=query_of(wish), eyes=eyes, limit=limit
    )
    return [one.words for one in hits]


async def test_two_letters_find_and_the_newest_comes_first(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        for words in ("井盖松动", "电梯坏了", "东门井盖没了", "水井的盖子"):
            a_case(tx, home, words, by=li)
        assert found(tx, home, "井盖") == []
        assert search.is_anything_new(tx)

        index_all(tx)

        assert not search.is_anything_new(tx)
        assert found(tx, home, "井盖") == ["东门井盖没了", "井盖松动"]
        assert found(tx, home, "井盖", limit=1) == ["东门井盖没了"]
        assert found(tx, home, "盖松动") == ["井盖松动"]
        assert found(tx, home, "东门 井盖") == ["东门井盖没了"]
        assert found(tx, home, "电梯 井盖") == []

    await db.do(story)


async def test_everything_that_names_a_case_finds_it(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        more = {"place": "三号楼 LED灯牌下", "transferred_to": "市政公司"}
        case = a_case(tx, home, "坏了", by=li, **more)
        index_all(tx)

        for wish in ("3栋", "LED", "灯牌", "市政", str(case.number), case.code):
            assert found(tx, home, wish) == ["坏了"], wish
        assert found(tx, home, "13号楼") == []

    await db.do(story)


@pytest.mark.parametrize(
    "wish",
    ['"井盖" OR *', "井盖') OR ('1'='1", "井盖 & !东门 | a:*", "words:井盖", "^井盖 {x} \\ '"],
)
async def test_signs_of_either_database_mean_nothing(db: Database, wish: str) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        a_case(tx, home, "井盖松动", by=li)
        a_case(tx, home, f"井盖 {wish}", by=li)
        index_all(tx)

        assert found(tx, home, wish) == [f"井盖 {wish}"]

    await db.do(story)


async def test_another_communitys_case_is_not_there(db: Database) -> None:
    def story(tx: Connection) -> None:
        li = a_person(tx)
        first, *_, eleventh, twelfth = [a_community(tx, f"{n}村") for n in range(1, 13)]
        a_case(tx, first, "一村的 2x井盖", by=li)
        a_case(tx, twelfth, "二村的 井盖", by=li)
        index_all(tx)

        assert found(tx, first, "井盖", ALL) == ["一村的 2x井盖"]
        assert found(tx, twelfth, "井盖", ALL) == ["二村的 井盖"]
        assert found(tx, eleventh, "井盖", ALL) == []

    await db.do(story)


async def test_changed_words_are_found_anew_and_old_ones_no_more(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        case = a_case(tx, home, "井盖松动", by=li)
        index_all(tx)

        moved = cases.change_case(tx, case, stage=Stage.ACCEPTED.value)
        assert moved is not None
        assert not search.is_anything_new(tx)
        assert cases.change_case(tx, moved, words="电梯坏了") is not None
        assert search.is_anything_new(tx)
        index_all(tx)

        assert found(tx, home, "井盖") == []
        assert found(tx, home, "电梯") == ["电梯坏了"]

    await db.do(story)


async def test_the_index_leaves_the_version_of_a_case_alone(db: Database) -> None:
    """Or every press on its card would be stale."""

    def story(tx: Connection) -> None:
        case = a_case(tx, a_community(tx), "井盖松动", by=a_person(tx))
        index_all(tx)
        assert cases.get_case(tx, case.id).version == case.version

    await db.do(story)


async def test_hidden_cases_are_found_by_those_whose_they_are(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li, wang, zhao = a_community(tx), *(a_person(tx, one) for one in ("李", "王", "赵"))
        for name in ("一号", "二号"):
            grids.put_grid(tx, community_id=home, name=name, words=())
        one, two = (grid.id for grid in grids.list_grids(tx, community_id=home))
        a_case(tx, home, "公开的井盖", by=li, grid_id=one)
        a_case(tx, home, "匿名的井盖", by=li, grid_id=one, is_anonymous=True)
        secret = a_case(tx, home, "保密的井盖", by=wang, grid_id=two, is_confidential=True)
        a_case(tx, home, "保密无网格的井盖", by=wang, is_confidential=True)
        cases.add_assignee(tx, secret, zhao, now=SPRING)
        index_all(tx)

        everything = ["保密无网格的井盖", "保密的井盖", "匿名的井盖", "公开的井盖"]
        for eyes, hidden in (
            (NOBODY, []),
            (ALL, everything[:3]),
            (Eyes(li), ["匿名的井盖"]),
            (Eyes(wang), ["保密无网格的井盖", "保密的井盖"]),
            (Eyes(zhao), []),
            (Eyes(zhao, sees_assigned=True), ["保密的井盖"]),
            (Eyes(zhao, grids=frozenset({one})), ["匿名的井盖"]),
            (Eyes(zhao, grids=frozenset({two}), sees_gridless=True), everything[:2]),
        ):
            assert found(tx, home, "井盖", eyes) == [*hidden, "公开的井盖"], eyes
        assert found(tx, home, "井盖", NOBODY, limit=1) == ["公开的井盖"]

    await db.do(story)


async def test_what_becomes_confidential_is_hidden_before_the_index_knows(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        case = a_case(tx, home, "家里的事", by=li)
        index_all(tx)

        cases.change_case(tx, case, is_confidential=True)

        assert found(tx, home, "家里") == []

    await db.do(story)


async def test_endless_reports_are_indexed_like_any_other(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        for words in ("井盖" * 5000, "a" * 9000, "'\\\"", "\U0001f6b2 e\u0301 \ufffd 𠮷野家", ""):
            a_case(tx, home, words, by=li)
        index_all(tx)

        assert len(found(tx, home, "井盖井盖")) == 1
        assert len(found(tx, home, "𠮷野")) == 1
        assert len(found(tx, home, "a" * 9000)) == 1

    await db.do(story)


@pytest.mark.sqlite
async def test_a_search_walks_the_index_and_sorts_nothing(db: Database) -> None:
    """SQLite could also walk all cases and ask the index about each."""

    def plan(tx: Connection) -> str:
        said: list[Any] = []

        def note(_c: object, _cur: object, statement: str, parameters: Any, *_: object) -> None:
            said.append((statement, parameters))

        sa.event.listen(tx, "before_cursor_execute", note)
        found(tx, 1, "井盖", Eyes(7, grids=frozenset({1}), sees_assigned=True))
        statement, parameters = said[0]
        rows = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        return "\n".join(row.detail for row in rows)

    steps = await db.read(plan)

    first = steps.splitlines()[0]
    assert first.startswith("SCAN case_words VIRTUAL TABLE INDEX")
    assert ":M" in first, "read whole"
    assert "SEARCH cases USING INTEGER PRIMARY KEY" in steps
    assert "TEMP B-TREE" not in steps
    assert "SCAN cases" not in steps


async def test_what_was_there_before_there_was_an_index_is_indexed_too(db: Database) -> None:
    def story(tx: Connection) -> None:
        home, li = a_community(tx), a_person(tx)
        a_case(tx, home, "老井盖", by=li)
        fresh = tx.execute(sa.select(cases_table.c.is_indexed)).scalar_one()
        assert fresh is False
        assert search.index_cases(tx, limit=100) == 1
        assert search.index_cases(tx, limit=100) == 0
        assert found(tx, home, "老井") == ["老井盖"]

    await db.do(story)
