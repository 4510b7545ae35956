"""Ballots 表决: what is asked, who may vote, what they chose; households 户 vote as one."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, index_of, metadata, of, row_id, text
from storage.types import Words

IS_OPEN = "state = 'open'"
IS_ASKED = "state = 'asked'"
IS_GIVEN = "revoked_at IS NULL"

households = sa.Table(
    "households",
    metadata,
    row_id(),
    of("communities"),
    text("building"),
    text("unit", default=""),
    text("door"),
    sa.UniqueConstraint("community_id", "building", "unit", "door"),
)

household_members = sa.Table(
    "household_members",
    metadata,
    row_id(),
    of("communities"),
    of("households"),
    of("persons"),
    text("state", default="asked"),
    text("reason", default=""),
    of("persons", name="decided_by", optional=True),
    at("asked_at"),
    at("decided_at", optional=True),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    sa.UniqueConstraint("community_id", "person_id"),
    sa.CheckConstraint("decided_by <> person_id", name="not_by_oneself"),
    sa.Index(None, "household_id"),
    sa.Index(None, "person_id"),
    index_of("ix_household_members_asked", "community_id", "id", where=IS_ASKED),
)

ballots = sa.Table(
    "ballots",
    metadata,
    row_id(),
    of("communities"),
    of("meetings", optional=True),
    of("agenda_items", optional=True),
    text("number"),
    text("title"),
    sa.Column("options", sa.JSON, nullable=False),
    sa.Column("audience", sa.JSON, nullable=False),
    flag("is_by_household"),
    flag("is_secret"),
    text("reasons", default="none"),
    flag("is_hidden"),
    text("quorum", default=""),
    text("majority", default=""),
    count("eligible"),
    count("voted"),
    at("opens_at"),
    at("closes_at"),
    text("state", default="open"),
    text("secret", optional=True),
    sa.Column("result", sa.JSON, nullable=True),
    of("persons", name="made_by"),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    at("made_at"),
    at("closed_at", optional=True),
    sa.UniqueConstraint("community_id", "number"),
    sa.Index(None, "community_id", "opens_at"),
    sa.Index(None, "meeting_id"),
    index_of("ix_ballots_open", "community_id", "closes_at", where=IS_OPEN),
)

ballot_voters = sa.Table(
    "ballot_voters",
    metadata,
    row_id(),
    of("communities"),
    of("ballots"),
    of("persons"),
    of("households", optional=True),
    text("voter"),
    at("voted_at", optional=True),
    flag("wants_result"),
    sa.UniqueConstraint("ballot_id", "person_id"),
    sa.Index(None, "ballot_id", "voter"),
    sa.Index(None, "person_id"),
)

votes = sa.Table(
    "votes",
    metadata,
    row_id(),
    of("communities"),
    of("ballots"),
    text("voter"),
    text("choice"),
    text("reason", default=""),
    of("persons", name="cast_by", optional=True),
    of("ballot_proxies", optional=True),
    at("cast_at"),
    count("version", 1),
    sa.UniqueConstraint("ballot_id", "voter"),
    sa.Index(None, "cast_by"),
)

ballot_proxies = sa.Table(
    "ballot_proxies",
    metadata,
    row_id(),
    of("communities"),
    of("ballots"),
    of("persons"),
    of("persons", name="proxy_id"),
    text("authority"),
    of("persons", name="made_by"),
    at("made_at"),
    at("accepted_at", optional=True),
    at("revoked_at", optional=True),
    of("persons", name="revoked_by", optional=True),
    sa.Column("source", Words, nullable=False, unique=True),
    sa.CheckConstraint("proxy_id <> person_id", name="not_for_oneself"),
    sa.Index(None, "ballot_id", "person_id"),
    sa.Index(None, "proxy_id"),
    sa.Index(None, "person_id"),
    sa.Index(
        "uq_ballot_proxies_given",
        "ballot_id",
        "person_id",
        unique=True,
        sqlite_where=sa.text(IS_GIVEN),
        postgresql_where=sa.text(IS_GIVEN),
    ),
)
