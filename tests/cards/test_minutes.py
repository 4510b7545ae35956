"""Minutes, resolutions and surveys as they are seen: short in a group, whole on paper."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.drawings import draw
from bot.entities import LONGEST_TEXT
from cards.card import Reader
from cards.length import units
from cards.minutes import group_card, paper_card, paper_facts
from cards.resolutions import ResolutionFacts, view_card
from cards.surveys import figure_lines
from domain.minutes import Decided, Matter, Minutes, Version, Voted, as_stored, read_minutes
from domain.resolutions import LONGEST_UPDATE, Resolution, ResolutionState, Update, UpdateKind
from domain.surveys import Figures, Question, Tally
from locales import LOCALES, speaker
from tests.bot.test_drawings import pages_of
from tests.cards.hostile import NASTIEST

NOW = datetime(2026, 12, 10, 12, 0, tzinfo=UTC)
DUE = NOW + timedelta(days=20)


def reader(locale: str = "zh_CN") -> Reader:
    return Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)


def minutes(words: str = "大家同意先装三号楼", many: int = 2) -> Minutes:
    return Minutes(
        number="JY-2026-07",
        title="电动车充电",
        place="活动室",
        starts_at=NOW.isoformat(),
        ends_at=(NOW + timedelta(hours=1)).isoformat(),
        leader="陈书记",
        invited=20,
        present=13,
        needed=14,
        summary=words,
        matters=(Matter("装充电桩", words, "done"), Matter("停车", "", "open")),
        ballots=(Voted("BJ-1", "是否安装", "passed", ("赞成", "反对"), (9, 2), 20, 11),),
        resolutions=tuple(
            Decided(f"JY-2026-07-{one}", words[:200], "赵师傅", DUE.isoformat())
            for one in range(1, many + 1)
        ),
        pictures=0,
    )


def test_a_published_version_is_read_as_it_was_written() -> None:
    assert read_minutes(as_stored(minutes())) == minutes()


@pytest.mark.parametrize("locale", LOCALES)
def test_the_whole_text_is_a_paper_with_everything_on_it(locale: str) -> None:
    first = Version(1, minutes(), "", NOW)
    second = Version(2, minutes(), "漏写了四号楼", NOW)
    facts = paper_facts([first, second], reader(locale))

    said = str(facts)
    for words in ("13/20", "赞成 9", "JY-2026-07-2", "漏写了四号楼", "陈书记", "活动室"):
        assert words in said
    assert pages_of(draw("minutes", facts)) == 1
    [document] = paper_card([first, second], reader(), paper=reader(locale)).media
    assert document.drawing is not None
    assert document.drawing.kind == "minutes"


def test_long_minutes_go_on_over_pages_and_no_words_are_too_odd_for_them() -> None:
    long = [Version(1, minutes("把三号楼前的杂物搬到清运点。\n" * 200, many=40), "", NOW)]
    assert 5 <= pages_of(draw("minutes", paper_facts(long, reader()))) <= 40
    for words in NASTIEST:
        odd = [Version(1, minutes(words), words, NOW)]
        assert draw("minutes", paper_facts(odd, reader())).startswith(b"%PDF-")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_longest_cards_fit_into_a_message(locale: str) -> None:
    to, long = reader(locale), minutes("好" * 1000, many=30)
    figures = Figures(20, 3, {one: Tally({3: 2, 1: 1}) for one in Question})
    said = figure_lines(figures, to)
    assert units(group_card(Version(2, long, "好" * 200, NOW), 1, to, figures=said).text) < (
        LONGEST_TEXT
    )

    made = Resolution(
        *(1, 1, 1, None, None, None, "JY-2026-07-1", "好" * 200, 1, DUE, 40),
        *(ResolutionState.OPEN, 1, 1, "test", NOW, None),
    )
    updates = [
        Update(one, UpdateKind.PROGRESS, 1, 40, "好" * LONGEST_UPDATE, "", NOW) for one in range(30)
    ]
    facts = ResolutionFacts(made, updates, {1: "王" * 64})
    assert units(view_card(facts, to).text) < LONGEST_TEXT
    late = replace(to, now=DUE + timedelta(days=1))
    assert view_card(facts, late).text != view_card(facts, to).text


def test_few_answers_are_marked_and_who_said_nothing_stands_apart() -> None:
    few = figure_lines(Figures(9, 3, {Question.RESULT: Tally({3: 2, 1: 1})}), reader())
    many = figure_lines(Figures(9, 5, {Question.RESULT: Tally({3: 5})}), reader())

    assert few == ["满意度（3 人评，6 人未评）", "结果满意 67%", "评的人少，仅供参考"]
    assert many == ["满意度（5 人评，4 人未评）", "结果满意 100%"]
    assert figure_lines(Figures(9, 0, {}), reader()) == ["满意度：问了 9 人，还没有人评"]
