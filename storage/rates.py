"""What the rates 三率 and 按时率 are counted from: the events of cases, which never change, and
the promises that have run out unkept. Counted by the database along indexes of the period.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.answers import Json
from domain.cases import Act, Rating, Stage
from domain.categories import Priority
from domain.deadlines import Clock
from domain.rates import SETTLED, Outcomes
from storage.tables import case_events, cases
from storage.tables.cases import IS_OPEN, IS_VERDICT

_OPEN = sa.text(f"cases.{IS_OPEN}")

_ENDED = {
    Clock.RESPONSE: case_events.c.response_due_at,
    Clock.SOLUTION: case_events.c.solution_due_at,
}
_RUNNING = {Clock.RESPONSE: cases.c.respond_by, Clock.SOLUTION: cases.c.solve_by}

_Part = int | None
_Column = sa.ColumnElement[Json]


@dataclass(frozen=True)
class Among:
    """Which cases: of one community, if wanted of one grid, or of some categories. ``until`` is
    not after now.
    """

    community_id: int
    since: datetime
    until: datetime
    grid_id: int | None = None
    categories: tuple[int, ...] = ()

    @property
    def is_in_part(self) -> sa.ColumnElement[bool]:
        wanted = []
        if self.grid_id is not None:
            wanted.append(cases.c.grid_id == self.grid_id)
        if self.categories:
            wanted.append(cases.c.category_id.in_(self.categories))
        return sa.and_(sa.true(), *wanted)


def count_outcomes(tx: Connection, among: Among) -> Outcomes:
    found = _counted(tx, among, sa.literal_column("0"))
    return found.get(0, Outcomes())


def outcomes_by_grid(tx: Connection, among: Among) -> dict[_Part, Outcomes]:
    """By the id of the grid, ``None`` for the cases that lie in none."""
    return _counted(tx, among, cases.c.grid_id)


def outcomes_by_category(tx: Connection, among: Among) -> dict[_Part, Outcomes]:
    """By the id of the category, ``None`` for the cases that have none."""
    return _counted(tx, among, cases.c.category_id)


def _counted(tx: Connection, among: Among, part: _Column) -> dict[_Part, Outcomes]:
    kept: dict[_Part, dict[Clock, int]] = defaultdict(lambda: defaultdict(int))
    missed: dict[_Part, dict[Clock, int]] = defaultdict(lambda: defaultdict(int))
    for clock in Clock:
        for of, is_kept, count in _promises(tx, among, part, clock):
            (kept if is_kept else missed)[of][clock] += count
    verdicts: dict[_Part, dict[str, int]] = defaultdict(dict)
    for of, name, count in _verdicts(tx, among, part):
        verdicts[of][name] = verdicts[of].get(name, 0) + count
    return {
        of: Outcomes(dict(kept[of]), dict(missed[of]), dict(verdicts[of]))
        for of in {*kept, *missed, *verdicts}
    }


def _promises(
    tx: Connection, among: Among, part: _Column, clock: Clock
) -> Iterator[tuple[_Part, bool, int]]:
    """What was due: kept or not when it ended, or not ended to this day."""
    due = _ENDED[clock]
    is_kept = sa.case((case_events.c.at <= due, 1), else_=0)
    ended = (
        sa.select(part.label("part"), is_kept.label("is_kept"), sa.func.count())
        .select_from(case_events.join(cases, cases.c.id == case_events.c.case_id))
        .where(
            case_events.c.community_id == among.community_id,
            due.is_not(None),
            due >= among.since,
            due < among.until,
            among.is_in_part,
        )
        .group_by("part", "is_kept")
    )
    for of, kept, count in tx.execute(ended):
        yield of, bool(kept), count
    runs_out = _RUNNING[clock]
    running = (
        sa.select(part.label("part"), sa.func.count())
        .where(
            cases.c.community_id == among.community_id,
            _OPEN,
            cases.c.priority.in_([int(one) for one in Priority]),
            runs_out >= among.since,
            runs_out < among.until,
            among.is_in_part,
        )
        .group_by("part")
    )
    for of, count in tx.execute(running):
        yield of, False, count


def _verdicts(tx: Connection, among: Among, part: _Column) -> Iterable[tuple[_Part, str, int]]:
    """The last word on each case that somebody was asked about; silence is one, too."""
    last = (
        sa.select(sa.func.max(case_events.c.id).label("id"))
        .where(
            case_events.c.community_id == among.community_id,
            sa.text(f"case_events.{IS_VERDICT}"),
            case_events.c.from_stage == Stage.RESOLVED.value,
            case_events.c.at >= among.since,
            case_events.c.at < among.until,
        )
        .group_by(case_events.c.case_id)
        .subquery()
    )
    name = sa.case(
        (case_events.c.kind == Act.SETTLE.value, SETTLED),
        else_=sa.func.coalesce(case_events.c.data["rating"].as_string(), Rating.SILENT.value),
    )
    rows = tx.execute(
        sa.select(part.label("part"), name.label("name"), sa.func.count())
        .select_from(
            last.join(case_events, case_events.c.id == last.c.id).join(
                cases, cases.c.id == case_events.c.case_id
            )
        )
        .where(among.is_in_part)
        .group_by("part", "name")
    )
    return [(of, name, count) for of, name, count in rows]
