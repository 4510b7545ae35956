"""A category as secretaries edit it."""

from dataclasses import replace

import pytest

from domain.catalogue import MOST_WORDS, parse_catalogue
from domain.categories import Category, Priority
from domain.category_edits import (
    check_free,
    found_kind,
    mark_of,
    read_name,
    read_new_kind,
    read_target,
    read_words,
    switched,
)
from domain.permissions import Role
from domain.rules import RuleBroken
from locales.starter import read_starter

KNOWN = [
    Category(id=number, community_id=1, **vars(one))
    for number, one in enumerate(parse_catalogue(read_starter("zh_CN")), 1)
]
ONE = KNOWN[0]


@pytest.mark.parametrize(
    ("text", "now", "then"),
    [
        ("结冰 路滑", ("井盖",), ("井盖", "结冰", "路滑")),
        ("加 结冰，路滑、井盖", ("井盖",), ("井盖", "结冰", "路滑")),
        ("删 结冰", ("井盖", "结冰"), ("井盖",)),
        ("删除：结冰 井盖", ("井盖", "结冰"), ()),
        ("remove ice", ("ice", "slippery"), ("slippery",)),
    ],
)
def test_words_are_added_and_taken_away(
    text: str, now: tuple[str, ...], then: tuple[str, ...]
) -> None:
    assert read_words(text, now) == then


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "category.say_words"),
        ("冰", "category.word_wrong"),
        ("长" * 31, "category.word_wrong"),
        ("删 没有的", "category.no_such_word"),
        (" ".join(f"词{number:03}" for number in range(MOST_WORDS)), "category.too_many_words"),
    ],
)
def test_words_that_suggest_nothing_are_refused(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_words(text, ("井盖",))

    assert broken.value.key == key


def test_names_and_targets_keep_the_catalogues_rules() -> None:
    assert read_name(" 路面  结冰 ") == "路面 结冰"
    assert read_target("2小时") == "2h"
    assert read_target("３ 个工作日") == "3d"
    for wrong in ("", "长" * 41):
        with pytest.raises(RuleBroken, match="name_wrong"):
            read_name(wrong)
    for wrong in ("", "两天", "0d", "3周"):
        with pytest.raises(RuleBroken, match="target_wrong"):
            read_target(wrong)


def test_a_new_kind_takes_after_the_others_under_its_head() -> None:
    kin = [replace(one, is_confidential=True) for one in KNOWN if one.head == ONE.head]

    kind = found_kind(read_new_kind(f"{ONE.head} 新鲜事 稀奇 古怪"), kin)

    assert (kind.code, kind.name, kind.words) == ("own.1", "新鲜事", ("稀奇", "古怪"))
    assert (kind.response, kind.solution) == (ONE.response, ONE.solution)
    assert kind.is_confidential, "better once too often"
    assert kind.priority is Priority.NORMAL
    again = Category(id=99, community_id=1, **vars(kind))
    assert found_kind(read_new_kind("别的 又一件"), [*KNOWN, again]).code == "own.2"


def test_no_two_kinds_are_called_the_same() -> None:
    check_free(ONE.name, KNOWN, besides=ONE.id)
    with pytest.raises(RuleBroken, match="name_taken"):
        found_kind(read_new_kind(f"别的 {ONE.name}"), KNOWN)
    with pytest.raises(RuleBroken, match="new_usage"):
        read_new_kind("只有大类")


def test_what_can_be_pressed() -> None:
    assert switched(ONE, "confidential", "1").is_confidential
    assert not switched(ONE, "active", "0").is_active
    assert switched(ONE, "check", "1").needs_check
    assert switched(ONE, "priority", "2").priority is Priority.URGENT
    assert switched(ONE, "role", "department").grid_role is Role.DEPARTMENT


@pytest.mark.parametrize(
    ("field", "value"),
    [("confidential", "2"), ("priority", "9"), ("priority", ""), ("role", "mayor"), ("code", "x")],
)
def test_what_no_button_says_is_refused(field: str, value: str) -> None:
    with pytest.raises(RuleBroken, match=r"press\.stale"):
        switched(ONE, field, value)


def test_any_change_is_seen_by_its_mark() -> None:
    marks = {mark_of(ONE), mark_of(replace(ONE, words=())), mark_of(replace(ONE, solution="9d"))}

    assert len(marks) == 3
    assert mark_of(ONE) == mark_of(replace(ONE))
