"""提醒: asked for in plain words, read back, confirmed, and said when it is time."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.program import Program
from locales import speaker
from sandbox.driver import Message, Neighbour, Place
from storage.tables import jobs, reminders
from tests.street import Street

pytestmark = pytest.mark.journey

ZONE = ZoneInfo("Asia/Shanghai")
HEAT = "高温作业注意防暑"
DAILY = f"/remind 每天 08:30 {HEAT}"


async def until(street: Street, clock: str) -> None:
    """Let time pass until the clocks show this, today or tomorrow."""
    await street.settled()
    now = street.clock.now().astimezone(ZONE)
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour, minute=minute, second=1, microsecond=0)
    if then <= now:
        then += timedelta(days=1)
    await street.wait(seconds=(then - now).total_seconds())


async def sleeps_until(street: Street, clock: str, *, days: int = 0) -> None:
    """The bot is stopped, and started again when the clocks show this."""
    await street.settled()
    await street.program.stop()
    now = street.clock.now().astimezone(ZONE)
    hour, minute = map(int, clock.split(":"))
    then = now.replace(hour=hour, minute=minute, second=0) + timedelta(days=days)
    street.sandbox.world.clock.move((then - now).total_seconds())
    street.program = Program(street.program.settings, clock=street.clock)
    await street.program.start()
    await street.settled()


async def asks(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    """What the bot answers to this."""
    await who.says(words, to=to)
    await street.settled()
    return [one for one in to.messages if one.from_bot][-1]


async def presses(street: Street, who: Neighbour, label: str, on: Message) -> str:
    """What the bot says to this press."""
    answer = await who.presses(label, on=on)
    await street.settled()
    return (answer.text or "") if answer else ""


def now_of(message: Message, place: Place) -> Message:
    """The same message as it stands now."""
    found = place.message(message.id)
    assert found is not None
    return found


def said(place: Place, words: str = HEAT) -> list[str]:
    """The reminders that were said there, by their first line."""
    texts = [one.text for one in place.messages if one.from_bot and one.text.startswith("⏰")]
    return [text.split("\n")[0] for text in texts if text.endswith(words)]


def skipped(tx: Connection) -> int:
    found: int = tx.execute(
        sa.select(sa.func.count()).where(jobs.c.kind == "reminder.say", jobs.c.error == "skipped")
    ).scalar_one()
    return found


def waiting(tx: Connection) -> list[datetime]:
    return list(
        tx.execute(
            sa.select(jobs.c.due_at).where(jobs.c.kind == "reminder.say", jobs.c.state == "waiting")
        ).scalars()
    )


async def test_the_office_reminds_a_group_every_day_once_and_nobody_else_may(
    street: Street,
) -> None:
    zhao, outsider, group = street.person("赵师傅"), street.person("外人"), street.group
    await until(street, "10:00")

    for who in ("外人", "王阿姨", "刘老板"):
        assert "私聊我" in (await asks(street, street.person(who), DAILY, group)).text
    card = await asks(street, zhao, DAILY, group)
    assert HEAT in card.text
    assert card.text.count("08:30") >= 3
    assert card.buttons[:3] == ["确定", "修改", "取消"]
    assert "网格员" in await presses(street, outsider, "确定", card)
    await until(street, "08:30")
    assert said(group) == []  # nobody has confirmed it

    assert "定好了" in await presses(street, zhao, "确定", card)
    assert "下次" not in now_of(card, group).text
    assert now_of(card, group).buttons == ["暂停", "改时间", "删除"]
    await until(street, "08:29")
    await street.restart()
    assert said(group) == []
    await until(street, "08:30")
    await street.restart()
    assert said(group) == ["⏰ 提醒"]
    await until(street, "08:30")
    assert said(group) == ["⏰ 提醒"] * 2
    assert street.riders.messages == [] or said(street.riders) == []
    assert len(await street.read(waiting)) == 1


async def test_a_list_pauses_and_goes_on(street: Street) -> None:
    zhao, sun, group = street.person("赵师傅"), street.person("孙姐"), street.group
    outsider = street.person("外人")
    await until(street, "10:00")
    card = await asks(street, zhao, DAILY, group)
    await presses(street, zhao, "确定", card)

    listed = await asks(street, sun, "/reminders", group)
    assert "提醒（1）" in listed.text
    assert "书记" in await presses(street, outsider, "1", listed)
    await presses(street, sun, "1", listed)
    assert now_of(listed, group).buttons == ["暂停", "改时间", "删除", "返回"]
    assert await presses(street, sun, "暂停", now_of(listed, group)) == "已暂停。"
    assert "已暂停" in now_of(card, group).text  # and so does the card that confirmed it
    assert await street.read(waiting) == []
    await until(street, "08:30")
    assert said(group) == []

    await presses(street, sun, "继续", now_of(listed, group))
    await until(street, "08:30")
    assert len(said(group)) == 1


async def test_another_time_counts_once_it_is_confirmed_and_what_is_deleted_never(
    street: Street,
) -> None:
    zhao, sun, group = street.person("赵师傅"), street.person("孙姐"), street.group
    await until(street, "10:00")
    card = await asks(street, zhao, DAILY, group)
    await presses(street, zhao, "确定", card)
    listed = await asks(street, sun, "/reminders", group)
    await presses(street, sun, "1", listed)

    await presses(street, sun, "改时间", now_of(listed, group))
    question = await group.shows("改到什么时候")
    await sun.says("每天 09:15", to=group, reply_to=question)
    await street.settled()
    again = await group.shows("09:15", from_bot=True)
    assert HEAT in again.text
    assert again.id > question.id  # below the answer, and the older card has left
    assert group.message(card.id) is None
    assert "在那之前" in again.text
    await until(street, "08:30")
    assert len(said(group)) == 1  # which has counted until now
    await presses(street, sun, "确定", again)
    await until(street, "09:15")
    assert len(said(group)) == 2

    # The list was opened before: the first press only brings it up to date.
    assert "刚刚有变动" in await presses(street, zhao, "删除", now_of(listed, group))
    assert "09:15" in now_of(listed, group).text
    assert await presses(street, zhao, "删除", now_of(listed, group)) == "已删除。"
    await presses(street, zhao, "返回", now_of(listed, group))
    assert "还没有提醒" in now_of(listed, group).text
    await until(street, "09:15")
    assert len(said(group)) == 2


@pytest.mark.sqlite
async def test_what_is_not_understood_or_not_right_can_be_said_again(street: Street) -> None:
    outsider = await an_outsider(street)
    for words, told in (
        ("/remind", "请写上时间"),
        ("/remind 每天 08:30", "要提醒什么"),
        (f"/remind 每天 08:30 {'长' * 501}", "500 字以内"),
        ("/remind 有空的时候 买菜", speaker("zh_CN")("time.not_understood")),
    ):
        assert told in (await asks(street, outsider, words, outsider.private)).text, words
    wrong = await asks(street, outsider, "/remind 明天 09:30 买菜", outsider.private)
    await presses(street, outsider, "修改", wrong)
    assert "没看懂" in (await asks(street, outsider, "随便", outsider.private)).text
    await asks(street, outsider, "明天 09:00", outsider.private)  # no reply is needed here
    cancelled = await outsider.private.shows("我是这样理解的")
    assert "买菜" in cancelled.text
    assert "09:00" in cancelled.text
    assert outsider.private.message(wrong.id) is None
    await presses(street, outsider, "取消", cancelled)
    assert "没有定下" in now_of(cancelled, outsider.private).text
    either = await asks(street, outsider, "/remind 明天6点 买菜", outsider.private)
    assert len(either.buttons) == 4
    await presses(street, outsider, either.buttons[1], either)
    assert "18:00" in now_of(either, outsider.private).text
    assert now_of(either, outsider.private).buttons[0] == "确定"
    await until(street, "09:00")
    assert said(outsider.private, "买菜") == []


async def an_outsider(street: Street) -> Neighbour:
    """Ten in the morning; 外人 has said something in the group, and opened the private chat."""
    outsider = street.person("外人")
    await until(street, "10:00")
    await outsider.says("大家好", to=street.group)
    await outsider.starts()
    await street.settled()
    return outsider


@pytest.mark.sqlite
async def test_anybody_reminds_themselves_in_private_and_nobody_else_sees_it(
    street: Street,
) -> None:
    outsider, zhao = await an_outsider(street), street.person("赵师傅")
    await zhao.starts()
    card = await asks(street, outsider, "/remind 每天 06:00 吃药 <b>一片</b>", outsider.private)
    assert "免打扰" in card.text  # the times shown are the real ones
    assert card.text.count("07:00") == 3
    await presses(street, outsider, "确定", card)
    again = await outsider.presses("确定", on=card, as_seen=True)  # an impatient thumb
    assert again is not None
    assert again.text == "好的，定好了。"

    soon = await asks(street, outsider, "/remind 1分钟后 关火", outsider.private)
    await presses(street, outsider, "确定", soon)
    await street.wait(seconds=40)
    assert said(outsider.private, "关火") == []
    await street.wait(seconds=20)
    assert said(outsider.private, "关火") == ["⏰ 提醒"]
    assert now_of(soon, outsider.private).text.startswith("这条提醒已经结束")

    await until(street, "06:59")
    assert said(outsider.private, "吃药 <b>一片</b>") == []
    await until(street, "07:00")
    assert said(outsider.private, "吃药 <b>一片</b>") == ["⏰ 提醒"]
    assert "提醒（1）" in (await asks(street, outsider, "我的提醒", outsider.private)).text
    assert "还没有提醒" in (await asks(street, zhao, "/reminders", zhao.private)).text


async def test_what_is_late_says_so_and_what_is_too_late_is_told_to_its_author_once(
    street: Street,
) -> None:
    secretary, group = street.person("陈书记"), street.group
    await secretary.starts()
    await until(street, "10:00")
    await presses(street, secretary, "确定", await asks(street, secretary, DAILY, group))

    await sleeps_until(street, "09:40", days=1)
    [late] = said(group)
    assert "迟到的提醒" in late
    assert "08:30" in late

    await sleeps_until(street, "10:31", days=3)
    assert len(said(group)) == 1
    assert await street.read(skipped) == 3
    told = [one.text for one in secretary.private.messages if "没有再发" in one.text]
    assert len(told) == 1
    assert "3 次" in told[0]
    await until(street, "08:30")
    assert said(group)[1:] == ["⏰ 提醒"]  # it goes on

    await sleeps_until(street, "23:30")  # nothing was due, and at night
    evening = await asks(street, secretary, f"/remind 每天 21:30 {HEAT}", group)
    await presses(street, secretary, "确定", evening)
    await until(street, "08:30")
    await until(street, "21:29")
    await sleeps_until(street, "22:30")
    assert len(said(group)) == 3  # 21:30 waits for the morning
    await until(street, "07:00")
    assert "迟到的提醒" in said(group)[-1]  # by the half hour that was not held
    assert len(said(group)) == 4


@pytest.mark.sqlite
async def test_two_who_press_at_once_do_it_once_and_a_topic_is_kept(street: Street) -> None:
    zhao, secretary, group = street.person("赵师傅"), street.person("陈书记"), street.group
    await secretary.makes_forum(group)
    thread = await secretary.makes_topic("安全", group)
    await until(street, "10:00")
    await zhao.says(DAILY, to=group, thread=thread)
    await street.settled()
    card = await group.shows("我是这样理解的")
    await zhao.presses("确定", on=card)
    before = await secretary.presses("确定", on=card, as_seen=True)
    assert before is not None
    assert "刚刚有变动" in (before.text or "")
    await until(street, "08:30")

    [reminder] = [one for one in group.messages if one.text.startswith("⏰")]
    assert reminder.data["message_thread_id"] == thread
    assert await street.read(count_reminders) == 1


async def test_a_secretary_sees_what_will_be_said_and_takes_one_time_back(street: Street) -> None:
    secretary, zhao, outsider = (street.person(one) for one in ("陈书记", "赵师傅", "外人"))
    group, office = street.group, secretary.private
    await until(street, "10:00")
    await outsider.says("大家好", to=group)
    for one in (secretary, outsider):
        await one.starts()
    await street.person("小李").says("随手拍 东门路灯不亮", to=group)
    own = await asks(street, outsider, "/remind 每天 09:30 吃药", outsider.private)
    await presses(street, outsider, "确定", own)
    await presses(street, zhao, "确定", await asks(street, zhao, DAILY, group))

    assert "书记" in (await asks(street, zhao, "/jobs", group)).text
    assert "打开私聊" in (await asks(street, secretary, "/jobs", group)).buttons
    planned = await office.shows("接下来会说的")
    assert f"提醒：{HEAT}" in planned.text
    assert "#C1001 的时限提醒" in planned.text
    assert "吃药" not in planned.text
    lines = planned.text.split("\n")
    [number] = [one.split(".")[0] for one in lines if f"提醒：{HEAT}" in one]
    deadlines = {one.split(".")[0] for one in lines if "的时限提醒" in one}
    assert number in planned.buttons
    assert not deadlines & set(planned.buttons)  # what was promised can only be looked at
    await presses(street, secretary, number, planned)
    again = await secretary.presses(number, on=planned, as_seen=True)
    assert again is not None
    assert again.text in ("好的，这一次不说。", "这条提醒刚刚有变动，请看最新的再点。")
    await until(street, "08:30")
    assert said(group) == []
    await until(street, "08:30")
    assert said(group) == ["⏰ 提醒"]


def count_reminders(tx: Connection) -> int:
    found: int = tx.execute(sa.select(sa.func.count()).select_from(reminders)).scalar_one()
    return found
