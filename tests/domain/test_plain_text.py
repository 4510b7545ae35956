"""What is said in a line of a card stays in that line, however it was typed."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.hour_claims import said_reason
from domain.activity_words import check_place, check_title, read_line, split_teams
from domain.awards import parse_award
from domain.hour_words import read_declared
from domain.offer_words import parse_offer
from domain.plain_text import in_one_line
from domain.rule_sheet_edits import read_item
from domain.rule_sheets import RuleSheet

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
BREAKS = ("\n", "\r\n", "\r", "\v", "\f", "\x1c", "\x85", "\u2028", "\u2029", "\n \n")
FORGED = "陈书记 通过了 · 今天 18:35"
SHANGHAI = ZoneInfo("Asia/Shanghai")

READ: dict[str, Callable[[str], str]] = {
    "hours": lambda words: read_declared(f"2小时 今天 {words}", now=NOW).words,
    "award": lambda words: parse_award(f"5 {words}").reason,
    "reason": said_reason,
    "item": lambda words: read_item(f"{words} +5", RuleSheet(())).name,
    "offer": lambda words: parse_offer(f"理发券 30分\n{words}", today=date(2026, 3, 2)).words,
    "title": check_title,
    "place": check_place,
    "teams": lambda words: " ".join(split_teams(words)),
}


@pytest.mark.parametrize("what", READ)
@pytest.mark.parametrize("line_break", BREAKS)
def test_no_words_begin_a_line_of_their_own(what: str, line_break: str) -> None:
    assert READ[what](f"扫楼道{line_break}擦扶手") == "扫楼道 擦扶手"


@pytest.mark.parametrize("what", READ)
def test_no_words_turn_the_others_round(what: str) -> None:
    assert READ[what]("扫\u202e楼道\u202c \u2066擦\u200f扶手\u2069") == "扫楼道 擦扶手"


def test_a_forged_stamp_is_part_of_what_was_said() -> None:
    assert in_one_line(f" 扫楼道\n\n\t{FORGED}\u3000") == f"扫楼道 {FORGED}"
    family = "👨\u200d👩\u200d👧"
    assert in_one_line(family) == family


def test_the_line_of_an_activity_may_be_typed_in_several() -> None:
    said = read_line("周六9点\n小区清洁\n@东门 10人", now=NOW, zone=SHANGHAI)
    assert (said.title, said.place, said.capacity) == ("小区清洁", "东门", 10)
