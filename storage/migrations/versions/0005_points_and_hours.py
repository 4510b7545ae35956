"""Points and hours: the ledger, the rule sheet, hours, activities, offers and vouchers."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.dialects import create_index_of, make_append_only
from storage.types import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("radius_m", sa.Integer(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("cancel_by", Moment(), nullable=False),
        sa.Column("capacity", sa.Integer(), server_default="0", nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.Column("added", sa.Integer(), server_default="0", nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("record", sa.Text(), server_default="", nullable=False),
        sa.Column("repeats", sa.Text(), server_default="", nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("leader_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), server_default="planned", nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "capacity = 0 OR taken <= capacity", name=op.f("ck_activities_never_overfull")
        ),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_activities_taken_never_below_zero")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_activities_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["activities.id"], name=op.f("fk_activities_follows_id")
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["persons.id"], name=op.f("fk_activities_leader_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_activities_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
        sa.UniqueConstraint("source", name=op.f("uq_activities_source")),
    )
    create_index_of(
        "ix_activities_planned",
        "activities",
        ["community_id", "starts_at"],
        where="state = 'planned'",
    )
    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Text(), nullable=False),
        sa.Column("last_on", sa.Text(), nullable=False),
        sa.Column("verified_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("declared_minutes", sa.Integer(), server_default="0", nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_certificates_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_certificates_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
        sa.UniqueConstraint("source", name=op.f("uq_certificates_source")),
    )
    op.create_index(
        op.f("ix_certificates_community_id_person_id"),
        "certificates",
        ["community_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "code_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("tried_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_code_tries_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_code_tries")),
    )
    op.create_index(
        op.f("ix_code_tries_person_id_tried_at"),
        "code_tries",
        ["person_id", "tried_at"],
        unique=False,
    )
    op.create_index(op.f("ix_code_tries_tried_at"), "code_tries", ["tried_at"], unique=False)
    op.create_table(
        "hour_claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=True),
        sa.Column("ends_at", Moment(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("picture", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_hour_claims_not_by_oneself")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_hour_claims_are_some")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_hour_claims_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_hour_claims_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_hour_claims_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_claims")),
        sa.UniqueConstraint("source", name=op.f("uq_hour_claims_source")),
    )
    create_index_of(
        "ix_hour_claims_asked", "hour_claims", ["community_id", "id"], where="state = 'asked'"
    )
    op.create_index(
        op.f("ix_hour_claims_community_id_person_id_held_on"),
        "hour_claims",
        ["community_id", "person_id", "held_on"],
        unique=False,
    )
    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("stock", sa.Integer(), server_default="0", nullable=False),
        sa.Column("per_person", sa.Integer(), server_default="0", nullable=False),
        sa.Column("starts_on", sa.Text(), server_default="", nullable=False),
        sa.Column("ends_on", sa.Text(), server_default="", nullable=False),
        sa.Column("lasts_days", sa.Integer(), server_default="365", nullable=False),
        sa.Column("photo", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_offers_costs_something")),
        sa.CheckConstraint("stock >= 0", name=op.f("ck_offers_stock_never_below_zero")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_offers_community_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_offers_made_by")),
        sa.ForeignKeyConstraint(["shop_id"], ["persons.id"], name=op.f("fk_offers_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("source", name=op.f("uq_offers_source")),
    )
    op.create_index(
        op.f("ix_offers_community_id_state"), "offers", ["community_id", "state"], unique=False
    )
    op.create_table(
        "point_accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("balance", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "kind = 'pool' OR balance >= 0", name=op.f("ck_point_accounts_never_below_zero")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_point_accounts_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_point_accounts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point_accounts")),
        sa.UniqueConstraint("community_id", "key", name=op.f("uq_point_accounts_community_id_key")),
    )
    create_index_of(
        "ix_point_accounts_full",
        "point_accounts",
        ["community_id", "id"],
        where="kind = 'person' AND balance > 0",
    )
    op.create_table(
        "point_months",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("trade", sa.Text(), server_default="", nullable=False),
        sa.Column("earned", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_point_months_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_point_months_person_id")
        ),
        sa.PrimaryKeyConstraint("community_id", "month", "person_id", name=op.f("pk_point_months")),
    )
    op.create_index(
        op.f("ix_point_months_community_id_month_earned"),
        "point_months",
        ["community_id", "month", "earned"],
        unique=False,
    )
    op.create_index(
        op.f("ix_point_months_community_id_month_trade_earned"),
        "point_months",
        ["community_id", "month", "trade", "earned"],
        unique=False,
    )
    op.create_table(
        "rule_sheets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_rule_sheets_community_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_rule_sheets_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_sheets")),
        sa.UniqueConstraint(
            "community_id", "version", name=op.f("uq_rule_sheets_community_id_version")
        ),
    )
    op.create_table(
        "statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("vouchers", sa.Integer(), server_default="0", nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("shop_signed_by", sa.Integer(), nullable=True),
        sa.Column("shop_signed_at", Moment(), nullable=True),
        sa.Column("office_signed_by", sa.Integer(), nullable=True),
        sa.Column("office_signed_at", Moment(), nullable=True),
        sa.Column("dispute", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "shop_signed_by <> office_signed_by", name=op.f("ck_statements_signed_by_two")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_statements_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["office_signed_by"], ["persons.id"], name=op.f("fk_statements_office_signed_by")
        ),
        sa.ForeignKeyConstraint(["shop_id"], ["persons.id"], name=op.f("fk_statements_shop_id")),
        sa.ForeignKeyConstraint(
            ["shop_signed_by"], ["persons.id"], name=op.f("fk_statements_shop_signed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statements")),
        sa.UniqueConstraint(
            "community_id",
            "shop_id",
            "month",
            name=op.f("uq_statements_community_id_shop_id_month"),
        ),
    )
    op.create_table(
        "activity_pictures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_pictures_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_activity_pictures_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["given_by"], ["persons.id"], name=op.f("fk_activity_pictures_given_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_pictures")),
        sa.UniqueConstraint("source", name=op.f("uq_activity_pictures_source")),
    )
    op.create_index(
        op.f("ix_activity_pictures_activity_id"), "activity_pictures", ["activity_id"], unique=False
    )
    op.create_table(
        "activity_seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("team", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("queued_at", Moment(), nullable=False),
        sa.Column("offered_until", Moment(), nullable=True),
        sa.Column("will_come", sa.Text(), server_default="", nullable=False),
        sa.Column("seeks_cover", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("checked_in_at", Moment(), nullable=True),
        sa.Column("checked_in_by", sa.Integer(), nullable=True),
        sa.Column("checked_out_at", Moment(), nullable=True),
        sa.Column("checked_out_by", sa.Integer(), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("result", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_activity_seats_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["checked_in_by"], ["persons.id"], name=op.f("fk_activity_seats_checked_in_by")
        ),
        sa.ForeignKeyConstraint(
            ["checked_out_by"], ["persons.id"], name=op.f("fk_activity_seats_checked_out_by")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_activity_seats_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_activity_seats_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_seats")),
        sa.UniqueConstraint(
            "activity_id", "person_id", name=op.f("uq_activity_seats_activity_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_activity_seats_activity_id_state_queued_at"),
        "activity_seats",
        ["activity_id", "state", "queued_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_activity_seats_person_id_activity_id"),
        "activity_seats",
        ["person_id", "activity_id"],
        unique=False,
    )
    op.create_table(
        "grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("once_key", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("second_by", sa.Integer(), nullable=True),
        sa.Column("granted_on", sa.Text(), nullable=False),
        sa.Column("granted_at", Moment(), nullable=False),
        sa.Column("release_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("is_discreet", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("granted_by <> person_id", name=op.f("ck_grants_not_by_oneself")),
        sa.CheckConstraint("points <> 0", name=op.f("ck_grants_is_for_something")),
        sa.CheckConstraint("second_by <> granted_by", name=op.f("ck_grants_by_two_people")),
        sa.CheckConstraint(
            "second_by <> person_id", name=op.f("ck_grants_not_seconded_by_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_grants_community_id")
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["persons.id"], name=op.f("fk_grants_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_grants_person_id")),
        sa.ForeignKeyConstraint(["second_by"], ["persons.id"], name=op.f("fk_grants_second_by")),
        sa.ForeignKeyConstraint(["sheet_id"], ["rule_sheets.id"], name=op.f("fk_grants_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
        sa.UniqueConstraint("source", name=op.f("uq_grants_source")),
    )
    op.create_index(op.f("ix_grants_about"), "grants", ["about"], unique=False)
    op.create_index(
        op.f("ix_grants_community_id_granted_on"),
        "grants",
        ["community_id", "granted_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_grants_community_id_person_id_rule_granted_on"),
        "grants",
        ["community_id", "person_id", "rule", "granted_on"],
        unique=False,
    )
    create_index_of(
        "ix_grants_once",
        "grants",
        ["community_id", "once_key", "granted_on"],
        where="once_key <> ''",
    )
    create_index_of(
        "ix_grants_pending",
        "grants",
        ["community_id", "person_id"],
        where="state IN ('asked', 'pending')",
    )
    op.create_table(
        "hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.CheckConstraint("confirmed_by <> person_id", name=op.f("ck_hours_not_by_oneself")),
        sa.CheckConstraint("minutes <> 0", name=op.f("ck_hours_are_some")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_hours_activity_id")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["hour_claims.id"], name=op.f("fk_hours_claim_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_hours_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["persons.id"], name=op.f("fk_hours_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_hours_person_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["hours.id"], name=op.f("fk_hours_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hours")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_hours_reverses_id")),
        sa.UniqueConstraint("source", name=op.f("uq_hours_source")),
    )
    op.create_index(op.f("ix_hours_activity_id"), "hours", ["activity_id"], unique=False)
    op.create_index(
        op.f("ix_hours_community_id_entered_at"),
        "hours",
        ["community_id", "entered_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_hours_community_id_person_id_held_on"),
        "hours",
        ["community_id", "person_id", "held_on"],
        unique=False,
    )
    op.create_table(
        "vouchers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shop_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.Text(), nullable=False),
        sa.Column("code_hash", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="issued", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("issued_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_vouchers_community_id")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["persons.id"], name=op.f("fk_vouchers_ended_by")),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], name=op.f("fk_vouchers_offer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_vouchers_person_id")),
        sa.ForeignKeyConstraint(["shop_id"], ["persons.id"], name=op.f("fk_vouchers_shop_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouchers")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_vouchers_code_hash")),
        sa.UniqueConstraint("nonce", name=op.f("uq_vouchers_nonce")),
        sa.UniqueConstraint("source", name=op.f("uq_vouchers_source")),
    )
    op.create_index(
        op.f("ix_vouchers_community_id_shop_id_ended_at"),
        "vouchers",
        ["community_id", "shop_id", "ended_at"],
        unique=False,
    )
    create_index_of(
        "ix_vouchers_held", "vouchers", ["community_id", "person_id"], where="state = 'issued'"
    )
    op.create_index(
        op.f("ix_vouchers_offer_id_person_id"), "vouchers", ["offer_id", "person_id"], unique=False
    )
    op.create_table(
        "hour_disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hours_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("decided_by <> person_id", name=op.f("ck_hour_disputes_not_by_oneself")),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activities.id"], name=op.f("fk_hour_disputes_activity_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_hour_disputes_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["persons.id"], name=op.f("fk_hour_disputes_decided_by")
        ),
        sa.ForeignKeyConstraint(["hours_id"], ["hours.id"], name=op.f("fk_hour_disputes_hours_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_hour_disputes_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hour_disputes")),
        sa.UniqueConstraint("source", name=op.f("uq_hour_disputes_source")),
    )
    create_index_of(
        "ix_hour_disputes_asked", "hour_disputes", ["community_id", "id"], where="state = 'asked'"
    )
    op.create_table(
        "ledger",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("voucher_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("reverses_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_ledger_has_two_sides")),
        sa.CheckConstraint("points > 0", name=op.f("ck_ledger_moves_something")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_ledger_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by"], ["persons.id"], name=op.f("fk_ledger_confirmed_by")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["point_accounts.id"], name=op.f("fk_ledger_from_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["grants.id"], name=op.f("fk_ledger_grant_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["ledger.id"], name=op.f("fk_ledger_reverses_id")),
        sa.ForeignKeyConstraint(["to_id"], ["point_accounts.id"], name=op.f("fk_ledger_to_id")),
        sa.ForeignKeyConstraint(["voucher_id"], ["vouchers.id"], name=op.f("fk_ledger_voucher_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_reverses_id")),
        sa.UniqueConstraint("source", name=op.f("uq_ledger_source")),
    )
    op.create_index(op.f("ix_ledger_from_id_id"), "ledger", ["from_id", "id"], unique=False)
    op.create_index(op.f("ix_ledger_to_id_id"), "ledger", ["to_id", "id"], unique=False)

    op.add_column(
        "members", sa.Column("is_masked", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "members", sa.Column("times_asked", sa.Integer(), server_default="0", nullable=False)
    )
    for table in ("hours", "ledger", "rule_sheets"):
        make_append_only(table)
