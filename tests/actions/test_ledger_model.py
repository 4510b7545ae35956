"""Random lives of points, held against a simple model: nothing is made or lost, nobody but the pool
is ever short, what is asked for twice happens once, and the rows alone tell every balance.
"""

from collections.abc import Callable
from typing import ClassVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as live

from actions.points import reverse_entry
from domain.permissions import Role
from domain.rules import RuleBroken
from storage.audit import Wrong, audit
from storage.points import find_entry
from tests.actions.conftest import Place
from tests.ledger import (
    ROUTES,
    Books,
    Move,
    kept,
    make,
    overdrawn,
    sums,
    told_by_entries,
)

PEOPLE = ("小李", "王阿姨", "周爷爷")
SHOPS = ("刘老板", "周老板")
KINDS = st.sampled_from(("award", "award", *ROUTES))
POINTS = st.integers(1, 12)
WHO = st.integers(0, len(PEOPLE) - 1)
SHOP = st.integers(0, len(SHOPS) - 1)


class Lives(RuleBasedStateMachine):
    """The accounts of one community; every life of them is undone afterwards."""

    place: ClassVar[Place]
    people: ClassVar[list[int]]
    shops: ClassVar[list[int]]

    def __init__(self) -> None:
        super().__init__()
        self.life = self.place.tx.begin_nested()
        self.books, self.number = Books(), 0

    def teardown(self) -> None:
        """No voucher was drawn for what is held here; in all else the audit finds nothing."""
        faults = [one for one in audit(self.place.tx).faults if one.kind is not Wrong.HELD]
        self.life.rollback()
        assert faults == []

    @rule(kind=KINDS, who=WHO, shop=SHOP, points=POINTS)
    def moves(self, kind: str, who: int, shop: int, points: int) -> None:
        self.number += 1
        source = f"move:{self.number}"
        move = Move(kind, source, self.place.id, self.people[who], self.shops[shop], points)
        is_done = self.tries(lambda: make(self.place.tx, move, now=self.place.now))
        assert is_done == self.books.lets(move.sides[0], points), move
        if is_done:
            self.books.book(source, *move.sides, points)

    @precondition(lambda self: self.books.moves)
    @rule(pick=st.integers(0, 99), kind=KINDS, who=WHO, points=POINTS)
    def is_asked_for_again(self, pick: int, kind: str, who: int, points: int) -> None:
        """Whatever is asked for under a known source, it has been done."""
        source = self.known(pick)
        move = Move(kind, source, self.place.id, self.people[who], self.shops[0], points)
        assert not self.tries(lambda: make(self.place.tx, move, now=self.place.now))

    @precondition(lambda self: self.books.moves)
    @rule(pick=st.integers(0, 99))
    def is_put_right(self, pick: int) -> None:
        """Once for each row, as long as the points are still there; a counter-row, too."""
        source = self.known(pick)
        from_, to, points = self.books.moves[source]
        entry = find_entry(self.place.tx, source)
        assert entry is not None
        reversal = f"reverse:{entry.id}"
        is_done = self.tries(
            lambda: reverse_entry(
                self.place.tx, entry.id, confirmed_by=None, words="", now=self.place.now
            )
        )
        is_new = reversal not in self.books.moves
        assert is_done == (is_new and self.books.lets(to, points))
        if is_done:
            self.books.book(reversal, to, from_, points)

    def known(self, pick: int) -> str:
        sources = list(self.books.moves)
        return sources[pick % len(sources)]

    def tries(self, deed: Callable[[], bool]) -> bool:
        """As a lane does: a deed that breaks a rule leaves nothing behind."""
        with self.place.tx.begin_nested() as attempt:
            try:
                return deed()
            except RuleBroken:
                attempt.rollback()
                return False

    @invariant()
    def every_account_has_what_it_should(self) -> None:
        should = {name: points for name, points in self.books.balances.items() if points}
        assert kept(self.place.tx) == should
        assert told_by_entries(self.place.tx) == should
        assert sums(self.place.tx) in ([], [0])
        assert overdrawn(self.place.tx) == []


def test_whatever_moves_the_accounts_stay_what_they_should_be(place: Place) -> None:
    Lives.place = place
    Lives.people = [place.person(name).person_id for name in PEOPLE]
    Lives.shops = [place.person(name, Role.MERCHANT).person_id for name in SHOPS]

    live(
        Lives,
        settings=settings(
            max_examples=80,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
