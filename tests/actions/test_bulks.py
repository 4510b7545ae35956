"""Bulk acts below the door: what a job does when it comes twice, late, or to a changed case."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.bulk_digests import REMIND, remind_of_digest
from actions.bulks import (
    END,
    ONE,
    act_on_next,
    confirm_bulk,
    drop_bulk,
    end_what_is_left,
    propose_bulk,
)
from actions.case_confirmation import expect_verdict
from actions.cases import Filing, report_case
from domain.addresses import TELEGRAM
from domain.bulks import DONE, DROPPED, Bulk, parse_bulk
from domain.cases import Kind
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import bulks, cases, jobs, people, roles
from storage.jobs import Job
from storage.tables import accounts, outbox
from storage.tables import cases as case_rows
from tests.actions.conftest import Place


@pytest.fixture
def secretary(place: Place) -> Visitor:
    return place.person("陈书记", Role.SECRETARY)


def asked(tx: Connection, place: Place, secretary: Visitor, words: str, now: datetime) -> Bulk:
    """小李 has reported three cases, and the secretary is shown what would be done."""
    li = place.person("小李")
    for said in ("楼道灯不亮", "墙皮脱落", "垃圾没人收"):
        filing = Filing(Kind.PROBLEM, Words(said), place.here("-100"), made_of=said)
        report_case(tx, by=li, filing=filing, source=said, now=now)
    propose_bulk(
        tx, by=secretary, wish=parse_bulk(words), here=place.here(), source="bulk", now=now
    )
    return bulks.get_bulk(tx, 1)


def waiting(tx: Connection, kind: str, now: datetime) -> list[Job]:
    due = jobs.list_due(tx, now=now + timedelta(hours=2), limit=50)
    return [one for one in due if one.kind == kind]


def digests(tx: Connection) -> int:
    found = sa.select(sa.func.count()).where(outbox.c.kind == "bulk.digest")
    return tx.execute(found).scalar_one()


def test_a_job_that_comes_twice_acts_once(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    bulk = asked(tx, place, secretary, "1001-1003 驳回 重复", now)
    confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source="press", now=now)

    for job in waiting(tx, ONE, now):
        act_on_next(tx, job, now)
        act_on_next(tx, job, now)

    assert bulks.get_bulk(tx, bulk.id).done == bulk.case_ids
    assert bulks.get_bulk(tx, bulk.id).state == DONE
    for case_id in bulk.case_ids:
        assert [one.kind for one in cases.list_events(tx, case_id)].count("reject") == 1
    assert digests(tx) == 1
    assert waiting(tx, END, now) == []


def test_what_could_not_be_tried_for_an_hour_keeps_nobody_from_the_news(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    bulk = asked(tx, place, secretary, "1001-1003 驳回 重复", now)
    confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source="press", now=now)
    first, second, third = waiting(tx, ONE, now)
    act_on_next(tx, first, now)
    act_on_next(tx, second, now)
    [end] = waiting(tx, END, now)

    end_what_is_left(tx, end, now)

    ended = bulks.get_bulk(tx, bulk.id)
    assert (ended.state, len(ended.done), len(ended.refused)) == (DONE, 2, 1)
    assert digests(tx) == 1
    act_on_next(tx, third, now)
    assert bulks.get_bulk(tx, bulk.id) == ended


def test_a_role_that_has_ended_meanwhile_counts_no_more(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    bulk = asked(tx, place, secretary, "1001-1003 受理", now)
    confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source="press", now=now)
    roles.end_roles(tx, community_id=place.id, person_id=secretary.person_id, now=now)

    for job in waiting(tx, ONE, now):
        act_on_next(tx, job, now)

    ended = bulks.get_bulk(tx, bulk.id)
    assert ended.done == ()
    assert {why.key for why in ended.refused.values()} == {"permission.denied"}


def test_what_was_shown_too_long_ago_or_dropped_is_not_begun(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    bulk = asked(tx, place, secretary, "1001-1003 受理", now)
    with pytest.raises(RuleBroken, match="too_old"):
        confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source="late", now=now + timedelta(hours=2))
    colleague = place.person("李书记", Role.SECRETARY)
    with pytest.raises(RuleBroken, match="anothers"):
        drop_bulk(tx, by=colleague, bulk_id=bulk.id, source="other", now=now)

    drop_bulk(tx, by=secretary, bulk_id=bulk.id, source="drop", now=now)

    assert bulks.get_bulk(tx, bulk.id).state == DROPPED
    with pytest.raises(RuleBroken, match="pressed_already"):
        confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source="press", now=now)
    assert waiting(tx, ONE, now) == []


def test_another_communitys_bulk_is_nobodys_here(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    bulk = asked(tx, place, secretary, "1001 受理", now)
    stranger = place.outsider("外人")

    with pytest.raises(RuleBroken):
        confirm_bulk(tx, by=stranger, bulk_id=bulk.id, source="press", now=now)
    assert bulks.find_bulk(tx, bulk.id, community_id=place.id + 1) is None


def mended(tx: Connection, place: Place, secretary: Visitor, now: datetime) -> Job:
    """The three cases are mended in one go; the job that will remind 小李 of them."""
    for words, source in (("1001-1003 受理", "taken"), ("1001-1003 办结 都弄好了", "mended")):
        wish = parse_bulk(words)
        if source == "taken":
            bulk = asked(tx, place, secretary, words, now)
        else:
            here = place.here()
            propose_bulk(tx, by=secretary, wish=wish, here=here, source=source, now=now)
            bulk = bulks.get_bulk(tx, 2)
        confirm_bulk(tx, by=secretary, bulk_id=bulk.id, source=f"press {source}", now=now)
        for job in waiting(tx, ONE, now):
            act_on_next(tx, job, now)
            jobs.end_job(tx, job.id, state=jobs.DONE, now=now)
    due = jobs.list_due(tx, now=now + timedelta(days=4), limit=50)
    [reminder] = [one for one in due if one.kind == REMIND]
    return reminder


def reminders(tx: Connection) -> list[tuple[str, int]]:
    """Where 小李 is reminded, and of how many cases."""
    rows = tx.execute(
        sa.select(outbox.c.chat, outbox.c.payload)
        .where(outbox.c.kind == "bulk.digest")
        .order_by(outbox.c.id)
    )
    return [
        (row.chat, len(row.payload["case_ids"]))
        for row in rows
        if row.payload["role"] == "reminded"
    ]


def test_the_reminder_finds_the_group_that_became_a_supergroup(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    reminder = mended(tx, place, secretary, now)
    tx.execute(sa.update(case_rows).values(chat="-100200"))

    remind_of_digest(tx, reminder, now + timedelta(hours=49))

    assert reminders(tx) == [("-100200", 3)]


def test_the_reminder_finds_who_pressed_start_meanwhile(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    reminder = mended(tx, place, secretary, now)
    reporter = people.get_account(tx, cases.get_case(tx, 1).reporter_id, channel=TELEGRAM)
    tx.execute(sa.update(accounts).values(is_reachable=True))

    remind_of_digest(tx, reminder, now + timedelta(hours=49))

    assert reminders(tx) == [(reporter.private.chat, 3)]


def test_a_case_that_is_asked_about_alone_is_not_brought_to_mind_twice(
    tx: Connection, place: Place, secretary: Visitor, now: datetime
) -> None:
    reminder = mended(tx, place, secretary, now)
    expect_verdict(tx, cases.get_case(tx, 2), now=now)

    remind_of_digest(tx, reminder, now + timedelta(hours=49))

    assert reminders(tx) == [("-100", 2)]
