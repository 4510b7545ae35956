"""What answers come to: shares of those who answered, with who did not apart."""

from hypothesis import given
from hypothesis import strategies as st

from domain.surveys import FEW, SCORES, Figures, Question, Tally, next_question

COUNTS = st.dictionaries(st.sampled_from(SCORES), st.integers(0, 50))


@given(COUNTS)
def test_a_share_is_of_those_who_answered(counts: dict[int, int]) -> None:
    tally = Tally(counts)

    assert (tally.percent is None) is (sum(counts.values()) == 0)
    if tally.percent is not None:
        assert abs(tally.percent * tally.total - 100 * counts.get(3, 0)) <= tally.total / 2


@given(st.integers(0, 100), st.integers(0, 100))
def test_who_says_nothing_is_neither_for_nor_against(asked: int, answered: int) -> None:
    figures = Figures(asked, answered, {})

    assert figures.unrated == max(asked - answered, 0)
    assert figures.is_small is (answered < FEW)


def test_the_first_question_without_an_answer_is_next() -> None:
    assert next_question({}) == 0
    assert next_question({Question.OPENNESS: 1}) == 0
    assert next_question({Question.RESULT: 1, Question.AGAIN: 3}) == 1
    assert next_question(dict.fromkeys(Question, 3)) == len(Question)
