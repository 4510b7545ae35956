"""Which grid a place belongs to."""

import pytest

from domain.grids import route

GRIDS = [(1, ["1号楼", "2号楼", "阿郎批发部"]), (2, ["三号楼", "广场"]), (3, ["三号楼东", "A座"])]


@pytest.mark.parametrize(
    ("words", "grid"),
    [
        ("井盖松动，阿郎批发部下方", 1),
        ("1号楼楼道堆满纸箱", 1),
        ("１号楼楼道", 1),
        ("三号楼电梯", 2),
        ("三号楼东侧电梯", 3),
        ("a座门禁坏了", 3),
        ("11号楼楼道", None),
        ("十三号楼电梯", None),
        ("Panda座", None),
        ("公园", None),
        ("", None),
    ],
)
def test_the_longest_word_that_occurs_wins(words: str, grid: int | None) -> None:
    assert route(words, GRIDS) == grid


def test_between_equals_the_grid_defined_first_wins() -> None:
    assert route("广场", [(7, ["广场"]), (8, ["广场"])]) == 7


def test_a_word_is_only_words_never_a_pattern() -> None:
    assert route("abc", [(1, ["a.c"])]) is None
    assert route("门口(东)", [(1, ["(东)"])]) == 1


def test_without_grids_there_is_no_grid() -> None:
    assert route("1号楼", []) is None
