"""No query without an index: every statement of a busy day is explained by SQLite itself."""

import sqlite3
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from bot.scene import play
from bot.ticker import forget_old
from storage.figures import take_figures
from storage.tables import metadata
from tests.street import Street

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]

BIG = set(metadata.tables) - {"communities", "chats", "grids", "counters", "invites"}
"""All but those that stay small however long the bot runs; reading such a one costs nothing."""


PARTIAL = {"ix_inbox_new", "ix_outbox_due", "ix_outbox_sending", "ix_jobs_due"}
"""Indexes that hold only what waits, which is little: reading one whole is what it is for."""


class Listener:
    """Every statement that any engine runs, with the parameters of its first run."""

    def __init__(self) -> None:
        self.heard: dict[str, Any] = {}

    def __call__(self, *args: Any) -> None:
        _, _, statement, parameters, _, is_many = args
        self.heard.setdefault(statement, parameters[0] if is_many else parameters)


async def a_busy_day(street: Street) -> None:
    await play(street.sandbox.page_url, pause_s=0)
    aunt, zhao, secretary = (street.person(one) for one in ("王阿姨", "赵师傅", "陈书记"))
    await aunt.starts()
    await aunt.sends_album(["随手拍 楼道堆物", "", ""], to=street.group)
    await street.settled()
    for words, to in (
        ("/mine", aunt.private),
        ("/open", street.group),
        ("/case 1002", aunt.private),
        ("/help", aunt.private),
        ("随手拍", street.group),
    ):
        await aunt.says(words, to=to)
    await aunt.presses("附议", in_=street.group)
    await secretary.says("/assign 1002 @zhaoshifu", to=street.staff)
    await zhao.says("/wait 1002 哪一层？", to=street.staff)
    await zhao.says("/resolve 1002 已清理", to=street.staff)
    await street.wait(hours=80)
    await street.program.db.do(forget_old, now=street.clock.now())
    await street.read(take_figures, now=street.clock.now())


async def test_every_statement_finds_its_rows_by_an_index(street: Street) -> None:
    listener = Listener()
    event.listen(sa.Engine, "before_cursor_execute", listener)
    try:
        await a_busy_day(street)
    finally:
        event.remove(sa.Engine, "before_cursor_execute", listener)

    scans = []
    file = sqlite3.connect(street.program.settings.database.path)
    for statement, parameters in listener.heard.items():
        if not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            continue
        plan = file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters or ()).fetchall()
        for *_, step in plan:
            words = step.split()
            if words[0] == "SCAN" and words[1] in BIG and not PARTIAL & set(words):
                scans.append((step, statement))
    file.close()
    assert len(listener.heard) > 80
    assert not scans, "\n\n".join(f"{step}: {statement}" for step, statement in scans)
