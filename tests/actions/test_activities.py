"""Places in an activity, whatever people do in whatever order; and who may not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from actions.activities import make_activity
from actions.activity_changes import answer_change, ask_change, stop_repeating
from actions.activity_plans import REMIND, plan
from actions.activity_reminders import cannot_come, promise_to_come
from actions.covers import COVER, seek_cover, take_over
from actions.seats import LAPSE, OFFER, accept_offer, cancel_seat, decline_offer, join, lapse
from domain.activities import OFFER_ENDS_BEFORE, Activity, SeatState, offer_ends
from domain.activity_form import Draft
from domain.activity_times import When
from domain.addresses import TELEGRAM
from domain.answers import Answer
from domain.hours import HourKind
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import activities, communities, covers, hours, jobs, people, seats
from storage.prompts import Prompt
from storage.tables import jobs as table
from storage.tables import outbox
from tests.actions.conftest import DEFAULTS, Place, in_memory

GROUP = "-100"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PEOPLE = 6
ZONE = ZoneInfo("Asia/Shanghai")


class Town:
    """A community with one activity; deeds are done by name, each by a press of its own."""

    def __init__(self, place: Place) -> None:
        self.place, self.tx, self.now = place, place.tx, place.now
        self._presses = count(1)
        place.group(GROUP, ChatKind.PUBLIC)
        self.secretary = place.person("陈书记", Role.SECRETARY)

    def plans(self, *, by: Visitor | None = None, capacity: int = 1) -> Activity:
        draft, at = Draft(), self.now + timedelta(days=2)
        draft.title, draft.capacity = "小区清洁", capacity
        draft.when = When(at, at + timedelta(hours=2))
        source = f"plan:{next(self._presses)}"
        made = make_activity(
            self.tx, by=by or self.secretary, draft=draft, source=source, now=self.now
        )
        self.number = made.id
        return made

    @property
    def activity(self) -> Activity:
        return activities.get_activity(self.tx, self.number)

    def does(
        self, deed: Callable[..., Answer | None], who: Visitor, **more: object
    ) -> Answer | None:
        return deed(
            self.tx,
            by=who,
            activity_id=self.number,
            here=self.place.here(GROUP),
            source=f"press:{next(self._presses)}",
            now=self.now,
            **more,
        )

    def tries(self, deed: Callable[..., Answer | None], who: Visitor, **more: object) -> str:
        """The sentence that came of it."""
        try:
            with self.tx.begin_nested():
                answer = self.does(deed, who, **more)
        except RuleBroken as broken:
            return broken.key
        return answer.key if answer else ""

    def neighbour(self, name: str) -> Visitor:
        """A member to whom the bot may write."""
        who = self.place.person(name)
        people.change_account(self.tx, who.person_id, channel=TELEGRAM, is_reachable=True)
        return who

    def joins(self, who: Visitor) -> str:
        return self.tries(join, who, team=None)

    def changes(self, what: str, words: str) -> str:
        """The secretary has been asked what it shall be, and says so."""
        home, by, now = self.place.id, self.secretary, self.now
        data = {"activity": self.number}
        asked = Prompt(1, home, by.person_id, f"activity.{what}", None, data, now, now, None)
        try:
            with self.tx.begin_nested():
                answer = answer_change(self.tx, asked, by=by, said=Words(words), now=now)
        except RuleBroken as broken:
            return broken.key
        return answer.key if answer else ""

    def moves(self, **span: float) -> str:
        """To so long from now, for two hours."""
        at = (self.now + timedelta(**span)).astimezone(ZONE)
        return self.changes("when", f"{at:%Y年%m月%d日 %H:%M}-{at + timedelta(hours=2):%H:%M}")

    def state(self, who: Visitor) -> SeatState | None:
        seat = seats.find_seat(self.tx, activity_id=self.number, person_id=who.person_id)
        return seat.state if seat else None

    def waits(self, **span: float) -> None:
        """Let time pass, and do what it makes due."""
        self.now += timedelta(**span)
        for job in jobs.list_due(self.tx, now=self.now, limit=100):
            if job.kind == LAPSE and jobs.end_job(self.tx, job.id, state="done", now=self.now):
                lapse(self.tx, job, self.now)


@pytest.fixture
def town(place: Place) -> Town:
    return Town(place)


def test_only_its_leader_and_secretaries_change_it(town: Town) -> None:
    worker = town.place.person("赵师傅", Role.GRID_WORKER)
    town.plans(by=worker)
    for who in (town.place.person("孙姐", Role.GRID_WORKER), town.place.person("外人")):
        assert town.tries(ask_change, who, what="off") == "activity.not_leader"
        assert town.tries(stop_repeating, who) == "activity.not_leader"
    for who in (worker, town.secretary):
        assert town.tries(ask_change, who, what="off") == "case.asked"


def test_who_holds_no_office_makes_none_and_another_communitys_is_not_there(town: Town) -> None:
    with pytest.raises(RuleBroken) as broken:
        town.plans(by=town.place.person("外人"))
    assert broken.value.key == "permission.denied"

    town.plans()
    other = communities.add_community(town.tx, "别处", defaults=DEFAULTS, now=town.now)
    stranger = replace(town.secretary, community_id=other.id)
    for deed, more in ((join, {"team": None}), (cancel_seat, {}), (ask_change, {"what": "off"})):
        assert town.tries(deed, stranger, **more) in ("press.stale", "permission.denied")
    assert town.activity.taken == 0


def test_the_first_offer_is_for_the_first_and_twelve_hours_later_for_the_next(town: Town) -> None:
    town.plans()
    first, second, third = (town.place.person(name) for name in ("小李", "王阿姨", "周爷爷"))
    assert [town.joins(one) for one in (first, second, third)] == [
        "activity.going",
        "activity.waits",
        "activity.waits",
    ]
    assert town.tries(accept_offer, second) == "activity.offer_over"
    assert town.tries(cancel_seat, first) == "activity.left"
    assert town.state(second) is SeatState.OFFERED
    assert town.activity.taken == 1

    town.waits(hours=11.9)
    assert town.state(second) is SeatState.OFFERED
    town.waits(hours=0.2)
    assert town.state(second) is SeatState.LAPSED
    assert town.tries(accept_offer, second) == "activity.offer_over"
    assert town.tries(accept_offer, third) == "activity.going"
    town.waits(hours=13)
    assert town.state(third) is SeatState.GOING


def test_whoever_takes_a_place_over_leaves_the_queue_and_nobody_moves(town: Town) -> None:
    town.plans()
    first, second, third = (town.neighbour(name) for name in ("小李", "王阿姨", "周爷爷"))
    for one in (first, second, third):
        town.joins(one)
    town.waits(hours=46)
    assert town.tries(cancel_seat, first) == "activity.too_late"
    assert town.tries(cannot_come, first) == "activity.cover_asked"
    assert town.tries(seek_cover, first) == "activity.cover_under_way"
    seat = seats.find_seat(town.tx, activity_id=town.number, person_id=first.person_id)
    assert seat is not None
    assert town.tries(take_over, first, seat_id=seat.id) == "activity.cover_own"
    assert town.tries(take_over, third, seat_id=seat.id) == "activity.going"
    assert town.tries(take_over, second, seat_id=seat.id) == "activity.cover_done"
    assert (town.state(first), town.state(second)) == (SeatState.CANCELLED, SeatState.WAITING)
    assert (town.state(third), town.activity.taken) == (SeatState.GOING, 1)


def test_only_whoever_was_asked_says_no_to_an_offer(town: Town) -> None:
    town.plans(capacity=2)
    first, second, third, fourth = (town.place.person(f"邻居{one}") for one in range(4))
    for one in (first, second, third, fourth):
        town.joins(one)
    town.does(cancel_seat, first)
    for one in (second, fourth):  # in a group, everybody can press
        assert town.tries(decline_offer, one) == "activity.offer_not_open"
    assert town.tries(decline_offer, first) == "activity.not_in"
    assert (town.state(second), town.state(fourth)) == (SeatState.GOING, SeatState.WAITING)
    assert town.tries(decline_offer, third) == "activity.left"
    assert town.state(fourth) is SeatState.OFFERED


def test_who_waited_comes_first_when_it_is_moved_away_from_the_last_hour(town: Town) -> None:
    town.plans()
    first, second, third = (town.place.person(name) for name in ("小李", "王阿姨", "周爷爷"))
    for one in (first, second):
        town.joins(one)
    town.does(cancel_seat, first)
    town.waits(hours=12)  # too long: the place is nobody's
    town.joins(second)
    town.joins(third)
    town.does(cancel_seat, second)
    assert town.moves(hours=3) == "activity.moved_done"
    seat = seats.find_seat(town.tx, activity_id=town.number, person_id=third.person_id)
    assert seat is not None
    assert seat.offered_until == town.activity.starts_at - OFFER_ENDS_BEFORE
    town.waits(hours=2)
    assert town.state(third) is SeatState.LAPSED

    town.joins(first)
    town.joins(second)
    assert town.state(second) is SeatState.WAITING
    assert town.moves(hours=0.9) == "activity.moved_done"
    town.does(cancel_seat, first)  # made at short notice, so it can be cancelled
    assert (town.state(second), town.activity.taken) == (SeatState.WAITING, 0)
    assert town.moves(days=7) == "activity.moved_done"
    assert town.state(second) is SeatState.OFFERED
    assert town.joins(third) == "activity.waits"


def test_what_people_have_come_to_is_neither_moved_nor_called_off(town: Town) -> None:
    town.plans()
    came = town.place.person("小李")
    town.joins(came)
    town.now = town.activity.starts_at
    seat = seats.find_seat(town.tx, activity_id=town.number, person_id=came.person_id)
    assert seat is not None
    seats.change_seat(town.tx, seat, checked_in_at=town.now)
    assert town.moves(days=1) == town.changes("off", "下雨了") == "activity.somebody_came"
    town.now = town.activity.ends_at
    for what in ("when", "many", "off"):
        assert town.tries(ask_change, town.secretary, what=what) == "activity.over"
        assert town.changes(what, "9") == "activity.over"


def test_who_is_asked_sees_that_it_is_moved_or_called_off(town: Town) -> None:
    town.plans(capacity=2)
    crowd = [town.neighbour(name) for name in ("小李", "王阿姨", "周爷爷", "刘老板")]
    for one in crowd:
        town.joins(one)
    town.does(cancel_seat, crowd[0])  # a place for 周爷爷
    town.does(seek_cover, crowd[1])
    asked = outbox.c.kind.in_([OFFER, COVER])

    def due() -> list[str]:
        rows = sa.select(outbox.c.kind).where(asked, outbox.c.state == "new")
        found = list(town.tx.execute(rows.order_by(outbox.c.id)).scalars())
        town.tx.execute(outbox.update().values(state="sent", shown=1))
        return found

    assert due() == [OFFER, COVER]
    town.moves(days=5)
    assert due() == [OFFER, COVER, OFFER]
    town.changes("off", "下雨了")
    assert due() == [COVER, OFFER]
    assert not jobs.list_due(town.tx, now=town.now + timedelta(days=1), limit=9)


def test_five_at_most_are_asked_who_waits_first_then_the_least_asked(town: Town) -> None:
    town.plans()
    going, *waiting = (town.neighbour(f"邻居{number}") for number in range(4))
    for one in (going, *waiting):
        town.joins(one)
    often, seldom, never, shy = (town.neighbour(name) for name in ("常", "少", "无", "羞"))
    people.change_account(town.tx, shy.person_id, channel=TELEGRAM, is_reachable=False)
    for one, times in ((often, 2), (seldom, 1), (never, 0), (shy, 0)):
        helped(town, one)
        for _ in range(times):
            covers.note_asked(town.tx, community_id=town.place.id, person_id=one.person_id)
    town.waits(hours=46)
    town.does(seek_cover, going)

    asked = sa.select(outbox.c.chat).where(outbox.c.kind == COVER).order_by(outbox.c.id)
    expected = [one.external_id for one in (*waiting, never, seldom)]
    assert list(town.tx.execute(asked).scalars()) == expected


def helped(town: Town, who: Visitor) -> None:
    """They were at an activity before; their hours say so."""
    hours.add_entry(
        town.tx,
        community_id=town.place.id,
        person_id=who.person_id,
        kind=HourKind.VERIFIED,
        service="cleaning",
        held_on=town.now.date(),
        minutes=60,
        words="",
        source=f"helped:{who.name}",
        confirmed_by=None,
        activity_id=town.number,
        now=town.now,
    )


def test_reminders_keep_out_of_the_night_and_come_before_the_start(town: Town) -> None:
    def due(hour: int, minute: int) -> list[str]:
        """When reminders are due of what begins the day after tomorrow at that time, as clocks in
        Shanghai show it; quiet hours are from 22:00 to 07:00.
        """
        activity = town.plans()
        at = (town.now + timedelta(days=2)).astimezone(ZONE).replace(hour=hour, minute=minute)
        moved = replace(activity, starts_at=at, ends_at=at + timedelta(hours=1))
        plan(town.tx, moved, now=town.now)
        rows = sa.select(table.c.due_at).where(
            table.c.subject == activity.about,
            table.c.kind == REMIND,
            table.c.state == jobs.WAITING,
        )
        found = sorted(town.tx.execute(rows).scalars())
        return [f"{one.astimezone(ZONE):%d %H:%M}" for one in found]

    assert due(14, 0) == ["03 14:00", "04 13:00"]
    assert due(7, 30) == ["03 07:30", "04 07:00"]
    assert due(6, 30) == ["03 07:00"]
    assert due(23, 0) == ["04 07:00"]


WISHES = (
    *(join, cancel_seat, accept_offer, decline_offer, cannot_come, promise_to_come, seek_cover),
    *("take", "wait", "move", "many"),
)


@contextmanager
def a_town() -> Iterator[Town]:
    for tx in in_memory():
        yield Town(Place(tx, NOW))


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 3),
    st.lists(st.tuples(st.sampled_from(WISHES), st.integers(0, PEOPLE - 1)), max_size=40),
)
def test_places_are_never_lost_nor_given_twice(
    capacity: int, wishes: list[tuple[object, int]]
) -> None:
    with a_town() as town:
        town.plans(capacity=capacity)
        crowd = [town.place.person(f"邻居{number}") for number in range(PEOPLE)]
        for wish, number in wishes:
            act(town, wish, crowd[number])
            check_places(town.tx, town)


def act(town: Town, wish: object, who: Visitor) -> None:
    if wish == "wait":
        town.waits(hours=7)
    elif wish == "move":
        town.moves(hours=1 + 9 * (who.person_id % PEOPLE))
    elif wish == "many":
        town.changes("many", str(who.person_id % PEOPLE))
    elif wish == "take":
        for seat in seats.list_seats(town.tx, town.number):
            if seat.seeks_cover:
                town.tries(take_over, who, seat_id=seat.id)
    elif wish is join:
        town.joins(who)
    elif callable(wish):
        town.tries(wish, who)


def check_places(tx: Connection, town: Town) -> None:
    """As many are taken as people hold, no more than there are; and while somebody could answer,
    nobody waits beside an empty place.
    """
    counts, activity = seats.count_seats(tx, town.number), town.activity
    held = counts.get(SeatState.GOING, 0) + counts.get(SeatState.OFFERED, 0)
    assert activity.taken == held
    assert activity.taken <= activity.capacity or not activity.capacity
    if counts.get(SeatState.WAITING) and offer_ends(activity, now=town.now) is not None:
        assert activity.is_full
    late = activity.starts_at - OFFER_ENDS_BEFORE
    for seat in seats.list_seats(tx, town.number, states=(SeatState.OFFERED,)):
        assert seat.offered_until is not None
        assert town.now < seat.offered_until <= late
