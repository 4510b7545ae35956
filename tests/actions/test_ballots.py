"""Ballots as deeds: who may not, who is not on the roll, one vote for a household, and one end."""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec

import pytest

from actions.ballot_endings import ANNUL, END, answer_why_ended, ask_to_end, close_due
from actions.ballot_form import begin_ballot, begin_for_item, fill_ballot, find_form, press_ballot
from actions.ballot_votes import REASON, answer_reason, ask_for_result, ask_reason, vote
from actions.ballots import CLOSE, find_to_look_at, get_ballot_here, open_ballot
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.audiences import Audience
from domain.ballot_form import Draft, Step
from domain.ballots import Ballot, BallotState, Outcome, Reasons
from domain.households import Door, Stay
from domain.media import Words
from domain.people import ChatKind, MemberKind, Sighting, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import ballot_lists, ballots, communities, households, people, prompts
from storage.jobs import Job, list_due
from storage.tables import household_members
from storage.visitors import Topic, look
from tests.actions.conftest import DEFAULTS, Place

HERE = Address("-100")
PRIVATE = Address("1001")
P = ParamSpec("P")


@pytest.fixture
def secretary(place: Place) -> Visitor:
    place.group("-100", ChatKind.PUBLIC)
    place.group("-300", ChatKind.RIDERS)
    return place.person("陈书记", Role.SECRETARY)


@pytest.fixture
def aunt(place: Place) -> Visitor:
    return place.person("王阿姨")


def opened(place: Place, by: Visitor, source: str = "made", **fields: object) -> Ballot:
    draft = Draft({"title": "装充电桩", **fields})
    draft.put_closes(place.now + timedelta(hours=3))
    return open_ballot(place.tx, by=by, draft=draft, source=source, now=place.now)


def votes(place: Place, who: Visitor, ballot: Ballot, mark: str, source: str = "") -> Answer | None:
    return vote(
        place.tx,
        by=who,
        ballot_id=ballot.id,
        mark=mark,
        here=HERE,
        source=source or f"{who.person_id}:{mark}",
        now=place.now,
    )


def refused(deed: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> str:
    with pytest.raises(RuleBroken) as broken:
        deed(*args, **kwargs)
    return broken.value.key


def lives(place: Place, who: Visitor, door: str) -> None:
    home = households.put_household(place.tx, community_id=place.id, door=Door("3", "2", door))
    place.tx.execute(
        household_members.insert().values(
            community_id=place.id,
            household_id=home,
            person_id=who.person_id,
            state=Stay.CONFIRMED.value,
            asked_at=place.now,
            source=f"lives:{who.person_id}",
        )
    )


def test_only_a_secretary_opens_ends_and_annuls_and_only_here(
    place: Place, secretary: Visitor, aunt: Visitor
) -> None:
    worker = place.person("赵师傅", Role.GRID_WORKER)
    ballot = opened(place, secretary)
    other = communities.add_community(place.tx, "隔壁", defaults=DEFAULTS, now=place.now)
    people.add_member(
        place.tx, community_id=other.id, person_id=secretary.person_id, name="陈", now=place.now
    )
    next_door = place.seen_in(secretary, other.id)

    def ends(who: Visitor, what: str) -> Answer | None:
        return ask_to_end(
            place.tx,
            by=who,
            ballot_id=ballot.id,
            what=what,
            here=HERE,
            source=f"end:{who.person_id}:{what}",
            now=place.now,
        )

    for who in (aunt, worker):
        assert refused(opened, place, who, "x") == "ballot.no_office"
        for what in (END, ANNUL):
            assert refused(ends, who, what) == "permission.only_secretaries"
        assert (
            refused(
                begin_ballot, place.tx, by=who, text="甲", here=PRIVATE, source="b", now=place.now
            )
            == "ballot.no_office"
        )
    assert refused(ends, next_door, END) == "press.stale"
    assert refused(votes, place, next_door, ballot, "0") == "press.stale"
    assert refused(get_ballot_here, place.tx, next_door, ballot.id) == "press.stale"
    assert refused(ends, secretary, "ballot.close") == "press.stale"
    assert ballots.get_ballot(place.tx, ballot.id).state is BallotState.OPEN


def test_whoever_is_not_on_the_roll_is_told_why(place: Place, secretary: Visitor) -> None:
    rider = place.person("小李")
    people.change_member(
        place.tx, community_id=place.id, person_id=rider.person_id, kind=MemberKind.RIDER
    )
    for_riders = opened(place, secretary, audience={"kinds": ["rider"]})
    for_all = opened(place, secretary, "all")
    lives(place, rider, "501")
    for_homes = opened(place, secretary, "homes", is_by_household=True)
    late = place.person("新来的")

    assert (for_riders.eligible, for_all.eligible, for_homes.eligible) == (1, 2, 1)
    assert refused(votes, place, late, for_riders, "0") == "ballot.not_asked"
    assert refused(votes, place, late, for_all, "0") == "ballot.joined_later"
    assert refused(votes, place, late, for_homes, "0") == "ballot.no_household"
    assert [one.number for one in (for_riders, for_all, for_homes)] == [
        "BJ-2026-1",
        "BJ-2026-2",
        "BJ-2026-3",
    ]
    assert opened(place, secretary, "homes", is_by_household=True) == for_homes  # the same source
    assert {row["ballot"] for row in place.owed("ballot.view")} == set()
    named = Audience(person_ids=frozenset({rider.person_id}))
    people.change_account(place.tx, rider.person_id, channel=TELEGRAM, is_reachable=True)
    draft = Draft({"title": "指名"})
    draft.audience = named
    draft.put_closes(place.now + timedelta(hours=2))
    asked = open_ballot(place.tx, by=secretary, draft=draft, source="named", now=place.now)
    assert [row["ballot"] for row in place.owed("ballot.view")] == [asked.id]
    assert refused(find_to_look_at, place.tx, late, asked.id) == "ballot.only_some"
    for who, ballot in ((rider, asked), (secretary, asked), (late, for_riders)):
        assert find_to_look_at(place.tx, who, ballot.id) == ballot


def test_without_anybody_to_vote_nothing_is_opened(place: Place, secretary: Visitor) -> None:
    assert refused(opened, place, secretary, is_by_household=True) == "ballot.no_households"
    nobody = {"kinds": ["merchant"]}
    assert refused(opened, place, secretary, audience=nobody) == "ballot.nobody"


def test_a_household_has_one_vote_that_any_of_it_may_change(
    place: Place, secretary: Visitor, aunt: Visitor
) -> None:
    son, neighbour = place.person("小王"), place.person("周爷爷")
    for who, door in ((aunt, "501"), (son, "501"), (neighbour, "502")):
        lives(place, who, door)
    ballot = opened(place, secretary, is_by_household=True)
    assert ballot.eligible == 2

    votes(place, aunt, ballot, "0")
    votes(place, son, ballot, "1")
    votes(place, neighbour, ballot, "0")
    votes(place, neighbour, ballot, "0", "again")

    ballot = ballots.get_ballot(place.tx, ballot.id)
    assert (ballot.voted, ballots.tally(place.tx, ballot)) == (2, (1, 1, 0))
    [given] = [one for one in ballots.list_votes(place.tx, ballot.id) if one.choice == "1"]
    assert given.cast_by == son.person_id
    assert ballots.list_not_voted(place.tx, ballot.id) == []
    assert (
        ballot_lists.list_waiting(
            place.tx, community_id=place.id, person_id=aunt.person_id, now=place.now
        )
        == []
    )


def test_a_reason_counts_with_the_choice_it_was_asked_for(
    place: Place, secretary: Visitor, aunt: Visitor
) -> None:
    ballot = opened(place, secretary, reasons=Reasons.OPTIONAL)

    def asks(source: str) -> Answer | None:
        return ask_reason(
            place.tx, by=aunt, ballot_id=ballot.id, here=PRIVATE, source=source, now=place.now
        )

    def answers(words: str) -> Answer | None:
        prompt = prompts.find_open_prompt(
            place.tx, person_id=aunt.person_id, where=PRIVATE, act=REASON, now=place.now
        )
        assert prompt is not None
        return answer_reason(
            place.tx, prompt, by=aunt, said=Words(words), source="w", now=place.now
        )

    assert refused(asks, "too soon") == "ballot.vote_first"
    votes(place, aunt, ballot, "0")
    asks("why")
    for words, key in ((" 👍 ", "ballot.reason_missing"), ("好" * 201, "ballot.reason_too_long")):
        assert refused(answers, words) == key
    answers("方便")
    votes(place, aunt, ballot, "0", "same")
    kept = ballots.find_vote(place.tx, ballot.id, f"p:{aunt.person_id}")
    assert kept is not None
    assert (kept.choice, kept.reason) == ("0", "方便")
    votes(place, aunt, ballot, "1")
    kept = ballots.find_vote(place.tx, ballot.id, f"p:{aunt.person_id}")
    assert kept is not None
    assert (kept.choice, kept.reason) == ("1", "")
    assert refused(answers, "更方便") == "ballot.vote_changed"


def counting(place: Place, ballot: Ballot) -> list[Job]:
    due = list_due(place.tx, now=ballot.closes_at, limit=9)
    return [job for job in due if job.kind == CLOSE]


def test_it_ends_once_with_its_reason_and_tells_who_asked(
    place: Place, secretary: Visitor, aunt: Visitor
) -> None:
    people.change_account(place.tx, aunt.person_id, channel=TELEGRAM, is_reachable=True)
    ballot = opened(place, secretary)
    votes(place, aunt, ballot, "0")
    for source in ("tell", "tell again"):
        ask_for_result(
            place.tx, by=aunt, ballot_id=ballot.id, here=PRIVATE, source=source, now=place.now
        )
    [job] = counting(place, ballot)
    assert (job.kind, job.due_at) == (CLOSE, ballot.closes_at)
    ask_to_end(
        place.tx, by=secretary, ballot_id=ballot.id, what=END, here=HERE, source="e", now=place.now
    )
    prompt = prompts.find_open_prompt(
        place.tx, person_id=secretary.person_id, where=HERE, act=END, now=place.now
    )
    assert prompt is not None

    def ends(words: str) -> Answer | None:
        return answer_why_ended(
            place.tx, prompt, by=secretary, said=Words(words), source="s", now=place.now
        )

    assert refused(ends, "…") == "ballot.why_ended_missing"
    ends("都投了")
    assert refused(ends, "再来一次") == "ballot.over"
    close_due(place.tx, job, ballot.closes_at)
    after = ballots.get_ballot(place.tx, ballot.id)
    assert after.count is not None
    assert (after.state, after.ending, after.version) == (BallotState.CLOSED, "都投了", 2)
    assert after.count.outcome is Outcome.PASSED
    assert len(place.owed("ballot.result")) == 3  # both groups, and 王阿姨
    assert counting(place, ballot) == []
    assert ballots.result_of(place.tx, ballot.id) == after.count


def test_the_form_of_a_meetings_matter_begins_with_what_the_meeting_knows(
    place: Place, secretary: Visitor
) -> None:
    grid = place.grid("一号网格")
    begin_for_item(
        place.tx,
        by=secretary,
        title="修车棚",
        audience=Audience(grid_ids=frozenset({grid})),
        meeting_id=1,
        agenda_item_id=None,
        here=PRIVATE,
        source="item",
        now=place.now,
    )
    form = find_form(place.tx, secretary.person_id)
    assert form is not None
    draft = Draft(form.data)
    assert (form.step, draft.title, draft.meeting_id) == (Step.OPTIONS, "修车棚", 1)


@pytest.mark.parametrize(
    "what",
    ["aud.grid_ids.99", "aud.person_ids.1", "aud.kinds.nobody", "aud", "set.two_thirds", "at.0"],
)
def test_payloads_that_were_made_up_are_refused(
    place: Place, secretary: Visitor, what: str
) -> None:
    begin_ballot(place.tx, by=secretary, text="", here=PRIVATE, source="f", now=place.now)
    for number, words in enumerate(("装充电桩", "赞成/反对")):
        fill_ballot(
            place.tx,
            by=secretary,
            said=Words(words),
            here=PRIVATE,
            source=f"w{number}",
            now=place.now,
        )
    form = find_form(place.tx, secretary.person_id)
    assert form is not None
    assert form.step == Step.WHO
    key = refused(
        press_ballot,
        place.tx,
        by=secretary,
        what=what,
        version=form.version,
        here=PRIVATE,
        source="p",
        now=place.now,
    )
    assert key in ("press.stale", "form.stale")


def test_a_link_to_a_ballot_leads_into_its_own_community(
    place: Place, secretary: Visitor, aunt: Visitor
) -> None:
    ballot = opened(place, secretary)
    other = communities.add_community(place.tx, "隔壁", defaults=DEFAULTS, now=place.now)
    people.add_member(
        place.tx, community_id=other.id, person_id=aunt.person_id, name="王阿姨", now=place.now
    )
    people.change_account(
        place.tx,
        aunt.person_id,
        channel=TELEGRAM,
        is_reachable=True,
        current_community_id=other.id,
    )
    sighting = Sighting(TELEGRAM, aunt.external_id, "王阿姨", None, aunt.external_id, True)
    for ballot_id, home in ((ballot.id, place.id), (ballot.id + 1, other.id), (None, other.id)):
        seen = look(
            place.tx, sighting, topic=Topic(ballot_id=ballot_id), source="link", now=place.now
        )
        assert seen is not None
        assert seen.visitor.community_id == home
