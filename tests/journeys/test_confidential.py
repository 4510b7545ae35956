"""A category that is nobody's business: no group reads what it is about, the staff's neither."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message, Neighbour, Place
from storage.tables import messages
from tests.street import Street

pytestmark = pytest.mark.journey

FIGHT = "5号楼402夫妻打架，老婆在哭"
SECRETS = ("402", "夫妻", "老婆", "在哭", "家庭与婚姻", "小李", "小*", "第二次", "已调解", "又吵")


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


def check_untold(*places: Place) -> None:
    for place in places:
        for one in place.messages:
            if one.from_bot:
                assert not one.photo, one.text
                shown = str((one.text, one.data.get("entities"), one.data.get("reply_markup")))
                assert not [word for word in SECRETS if word in shown], one.text


async def told(street: Street, *, in_: Place | None = None) -> Neighbour:
    """小李 tells of a quarrel, with two pictures."""
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.sends_album([f"随手拍 {FIGHT}", None], to=in_)
    await street.wait(seconds=5)
    return xiaoli


async def test_no_group_is_told_what_it_is_about_from_the_first_card_to_the_last(
    street: Street,
) -> None:
    xiaoli = await told(street)
    zhao, outsider = street.person("赵师傅"), street.person("外人")
    assert FIGHT in (await xiaoli.private.shows("已登记 #C1001")).text
    card = await street.staff.shows("#C1001")
    assert "待受理" in card.text
    assert "类别：矛盾纠纷" in card.text
    assert "时限：" in card.text
    assert "负责：" in card.text
    assert card.buttons[0] == "受理"
    assert card.buttons[-1] == "在私聊里看"

    await zhao.starts()
    await street.person("陈书记").says("/assign 1001 @zhaoshifu", to=street.staff)
    await street.settled()
    own = await zhao.private.shows("把这件事派给了你")
    assert own.photo
    assert FIGHT in own.text
    await xiaoli.says("/case 1001")
    await street.settled()
    await xiaoli.presses("补充")
    await street.settled()
    await xiaoli.says("第二次了")
    await street.settled()
    line = await street.staff.shows("有新的内容")
    assert line.text == "#C1001 有新的内容，请在私聊里看。"
    assert line.buttons == ["在私聊里看"]
    await zhao.says("/resolve 1001 已调解", to=zhao.private)
    await street.wait(seconds=5)
    await xiaoli.presses("不满意", on=await xiaoli.private.shows("修好了吗"))
    await street.settled()
    await xiaoli.says("又吵起来了")
    await street.wait(days=9)
    await everybody_asks(street)

    check_untold(street.group, street.riders, street.staff)
    view = await answer_to(street, outsider, "/case 1001", outsider.private)
    assert "402" not in view.text


async def everybody_asks(street: Street) -> None:
    zhao, outsider = street.person("赵师傅"), street.person("外人")
    for words in ("/case 1001", "/open", "/desk", "/find 5号楼", "/open 矛盾纠纷"):
        for place in (street.group, street.riders, street.staff):
            await (zhao if place is street.staff else outsider).says(words, to=place)
    await street.wait(seconds=5)


async def test_the_deep_link_shows_it_to_those_who_may_see_it(street: Street) -> None:
    await told(street)
    zhao, outsider = street.person("赵师傅"), street.person("外人")
    for one in (zhao, outsider):
        await one.starts("case_1001")
        await street.wait(seconds=3)

    assert FIGHT in (await zhao.private.shows("#C1001")).text
    assert len([one for one in zhao.private.messages if one.photo]) == 2, "every picture"
    for shown in outsider.private.messages:
        assert "402" not in shown.text
        assert not shown.photo


async def test_reported_in_a_group_it_is_answered_there_with_its_number_only(
    street: Street,
) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says(f"随手拍 {FIGHT}", to=street.group)
    await street.settled()

    answer = await street.group.shows("已登记 #C1001")

    assert "待受理" in answer.text
    assert answer.buttons == ["在私聊里看"]
    assert "402" not in answer.text
    await xiaoli.starts("case_1001")
    await street.settled()
    assert "402" in (await xiaoli.private.shows("待受理")).text


async def test_what_turns_out_to_be_confidential_is_taken_back_from_the_groups(
    street: Street,
) -> None:
    """Three pictures, two of them an album below the card, and some words have been seen before
    the office knew better.
    """
    xiaoli, chen = street.person("小李"), street.person("陈书记")
    await xiaoli.starts()
    await xiaoli.sends_album(["随手拍 402井盖一直响，老婆在哭", None, None], to=street.group)
    await street.wait(seconds=5)
    await xiaoli.says("第二次了", reply_to=await street.group.shows("已登记"), to=street.group)
    await street.wait(seconds=5)
    assert (await street.staff.shows("402")).photo
    assert await street.staff.shows("第二次了")

    answer = await answer_to(street, chen, "/category 1001 家庭与婚姻", chen.private)
    await street.wait(seconds=5)

    assert "群里的内容和照片已收回" in answer.text
    check_untold(street.staff)
    card = await street.staff.shows("待受理")
    assert "类别：矛盾纠纷" in card.text
    assert "402" not in (await street.group.shows("已登记 #C1001")).text
    assert await street.read(standing_cards) == 1

    await chen.says("/category 1001 井盖破损缺失")
    await street.wait(seconds=5)
    assert (await street.staff.shows("402")).photo
    assert len([one for one in street.staff.messages if one.photo]) == 3, "those below it too"


async def test_it_is_taken_back_from_whatever_else_a_group_has_been_shown(street: Street) -> None:
    """A look, lists, a search, a desk, an act on many, a choice, and what it was offered to."""
    zhao, chen, outsider = (street.person(name) for name in ("赵师傅", "陈书记", "外人"))
    await street.person("小李").sends_photo("随手拍 阿郎批发部井盖响，老婆在哭", to=street.group)
    await street.wait(seconds=5)
    await street.person("王阿姨").says("随手拍 阿郎批发部井盖响", to=street.group)
    await street.wait(seconds=5)
    for words in ("/case 1001", "/open", "/find 井盖"):
        await outsider.says(words, to=street.group)
    await zhao.says("随手拍 西门路灯不亮", to=street.staff)
    await street.wait(seconds=5)
    for words in ("/merge 1002", "/bulk 1001 1003 受理", "/open"):
        await zhao.says(words, to=street.staff)
        await street.settled()
    choice = await street.staff.shows("和哪一件是同一件事")
    assert "老婆" in str(choice.buttons)
    desk = await answer_to(street, chen, "/desk", street.staff)
    await chen.presses("待受理", on=desk)
    await street.wait(seconds=5)
    told = [one for one in street.group.messages if one.from_bot and "老婆" in one.text]
    assert len(told) == 5, "its own answer, what it was offered to, /case, /open, /find"

    await chen.says("/category 1001 家庭与婚姻")
    await street.wait(seconds=10)

    check_untold(street.staff, street.group)


async def test_what_went_into_it_is_taken_back_with_it(street: Street) -> None:
    chen = street.person("陈书记")
    await street.person("小李").says("随手拍 东门花坛踩坏了", to=street.group)
    await street.settled()
    await street.person("王阿姨").sends_photo("随手拍 楼上老婆在哭", to=street.group)
    await street.wait(seconds=5)
    await chen.says("/merge 1002 1001", to=street.staff)
    await street.wait(seconds=5)

    refused = await answer_to(street, chen, "/category 1002 家庭与婚姻", chen.private)
    assert "先撤销并案" in refused.text
    await chen.says("/category 1001 家庭与婚姻")
    await street.wait(seconds=5)
    check_untold(street.staff, street.group)

    await chen.says("/category 1001 绿化养护、毁绿")
    await street.wait(seconds=5)
    assert "老婆" in (await street.staff.shows("#C1002")).text


def standing_cards(tx: Connection) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(messages)
        .where(messages.c.kind == "case.card", messages.c.superseded_at.is_(None))
    ).scalar_one()


async def test_the_first_words_of_a_bare_photo_may_make_it_confidential(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.sends_photo("随手拍", to=street.group)
    await street.wait(seconds=5)
    assert (await street.staff.shows("#C1001")).photo
    received = await street.group.shows("已登记 #C1001")

    await xiaoli.says(FIGHT, to=street.group, reply_to=received)
    await street.wait(seconds=5)

    check_untold(street.staff, street.group)
    assert "类别：矛盾纠纷" in (await street.staff.shows("#C1001")).text
