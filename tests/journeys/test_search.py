"""/find from the street's side: two letters find, lists stay short, what is hidden stays hidden."""

from typing import Any

import pytest
from sqlalchemy import Connection

from sandbox.driver import Message, Neighbour, Place
from storage import communities, people
from storage.communities import find_community
from storage.tables import accounts, cases
from tests.street import Street

pytestmark = pytest.mark.journey


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    """What the bot last said there once everything has come to rest."""
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def report(street: Street, *words: str, by: str = "小李") -> None:
    for one in words:
        await street.person(by).says(f"随手拍 {one}", to=street.group)
    await street.settled()


async def hide(street: Street, number: int, **how: Any) -> None:
    """As a category that is confidential, or the form's 匿名, would have it."""

    def change(tx: Connection) -> None:
        tx.execute(cases.update().where(cases.c.number == number).values(**how))

    await street.program.db.do(change)


async def starts(street: Street, *names: str) -> list[Neighbour]:
    neighbours = [street.person(name) for name in names]
    for one in neighbours:
        await one.starts()
    await street.settled()
    return neighbours


# /find


async def test_two_letters_find_in_the_group_and_in_private(street: Street) -> None:
    aunt, zhao = await starts(street, "王阿姨", "赵师傅")
    await report(street, "东门井盖松动", "菜场门口有只孔雀", "三号楼旁边井盖没了")

    told = (await answer_to(street, aunt, "/find 井盖", street.group)).text.split("\n")
    assert told[0] == "「井盖」找到 2 件"
    assert [line.split(" ")[0] for line in told[1:]] == ["#C1003", "#C1001"]
    assert "待受理" in told[2]
    assert "东门" in told[2]

    for words in ("找 井盖", "搜 三栋 井盖", "/find #C1003", "/FIND 3号楼"):
        assert "#C1003" in (await answer_to(street, aunt, words, aunt.private)).text, words
    both = await answer_to(street, aunt, "查找：井盖", aunt.private)
    assert both.buttons == ["#C1003", "#C1001"]
    await aunt.presses("#C1001", on=both)
    await street.settled()
    assert "东门井盖松动" in (await aunt.private.shows("#C1001 待受理")).text

    # Whoever rewords a report is found by the new words, and no more by the old.
    edited = await street.group.shows("随手拍 菜场门口有只孔雀")
    await street.person("小李").edits(edited, "随手拍 菜场门口有只鸵鸟")
    await street.settled()
    assert "#C1002" in (await answer_to(street, zhao, "/find 鸵鸟", zhao.private)).text
    assert "没找到「孔雀」" in (await answer_to(street, zhao, "/find 孔雀", zhao.private)).text


async def test_what_cannot_be_looked_for_says_what_to_write(street: Street) -> None:
    [aunt] = await starts(street, "王阿姨")

    for words in ("/find", "/start find"):
        assert "/find 井盖" in (await answer_to(street, aunt, words, aunt.private)).text
    for words in ("/find 井", '/find " * "', "找 井"):
        assert "两个连着的字" in (await answer_to(street, aunt, words, aunt.private)).text, words
    none = (await answer_to(street, aunt, '/find "恐龙" OR 井盖*', street.group)).text
    assert '没找到「"恐龙" OR 井盖*」' in none
    assert "/open" in none


async def test_who_answers_the_form_looks_for_nothing(street: Street) -> None:
    [aunt] = await starts(street, "王阿姨")
    await aunt.says("随手拍")
    await street.settled()
    await aunt.presses("跳过")
    await street.settled()

    told = await answer_to(street, aunt, "找 物业没人理", aunt.private)

    assert "没找到" not in told.text
    assert "在哪里" in told.text


async def test_a_long_list_is_turned_page_by_page_and_ends_at_thirty(street: Street) -> None:
    xiaoli = street.person("小李")
    await report(street, *(f"第{number}处井盖松动" for number in range(1, 33)))

    first = await answer_to(street, xiaoli, "/find 井盖", street.group)
    assert first.text.startswith("「井盖」找到 30+ 件 第1/3页\n#C1032 ")
    assert first.buttons == ["下一页"]
    for page in (2, 3):
        await xiaoli.presses("下一页", on=await street.group.shows(f"第{page - 1}/3页"))
        await street.settled()
    last = await street.group.shows("第3/3页")

    assert last.id == first.id
    assert last.buttons == ["上一页"]
    assert "#C1003 " in last.text
    assert "#C1002 " not in last.text
    assert "多写一个词" in last.text.split("\n")[-1]


async def test_a_hidden_case_is_found_by_its_office_and_its_reporter(street: Street) -> None:
    sun, zhao, secretary, outsider, li = await starts(
        street, "孙姐", "赵师傅", "陈书记", "外人", "小李"
    )
    await report(street, "菜场井盖", "菜场井盖家里吵架", "菜场井盖有人欠薪")
    await hide(street, 1002, is_confidential=True)
    await hide(street, 1003, is_anonymous=True)

    for who in (sun, secretary, li):
        found = (await answer_to(street, who, "/find 井盖", who.private)).text
        assert "找到 3 件" in found
        assert "吵架" in found
    for who, place in ((outsider, outsider.private), (zhao, zhao.private), (sun, street.staff)):
        found = (await answer_to(street, who, "/find 井盖", place)).text
        assert "找到 1 件" in found
        assert "#C1001" in found
        assert "没找到" in (await answer_to(street, who, "/find 吵架", place)).text
        assert "没找到" in (await answer_to(street, who, "/find 欠薪", place)).text


async def elsewhere(street: Street, name: str) -> None:
    """This person belongs to another community now, and to ours no more."""

    def move(tx: Connection) -> None:
        other = communities.add_community(
            tx, "隔壁村", defaults=street.defaults, now=street.clock.now()
        )
        username = street.driver.mirror.people[street.person(name).id]["username"]
        account = people.find_account_by_username(tx, channel="telegram", username=username)
        assert account is not None
        who = {"community_id": other.id, "person_id": account.person_id}
        people.add_member(tx, **who, name=name, now=street.clock.now())
        tx.execute(
            accounts.update()
            .where(accounts.c.person_id == account.person_id)
            .values(current_community_id=other.id)
        )

    await street.program.db.do(move)
    assert await street.read(find_community, "隔壁村") is not None


async def test_another_community_finds_nothing_of_ours(street: Street) -> None:
    [grandpa] = await starts(street, "周爷爷")
    await report(street, "东门井盖松动")
    await elsewhere(street, "周爷爷")

    assert "没找到" in (await answer_to(street, grandpa, "/find 井盖", grandpa.private)).text
    offer = await grandpa.types("井盖")
    assert offer.results == []


async def test_who_belongs_to_no_community_is_shown_the_way_in(street: Street) -> None:
    """王二 has never said a word in any of our groups."""
    stranger = street.sandbox.world.add_person("王二", "wanger", "路过的人")
    someone = Neighbour(street.driver, stranger.id)

    told = await answer_to(street, someone, "/find 井盖", someone.private)
    assert told.text == "您还没加入社区。请先点 /start，选好社区再来。"
    offer = await someone.types("井盖")
    assert offer.results == []
    assert offer.button is not None
    assert offer.button["text"] == "先加入社区，再来分享"
    await someone.starts(offer.button["start_parameter"])
    await street.settled()
    assert "请问您是" in (await someone.private.shows("", from_bot=True)).text


# @bot in another chat


async def test_a_public_case_is_shared_into_another_chat(street: Street) -> None:
    [sun] = await starts(street, "孙姐")
    await report(street, "东门井盖 <b>松动</b>", "井盖家里吵架", "井盖有人欠薪")
    await hide(street, 1002, is_confidential=True)
    await hide(street, 1003, is_anonymous=True)

    offer = await sun.types("井盖", in_=street.riders)
    assert offer.titles == ["#C1001 待受理"]
    assert offer.button is None
    shared = await sun.chooses("#C1001 待受理", offer)
    await street.settled()

    assert "东门井盖 <b>松动</b>" in shared.text
    assert "小李" not in shared.text
    assert "小*" not in shared.text
    link = shared.data["reply_markup"]["inline_keyboard"][0][0]
    assert (link["text"], link["url"]) == ("看进展", "https://t.me/linlian_bot?start=case_1001")
    await street.riders.never_shows("已登记")
    assert (await street.stage_of(1004)) == "no such case"

    # Into the bot's own private chat it is no answer to anything, and none comes.
    offer = await sun.types("井盖")
    mine = await sun.chooses("#C1001 待受理", offer)
    await street.settled()
    assert not [one for one in sun.private.messages if one.from_bot and one.id > mine.id]


async def test_who_types_too_little_or_nothing_known_is_told_so(street: Street) -> None:
    outsider = street.person("外人")
    await report(street, "东门井盖松动")

    short = await outsider.types("井", in_=street.group)
    none = await outsider.types("恐龙", in_=street.group)

    assert short.results == none.results == []
    assert short.button is not None
    assert none.button is not None
    assert "两个连着的字" in short.button["text"]
    assert "换两个字" in none.button["text"]
    assert short.button["start_parameter"] == none.button["start_parameter"] == "find"
    assert (await outsider.types("井盖", in_=street.group)).titles == ["#C1001 待受理"]
