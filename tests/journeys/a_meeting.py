"""What the journeys of meetings have in common: one that is called, and whoever leads it."""

from sandbox.driver import Message, Place
from tests.journeys.posting import day_ahead, last, morning, pressed, starts
from tests.street import Street

LINE = "19点到20点半 电动车充电 @活动室 议题:装充电桩;停车"


async def called(
    street: Street,
    line: str = LINE,
    *,
    days: int = 10,
    by: str = "陈书记",
    to: Place | None = None,
) -> Message:
    """Somebody calls a meeting in one line, in private; the card in the residents' group, or in
    another.
    """
    await morning(street)
    await starts(street, by)
    maker = street.person(by)
    await maker.says(f"/meeting {day_ahead(street, days)} {line}")
    await street.settled()
    preview = await maker.private.shows("看一下，没问题就发布")
    assert "已发布" in await pressed(street, by, "发布", preview)
    await street.wait(seconds=4)
    return await (to or street.group).shows("📣")


STEPS = {"开始开会", "进入表决", "结束会议", "全部办结", "退回上一步", "加议题"}


async def desk(street: Street, *, by: str = "陈书记") -> Message:
    """The newest organiser's card of whoever leads."""
    await street.settled()
    found = [one for one in street.person(by).private.messages if STEPS & {*one.buttons}]
    return found[-1]


async def forged(street: Street, who: str, data: str) -> str:
    """What a modified client is answered that presses what no button of its owner says."""
    person = street.person(who)
    body = {"as": person.id, "do": "press", "chat": person.id, "data": data, "as_seen": True}
    done = await street.driver.act(body | {"message_id": last(person.private).id})
    await street.settled()
    answers = street.driver.mirror.answers
    answer = await street.driver.until(lambda: answers.get(done["query_id"]), 5)
    assert answer is not None
    return str(answer["text"] or "")


async def answers(street: Street, who: str, words: str, *, asked: str) -> None:
    """Their reply to the question the bot has just asked them."""
    person = street.person(who)
    question = await person.private.shows(asked)
    await person.says(words, reply_to=question)
    await street.settled()
