"""积分规则: what a report earns is told with the repair; everybody reads the rules, secretaries
change them in chat.
"""

import pytest
from sqlalchemy import Connection

from bot.neighbourhood import COMMUNITY
from domain.rule_sheets import YEAR_END, RuleSheet
from sandbox.driver import Message
from storage.communities import add_community, find_community
from storage.grants import list_about
from storage.people import find_account
from storage.points import balance_of
from storage.rule_sheets import find_sheet, get_sheet
from tests.street import Street

pytestmark = pytest.mark.journey


async def sheet_of(street: Street, name: str = COMMUNITY) -> RuleSheet:
    def read(tx: Connection) -> RuleSheet | None:
        community = find_community(tx, name)
        return find_sheet(tx, community_id=community.id) if community else None

    sheet = await street.read(read)
    assert sheet is not None
    return sheet


async def points_of(street: Street, name: str) -> int:
    def read(tx: Connection) -> int:
        community = find_community(tx, COMMUNITY)
        account = find_account(tx, channel="telegram", external_id=str(street.person(name).id))
        assert community is not None
        assert account is not None
        return balance_of(tx, community_id=community.id, person_id=account.person_id)

    return await street.read(read)


async def mended(street: Street, number: int, *, by: str = "孙姐") -> None:
    worker = street.person(by)
    await worker.says(f"/accept {number}", to=street.staff)
    await street.wait(seconds=5)
    await worker.says(f"/resolve {number} 已清理", to=street.staff)
    await street.wait(seconds=5)


async def test_the_finder_reads_of_the_reward_in_the_question_and_the_group_not_what_they_have(
    street: Street,
) -> None:
    xiaoli, aunt, group = street.person("小李"), street.person("王阿姨"), street.group
    await xiaoli.starts()
    await xiaoli.sends_photo("#随手拍 3号楼楼道堆满纸箱", to=group)
    await street.settled()
    received = await group.shows("已登记 #C1001")
    assert "积分" not in received.text
    await street.person("孙姐").says("/accept 1001", to=street.staff)
    await street.wait(seconds=5)
    assert "这次上报已得积分 +3" in (await group.shows("已登记 #C1001")).text
    await xiaoli.private.never_shows("积分 +")
    await street.person("孙姐").says("/resolve 1001 已清理", to=street.staff)
    await street.wait(seconds=5)

    question = await xiaoli.private.shows("#C1001 修好了吗")
    assert "积分 +5，现有 8 分。" in question.text
    assert "这次上报已得积分 +8" in (await group.shows("已登记 #C1001")).text
    await xiaoli.presses("不满意", on=question)
    await street.wait(seconds=5)
    await mended(street, 1001)
    assert await points_of(street, "小李") == 8
    await aunt.says("随手拍 3号楼楼道堆满了东西", to=group)
    await street.settled()
    await mended(street, 1002)
    asked = await group.shows("#C1002 修好了吗")

    assert "积分" not in asked.text, "the same place and kind pays once"
    assert await points_of(street, "王阿姨") == 0
    for place in (group, street.staff, street.riders):
        await place.never_shows("现有")


@pytest.mark.sqlite
async def test_whoever_has_no_private_chat_reads_in_the_group_what_all_may_know(
    street: Street,
) -> None:
    await street.person("王阿姨").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await mended(street, 1001, by="赵师傅")
    asked = (await street.group.shows("#C1001 修好了吗")).text
    assert "积分 +5" in asked
    assert "现有" not in asked

    await street.person("赵师傅").says("随手拍 西门井盖松动", to=street.group)
    await street.settled()
    await street.person("陈书记").says("/assign 1002 @zhaoshifu", to=street.staff)
    await street.person("赵师傅").says("/resolve 1002 已加固", to=street.staff)
    await street.wait(seconds=5)
    assert await points_of(street, "赵师傅") == 2, "taken on by another, mended by themselves"


@pytest.mark.sqlite
async def test_many_mended_at_once_are_rewarded_in_one_line(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    for words in ("东门路灯不亮", "1号楼电梯坏了"):
        await xiaoli.says(f"随手拍 {words}", to=street.group)
        await street.settled()
    for words in ("/bulk 1001-1002 受理", "/bulk 1001-1002 办结 都好了"):
        await zhao.says(words, to=street.staff)
        await street.settled()
        await zhao.presses("确认", in_=street.staff)
        await street.wait(seconds=5)

    assert "积分 +10，现有 14 分。" in (await xiaoli.private.shows("都好了")).text


async def opened(street: Street, *labels: str) -> Message:
    """陈书记 leafs in the staff group from /settings to the rules, and on."""
    secretary, staff = street.person("陈书记"), street.staff
    await secretary.says("/settings", to=staff)
    await street.settled()
    card = await staff.shows("设置 · 幸福里")
    for label in ("积分规则", *labels):
        await secretary.presses(label, on=card)
        await street.settled()
    return card


async def reworded(street: Street, card: Message) -> None:
    """Everything of 上报被受理 that is changed by words, each after a mistake."""
    secretary, staff = street.person("陈书记"), street.staff
    for label, question, words, told in (
        ("改分值", "改成几分", "4分", "把「上报被受理」从 +2 改为 +4"),
        ("改上限", "最多几分", "每天8", "从「每天最多 10，每月最多 100」改为「每天最多 8」"),
        ("到账时间", "多久到账", "2天", "从「马上到账」改为「48 小时后到账」"),
        ("重复上报", "只计一次？", "60天", "从「30 天里只计一次」改为「60 天里只计一次」"),
    ):
        await secretary.presses(label, on=card)
        await street.settled()
        asked = await staff.shows(question)
        wrong = await secretary.says("随便", to=staff, reply_to=asked)
        await street.settled()
        await staff.shows("没看懂", after=wrong)
        await secretary.says(words, to=staff, reply_to=asked)
        await street.settled()
        await staff.shows(told)


async def test_a_secretary_changes_the_rules_and_what_was_given_keeps_the_old_ones(
    street: Street,
) -> None:
    secretary, staff, group = street.person("陈书记"), street.staff, street.group
    await street.person("小李").says("随手拍 3号楼楼道堆满纸箱", to=group)
    await street.settled()
    await street.person("孙姐").says("/accept 1001", to=staff)
    await street.settled()
    card = await opened(street, "上报被受理")
    await reworded(street, card)
    stale = await staff.shows("分值：+4")
    await secretary.presses("停用", on=stale)
    await street.settled()
    late = await secretary.presses("停用", on=stale, as_seen=True)
    assert late is not None
    assert late.text == "现在就是这样。"
    await secretary.presses("启用", on=await staff.shows("已停用：不再计分"))
    await street.settled()
    late = await secretary.presses("停用", on=stale, as_seen=True)
    assert late is not None
    assert late.alert, "an old card's press does not overwrite what came since"
    await street.person("小李").says("随手拍 东门路灯不亮", to=group)
    await street.settled()
    await street.person("赵师傅").says("/accept 1002", to=staff)
    await street.settled()
    assert await points_of(street, "小李") == 2
    await street.wait(hours=48)

    assert (await sheet_of(street)).version == 7
    assert await points_of(street, "小李") == 2 + 4
    [old], [new] = [await street.read(list_about, f"case:{one}") for one in (1, 2)]
    kept = [await street.read(get_sheet, one.sheet_id) for one in (old, new)]
    assert [one.version for one in kept] == [1, 7]


async def test_items_of_ones_own_expiry_and_the_day_of_publication(street: Street) -> None:
    secretary, staff, group = street.person("陈书记"), street.staff, street.group
    card = await opened(street)
    for label, question, words, told in (
        (
            "新增",
            "新增哪一项",
            "清扫积雪 +5 每天10",
            "新增了一条积分规则：清扫积雪 +5，每天最多 10",
        ),
        ("其他规定", "", "", ""),
        ("复核线", "另一位书记同意？", "30", "从 50 分改为 30 分"),
        ("填报上限", "最多填报几小时", "8小时", "从 12 小时改为 8 小时"),
        ("有效期", "什么时候过期", "每年12月31日", "从「不过期」改为「每年 12 月 31 日过期」"),
        ("公示日", "每月几日公示", "不公示", "从「每月 1 日」改为「不公示」"),
    ):
        await secretary.presses(label, on=card)
        await street.settled()
        if question:
            asked = await staff.shows(question)
            await secretary.says(words, to=staff, reply_to=asked)
            await street.settled()
            await staff.shows(told)

    sheet = await sheet_of(street)
    assert sheet.minutes_a_day == 8 * 60
    assert (sheet.second_above, sheet.expiry, sheet.publish_day) == (30, YEAR_END, 0)
    await street.person("外人").says("/rules", to=group)
    await street.settled()
    rules = (await group.shows("积分规则\n")).text
    for line in (
        *("随手拍\n上报被受理 +2，每天最多 10，每月最多 100\n", "清扫积雪 +5，每天最多 10"),
        *("扣分项\n乱扔垃圾 −2", "每小时 +10", "30 天里只计一次", "超过 30 分", "12 月 31 日"),
    ):
        assert line in rules, line
    assert "日公示" not in rules


@pytest.mark.sqlite
async def test_what_costs_points_goes_on_costing_them(street: Street) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    await secretary.presses("改分值", on=await opened(street, "下一页", "乱扔垃圾"))
    await street.settled()
    asked = await staff.shows("改成几分")
    for words, told in (("+3", "请新增一项"), ("3", "把「乱扔垃圾」从 −2 改为 −3")):
        await secretary.says(words, to=staff, reply_to=asked)
        await street.settled()
        await staff.shows(told)


async def test_nobody_but_a_secretary_changes_a_rule(street: Street) -> None:
    secretary, staff = street.person("陈书记"), street.staff
    card = await opened(street, "上报被受理")
    for name in ("外人", "赵师傅"):
        for label in ("停用", "改分值"):
            refused = await street.person(name).presses(label, on=card)
            assert refused is not None
            assert refused.alert
    await secretary.presses("改分值", on=card)
    await street.settled()
    asked = await staff.shows("改成几分")
    await street.person("外人").says("99", to=staff, reply_to=asked)
    await street.settled()

    assert (await sheet_of(street)).version == 1


@pytest.mark.sqlite
async def test_a_community_from_before_points_gets_its_rules_at_the_next_start(
    street: Street,
) -> None:
    db, now = street.program.db, street.clock.now()
    await db.do(add_community, "老社区", defaults=street.defaults, now=now)
    await street.restart()
    first = await sheet_of(street, "老社区")
    await street.restart()

    assert (await sheet_of(street, "老社区")).version == first.version == 1
    assert first.rules == (await sheet_of(street)).rules
