"""People and places: communities, their groups, who belongs to them and as what."""

import sqlalchemy as sa

from storage.tables.columns import at, count, flag, metadata, of, row_id, text
from storage.types import Words

communities = sa.Table(
    "communities",
    metadata,
    row_id(),
    sa.Column("name", Words, nullable=False, unique=True),
    text("timezone"),
    text("locale"),
    text("office_hours"),
    text("quiet_hours"),
    at("created_at"),
    sa.Column("days_off", sa.JSON, nullable=True),
    count("seconds_needed"),
)

chats = sa.Table(
    "chats",
    metadata,
    row_id(),
    of("communities"),
    text("channel"),
    text("external_id"),
    text("kind"),
    text("title"),
    sa.Column("missing_rights", sa.JSON, nullable=False),
    at("bound_at"),
    at("left_at", optional=True),
    at("welcomed_at", optional=True),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "community_id", "kind"),
)

persons = sa.Table("persons", metadata, row_id(), at("created_at"))

accounts = sa.Table(
    "accounts",
    metadata,
    row_id(),
    of("persons"),
    text("channel"),
    text("external_id"),
    text("name"),
    text("username", optional=True),
    text("locale", optional=True),
    flag("is_reachable"),
    of("communities", name="current_community_id", optional=True),
    sa.UniqueConstraint("channel", "external_id"),
    sa.Index(None, "person_id"),
    sa.Index(None, "channel", "username"),
)

grids = sa.Table(
    "grids",
    metadata,
    row_id(),
    of("communities"),
    text("name"),
    sa.Column("words", sa.JSON, nullable=False),
    sa.UniqueConstraint("community_id", "name"),
)

members = sa.Table(
    "members",
    metadata,
    row_id(),
    of("communities"),
    of("persons"),
    text("name"),
    text("kind", optional=True),
    text("trade", optional=True),
    of("grids", optional=True),
    at("joined_at"),
    at("privacy_told_at", optional=True),
    at("consented_at", optional=True),
    flag("is_masked"),
    count("times_asked"),
    sa.UniqueConstraint("community_id", "person_id"),
    sa.Index(None, "person_id"),
    sa.Index(None, "community_id", "name"),
)

roles = sa.Table(
    "roles",
    metadata,
    row_id(),
    of("communities"),
    of("persons"),
    text("role"),
    of("grids", optional=True),
    text("team", optional=True),
    of("persons", name="given_by", optional=True),
    at("given_at"),
    at("ended_at", optional=True),
    sa.Index(None, "community_id", "person_id"),
    sa.Index(None, "community_id", "role"),
)

invites = sa.Table(
    "invites",
    metadata,
    row_id(),
    of("communities"),
    sa.Column("token_hash", sa.Text, nullable=False, unique=True),
    at("expires_at"),
    of("persons", name="used_by", optional=True),
    at("used_at", optional=True),
)

conversations = sa.Table(
    "conversations",
    metadata,
    row_id(),
    of("persons"),
    of("communities", optional=True),
    text("form"),
    text("step"),
    sa.Column("data", sa.JSON, nullable=False),
    count("version"),
    at("updated_at"),
    sa.UniqueConstraint("person_id", "form"),
)
