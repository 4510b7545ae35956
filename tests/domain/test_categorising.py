"""Choosing a category: what is offered, what a name means, what a correction makes of a case."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from domain.addresses import Address
from domain.cases import Act, Case, Kind, Stage
from domain.categories import Category, Priority, Question
from domain.categorising import (
    Browsing,
    browsing_at,
    called,
    corrected_priority,
    on_offer,
    open_question,
    runners_up,
)
from domain.permissions import Role

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def kind(number: int, name: str, head: str = "照明", **more: Any) -> Category:
    usual: dict[str, Any] = {
        "words": (name,),
        "response": "2h",
        "solution": "1d",
        "priority": Priority.NORMAL,
        "grid_role": Role.GRID_WORKER,
        "is_confidential": False,
        "needs_check": False,
        "questions": (),
    }
    return Category(
        id=number,
        community_id=1,
        code=f"k{number}",
        head=head,
        name=name,
        **(usual | more),
    )


STREET, STAIRS = kind(1, "路灯不亮"), kind(2, "楼道灯不亮")
COVER = kind(3, "井盖松动", "道路", priority=Priority.HIGH)
OLD = kind(4, "旧的", "道路", is_active=False)
KNOWN = [STREET, COVER, STAIRS, OLD]


def a_case(words: str = "井盖松动，路灯不亮", **more: Any) -> Case:
    case = Case(
        id=1,
        number=1001,
        community_id=1,
        kind=Kind.PROBLEM,
        stage=Stage.OPEN,
        stage_words="",
        stage_by=None,
        stage_at=NOW,
        stage_before=None,
        version=1,
        words=words,
        place="",
        latitude=None,
        longitude=None,
        grid_id=None,
        reporter_id=1,
        author_id=None,
        first_finder_id=None,
        reported_in=Address("1"),
        rating=None,
        complaint="",
        reopenings=0,
        reported_at=NOW,
        closed_at=None,
    )
    return replace(case, **more)


def test_what_is_retired_is_offered_no_more_and_heads_stay_together() -> None:
    assert on_offer(KNOWN) == [STREET, STAIRS, COVER]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("路灯不亮", [STREET]),
        ("灯不亮", [STREET, STAIRS]),
        ("楼道灯", [STAIRS]),
        ("道路", [COVER]),
        ("我家门口井盖松动", [COVER]),
        ("天气", []),
        (" ", []),
    ],
)
def test_a_name_means_what_is_called_so_before_what_it_only_suggests(
    name: str, meant: list[Category]
) -> None:
    assert called(name, on_offer(KNOWN)) == meant


def test_only_what_the_words_speak_of_runs_up() -> None:
    assert runners_up(a_case(category_id=COVER.id), KNOWN) == [STREET]
    assert runners_up(a_case(category_id=STREET.id), KNOWN) == [COVER]
    assert runners_up(a_case(category_id=STAIRS.id), KNOWN) == [], "somebody chose it"
    assert runners_up(a_case(), KNOWN) == []


def test_a_correction_takes_no_urgency_that_has_other_reasons() -> None:
    def now(case: Case, *acts: str, is_emergency: bool = False) -> Priority:
        return corrected_priority(case, COVER, STREET, is_emergency=is_emergency, acts=acts)

    high, urgent = a_case(priority=Priority.HIGH), a_case(priority=Priority.URGENT)
    assert now(high) is Priority.NORMAL
    assert now(urgent) is Priority.URGENT, "raised above its kind"
    assert now(high, Act.URGENT.value) is Priority.URGENT
    assert now(high, is_emergency=True) is Priority.URGENT
    assert corrected_priority(high, STREET, COVER, is_emergency=False, acts=()) is Priority.HIGH


def test_questions_come_one_after_the_other_until_somebody_takes_the_case_on() -> None:
    first, second = Question("一？", ("是", "否")), Question("二？", ("是", "否"))
    asked = (first, second)
    answered = (("一？", "是"),)

    assert open_question(a_case(), asked) == (0, first)
    assert open_question(a_case(answers=answered), asked) == (1, second)
    assert open_question(a_case(answers=(*answered, ("二？", "否"))), asked) is None
    assert open_question(a_case(stage=Stage.ACCEPTED), asked) is None


def test_leafing_is_read_from_a_button_and_from_nothing_else() -> None:
    assert browsing_at("page2") == Browsing(2)
    assert browsing_at("head12") == Browsing(1, 12)
    for made_up in ("", "page", "head-1", "page9999", "kind1", "12"):
        assert browsing_at(made_up) is None
