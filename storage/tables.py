"""Every table, as migrations have built it (a test compares the two)."""

import sqlalchemy as sa

from storage.types import Moment, Words

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _of(table: str, *, name: str | None = None, optional: bool = False) -> sa.Column[int]:
    """A reference to another table's row."""
    singular = {"communities": "community", "cases": "case"}.get(table, table.removesuffix("s"))
    return sa.Column(
        name or f"{singular}_id", sa.Integer, sa.ForeignKey(f"{table}.id"), nullable=optional
    )


def _text(name: str, *, optional: bool = False, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, Words, nullable=optional, server_default=default)


def _at(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, Moment, nullable=optional)


def _count(name: str, start: int = 0) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=str(start))


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())


def _index_of(name: str, *columns: str, where: str) -> sa.Index:
    """An index that holds only these rows."""
    only = sa.text(where)
    return sa.Index(name, *columns, sqlite_where=only, postgresql_where=only)


# ── people and places ──────────────────────────────────────────────────────────────────────

communities = sa.Table(
    "communities",
    metadata,
    _id(),
    sa.Column("name", Words, nullable=False, unique=True),
    _text("timezone"),
    _text("locale"),
    _text("office_hours"),
    _text("quiet_hours"),
    _at("created_at"),
)

chats = sa.Table(
    "chats",
    metadata,
    _id(),
    _of("communities"),
    _text("channel"),
    _text("external_id"),
    _text("kind"),
    _text("title"),
    sa.Column("missing_rights", sa.JSON, nullable=False),
    _at("bound_at"),
    _at("left_at", optional=True),
    _at("welcomed_at", optional=True),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "community_id", "kind"),
)

persons = sa.Table("persons", metadata, _id(), _at("created_at"))

accounts = sa.Table(
    "accounts",
    metadata,
    _id(),
    _of("persons"),
    _text("channel"),
    _text("external_id"),
    _text("name"),
    _text("username", optional=True),
    _text("locale", optional=True),
    _flag("is_reachable"),
    _of("communities", name="current_community_id", optional=True),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "person_id"),
    sa.Index(None, "channel", "username"),
)

grids = sa.Table(
    "grids",
    metadata,
    _id(),
    _of("communities"),
    _text("name"),
    sa.Column("words", sa.JSON, nullable=False),
    sa.UniqueConstraint("community_id", "name"),
)

members = sa.Table(
    "members",
    metadata,
    _id(),
    _of("communities"),
    _of("persons"),
    _text("name"),
    _text("kind", optional=True),
    _text("trade", optional=True),
    _of("grids", optional=True),
    _at("joined_at"),
    _at("privacy_told_at", optional=True),
    _at("consented_at", optional=True),
    sa.UniqueConstraint("community_id", "person_id"),
    sa.Index(None, "person_id"),
)

roles = sa.Table(
    "roles",
    metadata,
    _id(),
    _of("communities"),
    _of("persons"),
    _text("role"),
    _of("grids", optional=True),
    _text("team", optional=True),
    _of("persons", name="given_by", optional=True),
    _at("given_at"),
    _at("ended_at", optional=True),
    sa.Index(None, "community_id", "person_id"),
    sa.Index(None, "community_id", "role"),
)

invites = sa.Table(
    "invites",
    metadata,
    _id(),
    _of("communities"),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    _at("expires_at"),
    _of("persons", name="used_by", optional=True),
    _at("used_at", optional=True),
)

conversations = sa.Table(
    "conversations",
    metadata,
    _id(),
    _of("persons"),
    _of("communities", optional=True),
    _text("form"),
    _text("step"),
    sa.Column("data", sa.JSON, nullable=False),
    _count("version"),
    _at("updated_at"),
    sa.UniqueConstraint("person_id", "form"),
)

# ── cases ──────────────────────────────────────────────────────────────────────────────────

counters = sa.Table(
    "counters",
    metadata,
    sa.Column("name", Words, primary_key=True),
    sa.Column("value", sa.Integer, nullable=False),
)

cases = sa.Table(
    "cases",
    metadata,
    _id(),
    sa.Column("number", sa.Integer, nullable=False, unique=True),
    _of("communities"),
    sa.Column("source", Words, nullable=False, unique=True),
    _text("kind"),
    _text("stage"),
    _text("stage_words", default=""),
    _of("persons", name="stage_by", optional=True),
    _at("stage_at"),
    _text("stage_before_waiting", optional=True),
    _count("version", 1),
    _text("words"),
    _text("place", default=""),
    sa.Column("latitude", sa.Float, nullable=True),
    sa.Column("longitude", sa.Float, nullable=True),
    _of("grids", optional=True),
    _of("persons", name="reporter_id"),
    _of("persons", name="author_id", optional=True),
    _of("persons", name="first_finder_id", optional=True),
    _text("channel"),
    _text("chat"),
    _text("thread", optional=True),
    _text("message", optional=True),
    _text("rating", optional=True),
    _text("complaint", default=""),
    _count("reopenings"),
    _at("reported_at"),
    _at("closed_at", optional=True),
    sa.Index(None, "community_id", "stage", "id"),
    sa.Index(None, "reporter_id", "id"),
)

case_events = sa.Table(
    "case_events",
    metadata,
    _id(),
    _of("communities"),
    _of("cases"),
    _text("kind"),
    _at("at"),
    _of("persons", name="actor_id", optional=True),
    _text("from_stage", optional=True),
    _text("to_stage", optional=True),
    _text("words", default=""),
    sa.Column("data", sa.JSON, nullable=False),
    _text("source"),
    sa.Index(None, "case_id", "id"),
)

case_media = sa.Table(
    "case_media",
    metadata,
    _id(),
    _of("communities"),
    _of("cases"),
    sa.Column("source", Words, nullable=False, unique=True),
    _text("phase"),
    _text("kind"),
    _text("file"),
    _text("album", optional=True),
    _of("persons", name="given_by", optional=True),
    _at("added_at"),
    sa.Index(None, "case_id", "id"),
    sa.Index(None, "album"),
)

case_assignees = sa.Table(
    "case_assignees",
    metadata,
    _of("cases"),
    _of("persons"),
    _of("communities"),
    _at("assigned_at"),
    sa.PrimaryKeyConstraint("case_id", "person_id"),
    sa.Index(None, "person_id"),
)

case_followers = sa.Table(
    "case_followers",
    metadata,
    _of("cases"),
    _of("persons"),
    _of("communities"),
    _at("since"),
    sa.PrimaryKeyConstraint("case_id", "person_id"),
    sa.Index(None, "person_id"),
)

loose_media = sa.Table(
    "loose_media",
    metadata,
    _id(),
    _of("communities"),
    sa.Column("source", Words, nullable=False, unique=True),
    _text("album"),
    _text("kind"),
    _text("file"),
    _of("persons"),
    _at("seen_at"),
    sa.Index(None, "album"),
    sa.Index(None, "seen_at"),
)

prompts = sa.Table(
    "prompts",
    metadata,
    _id(),
    _of("communities"),
    _of("persons"),
    sa.Column("source", Words, nullable=False, unique=True),
    _text("act"),
    _of("cases", optional=True),
    sa.Column("data", sa.JSON, nullable=False),
    _text("channel"),
    _text("chat"),
    _at("asked_at"),
    _at("expires_at"),
    _at("answered_at", optional=True),
    sa.Index(None, "person_id", "chat", "expires_at"),
)

# ── what happened, what is owed, what is due ────────────────────────────────────────────────

inbox = sa.Table(
    "inbox",
    metadata,
    _id(),
    sa.Column("bot_id", sa.BigInteger, nullable=False),
    sa.Column("update_id", sa.BigInteger, nullable=False),
    _text("chat"),
    _text("body"),
    _at("received_at"),
    _text("state", default="new"),
    _count("attempts"),
    _at("retry_at", optional=True),
    _text("error", optional=True),
    _at("done_at", optional=True),
    sa.UniqueConstraint("bot_id", "update_id"),
    _index_of("ix_inbox_new", "chat", "id", where="state = 'new'"),
    _index_of("ix_inbox_ended", "done_at", where="state <> 'new'"),
    _index_of("ix_inbox_parked", "done_at", where="state = 'parked'"),
)

effects = sa.Table(
    "effects",
    metadata,
    sa.Column("source", Words, primary_key=True),
    _text("deed"),
    sa.Column("answer", sa.JSON, nullable=True),
    _at("done_at"),
    sa.Index(None, "done_at"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    _id(),
    _of("communities", optional=True),
    sa.Column("dedup", sa.Text, nullable=False, unique=True),
    sa.Column("lane", sa.Integer, nullable=False),
    _text("channel"),
    _text("chat"),
    _text("thread", optional=True),
    _text("reply_to", optional=True),
    _text("kind"),
    _text("about", optional=True),
    sa.Column("payload", sa.JSON, nullable=False),
    _text("state", default="new"),
    _count("wanted", 1),
    _count("shown"),
    _count("claimed"),
    _count("attempts"),
    _count("uncertain"),
    _flag("is_standing"),
    sa.Column("pause_s", sa.Float, nullable=False, server_default="0"),
    _at("not_before"),
    _at("owed_at"),
    _at("claimed_at", optional=True),
    _at("sent_at", optional=True),
    _text("message", optional=True),
    _text("error", optional=True),
    _index_of("ix_outbox_due", "not_before", where="state = 'new'"),
    _index_of("ix_outbox_sent_once", "sent_at", where="NOT is_standing"),
    _index_of("ix_outbox_given_up", "sent_at", where="state IN ('dead', 'uncertain')"),
    _index_of("ix_outbox_sending", "id", where="state = 'sending'"),
    sa.Index(None, "about", "kind"),
)

messages = sa.Table(
    "messages",
    metadata,
    _id(),
    _of("communities", optional=True),
    _text("channel"),
    _text("chat"),
    _text("message"),
    _text("kind"),
    _text("about"),
    _text("media_file", optional=True),
    _at("sent_at"),
    _at("superseded_at", optional=True),
    sa.UniqueConstraint("channel", "chat", "message"),
    sa.Index(None, "about", "kind", "chat"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _of("communities", optional=True),
    _text("kind"),
    _text("subject"),
    _text("period"),
    _at("due_at"),
    _text("state", default="waiting"),
    _count("attempts"),
    _at("ended_at", optional=True),
    _text("error", optional=True),
    sa.UniqueConstraint("kind", "subject", "period"),
    _index_of("ix_jobs_due", "due_at", where="state = 'waiting'"),
)
