"""Conditions of indexes in words that both engines understand; what was given up is found fast."""

from alembic import op

from storage.migrations.dialects import create_index_of

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_outbox_sent_once", "outbox")
        create_index_of("ix_outbox_sent_once", "outbox", ["sent_at"], where="NOT is_standing")
    create_index_of("ix_inbox_parked", "inbox", ["done_at"], where="state = 'parked'")
    given_up = "state IN ('dead', 'uncertain')"
    create_index_of("ix_outbox_given_up", "outbox", ["sent_at"], where=given_up)
