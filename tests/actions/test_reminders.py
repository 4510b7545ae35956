"""Deeds around reminders: who may, what counts, and what a button of before can still do."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions import reminders as deeds
from actions.reminder_runs import SAID, SAY, replan_reminders, say_reminder
from bot.ticker import do_job
from domain.addresses import Address
from domain.answers import Answer
from domain.communities import CommunityDefaults
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.reminders import MOST_IN_A_CHAT, Reading, Reminder, ReminderState, stamp_of
from domain.rules import RuleBroken
from domain.times import Days, Once, Plan, Recurrence, Unit
from storage import communities, jobs, reminders
from storage.tables import jobs as job_rows
from tests.actions.conftest import Place

ASKED, RUNNING, PAUSED, ENDED = ReminderState
DAILY = Recurrence(Unit.DAY, (510,))
GROUP = Address("-100")
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # nine in the morning

numbers = count(1)


def source() -> str:
    return f"test:{next(numbers)}"


def asked(place: Place, by: Visitor, *plans: Plan, to: Address = GROUP) -> Reminder:
    """What somebody asked for, and nobody has confirmed."""
    return reminders.add_reminder(
        place.tx,
        community_id=place.id,
        made_by=by.person_id,
        to=to,
        readings=[Reading(one, "开窗通风", "time.question.half") for one in plans],
        source=source(),
        now=MONDAY,
    )


def confirm(
    place: Place, by: Visitor, reminder: Reminder, *, choice: int = 0, now: datetime = MONDAY
) -> Reminder:
    deeds.confirm_reminder(
        place.tx,
        by=by,
        reminder_id=reminder.id,
        version=reminder.version,
        choice=choice,
        here=place.here(),
        source=source(),
        now=now,
    )
    return reminders.get_reminder(place.tx, reminder.id)


def switch(
    place: Place, by: Visitor, reminder: Reminder, state: ReminderState, *, now: datetime = MONDAY
) -> Reminder:
    deeds.switch_reminder(
        place.tx,
        by=by,
        reminder_id=reminder.id,
        version=reminder.version,
        state=state,
        here=place.here(),
        source=source(),
        now=now,
    )
    return reminders.get_reminder(place.tx, reminder.id)


def tick(tx: Connection, now: datetime) -> None:
    while due := jobs.list_due(tx, now=now, limit=9):
        for job in due:
            do_job(tx, job, deeds={SAY: say_reminder}, now=now)


def waiting(tx: Connection) -> list[datetime]:
    waits = sa.text("jobs.state = 'waiting'")
    rows = tx.execute(sa.select(job_rows.c.due_at).where(waits).order_by(job_rows.c.due_at))
    return list(rows.scalars())


def test_of_two_readings_one_is_chosen_and_read_back_before_it_counts(place: Place) -> None:
    worker = place.person("赵师傅", Role.GRID_WORKER)
    early, late = (Once(MONDAY + timedelta(hours=hours)) for hours in (2, 14))
    reminder = asked(place, worker, early, late)

    chosen = confirm(place, worker, reminder, choice=1)
    assert chosen.state is ASKED
    assert chosen.readings == (Reading(late, "开窗通风"),)
    assert waiting(place.tx) == []
    with pytest.raises(RuleBroken):
        confirm(place, worker, chosen, choice=1)
    assert confirm(place, worker, chosen).state is RUNNING
    assert waiting(place.tx) == [late.at]


def test_a_group_is_its_offices_and_what_is_private_is_its_makers(place: Place) -> None:
    maker = place.person("队长", Role.CAPTAIN)
    resident, merchant = place.person("周爷爷"), place.person("刘老板", Role.MERCHANT)
    secretary = place.person("陈书记", Role.SECRETARY)
    own = asked(place, resident, DAILY, to=Address(resident.external_id))
    group = asked(place, maker, DAILY)
    elsewhere = communities.add_community(
        place.tx, "别处", defaults=CommunityDefaults("UTC", "en", "09:00-18:00", ""), now=MONDAY
    )
    stranger = place.seen_in(secretary, elsewhere.id)

    for who, reminder, key in (
        (resident, group, "reminder.no_office"),
        (merchant, group, "reminder.no_office"),
        (secretary, own, "press.stale"),
        (stranger, group, "press.stale"),
    ):
        with pytest.raises(RuleBroken) as broken:
            confirm(place, who, reminder)
        assert broken.value.key == key
    assert confirm(place, secretary, group).state is RUNNING
    assert confirm(place, resident, own).state is RUNNING


def test_what_is_past_when_it_is_confirmed_does_not_count(place: Place) -> None:
    worker = place.person("赵师傅", Role.GRID_WORKER)
    soon = asked(place, worker, Once(MONDAY + timedelta(minutes=1)))
    with pytest.raises(RuleBroken, match=r"reminder\.past"):
        confirm(place, worker, soon, now=MONDAY + timedelta(minutes=2))
    assert waiting(place.tx) == []


def test_a_chat_has_no_more_than_can_be_kept_in_mind(place: Place) -> None:
    worker = place.person("赵师傅", Role.GRID_WORKER)
    for _ in range(MOST_IN_A_CHAT):
        confirm(place, worker, asked(place, worker, DAILY))
    with pytest.raises(RuleBroken, match=r"reminder\.too_many"):
        confirm(place, worker, asked(place, worker, DAILY))
    with pytest.raises(RuleBroken, match=r"reminder\.too_many"):
        deeds.make_reminder(
            place.tx,
            by=worker,
            text="每天 08:30 通风",
            said_at=MONDAY,
            here=place.here(),
            source=source(),
            now=MONDAY,
        )


def test_the_same_press_twice_is_one_deed_and_a_stale_one_is_found_out(place: Place) -> None:
    worker = place.person("赵师傅", Role.GRID_WORKER)
    running = confirm(place, worker, asked(place, worker, DAILY))

    def pause() -> Answer | None:
        return deeds.switch_reminder(
            place.tx,
            by=worker,
            reminder_id=running.id,
            version=running.version,
            state=PAUSED,
            here=place.here(),
            source="the same press",
            now=MONDAY,
        )

    assert pause() == pause() == Answer("reminder.now_paused")
    assert waiting(place.tx) == []
    assert switch(place, worker, running, ENDED).state is PAUSED


def test_a_clock_that_was_put_back_lets_a_paused_reminder_go_on_tomorrow(place: Place) -> None:
    """Its next time by the plan has been said, and is not promised again to nobody."""
    tx, worker = place.tx, place.person("赵师傅", Role.GRID_WORKER)
    place.group(GROUP.chat, ChatKind.PUBLIC)
    running = confirm(place, worker, asked(place, worker, DAILY))
    at = running.next_at
    assert at is not None
    tick(tx, at)
    earlier = at - timedelta(hours=1)

    paused = switch(place, worker, reminders.get_reminder(tx, running.id), PAUSED, now=earlier)
    resumed = switch(place, worker, paused, RUNNING, now=earlier)

    assert resumed.next_at == at + timedelta(days=1)
    assert waiting(tx) == [at + timedelta(days=1)]
    tick(tx, at)
    tick(tx, at + timedelta(days=1))
    assert len(place.owed(SAID)) == 2


def test_what_was_asked_about_a_running_reminder_can_be_dropped(place: Place) -> None:
    tx, worker = place.tx, place.person("赵师傅", Role.GRID_WORKER)
    running = confirm(place, worker, asked(place, worker, DAILY))
    later = Reading(Recurrence(Unit.DAY, (540,)), "关窗")
    wished = reminders.change_reminder(tx, running, readings=[later.as_stored()])
    assert wished is not None

    deeds.cancel_request(
        tx,
        by=worker,
        reminder_id=running.id,
        version=wished.version,
        here=place.here(),
        source=source(),
        now=MONDAY,
    )

    kept = reminders.get_reminder(tx, running.id)
    assert (kept.state, kept.what, kept.words) == (RUNNING, DAILY, "开窗通风")
    assert waiting(tx) == [running.next_at]


def test_new_days_off_are_followed(place: Place) -> None:
    tx, worker = place.tx, place.person("赵师傅", Role.GRID_WORKER)
    workdays = Recurrence(Unit.DAY, (510,), days=Days.WORKDAYS)
    running = confirm(place, worker, asked(place, worker, workdays))
    tuesday = running.next_at
    assert tuesday is not None

    communities.change_community(tx, place.id, days_off={"holidays": ["2026-03-03"]})
    replan_reminders(tx, place.id, now=MONDAY)

    assert waiting(tx) == [tuesday + timedelta(days=1)]
    communities.change_community(tx, place.id, days_off={})
    replan_reminders(tx, place.id, now=MONDAY)
    assert waiting(tx) == [tuesday]
    communities.change_community(tx, place.id, days_off={"holidays": ["2026-03-03"]})
    tick(tx, tuesday)  # nobody has planned it anew, and it is not said all the same
    assert place.owed(SAID) == []
    assert waiting(tx) == [tuesday + timedelta(days=1)]


def test_a_secretary_takes_one_time_back_and_the_last_one_ends_it(place: Place) -> None:
    tx, secretary = place.tx, place.person("陈书记", Role.SECRETARY)
    worker = place.person("赵师傅", Role.GRID_WORKER)
    daily = confirm(place, worker, asked(place, worker, DAILY))
    once = confirm(place, worker, asked(place, worker, Once(MONDAY + timedelta(hours=1))))

    def skip(by: Visitor, reminder: Reminder) -> Answer | None:
        assert reminder.next_at is not None
        return deeds.skip_next(
            tx,
            by=by,
            reminder_id=reminder.id,
            version=reminder.version,
            stamp=stamp_of(reminder.next_at),
            here=place.here(),
            source=source(),
            now=MONDAY,
        )

    with pytest.raises(RuleBroken, match="only_secretaries"):
        skip(worker, daily)
    assert skip(secretary, daily) == Answer("job.cancelled")
    assert skip(secretary, once) == Answer("job.cancelled")
    stale = Answer("reminder.changed_meanwhile", must_be_read=True)
    assert skip(secretary, daily) == stale

    assert reminders.get_reminder(tx, once.id).state is ENDED
    assert daily.next_at is not None
    assert waiting(tx) == [daily.next_at + timedelta(days=1)]
    replan_reminders(tx, place.id, now=MONDAY)  # does not bring it back
    assert waiting(tx) == [daily.next_at + timedelta(days=1)]


def test_a_group_that_has_moved_is_reminded_where_it_is_now(place: Place) -> None:
    tx, worker = place.tx, place.person("赵师傅", Role.GRID_WORKER)
    topic = confirm(place, worker, asked(place, worker, DAILY, to=Address("-100", thread="7")))

    reminders.move_chat(tx, channel="telegram", old="-100", new="-200")

    assert reminders.get_reminder(tx, topic.id).to == Address("-200")


def test_a_group_that_has_become_another_communitys_hears_nothing_of_ours(place: Place) -> None:
    tx, worker = place.tx, place.person("赵师傅", Role.GRID_WORKER)
    other = communities.add_community(
        tx, "别处", defaults=CommunityDefaults("UTC", "en", "09:00-18:00", ""), now=MONDAY
    )
    running = confirm(place, worker, asked(place, worker, DAILY))
    at = running.next_at
    assert at is not None
    for home, told in ((place.id, 1), (other.id, 1), (place.id, 2)):
        communities.bind_chat(
            tx,
            community_id=home,
            at=GROUP,
            kind=ChatKind.PUBLIC,
            title="群",
            missing_rights=[],
            now=MONDAY,
        )
        tick(tx, at)
        at += timedelta(days=1)
        assert len(place.owed(SAID)) == told
