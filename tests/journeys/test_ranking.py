"""Who earned how much: looked at in the group, made public on its day, and looked at twice."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from actions.grants import pay
from actions.ranking import plan_publication
from actions.suspicions import plan_look
from bot.neighbourhood import COMMUNITY
from domain.grants import GrantState
from domain.people import Trade
from domain.ranking import month_of, read_month, shifted
from sandbox.driver import Message
from storage import grants, people
from storage.communities import find_community
from storage.rule_sheets import find_sheet
from tests.journeys.posting import morning
from tests.street import Street

pytestmark = pytest.mark.journey

SHANGHAI = ZoneInfo("Asia/Shanghai")


def earn(
    tx: Connection, telegram_id: int, points: int, *, by: int, source: str, now: datetime
) -> None:
    """Points as a confirmed award would have given them."""
    community = find_community(tx, COMMUNITY)
    assert community is not None
    sheet = find_sheet(tx, community_id=community.id)
    assert sheet is not None
    person, giver = (
        people.find_account(tx, channel="telegram", external_id=str(one))
        for one in (telegram_id, by)
    )
    assert person is not None
    assert giver is not None
    grant = grants.add_grant(
        tx,
        community_id=community.id,
        person_id=person.person_id,
        rule="conduct.free",
        sheet_id=sheet.id,
        points=points,
        about="",
        once_key="",
        words="搭把手",
        state=GrantState.PENDING,
        source=source,
        granted_by=giver.person_id,
        granted_on=now.astimezone(SHANGHAI).date(),
        release_at=None,
        now=now,
    )
    pay(tx, grant, now=now)


async def gives(street: Street, by: str, to: str, points: int, times: int = 1) -> None:
    for count in range(times):
        await street.program.db.do(
            earn,
            street.person(to).id,
            points,
            by=street.person(by).id,
            source=f"{by}:{to}:{points}:{count}",
            now=street.clock.now(),
        )


async def answer_to(street: Street, who: str, words: str) -> Message:
    """What the bot says to this in the residents' group."""
    said = await street.person(who).says(words, to=street.group)
    await street.settled()
    return await street.group.shows("", from_bot=True, after=said)


def let_ride(tx: Connection, telegram_id: int) -> None:
    """Somebody told the bot that they drive, and does not want to be named."""
    community = find_community(tx, COMMUNITY)
    account = people.find_account(tx, channel="telegram", external_id=str(telegram_id))
    assert community is not None
    assert account is not None
    who = {"community_id": community.id, "person_id": account.person_id}
    people.change_member(tx, **who, trade=Trade.RIDE_HAILING.value, is_masked=True)


async def until_the_first(street: Street, *, at: int = 9) -> None:
    """The next first of a month, at that hour."""
    local = street.clock.now().astimezone(SHANGHAI)
    first = read_month(shifted(month_of(local.date()), 1))
    then = datetime(first.year, first.month, 1, at, 0, 5, tzinfo=SHANGHAI)
    await street.wait(seconds=(then - local) / timedelta(seconds=1))


async def test_a_group_reads_the_ranking_and_turns_it(street: Street) -> None:
    assert "还没有人得分" in (await answer_to(street, "外人", "/ranking")).text
    await street.program.db.do(let_ride, street.person("周爷爷").id)
    for name, points in (("小李", 9), ("王阿姨", 12), ("周爷爷", 4)):
        await gives(street, "陈书记", name, points)

    card = await answer_to(street, "王阿姨", "/ranking")
    assert card.text.splitlines()[1:] == [
        "1. 王阿姨 12 分",
        "2. 小李 9 分 · 外卖",
        "3. 周* 4 分 · 网约车",
    ]
    assert card.buttons == ["上个月", "按行业看"]

    await street.person("小李").presses("按行业看", on=card)
    await street.settled()
    await street.person("外人").presses("网约车", on=card)
    await street.settled()
    turned = await street.group.shows("· 网约车", from_bot=True)
    assert "周*" in turned.text
    assert "小李" not in turned.text
    await street.person("小李").presses("上个月", on=turned)
    await street.settled()
    assert (await street.group.shows("还没有人得分", from_bot=True)).id == card.id

    li = street.person("小李")
    await li.starts()
    await li.says("排行榜")
    await street.settled()
    assert "您：9 分，第 2 名" in (await li.private.shows("积分榜", from_bot=True)).text


async def test_a_month_is_made_public_on_its_day_with_a_picture_and_once(street: Street) -> None:
    await gives(street, "陈书记", "小李", 9)
    await gives(street, "陈书记", "王阿姨", 12)

    await until_the_first(street)
    await street.restart()
    await street.wait(days=2)

    for place in (street.group, street.riders):
        [public] = [one for one in place.messages if "积分公示" in one.text]
        assert "共 2 人得 21 分" in public.text
        assert "1. 王阿姨 12 分" in public.text
        assert "photo" in public.data
    assert not [one for one in street.staff.messages if "积分公示" in one.text]

    await street.wait(days=40)  # the month after it was empty
    assert len([one for one in street.group.messages if "积分公示" in one.text]) == 1


async def test_a_quarter_ends_with_its_honours(street: Street) -> None:
    await gives(street, "陈书记", "小李", 9)
    month = month_of(street.clock.now().astimezone(SHANGHAI).date())
    to_the_end = (3 - read_month(month).month % 3) % 3
    for _ in range(to_the_end + 1):
        await until_the_first(street)

    [honours] = [one for one in street.group.messages if "邻里之星" in one.text]
    assert "1. 小李 9 分" in honours.text
    assert "外卖之星：小李 9 分" in honours.text


async def test_two_who_confirm_each_other_are_shown_to_secretaries_alone(street: Street) -> None:
    await morning(street)
    chen = street.person("陈书记")
    await chen.starts()
    await gives(street, "赵师傅", "孙姐", 1, times=3)
    await gives(street, "孙姐", "赵师傅", 2, times=3)

    refused = await answer_to(street, "外人", "/pairs")
    assert "书记" in refused.text
    assert "孙姐" not in refused.text
    pointed = await answer_to(street, "陈书记", "/pairs")
    assert "孙姐" not in pointed.text
    private = await chen.private.shows("互相确认了 6 次", from_bot=True)

    await street.wait(days=8)
    weekly = [one for one in chen.private.messages if "互相确认了 6 次" in one.text]
    assert len(weekly) == 2
    assert weekly[0].id == private.id
    assert not [one for one in street.staff.messages if "互相确认" in one.text]


async def test_publication_is_planned_once_however_often_it_is_asked_for(street: Street) -> None:
    def again(tx: Connection, now: datetime) -> None:
        community = find_community(tx, COMMUNITY)
        assert community is not None
        for _ in range(3):
            plan_publication(tx, community.id, now=now)
            plan_look(tx, community.id, now=now)

    await gives(street, "陈书记", "小李", 9)
    await street.program.db.do(again, street.clock.now())
    await until_the_first(street)

    assert len([one for one in street.group.messages if "积分公示" in one.text]) == 1


async def test_a_secretary_chooses_the_groups_that_read_it(street: Street) -> None:
    chen = street.person("陈书记")
    await chen.says("/settings", to=street.staff)
    await street.settled()
    page = await street.staff.shows("设置 · ")
    for label in ("积分规则", "其他规定", "公示群"):
        await chen.presses(label, on=page)
        await street.settled()
    refused = await street.person("外人").presses("✓ 幸福里小哥群", on=page)
    assert refused is not None
    assert "书记" in (refused.text or "")
    await chen.presses("✓ 幸福里小哥群", on=page)
    await street.settled()
    await street.staff.shows("陈书记把积分公示改成发到：幸福里居民群")
    only = await chen.presses("✓ 幸福里居民群", on=page)
    assert only is not None
    assert "至少留一个群" in (only.text or "")

    await gives(street, "陈书记", "小李", 9)
    await until_the_first(street)
    assert [one for one in street.group.messages if "积分公示" in one.text]
    assert not [one for one in street.riders.messages if "积分公示" in one.text]
