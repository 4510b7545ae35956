"""What points are spent on: offers 兑换项, vouchers 兑换券, what is owed to shops."""

import sqlalchemy as sa

from storage.tables.columns import at, count, index_of, metadata, of, row_id, text
from storage.types import Words

IS_ISSUED = "state = 'issued'"

offers = sa.Table(
    "offers",
    metadata,
    row_id(),
    of("communities"),
    of("persons", name="shop_id"),
    text("name"),
    text("words", default=""),
    sa.Column("points", sa.Integer, nullable=False),
    count("stock"),
    count("per_person"),
    text("starts_on", default=""),
    text("ends_on", default=""),
    count("lasts_days", 365),
    text("photo", default=""),
    text("state", default="open"),
    count("version", 1),
    of("persons", name="made_by"),
    sa.Column("source", Words, nullable=False, unique=True),
    at("made_at"),
    sa.CheckConstraint("points > 0", name="costs_something"),
    sa.CheckConstraint("stock >= 0", name="stock_never_below_zero"),
    sa.Index(None, "community_id", "state"),
)

vouchers = sa.Table(
    "vouchers",
    metadata,
    row_id(),
    of("communities"),
    of("offers"),
    of("persons"),
    of("persons", name="shop_id"),
    sa.Column("points", sa.Integer, nullable=False),
    sa.Column("nonce", sa.Text, nullable=False, unique=True),
    sa.Column("code_hash", sa.Text, nullable=False, unique=True),
    text("state", default="issued"),
    count("version", 1),
    sa.Column("source", Words, nullable=False, unique=True),
    at("issued_at"),
    at("expires_at"),
    at("ended_at", optional=True),
    of("persons", name="ended_by", optional=True),
    sa.Index(None, "offer_id", "person_id"),
    sa.Index(None, "community_id", "shop_id", "ended_at"),
    index_of("ix_vouchers_held", "community_id", "person_id", where=IS_ISSUED),
)

code_tries = sa.Table(
    "code_tries",
    metadata,
    row_id(),
    of("persons"),
    at("tried_at"),
    sa.Index(None, "person_id", "tried_at"),
    sa.Index(None, "tried_at"),
)

statements = sa.Table(
    "statements",
    metadata,
    row_id(),
    of("communities"),
    of("persons", name="shop_id"),
    text("month"),
    count("vouchers"),
    count("points"),
    of("persons", name="shop_signed_by", optional=True),
    at("shop_signed_at", optional=True),
    of("persons", name="office_signed_by", optional=True),
    at("office_signed_at", optional=True),
    text("dispute", default=""),
    count("version", 1),
    at("made_at"),
    sa.UniqueConstraint("community_id", "shop_id", "month"),
    sa.CheckConstraint("shop_signed_by <> office_signed_by", name="signed_by_two"),
)
