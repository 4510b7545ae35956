"""Notices where two things meet: a press and what is on its way, a pause and a count."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection

from actions import notices
from bot.jobs import JOBS
from bot.ticker import do_job
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import jobs, paying
from storage.notices import count_by_state, get_notice
from tests.actions.conftest import Place
from tests.actions.test_notices import SOURCES, deliver, opened, send, settle_many, tick, written

FEW = 30


@pytest.fixture
def secretary(place: Place) -> Visitor:
    place.group("-100", ChatKind.PUBLIC)
    return opened(place, place.person("陈书记", Role.SECRETARY))


def press(place: Place, by: Visitor, notice_id: int, what: str) -> None:
    deed = {
        "pause": notices.pause_notice,
        "resume": notices.resume_notice,
        "cancel": notices.cancel_notice,
        "again": notices.remind_unread,
    }[what]
    version = get_notice(place.tx, notice_id).version
    source = next(SOURCES)
    deed(place.tx, by=by, notice_id=notice_id, version=version, source=source, now=place.now)


@pytest.mark.parametrize(
    ("pressed", "left"), [("pause", {"waiting": 27}), ("cancel", {"cancelled": 27}), ("again", {})]
)
def test_what_telegram_sent_back_meanwhile_is_not_said_after_the_press(
    tx: Connection,
    place: Place,
    now: datetime,
    secretary: Visitor,
    pressed: str,
    left: dict[str, int],
) -> None:
    settle_many(place, FEW)
    send(place, secretary, notice := written(place, secretary))
    tick(tx, now)
    if pressed == "again":
        deliver(tx, now)
        tick(tx, now + timedelta(seconds=1))
        press(place, secretary, notice.id, "again")
        tick(tx, now + timedelta(seconds=1))
    soon = now + timedelta(seconds=1)
    claimed = paying.claim_owed(tx, now=soon, waiting_chats=(), limit=100)
    on_their_way = [one for one in claimed if one.kind == "notice.said"]
    assert len(on_their_way) == FEW * 9 // 10
    press(place, secretary, notice.id, "cancel" if pressed == "again" else pressed)
    for one in on_their_way:
        paying.put_back(tx, one, not_before=now + timedelta(seconds=30), error="429")

    tick(tx, now + timedelta(seconds=2))

    assert deliver(tx, now + timedelta(minutes=1)) == []
    assert count_by_state(tx, notice.id) == (left or {"reached": 27})
    if pressed == "pause":
        press(place, secretary, notice.id, "resume")
        tick(tx, now + timedelta(minutes=1))
        assert len(deliver(tx, now + timedelta(minutes=1))) == 27


def test_paused_and_resumed_while_it_is_written_down_nobody_is_counted_twice(
    tx: Connection, place: Place, now: datetime, secretary: Visitor
) -> None:
    settle_many(place, 650)
    send(place, secretary, notice := written(place, secretary))
    [first] = [one for one in jobs.list_due(tx, now=now, limit=50) if one.kind == "notice.walk"]
    do_job(tx, first, deeds=JOBS, now=now)

    press(place, secretary, notice.id, "pause")
    press(place, secretary, notice.id, "resume")
    tick(tx, now)

    assert get_notice(tx, notice.id).unopened == 65
    assert len(deliver(tx, now)) == 585


def test_a_grid_worker_who_means_the_office_does_not_tell_the_grid(
    place: Place, secretary: Visitor
) -> None:
    own = place.grid("一号网格")
    worker = opened(place, place.person("赵师傅"))
    place.give(worker, Role.GRID_WORKER, grid_id=own)
    worker = place.seen_in(worker, place.id)

    for line in ("给书记 张三家的事", "给骑手和网格员 张三家的事"):
        with pytest.raises(RuleBroken, match=r"notice\.only_own_grid"):
            written(place, worker, line)
    assert written(place, worker, "给骑手 停水").audience.grid_ids == {own}
