"""Meetings: called in one line or step by step, announced, answered, led to their end."""

import pytest

from tests.journeys.a_meeting import answers, called, desk, forged
from tests.journeys.posting import day_ahead, last, morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey


async def test_a_line_is_announced_to_those_it_is_for_and_they_answer(street: Street) -> None:
    await starts(street, "小李", "赵师傅")
    line = "19点到20点半 电动车充电 @活动室 请小哥 @zhaoshifu 过半到会 议题:装充电桩;停车"
    card = await called(street, line, to=street.riders)
    for words in ("JY-", "19:00–20:30", "地点：活动室", "小哥 · 指名 1 人（2 人）", "1. 装充电桩"):
        assert words in card.text
    assert "到会要求：过半" in card.text
    await street.staff.shows("📣 电动车充电")

    invited = await street.person("赵师傅").private.shows("📣 电动车充电")
    assert "请您参加" in invited.text
    calendar = await street.driver.file(invited.data["document"]["file_id"])
    assert b"SEQUENCE:0" in calendar
    assert not street.group.messages  # it is none of theirs

    assert "没有邀请您" in await pressed(street, "外人", "参加(0)", card)
    assert "等您来" in await pressed(street, "小李", "参加(0)", card)
    assert "您带 1 人来" in await pressed(street, "小李", "+1", card)
    await pressed(street, "赵师傅", "请假", invited)
    assert "您：请假" in (await street.person("赵师傅").private.shows("📣 电动车充电")).text
    await street.wait(seconds=4)
    assert "参加(2)" in (await street.riders.shows("📣 电动车充电")).buttons

    own = await street.person("小李").private.shows("您：参加，带 1 人")
    await pressed(street, "小李", "-1", own)
    assert "您：参加\n" in (await street.person("小李").private.shows("📣 电动车充电")).text
    await street.wait(days=10, hours=10)
    assert "已经开始" in await pressed(street, "小李", "请假", own)


@pytest.mark.sqlite
async def test_who_may_not_call_or_lead_is_told_whom_to_ask(street: Street) -> None:
    await called(street)
    for who in ("外人", "小李", "刘老板"):
        await street.person(who).says("/meeting 12月10日19点 跳舞", to=street.group)
        await street.settled()
        assert "书记" in last(street.group).text, who
        assert "跳舞" not in last(street.group).text, who
    await starts(street, "外人")
    await street.person("外人").starts("mt_1")
    await street.settled()
    view = await street.person("外人").private.shows("📣 电动车充电")
    assert "主持" not in view.buttons
    for press in ("step:1:1:met", "step:1:1:cancelled", "ask:1:0:when", "side:1:0:agenda"):
        said = await forged(street, "外人", f"p1:meeting.{press}")
        assert "召集人和书记" in said, press
    for press in ("item:1:1:", "stop:1:0:", "code:1:0:", "mark:1:0:1", "desk:1:0:", "add:1:0:1"):
        assert await forged(street, "外人", f"p1:meeting.{press}"), press
    assert (await desk(street)).text.startswith("📣 电动车充电")
    assert "参加(0)" in (await street.group.shows("📣 电动车充电")).buttons


async def test_step_by_step_in_private_across_a_restart(street: Street) -> None:
    await morning(street)
    await starts(street, "赵师傅")
    zhao = street.person("赵师傅")
    me = zhao.private
    await zhao.says("/meeting", to=street.staff)
    await street.settled()
    assert "打开私聊" in last(street.staff).buttons
    await zhao.starts("meeting")
    await street.settled()
    await says(street, ("① 什么会？", "议事日"), ("② 什么时候？", "周五7点"))
    asked = await me.shows("您说的是哪一个？")
    assert "19:00" in asked.buttons[1]
    await says(street, ("您说的是哪一个？", "每月10日19点"))
    await street.restart()
    await zhao.presses("小哥驿站", on=await me.shows("③ 在哪里？"))
    await street.settled()
    who = await me.shows("④ 请谁来？")
    await pressed(street, "赵师傅", "小哥", who)
    who = await me.shows("现在是：小哥")
    assert "小哥（1 人）" in who.text
    assert "✅ 小哥" in who.buttons
    await says(street, ("④ 请谁来？", "@wangayi"), ("⑤ 议什么？", "1、门禁 2、楼道灯"))
    await pressed(street, "赵师傅", "三分之二", await me.shows("⑥ 到多少人"))
    check = await me.shows("看一下，没问题就发布")
    for words in (
        "每月10日 19:00",
        "接下来三次",
        "小哥 · 指名 1 人（2 人）",
        "2. 楼道灯",
        "三分之二",
    ):
        assert words in check.text
    await pressed(street, "赵师傅", "节假日顺延", check)
    assert "顺延" in (await me.shows("接下来三次")).text
    assert "已发布：议事日" in await pressed(street, "赵师傅", "发布", check)
    await street.wait(seconds=4)
    card = await street.riders.shows("📣 议事日")
    assert "重复：每月10日 19:00" in card.text
    assert not [one for one in street.group.messages if "📣" in one.text]  # it is for riders


async def says(street: Street, *talk: tuple[str, str]) -> None:
    """赵师傅 is asked this and says that."""
    zhao = street.person("赵师傅")
    for asked, said in talk:
        await zhao.private.shows(asked)
        await zhao.says(said)
        await street.settled()


async def calls_at_short_notice(street: Street, line: str, *, because: str) -> None:
    """陈书记 calls a meeting of tomorrow, and is asked why it cannot wait."""
    secretary = street.person("陈书记")
    await secretary.says(f"/meeting {day_ahead(street, 1)}{line}")
    await street.settled()
    await secretary.private.shows("离开会不到 3 天")
    await secretary.says(because)
    await street.settled()
    preview = await secretary.private.shows("看一下，没问题就发布")
    assert f"原因：{because}" in preview.text
    await pressed(street, "陈书记", "发布", preview)
    await street.wait(seconds=4)


async def test_each_step_is_led_and_what_is_left_out_has_a_reason(street: Street) -> None:
    await morning(street)
    await starts(street, "陈书记")
    secretary = street.person("陈书记")
    line = "19点 停车 @活动室 到会过半 议题:收费"
    await calls_at_short_notice(street, line, because="车主明天要交费")
    assert "提前公示不足 3 天，原因：车主明天要交费" in (await street.group.shows("📣 停车")).text

    await street.wait(hours=33)
    await pressed(street, "陈书记", "开始开会", await desk(street))
    assert "还没到过半（需要 5，已到 0）" in (await desk(street)).text
    assert "表决还不能开始" in await pressed(street, "陈书记", "进入表决", await desk(street))
    await answers(street, "陈书记", "好", asked="「停车」这样走的原因")
    await answers(street, "陈书记", "大家改到线上表决", asked="「停车」这样走的原因")
    assert "🗳 表决中：停车" in (await desk(street)).text
    await street.wait(seconds=4)
    assert "🗳 表决中：停车" in (await street.group.shows("停车　JY")).text
    await pressed(street, "陈书记", "议程", await desk(street))
    await pressed(street, "陈书记", "表决 1", await secretary.private.shows("议完一项点一项"))
    assert "赞成" in last(secretary.private).text
    await pressed(street, "陈书记", "取消", last(secretary.private))
    await pressed(street, "陈书记", "返回", await secretary.private.shows("议完一项点一项"))
    await pressed(street, "陈书记", "结束会议", await desk(street))
    assert "📌 落实中：停车" in (await desk(street)).text
    assert "还没发布会议纪要" in await pressed(street, "陈书记", "全部办结", await desk(street))
    await answers(street, "陈书记", "纪要下周补上", asked="「停车」这样走的原因")
    assert "✅ 已办结：停车" in (await desk(street)).text

    await secretary.says("/meetings", to=street.group)
    await street.settled()
    listed = await street.group.shows("将开的会（0）")
    assert "开会 1 次" in listed.text
    await pressed(street, "小李", "已结束(1)", listed)
    assert "停车" in (await street.group.shows("已结束的会（1）")).text
