"""Somebody shouts: they are told once, counted, and nobody else notices anything."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from sandbox.driver import Message
from storage.tables import inbox, unheard
from tests.street import Street, open_street

pytestmark = pytest.mark.journey

PERSON, CHAT, MANY = 5, 40, 80
TOO_FAST = "消息有点多"


@pytest.fixture
async def street(tmp_path: Path, database_url: str) -> AsyncIterator[Street]:
    async with open_street(
        tmp_path, database_url=database_url, person_per_minute=PERSON, chat_per_minute=CHAT
    ) as street:
        yield street


async def shouts(street: Street, name: str, count: int) -> None:
    """All at once, in far less than a second of the street's clock."""
    person = street.person(name)
    words = (f"随手拍 三号楼的第{number}袋垃圾没人收" for number in range(count))
    await asyncio.gather(*(person.says(one, to=street.group) for one in words))
    await street.settled()


def counted(tx: Connection) -> int:
    found: int = tx.execute(
        sa.select(sa.func.coalesce(sa.func.sum(unheard.c.updates), 0))
    ).scalar_one()
    return found


def undone(tx: Connection) -> int:
    query = sa.select(sa.func.count()).where(inbox.c.state != "done").select_from(inbox)
    found: int = tx.execute(query).scalar_one()
    return found


async def acknowledgement(street: Street, building: str) -> str:
    """What 小李 is answered in the group, without the number and the building."""
    said = await street.person("小李").says(f"随手拍 {building}楼道灯不亮", to=street.group)
    await street.settled()
    told = (await street.group.shows("已登记", from_bot=True, after=said)).text
    assert told.startswith("已登记 #C")
    return told.split("\n", 1)[1].replace(building, "")


async def test_one_shouting_person_is_told_once_and_changes_nothing_for_the_others(
    street: Street,
) -> None:
    await acknowledgement(street, "东门")  # the first of a person says more
    quiet = await acknowledgement(street, "1号楼")

    await shouts(street, "外人", MANY)

    told = [one for one in street.group.messages if one.from_bot and TOO_FAST in one.text]
    taken = [one for one in street.group.messages if one.text.startswith("已登记")]
    assert (len(told), len(taken)) == (1, 2 + PERSON)
    assert await street.read(counted) == MANY - PERSON
    assert await street.read(undone) == 0  # kept and done, every one
    assert await acknowledgement(street, "2号楼") == quiet

    await street.wait(seconds=61)
    assert "已登记" in (await _answer(street, "外人", "随手拍 三号楼电梯不动")).text
    metrics = (await street.program.metrics.scrape(street.program.db, street.clock.now())).decode()
    assert f'linlian_updates_unheard_total{{why="limit"}} {MANY - PERSON}.0' in metrics


@pytest.mark.sqlite
async def test_a_crowd_that_fills_the_group_leaves_room_for_the_quiet(street: Street) -> None:
    crowd = ("小李", "赵师傅", "孙姐", "刘老板", "周爷爷", "外人", "郑工", "陈书记")
    for name in crowd:
        await shouts(street, name, PERSON)

    assert await street.read(counted) > 0  # the group, not their own limit, was too full for some
    assert "已登记" in (await _answer(street, "王阿姨", "随手拍 三号楼电梯不动")).text


async def _answer(street: Street, name: str, words: str) -> Message:
    said = await street.person(name).says(words, to=street.group)
    await street.settled()
    return await street.group.shows("", from_bot=True, after=said)


@pytest.mark.sqlite
async def test_edits_and_presses_are_heard_no_more_often_than_words(street: Street) -> None:
    outsider = street.person("外人")
    said = await outsider.says("随手拍 三号楼电梯不动", to=street.group)
    await street.wait(days=1)

    for number in range(PERSON + 3):
        await outsider.edits(said, f"随手拍 三号楼电梯第{number}天不动")
    await street.settled()
    assert await street.read(counted) == 3

    answer = await outsider.presses("附议", in_=street.group)
    assert answer is not None
    assert TOO_FAST in (answer.text or "")
    assert await street.read(counted) == 4
