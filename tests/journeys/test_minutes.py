"""纪要: filled with what is known, completed matter by matter, published, put right, read whole."""

import pytest

from cards.card import Press
from domain.meetings import Meeting, Stage
from handlers.presses import pack
from sandbox.driver import Message, Place
from storage import meeting_agenda, meetings, minutes, proposals
from tests.journeys.a_decision import (
    MATTER,
    TITLE,
    answers,
    end_meeting,
    lay_decision,
    presses,
    says,
)
from tests.journeys.posting import day_ahead, morning
from tests.journeys.test_bad_input import another_community, press
from tests.street import Street

pytestmark = pytest.mark.journey


async def writes_them_in_private(street: Street, desk: Message) -> None:
    """陈书记 fills in everything there is: a summary, both matters, a resolution, two pictures."""
    secretary = street.person("陈书记")
    me = secretary.private
    await presses(street, "陈书记", "小结", desk)
    await answers(street, "陈书记", "大家同意先装三号楼", f"写「{TITLE}」的小结", me)
    await presses(street, "陈书记", "2", desk)
    await presses(street, "陈书记", "写纪要", desk)
    await answers(street, "陈书记", "车位下月再议", "「停车」议得怎么样", me)
    await presses(street, "陈书记", "议完", desk)
    await presses(street, "陈书记", "返回", desk)
    await presses(street, "陈书记", "1", desk)
    await presses(street, "陈书记", "决议", desk)
    line = f"装四个充电位 @zhaoshifu {day_ahead(street, 20)}前"
    await answers(street, "陈书记", line, f"「{MATTER}」的决议", me)
    await presses(street, "陈书记", "返回", desk)
    await presses(street, "陈书记", "照片", desk)
    asked = await me.shows(f"请发「{TITLE}」的照片")
    for _ in range(2):  # an album comes picture by picture
        await secretary.sends_photo("", to=me, reply_to=asked)
    await street.settled()


async def puts_them_right(street: Street) -> None:
    """What 陈书记 changes stays private until it is published with what was wrong."""
    me = street.person("陈书记").private
    await presses(street, "陈书记", "小结", await me.shows("已发布第 1 版"))
    await answers(street, "陈书记", "大家同意先装三号楼和四号楼", f"写「{TITLE}」的小结", me)
    assert "四号楼" not in (await street.group.shows("会议纪要 JY-2026-07")).text
    await presses(street, "陈书记", "发布更正", await me.shows("之后有改动"))
    await answers(street, "陈书记", "漏写了四号楼", "更正了什么", me)
    assert "第 2 版，更正：漏写了四号楼" in (await street.group.shows("会议纪要 JY-2026-07")).text
    await street.group.shows("的纪要有更正：漏写了四号楼")


async def reads_them_whole(street: Street, meeting: Meeting, who: str) -> None:
    reader = street.person(who)
    await reader.starts(f"minutes_{meeting.id}")
    await street.settled()
    paper = await reader.private.shows("全文见附件")
    assert paper.data["document"]["file_name"] == "会议纪要-JY-2026-07.pdf"
    content = await street.driver.file(paper.data["document"]["file_id"])
    assert content.startswith(b"%PDF")


def pictures_in(place: Place) -> int:
    return len([one for one in place.messages if one.data.get("photo")])


async def test_minutes_are_written_in_private_published_once_and_put_right(
    street: Street,
) -> None:
    await morning(street)
    meeting = await lay_decision(street)
    secretary = street.person("陈书记")
    me = secretary.private
    assert "还没有发布过" in await says(street, "外人", "/minutes", street.group)
    await secretary.says("/minutes", to=street.staff)
    await street.settled()
    desk = await me.shows(f"纪要 JY-2026-07 {TITLE}")
    for words in ("到会 2/9 ✅ 须 1 人", f"1. {MATTER} · 未议完 · 未记", "2. 停车", "还没发布"):
        assert words in desk.text
    assert "还是空的" in await presses(street, "陈书记", "发布纪要", desk)

    await writes_them_in_private(street, desk)
    desk = await me.shows("照片 2 张")
    card = await street.group.shows("决议 JY-2026-07-1")
    forged = pack(Press("minutes.publish", meeting.id, 99))
    assert "书记" in await press(street, street.person("外人"), card, forged)

    assert "已发布（第 1 版）" in await presses(street, "陈书记", "发布纪要", desk)
    posted = await street.group.shows(f"会议纪要 JY-2026-07 {TITLE}")
    for words in ("到会 2/9", "大家同意先装三号楼", "JY-2026-07-1 装四个充电位（赵师傅，"):
        assert words in posted.text
    assert pictures_in(street.group) == 2
    assert "一样" in await presses(street, "陈书记", "发布更正", await me.shows("已发布第 1 版"))

    await puts_them_right(street)
    assert pictures_in(street.group) == 2

    await reads_them_whole(street, meeting, "小李")
    versions = await street.read(minutes.list_versions, meeting.id)
    assert [one.minutes.summary for one in versions] == [
        *("大家同意先装三号楼", "大家同意先装三号楼和四号楼")
    ]


@pytest.mark.sqlite
async def test_what_is_not_adopted_is_declined_and_another_community_writes_nothing(
    street: Street,
) -> None:
    await morning(street)
    meeting = await lay_decision(street, leader="赵师傅", there=("王阿姨",))
    zhao = street.person("赵师傅")
    await zhao.says(f"/minutes {meeting.number}")
    await street.settled()
    desk = await zhao.private.shows("纪要 JY-2026-07")
    await presses(street, "赵师傅", "1", desk)
    assert "议完了" in await presses(street, "赵师傅", "未采纳", desk)
    proposal = await street.read(proposals.get_proposal, 1)
    assert proposal.state.value == "declined"
    await presses(street, "赵师傅", "返回", desk)
    await presses(street, "赵师傅", "2", desk)
    await presses(street, "赵师傅", "议完", desk)
    await presses(street, "赵师傅", "下次再议", desk)
    items = await street.read(meeting_agenda.list_agenda, meeting.id)
    assert [one.state.value for one in items] == ["done", "open"]

    elsewhere = await another_community(street)
    await street.person("王阿姨").says("/minutes JY-2026-07", to=elsewhere)
    await street.settled()
    [card] = [one for one in elsewhere.messages if one.from_bot]
    assert "没有找到 JY-2026-07" in card.text
    aunt = street.person("王阿姨")
    for verb, arg in (("minutes.open", ""), ("resolution.new", ""), ("minutes.publish", "")):
        assert await press(street, aunt, card, pack(Press(verb, meeting.id, 0, arg))) != ""
    await end_meeting(street, meeting, to=Stage.FOLLOWING)
    assert (await street.read(meetings.get_meeting, meeting.id)).minutes_at is None
    assert not await street.read(minutes.list_versions, meeting.id)
