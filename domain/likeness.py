"""Same problem again 同一问题: whether two reports tell of one trouble, and how sure that is.

Near and alike, both. Whoever reported decides; a rule that asks once too often costs a press, one
that asks too seldom costs a second visit.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from domain.map_points import distance_m
from domain.media import Point
from domain.place_words import flat, value_of
from domain.places import NEAR_M

SAME_KIND, ANY_KIND = 50, 78
"""How alike words must be, of 100: for two reports of one category, and for any two."""

MOST_BITS_APART = 10
"""So many of a picture's 64 bits may differ."""

FEWEST_BITS = 8
"""A picture of the night has hardly an edge: so few bits, or all but so few, say nothing."""

_NUMERALS = "一二三四五六七八九十百零〇"
_NUMBER = re.compile(f"[{_NUMERALS}]+(?=楼|层|室|排|路公交)")
_DETAIL = re.compile(r"(?<![0-9a-z])([0-9]{1,4})(号楼|单元|楼|层|室|排|弄|号门|路公交)")
_PUNCTUATION = re.compile(r"[\W_]+")
# What is said around a trouble, and what every trouble is said to be: not what it is.
_FILLER = re.compile(
    r"你好|您好|请问|请|麻烦|尽快|赶紧|马上|处理|维修|修理|修一下|修修|看一下|看看|一下|有没有人|有人|"
    r"我们|我家|咱们|咱|这里|那里|这边|那边|这个|那个|旁边|附近|门口|下面|下方|上面|里面|里|"
    r"已经|还是|还没|一直|又|都|很|太|好几天|几天|天天|今天|昨天|昨晚|晚上|早上|白天|现在|刚才|刚刚|"
    r"发现|反映|举报|存在|问题|情况|谢谢|了|的|吗|呢|啊|呀|吧|在|处|个|盏|把|被|有|是"
)
_FAULT = re.compile(
    r"不亮|不好用|不能用|用不了|没反应|不工作|故障|损坏|破损|破了|坏掉|坏|异常|失灵|失修|没人管|没人修|严重"
)


@dataclass(frozen=True)
class Told:
    """What a report says of itself. ``likenesses`` are its pictures' 64 bits each, in hex."""

    words: str
    mark: str = ""
    point: Point | None = None
    category_id: int | None = None
    likenesses: tuple[str, ...] = ()


def likeness(one: Told, other: Told, place_words: Sequence[str] = ()) -> int:
    """How surely two reports tell of one trouble, of 100; 0: they do not.

    ``place_words`` are the names of places: that both stand at the 东门 makes no two troubles one.
    """
    if not are_near(one, other) or _are_told_apart(one.words, other.words):
        return 0
    return alike(one, other, place_words)


def alike(one: Told, other: Told, place_words: Sequence[str] = ()) -> int:
    """How surely two reports tell of the same kind of trouble, wherever each of them is."""
    pictures = _pictures_alike(one.likenesses, other.likenesses)
    return max(pictures, _words_alike(one, other, place_words))


def are_near(one: Told, other: Told) -> bool:
    """The same place by name, or 150 metres from one another."""
    if one.mark and one.mark == other.mark:
        return True
    if one.point is None or other.point is None:
        return False
    return distance_m(one.point, other.point) <= NEAR_M


def _are_told_apart(words: str, others: str) -> bool:
    """One is at 2单元 and the other at 5单元, however alike the rest may be."""
    one, other = _details(words), _details(others)
    return any(one[what].isdisjoint(other[what]) for what in one.keys() & other.keys())


@lru_cache(maxsize=256)
def _details(words: str) -> dict[str, frozenset[str]]:
    text = _NUMBER.sub(lambda found: str(value_of(found[0])), flat(words))
    found: dict[str, set[str]] = {}
    for number, what in _DETAIL.findall(text):
        found.setdefault({"楼": "层"}.get(what, what), set()).add(number)
    return {what: frozenset(numbers) for what, numbers in found.items()}


def _words_alike(one: Told, other: Told, place_words: Sequence[str]) -> int:
    places = tuple(place_words)
    said, others = (_without_places(told.words, places) for told in (one, other))
    if len(said) < 2 or len(others) < 2:
        return 0
    whole, core = fuzz.ratio(said, others), _cores_alike(said, others)
    if one.category_id is not None and one.category_id == other.category_id:
        is_same = max(whole, core, _contained(said, others)) >= SAME_KIND
    else:
        is_same = max(whole, core) >= ANY_KIND
    return round(max(whole, core, 1)) if is_same else 0


def _cores_alike(one: str, other: str) -> float:
    """How alike two reports are but for how badly off the thing is: 充电柜坏 and 充电柜不能用."""
    one, other = _FAULT.sub("", one), _FAULT.sub("", other)
    return fuzz.ratio(one, other) if min(len(one), len(other)) >= 2 else 0


def _contained(one: str, other: str) -> float:
    """A few words inside many: 井盖 in a long complaint about it."""
    one, other = _FAULT.sub("", one), _FAULT.sub("", other)
    return fuzz.partial_ratio(one, other) if one and other else 0


@lru_cache(maxsize=256)
def _without_places(words: str, place_words: tuple[str, ...]) -> str:
    """What is left to compare: neither where it is, nor how one talks."""
    text = _NUMBER.sub(lambda found: str(value_of(found[0])), flat(words))
    for place in _longest_first(place_words):
        text = text.replace(place, "")
    text = _PUNCTUATION.sub("", _DETAIL.sub("", text))
    return _FILLER.sub("", text) or text


@lru_cache(maxsize=64)
def _longest_first(place_words: tuple[str, ...]) -> tuple[str, ...]:
    """大东门 goes before 东门, or a 大 is left."""
    named = {flat(word) for word in place_words}
    return tuple(sorted((word for word in named if word), key=lambda word: (-len(word), word)))


def _pictures_alike(ones: Iterable[str], others: Sequence[str]) -> int:
    apart = [
        (int(one, 16) ^ int(other, 16)).bit_count()
        for one in ones
        for other in others
        if _says_something(one) and _says_something(other)
    ]
    if not apart or min(apart) > MOST_BITS_APART:
        return 0
    return 100 - 2 * min(apart)


def _says_something(picture: str) -> bool:
    return FEWEST_BITS <= int(picture, 16).bit_count() <= 64 - FEWEST_BITS
