"""Reminders: what is to be said, where, and when again."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.dialects import create_index_of
from storage.types import Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("thread", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("what", sa.JSON(), nullable=True),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), server_default="asked", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["communities.id"], name=op.f("fk_reminders_community_id")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["persons.id"], name=op.f("fk_reminders_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("source", name=op.f("uq_reminders_source")),
    )
    op.create_index(
        op.f("ix_reminders_channel_chat"), "reminders", ["channel", "chat"], unique=False
    )
    create_index_of(
        "ix_reminders_running",
        "reminders",
        ["community_id", "next_at"],
        where="state = 'running'",
    )
