"""What a secretary takes off the list of what will be said is not said; what comes after it is."""

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.deadlines import plan
from actions.digests import ensure_digests
from actions.jobs import cancel_job
from actions.looks import show, turn_page
from actions.reminders import PLANNED
from bot.letters.jobs import coming
from bot.settling import book_sent
from cards.card import Reader
from domain.addresses import Address
from domain.cases import Act
from domain.rules import RuleBroken
from locales import speaker
from storage import cases, jobs, paying
from tests.actions.conftest import Place
from tests.actions.test_escalation import Week


@pytest.fixture
def week(tx: Connection, place: Place) -> Week:
    return Week(tx, place)


def card_of(week: Week) -> Address:
    """Where the secretary looks at what will be said."""
    private = Address(week.chen.external_id)
    show(
        week.tx,
        by=week.chen,
        kind=PLANNED,
        payload={"viewer": week.chen.person_id, "page": 0},
        here=private,
        is_personal=True,
        start="jobs",
        source="jobs",
        now=week.now,
    )
    for one in paying.claim_owed(week.tx, now=week.now, waiting_chats=(), limit=50):
        book_sent(week.tx, [one], message=str(one.id), media_file=None, now=week.now)
    [card] = week.tx.execute(
        sa.text("SELECT message FROM outbox WHERE kind = 'job.list'")
    ).scalars()
    return Address(week.chen.external_id, reply_to=card)


def next_of(week: Week, kind: str) -> int:
    found = jobs.list_coming(week.tx, community_id=week.place.id, limit=99)
    return next(one.id for one in found if one.kind == kind)


def test_one_question_how_far_it_is_is_left_out_and_the_next_is_asked(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.until(3, 9)
    here, job_id = card_of(week), next_of(week, "case.nudge")
    with pytest.raises(RuleBroken, match="only_secretaries"):
        cancel_job(week.tx, by=week.zhao, job_id=job_id, here=here, source="no", now=week.now)

    cancel_job(week.tx, by=week.chen, job_id=job_id, here=here, source="yes", now=week.now)
    plan(week.tx, cases.get_case(week.tx, case.id), now=week.now)  # as any change would
    with pytest.raises(RuleBroken, match=r"job\.gone"):
        cancel_job(week.tx, by=week.chen, job_id=job_id, here=here, source="again", now=week.now)

    nudges = [one for one in week.until(16, 19) if "nudge" in one]
    assert nudges == ["10 18:00 赵师傅 case.nudge", "13 18:00 赵师傅 case.nudge"]


def test_what_concerns_all_is_not_lost_among_the_deadlines_of_cases(week: Week) -> None:
    ensure_digests(week.tx, community_id=week.place.id, now=week.now)
    for number in range(8):
        week.report(f"井盖松动 {number}")
    here = card_of(week)
    turn_page(week.tx, by=week.chen, page=1, here=here, source="on", now=week.now)
    [owed] = (
        one
        for one in paying.claim_owed(week.tx, now=week.now, waiting_chats=(), limit=50)
        if one.kind == PLANNED
    )
    assert owed.payload["page"] == 1
    to = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), week.now)

    def page(number: int) -> str:
        payload = {**owed.payload, "page": number}
        card = coming(week.tx, replace(owed, payload=payload), to)
        assert card is not None
        return card.text

    first = page(0)
    assert {"简报：早报", "简报：周报", "简报：月报"} <= set(re.findall("简报：..", first))
    assert "第1/4页" in first
    numbers = [int(one) for turn in range(4) for one in re.findall(r"(?m)^(\d+)\. ", page(turn))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 3 + 8 * 6
    assert page(99) == page(3)
