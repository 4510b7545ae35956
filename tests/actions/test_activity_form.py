"""Making an activity: what is missing is asked, what was said stays said, and it is posted once."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from actions.activity_form import LETTER, begin_activity, fill_activity, find_form, press_activity
from domain.activities import Activity
from domain.activity_form import Draft, Step
from domain.addresses import TELEGRAM, Address
from domain.hours import Service
from domain.media import Point, Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.places import PlaceKind
from domain.rules import RuleBroken
from storage import activities, people, places
from storage.tables import activities as table
from storage.tables import outbox
from tests.actions.conftest import Place

ZONE = ZoneInfo("Asia/Shanghai")
GROUP, EAST = "-100", Point(31.2299, 121.4713)


class Maker:
    """A secretary who makes an activity; ``now`` is Monday, 2 March 2026, 09:00."""

    def __init__(self, place: Place) -> None:
        self.place, self.tx, self.now = place, place.tx, place.now
        self._sources = count(1)
        self.me = place.person("陈书记", Role.SECRETARY)
        people.change_account(self.tx, self.me.person_id, channel=TELEGRAM, is_reachable=True)
        self.private = Address(self.me.external_id)

    def source(self) -> str:
        return f"test:{next(self._sources)}"

    def begins(self, text: str, here: Address | None = None) -> None:
        here = here or self.private
        begin_activity(
            self.tx, by=self.me, text=text, here=here, source=self.source(), now=self.now
        )

    def says(self, text: str, point: Point | None = None) -> None:
        said = Words(text, point=point)
        fill_activity(
            self.tx, by=self.me, said=said, here=self.private, source=self.source(), now=self.now
        )

    def presses(self, what: str, *, version: int | None = None, by: Visitor | None = None) -> None:
        form = find_form(self.tx, self.me.person_id)
        press_activity(
            self.tx,
            by=by or self.me,
            what=what,
            version=version or (form.version if form else 0),
            here=self.private,
            source=self.source(),
            now=self.now,
        )

    def step(self) -> Step:
        form = find_form(self.tx, self.me.person_id)
        return Step(form.step) if form else Step.DONE

    @property
    def draft(self) -> Draft:
        form = find_form(self.tx, self.me.person_id)
        assert form is not None
        return Draft(form.data)

    def asked_in(self) -> list[str]:
        """The chats in which a question stands, in order."""
        rows = sa.select(outbox.c.chat).where(outbox.c.kind == LETTER).order_by(outbox.c.id)
        return list(self.tx.execute(rows).scalars())

    def posted(self) -> list[Activity]:
        rows = self.tx.execute(sa.select(table.c.id).order_by(table.c.id)).scalars()
        return [activities.get_activity(self.tx, one) for one in rows]


@pytest.fixture
def maker(place: Place) -> Maker:
    place.group(GROUP, ChatKind.STAFF)
    places.put_place(
        place.tx,
        community_id=place.id,
        grid_id=None,
        kind=PlaceKind.GATE,
        name="东门",
        words=[],
        point=EAST,
    )
    return Maker(place)


def test_a_day_that_was_said_waits_for_its_hour(maker: Maker) -> None:
    maker.begins("周六 捡垃圾 @东门 10人")
    assert maker.step() is Step.WHEN
    maker.says("下午2点到4点")

    assert maker.step() is Step.CHECK
    when = maker.draft.when
    assert when is not None
    assert when.starts_at == datetime(2026, 3, 7, 6, 0, tzinfo=UTC)
    assert maker.draft.point == EAST
    assert maker.draft.service is Service.CLEANING  # the title says it


def test_what_is_made_in_a_group_is_asked_in_private_and_shown_there(maker: Maker) -> None:
    group = Address(GROUP, reply_to="5")
    reachable, maker.me = maker.me, replace(maker.me, is_reachable=False)
    maker.begins("周六9点 捡垃圾 @东门 10人", group)
    maker.me = reachable
    maker.begins("周六9点 捡垃圾 @东门 10人", group)
    maker.begins("周六9点 捡垃圾", group)

    assert maker.asked_in() == [GROUP, maker.private.chat, maker.private.chat]
    doors = maker.place.owed("private.door")
    assert [one["key"] for one in doors] == ["activity.door_check", "activity.door_more"]
    assert maker.step() is Step.PLACE
    maker.presses("next")
    maker.says("", EAST)
    assert maker.step() is Step.MANY


def test_it_is_posted_once_however_often_it_is_pressed(maker: Maker) -> None:
    maker.begins("周六9点到11点 捡垃圾 @东门 10人 每周")
    maker.presses("post")
    for version in (1, 2):
        with pytest.raises(RuleBroken) as broken:
            maker.presses("post", version=version)
        assert broken.value.key == "form.stale"

    [made] = maker.posted()
    assert (made.title, made.capacity, made.leader_id) == ("捡垃圾", 10, maker.me.person_id)
    assert made.repeats == "week:5:540"
    assert made.point == EAST


def test_cancelled_nothing_is_posted_and_the_next_begins_anew(maker: Maker) -> None:
    maker.begins("周六9点到11点 捡垃圾 @东门 10人")
    maker.presses("cancel")
    maker.begins("")

    assert maker.step() is Step.TITLE
    assert maker.draft.title == ""
    assert maker.posted() == []


def test_a_change_goes_through_all_that_was_said(maker: Maker) -> None:
    maker.begins("周六9点到11点 捡垃圾 @东门 10人")
    maker.presses("edit")
    assert maker.step() is Step.TITLE
    for step in (Step.WHEN, Step.PLACE, Step.MANY, Step.KIND, Step.TEAMS, Step.REPEAT, Step.CHECK):
        maker.presses("next")
        assert maker.step() is step
    maker.says("20人")
    maker.says("改到周日9点")
    assert maker.draft.capacity == 20
    assert maker.draft.title == "捡垃圾"


@pytest.mark.parametrize(
    ("names", "where", "leads"),
    [
        ("@wangayi @东门", "东门", True),
        ("@东门 @wangayi", "东门", True),
        ("@somewhere", "somewhere", False),
        ("@东门 带队 @wangayi", "东门", True),
    ],
)
def test_a_neighbours_name_leads_and_any_other_is_the_place(
    maker: Maker, names: str, where: str, leads: bool
) -> None:
    aunt = maker.place.person("王阿姨", username="wangayi")
    maker.begins(f"周六9点 捡垃圾 {names} 10人")
    found = (maker.draft.title, maker.draft.place, maker.draft.leader_id == aunt.person_id)
    assert found == ("捡垃圾", where, leads)


@pytest.mark.parametrize(
    ("line", "told"),
    [("周六9点 捡垃圾 带队 @nobody_here", "leader_unknown"), ("今天8点 捡垃圾", "when_past")],
)
def test_what_cannot_be_leaves_no_form_behind(maker: Maker, line: str, told: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        maker.begins(line)

    assert broken.value.key == f"activity.{told}"
    assert maker.step() is Step.DONE


def test_made_up_buttons_and_steps_are_refused(maker: Maker) -> None:
    maker.begins("")
    for what in ("next", "at.1", "kind.cleaning", "rep.week", "whatever", ""):
        with pytest.raises(RuleBroken):
            maker.presses(what)
    maker.says("捡垃圾")
    maker.says("周六9点")
    with pytest.raises(RuleBroken):
        maker.presses("at.999")
    assert maker.step() is Step.PLACE


def test_whose_office_has_ended_posts_nothing(maker: Maker) -> None:
    maker.begins("周六9点到11点 捡垃圾 @东门 10人")
    member = maker.place.person("外人")
    with pytest.raises(RuleBroken) as broken:
        maker.presses("post", by=member)
    assert broken.value.key == "form.stale"
    assert maker.posted() == []
