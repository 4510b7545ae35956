"""Cases complete: what kind, how urgent, by when, where, whose; and what the office lays down."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.dialects import create_index_of, refer
from storage.types import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

IS_OPEN = (
    "stage IN ('open', 'accepted', 'in_progress', 'waiting', 'transferred', 'checking', 'resolved')"
)
LOOKS = (
    "kind IN ('bulk.card', 'bulk.digest', 'case.found', 'case.list', 'case.merge',"
    " 'case.view', 'desk')"
)


def upgrade() -> None:
    op.create_table(
        "bulks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("case_ids", sa.JSON(), nullable=False),
        sa.Column("results", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_bulks_community_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_bulks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulks")),
        sa.UniqueConstraint("source", name=op.f("uq_bulks_source")),
    )
    op.create_table(
        "categories",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), server_default="0", nullable=False),
        sa.Column("grid_role", sa.Text(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("needs_check", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("questions", sa.JSON(), nullable=False),
        sa.Column("is_active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_categories_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_categories")),
        sa.UniqueConstraint("community_id", "code", name=op.f("uq_categories_community_id_code")),
    )
    op.create_table(
        "media_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("mime", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("width", sa.Integer(), server_default="0", nullable=False),
        sa.Column("height", sa.Integer(), server_default="0", nullable=False),
        sa.Column("likeness", sa.Text(), nullable=True),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_media_files_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media_files")),
        sa.UniqueConstraint("community_id", "hash", name=op.f("uq_media_files_community_id_hash")),
    )
    op.create_table(
        "mutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("muted_by", sa.Integer(), nullable=False),
        sa.Column("muted_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_mutes_community_id")
        ),
        sa.ForeignKeyConstraint(["muted_by"], ["persons.id"], name=op.f("fk_mutes_muted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_mutes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mutes")),
    )
    op.create_index(
        op.f("ix_mutes_community_id_person_id"),
        "mutes",
        ["community_id", "person_id"],
        unique=False,
    )
    op.create_table(
        "unheard",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("updates", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_unheard_person_id")),
        sa.PrimaryKeyConstraint("person_id", "channel", "chat", "day", name=op.f("pk_unheard")),
    )
    op.create_index(op.f("ix_unheard_day"), "unheard", ["day"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_places_community_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_places_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("community_id", "name", name=op.f("uq_places_community_id_name")),
    )
    op.create_table(
        "reply_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["categories.id"], name=op.f("fk_reply_templates_category_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_reply_templates_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_templates")),
    )
    op.create_index(
        op.f("ix_reply_templates_community_id_act"),
        "reply_templates",
        ["community_id", "act"],
        unique=False,
    )
    op.create_table(
        "topic_routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("chat_id", sa.Integer(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=False),
        sa.Column("grid_id", sa.Integer(), nullable=True),
        sa.Column("head", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_topic_routes_chat_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_topic_routes_community_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_topic_routes_grid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_routes")),
    )
    op.create_index(op.f("ix_topic_routes_chat_id"), "topic_routes", ["chat_id"], unique=False)
    refer("case_followers", "via_case_id", "cases")
    op.add_column(
        "case_media", sa.Column("state", sa.Text(), server_default="wanted", nullable=False)
    )
    op.add_column("case_media", sa.Column("refusal", sa.Text(), server_default="", nullable=False))
    op.add_column(
        "case_media", sa.Column("attempts", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("case_media", sa.Column("retry_at", Moment(), nullable=True))
    refer("case_media", "file_id", "media_files")
    create_index_of("ix_case_media_wanted", "case_media", ["id"], where="state = 'wanted'")
    op.execute("ALTER TABLE cases RENAME COLUMN stage_before_waiting TO stage_before")
    refer("cases", "category_id", "categories")
    op.add_column("cases", sa.Column("answers", sa.JSON(), nullable=True))
    op.add_column("cases", sa.Column("priority", sa.Integer(), server_default="0", nullable=False))
    op.add_column(
        "cases", sa.Column("is_anonymous", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column(
        "cases",
        sa.Column("is_confidential", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    refer("cases", "place_id", "places")
    op.add_column("cases", sa.Column("place_mark", sa.Text(), server_default="", nullable=False))
    op.add_column("cases", sa.Column("cell", sa.BigInteger(), nullable=True))
    refer("cases", "merged_into_id", "cases")
    refer("cases", "split_from_id", "cases")
    refer("cases", "same_as_id", "cases")
    op.add_column("cases", sa.Column("offered_until", Moment(), nullable=True))
    op.add_column(
        "cases", sa.Column("transferred_to", sa.Text(), server_default="", nullable=False)
    )
    op.add_column(
        "cases", sa.Column("transfer_reference", sa.Text(), server_default="", nullable=False)
    )
    op.add_column("cases", sa.Column("clock_from", Moment(), nullable=True))
    op.add_column("cases", sa.Column("paused_at", Moment(), nullable=True))
    op.add_column("cases", sa.Column("paused_s", sa.Integer(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("respond_by", Moment(), nullable=True))
    op.add_column("cases", sa.Column("solve_by", Moment(), nullable=True))
    op.add_column(
        "cases", sa.Column("is_due_about", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("cases", sa.Column("responded_at", Moment(), nullable=True))
    op.add_column("cases", sa.Column("updated_at", Moment(), nullable=True))
    op.add_column(
        "cases", sa.Column("is_indexed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(op.f("ix_cases_merged_into_id"), "cases", ["merged_into_id"], unique=False)
    create_index_of("ix_cases_at_place", "cases", ["place_id"], where="place_id IS NOT NULL")
    create_index_of("ix_cases_not_indexed", "cases", ["id"], where="NOT is_indexed")
    create_index_of("ix_cases_open", "cases", ["community_id", "id"], where=IS_OPEN)
    create_index_of(
        "ix_cases_open_category", "cases", ["community_id", "category_id", "id"], where=IS_OPEN
    )
    create_index_of("ix_cases_open_cell", "cases", ["community_id", "cell", "id"], where=IS_OPEN)
    create_index_of(
        "ix_cases_open_part",
        "cases",
        ["community_id", "grid_id", "category_id", "id"],
        where=IS_OPEN,
    )
    create_index_of("ix_cases_open_reporter", "cases", ["reporter_id", "id"], where=IS_OPEN)
    create_index_of(
        "ix_cases_desk_stage",
        "cases",
        ["community_id", "stage", "priority", "solve_by", "id", "grid_id"],
        where=IS_OPEN,
    )
    for clock in ("respond", "solve"):
        create_index_of(
            f"ix_cases_desk_{clock}",
            "cases",
            ["community_id", "priority", f"{clock}_by", "id", "grid_id"],
            where=IS_OPEN,
        )
    op.add_column(
        "case_assignees",
        sa.Column("is_past", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    is_past = f"case_id NOT IN (SELECT id FROM cases WHERE {IS_OPEN})"
    op.execute(f"UPDATE case_assignees SET is_past = true WHERE {is_past}")
    create_index_of(
        "ix_case_assignees_now", "case_assignees", ["person_id", "case_id"], where="NOT is_past"
    )
    create_index_of("ix_cases_open_grid", "cases", ["community_id", "grid_id", "id"], where=IS_OPEN)
    create_index_of(
        "ix_cases_open_place", "cases", ["community_id", "place_mark", "id"], where=IS_OPEN
    )
    op.add_column("communities", sa.Column("days_off", sa.JSON(), nullable=True))
    create_index_of("ix_outbox_looks", "outbox", ["community_id", "sent_at"], where=LOOKS)
