"""A case from the street's side: filed in every way people know, worked on, confirmed."""

import asyncio

import pytest

from sandbox.driver import Message, Neighbour, Place
from tests.street import Street

pytestmark = pytest.mark.journey

REPORT = "随手拍 阿郎批发部下方井盖松动"


async def a_case(street: Street, words: str = REPORT) -> Message:
    """小李 reports in the group; the staff's card for it."""
    await street.person("小李").sends_photo(words, to=street.group)
    await street.settled()
    return await street.staff.shows("待受理")


async def say(street: Street, who: Neighbour, words: str, to: Place) -> str:
    """What the bot last said there once everything has come to rest."""
    said = await who.says(words, to=to)
    await street.settled()
    return (await to.shows("", from_bot=True, after=said)).text


async def story(street: Street, who: Neighbour) -> str:
    """What happened to the first case, as this person reads it in private."""
    await say(street, who, "/case 1001", who.private)
    await who.presses("经过", in_=who.private)
    await street.settled()
    return (await who.private.shows("#C1001 经过")).text


def codes(place: Place) -> list[str]:
    return [m.text.split("\n")[0] for m in place.messages if m.text.startswith("已登记")]


async def test_plain_words_in_the_riders_group_become_a_case(street: Street) -> None:
    said = await street.person("小李").says("随手拍 东门路灯不亮", to=street.riders)
    await street.settled()

    answer = await street.riders.shows("已登记 #C1001")
    assert answer.reply_to_id == said.id
    assert "负责：赵师傅（一号网格）" in answer.text
    assert answer.buttons == ["补充", "附议", "进度"]
    card = await street.staff.shows("东门路灯不亮")
    assert card.buttons == ["受理", "派单", "转办", "并案", "加急", "驳回", "备注"]
    assert "小*" in card.text
    assert "小李" not in card.text


async def test_talk_about_an_auction_is_no_report(street: Street) -> None:
    await street.person("王阿姨").says("随手拍卖会明天开始", to=street.group)
    await street.person("王阿姨").sends_photo("今天的晚霞", to=street.group)
    await street.settled()

    assert codes(street.group) == []


async def test_the_first_answer_to_a_new_person_tells_of_privacy_once(street: Street) -> None:
    await street.person("小李").says("报事 楼道灯坏了", to=street.group)
    await street.person("小李").says("报事 门禁坏了", to=street.group)
    await street.settled()

    assert "/privacy" in (await street.group.shows("#C1001")).text
    assert "/privacy" not in (await street.group.shows("#C1002")).text


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
async def test_an_album_is_one_case_in_any_order_and_with_gaps(
    street: Street, order: tuple[int, ...]
) -> None:
    xiaoli = street.person("小李")
    captions = [REPORT, "", ""]
    for place, index in enumerate(order):
        await xiaoli.sends_photo(captions[index], to=street.group, media_group_id="77")
        await street.settled()
        if place == 1:
            await street.restart()
    await street.wait(seconds=3)

    assert codes(street.group) == ["已登记 #C1001"]
    card = await street.staff.shows("待受理")
    assert card.photo
    others = [m for m in street.staff.messages if m.photo and m.id != card.id]
    assert len(others) == 2
    assert {m.reply_to_id for m in others} == {card.id}


async def test_an_album_nobody_reported_stays_an_album(street: Street) -> None:
    await street.person("王阿姨").sends_album(["春游", "", ""], to=street.group)
    await street.settled()

    assert not [m for m in street.group.messages if m.from_bot]


async def test_a_picture_without_words_is_filed_and_asked_about(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.sends_photo("随手拍", to=street.group)
    await street.settled()
    answer = await street.group.shows("说说是什么问题")

    await xiaoli.says("3号楼电梯有异响", to=street.group, reply_to=answer)
    await street.wait(seconds=3)

    assert "3号楼电梯有异响" in (await street.group.shows("已登记 #C1001")).text
    assert "3号楼电梯有异响" in (await street.staff.shows("待受理")).text


async def test_a_bare_keyword_asks_and_the_reply_becomes_the_case(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    question = await street.group.shows("什么问题、在哪里")

    assert question.buttons == ["一步步填写"]
    await street.person("外人").says("我也不知道", to=street.group, reply_to=question)
    await xiaoli.says("垃圾桶满了", to=street.group, reply_to=question)
    await street.settled()

    assert "垃圾桶满了" in (await street.group.shows("已登记 #C1001")).text


async def test_a_voice_note_counts_within_two_minutes_of_a_bare_keyword(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()

    await street.person("王阿姨").sends_voice(to=street.group)
    await xiaoli.sends_voice(to=street.group)
    await street.wait(seconds=3)

    assert codes(street.group) == ["已登记 #C1001"]
    card = await street.staff.shows("待受理")
    assert [m.reply_to_id for m in street.staff.messages if "voice" in m.data] == [card.id]


async def test_a_voice_note_out_of_the_blue_is_left_alone(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.wait(minutes=3)
    await xiaoli.sends_voice(to=street.group)
    await street.settled()

    assert codes(street.group) == [], street.group.transcript()


async def test_a_location_in_reply_puts_the_case_on_the_map(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍 井盖松动", to=street.group)
    await street.settled()
    answer = await street.group.shows("已登记")

    await xiaoli.shares_location(28.2, 113.0, to=street.group, reply_to=answer)
    await street.wait(seconds=3)

    card = await street.staff.shows("看地图")
    [link] = [e["url"] for e in card.data["entities"] if e["type"] == "text_link"]
    assert "113.000000,28.200000" in link


async def test_reporting_somebody_elses_message_offers_its_author_the_find(
    street: Street,
) -> None:
    aunt, xiaoli = street.person("王阿姨"), street.person("小李")
    seen = await aunt.sends_photo("东门这边墙皮要掉了", to=street.group)
    await xiaoli.says("/report", to=street.group, reply_to=seen)
    await street.settled()
    answer = await street.group.shows("已登记 #C1001")

    assert "东门这边墙皮要掉了" in answer.text
    assert (await street.staff.shows("待受理")).photo
    refused = await street.person("外人").presses("是我先发现的", on=answer)
    assert refused is not None
    assert refused.alert
    await aunt.presses("是我先发现的", on=answer)
    await street.wait(seconds=3)
    answer = await street.group.shows("首先发现：王阿姨")
    assert "是我先发现的" not in answer.buttons

    again = await say(street, street.person("外人"), "/report", street.group)
    assert "什么问题" in again


async def test_a_message_is_reported_once(street: Street) -> None:
    seen = await street.person("王阿姨").says("路灯坏了好几天", to=street.group)
    await street.person("小李").says("/report", to=street.group, reply_to=seen)
    await street.person("小李").says("/report", to=street.group, reply_to=seen)
    await street.settled()

    assert len(codes(street.group)) == 1 or "登记过了" in street.group.transcript()


async def test_an_edit_changes_an_open_report_and_is_added_to_a_taken_one(
    street: Street,
) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.says("随手拍 井盖松动", to=street.group)
    await street.settled()
    await xiaoli.edits(said, "随手拍 井盖松动，3号楼东侧")
    await street.wait(seconds=3)
    assert "3号楼东侧" in (await street.staff.shows("待受理")).text

    await street.person("孙姐").presses("受理", in_=street.staff)
    await xiaoli.edits(said, "随手拍 井盖松动，4号楼西侧")
    await street.wait(seconds=3)

    assert "3号楼东侧" in (await street.staff.shows("已受理")).text
    await street.staff.shows("改了说法：井盖松动，4号楼西侧")
    await xiaoli.starts()
    await street.settled()
    assert "改报告" in await story(street, xiaoli)


async def test_talk_edited_into_a_report_is_filed(street: Street) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.says("随手怕 井盖松动", to=street.group)
    await street.settled()
    await xiaoli.edits(said, "随手拍 井盖松动")
    await street.settled()

    assert codes(street.group) == ["已登记 #C1001"]


async def test_two_grid_workers_press_at_once_and_one_wins(street: Street) -> None:
    card = await a_case(street, "随手拍 没写地点的井盖")
    zhao, sun = street.person("赵师傅"), street.person("孙姐")

    answers = await asyncio.gather(
        zhao.presses("受理", on=card, as_seen=True), sun.presses("受理", on=card, as_seen=True)
    )
    await street.wait(seconds=3)

    won, lost = sorted(answers, key=lambda answer: bool(answer and answer.alert))
    assert won is not None
    assert lost is not None
    assert lost.alert
    winner = "赵师傅" if won is answers[0] else "孙姐"
    assert f"已由{winner}受理" in str(lost.text)
    assert winner in (await street.staff.shows("已受理")).text


async def test_an_outsider_presses_every_staff_button_in_vain(street: Street) -> None:
    outsider, zhao = street.person("外人"), street.person("赵师傅")
    card = await a_case(street)
    tried: set[str] = set()

    async def tries_all() -> None:
        current = street.staff.message(card.id)
        assert current is not None
        for label in current.buttons:
            answer = await outsider.presses(label, on=current)
            assert answer is not None, label
            assert answer.alert, label
            tried.add(label)

    await tries_all()
    assert await street.stage_of(1001) == "open"
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=3)
    await tries_all()
    assert await street.stage_of(1001) == "accepted"
    await zhao.presses("处理中", in_=street.staff)
    await street.wait(seconds=3)
    await tries_all()
    await zhao.says("/wait 1001 是哪个井盖？", to=street.staff)
    await street.wait(seconds=3)
    await tries_all()
    assert await street.stage_of(1001) == "waiting"
    await zhao.says("/resolve 1001 已加固", to=street.staff)
    await street.wait(seconds=3)
    await tries_all()
    answer = await outsider.presses("满意", in_=street.group)
    assert answer is not None
    assert answer.alert
    assert await street.stage_of(1001) == "resolved"
    assert tried == {
        *("受理", "派单", "转办", "并案", "加急", "驳回", "备注"),
        *("处理中", "办结", "待补充", "继续"),
    }


@pytest.mark.parametrize("command", ["accept", "progress", "resolve", "reject", "note", "wait"])
async def test_an_outsider_types_every_command_in_vain(street: Street, command: str) -> None:
    await a_case(street)

    answer = await say(street, street.person("外人"), f"/{command} 1001 好了", street.staff)

    assert "已受理" not in answer
    assert await street.stage_of(1001) == "open"


async def test_dissatisfaction_reopens_with_its_reason_on_the_card(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await a_case(street)
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 已加固", to=street.staff)
    await street.wait(seconds=3)

    answer = await xiaoli.presses("不满意", in_=street.group)
    await street.wait(seconds=3)
    assert answer is not None
    assert await street.stage_of(1001) == "in_progress"
    why = await street.group.shows("哪里还不满意")
    await xiaoli.says("还是会响", to=street.group, reply_to=why)
    await street.wait(seconds=3)

    assert "上次不满意：还是会响" in (await street.staff.shows("随手拍 · 处理中")).text
    assert street.group.message(why.id) is None  # the question has served
    await zhao.says("/resolve 1001 换了新井盖", to=street.staff)
    await street.wait(seconds=3)
    await xiaoli.presses("满意", in_=street.group)
    await street.wait(seconds=3)
    assert await street.stage_of(1001) == "closed"
    card = await street.staff.shows("随手拍 · 已办结")
    assert "上次不满意" not in card.text
    assert card.buttons == ["重新打开"]


async def test_three_days_of_silence_close_a_case_by_default(street: Street) -> None:
    zhao = street.person("赵师傅")
    await a_case(street)
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 已加固", to=street.staff)
    await street.settled()
    await street.wait(hours=71)
    assert await street.stage_of(1001) == "resolved"

    await street.wait(hours=2)
    await street.wait(seconds=3)

    assert await street.stage_of(1001) == "closed"
    assert "默认" in (await street.staff.shows("已办结")).text


async def test_a_question_to_the_reporter_stops_the_case_until_the_answer(
    street: Street,
) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await a_case(street)
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=3)
    await zhao.presses("待补充", in_=street.staff)
    await street.settled()
    await zhao.says(
        "哪一个井盖？", to=street.staff, reply_to=await street.staff.shows("想问报告人什么")
    )
    await street.wait(seconds=3)
    asked = await street.group.shows("想问：哪一个井盖？")
    assert (await street.staff.shows("待补充")).buttons == ["继续", "办结", "备注"]

    await xiaoli.says("靠近东门的那个", to=street.group, reply_to=asked)
    await street.wait(seconds=3)

    assert await street.stage_of(1001) == "accepted"
    added = await street.staff.shows("补充：靠近东门的那个")
    assert "小李" not in added.text


async def test_assigning_offers_names_and_tells_the_chosen(street: Street) -> None:
    sun, secretary = street.person("孙姐"), street.person("陈书记")
    await sun.starts()
    await a_case(street)
    await secretary.presses("派单", in_=street.staff)
    await street.settled()
    await secretary.presses("孙姐", in_=street.staff)
    await street.wait(seconds=3)

    assert await street.stage_of(1001) == "accepted"
    assert "孙姐" in (await street.staff.shows("已受理")).text
    private = await sun.private.shows("把这件事派给了你")
    assert "处理中" in private.buttons
    await sun.presses("处理中", on=private)
    assert await street.stage_of(1001) == "in_progress"


async def test_a_rejection_needs_a_reason_and_tells_it(street: Street) -> None:
    zhao, secretary = street.person("赵师傅"), street.person("陈书记")
    await a_case(street)
    await zhao.presses("驳回", in_=street.staff)
    await street.settled()
    await zhao.says(
        "属于隔壁社区", to=street.staff, reply_to=await street.staff.shows("为什么不予受理")
    )
    await street.wait(seconds=3)

    await street.group.shows("不予受理：属于隔壁社区")
    assert (await street.staff.shows("随手拍 · 不予受理")).buttons == ["重新打开"]
    refused = await zhao.presses("重新打开", in_=street.staff)
    assert refused is not None
    assert refused.alert
    await secretary.says("/reopen 1001 还是归我们", to=street.staff)
    await street.wait(seconds=3)
    assert await street.stage_of(1001) == "in_progress"


async def test_a_prompt_waits_ten_minutes_and_for_one_person(street: Street) -> None:
    zhao = street.person("赵师傅")
    await a_case(street)
    await zhao.presses("驳回", in_=street.staff)
    await street.settled()
    question = await street.staff.shows("为什么不予受理")
    await street.person("孙姐").says("我来答", to=street.staff, reply_to=question)
    await street.settled()
    assert await street.stage_of(1001) == "open"

    await street.wait(minutes=11)
    await zhao.says("太晚了", to=street.staff, reply_to=question)
    await street.settled()

    assert await street.stage_of(1001) == "open"
    await street.staff.shows("重新按一次按钮")


async def test_the_reporter_withdraws_until_somebody_takes_it_on(street: Street) -> None:
    xiaoli = street.person("小李")
    await a_case(street)
    assert (
        "没有权限" in await say(street, street.person("外人"), "/withdraw 1001", street.group)
        or await street.stage_of(1001) == "open"
    )
    assert "已撤回" in await say(street, xiaoli, "/withdraw 1001", street.group)
    assert await street.stage_of(1001) == "withdrawn"

    await xiaoli.says(REPORT, to=street.group)
    await street.settled()
    await street.person("赵师傅").says("/accept 1002", to=street.staff)
    await street.settled()
    assert "不能撤回" in await say(street, xiaoli, "/withdraw 1002", street.group)


async def test_followers_are_counted_once_and_never_the_reporter(street: Street) -> None:
    await a_case(street)
    aunt = street.person("王阿姨")
    for _ in range(3):
        await aunt.presses("附议", in_=street.group)
    own = await street.person("小李").presses("附议", in_=street.group)
    await street.wait(seconds=3)

    assert own is not None
    assert own.alert
    assert "附议(1)" in (await street.group.shows("已登记")).buttons
    assert "附议 1 人" in (await street.staff.shows("待受理")).text
    await aunt.starts()
    await street.settled()
    assert "#C1001" in await say(street, aunt, "我的诉求", aunt.private)


async def test_progress_is_told_to_the_presser_alone(street: Street) -> None:
    await a_case(street)
    await street.person("赵师傅").presses("受理", in_=street.staff)

    answer = await street.person("周爷爷").presses("进度", in_=street.group)

    assert answer is not None
    assert answer.alert
    assert "已受理" in str(answer.text)
    assert "赵师傅" in str(answer.text)


async def test_looking_shows_each_viewer_their_own_side(street: Street) -> None:
    xiaoli, zhao, outsider = (street.person(name) for name in ("小李", "赵师傅", "外人"))
    await a_case(street)
    for one in (zhao, outsider):
        await one.starts()
    await street.settled()

    public = await say(street, outsider, "/case 1001", street.group)
    assert "登记 小" not in public
    stranger = await say(street, outsider, "/case 1001", outsider.private)
    assert "登记 小" not in stranger
    close = await story(street, zhao)
    assert "登记 小*" in close
    await zhao.presses("返回", in_=zhao.private)
    await street.settled()
    told = await zhao.presses("看报告人", in_=zhao.private)
    assert told is not None
    assert "小李" in str(told.text)
    assert "查看报告人 赵师傅" in await story(street, zhao)
    assert "没有 #C9999" in await say(street, zhao, "/case 9999", zhao.private)
    assert "哪一件" in await say(street, zhao, "/case", zhao.private)
    assert "私聊" in await say(street, xiaoli, "/mine", street.group)


async def test_many_open_cases_are_paged(street: Street) -> None:
    xiaoli = street.person("小李")
    for number in range(12):
        await xiaoli.says(f"随手拍 第{number}件", to=street.group)
    first = await say(street, xiaoli, "/open", street.group)
    assert "未办结（12）" in first
    assert "#C1012" not in first

    await xiaoli.presses("下一页", in_=street.group)
    await street.settled()

    page = await street.group.shows("未办结（12）")
    assert "#C1012" in page.text
    assert page.buttons == ["一号网格", "二号网格", "按类别", "上一页"]


async def test_staff_of_another_grid_may_not_act(street: Street) -> None:
    await a_case(street, "随手拍 阿郎批发部下方井盖松动")

    answer = await street.person("孙姐").presses("受理", in_=street.staff)

    assert answer is not None
    assert answer.alert
    assert await street.stage_of(1001) == "open"
