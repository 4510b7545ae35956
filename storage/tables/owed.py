"""What happened, what is owed, what is due."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, index_of, metadata, of, row_id, text
from storage.types import Words

LOOKS = (
    "kind IN ('bulk.card', 'bulk.digest', 'case.found', 'case.list', 'case.merge',"
    " 'case.view', 'desk')"
)
"""What shows cases that its subject does not name, in words that a partial index is found by."""

inbox = sa.Table(
    "inbox",
    metadata,
    row_id(),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("update_id", sa.BigInteger, nullable=False),
    text("chat"),
    text("body"),
    at("received_at"),
    text("state", default="new"),
    count("attempts"),
    at("retry_at", optional=True),
    text("error", optional=True),
    at("done_at", optional=True),
    sa.UniqueConstraint("bot_id", "update_id"),
    index_of("ix_inbox_new", "chat", "id", where="state = 'new'"),
    index_of("ix_inbox_ended", "done_at", where="state <> 'new'"),
    index_of("ix_inbox_parked", "done_at", where="state = 'parked'"),
)

effects = sa.Table(
    "effects",
    metadata,
    sa.Column("source", Words, primary_key=True),
    text("deed"),
    sa.Column("answer", sa.JSON, nullable=True),
    at("done_at"),
    sa.Index(None, "done_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    row_id(),
    of("communities", optional=True),
    sa.Column("dedup", sa.Text, nullable=False, unique=True),
    sa.Column("lane", sa.Integer, nullable=False),
    text("channel"),
    text("chat"),
    text("thread", optional=True),
    text("reply_to", optional=True),
    text("kind"),
    text("about", optional=True),
    sa.Column("payload", sa.JSON, nullable=False),
    text("state", default="new"),
    count("wanted", 1),
    count("shown"),
    count("claimed"),
    count("attempts"),
    count("uncertain"),
    flag("is_standing"),
    sa.Column("pause_s", sa.Float, nullable=False, server_default="0"),
    at("not_before"),
    at("owed_at"),
    at("claimed_at", optional=True),
    at("sent_at", optional=True),
    text("message", optional=True),
    text("error", optional=True),
    index_of("ix_outbox_due", "not_before", where="state = 'new'"),
    index_of("ix_outbox_sent_once", "sent_at", where="NOT is_standing"),
    index_of("ix_outbox_given_up", "sent_at", where="state IN ('dead', 'uncertain')"),
    index_of("ix_outbox_sending", "id", where="state = 'sending'"),
    index_of("ix_outbox_looks", "community_id", "sent_at", where=LOOKS),
    sa.Index(None, "about", "kind"),
)

messages = sa.Table(
    "messages",
    metadata,
    row_id(),
    of("communities", optional=True),
    text("channel"),
    text("chat"),
    text("message"),
    text("kind"),
    text("about"),
    text("media_file", optional=True),
    at("sent_at"),
    at("superseded_at", optional=True),
    sa.UniqueConstraint("channel", "chat", "message"),
    sa.Index(None, "about", "kind", "chat"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    row_id(),
    of("communities", optional=True),
    text("kind"),
    text("subject"),
    text("period"),
    at("due_at"),
    text("state", default="waiting"),
    count("attempts"),
    at("ended_at", optional=True),
    text("error", optional=True),
    sa.UniqueConstraint("kind", "subject", "period"),
    index_of("ix_jobs_due", "due_at", where="state = 'waiting'"),
)
