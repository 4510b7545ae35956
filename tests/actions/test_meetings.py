"""Deeds around meetings: once, by whom they may, with what becomes of proposals on the agenda."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions import meeting_changes as changes
from actions.meeting_answers import answer_meeting
from actions.meeting_attendance import mark_person, open_code
from actions.meeting_desk import open_desk, turn_desk
from actions.meeting_form import begin_meeting, fill_meeting, find_form, press_meeting
from actions.meeting_making import make_meeting
from actions.meeting_series import make_next
from actions.meeting_steps import step_meeting
from actions.meetings import may_know, move_meeting
from domain.addresses import TELEGRAM, Address
from domain.answers import Json
from domain.audiences import Audience
from domain.media import Words
from domain.meeting_form import Draft
from domain.meetings import ItemState, Meeting, Stage
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.proposals import ProposalState
from domain.rules import RuleBroken
from domain.times import Once, Plan, Recurrence, Unit
from storage import communities, jobs, meeting_agenda, meetings, people, proposals
from storage.conversations import Conversation
from storage.jobs import Job
from storage.tables import jobs as job_rows
from storage.tables import outbox
from tests.actions.conftest import DEFAULTS, Place

WEEKLY = Recurrence(Unit.WEEK, (19 * 60,), weekdays=(0,))


def a_draft(plan: Plan, *items: tuple[str, int | None]) -> Draft:
    draft = Draft()
    draft.title, draft.place, draft.items = "议事日", "活动室", list(items)
    draft.put_plans([plan], "")
    draft.reason = "急"
    return draft


def taken(place: Place, by: Visitor) -> int:
    return proposals.add_proposal(
        place.tx,
        community_id=place.id,
        made_by=by.person_id,
        title="楼道灯",
        words="楼道灯",
        seconds_needed=2,
        state=ProposalState.TAKEN.value,
        source="p",
        now=place.now,
    ).id


def state_of(tx: Connection, proposal: int) -> ProposalState:
    return proposals.get_proposal(tx, proposal).state


def jobs_of(tx: Connection, meeting: Meeting, kind: str) -> list[str]:
    row = job_rows.c
    found = sa.select(row.period).where(
        row.kind == kind, row.subject == meeting.about, row.state == "waiting"
    )
    return sorted(tx.execute(found).scalars())


def test_what_is_made_twice_is_made_once(place: Place, now: datetime) -> None:
    place.group("-100", ChatKind.PUBLIC)
    by = place.person("陈书记", Role.SECRETARY)
    draft = a_draft(Once(now + timedelta(days=10)))
    one = make_meeting(place.tx, by=by, draft=draft, source="s", now=now)
    again = make_meeting(place.tx, by=by, draft=draft, source="s", now=now)
    assert one == again
    assert one.number.startswith("JY-")
    assert len(place.owed("meeting.card")) == 1
    assert len(jobs_of(place.tx, one, "meeting.remind")) == 3
    with pytest.raises(RuleBroken):
        make_meeting(place.tx, by=place.person("外人"), draft=draft, source="x", now=now)


def test_a_proposal_is_scheduled_given_back_and_carried_on(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    proposal = taken(place, by)
    draft = a_draft(WEEKLY, ("门禁", None), ("楼道灯", proposal))
    first = make_meeting(tx, by=by, draft=draft, source="s", now=now)
    assert state_of(tx, proposal) is ProposalState.SCHEDULED
    second = make_meeting(tx, by=by, draft=draft, source="t", now=now)
    assert [one.title for one in meeting_agenda.list_agenda(tx, second.id)] == ["门禁"]

    later = first.ends_at + timedelta(minutes=1)
    ended = move_meeting(
        tx, first, to=Stage.FOLLOWING, by=by.person_id, reason="没有人来", source="e", now=later
    )
    job = Job(1, "meeting.follow", first.about, "next", later, 0)
    for _ in range(2):
        make_next(tx, job, later)
    following = meetings.find_following(tx, ended.id)
    assert following is not None
    assert following.starts_at - first.starts_at == timedelta(days=7)
    items = meeting_agenda.list_agenda(tx, following.id)
    assert [one.title for one in items] == ["门禁", "楼道灯"]
    assert proposals.get_proposal(tx, proposal).meeting_id == following.id
    was = meeting_agenda.list_agenda(tx, first.id)
    assert {one.state for one in was} == {ItemState.CARRIED}

    changes.stop_repeating(tx, by=by, meeting_id=first.id, source="o", now=later)
    assert meetings.get_meeting(tx, following.id).repeats is None
    cancelled = meetings.get_meeting(tx, following.id)
    move_meeting(tx, cancelled, to=Stage.CANCELLED, by=None, reason="停电", source="c", now=later)
    assert state_of(tx, proposal) is ProposalState.TAKEN


def test_one_that_is_moved_takes_no_other_of_its_series_along(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    first = make_meeting(tx, by=by, draft=a_draft(WEEKLY), source="s", now=now)
    moved = meetings.change_meeting(
        tx,
        first,
        starts_at=first.starts_at - timedelta(hours=30),
        ends_at=first.ends_at - timedelta(hours=30),
    )
    assert moved is not None
    job = Job(1, "meeting.follow", first.about, "next", now, 0)
    make_next(tx, job, first.ends_at)
    following = meetings.find_following(tx, first.id)
    assert following is not None
    assert following.starts_at - first.starts_at == timedelta(days=7)


def test_nobody_of_another_community_gets_at_it(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    one = make_meeting(tx, by=by, draft=a_draft(WEEKLY, ("门禁", None)), source="s", now=now)
    [item] = meeting_agenda.list_agenda(tx, one.id)
    other = communities.add_community(tx, "隔壁", defaults=DEFAULTS, now=now)
    there = place.seen_in(by, other.id)
    deed: dict[str, Json] = {"by": there, "source": "x", "now": now}
    here = place.here()
    attempts: tuple[Callable[[], object], ...] = (
        lambda: answer_meeting(tx, meeting_id=one.id, what="yes", here=here, **deed),
        lambda: step_meeting(tx, meeting_id=one.id, version=1, to="met", here=here, **deed),
        lambda: changes.ask_change(tx, meeting_id=one.id, what="when", here=here, **deed),
        lambda: changes.tick_item(tx, item_id=item.id, version=1, **deed),
        lambda: changes.add_proposal(tx, meeting_id=one.id, proposal_id=1, **deed),
        lambda: changes.stop_repeating(tx, meeting_id=one.id, **deed),
        lambda: mark_person(tx, meeting_id=one.id, person_id=by.person_id, **deed),
        lambda: open_code(tx, meeting_id=one.id, here=here, **deed),
        lambda: open_desk(tx, meeting_id=one.id, here=here, **deed),
        lambda: turn_desk(tx, meeting_id=one.id, side="home", page=0, **deed),
    )
    for attempt in attempts:
        with pytest.raises(RuleBroken):
            attempt()
    assert meetings.get_meeting(tx, one.id).version == 1


def test_what_few_are_invited_to_is_theirs_and_the_offices(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    aunt, stranger = place.person("王阿姨"), place.person("外人")
    draft = a_draft(Once(now + timedelta(days=10)))
    draft.audience = Audience(person_ids=frozenset({aunt.person_id}))
    one = make_meeting(tx, by=by, draft=draft, source="s", now=now)
    assert may_know(tx, aunt.person_id, one)
    assert may_know(tx, by.person_id, one)
    assert not may_know(tx, stranger.person_id, one)


def test_the_second_of_two_who_press_is_told(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    one = make_meeting(tx, by=by, draft=a_draft(WEEKLY), source="s", now=now)
    at = one.starts_at
    here = place.here()
    said = step_meeting(
        tx, by=by, meeting_id=one.id, version=1, to="met", here=here, source="1", now=at
    )
    assert said is not None
    assert said.key == "meeting.now.met"
    late = step_meeting(
        tx, by=by, meeting_id=one.id, version=1, to="met", here=here, source="2", now=at
    )
    assert late is not None
    assert late.key == "meeting.changed_meanwhile"
    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        move_meeting(tx, one, to=Stage.MET, by=None, reason="", source="3", now=at)
    assert [one.to_stage for one in meetings.list_events(tx, one.id)] == ["announced", "met"]
    assert not jobs_of(tx, one, "meeting.remind")
    assert jobs.is_promised(tx, kind="meeting.nag", subject=one.about, after=at)


def form_of(tx: Connection, by: Visitor) -> Conversation:
    form = find_form(tx, by.person_id)
    assert form is not None
    return form


def test_choices_on_a_card_come_and_go_and_made_up_ones_are_refused(
    place: Place, now: datetime
) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    proposal, grid = taken(place, by), place.grid("一号网格")
    here = Address(by.external_id)
    begin_meeting(tx, by=by, text="", here=here, source="b", now=now)
    number = count()

    def press(what: str) -> None:
        version, source = form_of(tx, by).version, f"p{next(number)}"
        press_meeting(tx, by=by, what=what, version=version, here=here, source=source, now=now)

    def refuses(*choices: str) -> None:
        for wrong in choices:
            with pytest.raises(RuleBroken):
                press(wrong)

    def says(words: str) -> Draft:
        said = Words(words)
        fill_meeting(tx, by=by, said=said, here=here, source=f"s{next(number)}", now=now)
        return Draft(form_of(tx, by).data)

    says("议事日")
    refuses("who.kinds.rider", f"item.{proposal}", "pick.0", "need.half", "nonsense", "next")
    says("每月10日19点")
    press("next")
    refuses("who.kinds.martian", "who.grid_ids.99", "who.person_ids.1", "who.colour.red")
    for right in (f"who.grid_ids.{grid}", "who.kinds.rider", "who.kinds.rider", "next"):
        press(right)
    refuses("item.99")
    for right in (f"item.{proposal}", "next"):
        press(right)
    draft = says("三分之二")
    assert draft.audience == Audience(grid_ids=frozenset({grid}))
    assert (draft.items, draft.quorum) == ([("楼道灯", proposal)], "two_thirds")
    press("post")
    assert state_of(tx, proposal) is ProposalState.SCHEDULED
    assert find_form(tx, by.person_id) is None


def test_nobody_is_invited_by_night(place: Place, now: datetime) -> None:
    tx, by = place.tx, place.person("陈书记", Role.SECRETARY)
    aunt = place.person("王阿姨")
    people.change_account(tx, aunt.person_id, channel=TELEGRAM, is_reachable=True)
    zone = ZoneInfo(DEFAULTS.timezone)
    night = now.astimezone(zone).replace(hour=23, minute=0)
    draft = a_draft(Once(night + timedelta(days=10)))
    draft.audience = Audience(person_ids=frozenset({aunt.person_id}))
    make_meeting(tx, by=by, draft=draft, source="s", now=night)
    row = outbox.c
    due = tx.execute(sa.select(row.not_before).where(row.kind == "meeting.invited")).scalar_one()
    assert due.astimezone(zone).hour == 7
