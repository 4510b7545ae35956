"""A secretary gives points and takes some: with a reason, within bounds, never for themselves."""

import asyncio

import pytest
from sqlalchemy import Connection

from actions.awards import second_award
from domain.grants import GrantState
from domain.people import Visitor
from domain.points import AccountKind, replay
from domain.rules import RuleBroken
from storage import grants, points
from storage.people import holdings_of
from tests.journeys.points import answer_to, as_it_is, balance, has, in_the_morning, person_of
from tests.street import Street

pytestmark = pytest.mark.journey


async def second_secretary(street: Street) -> None:
    await answer_to(street, "陈书记", "/role @sunjie 书记", street.staff)


async def test_an_award_is_told_in_the_group_and_to_the_person_and_can_be_taken_back_once(
    street: Street,
) -> None:
    xiaoli, group = street.person("小李"), street.group
    await in_the_morning(street)
    await xiaoli.starts()
    said = await xiaoli.says("搬完了", to=group)

    card = await answer_to(street, "陈书记", "/award 8 帮三楼搬冰箱", group, said)
    assert card.text == "小李 积分 +8：帮三楼搬冰箱"
    assert card.buttons == ["撤销"]
    await xiaoli.private.shows("陈书记给您记了 8 分：帮三楼搬冰箱。现在共 8 分")
    assert await balance(street, "小李") == 8

    refused = await street.person("外人").presses("撤销", on=card)
    assert refused is not None
    assert "书记" in (refused.text or "")
    await street.person("陈书记").presses("撤销", on=card)
    await street.settled()
    asked = await group.shows("为什么撤销这 8 分", from_bot=True)
    done = await answer_to(street, "陈书记", "记错人了", group, asked)

    assert done.text == "好的，已撤销。"
    assert as_it_is(group, card).text.endswith("已撤销。")
    assert as_it_is(group, card).buttons == []
    await xiaoli.private.shows("原因：记错人了。现在共 0 分")
    again = await answer_to(street, "陈书记", "/reverse 再撤一次", group, card)
    assert "不用再撤" in again.text
    mine = await answer_to(street, "小李", "/points", xiaoli.private)
    assert mine.text.startswith("我的积分：0\n\n−8 撤销：记错人了")  # nor has the month earned it
    assert set((await street.read(all_balances)).values()) == {0}


def all_balances(tx: Connection) -> dict[int, int]:
    account = points.find_account(tx, community_id=1, kind=AccountKind.POOL)
    assert account is not None
    return replay(points.list_all_entries(tx, account.id))


async def test_a_deduction_says_nothing_in_public_and_never_takes_more_than_there_is(
    street: Street,
) -> None:
    xiaoli, group, staff = street.person("小李"), street.group, street.staff
    await in_the_morning(street)
    await xiaoli.starts()

    poor = await answer_to(street, "陈书记", "/deduct @xiaoli 3 乱扔垃圾", group)
    assert "扣不了" in poor.text
    await answer_to(street, "陈书记", "/award @xiaoli 8 帮三楼搬冰箱", staff)
    noted = await answer_to(street, "陈书记", "/deduct @xiaoli 3 踩草坪", group)
    assert noted.text == "已记下。"
    await xiaoli.private.shows("踩草坪")
    among_us = await answer_to(street, "陈书记", "/deduct @xiaoli 2 踩草坪", staff)
    assert among_us.text == "小* 积分 −2：踩草坪"
    assert await balance(street, "小李") == 3

    spent = await answer_to(
        street, "陈书记", "/reverse 重复了", staff, await staff.shows("+8", from_bot=True)
    )
    assert "已经用掉" in spent.text
    given_back = await answer_to(street, "陈书记", "/reverse 记错了\n多扣了", group, noted)
    assert given_back.text == "好的，已撤销。"
    await xiaoli.private.shows("原因：记错了 多扣了。")
    assert await balance(street, "小李") == 6


async def test_what_is_too_much_for_one_needs_two_and_the_first_press_decides(
    street: Street,
) -> None:
    secretary, sunjie, xiaoli = (street.person(one) for one in ("陈书记", "孙姐", "小李"))
    group, staff = street.group, street.staff
    await in_the_morning(street)
    alone = await answer_to(street, "陈书记", "/award @xiaoli 60 救火", group)
    assert "要两位书记" in alone.text
    await second_secretary(street)
    for one in (secretary, sunjie, xiaoli):
        await one.starts()

    card = await answer_to(street, "陈书记", "/award @xiaoli 60 救火", group)
    assert card.text.startswith("已记下。\n等另一位书记同意")
    among_us = await staff.shows("想记一笔：小* 积分 +60，救火", from_bot=True)
    to_her = await sunjie.private.shows("陈书记想记一笔：小李 积分 +60，救火")
    assert not has(secretary.private, "想记一笔")
    assert await balance(street, "小李") == 0

    for who in ("陈书记", "外人", "赵师傅"):
        refused = await street.person(who).presses("同意", on=among_us)
        assert refused is not None
        assert refused.alert, who
    agreed = await sunjie.presses("同意", on=to_her)
    assert agreed is not None
    assert agreed.text == "已同意，积分到账了。"
    await street.settled()

    assert await balance(street, "小李") == 60
    assert as_it_is(group, card).text == "小李 积分 +60：救火"
    assert as_it_is(staff, among_us).text.endswith("孙姐已同意。")
    assert as_it_is(staff, among_us).buttons == []
    await secretary.private.shows("孙姐已同意您记的 60 分")
    await xiaoli.private.shows("记了 60 分")
    late = await sunjie.presses("不同意", on=among_us, as_seen=True)
    assert late is not None
    assert "已经有人定了" in (late.text or "")


async def test_two_who_press_at_once_pay_once(street: Street) -> None:
    await second_secretary(street)
    await answer_to(street, "陈书记", "/role @zhaoshifu 书记", street.staff)
    await answer_to(street, "陈书记", "/award @xiaoli 60 救火", street.group)

    async def press(name: str, agrees: bool) -> str:
        by = await street.read(visitor_of, street, name)
        try:
            await street.program.db.do(
                second_award,
                by=by,
                grant_id=1,
                agrees=agrees,
                source=f"at-once:{name}",
                now=street.clock.now(),
            )
        except RuleBroken as broken:
            return broken.key
        return "done"

    results = await asyncio.gather(press("孙姐", True), press("赵师傅", True))

    assert sorted(results) == ["done", "points.decided_already"]
    assert await balance(street, "小李") == 60


def visitor_of(tx: Connection, street: Street, name: str) -> Visitor:
    number = person_of(tx, street, name)
    return Visitor(
        person_id=number,
        name=name,
        external_id=str(street.person(name).id),
        community_id=1,
        chat_kind=None,
        holdings=holdings_of(tx, community_id=1, person_id=number),
        is_reachable=False,
        locale=None,
    )


async def test_what_nobody_agrees_to_in_a_week_lapses_and_what_is_refused_does_not_count(
    street: Street,
) -> None:
    secretary, sunjie, group = street.person("陈书记"), street.person("孙姐"), street.group
    await in_the_morning(street)
    await second_secretary(street)
    for one in (secretary, sunjie):
        await one.starts()
    first = await answer_to(street, "陈书记", "/award @xiaoli 60 救火", group)
    await street.wait(days=8)
    await secretary.private.shows("等了 7 天")
    assert as_it_is(group, first).text.endswith("没有生效。")
    assert as_it_is(group, first).buttons == []

    await answer_to(street, "陈书记", "/award @xiaoli 70 救人", group)
    await sunjie.presses("不同意", on=await sunjie.private.shows("+70"))
    await secretary.private.shows("孙姐没有同意您记的 70 分")
    await street.wait(hours=13)
    third = await answer_to(street, "陈书记", "/award @xiaoli 500 救人", group)
    assert not has(sunjie.private, "+500")  # nobody is asked at night
    await street.wait(hours=9)
    await sunjie.private.shows("+500")
    called_off = await answer_to(street, "陈书记", "/reverse 写错了", group, third)
    assert "已取消" in called_off.text

    def states(tx: Connection) -> list[GrantState]:
        return [grants.get_grant(tx, number).state for number in (1, 2, 3)]

    assert await street.read(states) == [GrantState.REFUSED] * 3
    assert await balance(street, "小李") == 0


@pytest.mark.sqlite
async def test_nobody_but_a_secretary_awards_and_no_secretary_for_themselves(
    street: Street,
) -> None:
    group = street.group
    said = await street.person("外人").says("我做了好事", to=group)
    for who in ("外人", "王阿姨", "赵师傅", "郑工", "刘老板"):
        for command in ("/award @xiaoli 5 好", "/deduct @xiaoli 5 坏", "/reverse 错"):
            assert "书记" in (await answer_to(street, who, command, group)).text, (who, command)

    own = await street.person("陈书记").says("我也做了好事", to=group)
    for words, reply_to, told in (
        ("/award 5 好", own, "另一位书记"),
        ("/award @chenshuji 5 好", None, "另一位书记"),
        ("/award 5 好", None, "回复那个人"),
        ("/award", said, "回复那个人"),
        ("/award 5", said, "写上原因"),
        ("/award 照看老人", said, "没看懂多少分"),
        ("/award @nobody_here 5 好", None, "还不认识"),
        ("/reverse 错", said, "回复记分的那条消息"),
        ("/reverse", None, "回复记分的那条消息"),
    ):
        told_them = (await answer_to(street, "陈书记", words, group, reply_to)).text
        assert told in told_them, (words, told_them)
    answered = await answer_to(street, "陈书记", "/award 5 好", group, own)
    assert "不是本人" in (await answer_to(street, "陈书记", "/award 5 好", group, answered)).text


@pytest.mark.sqlite
async def test_an_item_of_the_sheet_has_its_points_and_its_caps(street: Street) -> None:
    """Five each, ten a day; whoever types more than five judges for themselves."""

    async def said(words: str) -> str:
        return (await answer_to(street, "陈书记", f"/award @xiaoli {words}", street.group)).text

    await in_the_morning(street)
    assert await said("帮邻居搬家") == "小李 积分 +5：帮邻居搬家"
    assert await said("3 帮邻居搬家") == "小李 积分 +3：帮邻居搬家"
    assert "最多还能记 2 分" in await said("帮邻居搬家")
    assert await said("2 帮邻居搬家") == "小李 积分 +2：帮邻居搬家"
    assert "上限已经满了" in await said("5 帮邻居搬家")
    assert await said("6 帮邻居搬家") == "小李 积分 +6：帮邻居搬家"
    await street.wait(hours=24)
    assert await said("帮邻居搬家，三楼") == "小李 积分 +5：帮邻居搬家，三楼"
    assert await balance(street, "小李") == 21
