"""Notices: what is read from a line, what may be sent to whom, what a message brings."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from domain.audiences import EVERYBODY, Audience
from domain.media import Attachment, Words
from domain.notice_words import Line, read_line, read_times
from domain.notices import (
    LONGEST_CAPTION,
    File,
    Group,
    content_of,
    own_grids,
    read_stored,
    stored_audience,
    toggle_group,
    within,
)
from domain.people import MemberKind
from domain.permissions import Holding, Role
from domain.quiet_hours import parse_quiet
from domain.reminders import Calendar
from domain.rules import RuleBroken
from domain.workdays import NO_OVERLAY

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOME = Calendar(SHANGHAI, parse_quiet("22:00-07:00"), NO_OVERLAY)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=SHANGHAI)
RIDERS = Audience(kinds=frozenset({MemberKind.RIDER}))
FIRST_GRID = Audience(grid_ids=frozenset({7}))
WORKER = Holding(Role.GRID_WORKER, 7)
PHOTO = Attachment("tg:1:1", "photo", "AgAC")


def clock(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", Line("")),
        ("明天上午9点停水", Line("明天上午9点停水")),
        ("明早8点 停水", Line("明早8点 停水")),  # of what it tells
        ("给大家拜年", Line("给大家拜年")),
        ("给 妈妈打电话", Line("给 妈妈打电话")),
        ("给骑手 防暑", Line("防暑", RIDERS)),
        ("发给：骑手 防暑", Line("防暑", RIDERS)),
        ("给大家 停水", Line("停水", EVERYBODY)),
        ("给一号网格 停水", Line("停水", FIRST_GRID)),
        ("给骑手 明早8点 防暑", Line("防暑", RIDERS, clock("2026-11-24 08:00"))),
        ("给骑手 明天 早上8点 防暑", Line("防暑", RIDERS, clock("2026-11-24 08:00"))),
        ("给骑手 明早8点停水", Line("明早8点停水", RIDERS)),
        ("给骑手 每天8点 防暑", Line("每天8点 防暑", RIDERS)),  # goes out once
        ("给骑手", Line("", RIDERS)),
        ("给骑手 第一行\n第二行", Line("第一行\n第二行", RIDERS)),
    ],
)
def test_a_line_says_to_whom_and_when_and_keeps_its_words(text: str, line: Line) -> None:
    assert read_line(text, grids=[(7, "一号网格")], said_at=NOW, calendar=HOME) == line


def test_a_time_is_a_single_one_to_come() -> None:
    def read(text: str) -> list[datetime]:
        return read_times(text, said_at=NOW, calendar=HOME)

    assert read("下午3点发") == [clock("2026-11-23 15:00")]
    assert read("周五晚6点至8点") == [clock("2026-11-27 18:00")]
    for text, key in (("每天8点", "notice.only_once"), ("下午3点停水", "notice.time_only")):
        with pytest.raises(RuleBroken) as broken:
            read(text)
        assert broken.value.key == key
    with pytest.raises(RuleBroken):
        read("随便")


def test_a_grid_worker_never_leaves_their_grids() -> None:
    own = own_grids({WORKER, Holding(Role.MEMBER)})
    assert own == frozenset({7})
    assert within(EVERYBODY, own) == FIRST_GRID
    assert within(Audience(grid_ids=frozenset({7, 8})), own) == FIRST_GRID
    named = Audience(person_ids=frozenset({3}), roles=frozenset({Role.CAPTAIN}))
    assert within(named, own) == FIRST_GRID
    both = Audience(kinds=RIDERS.kinds, grid_ids=FIRST_GRID.grid_ids)
    assert within(both, own) == both


@pytest.mark.parametrize(
    "held",
    [{Holding(Role.SECRETARY)}, {Holding(Role.GRID_WORKER)}, {WORKER, Holding(Role.SECRETARY)}],
)
def test_who_covers_the_community_may_choose_anybody(held: set[Holding]) -> None:
    assert own_grids(held) is None
    assert within(EVERYBODY, None) == EVERYBODY


def test_nobody_else_reaches_anybody() -> None:
    assert own_grids({Holding(Role.MEMBER), Holding(Role.CAPTAIN)}) == frozenset()


def test_a_message_brings_words_a_file_or_both() -> None:
    assert content_of(Words(" 停水 ")) == ("停水", None)
    assert content_of(Words("", (PHOTO,))) == ("", File("photo", "AgAC"))
    for said in (
        Words("  "),
        Words("水", leaves_out_a_file=True),
        Words("水" * 3001),
        Words("水" * (LONGEST_CAPTION + 1), (PHOTO,)),
    ):
        with pytest.raises(RuleBroken):
            content_of(said)


def test_groups_are_chosen_and_kept_with_their_topic() -> None:
    groups = toggle_group(toggle_group((Group(1, "5"),), 2), 3)
    assert [one.chat_id for one in toggle_group(groups, 2)] == [1, 3]
    assert read_stored(stored_audience(RIDERS, groups)) == (RIDERS, groups)
