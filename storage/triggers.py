"""What the database itself refuses, whoever asks."""

# What happened to a case, to points and to hours is never rewritten, whoever asks: the database
# itself refuses. A mistake is put right by a row that says so.
APPEND_ONLY = (
    "case_events",
    "hours",
    "ledger",
    "meeting_events",
    "resolution_updates",
    "rule_sheets",
)


def append_only_triggers(table: str, dialect: str) -> list[str]:
    """The statements that make a table append-only, as the migrations run them."""
    words = f"'{table} is append-only'"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, {words}); END"
            for verb in ("update", "delete")
        ]
    return [
        f"CREATE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN RAISE EXCEPTION {words}; END $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" EXECUTE FUNCTION {table}_is_append_only()",
    ]
