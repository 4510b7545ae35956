"""Three like reports of a week from one place are offered to the secretaries as one matter."""

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Case
from domain.proposals import Proposal
from sandbox.driver import Message, Place
from storage.clusters import add_cluster
from storage.communities import add_community
from storage.jobs import add_job
from storage.proposals import cases_of, list_taken
from storage.tables import cases, outbox
from tests.journeys.test_bad_input import press
from tests.journeys.test_reminders import until
from tests.street import Street

pytestmark = pytest.mark.journey


async def reports(street: Street, who: str, words: str) -> None:
    await street.person(who).says(f"随手拍 {words}", to=street.group)
    await street.wait(seconds=4)


async def three_lifts(street: Street) -> Message:
    """Three doors of one house whose lifts stand still, and the card that they make."""
    await until(street, "10:00")
    for number, who in enumerate(("小李", "王阿姨", "周爷爷"), 1):
        await reports(street, who, f"3号楼{number}单元电梯坏了")
    return await street.staff.shows("200 米内")


def now_of(message: Message, place: Place) -> Message:
    found = place.message(message.id)
    assert found is not None
    return found


async def presses(street: Street, who: str, label: str, on: Message) -> str:
    answer = await street.person(who).presses(label, on=on)
    await street.wait(seconds=4)
    return (answer.text or "") if answer else ""


def offers(tx: Connection) -> int:
    return tx.execute(
        sa.select(sa.func.count()).select_from(outbox).where(outbox.c.kind == "cluster.offer")
    ).scalar_one()


def matters(tx: Connection) -> list[tuple[Proposal, list[Case]]]:
    return [(one, cases_of(tx, one.id)) for one in list_taken(tx, 1)]


async def test_three_make_a_matter_and_a_fourth_joins_it(street: Street) -> None:
    card = await three_lifts(street)
    for part in ("3 件同类：电梯", "#C1001 3号楼1单元电梯坏了", "#C1002", "#C1003"):
        assert part in card.text
    assert card.buttons == ["列为议题", "不用"]
    for who in ("赵师傅", "孙姐"):
        assert "书记" in await presses(street, who, "列为议题", card)
    said = await street.group.shows("已登记 #C1003")
    for who in ("外人", "王阿姨"):
        for verb in ("take", "leave"):
            refused = await press(street, street.person(who), said, f"p1:cluster.{verb}:1:1:")
            assert "书记" in refused

    await street.person("小李").says("/withdraw 1001", to=street.group)
    for number in (4, 5):
        await reports(street, "刘老板", f"3号楼{number}单元电梯坏了")
    assert "4 件同类" in now_of(card, street.staff).text
    assert await street.read(offers) == 1
    assert "变化" in await press_as_it_was(street, card)

    assert "已列为议题 #P" in await presses(
        street, "陈书记", "列为议题", now_of(card, street.staff)
    )
    assert "陈书记已列为议题 #P" in now_of(card, street.staff).text
    [(matter, found)] = await street.read(matters)
    assert [one.number for one in found] == [1002, 1003, 1004, 1005]
    assert "电梯" in matter.title
    assert matter.made_by is None

    await reports(street, "孙姐", "3号楼6单元电梯坏了")
    [(_, found)] = await street.read(matters)
    assert len(found) == 5
    assert await street.read(offers) == 1
    listed = street.person("小李")
    await listed.starts(f"prop_{matter.id}")
    view = await listed.private.shows("来自这几件诉求")
    assert "#C1006" in view.text
    assert view.buttons == []


async def press_as_it_was(street: Street, card: Message) -> str:
    """The button of a screen that has not caught up."""
    return await press(street, street.person("陈书记"), card, "p1:cluster.take:1:1:")


@pytest.mark.sqlite
async def test_not_needed_is_not_asked_again_and_what_is_not_public_makes_nothing(
    street: Street,
) -> None:
    card = await three_lifts(street)
    await street.person("陈书记").says("/category 1002 家庭与婚姻", to=street.staff)
    await street.wait(seconds=4)
    assert "2 件同类" in now_of(card, street.staff).text
    assert "2单元" not in now_of(card, street.staff).text
    assert "不再问" in await presses(street, "陈书记", "不用", card)
    assert now_of(card, street.staff).buttons == []
    await reports(street, "刘老板", "3号楼4单元电梯坏了")
    assert await street.read(offers) == 1
    assert "定过了" in await press_as_it_was(street, card)

    for number, column in enumerate(("is_anonymous", "is_confidential", "", ""), 1):
        await reports(street, "小李", f"5号楼{number}单元门禁坏了")
        if column:
            await street.program.db.do(hide, 1004 + number, column)
    assert await street.read(offers) == 1
    theirs = await street.program.db.do(cluster_next_door, street)
    refused = await press(street, street.person("陈书记"), card, f"p1:cluster.take:{theirs}:1:")
    assert "过时" in refused
    assert await street.read(matters) == []


def hide(tx: Connection, number: int, column: str) -> None:
    tx.execute(cases.update().where(cases.c.number == number).values({column: True}))


def look(tx: Connection, now: datetime, period: str) -> None:
    """Something has been learnt of the first case."""
    add_job(tx, kind="cluster.look", subject="case:1", period=period, due_at=now, community_id=1)


def cluster_next_door(tx: Connection, street: Street) -> int:
    now = street.clock.now()
    other = add_community(tx, "光明里", defaults=street.defaults, now=now)
    return add_cluster(
        tx, community_id=other.id, category="1", case_ids=[1, 2, 3], source="theirs", now=now
    ).id


@pytest.mark.sqlite
async def test_whoever_asks_whether_it_is_the_same_waits_and_what_went_into_another_counts(
    street: Street,
) -> None:
    await until(street, "10:00")
    await reports(street, "小李", "东门路灯不亮")
    for who, answer in (("王阿姨", "不是，另立"), ("周爷爷", "同一问题，附议")):
        await reports(street, who, "东门路灯不亮了")
        question = [one for one in street.group.messages if "不是，另立" in one.buttons][-1]
        await street.program.db.do(look, street.clock.now(), who)
        await street.wait(seconds=4)
        await street.staff.never_shows("200 米内")
        label = next(one for one in question.buttons if one.startswith(answer))
        await presses(street, who, label, question)
    await street.wait(minutes=11)
    card = await street.staff.shows("200 米内")
    assert "2 件同类" in card.text
    assert "还有 1 人" in card.text
