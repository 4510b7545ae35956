"""Leading an activity, as deeds: by its leader or a secretary of its own community, nobody else."""

from collections.abc import Callable
from copy import copy
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from actions import activity_records as records
from actions import attendance as deeds
from actions import confirming
from actions.activity_changes import make_next
from actions.activity_endings import end_activity
from actions.activity_plans import FOLLOW
from actions.check_in import check_out, join_and_check_in, scan_code, type_number
from actions.check_in_code import TURN, hide_code, open_code, turn_code
from actions.seats import fill_places
from bot.ticker import do_job
from domain.activities import Activity, ActivityState, Seat, SeatState
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.check_in import LONGEST_RECORD, code_at
from domain.media import Attachment, Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.roles import Target
from domain.rules import RuleBroken
from storage import activities, attendance, communities, hours, people, seats
from storage.conversations import begin_conversation, is_newest_open
from storage.jobs import Job, list_due
from storage.roles import end_roles
from storage.tables import outbox
from tests.actions.conftest import DEFAULTS, Place

Deed = Callable[[Visitor, Address], Answer | None]


@pytest.fixture
def leader(place: Place) -> Visitor:
    return reachable(place, place.person("王阿姨"))


@pytest.fixture
def rider(place: Place) -> Visitor:
    return reachable(place, place.person("小李"))


def reachable(place: Place, who: Visitor) -> Visitor:
    people.change_account(place.tx, who.person_id, channel=TELEGRAM, is_reachable=True)
    return who


@pytest.fixture
def activity(place: Place, leader: Visitor, rider: Visitor) -> Activity:
    """It has begun half an hour ago, and 小李 is going."""
    made = lay(place, leader)
    assert activities.take_place(place.tx, made.id)
    seats.put_seat(place.tx, made, rider.person_id, state=SeatState.GOING, team="", now=place.now)
    return activities.get_activity(place.tx, made.id)


def lay(place: Place, leader: Visitor, *, capacity: int = 2) -> Activity:
    made = activities.add_activity(
        place.tx,
        community_id=place.id,
        title="小区清洁",
        service="cleaning",
        place="东门",
        point=None,
        starts_at=place.now - timedelta(minutes=30),
        ends_at=place.now + timedelta(minutes=90),
        cancel_by=place.now - timedelta(hours=4),
        capacity=capacity,
        leader_id=leader.person_id,
        made_by=leader.person_id,
        secret="a secret",
        source=f"test:{leader.person_id}",
        now=place.now,
    )
    assert made is not None
    return made


def seat_of(place: Place, activity: Activity, who: Visitor) -> Seat:
    found = seats.find_seat(place.tx, activity_id=activity.id, person_id=who.person_id)
    assert found is not None
    return found


def led_by(place: Place, activity: Activity, seat: Seat) -> dict[str, Deed]:
    """Everything that is the leader's, as buttons ask for it."""
    tx, now = place.tx, place.now
    about: dict[str, Json] = {"activity_id": activity.id, "source": "press", "now": now}
    of_seat: dict[str, Json] = {"seat_id": seat.id, "source": "press", "now": now}
    page: dict[str, Json] = {**about, "page": 0}
    seen: dict[str, Json] = {**of_seat, "version": seat.version}
    return {
        "code": lambda by, here: open_code(tx, by=by, here=here, **about),
        "hide": lambda by, here: hide_code(tx, by=by, here=here, **about),
        "view": lambda by, here: deeds.turn_list(tx, by=by, here=here, view="in", **page),
        "in": lambda by, here: deeds.press_in(tx, by=by, here=here, **seen),
        "out": lambda by, here: deeds.press_out(tx, by=by, here=here, **seen),
        "all out": lambda by, here: deeds.check_all_out(tx, by=by, here=here, **about),
        "me": lambda by, here: deeds.add_leader(tx, by=by, here=here, **about),
        "near": lambda by, here: deeds.ask_for_location(tx, by=by, here=here, **about),
        "list": lambda by, here: confirming.open_list(tx, by=by, here=here, **about),
        "page": lambda by, here: confirming.turn_confirming(
            tx, by=by, here=here, seat_id=0, **page
        ),
        "right": lambda by, here: confirming.put_right(tx, by=by, here=here, what="more", **seen),
        "confirm": lambda by, here: confirming.confirm_list(
            tx, by=by, here=here, version=activity.version, **about
        ),
        "own": lambda by, here: confirming.confirm_own(tx, by=by, here=here, **of_seat),
        "write": lambda by, here: records.begin_record(tx, by=by, here=here, **about),
        "add": lambda by, here: records.add_to_record(
            tx, by=by, here=here, said=Words("话"), **about
        ),
        "post": lambda by, here: records.post_record(tx, by=by, here=here, **about),
        "skip": lambda by, here: records.skip_record(tx, by=by, here=here, **about),
    }


def test_nobody_but_the_leader_and_the_secretaries_leads(
    place: Place, activity: Activity, rider: Visitor
) -> None:
    seat = seat_of(place, activity, rider)
    elsewhere = other_community(place)
    others = [
        rider,
        place.person("外人"),
        place.person("刘老板", Role.MERCHANT),
        place.person("赵师傅", Role.GRID_WORKER),
        elsewhere.person("别处的书记", Role.SECRETARY),
        place.outsider("路人"),
    ]
    for what, deed in led_by(place, activity, seat).items():
        for by in others:
            with pytest.raises(RuleBroken, match=r"attendance\.only_(leader|secretary)"):
                deed(by, Address(by.external_id, reply_to="1"))
        # What belongs to another community does not exist in a group of this one.
        with pytest.raises(RuleBroken, match=r"checkin\.unknown"):
            deed(elsewhere.person(f"书记 {what}", Role.SECRETARY), elsewhere.here())
    after = activities.get_activity(place.tx, activity.id)
    assert (after, seat_of(place, activity, rider)) == (activity, seat)


def other_community(place: Place) -> Place:
    other = copy(place)  # its people are numbered on
    other.community = communities.add_community(
        place.tx, "另一个社区", defaults=DEFAULTS, now=place.now
    )
    return other


def test_a_code_of_another_community_lets_nobody_in(
    place: Place, activity: Activity, rider: Visitor
) -> None:
    link = code_at(activity.secret, activity.id, place.now).link
    scan: dict[str, Json] = {"activity_id": activity.id, "now": place.now}
    for by in (other_community(place).person("别处的人"), place.outsider("路人")):
        here = Address(by.external_id, reply_to="1")
        for deed in (scan_code, join_and_check_in):
            with pytest.raises(RuleBroken, match=r"permission\."):
                deed(place.tx, by=by, here=here, link=link, source="scan", **scan)
        with pytest.raises(RuleBroken, match=r"permission\."):
            check_out(place.tx, by=by, here=here, source="press", **scan)
    assert seat_of(place, activity, rider).checked_in_at is None


def test_somebody_of_two_communities_checks_in_wherever_they_were_last(
    place: Place, activity: Activity, rider: Visitor
) -> None:
    elsewhere = other_community(place)
    people.add_member(
        place.tx,
        community_id=elsewhere.id,
        person_id=rider.person_id,
        name=rider.name,
        now=place.now,
    )
    code = code_at(activity.secret, activity.id, place.now)
    press: dict[str, Json] = {
        "by": place.seen_in(rider, elsewhere.id),
        "here": Address(rider.external_id, reply_to="1"),
        "now": place.now,
    }
    on = attendance.list_on_for(place.tx, person_id=rider.person_id, now=place.now)
    assert on == [activity]
    type_number(place.tx, number=code.number, source="typed", **press)
    assert seat_of(place, activity, rider).checked_in_at == place.now
    scan_code(place.tx, activity_id=activity.id, link=code.link, source="scanned", **press)
    assert [one["what"] for one in place.owed("checkin.said")] == ["in", "already_in"]


def test_what_is_confirmed_stays_as_it_is(
    place: Place, activity: Activity, leader: Visitor, rider: Visitor
) -> None:
    tx, now, here = place.tx, place.now, Address(leader.external_id, reply_to="1")
    press: dict[str, Json] = {"by": leader, "here": here, "now": now}
    seat = seat_of(place, activity, rider)
    deeds.press_in(tx, seat_id=seat.id, version=seat.version, source="in", **press)
    with pytest.raises(RuleBroken, match=r"attendance\.changed"):
        deeds.press_in(tx, seat_id=seat.id, version=seat.version, source="again", **press)
    with pytest.raises(RuleBroken, match=r"attendance\.not_over"):
        confirm(place, activity, leader, source="early")
    end_activity(tx, activity, now=now + timedelta(hours=2))
    ended = activities.get_activity(tx, activity.id)
    confirm(place, ended, leader, source="first")
    with pytest.raises(RuleBroken, match=r"attendance\.confirmed_already"):
        confirm(place, ended, place.person("陈书记", Role.SECRETARY), source="second")
    confirmed = activities.get_activity(tx, activity.id)
    assert confirmed.state is ActivityState.CONFIRMED
    for what, deed in led_by(place, confirmed, seat_of(place, activity, rider)).items():
        if what in ("in", "out", "all out", "code", "me", "right", "own"):
            with pytest.raises(RuleBroken):
                deed(leader, here)
    assert hours_of(place, rider) == [90]


def confirm(place: Place, activity: Activity, by: Visitor, *, source: str) -> None:
    confirming.confirm_list(
        place.tx,
        by=by,
        activity_id=activity.id,
        version=activity.version,
        here=Address(by.external_id, reply_to="1"),
        source=source,
        now=place.now,
    )


def hours_of(place: Place, who: Visitor) -> list[int]:
    day = place.now.date()
    found = hours.list_hours(
        place.tx, community_id=place.id, person_id=who.person_id, since=day, until=day
    )
    return [one.minutes for one in found]


def test_a_record_holds_ten_pictures_and_each_message_once(
    place: Place, activity: Activity, leader: Visitor
) -> None:
    place.group("-7", ChatKind.PUBLIC)
    activities.change_activity(place.tx, activity, state=ActivityState.CONFIRMED.value)
    here = Address(leader.external_id, reply_to="1")
    say: dict[str, Json] = {
        "by": leader,
        "activity_id": activity.id,
        "here": here,
        "now": place.now,
    }
    with pytest.raises(RuleBroken, match=r"record\.empty"):
        records.post_record(place.tx, source="too early", **say)
    for number in (*range(10), 3):
        said = Words(attachments=(Attachment(f"tg:1:{number}", "photo", f"file {number}"),))
        if number == 3 and len(attendance.list_pictures(place.tx, activity.id)) == 10:
            with pytest.raises(RuleBroken, match=r"record\.enough_pictures"):
                records.add_to_record(place.tx, said=said, source="again", **say)
        else:
            records.add_to_record(place.tx, said=said, source=f"photo {number}", **say)
    for words, key in (("字" * (LONGEST_RECORD + 1), "record.too_long"), ("", "record.what_fits")):
        with pytest.raises(RuleBroken, match=key.replace(".", r"\.")):
            records.add_to_record(place.tx, said=Words(words), source=words[:9], **say)
    records.post_record(place.tx, source="post", **say)
    assert len(attendance.list_pictures(place.tx, activity.id)) == 10
    assert place.owed("record.post") == [{"activity": activity.id}]


def test_who_stayed_away_is_remembered_for_ninety_days(
    place: Place, activity: Activity, leader: Visitor, rider: Visitor
) -> None:
    end_activity(place.tx, activity, now=place.now + timedelta(hours=2))
    confirm(place, activities.get_activity(place.tx, activity.id), leader, source="confirm")
    assert seat_of(place, activity, rider).result == "no_show"

    def missed(since: datetime) -> dict[int, int]:
        return attendance.count_no_shows(
            place.tx, community_id=place.id, person_ids=[rider.person_id], since=since
        )

    assert missed(activity.starts_at) == {rider.person_id: 1}
    assert missed(activity.starts_at + timedelta(seconds=1)) == {}


def test_a_code_leaves_the_screen_of_whoever_may_not_lead_any_more(
    place: Place, activity: Activity
) -> None:
    tx, now = place.tx, place.now
    secretary = reachable(place, place.person("陈书记", Role.SECRETARY))
    here = Address(secretary.external_id, reply_to="1")
    open_code(tx, by=secretary, activity_id=activity.id, here=here, source="open", now=now)
    end_roles(tx, community_id=place.id, person_id=secretary.person_id, now=now)
    later = now + timedelta(minutes=1)
    [job] = list_due(tx, now=later, limit=9)
    do_job(tx, job, deeds={TURN: turn_code}, now=later)
    assert [one["is_open"] for one in place.owed("checkin.code")] == [False]
    assert list_due(tx, now=later + timedelta(hours=1), limit=9) == []


def test_a_record_that_was_never_finished_stops_no_other_form(
    place: Place, activity: Activity, leader: Visitor
) -> None:
    tx, now = place.tx, place.now
    begun: dict[str, Json] = {"community_id": place.id, "step": "title", "data": {}, "now": now}
    begin_conversation(tx, person_id=leader.person_id, form="activity", **begun)
    activities.change_activity(tx, activity, state=ActivityState.CONFIRMED.value)
    later = now + timedelta(minutes=1)
    here = Address(leader.external_id, reply_to="1")
    records.begin_record(
        tx, by=leader, activity_id=activity.id, here=here, source="write", now=later
    )
    assert is_newest_open(tx, leader.person_id, form="activity", done="done")


def walk_in(place: Place, who: Visitor, *, by: Visitor) -> None:
    deeds.add_walk_in(
        place.tx,
        by=by,
        username=None,
        target=Target(who.external_id, who.name, None),
        here=place.here(),
        source=f"seen:{who.external_id}",
        now=place.now,
    )


def test_room_that_was_made_for_walk_ins_is_not_in_the_next_one(
    place: Place, activity: Activity, leader: Visitor
) -> None:
    activities.change_activity(place.tx, activity, repeats="week:0:540")
    for name in ("周爷爷", "外人"):
        walk_in(place, place.person(name), by=leader)
    after = activities.get_activity(place.tx, activity.id)
    assert (after.capacity, after.taken) == (3, 3)

    make_next(place.tx, Job(1, FOLLOW, activity.about, "next", place.now, 0), activity.ends_at)

    follows = activities.find_by_source(place.tx, f"follows:{activity.id}")
    assert follows is not None
    assert (follows.capacity, follows.taken) == (2, 0)


def test_who_comes_has_answered_the_offer(
    place: Place, activity: Activity, leader: Visitor
) -> None:
    came, now = place.person("周爷爷"), place.now
    seats.put_seat(place.tx, activity, came.person_id, state=SeatState.WAITING, team="", now=now)
    fill_places(place.tx, activity, now=now - timedelta(hours=3))
    assert seat_of(place, activity, came).state is SeatState.OFFERED
    walk_in(place, came, by=leader)
    assert seat_of(place, activity, came).state is SeatState.GOING
    assert list_due(place.tx, now=now + timedelta(days=1), limit=9) == []


def test_an_activity_that_nobody_joined_ends_without_a_word(place: Place, leader: Visitor) -> None:
    made = lay(place, leader)
    end_activity(place.tx, made, now=place.now + timedelta(hours=2))
    assert activities.get_activity(place.tx, made.id).state is ActivityState.CONFIRMED
    assert place.owed("attendance.confirm") == []


def test_nobody_is_woken_by_a_list_that_is_confirmed_at_night(
    place: Place, activity: Activity, leader: Visitor, rider: Visitor
) -> None:
    staff = place.group("-8", ChatKind.STAFF)
    for who in (rider, leader):
        walk_in(place, who, by=leader)
    end_activity(place.tx, activities.get_activity(place.tx, activity.id), now=activity.ends_at)
    night = place.now.replace(hour=15, minute=30)  # 23:30 there
    late = copy(place)
    late.now = night
    confirm(late, activities.get_activity(place.tx, activity.id), leader, source="late")

    morning = night.replace(hour=23, minute=0)
    assert held_back(place) == {
        ("attendance.told", rider.external_id): morning,
        ("attendance.own", staff.chat): morning,
    }


def held_back(place: Place) -> dict[tuple[str, str], datetime]:
    rows = place.tx.execute(
        sa.select(outbox.c.kind, outbox.c.chat, outbox.c.not_before).where(
            outbox.c.kind.in_(["attendance.told", "attendance.own"])
        )
    )
    return {(row.kind, row.chat): row.not_before for row in rows}
