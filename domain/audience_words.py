"""An audience named in words, as a word of a line: 全体, 骑手, 一号网格, 外卖和快递."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from domain.audiences import EVERYBODY, Audience
from domain.people import MemberKind, Trade
from domain.permissions import Role

_EVERYBODY = frozenset({"全体", "全体成员", "所有人", "大家", "全部", "all", "everybody"})

_WORDS: Mapping[str, MemberKind | Trade | Role] = MappingProxyType(
    {
        "居民": MemberKind.RESIDENT,
        "小哥": MemberKind.RIDER,
        "骑手": MemberKind.RIDER,
        "商户": MemberKind.MERCHANT,
        "快递": Trade.COURIER,
        "外卖": Trade.FOOD_DELIVERY,
        "网约车": Trade.RIDE_HAILING,
        "物业": Trade.PROPERTY,
        "保洁": Trade.CLEANING,
        "保安": Trade.GUARD,
        "中介": Trade.AGENT,
        "理发": Trade.HAIRDRESSER,
        "餐饮": Trade.CATERING,
        "小店": Trade.SHOP,
        "维修": Trade.REPAIR,
        "药店": Trade.PHARMACY,
        "书记": Role.SECRETARY,
        "网格员": Role.GRID_WORKER,
        "部门": Role.DEPARTMENT,
        "监督员": Role.SUPERVISOR,
        "队长": Role.CAPTAIN,
        **{one.value: one for kind in (MemberKind, Trade, Role) for one in kind},
    }
)
_MARK = re.compile(r"(?:^|(?<=\s))(?:给|请|邀请|范围|参加人|to)\s*[:：]?\s*(?P<listed>\S+)")
_PARTS = re.compile(r"[和与及、,，/+]")


def find_audience(line: str, grids: Iterable[tuple[int, str]]) -> tuple[Audience | None, str]:
    """The audience that a line names behind 给, 邀请 or 范围, or as a word of its own, and the rest
    of the line; ``None`` where it names none. ``grids`` are ids and names.

    >>> found, rest = find_audience("周五19点 电动车充电 范围:骑手、一号网格", [(7, "一号网格")])
    >>> sorted(found.kinds), sorted(found.grid_ids), rest
    ([<MemberKind.RIDER: 'rider'>], [7], '周五19点 电动车充电')
    >>> find_audience("周五19点 修车棚", [])
    (None, '周五19点 修车棚')
    """
    known = {name: grid_id for grid_id, name in grids}
    for found in _MARK.finditer(line):
        audience = _meant(found["listed"], known)
        if audience is not None:
            return audience, _without(line, *found.span())
    for word in re.finditer(r"\S+", line):
        audience = _meant(word[0], known)
        if audience is not None:
            return audience, _without(line, *word.span())
    return None, line


def _without(line: str, begin: int, end: int) -> str:
    return f"{line[:begin].rstrip()} {line[end:].lstrip()}".strip()


def _meant(listed: str, grids: Mapping[str, int]) -> Audience | None:
    """All of it must be known, or it is no audience but somebody's words."""
    if listed in _EVERYBODY:
        return EVERYBODY
    found = EVERYBODY
    for word in _PARTS.split(listed):
        if word in grids:
            found = replace(found, grid_ids=found.grid_ids | {grids[word]})
            continue
        match _WORDS.get(word):
            case MemberKind() as kind:
                found = replace(found, kinds=found.kinds | {kind})
            case Trade() as trade:
                found = replace(found, trades=found.trades | {trade})
            case Role() as role:
                found = replace(found, roles=found.roles | {role})
            case _:
                return None
    return found
