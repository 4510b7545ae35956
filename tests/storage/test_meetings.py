"""Meetings as they are stored: numbers, events, agendas, and what came of all."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from domain.addresses import TELEGRAM
from domain.audiences import EVERYBODY
from domain.communities import CommunityDefaults
from domain.meetings import Coming, ItemState, Meeting, Rhythm, Stage
from domain.times import Recurrence, Unit
from storage import communities, meeting_agenda, meeting_guests, meetings, people
from storage.database import Database
from storage.meeting_figures import figures_of
from storage.tables import meeting_events, resolutions
from tests.storage.conftest import SPRING

DEFAULTS = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")
MONTHLY = Recurrence(Unit.MONTH, (19 * 60,), month_days=(10,))


def lay(tx: Connection, *, now: datetime) -> tuple[int, int]:
    home = communities.add_community(tx, "桃然亭", defaults=DEFAULTS, now=now).id
    person = people.add_person(
        tx, channel=TELEGRAM, external_id="1", name="陈书记", username=None, now=now
    )
    people.add_member(tx, community_id=home, person_id=person, name="陈书记", now=now)
    return home, person


def hold(tx: Connection, home: int, leader: int, *, at: datetime, stage: Stage) -> Meeting:
    number = meetings.next_number(tx, community_id=home, year=at.year)
    return meetings.add_meeting(
        tx,
        community_id=home,
        number=number,
        title="议事日",
        audience=EVERYBODY,
        starts_at=at,
        ends_at=at + timedelta(hours=1),
        stage=stage.value,
        repeats=Rhythm(MONTHLY, at),
        leader_id=leader,
        made_by=leader,
        secret="s",
        source=f"test:{number}",
        now=at,
    )


async def test_what_is_written_is_read_and_the_second_to_change_it_is_told(db: Database) -> None:
    def walk(tx: Connection, *, now: datetime) -> None:
        home, leader = lay(tx, now=now)
        one = hold(tx, home, leader, at=now, stage=Stage.ANNOUNCED)
        assert one.number == "JY-2026-01"
        assert one.repeats == Rhythm(MONTHLY, now)
        assert meetings.find_by_number(tx, community_id=home, number="jy-2026-01") == one
        changed = meetings.change_meeting(tx, one, place="活动室")
        assert changed is not None
        assert changed.version == one.version + 1
        assert meetings.change_meeting(tx, one, place="门口") is None
        for _ in range(2):
            meetings.add_event(tx, one, kind="moved", made_by=leader, source="x", now=now)
        assert len(meetings.list_events(tx, one.id)) == 1
        other = meetings.next_number(tx, community_id=home, year=2027)
        assert [meetings.next_number(tx, community_id=home, year=2026), other] == [
            *("JY-2026-02", "JY-2027-01"),
        ]

    await db.do(walk, now=SPRING)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        await db.do(_rewrite, now=SPRING)


def _rewrite(tx: Connection, *, now: datetime) -> None:
    del now
    tx.execute(meeting_events.update().values(reason="anders"))


async def test_what_is_left_over_is_carried_once_and_counted_once(db: Database) -> None:
    def walk(tx: Connection, *, now: datetime) -> None:
        home, leader = lay(tx, now=now)
        first = hold(tx, home, leader, at=now, stage=Stage.FOLLOWING)
        for title in ("门禁", "楼道灯", "收费"):
            meeting_agenda.add_item(tx, first, title)
        doors, lights, fees = meeting_agenda.list_agenda(tx, first.id)
        assert [doors.position, lights.position, fees.position] == [1, 2, 3]
        meeting_agenda.change_item(tx, doors, state=ItemState.DONE.value)
        meeting_agenda.change_item(tx, fees, state=ItemState.DROPPED.value)
        assert meeting_agenda.change_item(tx, doors, state=ItemState.OPEN.value) is None
        second = hold(tx, home, leader, at=now + timedelta(days=30), stage=Stage.MET)
        carried = meeting_agenda.add_item(tx, second, "楼道灯", carried_from_id=lights.id)
        assert carried is not None
        assert meeting_agenda.add_item(tx, second, "楼道灯", carried_from_id=lights.id) is None
        meeting_agenda.change_item(tx, carried, state=ItemState.DONE.value)
        found = figures_of(tx, community_id=home)
        assert (found.held, found.raised, found.solved) == (2, 2, 2)
        _resolve(tx, second, carried.id, leader, now=now)
        found = figures_of(tx, community_id=home, since=now + timedelta(days=1))
        assert (found.held, found.raised, found.solved) == (1, 0, 0)

    await db.do(walk, now=SPRING)


def _resolve(tx: Connection, meeting: Meeting, item: int, owner: int, *, now: datetime) -> None:
    tx.execute(
        resolutions.insert().values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            agenda_item_id=item,
            number=f"{meeting.number}-1",
            words="换灯",
            owner_id=owner,
            made_by=owner,
            source="r",
            made_at=now,
        )
    )


async def test_guests_are_counted_with_whom_they_bring(db: Database) -> None:
    def walk(tx: Connection, *, now: datetime) -> None:
        home, leader = lay(tx, now=now)
        one = hold(tx, home, leader, at=now, stage=Stage.ANNOUNCED)
        meeting_guests.add_guests(tx, one, [leader], is_named=True)
        meeting_guests.put_guest(tx, one, leader, answer=Coming.YES.value, plus=2)
        meeting_guests.add_guests(tx, one, [leader], is_named=False)
        [guest] = meeting_guests.list_guests(tx, one.id)
        assert (guest.is_named, guest.seats) == (True, 3)
        counted = meeting_guests.count_answers(tx, one.id)
        assert (counted.coming, counted.seats, counted.away, counted.present) == (1, 3, 0, 0)
        meeting_guests.put_guest(tx, one, leader, checked_in_at=now, checked_in_by=leader)
        assert [one.person_id for one in meeting_guests.list_present(tx, one.id)] == [leader]
        assert meeting_guests.count_answers(tx, one.id).seats == 3

    await db.do(walk, now=SPRING)
