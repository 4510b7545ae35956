"""Digests 简报 and figures 数据: when each is said, what became of it, who took figures away."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, metadata, of, row_id, text
from storage.types import Words

digest_plans = sa.Table(
    "digest_plans",
    metadata,
    row_id(),
    of("communities"),
    text("kind"),
    flag("is_off"),
    count("day"),
    text("clock"),
    count("version", 1),
    sa.UniqueConstraint("community_id", "kind"),
)

digests = sa.Table(
    "digests",
    metadata,
    row_id(),
    of("communities"),
    text("kind"),
    text("period"),
    text("state"),
    text("reason", default=""),
    at("ended_at"),
    sa.UniqueConstraint("community_id", "kind", "period"),
)

exports = sa.Table(
    "exports",
    metadata,
    row_id(),
    of("communities"),
    of("persons", name="made_by", optional=True),
    text("kind"),
    sa.Column("asked", sa.JSON, nullable=False),
    flag("is_personal"),
    count("rows_written"),
    sa.Column("source", Words, nullable=False, unique=True),
    at("made_at"),
    at("written_at", optional=True),
    sa.Index(None, "community_id", "made_at"),
    sa.Index(None, "made_by"),
)
