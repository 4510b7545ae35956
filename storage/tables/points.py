"""Points 积分: accounts, the ledger 流水, grants, and the rule sheet 积分规则 behind them."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, index_of, metadata, of, row_id, text
from storage.types import Words

IS_PENDING = "state IN ('asked', 'pending')"
"""A grant that is promised and not yet in the ledger, in words that a partial index is found by."""

IS_FULL_PURSE = "kind = 'person' AND balance > 0"
"""An account out of which points may lapse."""

point_accounts = sa.Table(
    "point_accounts",
    metadata,
    row_id(),
    of("communities"),
    text("kind"),
    of("persons", optional=True),
    text("key"),
    count("balance"),
    sa.UniqueConstraint("community_id", "key"),
    sa.CheckConstraint("kind = 'pool' OR balance >= 0", name="never_below_zero"),
    index_of("ix_point_accounts_full", "community_id", "id", where=IS_FULL_PURSE),
)

ledger = sa.Table(
    "ledger",
    metadata,
    row_id(),
    of("communities"),
    of("point_accounts", name="from_id"),
    of("point_accounts", name="to_id"),
    sa.Column("points", sa.Integer, nullable=False),
    text("rule"),
    of("grants", optional=True),
    of("vouchers", optional=True),
    sa.Column("source", Words, nullable=False, unique=True),
    of("persons", name="confirmed_by", optional=True),
    text("words", default=""),
    sa.Column("reverses_id", sa.Integer, sa.ForeignKey("ledger.id"), nullable=True, unique=True),
    at("entered_at"),
    sa.CheckConstraint("points > 0", name="moves_something"),
    sa.CheckConstraint("from_id <> to_id", name="has_two_sides"),
    sa.Index(None, "community_id", "entered_at"),
    sa.Index(None, "from_id", "id"),
    sa.Index(None, "to_id", "id"),
)

rule_sheets = sa.Table(
    "rule_sheets",
    metadata,
    row_id(),
    of("communities"),
    count("version", 1),
    sa.Column("content", sa.JSON, nullable=False),
    of("persons", name="made_by", optional=True),
    at("made_at"),
    sa.UniqueConstraint("community_id", "version"),
)

grants = sa.Table(
    "grants",
    metadata,
    row_id(),
    of("communities"),
    of("persons"),
    text("rule"),
    of("rule_sheets"),
    sa.Column("points", sa.Integer, nullable=False),
    text("about", default=""),
    text("once_key", default=""),
    text("words", default=""),
    text("state"),
    sa.Column("source", Words, nullable=False, unique=True),
    of("persons", name="granted_by", optional=True),
    of("persons", name="second_by", optional=True),
    text("granted_on"),
    at("granted_at"),
    at("release_at", optional=True),
    at("ended_at", optional=True),
    flag("is_discreet"),
    sa.CheckConstraint("points <> 0", name="is_for_something"),
    sa.CheckConstraint("granted_by <> person_id", name="not_by_oneself"),
    sa.CheckConstraint("second_by <> person_id", name="not_seconded_by_oneself"),
    sa.CheckConstraint("second_by <> granted_by", name="by_two_people"),
    sa.Index(None, "community_id", "person_id", "rule", "granted_on"),
    sa.Index(None, "community_id", "granted_on"),
    sa.Index(None, "about"),
    index_of(
        "ix_grants_once",
        "community_id",
        "once_key",
        "granted_on",
        where="once_key <> ''",
    ),
    index_of("ix_grants_pending", "community_id", "person_id", where=IS_PENDING),
)

point_months = sa.Table(
    "point_months",
    metadata,
    of("communities"),
    text("month"),
    of("persons"),
    text("trade", default=""),
    count("earned"),
    sa.PrimaryKeyConstraint("community_id", "month", "person_id"),
    sa.Index(None, "community_id", "month", "earned"),
    sa.Index(None, "community_id", "month", "trade", "earned"),
)
