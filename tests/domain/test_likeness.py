"""Same problem again: two reports at one place, and whether they tell of one trouble."""

import pytest

from domain.catalogue import parse_catalogue
from domain.categories import suggest
from domain.likeness import Told, likeness
from domain.media import Point
from locales.starter import read_starter

STARTERS = parse_catalogue(read_starter("zh_CN"))
PLACES = ("东门", "大东门", "西门", "3号楼", "1号楼", "菜场", "阿郎批发部", "小哥驿站", "驿站")

# Both at the same place, the category as the words suggest it.
SAME = [
    ("东门路灯不亮", "东门路灯坏了"),
    ("东门路灯不亮", "大东门的路灯不亮了，晚上看不见路"),
    ("东门路灯不亮", "你好，东门那边路灯一直不亮，麻烦处理一下"),
    ("阿郎批发部下方井盖松动", "阿郎批发部门口井盖松了"),
    ("井盖松动，阿郎批发部下方", "阿郎批发部井盖丢失"),
    ("东门井盖翘了", "东门井盖翘起来绊人，车一过就响"),
    ("3号楼漏水", "三号楼在漏水"),
    ("3号楼楼道漏水", "3栋楼道里又漏水了，谢谢"),
    ("3号楼电梯坏了", "3号楼电梯故障"),
    ("3号楼电梯有异响", "三号楼电梯异响很大"),
    ("3号楼电梯门关不上", "3 号楼电梯的门一直关不上，走不了"),
    ("菜场垃圾桶满了", "菜场垃圾桶满出来了没人管"),
    ("菜场门口垃圾没人清", "菜场旁边垃圾没有人清理"),
    ("西门电动车乱停", "西门电动车停得乱七八糟"),
    ("西门门禁坏了", "西门的门禁刷不开"),
    ("1号楼楼道堆物", "1号楼楼道里堆了很多杂物"),
    ("1号楼消防通道被堵", "1号楼的消防通道又堵了"),
    ("小哥驿站充电柜坏了", "驿站的充电柜不能用"),
    ("小哥驿站空调不制冷", "小哥驿站空调坏了，不制冷"),
    ("1号楼二楼灯不亮", "1号楼2楼的灯坏了"),
    ("东门小花坛倒了", "东门花坛倒了"),
    ("西门路面有坑", "西门路面有个大坑"),
    ("菜场下水道堵了", "菜场下水道堵塞，臭"),
]
DIFFERENT = [
    ("3号楼漏水", "3号楼电梯坏了"),
    ("东门路灯不亮", "东门门禁坏了"),
    ("东门路灯坏了", "东门电梯坏了"),
    ("东门井盖松动", "东门路灯不亮"),
    ("东门路灯不亮", "东门垃圾桶满了"),
    ("3号楼2单元电梯坏了", "3号楼1单元电梯坏了"),
    ("1号楼二楼灯不亮", "1号楼五楼灯不亮"),
    ("3号楼漏水", "1号楼漏水"),
    ("菜场噪音大", "菜场垃圾没人清"),
    ("西门电动车乱停", "西门路面有坑"),
    ("1号楼楼道堆物", "1号楼漏水"),
    ("小哥驿站空调坏了", "小哥驿站充电柜坏了"),
    ("1号楼消防通道被堵", "1号楼水管爆了"),
    ("东门", "东门"),
    ("西门坏了", "西门路灯坏了"),
    ("3号楼301室漏水", "3号楼502室漏水"),
    ("1号楼楼上半夜吵", "1号楼狗叫扰民，楼道有狗粪"),
]


def told(words: str, *, mark: str = "东门", point: Point | None = None, **more: str) -> Told:
    found = suggest(words, STARTERS)
    category = STARTERS.index(found[0]) if found else None
    return Told(words, mark, point, category, tuple(more.values()))


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_trouble_in_two_peoples_words(one: str, other: str) -> None:
    assert likeness(told(one), told(other), PLACES) > 0
    assert likeness(told(other), told(one), PLACES) > 0


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_troubles_at_one_place(one: str, other: str) -> None:
    assert likeness(told(one), told(other), PLACES) == 0
    assert likeness(told(other), told(one), PLACES) == 0


def test_alike_but_elsewhere_is_another_trouble() -> None:
    assert likeness(told("路灯不亮", mark="东门"), told("路灯不亮", mark="西门")) == 0
    assert likeness(told("路灯不亮", mark=""), told("路灯不亮", mark="")) == 0


def test_near_is_150_metres() -> None:
    here, near, far = Point(31.23, 121.47), Point(31.2313, 121.47), Point(31.2315, 121.47)
    one = told("路灯不亮", mark="", point=here)

    assert likeness(one, told("路灯坏了", mark="", point=near)) > 0
    assert likeness(one, told("路灯坏了", mark="", point=far)) == 0
    assert likeness(one, told("路灯坏了", mark="")) == 0


def test_without_words_only_the_picture_tells() -> None:
    one, other = "f0e1d2c3b4a59687", "f0e1d2c3b4a59680"
    assert likeness(told(""), told("")) == 0
    assert likeness(told("", a=one), told("", a=other)) > 0
    assert likeness(told("", a=one), told("路灯不亮", a="0f1e2d3c4b5a6978", b=other)) > 0
    assert likeness(told("", a=one), told("", a="0f1e2d3c4b5a6978")) == 0


def test_two_pictures_of_the_night_say_nothing() -> None:
    dark = "0000000000000001"
    assert likeness(told("", a=dark), told("", a=dark)) == 0


def test_the_surer_the_more_is_alike() -> None:
    report = told("东门路灯不亮")
    very, less = told("东门的路灯不亮"), told("东门路灯一闪一闪的，有时不亮，看着难受")
    assert likeness(report, very, PLACES) > likeness(report, less, PLACES) > 0
