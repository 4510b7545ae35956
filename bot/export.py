"""``linlian export``: the table of /export into a file, also while the bot runs."""

import os
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from sqlalchemy import Connection

from actions.exports import asked_in, note_written
from bot.books import PAGE
from bot.clock import Clock
from bot.database import beside, reading
from bot.drawings.export import draw_export
from bot.errors import OperatorError
from bot.export_pages import book_of, count_piece, page_of, pieces_of
from bot.settings import Settings
from domain.answers import Json
from domain.exports import MOST_ROWS
from domain.rules import RuleBroken
from locales import speaker
from storage.communities import find_community, list_communities
from storage.export_rows import After
from storage.exports import add_export


def export(
    settings: Settings, community: str, file: Path, words: Sequence[str], *, with_names: bool
) -> int:
    """How many rows were written. Whoever may run this may read the database, so names are a
    matter of asking for them; that it was done is written down for the secretaries to see.
    """
    if file.exists():
        raise OperatorError(f"{file} exists already; name another file")
    with beside(settings) as tx:
        facts = _begun(tx, community, " ".join(words), with_names=with_names)
    with reading(settings) as tx:
        content, count = _made(tx, facts)
    _write(file, content)
    with beside(settings) as tx:
        note_written(tx, export_id=facts["export_id"], count=count, now=Clock().now())
    return count


def _begun(tx: Connection, name: str, said: str, *, with_names: bool) -> dict[str, Json]:
    found, now = find_community(tx, name), Clock().now()
    if found is None:
        there_are = ", ".join(one.name for one in list_communities(tx)) or "none yet"
        raise OperatorError(f"no community is called {name}; there are: {there_are}")
    try:
        asked = asked_in(tx, found.id, said, is_personal=with_names, now=now)
    except RuleBroken as broken:
        raise OperatorError(speaker(found.locale)(broken.key, **broken.params)) from broken
    source = f"command line:{token_hex(8)}"
    made = add_export(tx, asked, community_id=found.id, made_by=None, source=source, now=now)
    return {"export_id": made.id, "locale": found.locale}


def _made(tx: Connection, facts: dict[str, Json]) -> tuple[bytes, int]:
    now, count = Clock().now(), 0
    after: After | None = None
    weeks, months = (
        [count_piece(tx, facts, one) for one in pieces] for pieces in pieces_of(tx, facts)
    )
    head = book_of(tx, facts, weeks=weeks, months=months, now=now)
    with TemporaryDirectory(prefix="linlian-") as folder:
        draw_export({"step": "begin", "folder": folder, **head})
        while count < MOST_ROWS:
            rows, after = page_of(tx, facts, after=after, limit=PAGE, now=now)
            draw_export({"step": "rows", "rows": rows})
            count += len(rows)
            if len(rows) < PAGE:
                break
        is_cut = count >= MOST_ROWS and bool(page_of(tx, facts, after=after, limit=1, now=now)[0])
        return draw_export({"step": "end", "is_cut": is_cut}), count


def _write(file: Path, content: bytes) -> None:
    """For its owner's eyes alone, and never over another file."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise OperatorError(f"{file} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "wb") as opened:
        opened.write(content)
