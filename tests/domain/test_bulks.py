"""/bulk as people write it."""

import pytest

from domain.bulks import MOST_CASES, BulkWish, parse_bulk
from domain.cases import Act
from domain.rules import RuleBroken


@pytest.mark.parametrize(
    ("text", "numbers", "act", "words"),
    [
        ("1024 1025 1030 办结 已统一更换", (1024, 1025, 1030), Act.RESOLVE, "已统一更换"),
        ("1024,1025，1030、1031 受理", (1024, 1025, 1030, 1031), Act.ACCEPT, ""),
        ("1024-1026 处理中", (1024, 1025, 1026), Act.PROGRESS, ""),
        ("1024至1026 处理中", (1024, 1025, 1026), Act.PROGRESS, ""),
        ("１０２４～１０２６ 处理中", (1024, 1025, 1026), Act.PROGRESS, ""),
        ("#C1024 #c1025 驳回：不在本社区", (1024, 1025), Act.REJECT, "不在本社区"),
        ("1024办结已换", (1024,), Act.RESOLVE, "已换"),
        ("1024 1024 1023-1025 受理", (1024, 1023, 1025), Act.ACCEPT, ""),
        (" 1024 Resolve All replaced", (1024,), Act.RESOLVE, "All replaced"),
        ("1024 转办 城管 编号 CG-1", (1024,), Act.TRANSFER, "城管 编号 CG-1"),
        ("1024 备注 2026-10 ½ ㎡", (1024,), Act.NOTE, "2026-10 ½ ㎡"),
    ],
)
def test_numbers_then_the_act_then_its_words(
    text: str, numbers: tuple[int, ...], act: Act, words: str
) -> None:
    assert parse_bulk(text) == BulkWish(numbers, act, words)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "bulk.usage"),
        ("办结 已换", "bulk.usage"),
        ("1024 1025", "bulk.usage"),
        ("1024 撤回", "bulk.usage"),
        ("1024 待补充 在哪里", "bulk.usage"),
        ("12 办结 已换", "bulk.usage"),
        ("1024 办结", "case.needs_words.resolve"),
        ("1024 驳回 ，", "case.needs_words.reject"),
        ("1030-1024 受理", "bulk.too_many"),
        (f"1001-{1001 + MOST_CASES} 受理", "bulk.too_many"),
        ("1001-1040 2001-2040 受理", "bulk.too_many"),
    ],
)
def test_whatever_else_is_told_how_to_write_it(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_bulk(text)

    assert broken.value.key == key


def test_as_many_as_may_be_at_a_time() -> None:
    assert len(parse_bulk(f"1001-{1000 + MOST_CASES} 受理").numbers) == MOST_CASES
