"""Corners of meetings and resolutions: what is overtaken, left over, closed or nobody's."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from actions.meeting_answers import answer_meeting
from actions.meeting_attendance import open_code, scan_code
from actions.meeting_changes import add_proposal, tick_item
from actions.meeting_desk import AGENDA
from actions.meeting_items import give_all_back
from actions.meeting_making import make_meeting
from actions.meeting_news import REMINDER, about_reminder, owe_reminders
from actions.meeting_series import make_next, nag
from actions.meeting_steps import answer_step, step_meeting
from actions.meetings import CARD, DESK, get_meeting_here, move_meeting
from actions.minutes_reading import find_meant, find_published, show_whole
from actions.proposal_news import NEWS, tell_those_behind
from actions.proposals import decide, second_proposal, set_on_agenda
from actions.resolution_making import make_resolution, settle_item
from actions.resolution_news import remind_of_due
from actions.resolutions import LIST, get_resolution_here
from bot.letters.meeting_desk import desk
from bot.letters.meetings import card, reminder
from bot.letters.proposals import news
from bot.letters.resolutions import listed
from cards.card import Reader
from domain.addresses import TELEGRAM, Address
from domain.audiences import Audience
from domain.media import Words
from domain.meetings import ItemState, Meeting, Stage
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.proposals import ProposalState
from domain.resolutions import Draft as Decided
from domain.resolutions import Pile, Resolution, read_progress
from domain.rules import RuleBroken
from domain.times import Once
from locales import speaker
from storage import meeting_agenda, meeting_guests, meetings, people, prompts, proposals
from storage.jobs import Job
from storage.outbox import Lane
from storage.paying import Owed
from storage.tables import outbox
from tests.actions.conftest import DEFAULTS, Place
from tests.actions.test_meetings import WEEKLY, a_draft, jobs_of, state_of, taken

REASON = "大家都到了"


@pytest.fixture
def secretary(place: Place) -> Visitor:
    return place.person("陈书记", Role.SECRETARY)


def moved(place: Place, meeting: Meeting, to: Stage, *, now: datetime, reason: str = "") -> Meeting:
    """One step further, whoever takes it."""
    found = meetings.get_meeting(place.tx, meeting.id)
    source = f"{meeting.id}:{to}"
    return move_meeting(place.tx, found, to=to, by=None, reason=reason, source=source, now=now)


def reachable(place: Place, who: Visitor, *, is_so: bool = True) -> None:
    people.change_account(place.tx, who.person_id, channel=TELEGRAM, is_reachable=is_so)


def reading(place: Place, kind: str, to: str, about: str, **payload: object) -> tuple[Owed, Reader]:
    owed = Owed(
        id=1,
        community_id=place.id,
        kind=kind,
        about=about,
        payload=payload,
        lane=Lane.NOTICE,
        address=Address(to),
        shown=0,
        attempts=0,
        uncertain=0,
        owed_at=place.now,
    )
    return owed, Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), place.now)


def test_a_reason_for_another_step_than_the_one_it_was_asked_for_moves_nothing(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, here = place.tx, Address(secretary.external_id)
    one = make_meeting(tx, by=secretary, draft=a_draft(WEEKLY), source="s", now=now)
    step_meeting(
        tx, by=secretary, meeting_id=one.id, version=1, to="met", here=here, source="1", now=now
    )
    asked = prompts.find_open_prompt(tx, person_id=secretary.person_id, where=here, now=now)
    assert asked is not None
    for to in (Stage.MET, Stage.DECIDED):  # meanwhile by somebody else
        moved(place, one, to, now=now, reason=REASON)
    with pytest.raises(RuleBroken, match="changed_meanwhile"):
        answer_step(tx, asked, by=secretary, said=Words(REASON), source="2", now=now)
    assert meetings.get_meeting(tx, one.id).stage is Stage.DECIDED


def test_what_another_meeting_has_taken_on_is_that_ones(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, proposal = place.tx, taken(place, secretary)
    draft = a_draft(Once(now + timedelta(days=10)), ("楼道灯", proposal))
    first = make_meeting(tx, by=secretary, draft=draft, source="s", now=now)
    other = a_draft(Once(now + timedelta(days=20)))
    second = make_meeting(tx, by=secretary, draft=other, source="t", now=now)
    later = first.ends_at
    for to in (Stage.MET, Stage.DECIDED, Stage.FOLLOWING):
        ended = moved(place, first, to, now=later)
    added = {"meeting_id": second.id, "proposal_id": proposal}
    add_proposal(tx, by=secretary, source="a", now=later, **added)

    moved(place, first, Stage.CLOSED, now=later, reason="没有纪要")
    assert proposals.get_proposal(tx, proposal).meeting_id == second.id
    [item] = meeting_agenda.list_agenda(tx, ended.id)
    settle_item(
        tx,
        ended,
        item,
        state=ItemState.DONE,
        by=secretary.person_id,
        is_adopted=False,
        now=later,
    )
    assert state_of(tx, proposal) is ProposalState.SCHEDULED


def test_behind_the_last_of_a_series_its_proposals_wait_for_another_meeting(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, proposal = place.tx, taken(place, secretary)
    plan = replace(WEEKLY, until=now.date() + timedelta(days=7))
    draft = a_draft(plan, ("楼道灯", proposal))
    last = make_meeting(tx, by=secretary, draft=draft, source="s", now=now)
    while jobs_of(tx, last, "meeting.follow"):
        make_next(tx, Job(1, "meeting.follow", last.about, "next", now, 0), last.starts_at)
        moved(place, last, Stage.CANCELLED, now=last.starts_at, reason="停电")
        following = meetings.find_following(tx, last.id)
        assert following is not None
        last = following
    moved(place, last, Stage.CANCELLED, now=last.starts_at, reason="停电")
    assert state_of(tx, proposal) is ProposalState.TAKEN


def test_what_is_left_goes_on_to_one_that_has_begun_before_its_forerunner_was_ended(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx = place.tx
    draft = a_draft(WEEKLY, ("门禁", None))
    first = make_meeting(tx, by=secretary, draft=draft, source="s", now=now)
    moved(place, first, Stage.MET, now=first.starts_at)
    make_next(tx, Job(1, "meeting.follow", first.about, "next", now, 0), first.ends_at)
    second = meetings.find_following(tx, first.id)
    assert second is not None
    moved(place, second, Stage.MET, now=second.starts_at)
    moved(place, first, Stage.FOLLOWING, now=second.starts_at, reason="没有要表决的")
    assert [one.title for one in meeting_agenda.list_agenda(tx, second.id)] == ["门禁"]


class Closed:
    """A meeting to which 王阿姨 is invited by name, and what was decided in it."""

    def __init__(self, place: Place, secretary: Visitor) -> None:
        self.place, self.tx, self.now = place, place.tx, place.now
        self.secretary = secretary
        self.aunt, self.owner = place.person("王阿姨"), place.person("赵师傅")
        self.stranger = place.person("外人")
        draft = a_draft(Once(self.now + timedelta(days=10)))
        draft.title = "调解"
        draft.audience = Audience(person_ids=frozenset({self.aunt.person_id}))
        self.meeting = make_meeting(self.tx, by=secretary, draft=draft, source="s", now=self.now)

    def decides(self) -> Resolution:
        for to in (Stage.MET, Stage.DECIDED):
            self.meeting = moved(self.place, self.meeting, to, now=self.meeting.starts_at)
        return make_resolution(
            self.tx,
            self.meeting,
            Decided("两家各让一步", date(2026, 6, 30)),
            item=None,
            ballot_id=None,
            owner_id=self.owner.person_id,
            by=self.secretary.person_id,
            source="made",
            now=self.now,
        )


@pytest.fixture
def closed(place: Place, secretary: Visitor) -> Closed:
    return Closed(place, secretary)


def test_of_a_closed_meeting_nobody_else_learns_what_it_is_about(closed: Closed) -> None:
    tx, one, now = closed.tx, closed.meeting, closed.now
    by, here = closed.stranger, closed.place.here()

    def answers() -> None:
        answer_meeting(tx, by=by, meeting_id=one.id, what="yes", here=here, source="1", now=now)

    def opens() -> None:
        open_code(tx, by=by, meeting_id=one.id, here=here, source="2", now=one.starts_at)

    def scans() -> None:
        scan_code(tx, by=by, meeting_id=one.id, link="x" * 20, source="3", now=now)

    def reads() -> None:
        show_whole(tx, by=by, meeting_id=one.id, here=here, source="4", now=now)

    def finds() -> None:
        find_meant(tx, by, one.number)

    for attempt in (answers, opens, scans, reads, finds):
        with pytest.raises(RuleBroken) as refused:
            attempt()
        assert "title" not in refused.value.params
    for who in (closed.aunt, closed.secretary):
        assert get_meeting_here(tx, who, one.id) == one


def test_the_latest_minutes_are_the_latest_that_one_may_read(closed: Closed) -> None:
    closed.decides()
    meetings.change_meeting(closed.tx, closed.meeting, minutes_at=closed.now)
    with pytest.raises(RuleBroken, match=r"minutes\.none"):
        find_published(closed.tx, closed.stranger)
    assert find_published(closed.tx, closed.aunt).id == closed.meeting.id


def test_what_a_closed_meeting_decided_is_theirs_who_are_concerned(closed: Closed) -> None:
    tx, made = closed.tx, closed.decides()
    for who in (closed.aunt, closed.owner, closed.secretary):
        assert get_resolution_here(tx, who, made.id) == made
    with pytest.raises(RuleBroken, match=r"meeting\.not_yours"):
        get_resolution_here(tx, closed.stranger, made.id)
    closed.place.group("-1", ChatKind.PUBLIC)
    closed.place.group("-2", ChatKind.STAFF)

    def list_shows(to: str) -> bool:
        payload = {"pile": Pile.OPEN.value, "page": 0}
        card = listed(tx, *reading(closed.place, LIST, to, "look:1", **payload))
        assert made.number in repr(card)
        return made.words in repr(card)

    assert not list_shows("-1")
    assert not list_shows(closed.stranger.external_id)
    for to in ("-2", closed.owner.external_id, closed.aunt.external_id):
        assert list_shows(to)


def test_a_reminder_that_waits_to_be_sent_dies_when_the_meeting_moves(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, aunt = place.tx, place.person("王阿姨")
    reachable(place, aunt)
    one = make_meeting(tx, by=secretary, draft=a_draft(WEEKLY), source="s", now=now)
    guest = meeting_guests.put_guest(tx, one, aunt.person_id, answer="yes")
    owe_reminders(tx, one, "hour", "hour:x", now=now)
    [payload] = place.owed(REMINDER)
    about = about_reminder(guest, "hour", one)
    assert reminder(tx, *reading(place, REMINDER, aunt.external_id, about, **payload))
    later = meetings.change_meeting(tx, one, starts_at=one.starts_at + timedelta(days=2))
    assert later is not None
    assert not reminder(tx, *reading(place, REMINDER, aunt.external_id, about, **payload))


def test_where_nobody_can_be_asked_for_the_end_the_secretaries_are(
    place: Place, secretary: Visitor
) -> None:
    tx, captain = place.tx, place.person("赵师傅", Role.CAPTAIN)
    reachable(place, secretary)
    reachable(place, captain, is_so=False)
    one = make_meeting(tx, by=captain, draft=a_draft(WEEKLY), source="s", now=place.now)
    at = one.ends_at + timedelta(days=1)
    job = Job(1, "meeting.nag", one.about, f"1:{one.ends_at.isoformat()}", at, 0)
    nag(tx, job, at)
    assert len(place.owed("meeting.nagging")) == 1


def test_where_its_owner_cannot_be_told_the_office_hears_in_time(
    closed: Closed, place: Place
) -> None:
    made = closed.decides()
    reachable(place, closed.secretary)
    reachable(place, closed.owner, is_so=False)
    job = Job(1, "resolution.due", made.about, "soon", closed.now, 0)
    remind_of_due(closed.tx, job, closed.now)
    assert [one["person"] for one in place.owed("resolution.reminder")] == [
        closed.secretary.person_id
    ]


def test_what_somebody_says_of_progress_looks_like_nothing_the_bot_said() -> None:
    assert read_progress("40% 已采购\n✅ 决议已办结").words == "已采购 ✅ 决议已办结"
    assert read_progress("50% \u202e反着写").words == "反着写"


def test_nothing_is_given_back_twice(place: Place, secretary: Visitor, now: datetime) -> None:
    tx, proposal = place.tx, taken(place, secretary)
    draft = a_draft(Once(now + timedelta(days=10)), ("楼道灯", proposal))
    one = make_meeting(tx, by=secretary, draft=draft, source="s", now=now)
    give_all_back(tx, one, now=now)
    version = proposals.get_proposal(tx, proposal).version
    give_all_back(tx, one, now=now)
    assert proposals.get_proposal(tx, proposal).version == version


def test_what_was_ticked_off_but_not_decided_waits_for_another_meeting(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, proposal = place.tx, taken(place, secretary)
    draft = a_draft(Once(now + timedelta(days=10)), ("楼道灯", proposal))
    for end, reason in ((Stage.CANCELLED, "停电"), (Stage.CLOSED, "没有纪要")):
        one = make_meeting(tx, by=secretary, draft=draft, source=end, now=now)
        moved(place, one, Stage.MET, now=one.starts_at)
        [item] = meeting_agenda.list_agenda(tx, one.id)
        ticked = {"item_id": item.id, "version": item.version}
        tick_item(tx, by=secretary, source=f"tick:{end}", now=now, **ticked)
        moved(place, one, end, now=one.ends_at, reason=reason)
        assert state_of(tx, proposal) is ProposalState.TAKEN


def test_what_was_decided_is_not_opened_again_by_a_tick(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx = place.tx
    one = make_meeting(tx, by=secretary, draft=a_draft(WEEKLY, ("门禁", None)), source="s", now=now)
    for to in (Stage.MET, Stage.DECIDED):
        one = moved(place, one, to, now=one.starts_at)
    [item] = meeting_agenda.list_agenda(tx, one.id)
    make_resolution(
        tx,
        one,
        Decided("门禁换新", date(2026, 6, 30)),
        item=item,
        ballot_id=None,
        owner_id=secretary.person_id,
        by=secretary.person_id,
        source="made",
        now=now,
    )
    [item] = meeting_agenda.list_agenda(tx, one.id)
    ticked = {"item_id": item.id, "version": item.version}
    with pytest.raises(RuleBroken, match=r"minutes\.is_decided"):
        tick_item(tx, by=secretary, source="tick", now=now, **ticked)


def test_that_it_was_taken_up_is_heard_though_it_is_scheduled_by_morning(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, found = place.tx, proposals.get_proposal(place.tx, taken(place, secretary))
    reachable(place, secretary)
    tell_those_behind(tx, found, but_for=None, now=now)
    [payload] = place.owed(NEWS)
    set_on_agenda(
        tx,
        found,
        make_meeting(tx, by=secretary, draft=a_draft(WEEKLY), source="s", now=now).id,
        now,
    )
    assert news(tx, *reading(place, NEWS, secretary.external_id, found.about, **payload))
    decide(tx, proposals.get_proposal(tx, found.id), is_adopted=True, now=now)
    assert not news(tx, *reading(place, NEWS, secretary.external_id, found.about, **payload))


def test_however_much_waits_for_a_meeting_a_card_can_bear_its_buttons(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, by = place.tx, secretary.person_id
    words = {"title": "楼道灯", "words": "楼道灯", "seconds_needed": 2, "state": "taken"}
    for number in range(120):
        source = f"p{number}"
        proposals.add_proposal(
            tx, community_id=place.id, made_by=by, source=source, now=now, **words
        )
    one = make_meeting(tx, by=secretary, draft=a_draft(WEEKLY), source="s", now=now)
    payload = {"meeting": one.id, "viewer": by, "side": AGENDA, "page": 0}
    shown = desk(tx, *reading(place, DESK, secretary.external_id, "desk", **payload))
    assert shown is not None
    assert 40 < sum(len(row) for row in shown.buttons) <= 100


def test_no_secretary_is_asked_about_a_proposal_by_night(
    place: Place, secretary: Visitor, now: datetime
) -> None:
    tx, home = place.tx, place.id
    place.group("-2", ChatKind.STAFF)
    one = proposals.add_proposal(
        tx,
        community_id=home,
        made_by=secretary.person_id,
        title="楼道灯",
        words="楼道灯",
        source="p",
        now=now,
    )
    aunt, here = place.person("王阿姨"), place.here()
    night = now.astimezone(ZoneInfo(DEFAULTS.timezone)).replace(hour=23)
    second_proposal(tx, by=aunt, proposal_id=one.id, here=here, source="v", now=night)
    row = outbox.c
    due = tx.execute(sa.select(row.not_before).where(row.kind == "proposal.review")).scalar_one()
    assert due.astimezone(night.tzinfo).hour == 7


def test_a_leader_who_wants_no_whole_name_has_none_on_the_card(place: Place) -> None:
    captain = place.person("王秀英", Role.CAPTAIN)
    tx, home = place.tx, place.id
    people.change_member(tx, community_id=home, person_id=captain.person_id, is_masked=True)
    one = make_meeting(tx, by=captain, draft=a_draft(WEEKLY), source="s", now=place.now)
    shown = card(tx, *reading(place, CARD, "-1", one.about))
    assert "王秀英" not in repr(shown)
    assert "王" in repr(shown)
