"""The waiting list that moves up, and who takes the place of somebody who cannot come."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from actions.hours import Served, add_hours
from actions.seats import join
from bot.neighbourhood import COMMUNITY
from domain.addresses import TELEGRAM
from domain.answers import Answer
from domain.hours import HourKind
from domain.people import Visitor
from sandbox.driver import Message
from storage import activities, people, seats
from storage.communities import find_community
from tests.journeys.posting import local_now, morning, posted, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey


def states(tx: Connection, activity_id: int = 1) -> tuple[int, dict[str, int]]:
    """How many places are taken, and how many are in each state."""
    counts = {state.value: many for state, many in seats.count_seats(tx, activity_id).items()}
    return activities.get_activity(tx, activity_id).taken, counts


async def test_a_place_that_is_given_back_is_offered_to_the_first_who_waits(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "王阿姨", "小李", "周爷爷")
    card = await posted(street, "小区清洁 1人")
    assert "报上了" in await pressed(street, "王阿姨", "报名", card)
    assert "候补第 1 位" in await pressed(street, "小李", "报名", card)
    assert "候补第 2 位" in await pressed(street, "周爷爷", "报名", card)
    assert "没报名" in await pressed(street, "外人", "取消", card)

    await leaves_from_the_group(street, card)
    assert await street.read(states) == (1, {"cancelled": 1, "offered": 1, "waiting": 1})
    asked = await street.person("小李").private.shows("有名额了：小区清洁")
    assert asked.buttons == ["确认参加", "不去了"]
    assert "14:00–16:00" in asked.text
    assert "小广场" in asked.text
    by = local_now(street) + timedelta(hours=12)
    assert f"请在 {by.month}月{by.day}日" in asked.text  # it is read another day
    assert "候补第 2 位" in await pressed(street, "王阿姨", "报名", card)  # behind those who wait

    await street.restart()
    await street.wait(hours=12)  # no answer: the next one is asked
    assert "没等到您的回音" in (await street.person("小李").private.shows("有名额了")).text
    grandpa = street.person("周爷爷").private
    assert await street.read(states) == (1, {"lapsed": 1, "offered": 1, "waiting": 1})
    await morning(street)
    question = await grandpa.shows("有名额了")
    assert await pressed(street, "周爷爷", "确认参加", question) == "报上了：小区清洁"
    assert "您确认参加了" in (await grandpa.shows("有名额了")).text
    assert await street.read(states) == (1, {"lapsed": 1, "going": 1, "waiting": 1})
    await street.wait(hours=12)
    assert await street.read(states) == (1, {"lapsed": 1, "going": 1, "waiting": 1})
    assert "您在候补" not in (await street.group.shows("🤝")).text


async def leaves_from_the_group(street: Street, card: Message) -> None:
    """王阿姨 is asked in private first; 还是去 keeps the place, and only 确定不去 gives it back."""
    aunt = street.person("王阿姨")
    joined = await aunt.private.shows("✅ 报上了")
    assert "私聊里问您" in await pressed(street, "王阿姨", "取消", card)
    question = await aunt.private.shows("真的不去了？")
    assert await pressed(street, "王阿姨", "还是去", question) == "好的，报名没有变。"
    assert await street.read(states) == (1, {"going": 1, "waiting": 2})
    kept = aunt.private.message(question.id)
    assert kept is not None
    assert kept.buttons == []
    await pressed(street, "王阿姨", "取消", card)
    question = await aunt.private.shows("真的不去了？", after=kept)
    assert "已取消" in await pressed(street, "王阿姨", "确定不去", question)
    for one in (joined, question):
        left = aunt.private.message(one.id)
        assert left is not None
        assert "已退出" in left.text


async def test_who_cannot_be_written_to_is_asked_in_their_group(street: Street) -> None:
    await morning(street)
    await starts(street, "王阿姨")
    card = await posted(street, "小区清洁 1人")
    await pressed(street, "王阿姨", "报名", card)
    await pressed(street, "外人", "报名", card)
    await pressed(street, "王阿姨", "取消", card)
    question = await street.person("王阿姨").private.shows("真的不去了？")
    await pressed(street, "王阿姨", "确定不去", question)
    asked = await street.group.shows("外人，有名额了")
    assert "没报名" in await pressed(street, "刘老板", "不去了", asked)
    assert "过时" in await pressed(street, "刘老板", "确认参加", asked)
    assert "已取消" in await pressed(street, "外人", "不去了", asked)
    assert await street.read(states) == (0, {"cancelled": 2})
    answered = await street.group.shows("有名额了")
    assert answered.buttons == []
    assert "让给别的邻居" in answered.text

    await pressed(street, "外人", "报名", card)
    assert "再点一次" in await pressed(street, "外人", "取消", card)
    await street.wait(minutes=3)
    assert "再点一次" in await pressed(street, "外人", "取消", card)
    assert await street.read(states) == (1, {"cancelled": 1, "going": 1})
    assert "已取消" in await pressed(street, "外人", "取消", card)
    assert await street.read(states) == (0, {"cancelled": 2})


async def test_after_the_last_moment_somebody_else_is_found_first_come(street: Street) -> None:
    await morning(street)
    names = ("陈书记", "王阿姨", "小李", "周爷爷", "刘老板")
    await starts(street, *names)
    card = await posted(street, "小区清洁 1人", days=1, clock="15:00-17:00")
    await street.program.db.do(have_helped, "zhouyeye", "liulaoban", now=street.clock.now())
    await pressed(street, "王阿姨", "报名", card)
    await pressed(street, "小李", "报名", card)
    aunt, rider = street.person("王阿姨"), street.person("小李")
    await aunt.private.shows("✅ 报上了")
    await street.wait(hours=27)  # 13:00: two hours before
    assert "找人顶班" in await pressed(street, "王阿姨", "取消", card)
    await pressed(street, "王阿姨", "详情", await aunt.private.shows("✅ 报上了"))
    view = await aunt.private.shows("您已报名")
    assert "找人顶班" in view.buttons
    assert "我问了 3 位" in await pressed(street, "王阿姨", "找人顶班", view)
    assert "王阿姨来不了" in (await street.person("陈书记").private.shows("来不了")).text
    wanted = {who: await street.person(who).private.shows("您能顶一下吗") for who in names[2:]}
    assert "王*来不了" in wanted["小李"].text

    assert "报上了" in await pressed(street, "周爷爷", "我来顶", wanted["周爷爷"])
    await street.settled()
    assert "已经不用了" in (await rider.private.shows("您能顶一下吗")).text
    late = await street.person("刘老板").presses("我来顶", on=wanted["刘老板"], as_seen=True)
    assert late is not None
    assert "已经有人顶上" in (late.text or "")
    assert "周爷爷顶了王阿姨的班" in (await aunt.private.shows("顶了")).text
    await street.person("陈书记").private.shows("周爷爷顶了王阿姨的班")
    assert await street.read(states) == (1, {"going": 1, "cancelled": 1, "waiting": 1})


def have_helped(tx: Connection, *usernames: str, now: datetime) -> None:
    """These were at an activity before; their hours say so."""
    for username in usernames:
        served = Served(
            community_id=home(tx),
            person_id=called(tx, username),
            kind=HourKind.VERIFIED,
            service="cleaning",
            held_on=now.date(),
            minutes=60,
            words="",
            confirmed_by=None,
            source=f"test:{username}",
            activity_id=1,
        )
        add_hours(tx, served, now=now)


def called(tx: Connection, username: str) -> int:
    account = people.find_account_by_username(tx, channel=TELEGRAM, username=username)
    assert account is not None
    return account.person_id


def home(tx: Connection) -> int:
    community = find_community(tx, COMMUNITY)
    assert community is not None
    return community.id


async def test_a_hundred_presses_on_the_last_place_seat_one(street: Street) -> None:
    await morning(street)
    await posted(street, "小区清洁 1人")
    now, db = street.clock.now(), street.program.db
    crowd = await db.do(a_hundred_members, now=now)
    here = street.address_of(street.group)

    async def press(one: Visitor) -> Answer | None:
        source = f"press:{one.person_id}"
        return await db.do(
            join, by=one, activity_id=1, team=None, here=here, source=source, now=now
        )

    answers = await asyncio.gather(*map(press, crowd))

    said = [one.key for one in answers if one is not None]
    assert said.count("activity.going") == 1
    assert said.count("activity.waits") == 99
    assert sorted(int(one.params.get("place", 0)) for one in answers if one) == list(range(100))
    assert await street.read(states) == (1, {"going": 1, "waiting": 99})
    assert answers == await asyncio.gather(*map(press, crowd))  # delivered again
    assert await street.read(states) == (1, {"going": 1, "waiting": 99})


def a_hundred_members(tx: Connection, *, now: datetime) -> list[Visitor]:
    return [_member(tx, number, now=now) for number in range(100)]


def _member(tx: Connection, number: int, *, now: datetime) -> Visitor:
    name, external_id = f"邻居{number}", str(900_000 + number)
    person_id = people.add_person(
        tx, channel=TELEGRAM, external_id=external_id, name=name, username=None, now=now
    )
    people.add_member(tx, community_id=home(tx), person_id=person_id, name=name, now=now)
    held = people.holdings_of(tx, community_id=home(tx), person_id=person_id)
    return Visitor(person_id, name, external_id, home(tx), None, held, False, None)
