"""并案, 撤销并案 and 拆分, by the office; what those hear of it who reported and who joined."""

import pytest

from domain.categories import Priority
from storage.cases import find_case
from storage.communities import list_communities
from storage.merging import list_followers
from tests.journeys.test_same_problem import cards, reports
from tests.street import Street

pytestmark = pytest.mark.journey


async def says(street: Street, name: str, words: str) -> str:
    """What the bot answers to a colleague in the staff group."""
    said = await street.person(name).says(words, to=street.staff)
    await street.settled()
    return "\n".join(
        one.text for one in street.staff.messages if one.from_bot and one.reply_to_id == said.id
    )


async def followers(street: Street, number: int) -> int:
    [community] = await street.read(list_communities)
    case = await street.read(find_case, community_id=community.id, number=number)
    assert case is not None
    return len(await street.read(list_followers, case.id))


async def priority(street: Street, number: int) -> Priority:
    [community] = await street.read(list_communities)
    case = await street.read(find_case, community_id=community.id, number=number)
    assert case is not None
    return case.priority


async def two_cases(street: Street) -> None:
    """Of one trouble, in words that do not tell."""
    await street.person("王阿姨").starts()
    await reports(street, "小李", "东门井盖松动")
    await reports(street, "王阿姨", "大门口走路差点绊倒")


async def test_the_staff_merges_by_a_button_and_takes_it_back(street: Street) -> None:
    await two_cases(street)
    await reports(street, "周爷爷", "菜场下水道堵了")
    zhao, aunt = street.person("赵师傅"), street.person("王阿姨")
    card = await street.staff.shows("#C1002 随手拍")
    await zhao.presses("并案", on=card)
    await street.settled()
    choice = await street.staff.shows("#C1002 和哪一件是同一件事？")
    assert choice.buttons[-1] == "其他编号…"

    await zhao.presses("其他编号…", on=choice)
    await street.settled()
    asked = await street.staff.shows("#C1002 并到哪一件？")
    await street.person("外人").presses("其他编号…", on=choice)
    await zhao.says("1001", to=street.staff, reply_to=asked)
    await street.wait(seconds=4)

    answer = await street.staff.shows("#C1002 已并入 #C1001")
    assert answer.buttons == ["撤销并案"]
    assert await street.stage_of(1002) == "merged"
    assert "已并到一起办" in (await aunt.private.shows("#C1002")).text
    assert "附议 1 人" in (await street.staff.shows("#C1001 随手拍")).text
    assert (await street.staff.shows("#C1002 随手拍")).buttons == ["重新打开"]

    looked = await aunt.says("/case 1002", to=street.group)
    await street.settled()
    shown = await street.group.shows("#C1002 已并入 #C1001：", after=looked)
    assert "东门井盖松动" in shown.text
    await the_old_number_leads_on(street)

    refusal = await street.person("外人").presses("撤销并案", on=answer)
    assert refusal is not None
    assert "由社区来办" in (refusal.text or "")
    await zhao.presses("撤销并案", on=answer)
    await street.wait(seconds=4)
    assert await street.stage_of(1002) == "open"
    assert await followers(street, 1001) == 0
    assert "又单独办理了" in (await aunt.private.shows("您报的 #C1002 又")).text
    assert (await street.staff.shows("#C1002 随手拍")).buttons[0] == "受理"
    assert "附议" not in (await street.staff.shows("#C1001 随手拍")).text


async def the_old_number_leads_on(street: Street) -> None:
    aunt = street.person("王阿姨")
    acknowledged = await street.group.shows("已登记 #C1002")
    progress = await aunt.presses("进度", on=acknowledged)
    assert progress is not None
    assert (progress.text or "").startswith("#C1001 待受理")
    await aunt.says("天黑看不见", to=street.group, reply_to=acknowledged)
    await street.settled()
    await street.group.shows("已补充到 #C1001")
    assert "天黑看不见" in (await street.staff.shows("#C1001 王*")).text


async def test_what_is_likely_the_same_is_offered_first(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    await reports(street, "周爷爷", "西门路灯不亮")
    await reports(street, "王阿姨", "东门路灯坏了")
    await street.person("王阿姨").presses("不是，另立", in_=street.group)
    await street.settled()
    zhao = street.person("赵师傅")
    await zhao.presses("并案", on=await street.staff.shows("#C1003 随手拍"))
    await street.settled()

    choice = await street.staff.shows("#C1003 和哪一件是同一件事？")
    assert choice.buttons == ["#C1001 东门路灯不亮", "#C1002 西门路灯不亮", "其他编号…"]
    refusal = await street.person("外人").presses("#C1001 东门路灯不亮", on=choice)
    assert refusal is not None
    assert "由社区来办" in (refusal.text or "")
    await zhao.presses("#C1001 东门路灯不亮", on=choice)
    await street.wait(seconds=4)
    assert await street.stage_of(1003) == "merged"
    assert street.staff.message(choice.id) is None, "it was chosen from"


async def test_merging_by_number_follows_chains_and_refuses_what_makes_no_sense(
    street: Street,
) -> None:
    await two_cases(street)
    await reports(street, "周爷爷", "大门口黑漆漆的")
    assert "由社区来办" in await says(street, "外人", "/merge 1002 1001")
    assert "#C1002 已并入 #C1001" in await says(street, "赵师傅", "/merge 1002 1001")
    card = await street.staff.shows("#C1003 随手拍")
    await street.person("陈书记").says("/merge 1002", to=street.staff, reply_to=card)
    await street.settled()
    await street.staff.shows("#C1003 已并入 #C1001")

    assert "不能并到自己" in await says(street, "陈书记", "/merge 1001 1003")
    assert "请看并到的那一件" in await says(street, "陈书记", "/accept 1002")
    assert "没有 #C1009" in await says(street, "陈书记", "/merge 1001 1009")
    assert "由社区来办" in await says(street, "外人", "/unmerge 1003")
    quarrel = await reports(street, "刘老板", "东门邻居天天吵架，求调解")
    assert "不公开" in quarrel.text
    assert "不能并案" in await says(street, "陈书记", "/merge 1004 1001")
    assert "不能并案" in await says(street, "陈书记", "/merge 1001 1004")

    await says(street, "陈书记", "/unmerge 1003")
    assert await street.stage_of(1003) == "open"
    await says(street, "陈书记", "/reject 1003 不在本社区")
    assert "已经结束" in await says(street, "陈书记", "/merge 1001 1003")

    await street.wait(hours=25)
    assert "已经过了一天" in await says(street, "陈书记", "/unmerge 1002")
    await says(street, "陈书记", "/reopen 1002 不是一回事")
    await street.wait(seconds=4)
    assert await street.stage_of(1002) == "in_progress"
    assert await followers(street, 1001) == 0


async def test_many_voices_go_first_and_hear_how_it_goes_on(street: Street) -> None:
    for name in ("王阿姨", "周爷爷"):
        await street.person(name).starts()
    await reports(street, "小李", "东门花坛踩坏了")
    for name in ("王阿姨", "周爷爷"):
        await street.person(name).presses("附议", in_=street.group)
        await street.wait(seconds=4)
    assert await priority(street, 1001) is Priority.NORMAL

    await reports(street, "刘老板", "门口绊人")
    await says(street, "赵师傅", "/merge 1002 1001")
    await street.wait(seconds=4)
    assert await priority(street, 1001) is Priority.HIGH
    assert "附议 3 人，优先处理" in (await street.staff.shows("#C1001 随手拍")).text

    await says(street, "赵师傅", "/unmerge 1002")
    await street.wait(seconds=4)
    assert await priority(street, 1001) is Priority.NORMAL
    await street.person("刘老板").presses("附议", on=await street.group.shows("已登记 #C1001"))
    await street.wait(seconds=4)
    assert await priority(street, 1001) is Priority.HIGH

    await says(street, "赵师傅", "/transfer 1001 城管 已上报，编号 CG-118")
    await says(street, "赵师傅", "/resolve 1001 已加固")
    await street.settled()
    for name in ("王阿姨", "周爷爷"):
        told = [one.text for one in street.person(name).private.messages if one.from_bot][1:]
        assert [one[:12] for one in told] == ["您关注的 #C1001 ", "您关注的 #C1001 "], told
        assert "已转办：城管" in told[0]
        assert "说是修好了" in told[1]
    assert not [one for one in street.group.messages if "您关注的" in one.text]


async def test_its_pictures_are_seen_on_the_case_it_went_into(street: Street) -> None:
    await reports(street, "小李", "东门花坛踩坏了")
    await street.person("王阿姨").sends_album(["随手拍 大门口绊人", ""], to=street.group)
    await street.wait(seconds=4)
    assert not (await street.staff.shows("#C1001 随手拍")).photo

    await says(street, "赵师傅", "/merge 1002 1001")
    await street.wait(seconds=4)
    assert (await street.staff.shows("#C1001 随手拍")).photo
    assert len([m for m in street.staff.messages if m.photo]) == 3, "each was shown once before"

    await says(street, "赵师傅", "/unmerge 1002")
    await street.wait(seconds=4)
    card = await street.staff.shows("#C1001 随手拍")
    assert not card.photo
    assert cards(street).count("#C1001") == 1
    await street.person("赵师傅").presses("受理", on=card)
    await street.wait(seconds=4)
    assert "已受理" in (await street.staff.shows("#C1001 随手拍")).text


async def test_a_second_matter_becomes_a_case_of_its_own(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮，菜场下水道也堵了")
    assert "由社区来办" in await says(street, "外人", "/split 1001 菜场下水道堵了")
    assert "#C1001 里的另一件事已另立：#C1002" in await says(
        street, "赵师傅", "/split 1001 菜场下水道堵了"
    )
    await street.wait(seconds=4)

    answer = await street.group.shows("已登记 #C1002")
    assert "从 #C1001 里分出来" in answer.text
    assert answer.reply_to_id == (await street.group.shows("已登记 #C1001")).reply_to_id
    card = await street.staff.shows("#C1002 随手拍")
    assert "菜场下水道堵了" in card.text
    assert "二号网格" in card.text, "the words lead elsewhere"
    assert "时限" in card.text

    card = await street.staff.shows("#C1001 随手拍")
    await street.person("赵师傅").says("/split", to=street.staff, reply_to=card)
    await street.settled()
    asked = await street.staff.shows("#C1001 里哪一部分要另立一件？")
    await street.person("赵师傅").says("灯杆也锈了", to=street.staff, reply_to=asked)
    await street.settled()
    third = await street.staff.shows("#C1003 随手拍")
    assert "一号网格" in third.text
    assert cards(street) == ["#C1001", "#C1002", "#C1003"]
