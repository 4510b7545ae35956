"""Audiences as people write them into a line: what is found, and what is left of the line."""

import pytest

from domain.audience_words import find_audience
from domain.audiences import EVERYBODY, Audience
from domain.people import MemberKind, Trade
from domain.permissions import Role

GRIDS = [(1, "一号网格"), (2, "二号网格"), (3, "南区")]

RIDERS = Audience(kinds=frozenset({MemberKind.RIDER}))
RESIDENTS = Audience(kinds=frozenset({MemberKind.RESIDENT}))
FIRST = Audience(grid_ids=frozenset({1}))
RIDERS_OF_FIRST = Audience(kinds=frozenset({MemberKind.RIDER}), grid_ids=frozenset({1}))
BOTH = Audience(grid_ids=frozenset({1, 2}))
CARRIERS = Audience(trades=frozenset({Trade.COURIER, Trade.FOOD_DELIVERY}))
WORKERS = Audience(roles=frozenset({Role.GRID_WORKER}))
OFFICE = Audience(roles=frozenset({Role.SECRETARY, Role.GRID_WORKER}))

LINES: dict[str, tuple[Audience | None, str]] = {
    "周五19点 修车棚": (None, "周五19点 修车棚"),
    "": (None, ""),
    "全体": (EVERYBODY, ""),
    "全体 周五19点 修车棚": (EVERYBODY, "周五19点 修车棚"),
    "周五19点 修车棚 全体成员": (EVERYBODY, "周五19点 修车棚"),
    "周五19点 大家 修车棚": (EVERYBODY, "周五19点 修车棚"),
    "停水通知 骑手": (RIDERS, "停水通知"),
    "停水通知 小哥 明天8点": (RIDERS, "停水通知 明天8点"),
    "给骑手 停水通知": (RIDERS, "停水通知"),
    "给 骑手 停水通知": (RIDERS, "停水通知"),
    "给：骑手 停水通知": (RIDERS, "停水通知"),
    "邀请居民 周五19点 修车棚": (RESIDENTS, "周五19点 修车棚"),
    "邀请:居民 周五19点": (RESIDENTS, "周五19点"),
    "请居民 周五19点": (RESIDENTS, "周五19点"),
    "参加人：居民 周五19点": (RESIDENTS, "周五19点"),
    "周五19点 电动车充电 范围:骑手、一号网格": (RIDERS_OF_FIRST, "周五19点 电动车充电"),
    "周五19点 电动车充电 范围：一号网格和骑手": (RIDERS_OF_FIRST, "周五19点 电动车充电"),
    "一号网格 停水": (FIRST, "停水"),
    "一号网格和二号网格 停水": (BOTH, "停水"),
    "一号网格与二号网格 停水": (BOTH, "停水"),
    "一号网格,二号网格 停水": (BOTH, "停水"),
    "南区 停水": (Audience(grid_ids=frozenset({3})), "停水"),
    "外卖和快递 路口改道": (CARRIERS, "路口改道"),
    "外卖+快递 路口改道": (CARRIERS, "路口改道"),
    "网格员 开会": (WORKERS, "开会"),
    "书记、网格员 开会": (OFFICE, "开会"),
    "rider water off": (RIDERS, "water off"),
    "to rider water off": (RIDERS, "water off"),
    "all water off": (EVERYBODY, "water off"),
    # somebody's words, not an audience
    "给骑手们 停水": (None, "给骑手们 停水"),
    "骑手和老张 停水": (None, "骑手和老张 停水"),
    "三号网格 停水": (None, "三号网格 停水"),
    "居民反映 停水": (None, "居民反映 停水"),
    "请注意 停水": (None, "请注意 停水"),
    "寄给居民的信": (None, "寄给居民的信"),
    # the mark goes before a word that only happens to stand there
    "居民 给骑手 停水": (RIDERS, "居民 停水"),
    "请注意 给 骑手 停水": (RIDERS, "请注意 停水"),
}


@pytest.mark.parametrize("line", LINES)
def test_an_audience_is_found_and_taken_out_of_its_line(line: str) -> None:
    assert find_audience(line, GRIDS) == LINES[line]
