"""Looking from the street's side: a long story, the list by grid and page, what can be done now."""

import pytest

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


async def test_a_long_story_keeps_its_beginning_and_its_newest_events(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    await zhao.presses("受理", in_=street.staff)
    for number in range(1, 31):
        await zhao.says(f"/note 1001 第{number}次：" + "看过了" * 60, to=street.staff)
    await street.settled()

    told = (await answer_to(street, zhao, "/case 1001", zhao.private)).text.split("\n")

    assert len("\n".join(told)) < 4000
    start = next(place for place, line in enumerate(told) if "登记 小*" in line)
    assert told[start + 1].startswith("…前面还有 ")
    left_out = int(told[start + 1].split()[1])
    notes = [line for line in told if "备注" in line]
    assert f"第{31 - len(notes)}次" in notes[0]
    assert "第30次" in told[-1]
    assert left_out + len(notes) == 31  # 受理 is one of those left out


async def test_a_very_long_report_leaves_room_for_the_newest_event(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    await street.person("小李").says("随手拍 " + "井盖松动" * 900, to=street.group)
    for number in range(1, 21):
        await zhao.says(f"/note 1002 第{number}次：" + "看过了" * 60, to=street.staff)
    await street.settled()

    told = (await answer_to(street, zhao, "/case 1002", zhao.private)).text

    assert len(told) <= 4096
    assert "第20次" in told.split("\n")[-1]


async def test_a_short_story_says_everything(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    await zhao.says("/note 1001 看过了", to=street.staff)
    await street.settled()

    assert "前面还有" not in (await answer_to(street, zhao, "/case 1001", zhao.private)).text


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


async def test_a_story_too_long_for_a_caption_is_told_in_words(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.starts()
    await a_case(street)
    for number in range(6):
        await zhao.says(f"/note 1001 第{number}次：" + "看过了" * 60, to=street.staff)
    await street.settled()

    view = await answer_to(street, zhao, "/case 1001", zhao.private)

    assert not view.photo
    assert "第5次" in view.text


# /open


async def test_open_with_a_grid_shows_that_grid_alone(street: Street) -> None:
    await a_case(street)
    await a_case(street, "随手拍 菜场门口积水")

    told = await answer_to(street, street.person("小李"), "/open 二号网格", street.group)

    assert "二号网格未办结（1）" in told.text
    assert "#C1002" in told.text
    assert "#C1001" not in told.text
    assert told.buttons == ["全部", "一号网格"]


async def test_an_unknown_grid_is_answered_with_those_there_are(street: Street) -> None:
    told = await answer_to(street, street.person("小李"), "/open 九号网格", street.group)

    assert "没有叫「九号网格」的网格" in told.text
    assert "一号网格、二号网格" in told.text


async def test_the_buttons_narrow_the_list_and_widen_it_again(street: Street) -> None:
    xiaoli = street.person("小李")
    for number in range(11):
        await xiaoli.says(f"随手拍 第{number}件 东门", to=street.group)
    await a_case(street, "随手拍 菜场门口积水")
    await answer_to(street, xiaoli, "/open", street.group)
    first = await street.group.shows("未办结（12） 第1/2页")
    assert first.buttons == ["一号网格", "二号网格", "下一页"]
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
    assert told.buttons == ["全部", "一号网格"]


async def test_a_line_tells_the_grid_and_from_the_first_day_the_age(street: Street) -> None:
    await a_case(street)
    xiaoli = street.person("小李")
    young = (await answer_to(street, xiaoli, "/open", street.group)).text.split("\n")[-1]
    assert young.endswith(" · 一号网格")

    await street.wait(days=3)

    old = (await answer_to(street, xiaoli, "/open", street.group)).text.split("\n")[-1]
    assert old.endswith(" · 一号网格 · 3天")


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
    assert "受理、派单、驳回、备注" in told.text


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
    assert line == "上次不满意：" + ("还是松" * 100)[:199] + "…"
