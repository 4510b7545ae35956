"""满意度: three presses in one message, the last one counts, asked once more and never again."""

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from cards.card import Press
from domain.meetings import Stage
from domain.surveys import Question
from handlers.presses import pack
from sandbox.driver import Message
from storage import surveys
from storage.tables import outbox
from tests.journeys.a_decision import TITLE, end_meeting, lay_decision, presses
from tests.journeys.an_activity import until
from tests.journeys.posting import morning
from tests.journeys.test_bad_input import press
from tests.street import Street

pytestmark = pytest.mark.journey


def cards(tx: Connection) -> int:
    asked = outbox.c.kind == "survey.card"
    return tx.execute(sa.select(sa.func.count()).select_from(outbox).where(asked)).scalar_one()


def now_of(street: Street, who: str, message: Message) -> Message:
    found = street.person(who).private.message(message.id)
    assert found is not None
    return found


async def she_answers_all_three_and_thinks_better_of_the_first(street: Street) -> Message:
    """The card on which 王阿姨 did so."""
    aunt = street.person("王阿姨").private
    card = await aunt.shows(f"「{TITLE}」有结果了")
    assert "1/3 结果满意吗？" in card.text
    assert card.buttons == ["满意", "一般", "不满意"]
    await presses(street, "王阿姨", "满意", card)
    card = now_of(street, "王阿姨", card)
    assert "2/3 过程公开吗？" in card.text
    await presses(street, "王阿姨", "公开", card)
    await presses(street, "王阿姨", "看情况", now_of(street, "王阿姨", card))
    card = now_of(street, "王阿姨", card)
    assert "下次还来吗：看情况" in card.text
    assert card.buttons == ["改一改"]
    await presses(street, "王阿姨", "改一改", card)
    await presses(street, "王阿姨", "一般", now_of(street, "王阿姨", card))
    return card


async def test_who_took_part_is_asked_three_questions_by_three_presses(street: Street) -> None:
    await morning(street)
    meeting = await lay_decision(street, writes=("陈书记", "小李", "王阿姨", "外人"))
    await end_meeting(street, meeting, to=Stage.FOLLOWING)
    assert await street.read(cards) == 0
    await until(street, 23, 0)
    await end_meeting(street, meeting, to=Stage.CLOSED, reason="纪要另存")
    assert await street.read(cards) == 0  # not at night
    await until(street, 9, 0)
    assert await street.read(cards) == 2  # 周爷爷 was there too, and never wrote to the bot

    card = await she_answers_all_three_and_thinks_better_of_the_first(street)
    figures = await street.read(surveys.figures_of, meeting.id)
    assert figures is not None
    assert (figures.asked, figures.answered, figures.unrated) == (3, 1, 2)
    assert dict(figures.tallies[Question.RESULT].counts) == {2: 1}
    assert dict(figures.tallies[Question.OPENNESS].counts) == {3: 1}

    forged = pack(Press("survey.rate", meeting.id, 3, "result"))
    outsider = street.person("外人")
    refused = await press(street, outsider, outsider.private.messages[-1], forged)
    assert "参会、表决或提议" in refused
    await street.restart()
    await street.wait(hours=24 * 3 + 1)
    await street.person("小李").private.shows("还差您的评价")
    assert await street.read(cards) == 3  # who has answered everything is not reminded
    await street.wait(hours=24 * 5)
    assert await street.read(cards) == 3
    late = await press(street, street.person("王阿姨"), card, forged)
    assert "已经截止" in late
