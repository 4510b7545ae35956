"""What is typed behind /award and /deduct, and what it comes to."""

import pytest

from domain.awards import LONGEST_REASON, MOST_POINTS, AwardWish, parse_award, price
from domain.rule_sheets import Event, Rule, RuleSheet
from domain.rules import RuleBroken

SHEET = RuleSheet(
    (
        Rule("conduct.move", Event.CONDUCT, 5, "帮邻居搬家"),
        Rule("conduct.help", Event.CONDUCT, 2, "帮邻居"),
        Rule("conduct.litter", Event.CONDUCT, -3, "乱扔垃圾"),
        Rule("conduct.off", Event.CONDUCT, 4, "扫雪", is_active=False),
        Rule("report.accepted", Event.REPORT_ACCEPTED, 2),
    )
)


@pytest.mark.parametrize(
    ("words", "points", "reason", "username"),
    [
        ("5 帮邻居搬家", 5, "帮邻居搬家", None),
        ("5分 帮邻居搬家", 5, "帮邻居搬家", None),
        ("5分帮邻居搬家", 5, "帮邻居搬家", None),
        ("5，帮邻居搬家", 5, "帮邻居搬家", None),
        ("１２ 帮邻居搬家", 12, "帮邻居搬家", None),
        ("5 分类垃圾", 5, "分类垃圾", None),
        ("5 points for the neighbours", 5, "for the neighbours", None),
        ("@xiaoli 5 帮邻居搬家", 5, "帮邻居搬家", "xiaoli"),
        ("5 @xiaoli 帮邻居搬家", 5, "帮邻居搬家", "xiaoli"),
        ("@xiaoli 5 和 @zhaoshifu 一起搬家", 5, "和 @zhaoshifu 一起搬家", "xiaoli"),
        ("帮邻居搬家", None, "帮邻居搬家", None),
        ("3号楼清扫", None, "3号楼清扫", None),
        ("@xiaoli 帮邻居搬家", None, "帮邻居搬家", "xiaoli"),
    ],
)
def test_points_reason_and_person_are_read(
    words: str, points: int | None, reason: str, username: str | None
) -> None:
    assert parse_award(words) == AwardWish(reason, points, username)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "award.usage"),
        ("@xiaoli", "award.usage"),
        ("5", "award.why"),
        ("5 ！", "award.why"),
        ("0 帮邻居搬家", "award.so_many"),
        (f"{MOST_POINTS + 1} 帮邻居搬家", "award.so_many"),
        ("5 " + "好" * (LONGEST_REASON + 1), "award.reason_too_long"),
    ],
)
def test_what_is_missing_is_asked_for(words: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_award(words)

    assert broken.value.key == key


@pytest.mark.parametrize(
    ("words", "is_deduction", "code", "points"),
    [
        ("帮邻居搬家", False, "conduct.move", 5),
        ("帮邻居搬家，三楼老张家", False, "conduct.move", 5),
        ("帮邻居 拿快递", False, "conduct.help", 2),
        ("4 帮邻居搬家", False, "conduct.move", 4),
        ("8 帮邻居搬家", False, None, 8),  # more than the item is worth
        ("8 照看老人", False, None, 8),
        ("8 扫雪", False, None, 8),
        ("8 乱扔垃圾", False, None, 8),  # praise for what costs is no item
        ("乱扔垃圾", True, "conduct.litter", -3),
        ("2 乱扔垃圾", True, "conduct.litter", -2),
        ("2 帮邻居搬家", True, None, -2),
    ],
)
def test_what_names_an_item_falls_under_it(
    words: str, is_deduction: bool, code: str | None, points: int
) -> None:
    item, worth = price(SHEET, parse_award(words, is_deduction=is_deduction))

    assert ((item.code if item else None), worth) == (code, points)


@pytest.mark.parametrize(
    ("words", "is_deduction"),
    [("照看老人", False), ("扫雪", False), ("帮邻居搬家具", False), ("帮邻居搬家", True)],
)
def test_without_a_number_the_words_must_name_an_item(words: str, is_deduction: bool) -> None:
    with pytest.raises(RuleBroken, match=r"award\.how_many"):
        price(SHEET, parse_award(words, is_deduction=is_deduction))
