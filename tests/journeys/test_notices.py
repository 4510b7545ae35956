"""通知: written, shown as it will look, sent to groups or to persons, read, asked about."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message, Neighbour, Place
from storage.tables import accounts, members, notice_recipients, notices
from tests.journeys.a_noticed_day import SLOW_DOWN
from tests.journeys.test_reminders import now_of, presses, sleeps_until, until
from tests.street import Street

pytestmark = pytest.mark.journey

WORDS = "周六上午9点到11点2号楼停水，请提前储水"


def bots(place: Place) -> list[Message]:
    return [one for one in place.messages if one.from_bot]


async def says(street: Street, who: Neighbour, words: str, to: Place | None = None) -> Message:
    """What the bot said last once all is quiet."""
    await who.says(words, to=to)
    await street.settled()
    return bots(to or who.private)[-1]


def heard(place: Place) -> list[Message]:
    """The notices that were said there; a preview is none."""
    return [one for one in bots(place) if one.text.startswith(("📢", "🔔"))]


def by_state(tx: Connection) -> dict[str, int]:
    found = tx.execute(
        sa.select(notice_recipients.c.state, sa.func.count()).group_by(notice_recipients.c.state)
    )
    return {state: many for state, many in found}


def states(tx: Connection) -> list[str]:
    return list(tx.execute(sa.select(notices.c.state).order_by(notices.c.id)).scalars())


async def opens(street: Street, *names: str) -> list[Neighbour]:
    """These people open the private chat."""
    found = [street.person(name) for name in names]
    for one in found:
        await one.starts()
    await street.settled()
    return found


async def test_a_secretary_writes_a_notice_step_by_step_to_groups(street: Street) -> None:
    await until(street, "10:00")
    [secretary] = await opens(street, "陈书记")
    group, riders = street.group, street.riders
    door = await says(street, secretary, "/notice", group)
    assert "私信" in door.text
    form = bots(secretary.private)[-1]
    assert "要通知什么" in form.text
    await street.restart()

    await secretary.sends_photo(WORDS)
    await street.settled()
    preview, form = bots(secretary.private)[-2:]
    assert preview.text == f"📢 幸福里通知\n{WORDS}"
    assert preview.data["photo"]
    assert "预览" in await presses(street, secretary, "已阅", preview)

    await presses(street, secretary, "在群里", form)
    form = now_of(form, secretary.private)
    assert "✅ 幸福里居民群" in form.buttons  # where it was asked for
    await presses(street, secretary, "幸福里小哥群", form)
    await presses(street, secretary, "下一步", form)
    await presses(street, secretary, "现在发", form)
    await presses(street, secretary, "置顶", form)
    await presses(street, secretary, "收集提问", form)
    form = now_of(form, secretary.private)
    assert "幸福里居民群、幸福里小哥群" in form.text
    assert {"✅ 置顶", "✅ 收集提问"} <= set(form.buttons)
    await presses(street, secretary, "发送", form)
    await street.wait(seconds=3)

    [posted] = heard(group)
    assert posted.text == preview.text
    assert len(heard(riders)) == 1
    card = bots(secretary.private)[-1]
    assert "发完了" in card.text
    assert "送达 2" in card.text
    pinned = [call for call in await street.driver.calls() if call["method"] == "pinChatMessage"]
    assert len(pinned) == 2


BLOCKED = {"status": 403, "description": "Forbidden: bot was blocked by the user"}
RIDERS = "/notice 给小哥"


async def sends(street: Street, who: Neighbour, line: str, label: str = "发送") -> Message:
    """Write it in one line, press 发送, and give the card on which its author follows it."""
    form = await says(street, who, line)
    assert "这样发" in form.text, form.text
    await presses(street, who, label, form)
    await street.wait(seconds=3)
    return bots(who.private)[-1]


async def make_riders(street: Street, *names: str) -> None:
    """These people have said that they are riders."""

    def change(tx: Connection) -> None:
        for name in names:
            one = sa.select(accounts.c.person_id).where(accounts.c.name == name).scalar_subquery()
            tx.execute(members.update().where(members.c.person_id == one).values(kind="rider"))

    await street.program.db.do(change)


async def blocks(street: Street, who: Neighbour) -> None:
    """From now on this person has blocked the bot."""
    await street.driver.faults([{"method": "send", "chat": who.id, "effect": BLOCKED}])


async def is_reminded_once(
    street: Street, author: Neighbour, reader: Neighbour, card: Message
) -> None:
    """Who has not read it is reminded across a restart, and no more once the bot is blocked."""
    assert "1 位" in await presses(street, author, "再次提醒未读者", card)
    await street.restart()
    await street.wait(seconds=3)
    assert [one.text[0] for one in heard(reader.private)] == ["📢", "🔔"]
    await blocks(street, reader)
    await presses(street, author, "再次提醒未读者", card)
    await street.wait(seconds=3)
    await street.driver.faults([])
    assert len(heard(reader.private)) == 2
    assert await street.read(by_state) == {"reached": 2, "blocked": 1}  # as it was


async def test_in_private_each_hears_it_once_reads_it_and_is_reminded(street: Street) -> None:
    await until(street, "10:00")
    secretary, xiaoli, wang, _ = await opens(street, "陈书记", "小李", "王阿姨", "外人")
    await make_riders(street, "王阿姨", "周爷爷", "刘老板")
    await opens(street, "刘老板")
    await blocks(street, street.person("刘老板"))
    form = await says(street, secretary, f"{RIDERS} {WORDS}")
    assert "小哥，4 人（其中 1 人还没开通私聊" in form.text
    await presses(street, secretary, "发送", form)
    await street.wait(seconds=3)

    card = bots(secretary.private)[-1]
    for line in ("送达 2", "未送达 1", "还没开通私聊 1 人"):
        assert line in card.text, card.text
    assert await street.read(by_state) == {"reached": 2, "blocked": 1}
    assert heard(street.person("外人").private) == []
    [told] = heard(xiaoli.private)
    assert "谢谢" in await presses(street, xiaoli, "已阅", told)
    assert "已经点过" in await presses(street, xiaoli, "已阅", told)

    await street.wait(seconds=3)
    card = now_of(card, secretary.private)
    assert "已阅 1" in card.text
    await presses(street, secretary, "谁没读", card)
    unread = bots(secretary.private)[-1]
    assert "还没读（1）\n王阿姨" in unread.text
    await is_reminded_once(street, secretary, wang, card)
    assert len(heard(xiaoli.private)) == 1  # who had read it

    await presses(street, wang, "已阅", heard(wang.private)[1])
    await street.wait(seconds=3)
    card = now_of(card, secretary.private)
    assert "已阅 2" in card.text
    assert "再次提醒未读者" not in card.buttons


async def test_pausing_and_cancelling_leave_the_rest_unsaid(street: Street) -> None:
    await until(street, "10:00")
    secretary, xiaoli, wang = await opens(street, "陈书记", "小李", "王阿姨")
    await make_riders(street, "王阿姨")
    slow = {"method": "send", "chat": wang.id, "effect": SLOW_DOWN}
    await street.driver.faults([slow])
    card = await sends(street, secretary, f"{RIDERS} {WORDS}")
    assert "▓▓▓▓▓░░░░░ 1/2" in card.text

    await presses(street, secretary, "暂停", card)
    assert await street.read(by_state) == {"reached": 1, "waiting": 1}
    await street.driver.faults([])
    await street.wait(hours=1)
    assert heard(wang.private) == []
    card = now_of(card, secretary.private)
    assert "暂停" in card.text
    await presses(street, secretary, "继续", card)
    await street.wait(seconds=3)
    assert len(heard(wang.private)) == len(heard(xiaoli.private)) == 1

    await street.driver.faults([slow])
    card = await sends(street, secretary, f"{RIDERS} 第二条")
    await presses(street, secretary, "取消", card)
    await street.driver.faults([])
    await street.wait(hours=1)
    card = now_of(card, secretary.private)
    for line in ("取消了", "送达 1", "没有发 1"):
        assert line in card.text
    assert len(heard(wang.private)) == 1
    assert await street.read(by_state) == {"reached": 3, "cancelled": 1}


async def test_what_may_have_arrived_is_counted_apart_and_never_said_twice(
    street: Street,
) -> None:
    await until(street, "10:00")
    secretary, xiaoli = await opens(street, "陈书记", "小李")
    await street.driver.faults([{"method": "send", "chat": xiaoli.id, "effect": "reset_after"}])
    card = await sends(street, secretary, f"{RIDERS} {WORDS}")
    await street.driver.faults([])
    await street.wait(hours=1)

    card = now_of(card, secretary.private)
    assert "不确定 1" in card.text
    [told] = heard(xiaoli.private)
    await presses(street, xiaoli, "已阅", told)
    assert await street.read(by_state) == {"reached": 1}


async def test_at_its_time_and_in_quiet_hours(street: Street) -> None:
    await until(street, "20:00")
    secretary, xiaoli = await opens(street, "陈书记", "小李")
    form = await says(street, secretary, f"{RIDERS} 今晚23点 {WORDS}")
    assert "免打扰时段" in form.text
    await presses(street, secretary, "仍在 07:00 发", form)
    assert "07:00" in bots(secretary.private)[-1].text
    form = await says(street, secretary, f"{RIDERS} 夜里写的")
    await until(street, "23:30")  # and quiet hours have begun over it
    assert heard(xiaoli.private) == []
    assert "再点一次" in await presses(street, secretary, "发送", form)
    assert "免打扰时段" in now_of(form, secretary.private).text
    await presses(street, secretary, "仍在 07:00 发", form)
    await until(street, "07:00")
    await street.wait(seconds=3)
    assert len(heard(xiaoli.private)) == 2
    assert "迟到" not in heard(xiaoli.private)[0].text


async def test_late_it_says_so_and_too_late_it_is_written_anew(street: Street) -> None:
    await until(street, "07:10")
    secretary, xiaoli = await opens(street, "陈书记", "小李")
    for line in ("上午9点 迟到的", "上午8点 错过的"):
        form = await says(street, secretary, f"{RIDERS} {line}")
        await presses(street, secretary, "发送", form)
    await sleeps_until(street, "10:30")
    await street.wait(seconds=3)
    [late] = heard(xiaoli.private)
    assert "迟到的通知，原定 今天 09:00" in late.text
    [skipped] = [one for one in bots(secretary.private) if "没有发：" in one.text]
    assert "错过的" in skipped.text
    assert sorted(await street.read(states)) == ["sent", "skipped"]

    card = next(one for one in bots(secretary.private) if "错过了时间" in one.text)
    await presses(street, secretary, "修改", card)
    await presses(street, secretary, "改时间", bots(secretary.private)[-1])
    assert "/remind" in (await says(street, secretary, "每天8点")).text
    form = await says(street, secretary, "下午3点")
    assert "15:00" in form.text
    await presses(street, secretary, "发送", form)

    jobs = await says(street, secretary, "/jobs")
    number = next(one for one in jobs.text.split("\n") if "通知：错过的" in one).split(".")[0]
    await presses(street, secretary, number, jobs)
    await street.wait(hours=8)
    assert len(heard(xiaoli.private)) == 1


async def test_questions_reach_the_author_and_answers_the_asker(street: Street) -> None:
    await until(street, "10:00")
    secretary, wang = await opens(street, "陈书记", "王阿姨")
    group = street.group
    form = await says(street, secretary, "/notice 给居民 周五晚上讲医保政策")
    await presses(street, secretary, "改范围", form)
    await presses(street, secretary, "在群里", form)
    assert "还没选群" in await presses(street, secretary, "下一步", form)
    await presses(street, secretary, "幸福里居民群", form)
    await presses(street, secretary, "下一步", form)
    await presses(street, secretary, "收集提问", form)
    await presses(street, secretary, "发送", form)
    await street.wait(seconds=3)
    [posted] = heard(group)
    for who in (wang, street.person("周爷爷"), wang):
        await presses(street, who, _read(posted, group), posted)
        await street.wait(seconds=6)
    assert "已阅(2)" in now_of(posted, group).buttons

    await presses(street, wang, "我要提问", posted)
    asking = bots(group)[-1]
    await wang.says("异地能报销吗", to=group, reply_to=asking)
    await street.wait(seconds=6)
    asked = bots(secretary.private)[-1]
    assert "王*问起" in asked.text
    assert "异地能报销吗" in asked.text
    await presses(street, secretary, "回答", asked)
    await secretary.says("能，带上备案表")
    await street.wait(seconds=6)
    answer = bots(group)[-1]
    assert "答：能，带上备案表" in answer.text
    card = next(one for one in bots(secretary.private) if "发完了" in one.text)
    await presses(street, secretary, "提问 1", card)
    assert "提问汇总（1）" in bots(secretary.private)[-1].text
    assert "能，带上备案表" in bots(secretary.private)[-1].text


def _read(posted: Message, place: Place) -> str:
    return next(one for one in now_of(posted, place).buttons if one.startswith("已阅"))


async def test_where_it_may_not_pin_the_author_is_told(street: Street) -> None:
    await until(street, "10:00")
    secretary, group = street.person("陈书记"), street.group
    await secretary.starts()
    await secretary.demotes_bot(group)
    said = await street.person("王阿姨").says("东门的路灯修好了，谢谢大家", to=group)
    await secretary.says("/notice", to=group, reply_to=said)
    await street.settled()
    form = bots(secretary.private)[-1]
    assert bots(secretary.private)[-2].text.endswith("东门的路灯修好了，谢谢大家")
    await presses(street, secretary, "在群里", form)
    await presses(street, secretary, "下一步", form)
    await presses(street, secretary, "现在发", form)
    await presses(street, secretary, "置顶", form)
    await presses(street, secretary, "发送", form)
    await street.wait(seconds=3)
    assert len(heard(group)) == 1
    assert any("没有置顶的权限" in one.text for one in bots(secretary.private))


@pytest.mark.sqlite
async def test_who_may_not(street: Street) -> None:
    await until(street, "10:00")
    secretary, zhao, wang, outsider = await opens(street, "陈书记", "赵师傅", "王阿姨", "外人")
    for who in (wang, outsider):
        for to in (None, street.group):
            assert "书记和网格员" in (await says(street, who, "/notice 大家好", to)).text
    assert "自己网格" in (await says(street, zhao, "/notice 给二号网格 停水")).text

    form = await says(street, zhao, "/notice 给居民 停水")
    assert "居民 · 一号网格" in form.text
    assert "还没开通" not in form.text
    await presses(street, zhao, "改范围", form)
    assert "二号网格" not in now_of(form, zhao.private).text
    labels = now_of(form, zhao.private).buttons
    assert not {"二号网格", "全体成员", "书记"} & set(labels)

    form = await says(street, secretary, f"{RIDERS} {WORDS}")
    assert "没有人收得到" in await presses(street, secretary, "发送", form)
    assert await street.read(states) == ["draft", "draft"]
