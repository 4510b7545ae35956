"""转办, 收回, 加急, 核查 and 已经好了: what each does, and one person each who may not."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Case
from storage.cases import find_case
from storage.communities import list_communities
from storage.tables import categories
from tests.journeys.test_merging import says
from tests.journeys.test_same_problem import reports
from tests.street import Street

pytestmark = pytest.mark.journey


async def case_of(street: Street, number: int) -> Case:
    [community] = await street.read(list_communities)
    case = await street.read(find_case, community_id=community.id, number=number)
    assert case is not None
    return case


async def test_a_transfer_names_body_and_reference_and_can_be_taken_back(street: Street) -> None:
    await reports(street, "小李", "东门占道经营")
    assert "由社区来办" in await says(street, "外人", "/transfer 1001 城管 占道")
    assert "已转办" in await says(street, "赵师傅", "/transfer 1001 城管 占道已拍照，编号 CG-118")
    await street.wait(seconds=4)

    for place, words in ((street.staff, "#C1001 随手拍 · 已转办"), (street.group, "已登记 #C1001")):
        assert "转给：城管（对方编号 CG-118）" in (await place.shows(words)).text
    card = await street.staff.shows("#C1001 随手拍")
    assert card.buttons == ["办结", "收回", "备注"]
    assert "已转给有关单位" in (await street.group.shows("城管 占道已拍照")).text

    assert "由社区来办" in await says(street, "外人", "/recall 1001")
    await street.person("赵师傅").presses("收回", on=card)
    await street.wait(seconds=4)
    assert await street.stage_of(1001) == "in_progress"
    assert "转给" not in (await street.staff.shows("#C1001 随手拍")).text


async def test_urgent_halves_the_time_and_stands_on_the_card(street: Street) -> None:
    await reports(street, "小李", "东门路灯不亮")
    before = await case_of(street, 1001)
    assert "由社区来办" in await says(street, "外人", "/urgent 1001")
    await street.person("赵师傅").presses("加急", in_=street.staff)
    await street.wait(seconds=4)

    after = await case_of(street, 1001)
    assert before.solve_by is not None
    assert after.solve_by is not None
    assert after.respond_by is not None
    assert before.respond_by is not None
    assert after.solve_by < before.solve_by - timedelta(hours=1)
    assert after.respond_by < before.respond_by
    assert "急" in (await street.staff.shows("#C1001 随手拍")).text.split("\n")[0]
    assert "已经是急件" in await says(street, "赵师傅", "/urgent 1001")


async def test_another_person_checks_on_site_where_the_category_asks_for_it(
    street: Street,
) -> None:
    await reports(street, "小李", "东门路灯不亮")

    def ask_for_checks(tx: Connection) -> None:
        kind = sa.select(sa.column("category_id")).select_from(sa.table("cases")).scalar_subquery()
        tx.execute(categories.update().where(categories.c.id == kind).values(needs_check=True))

    await street.program.db.do(ask_for_checks)
    await says(street, "赵师傅", "/accept 1001")
    await says(street, "赵师傅", "/resolve 1001 换了灯泡")
    await street.wait(seconds=4)
    card = await street.staff.shows("#C1001 随手拍")
    assert card.buttons == ["核查通过", "核查不通过"]
    assert "由社区来办" in await says(street, "外人", "/pass 1001")
    assert "要请另一位同事核查" in await says(street, "赵师傅", "/pass 1001")

    await says(street, "孙姐", "/fail 1001 还是不亮")
    assert await street.stage_of(1001) == "in_progress"
    await says(street, "赵师傅", "/resolve 1001 换了线路")
    await street.wait(seconds=4)
    await street.person("孙姐").presses("核查通过", in_=street.staff)
    await street.settled()
    assert await street.stage_of(1001) == "resolved"
    assert "换了线路" in (await street.group.shows("修好了吗")).text


@pytest.mark.parametrize("how", ["command", "button", "reply", "private"])
async def test_the_reporter_says_it_is_fixed(street: Street, how: str) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    answer = await reports(street, "小李", "东门路灯不亮")
    await says(street, "赵师傅", "/accept 1001")
    assert "由社区来办" in await says(street, "外人", "/fixed 1001")
    await street.person("外人").says("好了", to=street.group, reply_to=answer)
    await street.settled()
    assert await street.stage_of(1001) == "accepted"

    if how == "command":
        await xiaoli.says("/fixed 1001", to=street.group)
    elif how == "button":
        await xiaoli.says("/case 1001", to=xiaoli.private)
        await street.settled()
        await xiaoli.presses("已经好了", in_=xiaoli.private)
    elif how == "reply":
        await xiaoli.says("已经好了。", to=street.group, reply_to=answer)
    else:
        await reports(street, "小李", "菜场下水道堵了")
        await xiaoli.says("好了", to=xiaoli.private)
        await street.settled()
        which = await xiaoli.private.shows("哪一件好了？")
        assert re.search(r"#C1002 #C1001", which.text)
        await xiaoli.says("/fixed 1002", to=xiaoli.private)
        await street.settled()
        await xiaoli.says("好了", to=xiaoli.private)
    await street.wait(seconds=4)
    assert await street.stage_of(1001) == "closed"
    assert "报告人说已经好了" in (await street.staff.shows("#C1001 随手拍 · 已办结")).text
