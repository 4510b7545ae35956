"""改类别: one tap corrects it, and everything that hangs on it; the questions of a category."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Case
from domain.categories import Priority
from sandbox.driver import Message, Neighbour, Place
from storage.cases import find_case, list_events
from storage.categories import list_categories
from storage.communities import list_communities
from storage.tables import jobs
from tests.street import Street

pytestmark = pytest.mark.journey

BOTH = "随手拍 阿郎批发部井盖边上路灯不亮"


async def answer_to(street: Street, who: Neighbour, words: str, to: Place) -> Message:
    said = await who.says(words, to=to)
    await street.settled()
    return await to.shows("", from_bot=True, after=said)


async def a_case(street: Street, words: str = BOTH) -> Message:
    await street.person("小李").says(words, to=street.group)
    await street.settled()
    return await street.group.shows("已登记 #C1001")


async def case_now(street: Street) -> tuple[Case, str]:
    """The case, and what its category is called."""

    def read(tx: Connection) -> tuple[Case, str]:
        [community] = list_communities(tx)
        case = find_case(tx, community_id=community.id, number=1001)
        assert case is not None
        known = {one.id: one.name for one in list_categories(tx, community_id=community.id)}
        return case, known.get(case.category_id or 0, "")

    return await street.read(read)


async def test_one_tap_corrects_it_and_what_hangs_on_it(street: Street) -> None:
    answer = await a_case(street)
    before, name = await case_now(street)
    [button] = [one for one in answer.buttons if one.startswith("不是")]
    other = button.partition("改为")[2]
    assert name in button
    assert other in ("井盖破损缺失", "路灯不亮")

    refused = await street.person("外人").presses(button, on=answer)
    assert refused is not None
    assert refused.alert
    assert (await case_now(street))[1] == name
    await street.person("小李").presses(button, on=answer)
    await street.wait(seconds=5)

    after, now = await case_now(street)
    assert now == other
    assert after.respond_by != before.respond_by
    assert f"类别：{other}" in (await street.group.shows("已登记 #C1001")).text
    assert f"类别：{other}" in (await street.staff.shows("#C1001")).text
    [event] = [one for one in await street.read(list_events, 1) if one.kind == "categorised"]
    assert event.words == f"{name} → {other}"
    assert await street.read(overdue_at) == after.respond_by


def overdue_at(tx: Connection) -> object:
    return tx.execute(
        sa.select(jobs.c.due_at).where(
            jobs.c.kind == "case.deadline",
            jobs.c.period == "response.100.0",
            jobs.c.state == "waiting",
        )
    ).scalar_one()


async def test_nothing_is_offered_or_asked_once_it_is_taken_on(street: Street) -> None:
    answer = await a_case(street)
    await street.person("赵师傅").presses("受理", in_=street.staff)
    await street.wait(seconds=5)

    shown = await street.group.shows("已登记 #C1001")
    assert shown.buttons == ["补充", "附议", "进度"]
    for label in answer.buttons[:2]:
        late = await street.person("小李").presses(label, on=answer, as_seen=True)
        assert late is not None
        assert "已经有人在办" in str(late.text)
    assert (await case_now(street))[0].answers == ()


async def test_the_office_chooses_any_kind_from_the_catalogue_in_private(street: Street) -> None:
    await a_case(street)
    zhao, outsider = street.person("赵师傅"), street.person("外人")
    await zhao.starts()
    await zhao.says("/accept 1001", to=street.staff)
    view = await answer_to(street, zhao, "/case 1001", zhao.private)
    await zhao.presses("改类别", on=view)
    await street.settled()
    chooser = await zhao.private.shows("#C1001 是哪一类？")
    await zhao.presses("下一页", on=chooser)
    await street.settled()
    await zhao.presses("绿化")
    await street.settled()
    await zhao.presses("树木倒伏、枯枝")
    await street.settled()

    assert (await case_now(street))[1] == "树木倒伏、枯枝"
    assert not [one for one in zhao.private.messages if "是哪一类" in one.text], "it has served"
    await outsider.starts()
    refused = await answer_to(street, outsider, "/category 1001", outsider.private)
    assert "是哪一类" not in refused.text
    assert (
        "改类别" not in (await answer_to(street, outsider, "/case 1001", outsider.private)).buttons
    )


async def test_a_command_names_the_kind(street: Street) -> None:
    await a_case(street)
    zhao, sun, outsider = (street.person(name) for name in ("赵师傅", "孙姐", "外人"))

    async def says(who: Neighbour, name: str) -> str:
        return (await answer_to(street, who, f"/category 1001 {name}", street.staff)).text

    assert "井盖破损缺失" in await says(zhao, "道路井盖")
    assert "没有这一类" in await says(zhao, "天气")
    await says(zhao, "楼道灯")
    assert (await case_now(street))[1] == "楼道灯不亮"
    assert "已经是这一类" in await says(zhao, "楼道灯不亮")
    for who in (outsider, sun):
        await says(who, "路灯不亮")
        assert (await case_now(street))[1] == "楼道灯不亮"
    await street.person("小李").says("/category 1001 路灯不亮", to=street.group)
    await street.settled()
    assert (await case_now(street))[1] == "路灯不亮"
    await says(zhao, "楼道灯不亮")
    await zhao.says("/accept 1001", to=street.staff)
    await street.settled()
    late = await answer_to(street, street.person("小李"), "/category 1001 路灯", street.group)
    assert "已经有人在办" in late.text


async def test_what_a_person_made_urgent_stays_urgent(street: Street) -> None:
    await a_case(street)
    zhao = street.person("赵师傅")
    await zhao.says("/urgent 1001", to=street.staff)
    await zhao.says("/category 1001 电梯困人", to=street.staff)
    await zhao.says("/category 1001 树木倒伏、枯枝", to=street.staff)
    await street.settled()

    case, name = await case_now(street)
    assert name == "树木倒伏、枯枝"
    assert case.priority is Priority.URGENT


async def test_a_category_asks_one_question_after_the_other_and_only_the_reporter(
    street: Street,
) -> None:
    """Nobody is in the lift, so it is no emergency that waits for an answer."""
    answer = await a_case(street, "随手拍 电梯困人了")
    assert "里面有人吗？" in answer.text
    xiaoli, outsider = street.person("小李"), street.person("外人")
    refused = await outsider.presses("有", on=answer)
    assert refused is not None
    assert refused.alert

    await xiaoli.presses("有", on=answer)
    await street.wait(seconds=5)
    second = await street.group.shows("有老人、孩子或病人吗？")
    assert "里面有人吗？" not in second.text
    twice = await xiaoli.presses("没有", on=answer, as_seen=True)
    assert twice is not None
    await xiaoli.presses("没有", on=second)
    await street.wait(seconds=5)

    shown = await street.group.shows("已登记 #C1001")
    assert shown.buttons == ["补充", "附议", "进度"]
    card = await street.staff.shows("#C1001")
    assert "里面有人吗？ 有 · 有老人、孩子或病人吗？ 没有" in card.text
    assert (await case_now(street))[0].answers == (
        ("里面有人吗？", "有"),
        ("有老人、孩子或病人吗？", "没有"),
    )
