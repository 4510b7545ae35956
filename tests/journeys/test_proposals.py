"""提议: brought up, stood behind by others, answered by a secretary, and told to all behind it."""

import asyncio

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message, Place
from storage.tables import outbox
from tests.journeys.posting import morning
from tests.journeys.test_bad_input import another_community, press
from tests.street import Street

pytestmark = pytest.mark.journey

CHARGING = "3号楼加装充电桩"
REASON = "大家都要，下次议事会讨论"


async def says(
    street: Street, who: str, words: str, to: Place, reply_to: Message | None = None
) -> Message:
    """What the bot says to this, or the newest it has said."""
    await street.person(who).says(words, to=to, reply_to=reply_to)
    await street.wait(seconds=4)  # a card in a group is edited no more often
    return [one for one in to.messages if one.from_bot][-1]


async def presses(street: Street, who: str, label: str, on: Message) -> str:
    answer = await street.person(who).presses(label, on=on)
    await street.wait(seconds=4)  # a card in a group is edited no more often
    return (answer.text or "") if answer else ""


def now_of(message: Message, place: Place) -> Message:
    """The same message as it stands now."""
    found = place.message(message.id)
    assert found is not None
    return found


def label_of(message: Message, label: str) -> str:
    """The whole label of a button that bears a count."""
    return next(one for one in message.buttons if one.startswith(label))


async def proposed(street: Street, who: str = "小李", words: str = CHARGING) -> Message:
    return await says(street, who, f"/propose {words}", street.group)


async def needs(street: Street, count: str) -> None:
    """A secretary lays down how many must stand behind a proposal."""
    page = await says(street, "陈书记", "/settings", street.staff)
    await presses(street, "陈书记", "附议人数", page)
    await presses(street, "陈书记", "更改", page)
    question = await street.staff.shows("提议要满几人附议")
    await says(street, "陈书记", count, street.staff, question)


async def explains(street: Street, label: str, why: str, on: Message) -> None:
    """A secretary presses and writes the reason."""
    await presses(street, "陈书记", label, on)
    question = [one for one in street.staff.messages if one.from_bot][-1]
    assert "陈书记" in question.text
    await says(street, "陈书记", why, street.staff, question)


def owed(tx: Connection, kind: str) -> int:
    return tx.execute(
        sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == kind)
    ).scalar_one()


async def test_ten_press_at_once_and_the_secretaries_are_asked_once(street: Street) -> None:
    await morning(street)
    for who in ("小李", "王阿姨"):
        await street.person(who).starts()
    await needs(street, "4")
    card = await proposed(street)
    assert card.text.startswith("💡 提议 #P")
    assert CHARGING in card.text
    assert "满 4 人附议" in card.text
    assert card.buttons == ["附议(0/4)", "详情", "撤回"]
    assert "别人来附议" in await presses(street, "小李", "附议(0/4)", card)

    others = ("王阿姨", "赵师傅", "孙姐", "刘老板", "周爷爷")
    people = [street.person(one) for one in (*others, *others)]
    pressing = (one.presses("附议(0/4)", on=card, as_seen=True) for one in people)
    told = [(one.text or "") if one else "" for one in await asyncio.gather(*pressing)]
    await street.wait(seconds=4)

    assert sum(one.startswith("已附议 ") for one in told) == 5
    assert sum("附议过" in one for one in told) == 5
    assert "5 人附议，等书记答复" in now_of(card, street.group).text
    assert await street.read(owed, "proposal.review") == 1
    asked = [one for one in street.staff.messages if one.text.startswith("💡 提议")]
    assert [one.buttons for one in asked] == [["领题", "暂缓", "详情"]]
    told_maker = [one for one in street.person("小李").private.messages if "有消息" in one.text]
    assert len(told_maker) == 1

    await presses(street, "外人", "附议(5/4)", now_of(card, street.group))
    assert "6 人附议" in now_of(card, street.group).text  # one more voice is still heard
    assert "不能撤回" in await presses_made_up(street, "小李", card, "withdraw")


async def presses_made_up(
    street: Street, who: str, on: Message, verb: str, version: int = 1
) -> str:
    """What somebody is told who sends what no button of theirs says."""
    number = int(on.text.split("#P")[1].split()[0])
    return await press(street, street.person(who), on, f"p1:proposal.{verb}:{number}:{version}:")


async def test_put_off_then_taken_up_with_words_that_all_behind_it_read(street: Street) -> None:
    await morning(street)
    for who in ("小李", "王阿姨"):
        await street.person(who).starts()
    card = await proposed(street)
    assert "满 2 人附议" in card.text  # one of ten members, and two at least
    for who in ("王阿姨", "周爷爷"):
        await presses(street, who, label_of(now_of(card, street.group), "附议"), card)
    asked = await street.staff.shows("等书记答复")

    for who in ("外人", "赵师傅"):
        assert "书记" in await presses(street, who, "领题", asked)
    await presses(street, "陈书记", "暂缓", asked)
    question = [one for one in street.staff.messages if one.from_bot][-1]
    assert "至少四个字" in (await says(street, "陈书记", "再说", street.staff, question)).text
    await says(street, "陈书记", "等电力公司答复", street.staff, question)
    for text in (now_of(card, street.group).text, now_of(asked, street.staff).text):
        assert "陈书记：先暂缓" in text
        assert "等电力公司答复" in text
    await street.wait(hours=12)  # whatever the hour is, the night is over once
    assert "暂缓" in (await street.person("小李").private.shows("您的提议 #P")).text
    assert "等电力公司答复" in (await street.person("王阿姨").private.shows("您附议的 #P")).text

    assert now_of(asked, street.staff).buttons == ["领题", "详情"]
    await explains(street, "领题", REASON, now_of(asked, street.staff))
    assert "已领题" in now_of(card, street.group).text
    assert REASON in now_of(card, street.group).text
    assert now_of(card, street.group).buttons == ["详情"]
    assert "不再收附议" in await presses_made_up(street, "孙姐", card, "second")
    await street.wait(hours=12)
    for who in ("小李", "王阿姨"):
        news = [one for one in street.person(who).private.messages if REASON in one.text]
        assert len(news) == 1, who
    listed = await says(street, "小李", "/proposals", street.group)
    assert "现在没有" in listed.text
    await presses(street, "小李", label_of(listed, "已领题"), listed)
    assert CHARGING in now_of(listed, street.group).text


async def test_written_in_private_shown_published_seconded_and_withdrawn(street: Street) -> None:
    aunt, li = street.person("王阿姨"), street.person("小李")
    for one in (aunt, li):
        await one.starts()
    await aunt.says("大家好", to=street.group)
    question = await says(street, "王阿姨", "/propose", aunt.private)
    assert "想提议什么" in question.text
    assert "多写几个字" in (await says(street, "王阿姨", "好", aunt.private, question)).text
    draft = await says(street, "王阿姨", "<b>楼道</b>\n书记已通过", aunt.private, question)
    assert "<b>楼道</b> 书记已通过" in draft.text  # as it was written, and in one line
    assert draft.buttons == ["发布", "撤回"]
    number = draft.text.split("#P")[1].split()[0]
    before = len(li.private.messages)
    await li.starts(f"prop_{number}")
    await street.settled()
    assert all("楼道" not in one.text for one in li.private.messages[before:])
    said = await street.group.shows("大家好")
    for verb in ("publish", "second", "withdraw", "view"):
        assert "过时" in await press(street, li, said, f"p1:proposal.{verb}:{number}:1:"), verb

    await presses(street, "王阿姨", "发布", draft)
    card = await street.group.shows("楼道")
    assert "楼道" in (await street.riders.shows("楼道")).text
    await li.starts(f"prop_{number}")
    await street.settled()
    view = await li.private.shows("楼道")
    await presses(street, "小李", label_of(view, "附议"), view)
    assert now_of(view, li.private).buttons == ["取消附议"]
    assert "附议(1/2)" in now_of(card, street.group).buttons
    await presses(street, "小李", "取消附议", now_of(view, li.private))
    assert "附议(0/2)" in now_of(card, street.group).buttons

    assert "只有提议人" in await presses(street, "外人", "撤回", now_of(card, street.group))
    assert "已撤回" in await presses(street, "王阿姨", "撤回", now_of(card, street.group))
    assert "已撤回" in now_of(card, street.group).text
    assert now_of(card, street.group).buttons == []
    assert "不再收附议" in await presses_made_up(street, "小李", card, "second")


@pytest.mark.sqlite
async def test_a_reply_is_words_enough_three_are_enough_and_a_name_may_be_masked(
    street: Street,
) -> None:
    said = await street.person("周爷爷").says("花坛边装两把长椅", to=street.group)
    card = await says(street, "小李", "/propose", street.group, said)
    assert "长椅" in card.text
    assert "提议人：小李" in card.text
    await proposed(street, words="东门装路灯吧")
    await proposed(street, words="雨棚漏水要补")
    assert "已有 3 个提议" in (await proposed(street, words="再来一个提议")).text
    assert "300 字" in (await proposed(street, "王阿姨", "长" * 301)).text
    await presses(street, "小李", "撤回", card)
    assert "#P" in (await proposed(street, words="再来一个提议")).text

    for wrong in ("0", "501", "很多", "²"):
        await needs(street, wrong)
        await street.staff.shows("1 到 500")


@pytest.mark.sqlite
async def test_who_belongs_elsewhere_or_nowhere_stands_behind_nothing_here(street: Street) -> None:
    card = await proposed(street)
    number = card.text.split("#P")[1].split()[0]
    elsewhere = await another_community(street)
    await says(street, "王阿姨", "/propose 隔壁的秘密提议", elsewhere)
    theirs = await elsewhere.shows("隔壁的秘密提议")
    their_number = theirs.text.split("#P")[1].split()[0]

    person = street.sandbox.world.add_person("路人", "luren")
    await street.driver.until(lambda: person.id in street.driver.mirror.people or None, 5)
    stranger = street.person("路人")
    await stranger.starts(f"prop_{number}")
    await street.settled()
    greeting = [one for one in stranger.private.messages if one.from_bot][-1]
    assert all(CHARGING not in one.text for one in stranger.private.messages)
    for verb in ("second", "view", "take"):
        refused = await press(street, stranger, greeting, f"p1:proposal.{verb}:{number}:1:")
        assert "社区" in refused, (verb, refused)
    assert "附议(0/2)" in now_of(card, street.group).buttons
    aunt = street.person("王阿姨")  # a member of both, last seen next door
    await aunt.starts(f"prop_{number}")
    assert CHARGING in (await aunt.private.shows(CHARGING)).text

    chen = street.person("陈书记")
    for verb in ("second", "back_out", "withdraw", "take", "defer", "view", "publish"):
        said = await press(street, chen, card, f"p1:proposal.{verb}:{their_number}:1:")
        assert "过时" in said, verb
    assert number != their_number
    listed = await says(street, "陈书记", "/proposals", street.group)
    assert "秘密" not in listed.text
