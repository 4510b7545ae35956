"""设置: a secretary lays down hours, days off and categories in chat, and cases follow."""

import re
from datetime import datetime

import pytest

from domain.categories import Priority
from storage.cases import find_case
from storage.categories import list_categories
from storage.communities import Community, list_communities
from tests.street import Street

pytestmark = pytest.mark.journey


async def community_of(street: Street) -> Community:
    [community] = await street.read(list_communities)
    return community


async def due_of(street: Street, number: int) -> datetime | None:
    community = await community_of(street)
    case = await street.read(find_case, community_id=community.id, number=number)
    assert case is not None
    return case.solve_by


async def test_the_office_hours_are_changed_by_a_reply_and_open_cases_follow(
    street: Street,
) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    await street.person("小李").says("随手拍 3号楼楼道堆物", to=street.group)
    await street.settled()
    before = await due_of(street, 1001)
    await secretary.says("/settings", to=staff)
    await street.settled()
    card = await staff.shows("设置 · 幸福里")
    assert "/grid" in card.text
    await secretary.presses("办公时间", on=card)
    await street.settled()
    shown = await staff.shows("受理和办结的时限只在这些时间里走")
    assert shown.id == card.id
    await secretary.presses("更改", on=shown)
    await street.settled()
    asked = await staff.shows("办公时间改成什么？")

    wrong = await secretary.says("朝九晚五", to=staff, reply_to=asked)
    await street.settled()
    await staff.shows("请这样写：周一至周五 09:00-12:00", after=wrong)
    await secretary.says("周一至周五 9:00-11:00；周六 9:00-10:00", to=staff, reply_to=asked)
    await street.settled()

    told = await staff.shows("改为「周一至周五 09:00-11:00；周六 09:00-10:00」")
    assert told.text.startswith("陈书记把办公时间从「周一至周五 09:00-12:00,14:00-18:00」")
    assert staff.transcript().count("陈书记把办公时间") == 1
    assert "周六 09:00-10:00" in (await staff.shows("受理和办结的时限")).text
    after = await due_of(street, 1001)
    assert before is not None
    assert after is not None
    assert after != before
    await secretary.presses("返回", on=await staff.shows("受理和办结的时限"))
    await street.settled()
    assert (await staff.shows("设置 · 幸福里")).id == card.id


async def change(street: Street, words: str, *, on: str) -> None:
    """陈书记 in private presses 更改 on the part of the card that shows this, and answers."""
    secretary = street.person("陈书记")
    await secretary.presses("更改", on=await secretary.private.shows(on))
    await street.settled()
    await secretary.says(words)
    await street.settled()


async def test_quiet_hours_and_days_off_are_read_back(street: Street) -> None:
    secretary, here = street.person("陈书记"), street.person("陈书记").private
    await secretary.says("/settings")
    await street.settled()
    await secretary.presses("免打扰")
    await street.settled()
    await change(street, "23：00—6:30", on="急事照发")
    await here.shows("改为「23:00-06:30」")
    await street.staff.shows("改为「23:00-06:30」")
    assert (await community_of(street)).quiet_hours == "23:00-06:30"
    await secretary.presses("返回", on=await here.shows("急事照发"))
    await street.settled()
    await secretary.presses("放假安排", on=await here.shows("设置 · "))
    await street.settled()

    year, card = street.clock.now().year + 1, "一行一条地写"
    await change(street, f"{year}-01-01 至 {year}-01-03 放假\n{year}-02-30 上班", on=card)
    await here.shows(f"「{year}-02-30 上班」")
    assert (await community_of(street)).days_off is None
    await secretary.says(f"{year}-01-01 至 {year}-01-03 放假\n{year}-01-09 上班\n{year} 已录全")
    await street.settled()
    lines = (await here.shows(card)).text.split("\n")
    assert re.fullmatch(rf"{year}-01-01 周.至{year}-01-03 周. 放假", lines[2])
    assert re.fullmatch(rf"{year}-01-09 周. 上班", lines[3])
    await change(street, f"{year}-01-09 取消", on=card)

    holidays = [f"{year}-01-0{day}" for day in (1, 2, 3)]
    kept = {"holidays": holidays, "workdays": [], "years": [year]}
    assert (await community_of(street)).days_off == kept
    assert "-09" not in (await here.shows(card)).text


async def open_first_kind(street: Street) -> tuple[str, str]:
    """陈书记 leafs to the first kind of the first head; what the two are called."""
    secretary, staff = street.person("陈书记"), street.staff
    await secretary.says("/settings", to=staff)
    await street.settled()
    await secretary.presses("类别", on=await staff.shows("设置 · "))
    await street.settled()
    heads = await staff.shows("先点大类")
    head = heads.buttons[0]
    await secretary.presses(head, on=heads)
    await street.settled()
    kinds = await staff.shows(f"{head}\n")
    name = kinds.buttons[0]
    await secretary.presses(name, on=kinds)
    await street.settled()
    return head, name


async def test_a_category_is_changed_by_presses_and_replies(street: Street) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    head, name = await open_first_kind(street)
    before = await staff.shows(f"{head} · {name}")
    answer = await secretary.presses("设为保密", on=before)
    await street.settled()
    assert answer is not None
    assert answer.alert
    assert "已经报的还照原来" in (answer.text or "")
    await staff.shows(f"陈书记把「{name}」设为保密")
    stale = await secretary.presses("停用", on=before, as_seen=True)
    assert stale is not None
    assert stale.alert, "an old card's press does not overwrite what came since"
    assert "不再保密" in (await staff.shows(f"{head} · {name}")).buttons
    for label, told in (("要核查", "要核查"), ("优先", "定为优先"), ("停用", "停用了类别")):
        await secretary.presses(label, on=await staff.shows(f"{head} · {name}"))
        await street.settled()
        await staff.shows(told)
    for label, words, told in (
        ("改名", "新名字", f"把类别「{name}」改名为「新名字」"),
        ("办结时限", "2天", "改为 2 个工作日"),
        ("联想词", "稀奇古怪 前所未闻", "改了「新名字」的联想词"),
    ):
        await secretary.presses(label, on=await staff.shows(f"{head} · "))
        await street.settled()
        question = await staff.shows("回复这条", from_bot=True)
        await secretary.says(words, to=staff, reply_to=question)
        await street.settled()
        await staff.shows(told)

    home = (await community_of(street)).id
    known = await street.read(list_categories, community_id=home)
    [kind] = [one for one in known if one.name == "新名字"]
    assert (kind.is_confidential, kind.needs_check, kind.is_active) == (True, True, False)
    assert (kind.priority, kind.solution) == (Priority.HIGH, "2d")
    assert kind.words[-2:] == ("稀奇古怪", "前所未闻")


@pytest.mark.sqlite
async def test_a_kind_of_ones_own_is_found_by_its_words(street: Street) -> None:
    secretary, here = street.person("陈书记"), street.person("陈书记").private
    await secretary.says("/settings")
    await street.settled()
    await secretary.presses("类别")
    await street.settled()
    await secretary.presses("新增")
    await street.settled()
    await secretary.says("稀奇事")
    await street.settled()
    await here.shows("请这样写：大类 名称 联想词")
    await secretary.says("稀奇事 飞碟 飞碟 不明飞行物")
    await street.settled()
    await here.shows("在「稀奇事」里新增了类别「飞碟」")

    await street.person("小李").says("随手拍 东门上空有飞碟", to=street.group)
    await street.settled()
    assert "飞碟" in (await street.group.shows("已登记 #C1001")).text.split("\n", 2)[2]


async def test_nobody_but_a_secretary_changes_settings(street: Street) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    for name in ("外人", "赵师傅"):
        said = await street.person(name).says("/settings", to=staff)
        await street.settled()
        refused = await staff.shows("书记", from_bot=True, after=said)
        assert "办公时间" not in refused.text
    await secretary.says("/settings", to=staff)
    await street.settled()
    card = await staff.shows("设置 · ")
    for name in ("外人", "赵师傅"):
        answer = await street.person(name).presses("免打扰", on=card)
        assert answer is not None
        assert answer.alert
    assert (await staff.shows("设置 · ")).id == card.id
    await secretary.presses("免打扰", on=card)
    await street.settled()
    await secretary.presses("更改", on=await staff.shows("急事照发"))
    await street.settled()
    asked = await staff.shows("什么时候不打扰？")
    await street.person("外人").says("无", to=staff, reply_to=asked)
    await street.settled()
    assert (await community_of(street)).quiet_hours == "22:00-07:00"

    await secretary.says("/settings", to=street.group)
    await street.settled()
    await street.group.never_shows("办公时间：")
    await secretary.starts("settings")
    await street.settled()
    await secretary.private.shows("办公时间：")
