"""Points lapse at the end of a month: who is told when, what goes, and what comes back too late."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.expiry import AT_ONCE, plan_expiry
from actions.points import held_of, move_points, pool_of, purse_of
from domain.expiry import month_end
from domain.points import Movement
from storage import people
from storage.rule_sheets import add_sheet, find_sheet
from storage.tables import jobs, ledger, offers, vouchers
from tests.journeys.points import (
    HOME,
    answer_to,
    balance,
    has,
    in_the_morning,
    on_the_third,
    person_of,
    today,
    until,
)
from tests.street import Street

pytestmark = pytest.mark.journey


async def lay_down(street: Street, expiry: str) -> None:
    def change(tx: Connection) -> None:
        sheet = find_sheet(tx, community_id=HOME)
        assert sheet is not None
        changed = replace(sheet, expiry=expiry)
        add_sheet(tx, changed, community_id=HOME, made_by=None, now=street.clock.now())

    await street.program.db.do(change)


def lapsed(tx: Connection) -> list[int]:
    """What has lapsed, run by run."""
    found = sa.select(ledger.c.points).where(ledger.c.rule == Movement.EXPIRED.value)
    return list(tx.execute(found.order_by(ledger.c.id)).scalars())


def runs(tx: Connection) -> list[str]:
    """The days on which something was or will be looked for."""
    found = sa.select(jobs.c.period).where(jobs.c.kind == "points.expiry").order_by(jobs.c.id)
    return list(tx.execute(found).scalars())


async def hold(street: Street, name: str, points: int, *, back: bool = False) -> None:
    """What redeeming does to somebody's account, and returning."""

    def move(tx: Connection) -> None:
        person_id = person_of(tx, street, name)
        purse, held = purse_of(tx, HOME, person_id), held_of(tx, HOME)
        move_points(
            tx,
            source=f"hold:{back}",
            from_=held if back else purse,
            to=purse if back else held,
            points=points,
            rule=(Movement.RETURNED if back else Movement.HELD).value,
            voucher_id=voucher_of(tx, street, person_id, points),
            now=street.clock.now(),
        )

    await street.program.db.do(move)


def voucher_of(tx: Connection, street: Street, person_id: int, points: int) -> int:
    """The one voucher there is, for a haircut."""
    found: int | None = tx.execute(sa.select(vouchers.c.id)).scalar_one_or_none()
    if found is not None:
        return found
    shop, now = person_of(tx, street, "刘老板"), street.clock.now()
    offer = {"community_id": HOME, "shop_id": shop, "points": points, "source": "offer"}
    row = offers.insert().values(name="理发", made_by=shop, made_at=now, **offer)
    offer_id = tx.execute(row.returning(offers.c.id)).scalar_one()
    voucher = {"community_id": HOME, "shop_id": shop, "points": points, "source": "voucher"}
    times = {"issued_at": now, "expires_at": now + timedelta(days=365)}
    row = vouchers.insert().values(
        offer_id=offer_id, person_id=person_id, nonce="n", code_hash="h", **voucher, **times
    )
    made: int = tx.execute(row.returning(vouchers.c.id)).scalar_one()
    return made


async def test_the_oldest_go_first_after_two_words_of_warning(street: Street) -> None:
    xiaoli, group = street.person("小李"), street.group
    await xiaoli.starts()
    await street.person("王阿姨").starts()
    await lay_down(street, "2")
    first = await on_the_third(street)
    await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居", group)
    await answer_to(street, "陈书记", "/award @wangayi 5 帮邻居", group)
    await until(street, month_end(first, 1) - timedelta(days=10))
    await answer_to(street, "陈书记", "/award @xiaoli 7 又帮邻居", group)
    await answer_to(street, "陈书记", "/deduct @xiaoli 4 踩草坪", group)
    last = month_end(first, 2)

    await until(street, last - timedelta(days=30))
    await xiaoli.private.shows(f"您有 5 分将在 {last.month}月{last.day}日 过期，记得用掉。")
    await answer_to(street, "陈书记", "/deduct @xiaoli 2 又踩草坪", group)
    await until(street, last - timedelta(days=7), hour=6)
    assert not has(xiaoli.private, "您有 3 分")  # the night is not over
    await street.restart()
    await until(street, last - timedelta(days=7))
    await xiaoli.private.shows("您有 3 分将在")
    await until(street, last)
    assert await street.read(lapsed) == []
    await until(street, last + timedelta(days=2))

    assert await street.read(lapsed) == [3, 5]
    assert await balance(street, "小李") == 7
    shown = (await answer_to(street, "小李", "/points", xiaoli.private)).text
    assert shown.startswith("我的积分：7")
    assert "−3 过期" in shown
    days = await street.read(runs)
    assert len(days) == len(set(days))


async def test_what_a_voucher_held_lapses_when_it_comes_back_too_late(street: Street) -> None:
    group = street.group
    await lay_down(street, "1")
    first = await on_the_third(street)
    await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居", group)
    await hold(street, "小李", 9)
    await until(street, month_end(first, 1) + timedelta(days=3))
    await answer_to(street, "陈书记", "/award @xiaoli 7 又帮邻居", group)
    assert await street.read(lapsed) == []

    await hold(street, "小李", 9, back=True)
    assert await balance(street, "小李") == 16
    await until(street, month_end(first, 2) + timedelta(days=1))

    assert await street.read(lapsed) == [9]
    assert await balance(street, "小李") == 7


@pytest.mark.sqlite
async def test_a_rule_laid_down_later_leaves_everybody_time_to_be_told(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await in_the_morning(street)
    await answer_to(street, "陈书记", "/award @xiaoli 9 帮邻居", street.group)
    await until(street, date(today(street).year + 1, 12, 10))
    await lay_down(street, "year_end")
    year = today(street).year
    await until(street, date(year, 12, 31))
    assert not has(xiaoli.private, "过期")
    await until(street, date(year + 1, 1, 30))
    await xiaoli.private.shows("您有 9 分将在 1月31日")
    assert await balance(street, "小李") == 9

    await lay_down(street, "")  # never mind
    await until(street, date(year + 1, 2, 3))

    assert await balance(street, "小李") == 9
    assert await street.read(lapsed) == []


@pytest.mark.sqlite
async def test_a_run_over_many_goes_on_piece_by_piece(street: Street) -> None:
    """More people than one piece holds, and a standstill over all days that count: they are made up
    for, and nobody is warned of what has gone.
    """
    many, xiaoli = 2 * AT_ONCE + 5, street.person("小李")
    await xiaoli.starts()

    def pay_all(tx: Connection) -> None:
        now, pool = street.clock.now(), pool_of(tx, HOME)
        for number in range(many):
            person_id = people.add_person(
                tx,
                channel="telegram",
                external_id=str(10**9 + number),
                name="谁",
                username=None,
                now=now,
            )
            purse = purse_of(tx, HOME, person_id)
            source, rule = f"pay:{number}", "report.accepted"
            move_points(tx, source=source, from_=pool, to=purse, points=2, rule=rule, now=now)
        plan_expiry(tx, HOME, now=now)

    await lay_down(street, "1")
    first = await on_the_third(street)
    await street.program.db.do(pay_all)
    await answer_to(street, "陈书记", "/award @xiaoli 3 帮邻居", street.group)
    await until(street, month_end(first, 1) + timedelta(days=2))

    def sources(tx: Connection) -> list[str]:
        found = sa.select(ledger.c.source).where(ledger.c.rule == Movement.EXPIRED.value)
        return [one.split(":")[-1] for one in tx.execute(found).scalars()]

    day = month_end(first, 1) + timedelta(days=1)
    assert await street.read(sources) == [day.isoformat()] * (many + 1)
    assert not has(xiaoli.private, "过期")
