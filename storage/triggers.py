"""What the database itself refuses, whoever asks."""

# What happened to a case is never rewritten, whoever asks: the database itself refuses.
APPEND_ONLY = ("case_events",)


def append_only_triggers(table: str) -> list[str]:
    """The SQLite triggers that make a table append-only, as the migrations create them."""
    return [
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
