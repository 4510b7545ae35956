"""Hours that are put right keep the day and the rules of the day when they were confirmed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from actions.grants import Earned, grant_for, today_in
from actions.hour_corrections import correct_entry
from actions.hours import Served, add_hours, attended
from domain.hours import HourKind, HoursEntry
from domain.permissions import Role
from domain.rule_sheets import Event, Rule, RuleSheet
from storage import hours
from storage.activities import add_activity
from storage.points import balance_of
from storage.ranking import find_earned
from storage.rule_sheets import add_sheet, find_sheet
from tests.actions.conftest import Place

TEN_AN_HOUR = Rule("hours.verified", Event.HOURS_VERIFIED, 10, per_day=20)
ATTENDED = Rule("activity.attended", Event.ACTIVITY_ATTENDED, 5)
LATER = timedelta(days=40)


class Office:
    """A community whose sheet pays for hours, and the aunt who gives them."""

    def __init__(self, place: Place) -> None:
        self.tx, self.home, self.now = place.tx, place.id, place.now
        self.aunt = place.person("王阿姨")
        self.secretary = place.person("陈书记", Role.SECRETARY)
        self.lays_down(RuleSheet((TEN_AN_HOUR, ATTENDED)))

    def lays_down(self, sheet: RuleSheet) -> None:
        made = add_sheet(self.tx, sheet, community_id=self.home, made_by=None, now=self.now)
        assert made

    def enters(self, minutes: int, source: str, activity_id: int | None = None) -> HoursEntry:
        served = Served(
            community_id=self.home,
            person_id=self.aunt.person_id,
            kind=HourKind.VERIFIED,
            service="elders",
            held_on=today_in(self.tx, self.home, self.now),
            minutes=minutes,
            words=source,
            confirmed_by=self.secretary.person_id,
            source=source,
            activity_id=activity_id,
        )
        hours_id = add_hours(self.tx, served, now=self.now)
        assert hours_id is not None
        entry = hours.find_entry(self.tx, hours_id, community_id=self.home)
        assert entry is not None
        return entry

    def meets(self) -> int:
        activity = add_activity(
            self.tx,
            community_id=self.home,
            title="小区清洁",
            service="cleaning",
            place="",
            point=None,
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=1),
            cancel_by=self.now,
            capacity=0,
            leader_id=self.secretary.person_id,
            made_by=self.secretary.person_id,
            secret="s",
            source="a1",
            now=self.now,
        )
        assert activity is not None
        earned = Earned(
            event=Event.ACTIVITY_ATTENDED,
            community_id=self.home,
            person_id=self.aunt.person_id,
            granted_by=self.secretary.person_id,
            source=attended(activity.id, self.aunt.person_id),
            about=activity.about,
        )
        assert grant_for(self.tx, earned, now=self.now) is not None
        return activity.id

    def corrects(self, entry: HoursEntry, minutes: int) -> bool:
        by = self.secretary.person_id
        return correct_entry(self.tx, entry, minutes=minutes, by=by, words="记错了", now=self.now)

    def points(self) -> int:
        return balance_of(self.tx, community_id=self.home, person_id=self.aunt.person_id)

    def month(self, month: str) -> int:
        found = find_earned(
            self.tx, community_id=self.home, person_id=self.aunt.person_id, month=month
        )
        return found[0] if found else 0


@pytest.fixture
def office(place: Place) -> Office:
    return Office(place)


def test_a_correction_counts_in_the_month_and_under_the_caps_of_the_first_day(
    office: Office,
) -> None:
    entry = office.enters(60, "助餐")
    office.now += LATER
    office.enters(120, "送药")  # all that this later day may pay
    assert office.points() == 10 + 20

    assert office.corrects(entry, 90)

    assert office.points() == 15 + 20
    assert (office.month("2026-03"), office.month("2026-04")) == (15, 20)


def test_a_correction_is_paid_by_the_rules_that_held_then(office: Office) -> None:
    entry = office.enters(60, "助餐")
    sheet = find_sheet(office.tx, community_id=office.home)
    assert sheet is not None
    office.lays_down(sheet.with_rule(0, replace(TEN_AN_HOUR, points=1, delay_h=48)))
    office.now += LATER

    assert office.corrects(entry, 90)

    assert office.points() == 15


def test_caps_of_the_first_day_hold_for_what_takes_its_place(office: Office) -> None:
    entry = office.enters(60, "助餐")
    office.enters(45, "送药")

    assert office.corrects(entry, 180)

    assert office.points() == 20, "13 of the cap were left"


def test_who_was_not_there_at_all_has_earned_nothing_by_having_been_there(office: Office) -> None:
    entry = office.enters(60, "小区清洁", office.meets())
    assert office.points() == 5 + 10

    assert office.corrects(entry, 0)

    assert office.points() == 0
    assert office.month("2026-03") == 0
