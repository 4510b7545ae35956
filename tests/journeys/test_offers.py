"""兑换项: made by a secretary in one line or with questions, read back, kept in stock."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import offers
from tests.shop import HAIRCUT, an_offer, give_points, open_offer, points_of, presses, redeem, says
from tests.street import Street

pytestmark = pytest.mark.journey


def made(tx: Connection) -> list[tuple[str, int, int, int, str]]:
    columns = (offers.c.name, offers.c.points, offers.c.stock, offers.c.per_person, offers.c.state)
    return [tuple(row) for row in tx.execute(sa.select(*columns).order_by(offers.c.id))]


async def test_one_line_is_read_back_changed_and_published(street: Street) -> None:
    secretary = street.person("陈书记")
    line = f"{HAIRCUT} 到12月31日"
    in_group = await says(street, "陈书记", line, street.group)
    assert "理发券" not in in_group, "what is not published yet is shown in private"
    await secretary.starts("offer")  # by the button below it
    await street.settled()
    check = await secretary.private.shows("没问题就发布")
    for part in ("理发券", "30 分一张，共 10 张", "刘老板", "每人限 2 张", "到 12月31日", "30 天"):
        assert part in check.text
    assert await street.read(made) == []
    await presses(street, "陈书记", "修改", check)
    await secretary.private.shows("想改什么")
    await street.restart()
    await says(street, "陈书记", "40分 每人1张")
    again = await secretary.private.shows("没问题就发布", after=check)
    assert "40 分一张，共 10 张" in again.text
    assert "每人限 1 张" in again.text
    assert "带上单位" in await says(street, "陈书记", "50")
    assert "改名字" in await says(street, "陈书记", "剪头发")
    await says(street, "陈书记", "改成41分")
    again = await secretary.private.shows("41 分一张", after=again)
    assert "名字：理发券" in again.text, "a change is not its name"
    stale = await secretary.presses("发布", on=check, as_seen=True)
    assert stale is not None
    assert stale.alert
    assert "发布了" in await presses(street, "陈书记", "发布", again)
    twice = await secretary.presses("发布", on=again, as_seen=True)
    await street.settled()
    assert twice is not None
    assert await street.read(made) == [("理发券", 41, 10, 1, "open")]
    assert (await secretary.private.shows("发布了，大家")).buttons == []


async def test_the_guided_form_asks_step_by_step_and_takes_a_photo(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.starts()
    asked = await says(street, "陈书记", "/offer")
    assert "① 换什么" in asked
    await says(street, "陈书记", "早餐券")
    await street.restart()
    assert "只写数字" in await says(street, "陈书记", "不少")
    await says(street, "陈书记", "15")
    await says(street, "陈书记", "20")
    shops = await secretary.private.shows("④ 在哪家用")
    assert shops.buttons[0] == "刘老板"
    assert "还不是商户" in await says(street, "陈书记", "@wangayi")
    await presses(street, "陈书记", "刘老板", shops)
    limits = await secretary.private.shows("⑤ 有什么限制")
    await presses(street, "陈书记", "跳过", limits)
    await secretary.private.shows("⑥ 请发一张照片")
    await secretary.sends_photo("")
    await street.settled()
    check = await secretary.private.shows("没问题就发布")
    assert check.photo
    assert "15 分一张，共 20 张" in check.text
    await presses(street, "陈书记", "发布", check)
    assert await street.read(made) == [("早餐券", 15, 20, 0, "open")]

    await give_points(street, "小李", 15)
    card = await open_offer(street, "小李", "早餐券")
    assert card.photo
    await says(street, "陈书记", "/offer 早餐券 15分")
    cancelled = await secretary.private.shows("③ 一共几张")
    await presses(street, "陈书记", "取消", cancelled)
    assert "什么都没发布" in (await secretary.private.shows("取消了")).text
    assert len(await street.read(made)) == 1


async def test_stock_and_shelf_are_kept_by_the_secretary_alone(street: Street) -> None:
    staff = street.staff
    await give_points(street, "小李", 30)
    await an_offer(street, "/offer 理发券 30分 1张 @liulaoban")
    await redeem(street, "小李")
    assert "已换完" in await says(street, "小李", "/redeem")
    sold_out = await open_offer(street, "小李")
    assert "已经换完了" in sold_out.text
    assert sold_out.buttons == []

    for name in ("外人", "王阿姨", "赵师傅", "刘老板"):
        for command in ("/offer 理发券 1分 9张 @liulaoban", "/offers"):
            assert "书记" in await says(street, name, command, street.group), (name, command)
    await says(street, "陈书记", "/offers", staff)
    page = await staff.shows("兑换项（1）")
    for name in ("外人", "赵师傅"):
        assert "书记" in await presses(street, name, "理发券", page)
    await presses(street, "陈书记", "理发券", page)
    for name, label in (("外人", "补货"), ("赵师傅", "下架")):
        assert "书记" in await presses(street, name, label, page)
    await presses(street, "陈书记", "补货", page)
    question = await staff.shows("补几张")
    secretary = street.person("陈书记")
    await secretary.says("很多", to=staff, reply_to=question)
    await street.settled()
    await staff.shows("请只回一个数")
    await secretary.says("+5", to=staff, reply_to=question)
    await street.settled()
    await staff.shows("「理发券」现在有 5 张")
    assert "剩 5 张" in (await staff.shows("30 分 · 刘老板")).text


async def test_what_is_off_the_shelf_cannot_be_had(street: Street) -> None:
    li, secretary, staff = street.person("小李"), street.person("陈书记"), street.staff
    await give_points(street, "小李", 90)
    await an_offer(street)
    await says(street, "陈书记", "/offers", staff)
    page = await staff.shows("兑换项（1）")
    await presses(street, "陈书记", "理发券", page)
    card = await open_offer(street, "小李")
    await presses(street, "小李", "兑换", card)
    sure = await li.private.shows("换一张？")
    shown = await staff.shows("30 分 · 刘老板")
    await presses(street, "陈书记", "下架", shown)
    assert "暂时不换了" in await presses(street, "小李", "确定", sure)
    assert await points_of(street, "小李") == 90
    assert "还没有可以兑换的" in await says(street, "小李", "兑换")
    await presses(street, "陈书记", "上架", page)
    await secretary.presses("下架", on=shown, as_seen=True)
    await street.settled()
    assert [row[4] for row in await street.read(made)] == ["open"], "a thumb of before"
    assert "剩 10 张" in await says(street, "小李", "积分兑换")


async def test_a_merchant_is_named_by_a_reply_and_dates_are_kept(street: Street) -> None:
    secretary, shop = street.person("陈书记"), street.person("刘老板")
    await secretary.starts()
    said = await shop.says("我家可以剪头发", to=street.group)
    offer = "/offer 剪发 10分 3张 从12月25日 到12月31日"
    await secretary.says(offer, to=street.group, reply_to=said)
    await street.settled()
    check = await secretary.private.shows("没问题就发布")
    assert "刘老板" in check.text
    await presses(street, "陈书记", "发布", check)
    await give_points(street, "小李", 10)
    early = await open_offer(street, "小李", "剪发")
    assert "12月25日开始兑换" in early.text
    assert early.buttons == []
    local = street.clock.now()
    await street.wait(days=(local.replace(month=12, day=26) - local).days)
    await redeem(street, "小李", "剪发")
    await street.wait(days=8)
    assert "剪发" not in await says(street, "小李", "/redeem")
