"""Activities: made in one line or step by step, announced, joined, looked at."""

import pytest

from tests.journeys.posting import day_ahead, last, morning, posted, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey


async def test_a_line_becomes_a_card_in_the_groups_and_people_join_it(street: Street) -> None:
    await morning(street)
    await starts(street, "小李")
    secretary, staff, group = street.person("陈书记"), street.staff, street.group
    day = day_ahead(street, 3)
    await secretary.says(f"/activity {day}上午9点到11点 小区清洁 @东门 2人 环境 每周", to=staff)
    await street.settled()
    preview = await staff.shows("看一下，没问题就发布")
    for words in ("小区清洁", "09:00–11:00", "地点：东门", "2 人", "带队：陈书记", "每周一次"):
        assert words in preview.text
    assert not [one for one in group.messages if "小区清洁" in one.text]  # nothing is posted yet
    assert "网格员或书记" in await pressed(street, "外人", "发布", preview)
    assert "别人正在填" in await pressed(street, "赵师傅", "发布", preview)

    assert await pressed(street, "陈书记", "发布", preview) == "已发布：小区清洁"
    await street.wait(seconds=4)
    assert "已发布到群里" in (await staff.shows("已发布到群里")).text
    card = await group.shows("🤝 小区清洁")
    assert "名额：2 人，已报 0 人" in card.text
    assert "陈书记" in card.text
    assert "取消" in card.buttons
    await street.riders.shows("🤝 小区清洁")
    await staff.shows("🤝 小区清洁")

    assert await pressed(street, "小李", "报名", card) == "报上了：小区清洁"
    entry = await street.person("小李").private.shows("✅ 报上了")
    assert entry.data["document"]["file_name"] == "活动.ics"
    calendar = await street.driver.file(entry.data["document"]["file_id"])
    assert b"METHOD:PUBLISH" in calendar
    assert "小区清洁".encode() in calendar
    assert "不用再点" in await pressed(street, "小李", "报名", card)
    assert await pressed(street, "王阿姨", "报名", card) == "报上了：小区清洁"
    assert "候补第 1 位" in await pressed(street, "外人", "报名", card)  # members may join
    await street.wait(seconds=4)
    card = await group.shows("🤝 小区清洁")
    assert "已报 2 人，候补 1 人" in card.text
    assert "报名(2/2)" in card.buttons
    assert "王阿姨" not in card.text
    assert "小李" not in card.text


async def test_step_by_step_in_private_across_a_restart(street: Street) -> None:
    await morning(street)
    sun = street.person("孙姐")
    me = sun.private
    await sun.says("/activity", to=street.staff)
    await street.settled()
    assert "打开私聊" in last(street.staff).buttons
    await sun.starts("activity")
    await street.settled()
    await answers(street, ("① 做什么？", "老年手机课"))
    await answers(street, ("② 什么时候", f"{day_ahead(street, 2)} 下午2点"))
    await street.restart()
    assert "小哥驿站" in (await me.shows("③ 在哪里")).buttons
    await sun.presses("小哥驿站")
    await street.settled()
    await answers(street, ("④ 要多少人", "很多"), ("没看懂人数", "十个人"))
    await sun.presses("教学")
    await street.settled()
    await answers(street, ("⑥ 要分队吗", "一队、二队"), ("⑦ 重复办吗", "返回"))
    assert "一队、二队" in (await me.shows("⑥ 要分队吗")).text
    await sun.says("下一步")
    await street.settled()
    await sun.presses("每月")
    await street.settled()
    check = await me.shows("看一下，没问题就发布")
    for words in ("老年手机课", "14:00–16:00", "小哥驿站", "10 人", "一队、二队", "每月一次"):
        assert words in check.text
    await answers(street, ("看一下", "改成 15:00-17:00"), ("15:00–17:00", "发布"))
    await street.wait(seconds=4)
    card = await street.riders.shows("老年手机课")
    assert card.buttons[:2] == ["报名一队(0)", "报名二队(0)"]
    assert "地图" in card.text

    assert "报上了" in await pressed(street, "小李", "报名二队", card)
    await street.wait(seconds=4)
    assert "二队 1 人" in (await street.riders.shows("老年手机课")).text


async def answers(street: Street, *talk: tuple[str, str]) -> None:
    """孙姐 is asked this and says that."""
    sun = street.person("孙姐")
    for asked, said in talk:
        await sun.private.shows(asked)
        await sun.says(said)
        await street.settled()


async def test_the_list_joins_by_one_tap_and_ones_own_are_private(street: Street) -> None:
    await morning(street)
    aunt = street.person("王阿姨")
    await starts(street, "王阿姨", "刘老板")
    await posted(street, "小区清洁 3人", days=2)
    await posted(street, "清运垃圾 不限", days=2, clock="15:00-17:00")
    await aunt.says("/activities", to=street.group)
    await street.settled()
    listed = await street.group.shows("近期活动（2）")
    assert listed.buttons[:2] == ["1 报名(0/3)", "2 报名(0)"]
    assert "报上了" in await pressed(street, "王阿姨", "1 报名(0/3)", listed)
    assert "重叠" in await pressed(street, "王阿姨", "2 报名(0)", listed)
    assert "1 报名(1/3)" in (await street.group.shows("近期活动（2）")).buttons

    await aunt.says("我的活动")
    await street.settled()
    mine = await aunt.private.shows("我的活动（2）")
    await pressed(street, "王阿姨", "1 详情", mine)
    view = await aunt.private.shows("您已报名")
    assert "改时间" not in view.buttons
    assert await pressed(street, "王阿姨", "取消", view) == "已取消：小区清洁。下次再来！"
    assert "报名(0/3)" in last(aunt.private).buttons

    boss = street.person("刘老板")
    await boss.says("我的活动")
    await street.settled()
    await boss.private.shows("您还没报名活动")


@pytest.mark.sqlite
async def test_who_may_not_make_or_lead_is_told_whom_to_ask(street: Street) -> None:
    await morning(street)
    for who in ("外人", "小李", "刘老板"):
        await street.person(who).says("/activity 周六9点 跳舞", to=street.group)
        await street.settled()
        assert "网格员或书记" in last(street.group).text, who
    card = await posted(street, "小区清洁 3人 带队 @wangayi", by="赵师傅")
    assert "带队：王阿姨" in card.text

    outsider = street.person("外人")
    await starts(street, "外人")
    await outsider.starts("act_1")
    await street.settled()
    view = await outsider.private.shows("小区清洁")
    assert "停办" not in view.buttons
    assert "已报名：" not in view.text
    await outsider.starts("act_99")
    await street.settled()
    assert "小区清洁" not in last(outsider.private).text

    for line, told in (
        ("/activity 昨天 9点 跳舞", "已经过了"),
        ("/activity 今天 0:01 跳舞", "已经过了"),
        ("/activity 周六9点到22点 跳舞", "最长 12 小时"),
        ("/activity 周六9点 跳舞 @东门 9999人", "人数最多"),
        ("/activity 周六9点 跳舞 带队 @nobody_here", "还不认识"),
    ):
        await street.person("陈书记").says(line, to=street.staff)
        await street.settled()
        assert told in last(street.staff).text, line
