"""Ballots as they are seen: a household's own vote, a count said out, all of it in one message."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cards.ballots import (
    BallotFacts,
    Choice,
    ListFacts,
    ballot_card,
    list_card,
    say_majority,
    say_quorum,
    view_card,
)
from cards.card import Reader
from cards.length import units
from domain.audiences import EVERYBODY
from domain.ballots import (
    LONGEST_OPTION,
    LONGEST_REASON,
    LONGEST_TITLE,
    MOST_OPTIONS,
    Ballot,
    BallotState,
    Majority,
    Quorum,
    Reasons,
    as_stored,
    count_up,
)
from locales import LOCALES, speaker

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LONGEST_MESSAGE = 4096


def reader(locale: str = "zh_CN") -> Reader:
    return Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)


OPEN = Ballot(
    id=3,
    community_id=1,
    meeting_id=None,
    agenda_item_id=None,
    number="BJ-2026-1",
    title="是否安装充电桩",
    options=("赞成", "反对", "弃权"),
    audience=EVERYBODY,
    is_by_household=True,
    is_secret=False,
    reasons=Reasons.OPTIONAL,
    is_hidden=True,
    quorum=Quorum.HALF,
    majority=Majority.TWO_THIRDS,
    eligible=120,
    voted=0,
    opens_at=NOW - timedelta(days=1),
    closes_at=NOW + timedelta(days=1),
    state=BallotState.OPEN,
    secret=None,
    result=None,
    made_by=1,
    version=1,
    source="test",
    made_at=NOW,
    closed_at=None,
)


def ballot(
    options: tuple[str, ...] = ("赞成", "反对", "弃权"),
    votes: tuple[int, ...] = (),
    *,
    title: str = "是否安装充电桩",
    majority: Majority = Majority.TWO_THIRDS,
    by_proxy: int = 0,
) -> Ballot:
    """Open, or counted if there are votes."""
    made = replace(OPEN, options=options, title=title, majority=majority)
    if not votes:
        return made
    quorum = made.quorum
    count = count_up(
        options, votes, eligible=120, quorum=quorum, majority=majority, by_proxy=by_proxy
    )
    return replace(
        made, voted=sum(votes), closes_at=NOW, state=BallotState.CLOSED, result=as_stored(count)
    )


@pytest.mark.parametrize(
    ("votes", "majority", "said"),
    [
        (
            (60, 15, 8),
            Majority.TWO_THIRDS,
            "应投 120 · 已投 83（69%，须满 61）✅\n赞成 60 / 反对 15 / 弃权 8\n其中代投 3\n"
            "赞成 60 票，占有效票 75 票的 80%，须三分之二（50 票）✅\n→ 通过",
        ),
        (
            (40, 20, 8),
            Majority.ELIGIBLE,
            "赞成 40 票，占全体 120 票的 33%，须过半（61 票）❌\n→ 未通过",
        ),
        (
            (60, 0, 0),
            Majority.MOST,
            "已投 60（50%，须满 61）❌\n赞成 60 / 反对 0 / 弃权 0\n其中代投 3\n→ 投票人数不够",
        ),
    ],
)
def test_the_arithmetic_is_said_out(votes: tuple[int, ...], majority: Majority, said: str) -> None:
    counted = ballot(votes=votes, majority=majority, by_proxy=3)
    assert said in ballot_card(BallotFacts(counted, "全体成员"), reader()).text


def test_equal_votes_choose_nothing_and_it_says_so() -> None:
    counted = ballot(("周六", "周日"), (40, 40))
    text = ballot_card(BallotFacts(counted, "全体成员"), reader()).text
    assert "最高票数相同" in text
    assert "→ 没有选出结果" in text


def test_a_household_sees_who_of_it_has_voted() -> None:
    facts = BallotFacts(
        ballot(), "全体成员", marks=("0", "1", "2"), is_on_roll=True, has_voted=True, chosen=0
    )
    own = view_card(facts, reader())
    shared = view_card(replace(facts, cast_by="王*"), reader())

    assert "您投了：赞成" in own.text
    assert "您家投了：赞成（王*投的" in shared.text
    labels = [button.label for row in shared.buttons for button in row]
    assert labels == ["✅ 赞成", "反对", "弃权", "写理由", "结果告诉我"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest_ballot_fits_into_one_message(locale: str) -> None:
    options = tuple(f"{at}{'选' * (LONGEST_OPTION - 1)}" for at in range(MOST_OPTIONS))
    counted = ballot(options, (14,) * MOST_OPTIONS, title="题" * LONGEST_TITLE)
    choices = tuple(
        Choice("名" * 60, at % MOST_OPTIONS, "理" * LONGEST_REASON, is_by_proxy=True)
        for at in range(400)
    )
    facts = BallotFacts(counted, "范围" * 60, is_on_roll=True, choices=choices)
    assert units(view_card(facts, reader(locale)).text) <= LONGEST_MESSAGE


def test_what_is_among_few_has_no_title_in_the_list_of_others() -> None:
    counted, opened = ballot(votes=(60, 15, 8)), ballot()
    told = list_card(ListFacts((opened,), (counted,), frozenset({3})), reader())
    untold = list_card(ListFacts((opened,), (counted,), untold=frozenset({3})), reader())

    assert "1. 🔴 是否安装充电桩，您还没投" in told.text
    assert "2. 是否安装充电桩 → 通过" in told.text
    assert "充电桩" not in untold.text
    assert "通过" not in untold.text
    assert untold.buttons == ()


def test_the_page_of_meetings_counts_as_the_card_does() -> None:
    page = (Path(__file__).parents[2] / "docs" / "meetings.zh-CN.md").read_text(encoding="utf-8")
    counted = ballot(votes=(60, 15, 8))

    card = ballot_card(BallotFacts(counted, "全体成员"), reader()).text
    example = [line[2:].strip() for line in page.splitlines() if line.startswith("> ")]
    assert len(example) == 4
    assert "\n".join(example) in card
    for rule in (*Quorum, *Majority):
        is_quorum = isinstance(rule, Quorum)
        words = say_quorum(rule, reader()) if is_quorum else say_majority(rule, reader())
        assert rule is Quorum.NONE or f"| {words} |" in page
