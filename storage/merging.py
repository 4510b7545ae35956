"""Cases that went into others 并案: which one lives on, which went into it, who came with them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.cases import Case
from storage.cases import get_case
from storage.tables import case_followers, cases


def living(tx: Connection, case: Case) -> Case:
    """The case in which this one lives on; itself, unless it went into another."""
    while case.merged_into_id is not None:
        case = get_case(tx, case.merged_into_id)
    return case


def list_family(tx: Connection, case_id: int) -> list[int]:
    """The case itself and all that went into it, or into what went into it; itself first."""
    family = sa.select(sa.literal(case_id).label("id"), sa.literal(0).label("depth")).cte(
        "family", recursive=True
    )
    family = family.union_all(
        sa.select(cases.c.id, family.c.depth + 1).where(cases.c.merged_into_id == family.c.id)
    )
    return list(tx.execute(sa.select(family.c.id).order_by(family.c.depth, family.c.id)).scalars())


def list_followers(tx: Connection, case_id: int) -> list[int]:
    return list(
        tx.execute(
            sa.select(case_followers.c.person_id)
            .where(case_followers.c.case_id == case_id)
            .order_by(case_followers.c.since, case_followers.c.person_id)
        ).scalars()
    )


def bring_followers(tx: Connection, case: Case, into: Case, *, now: datetime) -> None:
    """Whoever reported a case or followed it follows the one it went into."""
    brought = [case.reporter_id, *list_followers(tx, case.id)]
    for person_id in dict.fromkeys(brought):
        if person_id != into.reporter_id:
            tx.execute(
                postgresql.insert(case_followers)
                .values(
                    case_id=into.id,
                    person_id=person_id,
                    community_id=into.community_id,
                    since=now,
                    via_case_id=case.id,
                )
                .on_conflict_do_nothing()
            )


def take_followers_back(tx: Connection, case: Case, into: Case) -> None:
    """Whoever followed ``into`` only because ``case`` had gone into it follows it no more, nor what
    that went into itself.
    """
    tx.execute(
        case_followers.delete().where(
            case_followers.c.case_id == into.id, case_followers.c.via_case_id == case.id
        )
    )
    while into.merged_into_id is not None:
        parent = get_case(tx, into.merged_into_id)
        stay = [into.reporter_id, *list_followers(tx, into.id)]
        tx.execute(
            case_followers.delete().where(
                case_followers.c.case_id == parent.id,
                case_followers.c.via_case_id == into.id,
                case_followers.c.person_id.not_in(stay),
            )
        )
        into = parent
