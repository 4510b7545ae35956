"""匿名: what is filed without a name, who sees how much of it, and who may find out whose it is."""

from datetime import datetime

import pytest
from sqlalchemy import Connection

from domain.addresses import Address
from sandbox.driver import Message, Neighbour, Place
from storage.cases import find_case, list_events
from storage.communities import list_communities
from storage.discretion import facts_at
from tests.street import Street

pytestmark = pytest.mark.journey

WORDS, WHERE = "小卖部占道堆货，老板很凶", "阿郎批发部门口"
GIVES_AWAY = ("小李", "小*", "李*", "外卖", "xiaoli", "tg://user")


async def filed(street: Street, *, as_: str = "匿名") -> Neighbour:
    """小李 tells it in private, with two pictures."""
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.sends_photo("")
    await street.settled()
    await xiaoli.sends_photo("")
    await street.settled()
    await xiaoli.presses("下一步")
    for words in (WORDS, WHERE):
        await street.settled()
        await xiaoli.says(words)
    await street.settled()
    await xiaoli.presses("跳过")
    await street.settled()
    await xiaoli.presses(as_)
    await street.settled()
    await xiaoli.presses("提交")
    await street.wait(seconds=5)
    return xiaoli


def bot_says(place: Place) -> list[Message]:
    return [one for one in place.messages if one.from_bot]


def shown(message: Message) -> str:
    """Words, links and buttons."""
    data = message.data
    parts = [data.get(name) for name in ("entities", "caption_entities", "reply_markup")]
    return str((message.text, parts))


def check_nameless(place: Place) -> None:
    for one in bot_says(place):
        assert not [word for word in GIVES_AWAY if word in shown(one)], one.text


def check_untold(place: Place) -> None:
    check_nameless(place)
    for one in bot_says(place):
        assert not one.photo, one.text
        told = ("小卖部", "阿郎", "很凶", "再补充", "已劝离", "早上七点", "又摆出来")
        assert not [word for word in told if word in shown(one)], one.text


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def story_of(street: Street, who: Neighbour) -> str:
    """/case in private, and from there what happened."""
    view = await answer_to(street, who, "/case 1001", who.private)
    await who.presses("经过", on=view)
    await street.wait(seconds=5)
    return (await who.private.shows("登记 ")).text


async def check_story(street: Street, zhao: Neighbour) -> None:
    await zhao.starts()
    story = await story_of(street, zhao)
    assert "登记 报告人" in story
    assert "受理 赵师傅" in story
    check_nameless(zhao.private)


async def test_an_anonymous_case_lives_in_private_from_its_number_to_its_end(
    street: Street,
) -> None:
    xiaoli = await filed(street)
    zhao, outsider = street.person("赵师傅"), street.person("外人")
    received = await xiaoli.private.shows("已登记 #C1001")
    assert WORDS in received.text

    card = await street.staff.shows(WORDS)
    assert card.photo
    assert all(part in card.text for part in ("匿名 · ", WHERE))
    await zhao.presses("受理", in_=street.staff)
    await xiaoli.presses("补充", on=received)
    await street.settled()
    await xiaoli.says("再补充一句")
    await street.settled()
    assert (await street.staff.shows("再补充一句")).text == "#C1001 报告人（匿名）补充：再补充一句"
    await zhao.says("/wait 1001 几点最堵？", to=street.staff)
    await street.settled()
    await xiaoli.says("早上七点")
    await street.settled()
    assert await street.stage_of(1001) == "accepted"
    await zhao.says("/resolve 1001 已劝离", to=street.staff)
    await street.wait(seconds=5)
    question = await xiaoli.private.shows("修好了吗")

    for words in ("/case 1001", "/open", "/find 占道堆货", "/mine"):
        await outsider.says(words, to=street.group)
    await street.wait(seconds=5)
    assert "待确认" in (await answer_to(street, outsider, "/case 1001", street.group)).text

    await xiaoli.presses("不满意", on=question)
    await street.settled()
    await xiaoli.says("下午又摆出来了")
    await street.wait(seconds=5)
    assert "下午又摆出来了" in (await street.staff.shows(WORDS)).text
    for place in (street.group, street.riders):
        check_untold(place)
    check_nameless(street.staff)
    await check_story(street, zhao)


async def test_an_anonymous_reporter_out_of_reach_is_talked_of_in_no_group(street: Street) -> None:
    xiaoli = await filed(street)
    await xiaoli.blocks()
    for words in ("/accept 1001", "/wait 1001 几点？", "/resolve 1001 已劝离"):
        await street.person("赵师傅").says(words, to=street.staff)
    await street.wait(seconds=5)

    [line] = [one.text for one in bot_says(street.staff) if "私信" in one.text]
    assert line == "#C1001 的报告人是匿名的，现在收不到我的私信。"
    for place in (street.group, street.riders):
        assert not [one for one in bot_says(place) if "1001" in one.text]
    check_nameless(street.staff)


async def test_a_signed_one_is_listed_by_its_words_without_a_name(street: Street) -> None:
    await filed(street, as_="署名")
    outsider = street.person("外人")

    listed = await answer_to(street, outsider, "/open", street.group)

    assert "小卖部占道堆货" in listed.text
    assert "小" + "*" in (await street.staff.shows(WORDS)).text
    for one in bot_says(street.group):
        assert not [word for word in GIVES_AWAY if word in shown(one)], one.text


async def test_a_colleague_who_reported_it_is_one_of_many_in_the_staff_group(
    street: Street,
) -> None:
    """孙姐 tells in private what 赵师傅 should mend, and then says something below the card."""
    sun = street.person("孙姐")
    await sun.starts()
    await sun.says("/report")
    await street.settled()
    for step in ("next", "words", "next", "next", "匿名", "提交"):
        if step == "words":
            await sun.says(WORDS)
        else:
            await sun.presses({"next": "跳过"}.get(step, step))
        await street.settled()
    await street.wait(seconds=5)
    card = await street.staff.shows(WORDS)

    await sun.says("我路过时也看到了", to=street.staff, reply_to=card)
    await sun.says("/withdraw 1001", to=street.staff)
    await sun.says("好了", to=street.staff, reply_to=card)
    await street.settled()
    assert await street.stage_of(1001) == "open", "there they are a colleague like others"
    await sun.presses("受理", in_=street.staff)
    await street.wait(seconds=5)

    assert "已备注" in (await street.staff.shows("#C1001 已")).text
    story = await story_of(street, sun)
    assert "登记 报告人" in story
    assert "备注 孙姐：我路过时也看到了" in story
    assert "备注 孙姐：好了" in story
    assert "受理 孙姐" in story


async def test_whoever_looks_at_a_hidden_reporter_gives_a_reason_and_is_known(
    street: Street,
) -> None:
    xiaoli = await filed(street)
    chen, zhao, outsider = (street.person(name) for name in ("陈书记", "赵师傅", "外人"))
    for one in (chen, zhao, outsider):
        await one.starts()
    seen = await answer_to(street, chen, "/case 1001", chen.private)
    assert "看报告人" in seen.buttons
    for one in (zhao, outsider):
        view = await answer_to(street, one, "/case 1001", one.private)
        assert "看报告人" not in view.buttons

    await chen.presses("看报告人", on=seen)
    await street.settled()
    check_nameless(chen.private)
    await chen.sends_photo("")
    await street.settled()
    await chen.private.shows("请写为什么要看报告人")
    await chen.presses("看报告人", on=seen)
    await street.settled()
    await chen.says("要上门取证")
    await street.settled()

    assert "小李" in (await chen.private.shows("报告人：")).text
    told = await xiaoli.private.shows("查看了您的姓名")
    assert told.text == "#C1001 陈书记查看了您的姓名，原因：要上门取证"
    assert "查看报告人 陈书记：要上门取证" in await story_of(street, xiaoli)
    check_nameless(street.staff)


@pytest.mark.parametrize("who", ["外人", "赵师傅"])
async def test_nobody_else_opens_a_hidden_name_with_a_made_up_button(
    street: Street, who: str
) -> None:
    await filed(street)
    one = street.person(who)
    await one.starts()
    await one.says("/help")
    await street.settled()
    for verb in ("case.reveal_hidden", "case.reveal_reporter"):
        await forges(street, one, f"p1:{verb}:1:1:")
    await street.settled()

    assert await street.read(looks_of) == []
    check_nameless(one.private)


async def forges(street: Street, who: Neighbour, data: str) -> None:
    """A modified client presses what no button says."""
    last = next(one for one in reversed(who.private.messages) if one.from_bot)
    body = {"as": who.id, "do": "press", "chat": who.id, "message_id": last.id}
    await street.driver.act(body | {"data": data, "as_seen": True})
    await street.settled()


def looks_of(tx: Connection) -> list[str]:
    [community] = list_communities(tx)
    case = find_case(tx, community_id=community.id, number=1001)
    assert case is not None
    return [one.kind for one in list_events(tx, case.id) if one.kind in ("looked", "revealed")]


async def test_what_a_card_is_written_from_does_not_know_the_name(street: Street) -> None:
    await filed(street)

    def names(tx: Connection, *, now: datetime) -> tuple[str, str | None]:
        del now
        facts = facts_at(tx, 1, Address(str(street.staff.id)))
        return facts.reporter, facts.trade

    assert await street.read(names, now=street.clock.now()) == ("", None)


async def test_a_draft_is_filled_in_and_handed_in_nowhere_but_in_private(street: Street) -> None:
    """A modified client presses 提交 on a message of ours in the group."""
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.says("/report")
    await street.settled()
    await xiaoli.says(WORDS)
    await xiaoli.says("/open", to=street.group)
    await street.settled()
    last = next(one for one in reversed(street.group.messages) if one.from_bot)
    body = {"as": xiaoli.id, "do": "press", "chat": last.chat_id, "message_id": last.id}

    for version in range(6):
        for what in ("next", "hidden", "submit"):
            data = f"p1:form:0:{version}:{what}"
            await street.driver.act(body | {"data": data, "as_seen": True})
    await street.settled()

    assert await street.stage_of(1001) == "no such case"
    check_untold(street.group)
