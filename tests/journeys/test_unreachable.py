"""People the bot may not write to, and groups it is not in: who is told, and what nobody hears."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Connection

from actions import case_promises as promises
from actions.reach import say_under_the_report
from bot.letters import LETTERS
from bot.neighbourhood import COMMUNITY
from bot.tally import Alarm
from domain.addresses import Address
from domain.cases import Case
from sandbox.driver import Neighbour, Place
from storage import outbox
from storage.cases import find_case
from storage.communities import find_community, list_all_chats
from storage.outbox import Lane
from storage.paying import Owed
from tests.street import Street

pytestmark = pytest.mark.journey

HOLE = "阿郎批发部下方井盖松动"
PRIVATE = "收不到我的私信"
PARAMS = {"code": "#C1001", "who": "赵师傅", "words": "是哪一栋？"}


def lines(place: Place, words: str) -> list[str]:
    return [one.text for one in place.messages if one.from_bot and words in one.text]


async def a_private_case(street: Street) -> Neighbour:
    """小李 reports in private and shuts the bot out."""
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.says(f"随手拍 {HOLE}")
    await street.settled()
    await xiaoli.blocks()
    return xiaoli


async def mended(street: Street) -> None:
    zhao = street.person("赵师傅")
    for words in ("/accept 1001", "/resolve 1001 换好了"):
        await zhao.says(words, to=street.staff)
    await street.settled()


def unheard(street: Street) -> None:
    """The bot was out when they blocked it, and does not know yet."""
    street.sandbox.world.updates.clear()


async def test_the_staff_is_told_once_for_each_case(street: Street) -> None:
    await a_private_case(street)
    await mended(street)
    await street.wait(seconds=5)
    await street.wait(minutes=5)

    [line] = lines(street.staff, PRIVATE)
    assert line == "#C1001 的报告人收不到我的私信，请打电话或上门联系。"
    card = await street.staff.shows(HOLE)
    assert (await street.staff.shows(PRIVATE)).reply_to_id == card.id
    assert not lines(street.group, "1001")
    assert not lines(street.riders, "1001")


async def test_where_the_group_was_asked_instead_the_staff_knows_that_too(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.says(f"随手拍 {HOLE}", to=street.group)
    await street.settled()
    await street.driver.faults([refusal(xiaoli)])
    await mended(street)
    await street.wait(seconds=5)

    assert len(lines(street.group, "修好了吗")) == 1
    [line] = lines(street.staff, PRIVATE)
    assert "已改在群里" in line


def refusal(person: Neighbour) -> dict[str, Any]:
    words = "Forbidden: bot was blocked by the user"
    return {"method": "send", "chat": person.id, "effect": {"status": 403, "description": words}}


async def test_of_an_assignee_out_of_reach_the_staff_learns_the_name(street: Street) -> None:
    sun = street.person("孙姐")
    await sun.starts()
    await street.person("小李").says(f"随手拍 {HOLE}", to=street.group)
    await street.settled()
    await street.driver.faults([refusal(sun)])
    await street.person("陈书记").says("/assign 1001 @sunjie", to=street.staff)
    await street.wait(seconds=5)

    assert lines(street.staff, PRIVATE) == [
        "孙姐 收不到我的私信，请当面或打电话说一声：#C1001 派给了 Ta。"
    ]
    assert not lines(street.group, "派给了")


@pytest.mark.parametrize("way", ["writes", "unblocks"])
async def test_whoever_comes_back_is_asked_what_still_waits(street: Street, way: str) -> None:
    xiaoli = await a_private_case(street)
    await mended(street)
    await street.wait(seconds=5)

    await xiaoli.unblocks()
    if way == "writes":
        unheard(street)
        await xiaoli.says("你好")
    await street.wait(seconds=5)

    question = await xiaoli.private.shows("修好了吗")
    await xiaoli.presses("满意", on=question)
    await street.wait(seconds=5)
    assert await street.stage_of(1001) == "closed"
    assert len(lines(xiaoli.private, "修好了吗")) <= 1


async def test_what_is_past_is_not_said_to_whoever_comes_back(street: Street) -> None:
    xiaoli = await a_private_case(street)
    await street.person("陈书记").says("/reject 1001 不归社区管", to=street.staff)
    await street.wait(seconds=5)
    before = len(xiaoli.private.messages)

    await xiaoli.unblocks()
    await street.wait(seconds=5)

    assert len(xiaoli.private.messages) == before


async def test_with_a_third_shut_out_nothing_private_is_said_in_a_group(street: Street) -> None:
    """Each says something only their case knows; half of them in private."""
    world, crowd = street.sandbox.world, []
    public = world.chats[street.group.id]
    for number in range(30):
        person = world.add_person(f"居民{number}", started=True)
        world.stand(public, person.id, "member")
        crowd.append(Neighbour(street.driver, person.id))
    await street.driver.until(lambda: street.driver.mirror.people.get(crowd[-1].id), within=5)
    for number, one in enumerate(crowd):
        await one.starts()
        await one.says(f"随手拍 暗号{number}号 井盖松动", to=street.group if number % 2 else None)
    await street.settled()
    await street.driver.faults([refusal(one) for one in crowd[::3]])
    chen = street.person("陈书记")
    for number in range(1001, 1031):
        for words in (f"/accept {number}", f"/wait {number} 是哪一栋？", f"/note {number} 内部"):
            await chen.says(words, to=street.staff)
        await chen.says(f"/reject {number} 重复", to=street.staff)
    await street.wait(seconds=5)
    await street.wait(seconds=5)

    for place in (street.group, street.riders):
        texts = [one.text for one in place.messages if one.from_bot]
        for number in range(0, 30, 2):
            assert not [text for text in texts if f"暗号{number}号" in text]
        assert not [text for text in texts if "内部" in text]
    told = lines(street.staff, PRIVATE)
    assert len(told) == len(set(told)) == 10


def test_only_what_a_reporter_must_hear_falls_back() -> None:
    """A new kind of letter says nothing in a group unless it is named here, too."""
    falls_back = {kind for kind, letter in LETTERS.items() if letter.falls_back}

    assert falls_back == {"case.question", "case.word"}


async def test_no_letter_comes_to_a_group_unless_it_may_and_its_case_allows_it(
    street: Street,
) -> None:
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await xiaoli.says(f"随手拍 {HOLE}", to=street.group)
    await street.settled()
    await mended(street)
    await street.wait(seconds=5)

    fell = await street.program.db.do(fallen, str(xiaoli.id), now=street.clock.now())

    assert fell == [("case.question", False), ("case.word", False)]


def fallen(tx: Connection, person: str, *, now: datetime) -> list[tuple[str, bool]]:
    """Which letters come to the group when they are refused in private, and whether their case is
    a discreet one.
    """
    said = []
    for kind, letter in sorted(LETTERS.items()):
        for is_discreet in (False, True):
            case = replace(the_case(tx), is_anonymous=is_discreet)
            owed = Owed(
                id=0,
                community_id=case.community_id,
                kind=kind,
                about=promises.question_about(case) if kind == "case.question" else case.about,
                payload={"key": "case.told.wait", "params": PARAMS},
                lane=Lane.ACKNOWLEDGEMENT,
                address=Address(person),
                shown=0,
                attempts=0,
                uncertain=0,
                owed_at=now,
            )
            if letter.falls_back and say_under_the_report(tx, owed, case, now=now):
                said.append((kind, is_discreet))
            if is_discreet:
                assert promises.reporters_address(tx, case).is_private
    return said


def the_case(tx: Connection) -> Case:
    community = find_community(tx, COMMUNITY)
    assert community is not None
    case = find_case(tx, community_id=community.id, number=1001)
    assert case is not None
    return case


async def test_a_group_that_shut_the_bot_out_unheard_is_left_and_its_secretary_told(
    street: Street,
) -> None:
    chen = street.person("陈书记")
    await chen.starts()
    await street.settled()
    world = street.sandbox.world
    world.chats[street.riders.id].standing[world.bot.id] = "kicked"
    await street.program.db.do(owe_words, street.riders.id, now=street.clock.now())
    await street.wait(seconds=5)

    left = await street.read(list_all_chats, channel="telegram")
    assert str(street.riders.id) not in [chat.external_id for chat in left]
    assert "幸福里小哥群" in (await chen.private.shows("我已不在")).text
    assert street.program.sender.tally.alarms[Alarm.GROUP_LOST] == 1


@pytest.mark.parametrize("word", ["CHAT_SEND_PHOTOS_FORBIDDEN", "A_NEW_WORD"])
async def test_a_group_that_only_refuses_something_is_not_left(street: Street, word: str) -> None:
    refused = {"status": 403, "description": f"Forbidden: {word}"}
    rule = {"method": "send", "chat": street.riders.id, "effect": refused, "times": 1}
    await street.driver.faults([rule])
    await street.program.db.do(owe_words, street.riders.id, now=street.clock.now())
    await street.wait(seconds=5)

    known = await street.read(list_all_chats, channel="telegram")
    assert str(street.riders.id) in [chat.external_id for chat in known]


async def test_a_group_that_lets_everybody_speak_again_gets_what_it_missed(
    street: Street,
) -> None:
    """Of its default permissions Telegram sends the bot no word."""
    xiaoli = street.person("小李")
    mute = {"status": 400, "description": "Bad Request: CHAT_WRITE_FORBIDDEN"}
    rule = {"method": "send", "chat": street.staff.id, "effect": mute}
    await street.driver.faults([rule])
    await xiaoli.says(f"随手拍 {HOLE}", to=street.group)
    await street.settled()
    await street.driver.faults([])
    assert not lines(street.staff, HOLE)

    await xiaoli.says("随手拍 路灯不亮", to=street.group)
    await street.wait(seconds=5)
    await street.wait(seconds=5)

    assert len(lines(street.staff, "路灯不亮")) == 1
    assert len(lines(street.staff, HOLE)) == 1


def owe_words(tx: Connection, chat: int, *, now: datetime) -> None:
    outbox.owe(
        tx,
        dedup="to a lost group",
        kind="words",
        to=Address(str(chat)),
        lane=Lane.NOTICE,
        community_id=None,
        payload={"key": "intake.parked"},
        now=now,
    )
