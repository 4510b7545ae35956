"""Reminders 提醒: what is to be said, where, and when again."""

import sqlalchemy as sa

from storage.tables.columns import at, count, index_of, metadata, of, row_id, text
from storage.types import Words

IS_RUNNING = "state = 'running'"

reminders = sa.Table(
    "reminders",
    metadata,
    row_id(),
    of("communities"),
    of("persons", name="made_by"),
    text("channel"),
    text("chat"),
    text("thread", optional=True),
    text("words", default=""),
    sa.Column("what", sa.JSON, nullable=True),
    sa.Column("readings", sa.JSON, nullable=False),
    text("state", default="asked"),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    at("made_at"),
    at("next_at", optional=True),
    sa.Index(None, "channel", "chat"),
    index_of("ix_reminders_running", "community_id", "next_at", where=IS_RUNNING),
)
