"""Notices 通知: what is said to many, to whom it goes, and who has read it."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, index_of, metadata, of, row_id, text
from storage.types import Words

IS_WAITING = "state = 'waiting'"
IS_UNREAD = "state = 'reached' AND read_at IS NULL"

notices = sa.Table(
    "notices",
    metadata,
    row_id(),
    of("communities"),
    of("persons", name="made_by"),
    text("words", default=""),
    sa.Column("what", sa.JSON, nullable=True),
    sa.Column("audience", sa.JSON, nullable=False),
    flag("is_private"),
    flag("is_pinned"),
    flag("takes_questions"),
    text("state", default="draft"),
    at("send_at", optional=True),
    at("started_at", optional=True),
    at("ended_at", optional=True),
    count("rounds"),
    flag("is_gathered"),
    count("unopened"),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    at("made_at"),
    sa.Index(None, "community_id", "made_at"),
)

notice_recipients = sa.Table(
    "notice_recipients",
    metadata,
    row_id(),
    of("communities"),
    of("notices"),
    of("persons", optional=True),
    text("channel"),
    text("chat"),
    text("thread", optional=True),
    text("state", default="waiting"),
    at("told_at", optional=True),
    at("read_at", optional=True),
    count("times_told"),
    sa.UniqueConstraint("notice_id", "channel", "chat"),
    sa.Index(None, "notice_id", "state"),
    sa.Index(None, "person_id"),
    index_of("ix_notice_recipients_waiting", "notice_id", "id", where=IS_WAITING),
    index_of("ix_notice_recipients_unread", "notice_id", "id", where=IS_UNREAD),
)

notice_reads = sa.Table(
    "notice_reads",
    metadata,
    row_id(),
    of("communities"),
    of("notices"),
    of("persons"),
    at("read_at"),
    sa.UniqueConstraint("notice_id", "person_id"),
    sa.Index(None, "person_id"),
)

notice_questions = sa.Table(
    "notice_questions",
    metadata,
    row_id(),
    of("communities"),
    of("notices"),
    of("persons"),
    text("words"),
    sa.Column("asked_in", sa.JSON, nullable=False),
    at("asked_at"),
    text("answer", default=""),
    of("persons", name="answered_by", optional=True),
    at("answered_at", optional=True),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    sa.Index(None, "notice_id", "id"),
    sa.Index(None, "person_id"),
)
