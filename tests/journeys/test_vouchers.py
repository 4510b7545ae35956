"""兑换券: taken once however often it is pressed, used once by its shop, or given back."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.points import move_points, pool_of, purse_of
from actions.tills import use_voucher
from actions.vouchers import redeem_offer, return_voucher
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.people import Visitor
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from storage import people
from storage.tables import metadata, offers, vouchers
from storage.vouchers import get_voucher
from tests.journeys.posting import morning
from tests.shop import (
    an_offer,
    balances,
    code_on,
    give_points,
    id_of,
    open_offer,
    points_of,
    presses,
    redeem,
    says,
    visitor,
)
from tests.street import Street

pytestmark = pytest.mark.journey


def states(tx: Connection) -> list[str]:
    return list(tx.execute(sa.select(vouchers.c.state).order_by(vouchers.c.id)).scalars())


def stock(tx: Connection) -> int:
    found: int = tx.execute(sa.select(offers.c.stock)).scalar_one()
    return found


async def _use(street: Street, by: Visitor, voucher_id: int, source: str) -> Answer | None:
    voucher = await street.read(get_voucher, voucher_id)
    return await street.program.db.do(
        use_voucher,
        by=by,
        voucher_id=voucher_id,
        proof=voucher.proof,
        here=Address(by.external_id, reply_to="1"),
        source=source,
        now=street.clock.now(),
    )


def ids_of(tx: Connection, person_id: int) -> list[int]:
    found = sa.select(vouchers.c.id).where(vouchers.c.person_id == person_id)
    return list(tx.execute(found.order_by(vouchers.c.id)).scalars())


async def test_points_become_a_voucher_that_the_shop_takes_in_once(street: Street) -> None:
    li, shop = street.person("小李"), street.person("刘老板")
    await give_points(street, "小李", 42)
    await an_offer(street)
    shown = await says(street, "小李", "/redeem", street.group)
    assert "理发券" in shown
    assert "42" not in shown, "what somebody has is theirs alone"

    card = await open_offer(street, "小李")
    assert "30 分 · 刘老板 · 剩 10 张 · 每人限 2 张" in card.text
    await presses(street, "小李", "兑换", card)
    sure = await li.private.shows("用 30 分换一张？换后还有 12 分。")
    assert "换好了" in await presses(street, "小李", "确定", sure)
    again = await li.presses("确定", on=sure, as_seen=True)
    await street.settled()
    assert again is not None
    assert "换好了" in (again.text or ""), "the same answer, and no second voucher"
    assert await street.read(states) == ["issued"]
    assert "还差 18 分" in (await li.private.shows("换到后")).text
    voucher = await li.private.shows("券码")
    assert voucher.photo, "the code to be scanned"
    assert await street.read(balances) == {"pool": -42, "person": 12, "held": 30}

    await shop.starts()
    await street.settled()
    await says(street, "刘老板", f"/verify {code_on(voucher).lower()}")
    seen = await shop.private.shows("持券人：小*")
    assert "核销好了" in await presses(street, "刘老板", "核销", seen)
    second = await shop.presses("核销", on=seen, as_seen=True)
    assert second is not None
    assert second.alert
    assert "已经用过了：今天" in (second.text or "")
    assert "刘老板" in (second.text or "")
    assert (await shop.private.shows("持券人")).buttons == []
    told = await li.private.shows("刚在刘老板用掉了")
    assert "书记" in told.text
    used = await li.private.shows("已使用")
    assert used.id == voucher.id, "the card with the code says so"
    assert await street.read(balances) == {"pool": -42, "person": 12, "shop": 30}
    assert "没有可用的券" in await says(street, "小李", "/vouchers")


async def test_a_shop_types_a_code_as_it_likes_and_hears_when_it_was_used(street: Street) -> None:
    shop = street.person("刘老板")
    await give_points(street, "小李", 30)
    await an_offer(street)
    code = code_on(await redeem(street, "小李"))
    await shop.starts()
    await street.settled()
    assert "/verify" in await says(street, "刘老板", "核销")
    typed = code.replace("-", "").lower()
    for words in (f"核销 {typed}", f"核销{typed}", code, typed):
        assert "持券人：小*" in await says(street, "刘老板", words), words
    assert "持券人" not in await says(street, "刘老板", "这个券能核销吗")
    seen = await shop.private.shows("持券人：小*")
    clock = street.clock.now().astimezone(ZoneInfo("Asia/Shanghai"))
    await presses(street, "刘老板", "核销", seen)
    await street.wait(days=1)
    late = await shop.presses("核销", on=seen, as_seen=True)
    assert late is not None
    assert f"已经用过了：{clock.month}月{clock.day}日 {clock:%H:%M}，刘老板" in (late.text or "")


async def test_a_voucher_shows_nothing_to_anybody_else_and_guessing_ends(street: Street) -> None:
    await give_points(street, "小李", 30)
    await an_offer(street)
    code = code_on(await redeem(street, "小李"))
    for name in ("外人", "陈书记", "王阿姨"):
        await street.person(name).starts()
        await street.settled()
        said = await says(street, name, f"/verify {code}")
        assert "不能在您这里核销" in said, name
        assert "理发券" not in said
    await says(street, "陈书记", "/role @wangayi 商户", street.staff)
    assert "不能在您这里核销" in await says(street, "王阿姨", f"/verify {code}"), "another shop's"
    await street.person("小李").starts(f"v_{code.replace('-', '')}")
    await street.settled()
    assert code in (await street.person("小李").private.shows("券码")).text, "its owner sees it"

    for number in range(4):
        assert "没有这个券码" in await says(street, "外人", f"ABCDE-1234{number}")
    for words in ("/verify ABCDE-12349", "ABCDE-12349", "核销 ABCDE-12349", code):
        assert "输错次数太多" in await says(street, "外人", words), words
    assert await street.read(states) == ["issued"]
    outsider, person_id = await visitor(street, "外人"), await id_of(street, "小李")
    [number] = await street.read(ids_of, person_id)
    with pytest.raises(RuleBroken, match=r"permission\.own"):
        await street.program.db.do(
            return_voucher, by=outsider, voucher_id=number, source="x", now=street.clock.now()
        )
    for who in ("外人", "陈书记", "王阿姨", "小李"):
        with pytest.raises(RuleBroken, match=r"permission\.only_shops"):
            await _use(street, await visitor(street, who), number, "made up")
    assert await street.read(states) == ["issued"]


async def test_what_is_given_back_comes_back_whole(street: Street) -> None:
    li = street.person("小李")
    await give_points(street, "小李", 100)
    await an_offer(street)
    voucher = await redeem(street, "小李")
    await presses(street, "小李", "退券", voucher)
    asked = await li.private.shows("退掉这张券，30 分退回来？")
    await presses(street, "小李", "算了", asked)
    await presses(street, "小李", "退券", await li.private.shows("有效到"))
    assert "30 分回到" in await presses(street, "小李", "确定退券", asked)
    assert "已退券" in (await li.private.shows("理发券 · 刘老板")).text
    assert await street.read(stock) == 10
    assert await points_of(street, "小李") == 100
    rows = (await says(street, "小李", "/points")).split("\n")
    assert any(row.startswith("+30 退回：理发券 · ") for row in rows), rows
    assert any(row.startswith("−30 兑换：理发券 · ") for row in rows), rows

    await redeem(street, "小李")
    assert "券码" in (await redeem(street, "小李")).text
    card = await open_offer(street, "小李")
    assert "每人限 2 张，您已经换过了" in card.text, "what was given back does not count"
    assert card.buttons == []
    assert await street.read(stock) == 8
    list_ = await says(street, "小李", "我的券")
    assert "我的券（2）" in list_
    assert await street.read(balances) == {"pool": -100, "person": 40, "held": 60}


async def test_a_voucher_nobody_used_ends_by_itself_and_is_announced(street: Street) -> None:
    li, shop = street.person("小李"), street.person("刘老板")
    await morning(street)  # the warning of a voucher redeemed by night waits for the day after
    await give_points(street, "小李", 30)
    await an_offer(street)
    voucher = await redeem(street, "小李")
    await says(street, "陈书记", "/offers", street.staff)
    page = await street.staff.shows("兑换项（1）")
    await presses(street, "陈书记", "理发券", page)
    await presses(street, "陈书记", "下架", page)
    await street.wait(days=24)
    reminder = await li.private.shows("就过期了")
    assert reminder.buttons == ["显示券码"]
    await presses(street, "小李", "显示券码", reminder)
    anew = await li.private.shows("券码")
    assert anew.id > reminder.id, "below all that was said since"
    assert code_on(anew) == code_on(voucher)

    await street.wait(days=7)
    assert await street.read(states) == ["expired"]
    assert "到期没用，30 分退回" in (await li.private.shows("到期没用")).text
    assert (await li.private.shows("已过期")).id == anew.id
    assert await street.read(balances) == {"pool": -30, "person": 30}
    assert await street.read(stock) == 10, "although it is off the shelf"
    await shop.starts()
    await says(street, "刘老板", f"/verify {code_on(voucher)}")
    late = await shop.private.shows("已过期")
    assert late.buttons == []
    li_is_told = [one.text for one in li.private.messages if "到期没用" in one.text]
    await street.restart()
    await street.wait(hours=1)
    assert [one.text for one in li.private.messages if "到期没用" in one.text] == li_is_told


def tables_with(tx: Connection, *words: str) -> list[str]:
    """Once for each row that says one of them anywhere."""
    found = []
    for table in metadata.sorted_tables:
        rows = [str(row._mapping) for row in tx.execute(sa.select(table))]
        found += [table.name for row in rows if any(one in row for one in words)]
    return found


async def test_no_row_tells_a_code_and_a_lost_key_makes_another(street: Street) -> None:
    li, shop = street.person("小李"), street.person("刘老板")
    await give_points(street, "小李", 30)
    await an_offer(street)
    voucher = await redeem(street, "小李")
    bare = code_on(voucher).replace("-", "")

    assert await street.read(tables_with, bare, code_on(voucher)) == []
    in_group = await says(street, "刘老板", f"/verify {bare}", street.group)
    assert "请点下面打开私聊" in in_group
    assert "理发券" not in in_group
    await shop.starts("verify")  # by the button below it
    await street.settled()
    assert "/verify" in (await shop.private.shows("一起发来")).text
    assert "已私信发给您" in await says(street, "刘老板", f"/verify {bare}", street.group)
    assert (await shop.private.shows("持券人")).buttons == ["核销"]
    assert set(await street.read(tables_with, bare)) == {"inbox"}, (
        "what was typed, as all that is said"
    )
    key = street.program.settings.keys.path
    assert key.stat().st_mode & 0o777 == 0o600
    await street.program.stop()
    key.unlink()
    await street.restart()

    assert "没有这个券码" in await says(street, "刘老板", f"/verify {bare}")
    await says(street, "小李", "/vouchers")
    mine = await li.private.shows("我的券（1）")
    assert mine.buttons == ["显示券码(1)"]
    await presses(street, "小李", "显示券码", mine)
    anew = await li.private.shows("券码：", after=mine)
    assert code_on(anew) != code_on(voucher)
    assert voucher.id not in {one.id for one in li.private.messages}, "the old one has gone"
    await shop.starts(f"v_{code_on(anew).replace('-', '')}")
    await street.settled()
    before = await shop.private.shows("没有这个券码")
    await presses(street, "刘老板", "核销", await shop.private.shows("持券人", after=before))
    assert await street.read(states) == ["used"]


async def people_with_points(street: Street, count: int) -> list[Visitor]:
    """So many neighbours, each with 30 points."""
    somebody = await visitor(street, "小李")

    def meet(tx: Connection) -> list[Visitor]:
        now, found = street.clock.now(), []
        for number in range(count):
            external_id, name = str(900_000 + number), f"邻居{number}"
            person_id = people.add_person(
                tx, channel=TELEGRAM, external_id=external_id, name=name, username=None, now=now
            )
            home = somebody.home
            people.add_member(tx, community_id=home, person_id=person_id, name=name, now=now)
            move_points(
                tx,
                source=f"test:{name}",
                from_=pool_of(tx, home),
                to=purse_of(tx, home, person_id),
                points=30,
                rule="award",
                now=now,
            )
            found.append(replace(somebody, person_id=person_id, external_id=external_id))
        return found

    return await street.program.db.do(meet)


async def outcomes(doing: Iterable[Awaitable[Answer | None]]) -> Counter[str]:
    """How often each answer was given, all at once."""
    found = await asyncio.gather(*doing, return_exceptions=True)
    keys = [one.key for one in found if isinstance(one, Answer | RuleBroken)]
    assert len(keys) == len(found), found
    return Counter(keys)


async def test_of_a_hundred_presses_on_the_last_one_and_on_one_voucher_one_counts(
    street: Street,
) -> None:
    crowd = await people_with_points(street, 100)
    await an_offer(street, "/offer 理发券 30分 1张 @liulaoban")
    codes, now = Codes(b"any key"), street.clock.now()

    def take(by: Visitor) -> Awaitable[Answer | None]:
        return street.program.db.do(
            redeem_offer,
            by=by,
            offer_id=1,
            had=0,
            here=Address(by.external_id, reply_to="1"),
            codes=codes,
            source=f"redeem:1:{by.person_id}:0",
            now=now,
        )

    assert await outcomes(take(by) for by in crowd) == {"voucher.issued": 1, "offer.sold_out": 99}
    assert await street.read(stock) == 0
    assert await street.read(balances) == {"pool": -3000, "person": 2970, "held": 30}

    shop = await visitor(street, "刘老板")
    uses = (_use(street, shop, 1, f"press {number}") for number in range(100))
    assert await outcomes(uses) == {"voucher.used_now": 1, "voucher.used_today": 99}
    assert await street.read(balances) == {"pool": -3000, "person": 2970, "shop": 30}


async def test_one_persons_presses_from_many_cards_are_one_voucher(street: Street) -> None:
    [somebody] = await people_with_points(street, 1)
    await an_offer(street, "/offer 理发券 10分 9张 @liulaoban")

    def take(had: int) -> Awaitable[Answer | None]:
        return street.program.db.do(
            redeem_offer,
            by=somebody,
            offer_id=1,
            had=had,
            here=Address(somebody.external_id, reply_to="1"),
            codes=Codes(b"any key"),
            source=f"redeem:1:{somebody.person_id}:{had}",
            now=street.clock.now(),
        )

    assert await outcomes(take(0) for _ in range(50)) == {"voucher.issued": 50}
    assert await street.read(states) == ["issued"]
    assert await outcomes([take(7)]) == {"offer.card_is_old": 1}, "a number that was made up"
    assert await outcomes([take(1), take(2), take(3)]) == {"voucher.issued": 2, "offer.too_few": 1}
    assert await street.read(balances) == {"pool": -30, "held": 30}
