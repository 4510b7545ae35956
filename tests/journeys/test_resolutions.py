"""决议: written down where a meeting decides, its progress told, its day remembered, 督办, 办结."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from cards.card import Press
from domain.meetings import Stage
from handlers.presses import pack
from storage import grants
from storage.tables import outbox
from tests.journeys.a_decision import (
    MATTER,
    answers,
    end_meeting,
    lay_decision,
    presses,
    says,
)
from tests.journeys.an_activity import person_id, until
from tests.journeys.posting import day_ahead, morning
from tests.journeys.test_bad_input import press
from tests.street import Street

pytestmark = pytest.mark.journey

CODE = "JY-2026-07-1"


def packed(verb: str, subject: int, version: int = 0, arg: str = "") -> str:
    return pack(Press(verb, subject, version, arg))


def told(tx: Connection) -> int:
    said = outbox.c.kind == "resolution.told"
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(said)).scalar_one()


async def decided(street: Street, *, owner: str = "@zhaoshifu", days: int = 20) -> None:
    """The secretary opens the minutes, takes the first matter, and writes what was decided."""
    secretary = street.person("陈书记")
    await secretary.says("/minutes")
    await street.settled()
    desk = await secretary.private.shows("纪要 JY-2026-07")
    await presses(street, "陈书记", "1", desk)
    desk = await secretary.private.shows(f"议题：{MATTER}")
    await presses(street, "陈书记", "决议", desk)
    line = f"三号楼装四个充电位 {owner} {day_ahead(street, days)}前"
    said = await answers(street, "陈书记", line, f"「{MATTER}」的决议", secretary.private)
    assert said == f"{CODE} 已记下，发到群里了。"


async def its_owner_gets_it_done(street: Street) -> None:
    """By presses, half of it and then the whole; all hear how, and it is over."""
    zhao = street.person("赵师傅").private
    own = await zhao.shows(f"决议 {CODE}")
    assert await presses(street, "赵师傅", "50%", own) == f"{CODE} 进展 50%，已更新。"
    own = await zhao.shows("▓▓░░░ 50%")
    await presses(street, "赵师傅", "办结", own)
    said = await answers(street, "赵师傅", "充电桩已通电", f"{CODE} 是怎么办成的", zhao)
    assert "已办结" in said
    card = await street.group.shows(f"决议 {CODE} · 已办结")
    assert "充电桩已通电" in card.text
    assert "已经结束" in await says(street, "陈书记", f"/resolution {CODE} 10%", street.group)
    await street.person("王阿姨").private.shows(f"决议 {CODE} 办结了")
    listed = await says(street, "外人", "/resolutions", street.group)
    assert "进行中的决议（0）" in listed


async def test_a_resolution_is_seen_by_all_updated_by_its_owner_and_heard_of_once(
    street: Street,
) -> None:
    await morning(street)
    meeting = await lay_decision(street)
    await decided(street)
    card = await street.group.shows(f"决议 {CODE}")
    for words in ("三号楼装四个充电位", "负责人：赵师傅", "进展 ░░░░░ 0%"):
        assert words in card.text
    maker = await person_id(street, "小李")
    paid = await street.read(grants.list_about, "proposal:1")
    assert [(one.person_id, one.points) for one in paid] == [(maker, 10)]

    zhao = street.person("赵师傅")
    own = await zhao.private.shows(f"决议 {CODE}")
    assert own.buttons == ["25%", "50%", "75%", "写进展", "办结"]
    assert "负责人或书记" in await says(
        street, "外人", f"/resolution {CODE} 90% 我来说", street.group
    )
    assert "40%" in await says(street, "赵师傅", f"/resolution {CODE} 40% 已采购", street.group)
    card = await street.group.shows(f"决议 {CODE}")
    assert "▓▓░░░ 40%" in card.text
    assert "已采购" in card.text
    for who in ("小李", "王阿姨", "周爷爷"):
        news = await street.person(who).private.shows(f"决议 {CODE} 有进展")
        assert "说明：已采购" in news.text
    assert await street.read(told) == 3  # its maker, and those who were there; not who wrote it
    await street.restart()
    await street.wait(hours=2)
    assert await street.read(told) == 3

    await end_meeting(street, meeting, to=Stage.FOLLOWING)
    await its_owner_gets_it_done(street)


async def a_supervisor_hurries_it_on_once_a_day(street: Street) -> None:
    zhao, sun = street.person("赵师傅").private, street.person("孙姐").private
    await street.person("孙姐").starts("res_1")
    await street.settled()
    view = [one for one in sun.messages if "督办" in one.buttons][-1]
    assert view.buttons == ["督办"]
    card = await street.group.shows(f"决议 {CODE}")
    forged = packed("resolution.nudge", 1)
    assert "监督员或书记" in await press(street, street.person("外人"), card, forged)
    assert "已催办" in await presses(street, "孙姐", "督办", view)
    await zhao.shows(f"督办：决议 {CODE} 请更新进展")
    assert "今天已经督办过" in await presses(street, "孙姐", "督办", view)
    assert "督办 1 次" in (await street.group.shows(f"决议 {CODE} · 已超期")).text


async def a_secretary_gives_it_up(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.says(f"/resolution {CODE}")
    await street.settled()
    view = [one for one in secretary.private.messages if "终止" in one.buttons][-1]
    await presses(street, "陈书记", "终止", view)
    said = await answers(street, "陈书记", "物业另有方案", f"{CODE} 为什么终止", secretary.private)
    assert "已终止" in said
    assert "物业另有方案" in (await street.group.shows(f"决议 {CODE} · 已终止")).text


@pytest.mark.sqlite
async def test_its_day_is_remembered_supervisors_hurry_it_on_and_a_secretary_gives_it_up(
    street: Street,
) -> None:
    await morning(street)
    await lay_decision(street, writes=("陈书记", "赵师傅", "孙姐", "小李", "外人"))
    await says(street, "陈书记", "/role @sunjie 监督员", street.staff)
    await decided(street, days=5)
    zhao, sun = street.person("赵师傅").private, street.person("孙姐").private
    await street.wait(hours=24 * 2)
    await zhao.shows("还有三天到期")
    await street.wait(hours=24 * 3)
    await zhao.shows("今天到期")
    await until(street, 22, 30)
    assert not [one for one in sun.messages if "超期" in one.text]
    await until(street, 9, 30)
    for place in (zhao, sun, street.person("陈书记").private):
        assert len([one for one in place.messages if "超期" in one.text]) == 1 + (place is zhao)
    await street.group.shows(f"决议 {CODE} · 已超期")

    await a_supervisor_hurries_it_on_once_a_day(street)

    await a_secretary_gives_it_up(street)
    await street.wait(hours=24)
    assert len([one for one in zhao.messages if "超期" in one.text]) == 1  # his card has changed


async def test_the_cases_of_which_it_was_made_are_closed_and_their_finders_asked(
    street: Street,
) -> None:
    await morning(street)
    finders = ("王阿姨", "周爷爷", "小李")
    for who in finders:
        await street.person(who).starts()
    for who, words in zip(
        finders, ("3号楼飞线充电", "4号楼楼道充电", "菜场门口拉线充电"), strict=True
    ):
        await says(street, who, f"随手拍 {words}", street.group)
    await street.wait(minutes=11)
    await says(street, "陈书记", "/accept 1002", street.staff)
    await says(street, "陈书记", "/reject 1003 重复的", street.staff)
    meeting = await lay_decision(street, maker=None, case_ids=(1, 2, 3), there=("王阿姨",))
    await decided(street, owner="")
    own = await street.person("陈书记").private.shows(f"决议 {CODE}")
    assert "陈书记" in own.text  # who writes it without a name sees to it
    await end_meeting(street, meeting, to=Stage.FOLLOWING)
    done = f"/resolution {CODE} 100% 三栋楼都装好了充电桩"
    assert "负责人或书记" in await says(street, "外人", done, street.group)
    assert "已办结" in await says(street, "陈书记", done, street.group)

    assert [await street.stage_of(number) for number in (1001, 1002, 1003)] == [
        *("resolved", "resolved", "rejected")
    ]
    for who, code in (("王阿姨", "#C1001"), ("周爷爷", "#C1002")):
        asked = await street.person(who).private.shows(code)
        assert "三栋楼都装好了充电桩" in asked.text
        assert "满意" in asked.buttons
    await street.restart()
    await street.wait(hours=1)
    aunt = street.person("王阿姨").private
    assert (
        len([one for one in aunt.messages if "满意" in one.buttons and "#C1001" in one.text]) == 1
    )
