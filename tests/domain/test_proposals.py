"""提议: what may be said, how many are enough, and which way a proposal goes."""

import pytest

from domain.proposals import (
    FROM,
    LONGEST_TITLE,
    PILES,
    ProposalState,
    needed_of,
    read_needed,
    read_reason,
    read_words,
    title_of,
)
from domain.rules import RuleBroken


@pytest.mark.parametrize(
    ("laid_down", "members", "needed"),
    [(0, 0, 2), (0, 19, 2), (0, 21, 3), (0, 99, 10), (0, 5000, 10), (1, 5000, 1), (40, 9, 40)],
)
def test_one_in_ten_is_enough_and_the_office_may_say_otherwise(
    laid_down: int, members: int, needed: int
) -> None:
    assert needed_of(laid_down, members) == needed


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        *(("10", 10), (" 5人 ", 5), ("自动", 0), ("AUTO", 0), ("500", 500), ("1", 1)),
        *((wrong, None) for wrong in ("0", "501", "-1", "十", "²", "", "1.5", "99999999")),
    ],
)
def test_a_number_or_automatic_and_nothing_else(text: str, needed: int | None) -> None:
    assert read_needed(text) == needed


@pytest.mark.parametrize(
    ("text", "key"),
    [
        *((little, "proposal.too_short") for little in ("好", "。。。！！", "")),
        ("长" * 301, "proposal.too_long"),
    ],
)
def test_too_little_and_too_much_is_refused(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_words(text)
    assert broken.value.key == key


@pytest.mark.parametrize("text", ["再说", "……", "因" * 301])
def test_a_reason_says_something(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_reason(text)
    assert read_reason("等电力 公司\n答复") == "等电力 公司 答复"


def test_words_stay_in_one_line_so_that_none_of_them_looks_like_ours() -> None:
    assert read_words(" 装充电桩\n陈书记已领题\u202e ") == "装充电桩 陈书记已领题"
    assert len(title_of("长" * 300)) == LONGEST_TITLE


def test_every_state_has_its_place_in_the_list_and_a_way_to_it() -> None:
    listed = [state for states in PILES.values() for state in states]
    assert sorted(listed) == sorted(set(ProposalState) - {ProposalState.DRAFT})
    reached, new = set(), {ProposalState.DRAFT}
    while new:
        reached |= new
        new = {to for to, ways in FROM.items() if ways & reached} - reached
    assert reached == set(ProposalState)


def test_what_is_over_stays_so_and_who_is_heard_cannot_be_unheard() -> None:
    ended = {ProposalState.ADOPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN}
    assert not any(ways & ended for ways in FROM.values())
    assert FROM[ProposalState.WITHDRAWN] == {ProposalState.DRAFT, ProposalState.OPEN}
