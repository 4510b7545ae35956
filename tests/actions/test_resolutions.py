"""What a vote, a proposal and a second resolution mean for one; who may not touch it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.meetings import move_meeting
from actions.resolution_making import make_resolution, write_resolution
from actions.resolution_news import AT_A_TIME, TELL, tell_update
from actions.resolution_updates import nudge_owner, report_progress
from domain.addresses import TELEGRAM, Address
from domain.audiences import EVERYBODY
from domain.ballots import BallotState, Majority, Quorum, as_stored, count_up
from domain.media import Words
from domain.meetings import Meeting, Stage
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.proposals import ProposalState
from domain.resolutions import Draft, Resolution
from domain.rule_sheets import Event, Rule, RuleSheet
from domain.rules import RuleBroken
from storage import (
    ballots,
    grants,
    jobs,
    meeting_agenda,
    meetings,
    people,
    proposals,
    resolutions,
)
from storage.rule_sheets import add_sheet
from storage.surveys import begun_at
from storage.tables import jobs as job_rows
from tests.actions.conftest import Place

HERE = Address("-1", reply_to="1")
SIDES = ("赞成", "反对", "弃权")


class Sitting:
    """A meeting in which people decide on what 小李 has proposed."""

    def __init__(self, place: Place) -> None:
        self.tx, self.place, self.now = place.tx, place, place.now
        place.group("-1", ChatKind.PUBLIC)
        self.secretary = place.person("陈书记", Role.SECRETARY)
        self.maker = place.person("小李", username="xiaoli")
        rule = Rule("proposal.adopted", Event.PROPOSAL_ADOPTED, 10)
        sheet = RuleSheet((rule,))
        add_sheet(self.tx, sheet, community_id=place.id, made_by=None, now=self.now)
        self.meeting = self._deciding()

    def _deciding(self) -> Meeting:
        by = self.secretary.person_id
        meeting = meetings.add_meeting(
            self.tx,
            community_id=self.place.id,
            number="JY-2026-01",
            title="议事会",
            audience=EVERYBODY,
            starts_at=self.now,
            ends_at=self.now + timedelta(hours=1),
            repeats=None,
            leader_id=by,
            made_by=by,
            secret="secret",
            source="meeting",
            now=self.now,
        )
        for to in (Stage.MET, Stage.DECIDED):
            meeting = self.moves(meeting, to)
        return meeting

    def moves(self, meeting: Meeting, to: Stage) -> Meeting:
        by = self.secretary.person_id
        return move_meeting(self.tx, meeting, to=to, by=by, reason="", source=f"{to}", now=self.now)

    def matter(self, maker: Visitor | None = None) -> int:
        """The id of an agenda item that a proposal was."""
        proposal = proposals.add_proposal(
            self.tx,
            community_id=self.place.id,
            made_by=(maker or self.maker).person_id,
            title="装充电桩",
            words="装充电桩",
            seconds_needed=2,
            state=ProposalState.SCHEDULED.value,
            source="proposal",
            now=self.now,
        )
        item = meeting_agenda.add_item(self.tx, self.meeting, "装充电桩", proposal_id=proposal.id)
        assert item is not None
        return item.id

    def votes(self, item_id: int, *votes: int) -> int:
        """A ballot on a matter; without votes it is still open."""
        made = ballots.add_ballot(
            self.tx,
            source=f"ballot:{item_id}",
            options=SIDES,
            audience=EVERYBODY,
            community_id=self.place.id,
            meeting_id=self.meeting.id,
            agenda_item_id=item_id,
            number="BJ-1",
            title="装吗",
            opens_at=self.now,
            closes_at=self.now + timedelta(hours=1),
            quorum=Quorum.NONE.value,
            majority=Majority.HALF.value,
            made_by=self.secretary.person_id,
            made_at=self.now,
        )
        assert made is not None
        if votes:
            count = count_up(SIDES, votes, eligible=20, quorum=Quorum.NONE, majority=Majority.HALF)
            state, result = BallotState.CLOSED, as_stored(count)
            ballots.end_ballot(self.tx, made, state=state, result=result, now=self.now)
        return made.id

    def decides(self, item_id: int, source: str = "made") -> Resolution:
        return make_resolution(
            self.tx,
            self.meeting,
            Draft("装四个充电位", date(2026, 6, 30)),
            item=meeting_agenda.find_item(self.tx, item_id),
            ballot_id=None,
            owner_id=self.secretary.person_id,
            by=self.secretary.person_id,
            source=source,
            now=self.now,
        )

    def ends(self, resolution: Resolution, source: str) -> None:
        report_progress(
            self.tx,
            by=self.secretary,
            resolution_id=resolution.id,
            said=Words(text="100% 装好了"),
            here=HERE,
            source=source,
            now=self.now,
        )

    def what_became(self) -> ProposalState:
        return proposals.get_proposal(self.tx, 1).state

    def paid(self) -> list[int]:
        return [one.person_id for one in grants.list_about(self.tx, "proposal:1")]


@pytest.fixture
def sitting(tx: Connection, now: datetime) -> Sitting:
    return Sitting(Place(tx, now))


def test_what_was_voted_for_is_adopted_and_its_maker_rewarded_once(sitting: Sitting) -> None:
    item = sitting.matter()
    ballot = sitting.votes(item, 12, 3, 2)

    first, again = sitting.decides(item), sitting.decides(item)
    second = sitting.decides(item, "another")

    assert first == again
    assert first.ballot_id == second.ballot_id == ballot
    assert (first.number, second.number) == ("JY-2026-01-1", "JY-2026-01-2")
    assert sitting.what_became() is ProposalState.ADOPTED
    assert sitting.paid() == [sitting.maker.person_id]


def test_what_was_voted_down_is_not_adopted_whatever_is_resolved_on_it(sitting: Sitting) -> None:
    item = sitting.matter()
    sitting.votes(item, 3, 12, 2)

    assert sitting.decides(item).ballot_id is None
    assert sitting.what_became() is ProposalState.DECLINED
    assert sitting.paid() == []


def test_while_people_vote_nothing_is_decided(sitting: Sitting) -> None:
    item = sitting.matter()
    sitting.votes(item)

    with pytest.raises(RuleBroken, match=r"resolution\.still_voting"):
        sitting.decides(item)


def test_nobody_is_rewarded_for_what_they_decide_themselves(sitting: Sitting) -> None:
    sitting.decides(sitting.matter(maker=sitting.secretary))

    assert sitting.what_became() is ProposalState.ADOPTED
    assert sitting.paid() == []


def test_people_are_asked_when_the_last_of_a_meeting_has_ended(sitting: Sitting) -> None:
    item = sitting.matter()
    first, second = sitting.decides(item), sitting.decides(item, "another")
    sitting.ends(first, "one")
    sitting.meeting = meetings.get_meeting(sitting.tx, sitting.meeting.id)
    sitting.moves(sitting.meeting, Stage.FOLLOWING)
    assert begun_at(sitting.tx, sitting.meeting.id) is None

    sitting.ends(second, "two")

    assert begun_at(sitting.tx, sitting.meeting.id) is not None
    due = sa.select(job_rows.c.state).where(job_rows.c.kind == "resolution.due")
    assert set(sitting.tx.execute(due).scalars()) == {"cancelled"}


def test_a_member_writes_none_and_another_community_knows_of_none(sitting: Sitting) -> None:
    made = sitting.decides(sitting.matter())
    outsider = sitting.place.person("外人")
    with pytest.raises(RuleBroken, match=r"meeting\.not_leader"):
        write_resolution(
            sitting.tx, by=outsider, text="装桩 明天", target=None, source="a", now=sitting.now
        )
    supervisor = sitting.place.person("孙姐", Role.SUPERVISOR)

    def nudges(by: Visitor, source: str) -> None:
        nudge_owner(
            sitting.tx, by=by, resolution_id=made.id, here=HERE, source=source, now=sitting.now
        )

    with pytest.raises(RuleBroken):
        nudges(replace(supervisor, community_id=99), "b")
    nudges(supervisor, "c")
    with pytest.raises(RuleBroken, match=r"resolution\.nudged_today"):
        nudges(supervisor, "d")
    assert len(resolutions.list_updates(sitting.tx, made.id)) == 1


def test_news_waits_for_the_morning_and_reaches_each_of_many_once(sitting: Sitting) -> None:
    item = sitting.matter()
    proposal = proposals.get_proposal(sitting.tx, 1)
    voices = [sitting.place.person(f"居民{one}") for one in range(2 * AT_A_TIME + 5)]
    for one in [sitting.maker, *voices]:
        people.change_account(sitting.tx, one.person_id, channel=TELEGRAM, is_reachable=True)
        proposals.add_second(sitting.tx, proposal, one.person_id, now=sitting.now)
    made = sitting.decides(item)
    sitting.now = night = datetime(2026, 3, 2, 15, 30, tzinfo=UTC)
    sitting.ends(made, "done")

    def told() -> list[int]:
        return [one["person"] for one in sitting.place.owed("resolution.told")]

    assert run_due(sitting.tx, night) == 0
    assert told() == []
    assert run_due(sitting.tx, night + timedelta(hours=8)) == 3
    assert run_due(sitting.tx, night + timedelta(hours=9)) == 0
    assert sorted(told()) == [sitting.maker.person_id, *(one.person_id for one in voices)]


def run_due(tx: Connection, now: datetime) -> int:
    """Do all the telling that is due; how many goes it took."""
    goes = 0
    while due := [one for one in jobs.list_due(tx, now=now, limit=99) if one.kind == TELL]:
        for job in due:
            jobs.end_job(tx, job.id, state=jobs.DONE, now=now)
            tell_update(tx, job, now)
            goes += 1
    return goes
