"""A notice to many, piece by piece: never twice to one, taken back, and nobody else's business."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions import notice_questions, notices
from actions.notice_form import begin_notice
from actions.notice_presses import press_form
from bot.jobs import JOBS
from bot.settling import book_sent, recover_interrupted
from bot.ticker import do_job
from domain.addresses import TELEGRAM
from domain.answers import Answer
from domain.notices import FORM, Notice
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import communities, conversations, jobs, paying, people, roles
from storage.notices import count_by_state, count_reads, get_notice
from storage.tables import accounts, members, outbox, persons
from tests.actions.conftest import DEFAULTS, Place

MANY = 1150
"""More than are ever owed at once."""


@pytest.fixture
def secretary(place: Place) -> Visitor:
    place.group("-100", ChatKind.PUBLIC)
    return opened(place, place.person("陈书记", Role.SECRETARY))


def opened(place: Place, who: Visitor) -> Visitor:
    place.tx.execute(
        accounts.update().where(accounts.c.person_id == who.person_id).values(is_reachable=True)
    )
    return who


def settle_many(place: Place, many: int = MANY) -> None:
    """Members whose private chat is open, but for each tenth."""
    first = place.tx.execute(sa.select(sa.func.max(persons.c.id))).scalar_one() + 1
    ids = range(first, first + many)
    place.tx.execute(persons.insert(), [{"id": one, "created_at": place.now} for one in ids])
    place.tx.execute(
        accounts.insert(),
        [
            {
                "person_id": one,
                "channel": TELEGRAM,
                "external_id": str(90_000 + one),
                "name": f"居民{one}",
                "is_reachable": one % 10 != 0,
            }
            for one in ids
        ],
    )
    place.tx.execute(
        members.insert(),
        [
            {
                "community_id": place.id,
                "person_id": one,
                "name": f"居民{one}",
                "kind": "resident",
                "joined_at": place.now,
            }
            for one in ids
        ],
    )


SOURCES = (f"test:{number}" for number in count())


def secretary_elsewhere(place: Place) -> Visitor:
    """Of another community, with every right there."""
    there = communities.add_community(place.tx, "别处", defaults=DEFAULTS, now=place.now).id
    who = place.outsider("别处的书记")
    people.add_member(
        place.tx, community_id=there, person_id=who.person_id, name=who.name, now=place.now
    )
    roles.add_role(
        place.tx,
        community_id=there,
        person_id=who.person_id,
        role=Role.SECRETARY,
        grid_id=None,
        team=None,
        given_by=None,
        now=place.now,
    )
    return place.seen_in(who, there)


def written(place: Place, by: Visitor, line: str = "给居民 停水") -> Notice:
    here = place.here(by.external_id)
    begin_notice(
        place.tx,
        by=by,
        text=line,
        content=None,
        said_at=place.now,
        here=here,
        source=next(SOURCES),
        now=place.now,
    )
    form = conversations.find_conversation(place.tx, by.person_id, form=FORM)
    assert form is not None
    return get_notice(place.tx, form.data["notice"])


def send(place: Place, by: Visitor, notice: Notice) -> None:
    notices.send_notice(
        place.tx,
        by=by,
        notice_id=notice.id,
        version=notice.version,
        is_held=False,
        source=next(SOURCES),
        now=place.now,
    )


def press(place: Place, by: Visitor, notice: Notice, what: str) -> None:
    press_form(
        place.tx,
        by=by,
        notice_id=notice.id,
        version=notice.version,
        what=what,
        source=next(SOURCES),
        now=place.now,
    )


def tick(tx: Connection, now: datetime) -> None:
    while due := jobs.list_due(tx, now=now, limit=50):
        for job in due:
            do_job(tx, job, deeds=JOBS, now=now)


def deliver(tx: Connection, now: datetime, *, most: int = 10_000) -> list[str]:
    """Send what is due to persons, and say to whom it went."""
    claimed = paying.claim_owed(tx, now=now, waiting_chats=(), limit=most)
    for owed in claimed:
        book_sent(tx, [owed], message=str(owed.id), media_file=None, now=now)
    return [one.address.chat for one in claimed if one.kind == "notice.said"]


def owed_now(tx: Connection) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(outbox)
        .where(outbox.c.kind == "notice.said", outbox.c.state == "new")
    ).scalar_one()


def test_thousands_are_told_in_pieces_and_nobody_twice(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    settle_many(place)
    send(place, secretary, notice := written(place, secretary))
    heard: list[str] = []
    for second in range(4):
        at = now + timedelta(seconds=second)
        tick(tx, at)
        assert owed_now(tx) <= 1000
        heard += deliver(tx, at, most=700)
        recover_interrupted(tx, now=at)
    tick(tx, now + timedelta(seconds=5))
    assert len(heard) == len(set(heard)) == MANY * 9 // 10
    found = get_notice(tx, notice.id)
    assert (found.state, found.unopened) == ("sent", MANY // 10)
    assert count_by_state(tx, notice.id) == {"reached": MANY * 9 // 10}


def test_a_kill_on_the_way_leaves_one_uncertain_and_none_told_twice(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    settle_many(place, 50)
    send(place, secretary, notice := written(place, secretary))
    tick(tx, now)
    on_its_way = paying.claim_owed(tx, now=now, waiting_chats=(), limit=3)
    assert len(on_its_way) == 3
    recover_interrupted(tx, now=now)
    lost = sum(one.kind == "notice.said" for one in on_its_way)
    heard: list[str] = []
    for second in range(1, 5):
        at = now + timedelta(seconds=second)
        heard += deliver(tx, at)
        tick(tx, at)
    assert not {one.address.chat for one in on_its_way if one.kind == "notice.said"} & set(heard)
    assert count_by_state(tx, notice.id) == {
        "reached": 45 - lost,
        **({"uncertain": lost} if lost else {}),
    }
    assert lost > 0


def test_cancelling_in_the_middle_leaves_each_in_exactly_one_state(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    settle_many(place)
    send(place, secretary, notice := written(place, secretary))
    tick(tx, now)
    told = len(deliver(tx, now, most=200))
    notices.pause_notice(
        tx,
        by=secretary,
        notice_id=notice.id,
        version=get_notice(tx, notice.id).version,
        source="pause",
        now=now,
    )
    tick(tx, now + timedelta(seconds=1))
    assert owed_now(tx) == 0
    notices.cancel_notice(
        tx,
        by=secretary,
        notice_id=notice.id,
        version=get_notice(tx, notice.id).version,
        source="cancel",
        now=now,
    )
    for second in range(2, 5):
        tick(tx, now + timedelta(seconds=second))
        assert deliver(tx, now + timedelta(seconds=second)) == []
    assert count_by_state(tx, notice.id) == {
        "reached": told,
        "cancelled": MANY * 9 // 10 - told,
    }


def test_another_community_reads_asks_and_rules_over_nothing(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    opened(place, aunt := place.person("王阿姨"))
    send(place, secretary, notice := written(place, secretary, "给大家 停水"))
    tick(tx, now)
    version, here = get_notice(tx, notice.id).version, place.here()

    def all_deeds(by: Visitor) -> list[Callable[[str], Answer | None]]:
        """What a button could ask for, each under a source."""
        about: dict[str, Any] = {"by": by, "notice_id": notice.id, "now": now}
        return [
            lambda source: notices.read_notice(tx, **about, source=source),
            lambda source: notices.show_unread(tx, **about, here=here, source=source),
            lambda source: notice_questions.show_questions(tx, **about, here=here, source=source),
            lambda source: notice_questions.ask_for_question(tx, **about, here=here, source=source),
            lambda source: notices.remind_unread(tx, **about, version=version, source=source),
            lambda source: notices.cancel_notice(tx, **about, version=version, source=source),
        ]

    assert all_deeds(aunt)[0](next(SOURCES)) is not None
    elsewhere = secretary_elsewhere(place)
    for one in (place.person("晚来的人"), elsewhere, place.outsider("外人")):
        for deed in all_deeds(one):
            with pytest.raises(RuleBroken):
                deed(next(SOURCES))


def test_in_a_group_each_member_counts_once_and_nobody_else(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    notice = written(place, secretary, "停水")
    for what in ("in.group", "g.1", "go.next", "now"):
        press(place, secretary, get_notice(tx, notice.id), what)
    send(place, secretary, get_notice(tx, notice.id))
    tick(tx, now)
    aunt = place.person("王阿姨")
    for by, many in ((aunt, 1), (aunt, 1), (secretary, 2)):
        notices.read_notice(tx, by=by, notice_id=notice.id, source=next(SOURCES), now=now)
        assert count_reads(tx, notice.id) == many
    for by in (secretary_elsewhere(place), place.outsider("外人")):
        with pytest.raises(RuleBroken):
            notices.read_notice(tx, by=by, notice_id=notice.id, source=next(SOURCES), now=now)
    assert count_reads(tx, notice.id) == 2


def test_a_grid_worker_presses_nothing_beyond_their_grid(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    own, others = place.grid("一号网格"), place.grid("二号网格")
    worker = opened(place, place.person("赵师傅"))
    place.give(worker, Role.GRID_WORKER, grid_id=own)
    worker = place.seen_in(worker, place.id)
    notice = written(place, worker, "停水")
    assert notice.is_private
    assert notice.audience.grid_ids == {own}
    for what in ("g.1", f"a.grid_ids.{others}", "a.person_ids.1", "a.kinds.nonsense", "x", "c.0"):
        with pytest.raises(RuleBroken):
            press(place, worker, notice, what)
    for what in ("in.group", "a.all.", "a.roles.secretary"):
        press(place, worker, get_notice(tx, notice.id), what)
        notice = get_notice(tx, notice.id)
        assert notice.is_private
        assert notice.audience.grid_ids == {own}
        assert not notice.audience.roles
    theirs = written(place, secretary, "给二号网格 停水")
    with pytest.raises(RuleBroken, match=r"notice\.anothers"):
        notices.cancel_notice(
            tx, by=worker, notice_id=theirs.id, version=theirs.version, source="x", now=now
        )
