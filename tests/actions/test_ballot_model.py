"""Random ballots, held against a simple model: who may vote has one vote, of which the last choice
counts, nobody else any, nothing moves after the end, and a secret ballot forgets who chose what.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as live
from sqlalchemy import Connection

from actions.ballot_endings import close_due
from actions.ballot_votes import cast, vote
from actions.ballots import CLOSE, annul, close, open_ballot
from bot.database_settings import SQLITE
from domain.addresses import Address
from domain.ballot_form import Draft
from domain.ballots import Ballot, BallotState, Majority, mark_of, voter_of
from domain.households import Door, Stay
from domain.people import MemberKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from storage import ballots, households, people, proxies
from storage.database import Database
from storage.jobs import Job
from storage.postgres import open_postgres
from storage.sqlite import open_sqlite
from storage.tables import household_members
from tests.actions.conftest import Place
from tests.all_rows import all_rows

MORNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
OPTIONS = ("甲方案", "乙方案", "弃权")
NAMES = ("小李", "王阿姨", "周爷爷", "孙姐", "赵师傅", "刘老板")
WHO = st.integers(0, len(NAMES) - 1)
OPTION = st.integers(0, len(OPTIONS) - 1)
HERE = Address("1001")


def settle(place: Place) -> tuple[Visitor, list[Visitor], Visitor]:
    """A secretary, six residents of whom the first two share a door, and an outsider."""
    secretary = place.person("陈书记", Role.SECRETARY)
    neighbours = [place.person(name) for name in NAMES]
    stranger = place.person("外人")
    for who in neighbours:
        people.change_member(
            place.tx, community_id=place.id, person_id=who.person_id, kind=MemberKind.RESIDENT
        )
    for at, who in enumerate(neighbours):
        door = Door("3", "2", "501" if at < 2 else f"50{at}")
        home = households.put_household(place.tx, community_id=place.id, door=door)
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
    return secretary, neighbours, stranger


def begin(
    place: Place, by: Visitor, *, is_secret: bool, is_by_household: bool, source: str
) -> Ballot:
    draft = Draft({"title": "选方案", "options": OPTIONS, "audience": {"kinds": ["resident"]}})
    draft.is_secret, draft.is_by_household = is_secret, is_by_household
    draft.majority = Majority.MOST
    draft.put_closes(place.now + timedelta(hours=2))
    return open_ballot(place.tx, by=by, draft=draft, source=source, now=place.now)


@asynccontextmanager
async def opening(database_url: str) -> AsyncIterator[Database]:
    if database_url.startswith(SQLITE):
        database = await open_sqlite(Path(database_url.removeprefix(SQLITE)))
    else:
        database = await open_postgres(database_url)
    yield database
    await database.close()


class Lives(RuleBasedStateMachine):
    """One ballot after the other; each life is undone afterwards."""

    place: ClassVar[Place]
    secretary: ClassVar[Visitor]
    neighbours: ClassVar[list[Visitor]]
    stranger: ClassVar[Visitor]

    def __init__(self) -> None:
        super().__init__()
        self.life = self.place.tx.begin_nested()
        self.presses = count(1)
        self.given: dict[str, int] = {}
        self.is_over = self.is_searched = False
        self.now = self.place.now

    def teardown(self) -> None:
        """Every ballot ends, and is looked at once more."""
        try:
            if not self.is_searched:
                self.ends("job")
                self.the_votes_are_what_was_given()
        finally:
            self.life.rollback()

    @initialize(is_secret=st.booleans(), is_by_household=st.booleans())
    def opens(self, is_secret: bool, is_by_household: bool) -> None:
        self.ballot = begin(
            self.place,
            self.secretary,
            is_secret=is_secret,
            is_by_household=is_by_household,
            source="opened",
        )
        assert self.ballot.eligible == (5 if is_by_household else 6)

    def voter(self, who: Visitor) -> str:
        found = ballots.find_voter(self.place.tx, self.ballot.id, who.person_id)
        return found.voter if found else voter_of(who.person_id, None)

    def tries(self, does: Callable[[], object]) -> bool:
        attempt = self.place.tx.begin_nested()
        try:
            does()
        except RuleBroken:
            attempt.rollback()
            return False
        attempt.commit()
        return True

    def press(self, who: Visitor, mark: str, source: str = "") -> bool:
        """As the door would name it: what the button said, and who pressed."""
        pressed = f"press:p1:ballot.vote:{self.ballot.id}:0:{mark}:{who.external_id}"
        source = source or f"{pressed}:{next(self.presses)}"
        return self.tries(
            lambda: vote(
                self.place.tx,
                by=who,
                ballot_id=self.ballot.id,
                mark=mark,
                here=HERE,
                source=source,
                now=self.now,
            )
        )

    @rule(who=WHO, option=OPTION, is_twice=st.booleans())
    def votes(self, who: int, option: int, is_twice: bool) -> None:
        neighbour = self.neighbours[who]
        voter, mark = self.voter(neighbour), self.mark(neighbour, option)
        source = f"twice:{next(self.presses)}" if is_twice else ""
        is_in = self.press(neighbour, mark, source)
        assert is_in == (not self.is_over)
        if is_in:
            self.given[voter] = option
        if is_in and is_twice:
            assert self.press(neighbour, mark, source)

    def mark(self, who: Visitor, option: int) -> str:
        return mark_of(self.ballot, self.voter(who), option)

    @rule(who=WHO, other=WHO, option=OPTION)
    def presses_what_is_anothers(self, who: int, other: int, option: int) -> None:
        """A button made for somebody else, a payload made up, somebody not on the roll, and
        somebody of another community.
        """
        theirs, mine = self.neighbours[other], self.neighbours[who]
        if self.ballot.is_secret and self.voter(theirs) != self.voter(mine):
            assert not self.press(mine, self.mark(theirs, option))
            assert not self.press(mine, str(option))
        for mark in (self.mark(theirs, option), "", "9", "甲方案"):
            assert not self.press(self.stranger, mark)
        assert not self.press(replace(mine, community_id=None), self.mark(mine, option))

    @rule(who=WHO, proxy=WHO, option=OPTION)
    def is_voted_for(self, who: int, proxy: int, option: int) -> None:
        """By a proxy, where nobody has voted."""
        voter, caster = self.voter(self.neighbours[who]), self.neighbours[proxy]
        if voter in self.given or self.voter(caster) == voter:
            return
        given = proxies.add_proxy(
            self.place.tx,
            community_id=self.place.id,
            ballot_id=self.ballot.id,
            person_id=self.neighbours[who].person_id,
            proxy_id=caster.person_id,
            authority="",
            made_by=self.neighbours[who].person_id,
            source=f"proxy:{next(self.presses)}",
            accepted_at=self.now,
            now=self.now,
        )
        is_in = self.tries(
            lambda: cast(
                self.place.tx,
                self.ballot,
                voter,
                mark_of(self.ballot, voter, option),
                by=caster.person_id,
                ballot_proxy_id=given.id if given else None,
                now=self.now,
            )
        )
        assert is_in == (not self.is_over)
        if is_in:
            self.given[voter] = option

    @rule(minutes=st.sampled_from((10, 60, 119)))
    def waits(self, minutes: int) -> None:
        """The hour passes before the clock comes to count."""
        self.now += timedelta(minutes=minutes)
        self.is_over = self.is_over or self.now >= self.ballot.closes_at

    @rule(how=st.sampled_from(("job", "ended", "annulled")))
    def is_ended(self, how: str) -> None:
        self.ends(how)

    def ends(self, how: str) -> None:
        ballot = ballots.get_ballot(self.place.tx, self.ballot.id)
        was_open = ballot.state is BallotState.OPEN
        if how == "job":
            close_due(self.place.tx, job_of(ballot), self.now)
        elif how == "ended":
            assert close(self.place.tx, ballot, ending="够了", by=1, now=self.now) == was_open
        else:
            assert annul(self.place.tx, ballot, ending="写错了", by=1, now=self.now) == was_open
        self.is_over = True

    @invariant()
    def the_votes_are_what_was_given(self) -> None:
        ballot = ballots.get_ballot(self.place.tx, self.ballot.id)
        tallied = Counter(self.given.values())
        expected = tuple(tallied[at] for at in range(len(OPTIONS)))
        assert ballot.voted == len(self.given)
        if ballot.state is BallotState.OPEN:
            assert ballots.tally(self.place.tx, ballot) == expected
        elif ballot.state is BallotState.CLOSED:
            assert ballot.count is not None
            assert ballot.count.votes == expected
            assert ballot.count.voted == len(self.given)
        else:
            assert ballot.count is None
        if ballot.state is not BallotState.OPEN and not self.is_searched:
            self.is_searched = True
            self.nothing_links(ballot)

    def nothing_links(self, ballot: Ballot) -> None:
        """What an ended ballot has kept; of a secret one nobody's choice, and nothing by which a
        pressed button could be read.
        """
        kept = ballots.list_votes(self.place.tx, ballot.id)
        if not ballot.is_secret:
            assert {one.voter: int(one.choice) for one in kept} == self.given
            return
        rows = all_rows(self.place.tx)
        assert self.ballot.secret is not None
        assert (kept, ballot.secret) == ([], None)
        assert not [row for row in rows if self.ballot.secret in row]
        told = [row for row in rows if any(one in row for one in OPTIONS)]
        assert [row.partition(" ")[0] for row in told] == ["ballots"]


def job_of(ballot: Ballot) -> Job:
    return Job(1, CLOSE, ballot.about, "close", ballot.closes_at, 0)


def test_any_life_of_a_ballot_ends_with_the_votes_that_were_given(place: Place) -> None:
    Lives.place = place
    Lives.secretary, Lives.neighbours, Lives.stranger = settle(place)
    quick = settings(
        max_examples=20,
        stateful_step_count=14,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    live(Lives, settings=quick)


def begun_together(tx: Connection) -> tuple[Ballot, list[Visitor], Visitor]:
    place = Place(tx, MORNING)
    secretary, neighbours, stranger = settle(place)
    ballot = begin(place, secretary, is_secret=True, is_by_household=True, source="opened")
    return ballot, neighbours, stranger


async def test_many_presses_at_once_and_the_end_among_them(database_url: str) -> None:
    """From the threads of a real database: whatever is answered as in is counted, nothing else. And
    no byte of SQLite's file has the secret or a vote, also where nothing lies any more.
    """
    async with opening(database_url) as db:
        gone = await many_press(db)
    if database_url.startswith(SQLITE):
        kept = bytes_of(Path(database_url.removeprefix(SQLITE)))
        assert not [one for one in gone if one.encode() in kept]


def bytes_of(file: Path) -> bytes:
    """Once the log of what was written has gone into it."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file.read_bytes()


async def many_press(db: Database) -> list[str]:
    """What must be gone afterwards: the secret, and every mark that a vote was kept as."""
    ballot, neighbours, stranger = await db.do(begun_together)
    chance, given = Random(6), dict[str, int]()
    rolled = {one.person_id: one.voter for one in await db.read(ballots.list_not_voted, ballot.id)}

    async def presses(number: int, who: Visitor, option: int) -> None:
        voter = rolled.get(who.person_id, voter_of(who.person_id, None))
        mark, source = mark_of(ballot, voter, option), f"press:{number}:{who.external_id}"

        def votes_in(tx: Connection) -> None:
            vote(tx, by=who, ballot_id=ballot.id, mark=mark, here=HERE, source=source, now=MORNING)
            given[voter] = option

        with suppress(RuleBroken):
            await db.do(votes_in)

    people_pressing = [chance.choice([*neighbours, stranger]) for _ in range(80)]
    deeds = [presses(at, who, chance.randrange(3)) for at, who in enumerate(people_pressing)]
    deeds.insert(60, db.do(close_due, job_of(ballot), MORNING))
    await asyncio.gather(*deeds)

    counted = await db.read(ballots.result_of, ballot.id)
    assert counted is not None
    assert counted.votes == tuple(Counter(given.values())[at] for at in range(3))
    assert counted.voted == len(given) == 5
    rows = await db.read(all_rows)
    assert not [row for row in rows if row.startswith("votes ")]
    assert ballot.secret is not None
    assert not [row for row in rows if ballot.secret in row]
    return [ballot.secret, *(mark_of(ballot, voter, at) for voter in given for at in range(3))]
