"""对账: each shop's month, made once, checked by the shop and confirmed by a secretary."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.statements import sign_statement
from domain.rules import RuleBroken
from storage.tables import statements
from tests.shop import (
    an_offer,
    balances,
    code_on,
    give_points,
    presses,
    redeem,
    says,
    visitor,
)
from tests.street import Street

pytestmark = pytest.mark.journey


def made(tx: Connection) -> list[tuple[str, int, int]]:
    rows = tx.execute(
        sa.select(statements.c.month, statements.c.vouchers, statements.c.points).order_by(
            statements.c.id
        )
    )
    return [tuple(row) for row in rows]


async def use_one(street: Street, name: str = "小李") -> None:
    """Somebody takes one, and the shop takes it in."""
    voucher = await redeem(street, name)
    shop = street.person("刘老板")
    if not shop.private.messages:
        await shop.starts()
    await says(street, "刘老板", f"/verify {code_on(voucher)}")
    await presses(street, "刘老板", "核销", await shop.private.shows("持券人"))


async def to_the_first(street: Street) -> None:
    """Until after eight o'clock on the first of the next month, by the community's clock."""
    await street.wait(days=1)
    local = street.clock.now()
    while (local.day, local.hour) != (1, 1):
        await street.wait(hours=(24 - local.hour + 1) % 24 or 24)
        local = street.clock.now()


async def test_a_month_is_signed_by_two_and_then_settled(street: Street) -> None:
    shop, secretary = street.person("刘老板"), street.person("陈书记")
    await give_points(street, "小李", 60)
    await an_offer(street)
    await use_one(street)
    await use_one(street)
    so_far = await says(street, "刘老板", "/statement")
    assert "刘老板：2 张，60 分" in so_far
    assert "理发券 30 分 小*" in so_far

    await to_the_first(street)
    theirs = await shop.private.shows("对账单")
    assert "2 张，60 分" in theirs.text
    assert theirs.buttons == ["核对无误", "有出入"]
    ours = await secretary.private.shows("对账单")
    assert ours.buttons == ["确认无误"]
    assert [row[1:] for row in await street.read(made)] == [(2, 60)]
    assert await street.read(balances) == {"pool": -60, "shop": 60}

    assert "等社区确认" in await presses(street, "刘老板", "核对无误", theirs)
    again = await shop.presses("核对无误", on=theirs, as_seen=True)
    assert again is not None
    assert await street.read(balances) == {"pool": -60, "shop": 60}, (
        "one hand alone settles nothing"
    )
    ours = await secretary.private.shows("商户已核对：刘老板")
    assert "结清" in await presses(street, "陈书记", "确认无误", ours)
    assert await street.read(balances) == {}
    assert "社区已确认：陈书记" in (await shop.private.shows("对账单")).text
    await street.restart()
    await street.wait(days=2)
    assert len(await street.read(made)) == 1


async def test_what_is_not_right_goes_to_the_secretary(street: Street) -> None:
    shop, secretary = street.person("刘老板"), street.person("陈书记")
    await give_points(street, "小李", 30)
    await an_offer(street)
    await use_one(street)
    await to_the_first(street)
    theirs, ours = await shop.private.shows("对账单"), await secretary.private.shows("对账单")
    assert "等商户核对" in await presses(street, "陈书记", "确认无误", ours)
    await presses(street, "刘老板", "有出入", theirs)
    month = street.clock.now() - timedelta(days=2)
    await shop.private.shows(f"{month.year}年{month.month}月的对账单哪里不对？")
    await says(street, "刘老板", "那天\n没人来")
    told = await secretary.private.shows("当面核对")
    assert "那天 没人来" in told.text
    for one, card_id in ((secretary, ours.id), (shop, theirs.id)):
        card = await one.private.shows("有出入：那天")
        assert card.id == card_id
        assert "等社区确认" in card.text, "what was signed before it was disputed is not signed"
    seen = await secretary.presses("确认无误", on=ours, as_seen=True)
    assert "请先当面核对" in ((seen and seen.text) or "")
    await street.wait(hours=14)
    await presses(street, "刘老板", "有出入", theirs)
    assert "已经转给书记" in await says(street, "刘老板", "半夜又想起来一件")
    silent = [one.id for one in secretary.private.messages if "半夜" in one.text]
    assert silent == [ours.id], "it is 23:00: the card says so, and nothing rings"
    await street.wait(hours=9)
    await secretary.private.shows("半夜又想起来", after=told)
    await presses(street, "刘老板", "有出入", theirs)
    asked = await shop.private.shows("哪里不对？")
    assert "等社区确认" in await presses(street, "刘老板", "核对无误", theirs)
    late = await shop.says("还是不对", to=shop.private, reply_to=asked)
    await street.settled()
    assert "已经签过了" in (await shop.private.shows("签过", after=late)).text
    ours = await secretary.private.shows("商户已核对：刘老板")
    assert "有出入" not in ours.text
    assert "结清" in await presses(street, "陈书记", "确认无误", ours)


async def test_nobody_signs_for_another_shop_nor_for_both_sides(street: Street) -> None:
    shop, secretary = street.person("刘老板"), street.person("陈书记")
    await give_points(street, "小李", 30)
    await an_offer(street)
    await use_one(street)
    await to_the_first(street)
    theirs = await shop.private.shows("对账单")
    for name in ("外人", "王阿姨", "小李"):
        refused = await says(street, name, "/statement", street.group)
        assert "对账单是给商户和书记看的" in refused, name
    await says(street, "陈书记", "/role @wangayi 商户", street.staff)
    await street.person("王阿姨").starts()
    await street.settled()
    assert "30 分" not in await says(street, "王阿姨", "/statement"), "another shop's month"
    assert "30 分" in await says(street, "陈书记", "/statement")
    for name in ("外人", "王阿姨", "赵师傅"):
        with pytest.raises(RuleBroken, match="shop_or_secretary"):
            await street.program.db.do(
                sign_statement,
                by=await visitor(street, name),
                statement_id=1,
                version=1,
                source=f"made up by {name}",
                now=street.clock.now(),
            )
    await says(street, "陈书记", "/role @liulaoban 书记", street.staff)
    await presses(street, "刘老板", "核对无误", theirs)
    ours = await secretary.private.shows("商户已核对")
    twice = await visitor(street, "刘老板")
    with pytest.raises(RuleBroken, match="signed_already"):
        await street.program.db.do(
            sign_statement,
            by=twice,
            statement_id=1,
            version=2,
            source="as a secretary, too",
            now=street.clock.now(),
        )
    assert "结清" in await presses(street, "陈书记", "确认无误", ours)
    assert await street.read(balances) == {}
