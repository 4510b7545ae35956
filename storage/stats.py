"""Figures 数据 of a stretch of time, counted by the database along its indexes; never who."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.cases import Stage
from domain.points import AccountKind, Movement
from domain.stats import Deeds, Parts
from storage.rates import Among
from storage.tables import cases, hours, ledger, members, point_accounts


def _reported(among: Among) -> sa.ColumnElement[bool]:
    return sa.and_(
        cases.c.community_id == among.community_id,
        cases.c.reported_at >= among.since,
        cases.c.reported_at < among.until,
        among.is_in_part,
    )


def count_parts(tx: Connection, among: Among) -> Parts:
    """What was reported, by the stage it has reached, its category and its grid."""
    rows = tx.execute(
        sa.select(cases.c.stage, cases.c.category_id, cases.c.grid_id, sa.func.count())
        .where(_reported(among))
        .group_by(cases.c.stage, cases.c.category_id, cases.c.grid_id)
    )
    found = Parts()
    for stage, category_id, grid_id, count in rows:
        found.reported += count
        found.stages[Stage(stage)] += count
        found.categories[category_id] += count
        found.grids[grid_id] += count
    return found


def count_trades(tx: Connection, among: Among) -> dict[str, int]:
    """What was reported, by the trade of whoever did, else by what they are to the community."""
    rows = tx.execute(
        sa.select(members.c.trade, members.c.kind, sa.func.count())
        .select_from(
            cases.join(
                members,
                sa.and_(
                    members.c.community_id == cases.c.community_id,
                    members.c.person_id == cases.c.reporter_id,
                ),
                isouter=True,
            )
        )
        .where(_reported(among))
        .group_by(members.c.trade, members.c.kind)
    )
    found: dict[str, int] = {}
    for trade, kind, count in rows:
        name = f"trade.{trade}" if trade else f"kind.{kind}" if kind else ""
        found[name] = found.get(name, 0) + count
    return found


def count_steps(
    tx: Connection, among: Among, steps: Sequence[tuple[datetime, datetime]]
) -> list[int]:
    """What was reported in each of these pieces of the time."""
    found = []
    for since, until in steps:
        piece = sa.and_(cases.c.reported_at >= since, cases.c.reported_at < until)
        count = sa.select(sa.func.count()).select_from(cases)
        in_part = (cases.c.community_id == among.community_id, piece, among.is_in_part)
        found.append(tx.execute(count.where(*in_part)).scalar_one())
    return found


def sum_deeds(
    tx: Connection,
    *,
    community_id: int,
    days: tuple[date, date],
    moments: tuple[datetime, datetime],
) -> Deeds:
    """Hours by the ``days`` on which they were worked, both included, points by the ``moments``
    between which they moved.
    """
    minutes, people = tx.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(hours.c.minutes), 0),
            sa.func.count(hours.c.person_id.distinct()),
        ).where(
            hours.c.community_id == community_id,
            hours.c.held_on.between(days[0].isoformat(), days[1].isoformat()),
        )
    ).one()
    given, used = _points(tx, community_id, moments)
    return Deeds(minutes, people if minutes else 0, given, used)


def _points(
    tx: Connection, community_id: int, moments: tuple[datetime, datetime]
) -> tuple[int, int]:
    """What the pool gave to people, less what was taken back, and what shops took in."""
    giver, taker = point_accounts.alias(), point_accounts.alias()
    rows = tx.execute(
        sa.select(giver.c.kind, taker.c.kind, ledger.c.rule, sa.func.sum(ledger.c.points))
        .select_from(
            ledger.join(giver, giver.c.id == ledger.c.from_id).join(
                taker, taker.c.id == ledger.c.to_id
            )
        )
        .where(
            ledger.c.community_id == community_id,
            ledger.c.entered_at >= moments[0],
            ledger.c.entered_at < moments[1],
        )
        .group_by(giver.c.kind, taker.c.kind, ledger.c.rule)
    )
    given = used = 0
    for came_from, went_to, rule, points in rows:
        if rule == Movement.REVERSED:
            given -= points if went_to == AccountKind.POOL else 0
        elif (came_from, went_to) == (AccountKind.POOL, AccountKind.PERSON):
            given += points
        elif rule == Movement.USED:
            used += points
    return given, used
