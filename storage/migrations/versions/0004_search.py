"""Words by which cases are found; filled by the clock, and for cases of before too."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The pairs are made by domain/search.py: ascii parts them at spaces and changes nothing.
        op.execute(
            "CREATE VIRTUAL TABLE case_words USING fts5(words, tokenize = 'ascii', columnsize = 0)"
        )
        return
    op.execute(
        "CREATE TABLE case_words ("
        " case_id integer CONSTRAINT pk_case_words PRIMARY KEY"
        " CONSTRAINT fk_case_words_case_id REFERENCES cases (id),"
        " words tsvector NOT NULL)"
    )
    op.execute("CREATE INDEX ix_case_words_words ON case_words USING gin (words)")
