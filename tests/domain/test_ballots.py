"""How ballots are counted, what is typed for one, and what its buttons may say."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.audiences import EVERYBODY, Audience
from domain.ballot_form import Draft, Step
from domain.ballot_words import Surroundings, read_correction, read_line
from domain.ballots import (
    Ballot,
    BallotState,
    Majority,
    Outcome,
    Quorum,
    Reasons,
    as_stored,
    check_closes_at,
    check_is_open,
    count_up,
    is_abstention,
    is_motion,
    mark_of,
    option_of,
    read_count,
    voters_needed,
)
from domain.people import MemberKind
from domain.rules import RuleBroken
from domain.workdays import NO_OVERLAY

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
AROUND = Surroundings(NOW, SHANGHAI, NO_OVERLAY, ((7, "一号网格"),))
MOTION = ("赞成", "反对", "弃权")

HALF, TWO_THIRDS = Fraction(1, 2), Fraction(2, 3)


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


VOTES = st.lists(st.integers(0, 40), min_size=3, max_size=3)


@given(votes=VOTES, absent=st.integers(0, 60), quorum=..., majority=...)
def test_what_is_counted_in_whole_votes_is_what_fractions_say(
    votes: list[int], absent: int, quorum: Quorum, majority: Majority
) -> None:
    """The same arithmetic written as the law writes it: over a half, two thirds or more."""
    eligible = max(sum(votes) + absent, 1)
    count = count_up(MOTION, votes, eligible=eligible, quorum=quorum, majority=majority)

    turnout = Fraction(sum(votes), eligible)
    is_valid = {
        Quorum.NONE: True,
        Quorum.HALF: turnout > HALF,
        Quorum.TWO_THIRDS: turnout >= TWO_THIRDS,
    }[quorum]
    yes, no, _ = votes
    share = Fraction(yes, yes + no) if yes + no else Fraction(0)
    passes = {
        Majority.HALF: share > HALF,
        Majority.TWO_THIRDS: share >= TWO_THIRDS,
        Majority.ELIGIBLE: Fraction(yes, eligible) > HALF,
        Majority.MOST: yes > no,
    }[majority]
    decided = Outcome.PASSED if passes else Outcome.REJECTED
    assert count.outcome is (decided if is_valid else Outcome.NO_QUORUM)
    assert count.voted == sum(votes)
    assert count.valid == yes + no
    assert read_count(as_stored(count)) == count


@given(votes=st.lists(st.integers(0, 9), min_size=4, max_size=4), majority=...)
def test_of_several_the_one_with_most_is_chosen_and_equal_ones_choose_nothing(
    votes: list[int], majority: Majority
) -> None:
    options = ("周六", "周日", "下周", "弃权")
    count = count_up(options, votes, eligible=40, quorum=Quorum.NONE, majority=majority)

    sides = sorted(votes[:3], reverse=True)
    if count.outcome is Outcome.CHOSEN:
        assert count.leader is not None
        assert votes[count.leader] == sides[0] > sides[1]
    elif sides[0] > sides[1]:
        assert majority is not Majority.MOST
    else:
        assert count.leader is None


@pytest.mark.parametrize(
    ("votes", "eligible", "quorum", "majority", "outcome"),
    [
        ((60, 15, 8), 120, Quorum.HALF, Majority.TWO_THIRDS, "passed"),
        ((60, 15, 8), 166, Quorum.HALF, Majority.TWO_THIRDS, "no_quorum"),  # 83 is not over half
        ((60, 15, 8), 165, Quorum.HALF, Majority.TWO_THIRDS, "passed"),
        ((5, 5, 3), 20, Quorum.NONE, Majority.HALF, "rejected"),  # a half is no majority
        ((6, 3, 0), 9, Quorum.TWO_THIRDS, Majority.TWO_THIRDS, "passed"),  # two thirds are enough
        ((5, 3, 0), 12, Quorum.TWO_THIRDS, Majority.TWO_THIRDS, "rejected"),
        ((5, 2, 0), 12, Quorum.TWO_THIRDS, Majority.HALF, "no_quorum"),
        ((10, 1, 0), 20, Quorum.NONE, Majority.ELIGIBLE, "rejected"),
        ((11, 9, 0), 20, Quorum.NONE, Majority.ELIGIBLE, "passed"),
        ((0, 0, 9), 9, Quorum.HALF, Majority.HALF, "rejected"),  # all abstain
        ((0, 0, 0), 9, Quorum.NONE, Majority.MOST, "rejected"),
        ((1, 0, 8), 9, Quorum.NONE, Majority.MOST, "passed"),
    ],
)
def test_plain_cases(
    votes: tuple[int, ...], eligible: int, quorum: Quorum, majority: Majority, outcome: str
) -> None:
    count = count_up(MOTION, votes, eligible=eligible, quorum=quorum, majority=majority)
    assert count.outcome == outcome


@pytest.mark.parametrize(
    ("options", "votes", "outcome", "is_adopted"),
    [
        (("反对", "赞成", "弃权"), (5, 2, 0), "rejected", False),  # whichever is written first
        (("反对", "赞成", "弃权"), (2, 5, 0), "passed", True),
        (("赞成", "反对", "再议"), (2, 5, 1), "rejected", False),  # no is nothing to carry out
        (("赞成", "反对", "再议"), (5, 2, 1), "chosen", True),
        (("方案一", "方案二", "都不同意"), (1, 1, 6), "rejected", False),
        (("方案一", "方案二", "反对"), (6, 1, 1), "chosen", True),
    ],
)
def test_a_no_that_has_its_majority_adopts_nothing(
    options: tuple[str, ...], votes: tuple[int, ...], outcome: str, is_adopted: bool
) -> None:
    count = count_up(options, votes, eligible=9, quorum=Quorum.NONE, majority=Majority.HALF)
    assert (count.outcome, count.is_adopted) == (outcome, is_adopted)


def test_thresholds_and_what_a_motion_is() -> None:
    assert [voters_needed(Quorum.HALF, one) for one in (1, 2, 3, 120)] == [1, 2, 2, 61]
    assert [voters_needed(Quorum.TWO_THIRDS, one) for one in (1, 3, 4, 100)] == [1, 2, 3, 67]
    assert voters_needed(Quorum.NONE, 100) == 0
    assert is_motion(MOTION)
    assert is_motion(("反对", "赞成"))
    assert not is_motion(("同意", "支持"))
    assert is_motion(("For", "Against"))
    assert not is_motion(("周六", "周日", "弃权"))
    assert is_abstention(" Abstain ")


def ballot(**changes: Any) -> Ballot:
    made = Ballot(
        id=3,
        community_id=1,
        meeting_id=None,
        agenda_item_id=None,
        number="BJ-2026-1",
        title="是否安装充电桩",
        options=MOTION,
        audience=EVERYBODY,
        is_by_household=False,
        is_secret=False,
        reasons=Reasons.NONE,
        is_hidden=False,
        quorum=Quorum.NONE,
        majority=Majority.HALF,
        eligible=3,
        voted=0,
        opens_at=NOW,
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
    return replace(made, **changes)


def test_a_secret_mark_is_one_voters_alone_and_nobodys_without_the_secret() -> None:
    secret = ballot(is_secret=True, secret="ab" * 32)
    other = ballot(is_secret=True, secret="cd" * 32)
    marks = {mark_of(secret, voter, option) for voter in ("p:1", "p:2", "h:1") for option in (0, 1)}

    assert len(marks) == 6
    assert option_of(secret, "p:1", mark_of(secret, "p:1", 2)) == 2
    assert option_of(secret, "p:2", mark_of(secret, "p:1", 2)) is None
    assert option_of(other, "p:1", mark_of(secret, "p:1", 2)) is None
    assert option_of(secret, "p:1", "2") is None
    assert option_of(secret, "p:1", "赞成") is None
    assert option_of(ballot(), "p:1", "2") == 2
    assert option_of(ballot(), "p:1", "7") is None
    assert not secret.shows_votes_while_open
    assert "ab" * 32 not in repr(secret)


def test_it_is_over_on_its_hour_whether_counted_or_not() -> None:
    check_is_open(ballot(), now=NOW)
    for closed, key in (
        (ballot(closes_at=NOW), "ballot.over"),
        (ballot(state=BallotState.CLOSED), "ballot.over"),
        (ballot(state=BallotState.ANNULLED), "ballot.annulled"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_is_open(closed, now=NOW)
        assert broken.value.key == key
    for closes_at, key in (
        (NOW + timedelta(minutes=59), "ballot.too_soon"),
        (NOW + timedelta(days=91), "ballot.too_late"),
    ):
        with pytest.raises(RuleBroken) as broken:
            check_closes_at(closes_at, now=NOW)
        assert broken.value.key == key


@pytest.mark.parametrize(
    ("line", "title", "options", "closes"),
    [
        ("是否安装充电桩 赞成/反对/弃权 12月10日20点前", "是否安装充电桩", MOTION, at(12, 10, 20)),
        ("是否安装充电桩 12月10日20点截止 赞成/反对", "是否安装充电桩", MOTION[:2], at(12, 10, 20)),
        ("水箱哪天洗 选项:周六/周日 周五晚8点", "水箱哪天洗", ("周六", "周日"), at(11, 27, 20)),
        ("楼道 改造 方案 A方案/B方案", "楼道 改造 方案", ("A方案", "B方案"), None),
        ("12/10 的会 要不要开 明天20点", "12/10 的会 要不要开", (), at(11, 23, 20)),
        ("是否安装充电桩", "是否安装充电桩", (), None),
        ("Chargers? for/against by Friday 20:00", "Chargers?", ("for", "against"), at(11, 27, 20)),
    ],
)
def test_a_line_says_what_until_when_and_between_what(
    line: str, title: str, options: tuple[str, ...], closes: datetime | None
) -> None:
    said = read_line(line, AROUND)
    assert (said.title, said.options) == (title, options)
    assert said.closes == ((closes,) if closes else ())


def test_a_line_says_how_and_who() -> None:
    said = read_line("充电桩 赞成/反对 无记名 一户一票 三分之二参加 小哥 12月10日20点前", AROUND)
    assert said.title == "充电桩"
    assert said.audience == Audience(kinds=frozenset({MemberKind.RIDER}))
    assert said.rules == {
        "is_secret": True,
        "is_by_household": True,
        "quorum": Quorum.TWO_THIRDS,
    }
    more = read_correction("三分之二通过 理由必填 一号网格", AROUND)
    assert more.rules == {"majority": Majority.TWO_THIRDS, "reasons": Reasons.REQUIRED}
    assert more.audience == Audience(grid_ids=frozenset({7}))
    assert read_correction("明天20点", AROUND).closes == (at(11, 23, 20),)
    assert read_correction("甲/乙", AROUND).options == ("甲", "乙")


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("充电桩 赞成/赞成 明天20点", "ballot.options_count"),
        ("充电桩 赞成/弃权 明天20点", "ballot.options_count"),
        ("充电桩 1a/2/3/4/5/6/7/8/9", "ballot.options_count"),
        (f"充电桩 赞成/{'反' * 25}", "ballot.option_too_long"),
        ("充" * 101, "ballot.title_too_long"),
        ("充电桩 每周五20点", "ballot.closes_repeats"),
    ],
)
def test_a_line_that_cannot_be_is_told_why(line: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_line(line, AROUND)
    assert broken.value.key == key


def test_a_correction_that_says_nothing_known_is_not_guessed() -> None:
    for line in ("改得好一点", "无记名 好不好"):
        with pytest.raises(RuleBroken) as broken:
            read_correction(line, AROUND)
        assert broken.value.key == "ballot.correction_unclear"


def test_the_form_asks_what_is_missing_and_keeps_what_was_said() -> None:
    draft = Draft()
    draft.hear(read_line("是否安装充电桩 无记名", AROUND))
    assert draft.next_step() is Step.CLOSES
    draft.put_times((at(12, 10, 8), at(12, 10, 20)))
    assert draft.next_step() is Step.CLOSES
    draft.put_closes(at(12, 10, 20))
    assert draft.next_step() is Step.CHECK
    assert Draft(draft.as_json()).as_json() == draft.as_json()
    assert draft.check_complete(now=NOW) == at(12, 10, 20)

    guided = Draft({"is_guided": True, "is_secret": True})
    asked = []
    while (step := guided.next_step()) is not Step.CHECK:
        asked.append(step)
        guided.settled.add(step)
    assert asked == [one for one in Step if one not in (Step.SHOWN, Step.CHECK, Step.DONE)]
    assert guided.step_before(Step.QUORUM) is Step.REASONS
    with pytest.raises(RuleBroken) as broken:
        Draft().check_complete(now=NOW)
    assert broken.value.key == "ballot.title_missing"
