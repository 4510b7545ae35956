"""Cases where things go round again: reopened, mended twice, unreachable, crowded, corrected."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from bot.neighbourhood import COMMUNITY
from domain.permissions import Role
from sandbox.driver import Message, Place
from storage import communities, people, roles
from storage.tables import case_events, cases
from tests.bot.pictures import scene, written
from tests.journeys.test_cases import a_case, say, story
from tests.street import Street

pytestmark = pytest.mark.journey

BLOCKED = {"status": 403, "description": "Forbidden: bot was blocked by the user"}


async def resolved(street: Street, words: str = "已加固") -> None:
    zhao = street.person("赵师傅")
    await zhao.says("/accept 1001", to=street.staff)
    await zhao.says(f"/resolve 1001 {words}", to=street.staff)
    await street.wait(seconds=3)


def all_with(words: str, place: Place) -> list[Message]:
    return [one for one in place.messages if one.from_bot and words in one.text]


async def row(street: Street) -> Any:
    return await street.read(lambda tx: tx.execute(sa.select(cases)).one())


# ── reopened by the office ─────────────────────────────────────────────────────────────────


async def test_after_a_secretarys_reopening_the_finder_is_asked_anew(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await a_case(street)
    await resolved(street)
    await xiaoli.presses("满意", in_=street.group)
    await street.wait(seconds=3)
    await street.person("陈书记").says("/reopen 1001 又坏了", to=street.staff)
    await street.wait(seconds=3)

    [first] = all_with("修好了吗", street.group)
    assert "不满意" not in first.text
    assert "已重新打开" in first.text
    case = await row(street)
    assert (case.stage, case.rating, case.closed_at) == ("in_progress", None, None)
    await zhao.says("/resolve 1001 换了新的", to=street.staff)
    await street.wait(seconds=3)

    old, new = all_with("修好了吗", street.group)
    assert old.buttons == []
    assert "换了新的" in new.text
    await xiaoli.presses("基本满意", on=new)
    await street.wait(seconds=3)
    assert await street.stage_of(1001) == "closed"


async def test_the_finders_own_verdict_stands_on_the_old_question(street: Street) -> None:
    await a_case(street)
    await resolved(street)
    await street.person("小李").presses("不满意", in_=street.group)
    await street.wait(seconds=3)

    [question] = all_with("修好了吗", street.group)
    assert "您说不满意" in question.text


# ── the staff group is away ────────────────────────────────────────────────────────────────


async def test_cases_filed_while_the_bot_was_out_get_their_cards(street: Street) -> None:
    secretary = street.person("陈书记")
    await secretary.removes_bot(street.staff)
    await street.settled()
    await street.person("小李").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await street.staff.never_shows("东门路灯不亮")

    await secretary.adds_bot(street.staff)
    await street.wait(seconds=3)

    await street.staff.shows("东门路灯不亮")


async def test_a_card_that_was_given_up_is_sent_when_the_group_is_found_again(
    street: Street,
) -> None:
    secretary = street.person("陈书记")
    refused = {"status": 403, "description": "Forbidden: bot was kicked from the supergroup chat"}
    await street.driver.faults([{"method": "send", "chat": street.staff.id, "effect": refused}])
    await street.person("小李").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await street.driver.faults([])
    await street.staff.never_shows("东门路灯不亮")

    await secretary.removes_bot(street.staff)
    await street.settled()
    await secretary.adds_bot(street.staff)
    await street.wait(seconds=5)

    await street.staff.shows("东门路灯不亮")


# ── words that come later ──────────────────────────────────────────────────────────────────


async def test_first_words_and_edited_words_find_the_grid(street: Street) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.sends_photo("随手拍", to=street.group)
    await street.settled()
    answer = await street.group.shows("说说是什么问题")
    await xiaoli.says("3号楼电梯有异响", to=street.group, reply_to=answer)
    await street.wait(seconds=3)
    assert "孙姐（二号网格）" in (await street.staff.shows("待受理")).text

    await xiaoli.edits(said, "随手拍 1号楼电梯有异响")
    await street.wait(seconds=3)

    assert "赵师傅（一号网格）" in (await street.staff.shows("待受理")).text
    accepted = await street.person("赵师傅").presses("受理", in_=street.staff)
    assert accepted is not None
    assert not accepted.alert


async def test_words_after_somebody_took_it_on_leave_the_grid(street: Street) -> None:
    xiaoli = street.person("小李")
    said = await xiaoli.says("随手拍 1号楼电梯有异响", to=street.group)
    await street.settled()
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.settled()
    await xiaoli.edits(said, "随手拍 3号楼电梯有异响")
    await street.wait(seconds=3)

    assert "一号网格" in (await street.staff.shows("随手拍 · 已受理")).text


async def test_a_corrected_place_of_the_reporter_replaces_the_first(street: Street) -> None:
    xiaoli = street.person("小李")
    await xiaoli.says("随手拍 井盖松动", to=street.group)
    await street.settled()
    answer = await street.group.shows("已登记")
    await xiaoli.shares_location(28.2, 113.0, to=street.group, reply_to=answer)
    await xiaoli.shares_location(28.3, 113.5, to=street.group, reply_to=answer)
    await street.person("王阿姨").shares_location(1.0, 2.0, to=street.group, reply_to=answer)
    await street.settled()

    case = await row(street)
    assert (case.latitude, case.longitude) == (28.3, 113.5)

    def points(tx: Connection) -> list[dict[str, Any]]:
        rows = tx.execute(sa.select(case_events.c.data).order_by(case_events.c.id))
        return [data for data in rows.scalars() if "point" in data]

    assert await street.read(points) == [
        {"point": [28.2, 113.0]},
        {"point": [28.3, 113.5], "before": [28.2, 113.0]},
        {"point": [1.0, 2.0]},
    ]


async def test_what_a_colleague_says_in_the_staff_group_is_not_said_there_again(
    street: Street,
) -> None:
    card = await a_case(street)
    await street.person("孙姐").says("我路过看过，很松", to=street.staff, reply_to=card)
    await street.settled()

    await street.staff.shows("#C1001 已备注")
    assert all_with("补充：我路过看过", street.staff) == []


async def test_a_merchant_is_no_colleague(street: Street) -> None:
    await a_case(street)
    answer = await street.group.shows("已登记")
    await street.person("刘老板").says("我店门口也松", to=street.group, reply_to=answer)
    await street.settled()

    added = await street.staff.shows("补充：我店门口也松")
    assert "刘*" in added.text
    assert "刘老板" not in added.text


# ── pictures of the result ─────────────────────────────────────────────────────────────────


async def mended_with_a_photo(street: Street, words: str, data: bytes) -> str:
    zhao = street.person("赵师傅")
    sent = await zhao.sends_photo(f"/resolve 1001 {words}", to=street.staff, data=data)
    await street.wait(seconds=5)
    assert sent.photo
    return sent.photo


async def test_the_second_repair_shows_its_own_picture(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.says("随手拍 阿郎批发部下方井盖松动", to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    first = await mended_with_a_photo(street, "垫了一下", written(scene(40, 30)))
    assert (await street.group.shows("已登记")).photo == first
    await xiaoli.presses("不满意", in_=street.group)
    await street.wait(seconds=5)

    back = await street.group.shows("进展：处理中")
    assert back.photo == first  # Telegram can take words back, never a picture
    second = await mended_with_a_photo(street, "换了新的", written(scene(30, 40)))

    assert second != first
    assert (await street.group.shows("已登记")).photo == second
    question = await street.group.shows("请您看一眼")
    assert question.photo == second
    await xiaoli.presses("满意", on=question)
    await street.wait(seconds=5)
    assert (await street.group.shows("进展：已办结")).photo == second


async def test_a_second_repair_without_a_picture_shows_none(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await xiaoli.says("随手拍 阿郎批发部下方井盖松动", to=street.group)
    await street.settled()
    await zhao.says("/accept 1001", to=street.staff)
    await mended_with_a_photo(street, "垫了一下", written(scene(40, 30)))
    await xiaoli.presses("不满意", in_=street.group)
    await zhao.says("/resolve 1001 换了新的", to=street.staff)
    await street.wait(seconds=5)

    assert (await street.group.shows("请您看一眼")).photo is None


# ── a crowd ────────────────────────────────────────────────────────────────────────────────


async def crowd(street: Street, count: int, role: Role, grid: int | None) -> None:
    def come(tx: Connection) -> None:
        community = communities.find_community(tx, COMMUNITY)
        assert community is not None
        now = street.clock.now()
        for number in range(count):
            name = f"队员{number}"
            who = people.add_person(
                tx, channel="telegram", external_id=str(10**6 + number), name=name,
                username=None, now=now,
            )  # fmt: skip
            at = {"community_id": community.id, "person_id": who}
            people.add_member(tx, **at, name=name, now=now)
            roles.add_role(
                tx, **at, role=role, grid_id=grid, team=None, given_by=None, now=now
            )  # fmt: skip

    await street.program.db.do(come)


async def test_a_crowd_of_possible_assignees_is_offered_in_part(street: Street) -> None:
    await crowd(street, 150, Role.GRID_WORKER, None)
    await a_case(street, "随手拍 3号楼门坏了")
    await street.person("陈书记").presses("派单", in_=street.staff)
    await street.settled()

    offer = await street.staff.shows("派给谁")
    assert len(offer.buttons) == 31
    assert offer.buttons[0] == "孙姐"
    assert offer.buttons[-1] == "其他人…"


async def test_a_crowd_in_charge_is_named_in_part(street: Street) -> None:
    await crowd(street, 150, Role.GRID_WORKER, None)
    card = await a_case(street, "随手拍 3号楼门坏了")

    assert "负责：孙姐、队员0、队员1等 151 人（二号网格）" in card.text


# ── words that cannot be said in private ───────────────────────────────────────────────────


async def shut(street: Street) -> None:
    """小李 can be written to as far as the bot knows, and blocks it before the next word."""
    xiaoli = street.person("小李")
    await xiaoli.starts()
    await street.settled()
    await street.driver.faults([{"method": "send", "chat": xiaoli.id, "effect": BLOCKED}])


async def test_a_question_refused_in_private_is_asked_in_the_group(street: Street) -> None:
    await a_case(street)
    await shut(street)
    await resolved(street)

    question = await street.group.shows("修好了吗")
    await street.person("小李").presses("满意", on=question)
    await street.wait(seconds=3)
    assert await street.stage_of(1001) == "closed"
    assert len(all_with("修好了吗", street.group)) == 1


@pytest.mark.parametrize(
    ("command", "words"),
    [("/wait 1001 哪一个？", "想问：哪一个"), ("/reject 1001 隔壁的", "不予受理：隔壁的")],
)
async def test_words_refused_in_private_are_said_in_the_group(
    street: Street, command: str, words: str
) -> None:
    await a_case(street)
    await shut(street)
    if command.startswith("/wait"):
        await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.person("赵师傅").says(command, to=street.staff)
    await street.settled()

    assert len(all_with(words, street.group)) == 1


async def test_nothing_else_refused_in_private_is_said_in_a_group(street: Street) -> None:
    sun = street.person("孙姐")
    await a_case(street)
    await sun.starts()
    await street.settled()
    await street.driver.faults([{"method": "send", "chat": sun.id, "effect": BLOCKED}])
    await street.person("陈书记").says("/assign 1001 @sunjie", to=street.staff)
    await sun.says("/mine", to=street.group)
    await street.settled()

    assert all_with("派给了你", street.group) == []
    assert all_with("您还没有报过事", street.group) == []


async def test_a_report_made_in_private_never_comes_to_a_group(street: Street) -> None:
    await street.person("小李").starts()
    await street.person("小李").says("随手拍 阿郎批发部下方井盖松动")
    await shut(street)
    await resolved(street)

    assert await street.stage_of(1001) == "resolved"
    assert all_with("修好了吗", street.group) == []


# ── who sees what ──────────────────────────────────────────────────────────────────────────


async def test_a_complaint_is_for_the_office_and_the_finder(street: Street) -> None:
    xiaoli, zhao, aunt = (street.person(name) for name in ("小李", "赵师傅", "王阿姨"))
    await a_case(street)
    await resolved(street)
    await xiaoli.presses("不满意", in_=street.group)
    await street.settled()
    why = await street.group.shows("哪里还不满意")
    await xiaoli.says("还是会响", to=street.group, reply_to=why)
    for one in (xiaoli, zhao, aunt):
        await one.starts()
    await street.wait(seconds=3)

    assert "还是会响" not in await say(street, aunt, "/case 1001", street.group)
    assert "还是会响" not in await say(street, aunt, "/case 1001", aunt.private)
    assert "上次不满意：还是会响" in await say(street, xiaoli, "/case 1001", xiaoli.private)
    assert "上次不满意：还是会响" in await say(street, zhao, "/case 1001", zhao.private)


async def test_the_offices_notes_are_not_for_the_reporter(street: Street) -> None:
    xiaoli, zhao = street.person("小李"), street.person("赵师傅")
    await a_case(street)
    await zhao.says("/note 1001 这位常来报", to=street.staff)
    for one in (xiaoli, zhao):
        await one.starts()
    await street.settled()

    assert "常来报" not in await story(street, xiaoli)
    assert "常来报" in await story(street, zhao)


async def test_who_mended_it_does_not_confirm_it(street: Street) -> None:
    zhao = street.person("赵师傅")
    await zhao.says("随手拍 阿郎批发部下方井盖松动", to=street.group)
    await street.settled()
    await resolved(street)

    refused = await zhao.presses("满意", in_=street.group)
    assert refused is not None
    assert refused.alert
    assert "自己" in str(refused.text)
    assert await street.stage_of(1001) == "resolved"
    await street.wait(hours=73)
    assert await street.stage_of(1001) == "closed"


@pytest.mark.parametrize("end", ["rejected", "withdrawn"])
async def test_a_case_that_will_not_be_done_cannot_be_joined(street: Street, end: str) -> None:
    await a_case(street)
    if end == "rejected":
        await street.person("赵师傅").says("/reject 1001 隔壁的", to=street.staff)
    else:
        await street.person("小李").says("/withdraw 1001", to=street.group)
    await street.wait(seconds=5)

    assert await street.stage_of(1001) == end
    assert (await street.group.shows("已登记")).buttons == ["补充", "进度"]


async def test_a_long_place_leaves_room_for_the_rest(street: Street) -> None:
    await a_case(street)

    def move_far(tx: Connection) -> None:
        tx.execute(sa.update(cases).values(place="远" * 900))

    await street.program.db.do(move_far)
    await street.person("赵师傅").says("/accept 1001", to=street.staff)
    await street.wait(seconds=3)

    card = await street.staff.shows("随手拍 · 已受理")
    assert f"地点：{'远' * 79}…" in card.text
    assert "负责：赵师傅" in card.text
