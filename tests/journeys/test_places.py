"""Places 地点: the secretary writes them down, and reports find their grid by them."""

import pytest

from domain.map_points import distance_m, to_gcj02
from domain.media import Point
from domain.places import Place
from storage.communities import list_communities
from storage.places import list_places
from tests.street import Street

pytestmark = pytest.mark.journey


async def place_called(street: Street, name: str) -> Place:
    [community] = await street.read(list_communities)
    places = await street.read(list_places, community_id=community.id)
    [found] = [one for one in places if one.name == name]
    return found


async def test_a_report_goes_to_the_grid_of_the_place_it_names(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.says("/place add 二号网格 商铺 兰姨面馆 面馆 兰姨家", to=street.staff)
    await street.settled()

    answer = await street.staff.shows("已记下「兰姨面馆」")
    assert "商铺 · 也叫面馆、兰姨家" in answer.text
    assert "分到二号网格" in answer.text
    await street.person("小李").says("随手拍 兰姨家门口地砖翘了", to=street.group)
    await street.settled()
    assert "二号网格" in (await street.group.shows("已登记 #C1001")).text

    await secretary.says("/place remove 兰姨面馆", to=street.staff)
    await street.settled()
    await street.staff.shows("有过报事，要留着")
    assert (await place_called(street, "兰姨面馆")).words == ("面馆", "兰姨家")


async def test_a_location_goes_to_the_grid_of_the_nearest_place(street: Street) -> None:
    west = await place_called(street, "西门")
    assert west.point is not None
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    await xiaoli.shares_location(
        west.point.latitude + 0.0003, west.point.longitude, to=street.group
    )
    await street.settled()

    assert "二号网格" in (await street.group.shows("已登记 #C1001")).text


async def test_a_place_takes_its_point_from_a_location_or_from_a_chinese_map(
    street: Street,
) -> None:
    secretary = street.person("陈书记")
    pin = await secretary.shares_location(31.235, 121.475, to=street.staff)
    await secretary.says("/place add 一号网格 水塔", to=street.staff, reply_to=pin)
    drawn = to_gcj02(31.24, 121.48)
    await secretary.says(
        f"/place add 南门 {drawn.longitude:.6f},{drawn.latitude:.6f} 高德", to=street.staff
    )
    await secretary.says("/place add 三号楼 红楼", to=street.staff)
    await street.settled()

    assert (await place_called(street, "水塔")).point == Point(31.235, 121.475)
    south = await place_called(street, "南门")
    assert south.point is not None
    assert distance_m(south.point, Point(31.24, 121.48)) < 1
    assert "还不知道归哪个网格" in (await street.staff.shows("已记下「南门」")).text
    house = await place_called(street, "3号楼")
    assert house.words == ("红楼",)
    assert house.point is not None, "what is not said anew stays"
    assert house.grid_id is not None
    await street.staff.shows("已更新「3号楼」")


async def test_the_list_is_parted_by_grids_and_paged(street: Street) -> None:
    secretary, zhao = street.person("陈书记"), street.person("赵师傅")
    for number in range(41, 54):
        await secretary.says(f"/place add {number}号楼", to=secretary.private)
        await street.settled()
    await zhao.says("/place", to=street.staff)
    await street.settled()

    first = await street.staff.shows("地点，共 22 处")
    lines = first.text.split("\n")
    assert lines[1] == "一号网格"
    assert "阿郎批发部 · 商铺 · 也叫老郎家 · " in first.text
    assert lines.index("二号网格") < lines.index("没有分网格")
    await zhao.presses("下一页", on=first)
    await street.settled()
    second = await street.staff.shows("53号楼 · 楼栋")
    assert second.id == first.id
    await zhao.presses("上一页", on=second)
    await street.settled()
    assert "阿郎批发部" in (await street.staff.shows("地点，共 22 处")).text

    await secretary.says("/place remove 四十一号楼", to=street.staff)
    await street.settled()
    await street.staff.shows("已删除「41号楼」")


async def test_whoever_has_no_role_neither_changes_nor_reads_the_list(street: Street) -> None:
    stranger, zhao, secretary = (street.person(one) for one in ("外人", "赵师傅", "陈书记"))
    for words in ("/place add 一号网格 水塔", "/place remove 东门", "/place"):
        said = await stranger.says(words, to=street.staff)
        await street.settled()
        refusal = await street.staff.shows("", from_bot=True, after=said)
        assert "东门" not in refusal.text
        assert "水塔" not in refusal.text
    said = await zhao.says("/place add 一号网格 水塔", to=street.staff)
    await street.settled()
    await street.staff.shows("书记", from_bot=True, after=said)

    await secretary.says("/place", to=street.staff)
    await street.settled()
    shown = await street.staff.shows("地点，共 9 处")
    assert "东门" in shown.text
    assert "水塔" not in shown.text


async def test_what_is_written_wrong_is_told_how_to_write_it(street: Street) -> None:
    secretary = street.person("陈书记")
    for words, told in (
        ("/place 东门", "请这样写"),
        ("/place add", "请这样写"),
        ("/place remove", "请这样写"),
        ("/place remove 月亮", "没有叫「月亮」的地点"),
        ("/place add 五号网格 楼栋 1号楼", "没有叫「五号网格」的网格"),
        ("/place add 南门 121.47,31.23 百度", "请换高德"),
    ):
        said = await secretary.says(words, to=street.staff)
        await street.settled()
        await street.staff.shows(told, from_bot=True, after=said)


async def test_the_form_offers_places_those_of_ones_own_grid_first(street: Street) -> None:
    aunt = street.person("王阿姨")
    await aunt.starts()
    for label in ("我是居民", "二号网格", "同意"):
        await aunt.presses(label)
        await street.settled()
    await aunt.says("/report")
    await street.settled()
    await aunt.presses("跳过")
    await street.settled()
    await aunt.says("地砖翘起来了")
    await street.settled()

    question = await aunt.private.shows("点一下在哪里")
    assert question.buttons[:5] == ["3号楼", "4号楼", "西门", "菜场", "小哥驿站"]
    assert "跳过" in question.buttons
    await aunt.presses("菜场", on=question)
    for _ in range(2):
        await street.settled()
        await aunt.presses("跳过")
    await street.settled()
    assert "地点：菜场" in (await aunt.private.shows("看一下，没问题就提交")).text
    again = await aunt.presses("西门", on=question, as_seen=True)
    assert again is not None
    assert again.alert
    await aunt.presses("提交")
    await street.settled()

    assert "二号网格" in (await aunt.private.shows("已登记 #C1001")).text
