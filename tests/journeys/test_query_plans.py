"""No query without an index: every statement of a busy day is explained by SQLite itself."""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from actions.replanning import owe_replan
from bot.scene import play
from bot.ticker import forget_old
from storage.figures import take_figures
from storage.tables import metadata
from tests.journeys.a_day_of_figures import a_day_of_figures
from tests.journeys.a_decision import a_decided_meeting
from tests.journeys.a_matter import a_matter
from tests.journeys.a_noticed_day import a_noticed_day
from tests.journeys.a_payday import a_payday
from tests.journeys.a_reminded_day import a_reminded_day
from tests.journeys.a_voting_day import a_voting_day
from tests.journeys.a_waiting_list import a_waiting_list
from tests.journeys.an_activity import a_saturday
from tests.journeys.at_the_shop import at_the_shop
from tests.journeys.some_hours import some_hours
from tests.street import Street

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]

BIG = set(metadata.tables) - {"communities", "chats", "grids", "counters", "invites"}
"""All but those that stay small however long the bot runs; reading such a one costs nothing."""


GROWING = {
    *("cases", "case_events", "case_media", "jobs", "outbox", "messages", "members"),
    *("ledger", "grants", "point_accounts", "point_months", "vouchers"),
    *("hours", "hour_claims", "hour_disputes", "certificates", "activities", "activity_seats"),
}
"""What a community has more of each year."""

PARTIAL = {
    *("ix_household_members_asked", "uq_ballot_proxies_given"),
    *("ix_inbox_new", "ix_outbox_due", "ix_outbox_sending", "ix_jobs_due"),
    *("ix_cases_not_indexed", "ix_case_media_wanted"),
    *("ix_grants_pending", "ix_vouchers_held", "ix_activities_planned"),
    *("ix_hour_claims_asked", "ix_hour_disputes_asked", "ix_reminders_running"),
}
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
        ("/find 堆物", aunt.private),
        ("/find 堆物", street.group),
        ("随手拍", street.group),
    ):
        await aunt.says(words, to=to)
    await aunt.presses("附议", in_=street.group)
    await an_hour_at_the_desk(street)
    await what_the_office_lays_down(street)
    for words in ("/place add 水塔", "/place", "/place remove 水塔", "/topic"):
        await secretary.says(words, to=street.staff)
    await secretary.says("/assign 1002 @zhaoshifu", to=street.staff)
    await zhao.says("/wait 1002 哪一层？", to=street.staff)
    await zhao.says("/resolve 1002 已清理", to=street.staff)
    await aunt.says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    await zhao.says("随手拍 东门路灯坏了", to=street.group)
    await street.settled()
    await zhao.presses("不是，另立", in_=street.group)
    for words in ("/merge 1004", "/merge 1004 1003", "/unmerge 1004", "/split 1003 东门花坛倒了"):
        await zhao.says(words, to=street.staff)
        await street.settled()
    await secretary.says("/mute @wairen 1天 刷屏", to=street.staff)
    await secretary.starts()
    await secretary.says("/mute", to=secretary.private)
    await secretary.says("/unmute @wairen", to=street.staff)
    await street.program.db.do(owe_replan, 1, now=street.clock.now())
    await street.wait(hours=80)
    await street.program.db.do(forget_old, now=street.clock.now())
    await street.read(take_figures, now=street.clock.now())


async def what_the_office_lays_down(street: Street) -> None:
    """Settings with their parts, a ready answer, and an act on two cases at once."""
    zhao, secretary, staff = street.person("赵师傅"), street.person("陈书记"), street.staff
    await secretary.says("/settings", to=staff)
    await street.settled()
    page = await staff.shows("设置 · ")
    for label in ("类别", "返回", "答复模板", "办结(4)", "新增"):
        await secretary.presses(label, on=page)
        await street.settled()
    await secretary.says("修好了", to=staff, reply_to=await staff.shows("新增哪一句？"))
    for words in ("/bulk 1001-1003 受理", "/bulk 1001-1003 办结 都好了"):
        await zhao.says(words, to=staff)
        await street.settled()
        await zhao.presses("确认", in_=staff)
        await street.wait(seconds=5)


async def an_hour_at_the_desk(street: Street) -> None:
    """Every list that there is, narrowed and whole, for one of a grid and one of all."""
    zhao, secretary = street.person("赵师傅"), street.person("陈书记")
    for words in ("/open 一号网格", "/open 照明用电", "/open 一号网格 照明用电", "/mine"):
        await zhao.says(words, to=street.group)
    for one in (zhao, secretary):
        await one.starts()
        await one.says("/desk")
        await street.settled()
        desk = await one.private.shows("工作台 ·")
        for pile in ("我的", "今天到期", "超时", "待确认", "待受理"):
            await one.presses(pile, on=desk)
            await street.settled()
            if pile != "待受理":
                await one.presses("返回", on=desk)
                await street.settled()
        await one.presses("1002", on=desk)
        await street.settled()
        await one.presses("下一件")
        await one.says("/case 1002")
        await street.settled()
        await one.presses("经过")
        await street.settled()


def reads_much(step: str) -> bool:
    """A whole table, or all that a community ever had of it: an index that holds only what waits
    or is open is little, and one whose first column alone is asked for is not.
    """
    words = step.split()
    if words[0] not in ("SCAN", "SEARCH") or words[1] not in BIG or PARTIAL & set(words):
        return False
    is_whole_community = words[-1] == "(community_id=?)" and "ix_cases_open" not in step
    return words[0] == "SCAN" or (words[1] in GROWING and is_whole_community)


DAYS: tuple[Callable[[Street], Awaitable[None]], ...] = (
    *(a_busy_day, a_waiting_list, a_saturday, some_hours, a_payday, at_the_shop, a_reminded_day),
    *(a_noticed_day, a_matter, a_voting_day, a_decided_meeting, a_day_of_figures),
)

COUNTS_AN_AUDIENCE = "SELECT count(*) AS count_1 \nFROM members"
"""How many of all members are meant: nothing but looking at all of them can tell."""


@pytest.mark.parametrize("day", DAYS)
async def test_every_statement_finds_its_rows_by_an_index(
    street: Street, day: Callable[[Street], Awaitable[None]]
) -> None:
    listener = Listener()
    event.listen(sa.Engine, "before_cursor_execute", listener)
    try:
        await day(street)
    finally:
        event.remove(sa.Engine, "before_cursor_execute", listener)

    scans = []
    file = sqlite3.connect(street.program.settings.database.path)
    for statement, parameters in listener.heard.items():
        if not statement.startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            continue
        if statement.startswith(COUNTS_AN_AUDIENCE):
            continue
        plan = file.execute(f"EXPLAIN QUERY PLAN {statement}", parameters or ()).fetchall()
        for *_, step in plan:
            if reads_much(step):
                scans.append((step, statement))
    file.close()
    assert len(listener.heard) > 80
    assert not scans, "\n\n".join(f"{step}: {statement}" for step, statement in scans)
