"""/points: what somebody has, what is on its way, how they stand; in private, to them alone."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from actions.grants import today_in
from actions.points_looks import CARD
from domain.grants import GrantState
from storage import grants, people
from storage.communities import add_community
from storage.rule_sheets import find_sheet
from storage.tables import outbox
from tests.journeys.points import (
    HOME,
    answer_to,
    as_it_is,
    in_the_morning,
    person_of,
)
from tests.street import Street

pytestmark = pytest.mark.journey


async def promise(street: Street, name: str, points: int) -> None:
    """What is to be paid tomorrow."""

    def grant(tx: Connection) -> None:
        sheet, now = find_sheet(tx, community_id=HOME), street.clock.now()
        assert sheet is not None
        grants.add_grant(
            tx,
            community_id=HOME,
            person_id=person_of(tx, street, name),
            rule="report.solved",
            sheet_id=sheet.id,
            points=points,
            about="",
            once_key="",
            words="",
            state=GrantState.PENDING,
            source="promise",
            granted_by=None,
            granted_on=today_in(tx, HOME, now),
            release_at=now + timedelta(days=1),
            now=now,
        )

    await street.program.db.do(grant)


async def test_in_a_group_it_goes_to_private_and_shows_what_is_mine(street: Street) -> None:
    xiaoli, group = street.person("小李"), street.group
    await in_the_morning(street)
    door = await answer_to(street, "小李", "/points", group)
    assert door.buttons == ["打开私聊"]
    assert "积分：" not in door.text
    await xiaoli.starts("points")
    await street.settled()
    empty = await xiaoli.private.shows("我的积分：0")
    assert "还没有积分" in empty.text
    assert empty.rows == [["规则", "排行榜"], ["兑换", "姓名打码"]]

    await answer_to(street, "小李", "随手拍 东门井盖松动", group)
    await answer_to(street, "赵师傅", "/accept 1001", street.staff)
    await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居搬冰箱", group)
    await answer_to(street, "陈书记", "/award @wangayi 30 教大家包饺子", group)
    await answer_to(street, "陈书记", "/deduct @xiaoli 3 踩草坪", group)
    await promise(street, "小李", 5)
    assert (await answer_to(street, "小李", "/points", group)).text == "已私信发给您。"

    shown = (await answer_to(street, "小李", "我的积分", xiaoli.private)).text.split("\n")
    assert shown[0] == "我的积分：8"
    assert shown[1] == "本月得 8 分，第 2 名"
    assert shown[2].startswith("待到账 +5 上报的问题修好 · 明天")
    assert shown[4].startswith("−3 踩草坪 · 今天")
    assert shown[5].startswith("+9 帮邻居搬冰箱 · 今天")
    assert shown[6].startswith("+2 上报被受理 #C1001 · 今天")
    assert len(shown) == 7


async def test_ten_rows_are_shown_the_newest_first(street: Street) -> None:
    await street.person("小李").starts()
    for number in range(12):
        await answer_to(street, "陈书记", f"/award @xiaoli 1 第{number}次", street.group)

    shown = await answer_to(street, "小李", "/points", street.person("小李").private)

    rows = [line for line in shown.text.split("\n") if line.startswith("+")]
    assert [row.split(" ")[1] for row in rows] == [f"第{one}次" for one in range(11, 1, -1)]


async def test_the_rules_stand_in_its_place_and_it_comes_back(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    card = await answer_to(street, "小李", "/points", xiaoli.private)

    await xiaoli.presses("规则", on=card)
    await street.settled()
    rules = as_it_is(xiaoli.private, card)
    assert rules.text.startswith("积分规则")
    assert "上报被受理" in rules.text
    await xiaoli.presses("返回", on=rules)
    await street.settled()

    assert as_it_is(xiaoli.private, card).text.startswith("我的积分：0")


async def test_whoever_masks_their_name_is_called_so_in_public(street: Street) -> None:
    xiaoli, group = street.person("小李"), street.group
    await in_the_morning(street)
    await xiaoli.starts()
    card = await answer_to(street, "小李", "/points", xiaoli.private)
    await xiaoli.presses("姓名打码", on=card)
    await street.settled()
    assert "显示姓名" in as_it_is(xiaoli.private, card).buttons

    said = await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居搬冰箱", group)
    assert said.text == "小* 积分 +9：帮邻居搬冰箱"
    await xiaoli.presses("我的积分", on=await xiaoli.private.shows("给您记了 9 分"))
    await street.settled()
    fresh = await xiaoli.private.shows("我的积分：9")
    await xiaoli.presses("显示姓名", on=fresh)
    await street.settled()

    said = await answer_to(street, "陈书记", "/award @xiaoli 1 又帮邻居", group)
    assert said.text == "小李 积分 +1：又帮邻居"


@pytest.mark.sqlite
async def test_everybody_sees_their_own_and_a_card_of_another_community_changes_nothing_here(
    street: Street,
) -> None:
    stranger = street.person("外人")
    await stranger.starts()
    await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居", street.group)
    card = await answer_to(street, "外人", "/points", stranger.private)
    assert card.text.startswith("我的积分：0")
    assert "小李" not in card.text

    def belongs_elsewhere(tx: Connection) -> None:
        other = add_community(tx, "别处", defaults=street.defaults, now=street.clock.now())
        tx.execute(outbox.update().where(outbox.c.kind == CARD).values(community_id=other.id))

    await street.program.db.do(belongs_elsewhere)
    for label in ("姓名打码", "规则"):
        refused = await stranger.presses(label, on=card)
        assert refused is not None
        assert "过时" in (refused.text or ""), label

    def is_masked(tx: Connection) -> bool:
        number = person_of(tx, street, "外人")
        member = people.find_member(tx, community_id=HOME, person_id=number)
        return bool(member and member.is_masked)

    assert not await street.read(is_masked)
