"""A secretary lets the bot not listen to somebody: with a reason, for a while, and who sees it."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message, Place
from storage.tables import inbox, unheard
from tests.street import Street

pytestmark = pytest.mark.journey

REPORT = "随手拍 阿郎批发部下方井盖松动"


async def answer_to(
    street: Street, who: str, words: str, to: Place, reply_to: Message | None = None
) -> str:
    """What the bot last said there once everything has come to rest; empty if it said nothing."""
    before = last_of(to)
    await street.person(who).says(words, to=to, reply_to=reply_to)
    await street.settled()
    after = last_of(to)
    return after.text if after and (before is None or after.id != before.id) else ""


def last_of(place: Place) -> Message | None:
    said = [one for one in place.messages if one.from_bot]
    return said[-1] if said else None


def counted(tx: Connection) -> int:
    found: int = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(unheard.c.updates), 0))
    ).scalar_one()
    return found


def states(tx: Connection) -> set[str]:
    return set(tx.execute(sa.select(inbox.c.state)).scalars())


async def test_who_is_muted_is_told_why_is_counted_and_is_heard_again_by_itself(
    street: Street,
) -> None:
    xiaoli, group = street.person("小李"), street.group
    said = await xiaoli.says("哈哈哈哈", to=group)

    read_back = await answer_to(street, "陈书记", "/mute 2小时 刷屏", group, said)
    assert "小李" in read_back
    assert "原因：刷屏" in read_back
    assert "刷屏" in await answer_to(street, "小李", REPORT, group)  # not reachable: one reply
    assert await answer_to(street, "小李", REPORT, group) == ""
    assert await answer_to(street, "小李", "/mine", group) == ""
    await answer_to(street, "王阿姨", REPORT, group)
    await xiaoli.presses("附议", in_=group)
    await street.settled()
    [acknowledged] = [one for one in group.messages if one.text.startswith("已登记")]
    assert "附议" in acknowledged.buttons  # nobody was counted

    assert await street.read(counted) == 4
    assert await street.read(states) == {"done"}
    metrics = (await street.program.metrics.scrape(street.program.db, street.clock.now())).decode()
    assert 'linlian_updates_unheard_total{why="muted"} 4.0' in metrics

    await street.wait(hours=2)
    assert (await answer_to(street, "小李", REPORT, group)).startswith("已登记")


async def test_in_private_a_muted_person_may_ask_what_the_bot_is_and_knows(
    street: Street,
) -> None:
    xiaoli, staff = street.person("小李"), street.staff
    await xiaoli.starts()
    await street.settled()

    await answer_to(street, "陈书记", "/mute @xiaoli 3天 发广告", staff)
    told = last_of(xiaoli.private)
    assert told is not None
    assert "发广告" in told.text
    assert "119" in told.text

    assert await answer_to(street, "小李", REPORT, xiaoli.private) == ""
    assert await answer_to(street, "小李", REPORT, street.group) == ""  # told already
    for asks in ("/privacy", "/help", "/start"):
        assert await answer_to(street, "小李", asks, xiaoli.private) != "", asks
    assert await answer_to(street, "小李", "/help", street.group) == ""


async def test_the_list_is_for_the_secretary_alone_and_an_end_comes_sooner(
    street: Street,
) -> None:
    secretary, group = street.person("陈书记"), street.group
    assert "打开私聊" in (await _last_buttons(street, "/mute", group))
    await secretary.starts()
    await answer_to(street, "陈书记", "/mute @xiaoli 3天 发广告", street.staff)
    await answer_to(street, "陈书记", "/mute @xiaoli 2小时 骂人", street.staff)  # instead
    await answer_to(street, "陈书记", "/mute @wairen 1周 刷屏", street.staff)
    await answer_to(street, "外人", REPORT, group)
    await answer_to(street, "外人", REPORT, group)

    assert "私信" in await answer_to(street, "陈书记", "/mute", group)
    listed = await answer_to(street, "陈书记", "/mute", secretary.private)
    assert "（2）" in listed
    assert "发广告" not in listed
    assert listed.index("小李") < listed.index("外人")
    assert "陈书记说：刷屏" in listed
    assert "2 条没有处理" in listed

    said = await street.person("小李").says("在吗", to=group)
    assert "小李" in await answer_to(street, "陈书记", "/unmute", group, said)
    assert (await answer_to(street, "小李", REPORT, group)).startswith("已登记")
    assert "本来就在" in await answer_to(street, "陈书记", "/unmute @xiaoli", group)
    assert "小李" not in await answer_to(street, "陈书记", "/mute", secretary.private)


async def _last_buttons(street: Street, words: str, place: Place) -> list[str]:
    await answer_to(street, "陈书记", words, place)
    last = last_of(place)
    return last.buttons if last else []


@pytest.mark.sqlite
async def test_nobody_but_a_secretary_mutes_and_neither_secretary_nor_operator_is_muted(
    street: Street,
) -> None:
    group = street.group
    for who in ("外人", "王阿姨", "赵师傅", "郑工"):
        for command in ("/mute @xiaoli 2小时 刷屏", "/mute", "/unmute @xiaoli"):
            assert "书记" in await answer_to(street, who, command, group), (who, command)
    assert (await answer_to(street, "小李", REPORT, group)).startswith("已登记")

    for words, told in (
        ("/mute @chenshuji 2小时 玩", "这是您自己"),
        ("/mute @zhenggong 2小时 吵", "运维"),
        ("/mute @nobody_here 2小时 吵", "还不认识"),
        ("/mute @xiaoli", "多久"),
        ("/mute @xiaoli 2小时", "原因"),
        ("/mute @xiaoli 31天 吵", "最长 30 天"),
        ("/unmute", "多久"),
    ):
        assert told in await answer_to(street, "陈书记", words, group), words
    await answer_to(street, "陈书记", "/role @wangayi 书记", street.staff)
    assert "当面说" in await answer_to(street, "陈书记", "/mute @wangayi 1天 吵", group)
    answered = last_of(group)
    assert "不是本人" in await answer_to(street, "陈书记", "/mute 1天 吵", group, answered)


@pytest.mark.sqlite
async def test_a_muted_person_who_becomes_a_secretary_is_heard(street: Street) -> None:
    await answer_to(street, "陈书记", "/mute @wangayi 1天 吵", street.staff)
    assert not (await answer_to(street, "王阿姨", REPORT, street.group)).startswith("已登记")

    await answer_to(street, "陈书记", "/role @wangayi 书记", street.staff)

    assert (await answer_to(street, "王阿姨", REPORT, street.group)).startswith("已登记")
