"""Where one way of saying something could be taken for another."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from aiogram.types import Chat, ForumTopicCreated, Message

from domain.people import ChatKind
from handlers.context import replied_to
from sandbox.driver import Neighbour, Place
from storage.communities import add_community, bind_chat, find_community
from storage.tables import cases as case_rows
from storage.tables import inbox
from tests.street import Street

pytestmark = pytest.mark.journey

REPORT = "随手拍 阿郎批发部下方井盖松动"


async def after(street: Street, who: Neighbour, words: str, to: Place) -> str:
    said = await who.says(words, to=to)
    await street.settled()
    return (await to.shows("", from_bot=True, after=said)).text


def numbers(place: Place) -> int:
    return len([m for m in place.messages if m.text.startswith("已登记")])


async def handled_once_more(street: Street) -> None:
    """As after a crash between the last deed and the word that its update is done."""

    def undo(tx: sa.Connection) -> None:
        last = sa.select(sa.func.max(inbox.c.id)).scalar_subquery()
        tx.execute(inbox.update().where(inbox.c.id == last).values(state="new", done_at=None))

    await street.program.db.do(undo)
    await street.restart()
    await street.settled()


async def errors(street: Street) -> list[str]:
    return await street.read(
        lambda tx: [
            str(one)
            for one in tx.execute(
                sa.select(inbox.c.error).where(inbox.c.error.is_not(None))
            ).scalars()
        ]
    )


def test_the_beginning_of_a_topic_is_nobody_s_message() -> None:
    chat = Chat(id=-1001, type="supergroup", title="群", is_forum=True)
    now = datetime(2026, 3, 2, tzinfo=UTC)
    root = Message(
        message_id=1,
        date=now,
        chat=chat,
        forum_topic_created=ForumTopicCreated(name="报事", icon_color=0),
    )
    plain = Message(message_id=2, date=now, chat=chat, text="井盖松动")

    def said_below(replied: Message) -> Message:
        return Message(message_id=3, date=now, chat=chat, text="x", reply_to_message=replied)

    assert replied_to(said_below(root)) is None
    assert replied_to(said_below(plain)) == plain


async def test_a_bare_keyword_edited_into_a_report_is_filed(street: Street) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    await xiaoli.edits(said, "随手拍 东门路灯不亮")
    await street.settled()

    assert numbers(street.group) == 1
    assert await errors(street) == []


@pytest.mark.parametrize("words", ["/report\n井盖松动", "/report@linlian_bot 井盖松动"])
async def test_a_command_edited_into_a_message_is_read_whole(street: Street, words: str) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.says("井盖松动", to=street.group)
    await street.settled()
    await xiaoli.edits(said, words)
    await street.settled()

    assert (await street.group.shows("已登记 #C1001")).text.split("\n")[1] == "井盖松动"


async def test_what_was_done_before_a_crash_is_not_done_another_way_after_it(
    street: Street,
) -> None:
    aunt, zhao = street.person("王阿姨"), street.person("赵师傅")
    await aunt.starts()
    await street.settled()
    await aunt.sends_photo("")
    await street.settled()
    await handled_once_more(street)
    await aunt.presses("取消")
    await street.settled()

    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=3)
    await zhao.presses("办结", in_=street.staff)
    await street.settled()
    question = await street.staff.shows("怎么修好的")
    await zhao.sends_photo("", to=street.staff, reply_to=question, media_group_id="9")
    await street.settled()
    await handled_once_more(street)

    assert await errors(street) == []
    assert await street.stage_of(1001) == "resolved"


async def test_an_album_answers_a_question_with_all_its_pictures(street: Street) -> None:
    zhao = street.person("赵师傅")
    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=3)
    await zhao.presses("办结", in_=street.staff)
    await street.settled()
    question = await street.staff.shows("怎么修好的")
    for caption in ("换好了", "", ""):
        await zhao.sends_photo(caption, to=street.staff, reply_to=question, media_group_id="8")
    await street.wait(seconds=3)

    assert await street.stage_of(1001) == "resolved"
    await street.staff.never_shows("这个已经答过了")


async def test_a_number_that_begins_a_word_is_no_case(street: Street) -> None:
    for words in ("随手拍 东门路灯", "随手拍 东门垃圾"):
        await street.person("小李").says(words, to=street.group)
    await street.settled()
    zhao = street.person("赵师傅")
    await zhao.says("/accept 1002", to=street.staff)
    await street.wait(seconds=3)
    card = await street.staff.shows("随手拍 · 已受理")
    await zhao.says("/resolve 1001元买的新灯已装好", to=street.staff, reply_to=card)
    await street.settled()

    assert await street.stage_of(1001) == "open"
    assert await street.stage_of(1002) == "resolved"


async def test_nobody_s_talk_is_answered_by_nobody(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.says("今天停水", to=street.group, sender_chat=True)
    for caption in ("春游", "", ""):
        await secretary.sends_photo(caption, to=street.group, media_group_id="5", sender_chat=True)
    await secretary.sends_voice(to=street.group)
    await street.settled()

    assert not [m for m in street.group.messages if m.from_bot]


async def test_a_new_form_is_not_robbed_by_an_old_question(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.starts()
    await xiaoli.says(REPORT, to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 好了", to=street.staff)
    await street.wait(seconds=3)
    await xiaoli.presses("不满意", in_=xiaoli.private)
    await street.settled()
    await xiaoli.says("/report")
    await street.settled()
    await xiaoli.sends_photo("")
    await xiaoli.says("楼道灯坏了")
    await street.settled()

    assert "楼道灯坏了" not in await after(street, xiaoli, "/case 1001", xiaoli.private)


async def test_a_forwarded_command_is_somebody_else_s(street: Street) -> None:
    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    zhao = street.person("赵师傅")
    await zhao.says("/reject 1001 不归我们", to=street.staff, forwarded=True)
    secretary = street.person("陈书记")
    await secretary.says("/role 书记 @wairen", to=street.group, forwarded=True)
    await street.settled()

    assert await street.stage_of(1001) == "open"
    answer = await street.person("外人").presses("受理", in_=street.staff)
    assert answer is not None
    assert answer.alert


async def test_assigning_to_nobody_assigns_nobody(street: Street) -> None:
    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    secretary = street.person("陈书记")
    assert "@用户名" in await after(street, secretary, "/assign 1001 @", street.staff)
    assert "没找到" in await after(street, secretary, "/assign 1001 @nobody_here", street.staff)
    assert await street.stage_of(1001) == "open"

    done = await after(street, secretary, "/assign 1001 @sunjie @zhaoshifu 请尽快", street.staff)
    assert "孙姐、赵师傅" in done


async def test_who_lost_the_role_is_off_the_case(street: Street) -> None:
    zhao, secretary = street.person("赵师傅"), street.person("陈书记")
    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    await zhao.presses("受理", in_=street.staff)
    await street.wait(seconds=3)
    await secretary.says("/role none @zhaoshifu", to=street.staff)
    await street.wait(seconds=3)

    answer = await zhao.presses("处理中", in_=street.staff)
    assert answer is not None
    assert answer.alert
    assert await street.stage_of(1001) == "accepted"


async def test_the_answer_to_what_and_where_is_the_report_itself(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍", to=street.group)
    await street.settled()
    question = await street.group.shows("什么问题、在哪里")
    said = await xiaoli.says("垃圾桶满了", to=street.group, reply_to=question)
    await street.settled()
    await xiaoli.edits(said, "东门垃圾桶满了")
    await street.wait(seconds=3)
    assert "东门垃圾桶满了" in (await street.group.shows("已登记 #C1001")).text

    await street.person("王阿姨").says("/report", to=street.group, reply_to=said)
    await street.settled()
    await street.group.shows("登记过了：#C1001")


async def test_another_picture_s_caption_does_not_replace_the_report(street: Street) -> None:
    xiaoli = street.person("小李")
    album = await xiaoli.sends_album([REPORT, "", ""], to=street.group)
    await street.settled()
    await xiaoli.edits(album[1], "看这里！！")
    await street.wait(seconds=3)

    assert "井盖松动" in (await street.group.shows("已登记 #C1001")).text


async def test_a_private_album_is_one_case_when_its_keyword_comes_second(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await street.settled()
    await xiaoli.sends_photo("", media_group_id="3")
    await street.settled()
    await xiaoli.sends_photo(REPORT, media_group_id="3")
    await xiaoli.sends_photo("", media_group_id="3")
    await street.wait(seconds=3)

    assert numbers(xiaoli.private) == 1
    assert len([m for m in street.staff.messages if m.photo]) == 3
    assert "没看懂" in await after(street, xiaoli, "好的", xiaoli.private)


async def test_voice_and_place_after_a_bare_photo_both_join_it(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.sends_photo("随手拍", to=street.group)
    await street.settled()
    await xiaoli.sends_voice(to=street.group)
    await street.settled()
    await xiaoli.shares_location(28.2, 113.0, to=street.group)
    await street.wait(seconds=3)

    assert numbers(street.group) == 1
    await street.staff.shows("看地图")
    assert [m for m in street.staff.messages if "voice" in m.data]


async def test_any_message_of_ours_that_names_one_case_can_be_answered(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.says(REPORT, to=street.group)
    await street.settled()
    await zhao.says("/case 1001", to=street.staff)
    await street.settled()
    view = street.staff.messages[-1]
    await zhao.says("/accept", to=street.staff, reply_to=view)
    await street.settled()
    assert await street.stage_of(1001) == "accepted"
    await zhao.says("明天去看", to=street.staff, reply_to=view)
    await street.settled()
    await street.staff.shows("#C1001 已备注")


async def test_the_keyword_in_the_form_is_said_out_of_habit(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.sends_photo("")
    await street.settled()
    await xiaoli.says("随手拍 楼道灯坏了")
    await street.settled()

    assert numbers(xiaoli.private) == 0
    await xiaoli.private.shows("在哪里")
    await xiaoli.says("随手拍")
    await street.settled()
    assert "在哪里" in xiaoli.private.messages[-1].text


async def with_a_second_community(street: Street) -> None:
    """The riders' group belongs to 光明里 from now on."""

    def bind(tx: sa.Connection) -> None:
        here = find_community(tx, "幸福里")
        assert here is not None
        other = add_community(tx, "光明里", defaults=street.defaults, now=street.clock.now())
        bind_chat(
            tx,
            community_id=other.id,
            at=street.address_of(street.riders),
            kind=ChatKind.RIDERS,
            title="光明里小哥群",
            missing_rights=(),
            now=street.clock.now(),
        )

    await street.program.db.do(bind)


async def test_in_private_a_case_is_spoken_of_in_its_own_community(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await with_a_second_community(street)
    await xiaoli.starts()
    await xiaoli.says(REPORT, to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says("/resolve 1001 好了", to=street.staff)
    await xiaoli.sends_photo("")
    await street.settled()
    await xiaoli.says("大家好", to=street.riders)
    await street.settled()

    await xiaoli.says("我家漏水")
    await street.settled()
    for label in ("跳过", "跳过", "跳过", "提交"):
        await xiaoli.presses(label, in_=xiaoli.private)
        await street.settled()
    await xiaoli.presses("满意", in_=xiaoli.private)
    await street.settled()

    assert await street.stage_of(1001) == "closed"
    homes = await street.read(
        lambda tx: tx.execute(sa.select(case_rows.c.community_id)).scalars().all()
    )
    assert set(homes) == {1}


async def test_a_command_without_its_words_is_answered_by_the_question_alone(
    street: Street,
) -> None:
    zhao = street.person("赵师傅")
    await street.person("小李").says(REPORT, to=street.group)
    await street.settled()
    said = await zhao.says("/note 1001", to=street.staff)
    await street.settled()

    [answer] = [m for m in street.staff.messages if m.from_bot and m.id > said.id]
    assert "备注什么" in answer.text
