"""Looking from the street's side: a long story, the list by grid and page, what can be done now."""

import pytest

from cards.cases import COMPLAINT_WORDS
from domain.cases import Stage, buttons_of
from locales import LOCALES, speaker
from sandbox.driver import Message, Neighbour, Place
from tests.street import Street

pytestmark = pytest.mark.journey

REPORT = "随手拍 阿郎批发部下方井盖松动"


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    """What the bot last said there once everything has come to rest."""
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def a_case(street: Street, words: str = REPORT) -> None:
    """小李 reports in the group."""
    await street.person("小李").sends_photo(words, to=street.group)
    await street.settled()


# /case


async def test_what_happened_is_a_tap_away_and_not_on_the_card(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    await zhao.says("/note 1001 看过了", to=street.staff)
    view = await answer_to(street, zhao, "/case 1001", zhao.private)
    assert "看过了" not in view.text
    assert "经过" in view.buttons

    await zhao.presses("经过", in_=zhao.private)
    await street.settled()

    told = await zhao.private.shows("#C1001 经过")
    assert told.id == view.id
    newest, first = told.text.split("\n")[1:]
    assert newest.endswith("备注 赵师傅：看过了")
    assert "登记 小*" in first
    assert told.photo
    assert told.buttons == ["返回"]
    await zhao.presses("返回", in_=zhao.private)
    await street.settled()
    assert (await zhao.private.shows("#C1001 待受理")).id == view.id


async def test_a_long_story_is_leafed_through_from_its_newest_page(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    for number in range(1, 11):
        await zhao.says(f"/note 1001 第{number}次：" + "看过了" * 60, to=street.staff)
    await street.settled()
    await answer_to(street, zhao, "/case 1001", zhao.private)
    await zhao.presses("经过", in_=zhao.private)
    await street.settled()

    first = await zhao.private.shows("经过 第1/3页")
    assert len(first.text) <= 1024  # it stands below the picture
    assert [line for line in first.text.split("\n")[1:] if "第10次" in line]
    pages = [first.text]
    while "下一页" in (await zhao.private.shows("#C1001 经过")).buttons:
        await zhao.presses("下一页", in_=zhao.private)
        await street.settled()
        pages.append((await zhao.private.shows("#C1001 经过")).text)

    told = "\n".join(pages)
    assert all(f"第{number}次" in told for number in range(1, 11))
    assert "登记 小*" in pages[-1]
    assert "上一页" in (await zhao.private.shows("#C1001 经过")).buttons


async def test_the_reporter_reads_what_happened_without_the_offices_notes(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await a_case(street)
    await zhao.presses("受理", in_=street.staff)
    await zhao.says("/note 1001 他常来", to=street.staff)
    await street.settled()

    view = await answer_to(street, xiaoli, "/case 1001", xiaoli.private)

    assert "负责：赵师傅" in view.text
    assert {"经过", "补充", "已经好了"} <= set(view.buttons)
    await xiaoli.presses("经过", in_=xiaoli.private)
    await street.settled()
    story = (await xiaoli.private.shows("#C1001 经过")).text
    assert "受理 赵师傅" in story
    assert "他常来" not in story


async def test_strangers_have_no_way_to_what_happened(street: Street) -> None:
    outsider = street.person("外人")
    await outsider.starts()
    await a_case(street)

    view = await answer_to(street, outsider, "/case 1001", outsider.private)

    assert "经过" not in view.buttons
    assert "办理" not in view.buttons


async def test_the_story_shows_its_photo_to_those_it_is_for(street: Street) -> None:
    xiaoli, zhao, outsider = (street.person(name) for name in ("小李", "赵师傅", "外人"))
    await a_case(street)
    for one in (xiaoli, zhao, outsider):
        await one.starts()
    await street.settled()

    for one in (xiaoli, zhao):
        assert (await answer_to(street, one, "/case 1001", one.private)).photo
    assert not (await answer_to(street, outsider, "/case 1001", outsider.private)).photo
    assert not (await answer_to(street, zhao, "/case 1001", street.group)).photo


async def test_a_report_too_long_for_a_caption_is_shown_in_words(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street, REPORT)
    await street.person("小李").says("随手拍 东门" + "井盖松动" * 300, to=street.group)
    await street.settled()

    view = await answer_to(street, zhao, "/case 1002", zhao.private)

    assert not view.photo
    assert len(view.text) > 1100


# /open


async def test_open_with_a_grid_shows_that_grid_alone(street: Street) -> None:
    await a_case(street)
    await a_case(street, "随手拍 菜场门口积水")

    told = await answer_to(street, street.person("小李"), "/open 二号网格", street.group)

    assert "二号网格未办结（1）" in told.text
    assert "#C1002" in told.text
    assert "#C1001" not in told.text
    assert told.buttons == ["全部", "一号网格", "按类别"]


async def test_an_unknown_grid_is_answered_with_those_there_are(street: Street) -> None:
    told = await answer_to(street, street.person("小李"), "/open 九号网格", street.group)

    assert "没有叫「九号网格」的网格或类别" in told.text
    assert "一号网格、二号网格" in told.text


async def test_the_buttons_narrow_the_list_and_widen_it_again(street: Street) -> None:
    xiaoli = street.person("小李")
    for number in range(11):
        await xiaoli.says(f"随手拍 第{number}件 东门", to=street.group)
    await a_case(street, "随手拍 菜场门口积水")
    await answer_to(street, xiaoli, "/open", street.group)
    first = await street.group.shows("未办结（12） 第1/2页")
    assert first.buttons == ["一号网格", "二号网格", "按类别", "下一页"]
    await xiaoli.presses("下一页", in_=street.group)
    await street.settled()
    await street.group.shows("未办结（12） 第2/2页")

    await xiaoli.presses("二号网格", in_=street.group)
    await street.settled()

    narrow = await street.group.shows("二号网格未办结（1）")
    assert narrow.id == first.id
    assert "第" not in narrow.text.split("\n")[0]
    assert "#C1012" in narrow.text
    await xiaoli.presses("全部", in_=street.group)
    await street.settled()
    assert (await street.group.shows("未办结（12） 第1/2页")).id == first.id


async def test_a_grid_without_open_cases_keeps_the_way_back(street: Street) -> None:
    told = await answer_to(street, street.person("小李"), "/open 二号网格", street.group)

    assert told.text == "二号网格现在没有未办结的事。"
    assert told.buttons == ["全部", "一号网格", "按类别"]


async def test_grid_and_kind_narrow_the_list_together_by_name_and_by_button(
    street: Street,
) -> None:
    xiaoli = street.person("小李")
    for words in ("东门路灯不亮", "菜场路灯不亮", "菜场门口积水"):
        await xiaoli.says(f"随手拍 {words}", to=street.group)
    await street.settled()

    named = await answer_to(street, xiaoli, "/open 二号网格 照明用电", street.group)

    assert named.text.startswith("二号网格 · 照明用电未办结（1）")
    assert "#C1002" in named.text
    assert "#C1001" in (await answer_to(street, xiaoli, "/open 路灯不亮", street.group)).text
    listed = await answer_to(street, xiaoli, "/open", street.group)
    for label in ("二号网格", "按类别"):
        await xiaoli.presses(label, on=listed)
        await street.settled()
    kinds = await street.group.shows("看哪一类？")
    assert kinds.id == listed.id
    assert kinds.buttons[-1] == "全部类别"
    assert "矛盾纠纷" not in kinds.buttons
    await xiaoli.presses("照明用电", on=kinds)
    await street.settled()
    both = next(one for one in street.group.messages if one.id == listed.id)
    assert both.text == named.text
    for label in ("按类别", "全部类别"):
        await xiaoli.presses(label, on=both)
        await street.settled()
    await street.group.shows("二号网格未办结（2）")


async def test_where_a_list_would_tell_what_it_is_a_discreet_case_is_left_out(
    street: Street,
) -> None:
    xiaoli = street.person("小李")
    await a_case(street, "随手拍 东门5号楼夫妻打架")

    whole = await answer_to(street, xiaoli, "/open", street.group)
    narrow = await answer_to(street, xiaoli, "/open 一号网格", street.group)
    unknown = await answer_to(street, xiaoli, "/open 矛盾纠纷", street.group)

    assert whole.text.split("\n")[1] == "#C1001 待受理"
    assert "#C1001" not in narrow.text
    assert "没有叫「矛盾纠纷」" in unknown.text
    office = await answer_to(street, street.person("赵师傅"), "/open 一号网格", street.staff)
    assert office.text.split("\n")[1] == "#C1001 待受理"


async def test_a_line_tells_the_grid_and_from_the_first_day_the_age(street: Street) -> None:
    await a_case(street)
    xiaoli = street.person("小李")
    young = (await answer_to(street, xiaoli, "/open", street.group)).text.split("\n")[-1]
    assert young.endswith(" · 一号网格")

    await street.wait(days=3)

    old = (await answer_to(street, xiaoli, "/open", street.group)).text.split("\n")[-1]
    assert old.endswith(" · 一号网格 · 3天")


# /mine


async def test_mine_has_what_is_open_first_and_what_i_joined_marked(street: Street) -> None:
    aunt, xiaoli = street.person("王阿姨"), street.person("小李")
    await aunt.starts()
    await xiaoli.says("随手拍 菜场门口积水", to=street.group)
    await aunt.says("随手拍 东门路灯不亮", to=street.group)
    await aunt.says("随手拍 1号楼楼道堆物", to=street.group)
    await street.settled()
    await aunt.presses("附议", on=await street.group.shows("#C1001"))
    await aunt.says("/withdraw 1003")
    await street.settled()

    told = await answer_to(street, aunt, "/mine", aunt.private)

    head, *lines = told.text.split("\n")
    assert head == "我的诉求（3）"
    assert [line.split(" · ")[0] for line in lines] == [
        "#C1002 待受理",
        "#C1001 待受理",
        "#C1003 已撤回",
    ]
    assert [line.endswith(" · 附议") for line in lines] == [False, True, False]
    await aunt.presses("1001", on=told)
    await street.settled()
    await aunt.private.shows("#C1001 待受理")


# What can be done now


@pytest.mark.parametrize("stage", Stage)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_names_the_stage_and_every_button_it_has(stage: Stage, locale: str) -> None:
    say = speaker(locale)

    sentence = say(f"case.wrong_stage.{stage.value}", code="#C1001")

    acts = [say(f"case.act.{act.value}") for act in buttons_of(stage)]
    assert say("list.separator").join(acts) in sentence
    if locale == LOCALES[0]:
        assert f"「{say(f'case.stage.{stage.value}')}」" in sentence


async def test_what_the_stage_forbids_is_answered_by_what_it_allows(street: Street) -> None:
    await a_case(street)

    told = await answer_to(street, street.person("赵师傅"), "/resume 1001", street.staff)

    assert "#C1001 现在是「待受理」" in told.text
    assert "受理、派单、转办、并案、加急、驳回、备注" in told.text


async def test_a_colleague_of_another_grid_learns_whose_it_is(street: Street) -> None:
    await a_case(street)

    answer = await street.person("孙姐").presses("受理", in_=street.staff)

    assert answer is not None
    assert answer.alert
    assert answer.text == "#C1001 归一号网格，请让赵师傅或书记来办，或请书记派单给您。"


async def test_who_has_no_office_is_told_whom_to_ask(street: Street) -> None:
    await a_case(street)

    answer = await street.person("外人").presses("受理", in_=street.staff)

    assert answer is not None
    assert "请找网格员或书记" in str(answer.text)


async def test_what_only_the_secretary_does_stays_the_secretarys(street: Street) -> None:
    await a_case(street)

    told = await answer_to(street, street.person("孙姐"), "/reopen 1001 再看看", street.staff)

    assert "社区书记" in told.text


# 派单


async def test_the_offered_names_go_once_somebody_was_chosen(street: Street) -> None:
    zhao = street.person("赵师傅")
    await a_case(street)
    await zhao.presses("派单", in_=street.staff)
    await street.settled()
    await zhao.presses("派单", in_=street.staff)
    await street.settled()
    assert len([m for m in street.staff.messages if "派给谁" in m.text]) == 2

    await zhao.presses("孙姐", in_=street.staff)
    await street.settled()

    await street.staff.never_shows("派给谁")
    assert await street.stage_of(1001) == "accepted"


# What was not good


async def test_a_long_complaint_is_shortened_on_the_card(street: Street) -> None:
    zhao, xiaoli = street.person("赵师傅"), street.person("小李")
    await a_case(street)
    await zhao.presses("受理", in_=street.staff)
    await zhao.says("/resolve 1001 好了", to=street.staff)
    await street.settled()
    await xiaoli.presses("不满意", in_=street.group)
    await street.settled()
    why = await street.group.shows("哪里还不满意")

    await xiaoli.says("还是松" * 100, to=street.group, reply_to=why)
    await street.wait(seconds=4)

    card = await street.staff.shows("随手拍 · 处理中")
    line = next(one for one in card.text.split("\n") if "上次不满意" in one)
    assert line == "上次不满意：" + ("还是松" * 100)[: COMPLAINT_WORDS - 1] + "…"
