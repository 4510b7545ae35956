"""Who was there: names ticked, the forgotten closed, the list confirmed by another, a record."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.activities import Activity, ActivityState
from sandbox.driver import Message
from storage import activities
from storage.points import balance_of
from storage.tables import grants, hours
from tests.journeys.an_activity import lay_activity, person_id, scanned, seat_of, until
from tests.street import Street

pytestmark = pytest.mark.journey


async def press(street: Street, who: str, label: str, on: Message) -> str:
    """Press it on a card as it stands there now, and what is answered."""
    answer = await street.person(who).presses(label, on=on)
    await street.settled()
    return str(answer.text) if answer else ""


async def scan(street: Street, who: str, activity: Activity) -> None:
    await street.person(who).starts(scanned(street, activity))
    await street.settled()


async def state_of(street: Street, activity: Activity) -> ActivityState:
    return (await street.read(activities.get_activity, activity.id)).state


def entered(tx: Connection, person: int) -> list[tuple[str, int, str]]:
    rows = tx.execute(
        sa.select(hours.c.kind, hours.c.minutes, hours.c.source).where(hours.c.person_id == person)
    )
    return [(row.kind, row.minutes, row.source) for row in rows]


async def hours_of(street: Street, who: str) -> list[tuple[str, int]]:
    found = await street.read(entered, await person_id(street, who))
    return [(kind, minutes) for kind, minutes, _ in found]


def granted(tx: Connection, person: int) -> list[str]:
    return sorted(
        tx.execute(sa.select(grants.c.rule).where(grants.c.person_id == person)).scalars()
    )


async def names_are_ticked(street: Street, card: Message) -> None:
    """周爷爷 by his name, 刘老板 by mistake, and the leader herself."""
    aunt = street.person("王阿姨")
    await press(street, "王阿姨", "签到名单", card)
    await press(street, "王阿姨", "周爷爷", card)
    await press(street, "王阿姨", "刘老板", card)
    await press(street, "王阿姨", "✓ 刘老板", card)
    await aunt.private.shows("已到 2/4")
    await press(street, "王阿姨", "返回", card)
    assert "王阿姨 已签到" in await press(street, "王阿姨", "我也在", card)
    assert "我也在" not in (await aunt.private.shows("已到 3/5")).buttons


async def test_only_a_confirmed_list_makes_hours_and_points(street: Street) -> None:
    aunt, rider, old = (street.person(one) for one in ("王阿姨", "小李", "周爷爷"))
    activity = await lay_activity(
        street, leader="王阿姨", going=("小李", "周爷爷", "外人", "刘老板")
    )
    await until(street, 9, 0)
    await scan(street, "小李", activity)
    await names_are_ticked(street, await aunt.private.shows("签到码当面给大家扫"))

    await until(street, 10, 40)
    await scan(street, "小李", activity)
    await press(street, "小李", "签退", await rider.private.shows("现在要走了吗"))
    await street.restart()
    await until(street, 11, 31)  # 周爷爷 and 王阿姨 have forgotten to
    assert await state_of(street, activity) is ActivityState.ENDED
    listed = await aunt.private.shows("小区清洁 · 核对名单")
    assert "小李：09:00–10:40，1.75 小时" in listed.text
    assert "周爷爷：09:00–11:00，2.0 小时（忘了签退）" in listed.text
    assert "外人：没签到" in listed.text
    assert await hours_of(street, "小李") == []

    await press(street, "王阿姨", "周爷爷", listed)
    await press(street, "王阿姨", "－15 分钟", listed)
    await press(street, "王阿姨", "返回", listed)
    assert "来了 3 人" in await press(street, "王阿姨", "确认名单", listed)
    await rider.private.shows("1.75 小时已记入您的志愿时长")
    await old.private.shows("1.75 小时已记入")
    await street.person("外人").private.shows("没等到您")
    assert await hours_of(street, "小李") == [("verified", 105)]
    assert await hours_of(street, "外人") == []
    assert await street.read(granted, await person_id(street, "小李")) == [
        "activity.attended",
        "hours.verified",
    ]
    balance = await street.read(
        balance_of, community_id=activity.community_id, person_id=await person_id(street, "小李")
    )
    await rider.private.shows(f"积分 +{balance}")
    await another_confirms_the_leaders_own(street)


async def another_confirms_the_leaders_own(street: Street) -> None:
    assert await hours_of(street, "王阿姨") == []  # nobody confirms for themselves
    own = await street.staff.shows("王* 带的「小区清洁」")
    for who in ("外人", "赵师傅"):
        assert "请找书记" in await press(street, who, "确认时长", own)
    assert "2.0 小时" in await press(street, "陈书记", "确认时长", own)
    assert await hours_of(street, "王阿姨") == [("verified", 120)]
    assert (await street.staff.shows("王* 带的「小区清洁」")).buttons == []


@pytest.mark.sqlite
async def test_a_leader_who_presses_for_themselves_is_refused_everywhere(street: Street) -> None:
    aunt, secretary = street.person("王阿姨"), street.person("陈书记")
    await secretary.starts()
    activity = await lay_activity(street, leader="陈书记", going=("王阿姨",))
    await until(street, 9, 0)
    card = await secretary.private.shows("签到码当面给大家扫")
    await press(street, "陈书记", "我也在", card)
    await scan(street, "王阿姨", activity)
    await until(street, 11, 31)
    listed = await secretary.private.shows("核对名单")
    await press(street, "陈书记", "确认名单", listed)
    await aunt.private.shows("2.0 小时已记入")
    own = await street.staff.shows("陈书记 带的「小区清洁」")
    assert "请别人确认" in await press(street, "陈书记", "确认时长", own)
    assert await hours_of(street, "陈书记") == []

    sister = await street.person("孙姐").says("在", to=street.staff)
    await secretary.says("/role secretary", to=street.staff, reply_to=sister)
    await street.settled()
    await press(street, "孙姐", "确认时长", own)
    assert await hours_of(street, "陈书记") == [("verified", 120)]
    await secretary.presses("确认名单", on=listed, as_seen=True)  # once more, on an old screen
    await street.settled()
    assert await hours_of(street, "王阿姨") == [("verified", 120)]


async def test_who_did_not_join_is_seen_by_name_and_all_leave_at_once(street: Street) -> None:
    aunt = street.person("王阿姨")
    activity = await lay_activity(street, leader="王阿姨", going=("小李",), capacity=1)
    said = await street.person("周爷爷").says("我来了", to=street.group)
    outsiders = await street.person("外人").says("我也来了", to=street.group)
    await street.person("外人").says("/checkin @zhouyeye", to=street.group)
    await aunt.says("/checkin", to=street.group, reply_to=said)
    await street.settled()
    assert len([m for m in street.group.messages if "没有正在进行的活动" in m.text]) == 2

    await until(street, 8, 45)
    await street.person("外人").says("/checkin", to=street.group, reply_to=said)
    await street.settled()
    assert await seat_of(street, activity, "周爷爷") is None
    await aunt.says("/checkin", to=street.group, reply_to=said)
    await aunt.says("/checkin @wairen", to=street.group)
    await street.settled()
    await street.group.shows("周爷爷 已签到「小区清洁」")
    await street.group.shows("外人 已签到「小区清洁」")
    await aunt.says("/checkin", to=street.group, reply_to=outsiders)
    await street.settled()
    await street.group.shows("外人 已经签到")
    found = await street.read(activities.get_activity, activity.id)
    assert (found.capacity, found.taken) == (3, 3)

    await until(street, 11, 2)
    card = await aunt.private.shows("签到码当面给大家扫")
    assert "已签退 2 人" in await press(street, "王阿姨", "全部签退", card)
    assert await state_of(street, activity) is ActivityState.ENDED
    listed = await aunt.private.shows("核对名单")
    assert "外人：08:45–11:02，2.25 小时" in listed.text
    assert "忘了签退" not in listed.text


@pytest.mark.sqlite
async def test_a_list_that_nobody_confirms_comes_to_the_secretaries(street: Street) -> None:
    aunt, secretary = street.person("王阿姨"), street.person("陈书记")
    await secretary.starts()
    activity = await lay_activity(street, leader="王阿姨", going=("小李",))
    await until(street, 9, 0)
    await scan(street, "小李", activity)
    await until(street, 11, 31)
    first = await aunt.private.shows("核对名单")
    await street.wait(days=2)
    second = await aunt.private.shows("核对名单", after=first)
    assert aunt.private.message(first.id) is None
    await street.wait(days=3)
    asked = await street.staff.shows("名单还没确认（领队：王*）")
    for who in ("外人", "赵师傅"):
        assert "领队或书记" in await press(street, who, "核对名单", asked)
    assert "私信" in await press(street, "陈书记", "核对名单", asked)
    theirs = await secretary.private.shows("核对名单")
    await press(street, "陈书记", "小李", theirs)
    await press(street, "陈书记", "缺席", theirs)
    late = await aunt.presses("确认名单", on=second, as_seen=True)
    assert late is not None
    assert "名单刚有变化" in str(late.text)
    await press(street, "陈书记", "来了", theirs)
    await press(street, "陈书记", "返回", theirs)
    await press(street, "陈书记", "确认名单", theirs)
    assert await hours_of(street, "小李") == [("verified", 120)]
    assert (await street.staff.shows("名单还没确认（领队：王*）")).buttons == []


@pytest.mark.sqlite
async def test_a_record_goes_to_the_groups_as_one_album(street: Street) -> None:
    aunt = street.person("王阿姨")
    activity = await lay_activity(street, leader="王阿姨", going=("小李", "周爷爷"))
    await until(street, 9, 0)
    await scan(street, "小李", activity)
    await until(street, 11, 31)
    await press(street, "王阿姨", "确认名单", await aunt.private.shows("核对名单"))
    asked = await aunt.private.shows("发个活动小结吧")
    assert asked.buttons == ["写小结", "跳过"]
    await press(street, "王阿姨", "写小结", asked)
    await aunt.sends_album(["东门清出三车垃圾", None])
    await street.settled()
    gathered = await aunt.private.shows("照片 2 张")
    assert gathered.buttons == ["发出去", "跳过"]
    outsider = street.person("外人")
    await outsider.starts()
    await outsider.sends_photo("不相干")
    await street.settled()

    assert "个群" in await press(street, "王阿姨", "发出去", asked)
    posted = await street.group.shows("小区清洁 · 活动小结")
    assert "来了 1 人，共 2.0 小时" in posted.text
    assert "东门清出三车垃圾" in posted.text
    assert posted.photo
    assert "小李" not in posted.text
    album = [m for m in street.group.messages if m.data.get("media_group_id")]
    assert len(album) == 2
    assert (await aunt.private.shows("发个活动小结吧")).buttons == []
    again = await aunt.presses("发出去", on=gathered, as_seen=True)
    assert again is not None
    assert "已经发出去" in str(again.text)
