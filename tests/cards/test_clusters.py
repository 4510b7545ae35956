"""Like cases as the secretaries are offered them: a case is a line, whatever it says."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cards.card import Line, Reader
from cards.clusters import MOST_LISTED, ClusterFacts, offer_card
from domain.cases import Case, Stage
from domain.clusters import Cluster, ClusterState
from locales import speaker
from tests.cards.hostile import NASTIEST
from tests.domain.test_cases import a_case

TO = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), datetime(2026, 3, 2, tzinfo=UTC))
CLUSTER = Cluster(1, 1, "1", (1,), ClusterState.OFFERED, None, None, 1)


def test_no_words_make_a_line_of_their_own() -> None:
    found = [replace(a_case(Stage.OPEN), words=f"甲{text}乙\v丙\u2028丁") for text in NASTIEST]
    for begin in range(0, len(found), MOST_LISTED):
        part = tuple(found[begin : begin + MOST_LISTED])
        lines = ["".join(span.text for span in line) for line in _lines(part)]
        assert len("\n".join(lines).splitlines()) == len(lines) == len(part) + 2
        assert not any(turn in line for line in lines for turn in "\u202e\u2066\u200f")


def _lines(part: tuple[Case, ...]) -> tuple[Line, ...]:
    return offer_card(ClusterFacts(CLUSTER, "井盖", part), TO).lines
