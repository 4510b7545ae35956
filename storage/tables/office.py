"""What the office lays down: categories, places, ready answers, topics, mutes, bulk acts."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, metadata, of, row_id, text

categories = sa.Table(
    "categories",
    metadata,
    row_id(),
    of("communities"),
    text("code"),
    text("head"),
    text("name"),
    sa.Column("words", sa.JSON, nullable=False),
    text("response"),
    text("solution"),
    count("priority"),
    text("grid_role"),
    flag("is_confidential"),
    flag("needs_check"),
    sa.Column("questions", sa.JSON, nullable=False),
    flag("is_active"),
    count("position"),
    sa.UniqueConstraint("community_id", "code"),
)

places = sa.Table(
    "places",
    metadata,
    row_id(),
    of("communities"),
    of("grids", optional=True),
    text("kind"),
    text("name"),
    sa.Column("words", sa.JSON, nullable=False),
    sa.Column("latitude", sa.Float, nullable=True),
    sa.Column("longitude", sa.Float, nullable=True),
    sa.UniqueConstraint("community_id", "name"),
)

reply_templates = sa.Table(
    "reply_templates",
    metadata,
    row_id(),
    of("communities"),
    of("categories", optional=True),
    text("act"),
    text("words"),
    sa.Index(None, "community_id", "act"),
)

topic_routes = sa.Table(
    "topic_routes",
    metadata,
    row_id(),
    of("communities"),
    of("chats"),
    text("thread"),
    of("grids", optional=True),
    text("head", default=""),
    sa.Index(None, "chat_id"),
)

mutes = sa.Table(
    "mutes",
    metadata,
    row_id(),
    of("communities"),
    of("persons"),
    text("reason"),
    of("persons", name="muted_by"),
    at("muted_at"),
    at("ends_at"),
    at("ended_at", optional=True),
    sa.Index(None, "community_id", "person_id"),
)

unheard = sa.Table(
    "unheard",
    metadata,
    of("persons"),
    text("channel"),
    text("chat"),
    text("day"),
    count("updates"),
    sa.PrimaryKeyConstraint("person_id", "channel", "chat", "day"),
    sa.Index(None, "day"),
)

bulks = sa.Table(
    "bulks",
    metadata,
    row_id(),
    of("communities"),
    of("persons"),
    sa.Column("source", sa.Text, nullable=False, unique=True),
    text("act"),
    text("words", default=""),
    sa.Column("case_ids", sa.JSON, nullable=False),
    sa.Column("results", sa.JSON, nullable=False),
    text("state", default="asked"),
    count("version", 1),
    at("asked_at"),
    at("ended_at", optional=True),
)
