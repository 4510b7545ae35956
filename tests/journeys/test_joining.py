"""From an empty street to a neighbourhood: set up, name people, come in, be asked and agree."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.invites import make_link
from bot.program import Program
from domain.people import ChatKind
from handlers.rights import check_rights
from sandbox import Sandbox, World
from sandbox.driver import Driver
from sandbox.hearing import tell_message
from sandbox.neighbours import Place
from sandbox.people import ANONYMOUS_ADMIN
from sandbox.seen import Message
from storage.communities import list_all_chats
from storage.database import Database
from tests.street import Street, settings_for

pytestmark = pytest.mark.journey

PUBLIC, RIDERS, STAFF = "居民群", "小哥群", "工作群"
BOT = "linlian_bot"


class Bare(Street):
    """A street where the bot sits in the groups and nobody has set anything up."""

    @property
    def db(self) -> Database:
        return self.program.db

    async def settled(self) -> None:
        """Also until the people's own screens have caught up."""
        await super().settled()
        last = self.sandbox.world.events.seq
        await self.driver.until(lambda: self.driver.mirror.seq >= last or None, within=10)

    def place(self, title: str) -> Place:
        return self.driver.chat(title)

    async def says(
        self, name: str, words: str, to: str | None = None, reply_to: Message | None = None
    ) -> str:
        """What the bot's last message there says once everything has come to rest."""
        person = self.person(name)
        place = self.place(to) if to else person.private
        said = await person.says(words, to=place, reply_to=reply_to)
        await self.settled()
        answer = await place.shows("", from_bot=True, after=said)
        return answer.text

    async def presses(self, name: str, label: str) -> None:
        await self.person(name).presses(label)
        await self.settled()

    def card(self, name: str) -> Message:
        """The last message of the bot in somebody's private chat."""
        return [one for one in self.person(name).private.messages if one.from_bot][-1]

    async def set_up(self) -> None:
        for title, kind in ((PUBLIC, "public"), (RIDERS, "小哥群"), (STAFF, "工作群")):
            assert "已绑定：桃然亭" in await self.says("郑工", f"/setup 桃然亭 {kind}", to=title)

    async def name_secretary(self) -> None:
        said = await self.person("陈书记").says("大家好", to=self.place(STAFF))
        text = await self.says("郑工", "/role 书记", to=STAFF, reply_to=said)
        assert text == "好的，陈书记现在是：书记。"


def build_world() -> World:
    world = World("邻联", BOT, privacy_mode=True)
    names = {
        name: world.add_person(name, username)
        for name, username in (
            ("郑工", "zhenggong"),
            ("小李", "xiaoli"),
            ("王阿姨", None),
            ("赵师傅", "zhaoshifu"),
            ("陈书记", "chenshuji"),
            ("外人", "wairen"),
        )
    }
    everybody, boss = list(names.values()), [names["外人"]]
    world.add_group(PUBLIC, members=everybody, admins=boss)
    world.add_group(RIDERS, members=everybody[:5], admins=boss, bot="administrator")
    world.add_group(STAFF, members=everybody, admins=boss, bot="administrator")
    world.add_group("别处", members=everybody, bot=None)
    return world


@pytest.fixture
async def bare(tmp_path: Path) -> AsyncIterator[Bare]:
    world = build_world()
    operator = next(one.id for one in world.people.values() if one.name == "郑工")
    async with Sandbox(world) as sandbox, Driver(sandbox.page_url) as driver:
        settings = settings_for(sandbox, tmp_path, operators=[operator])
        clock = Clock()
        street = Bare(sandbox, driver, Program(settings, clock=clock), clock)
        try:
            await street.program.start()
            yield street
        finally:
            await street.program.stop()


async def test_an_operator_sets_up_and_is_told_what_the_bot_lacks(bare: Bare) -> None:
    text = await bare.says("郑工", "/setup 桃然亭 public", to=PUBLIC)

    assert text.startswith("已绑定：桃然亭 · 居民群\n")
    assert "/setprivacy" in text
    assert "权限齐全" in await bare.says("郑工", "/setup 桃然亭 staff", to=STAFF)


async def test_a_promotion_is_noticed_once(bare: Bare) -> None:
    await bare.says("郑工", "/setup 桃然亭 public", to=PUBLIC)

    await bare.person("外人").promotes_bot(in_=bare.place(PUBLIC))
    await bare.settled()

    told = [one for one in bare.place(PUBLIC).messages if "权限齐全" in one.text]
    assert len(told) == 1


async def test_rights_changed_while_nobody_listened_are_told_once(bare: Bare) -> None:
    await bare.set_up()
    bare.sandbox.world.privacy_mode = False

    for _ in range(2):
        await check_rights(bare.db, bare.program.bot, bare.clock.now())
        await bare.settled()

    told = [one for one in bare.place(PUBLIC).messages if one.text.startswith("权限齐全")]
    assert len(told) == 1


async def test_a_group_the_bot_was_removed_from_unheard_is_left(bare: Bare) -> None:
    await bare.set_up()
    bare.sandbox.world.chats[bare.place(PUBLIC).id].standing[bare.sandbox.world.bot.id] = "kicked"

    await check_rights(bare.db, bare.program.bot, bare.clock.now())

    left = await bare.read(list_all_chats, channel="telegram")
    assert [chat.kind for chat in left] == [ChatKind.RIDERS, ChatKind.STAFF]


async def test_removed_and_added_again_the_group_is_known(bare: Bare) -> None:
    await bare.set_up()
    place = bare.place(PUBLIC)
    await bare.person("外人").removes_bot(from_=place)
    await bare.settled()
    assert len(await bare.read(list_all_chats, channel="telegram")) == 2

    await bare.person("外人").adds_bot(to=place)
    await bare.settled()

    assert "/setprivacy" in place.messages[-1].text
    assert len(await bare.read(list_all_chats, channel="telegram")) == 3


async def test_a_group_admin_without_a_role_sets_up_nothing_and_names_nobody(bare: Bare) -> None:
    assert "运维" in await bare.says("外人", "/setup 我的地盘 public", to=PUBLIC)

    await bare.set_up()
    said = await bare.person("小李").says("早", to=bare.place(STAFF))
    for words in ("/role 书记", "/role 网格员", "/grid add 一号网格 1号楼"):
        text = await bare.says("外人", words, to=STAFF, reply_to=said)
        assert "书记" in text
        assert "小李" not in text


async def test_a_wrong_setup_gets_an_example(bare: Bare) -> None:
    assert "例如" in await bare.says("郑工", "/setup 桃然亭", to=PUBLIC)
    assert "群里" in await bare.says("郑工", "/setup 桃然亭 public")


async def test_a_group_of_another_community_stays_there(bare: Bare) -> None:
    await bare.set_up()

    assert "已经属于「桃然亭」" in await bare.says("郑工", "/setup 别处 public", to=PUBLIC)


async def test_added_to_a_strange_group_the_bot_introduces_itself_once(bare: Bare) -> None:
    place = bare.place("别处")
    await bare.person("外人").adds_bot(to=place)
    await bare.settled()

    introductions = [one for one in place.messages if one.from_bot]
    assert len(introductions) == 1
    assert "/setup" in introductions[0].text


async def test_an_operator_names_a_secretary_who_names_the_others(bare: Bare) -> None:
    await bare.set_up()
    await bare.name_secretary()
    assert "已添加「三号网格」" in await bare.says("陈书记", "/grid add 三号网格 5号楼", to=STAFF)

    said = await bare.person("赵师傅").says("到", to=bare.place(STAFF))
    text = await bare.says("陈书记", "/role 网格员 三号网格", to=STAFF, reply_to=said)
    assert text == "好的，赵师傅现在是：网格员（三号网格）。"
    assert "没有叫「九号网格」" in await bare.says(
        "陈书记", "/role @zhaoshifu 网格员 九号网格", to=STAFF
    )
    assert "回复这个人的一条消息" in await bare.says("陈书记", "/role @nobody 网格员", to=STAFF)
    assert "网格员：赵师傅" in await bare.says("赵师傅", "/grid", to=STAFF)
    assert "唯一的书记" in await bare.says("陈书记", "/role @chenshuji 无", to=STAFF)


async def test_nobody_behind_a_group_or_a_bot_ever_holds_a_role(bare: Bare) -> None:
    await bare.set_up()
    await bare.name_secretary()
    staff = bare.place(STAFF)
    masked = await bare.person("外人").says("我是群主", to=staff, sender_chat=True)
    of_bot = next(one for one in staff.messages if one.from_bot)

    for said in (masked, of_bot):
        text = await bare.says("陈书记", "/role 网格员", to=STAFF, reply_to=said)
        assert "不能任命" in text
    text = await bare.says("陈书记", "/role @GroupAnonymousBot 网格员", to=STAFF)
    assert "不能任命" in text


async def test_an_anonymous_admin_is_asked_to_show_their_face(bare: Bare) -> None:
    await bare.set_up()
    staff = bare.place(STAFF)
    said = await bare.person("小李").says("早", to=staff)

    asked = await bare.person("外人").says(
        "/role 网格员", to=staff, reply_to=said, sender_chat=True
    )
    await bare.settled()

    answer = await staff.shows("", from_bot=True, after=asked)
    assert "匿名" in answer.text


async def test_an_anonymous_admin_lets_somebody_in_and_is_not_lectured(bare: Bare) -> None:
    await bare.set_up()
    staff = bare.place(STAFF)
    before = staff.messages[-1]
    chat = bare.sandbox.world.chats[staff.id]
    newcomer = bare.sandbox.world.add_person("新来的")

    message = bare.sandbox.world.post(
        chat,
        {
            "from": ANONYMOUS_ADMIN,
            "sender_chat": chat.shape(),
            "new_chat_members": [newcomer.user()],
        },
    )
    tell_message(bare.sandbox.world, chat, message)
    await bare.settled()

    assert not [one for one in staff.messages if one.from_bot and one.id > before.id]


async def test_an_invite_serves_one_person(bare: Bare) -> None:
    await bare.set_up()
    link = await bare.db.do(make_link, "桃然亭", bot_username=BOT, now=bare.clock.now())
    payload = link.partition("?start=")[2]

    await bare.person("陈书记").starts(payload)
    await bare.settled()
    assert "您现在是「桃然亭」的书记" in bare.card("陈书记").text

    await bare.person("外人").starts(payload)
    await bare.settled()
    assert "已经有人用过" in bare.card("外人").text
    assert "书记来办" in await bare.says("外人", "/grid add 一号网格 1号楼", to=STAFF)


async def test_an_old_invite_is_refused(bare: Bare) -> None:
    await bare.set_up()
    link = await bare.db.do(make_link, "桃然亭", bot_username=BOT, now=bare.clock.now())
    bare.clock.move(days=8)

    await bare.person("陈书记").starts(link.partition("?start=")[2])
    await bare.settled()

    assert "过期" in bare.card("陈书记").text


async def test_a_rider_joins_on_one_card_across_a_restart(bare: Bare) -> None:
    await bare.set_up()
    await bare.name_secretary()
    await bare.says("陈书记", "/grid add 一号网格 1号楼", to=STAFF)

    await bare.person("小李").starts()
    await bare.settled()
    first = bare.card("小李")
    assert first.buttons == ["我是居民", "我是小哥", "我是商户"]

    await bare.presses("小李", "我是小哥")
    await bare.restart()
    await bare.presses("小李", "外卖")
    await bare.presses("小李", "返回")
    await bare.presses("小李", "快递")
    await bare.presses("小李", "一号网格")
    assert bare.card("小李").buttons == ["同意", "返回"]
    await bare.presses("小李", "同意")

    card = bare.card("小李")
    assert card.id == first.id, "one card edited, not five messages"
    assert card.text.startswith("小李，欢迎加入桃然亭！\n小哥 · 快递 · 一号网格\n")

    await bare.person("小李").starts()
    await bare.settled()
    assert bare.card("小李").text.startswith("小李，您好！桃然亭")
    assert bare.card("小李").id != first.id


async def test_a_stale_press_says_so(bare: Bare) -> None:
    await bare.set_up()
    li = bare.person("小李")
    await li.starts()
    await bare.settled()
    seen = bare.card("小李")
    await bare.presses("小李", "我是小哥")

    answer = await li.presses("我是商户", on=seen, as_seen=True)

    assert answer is not None
    assert answer.alert
    assert "过时" in (answer.text or "")


async def test_before_anybody_set_up_a_start_says_so(bare: Bare) -> None:
    assert "还没有社区开通" in await bare.says("小李", "/start")


async def test_newcomers_are_welcomed_seldom_and_led_into_private(bare: Bare) -> None:
    await bare.set_up()
    riders = bare.place(RIDERS)

    await bare.person("外人").leaves(riders)
    await bare.person("外人").joins(riders)
    await bare.person("王阿姨").leaves(riders)
    await bare.person("王阿姨").joins(riders)
    await bare.settled()

    [welcome] = [one for one in riders.messages if "欢迎新邻居" in one.text]
    button = welcome.find_button("认识一下")
    assert button is not None
    payload = button["url"].partition("?start=")[2]
    await bare.person("王阿姨").starts(payload)
    await bare.settled()
    assert "这里是桃然亭" in bare.card("王阿姨").text

    bare.clock.move(minutes=11)
    await bare.person("外人").leaves(riders)
    await bare.person("外人").joins(riders)
    await bare.settled()
    [later] = [one for one in riders.messages if "欢迎新邻居" in one.text]
    assert later.id != welcome.id


async def test_privacy_is_told_in_private_and_pointed_to_in_the_group(bare: Bare) -> None:
    await bare.set_up()

    assert await bare.says("小李", "/privacy", to=PUBLIC) == "隐私说明在私聊里看："
    door = bare.place(PUBLIC).messages[-1].find_button("打开私聊")
    assert door is not None
    await bare.person("小李").starts(door["url"].partition("?start=")[2])
    await bare.settled()
    assert "境外" in bare.card("小李").text
    assert "境外" in await bare.says("小李", "/privacy")


async def test_each_person_has_a_language_of_their_own(bare: Bare) -> None:
    await bare.set_up()

    await bare.person("小李").says("早", to=bare.place(STAFF))
    assert "English" in await bare.says("小李", "/lang en")
    assert (await bare.says("小李", "/help")).startswith("Report:")
    assert (await bare.says("王阿姨", "/help", to=PUBLIC)).startswith("报事")
    assert "/lang zh" in await bare.says("小李", "/lang fr")
    await bare.says("小李", "/lang")
    for label, words in (("中文", "说中文"), ("English", "speak English"), ("中文", "说中文")):
        answer = await bare.person("小李").presses(label)
        assert answer is not None
        assert words in (answer.text or "")
