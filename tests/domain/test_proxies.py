"""What the office writes when it votes for somebody: who, what, and on whose word."""

import pytest

from domain.proxies import MOST_HELD, Record, check_may_hold, parse_record
from domain.rules import RuleBroken

OPTIONS = ["赞成", "赞成但要改", "反对"]

RECORDS = {
    "周爷爷 赞成 电话委托，11月22日": Record("周爷爷", 0, "电话委托，11月22日"),
    "周爷爷，赞成，电话委托": Record("周爷爷", 0, "电话委托"),
    "@zhouyeye 反对 上门说的": Record("@zhouyeye", 2, "上门说的"),
    "3号楼2单元501 赞成但要改 电话委托": Record("3号楼2单元501", 1, "电话委托"),
    "周 爷爷\n反对\n女儿打电话来说": Record("周 爷爷", 2, "女儿打电话来说"),
    "赞成 赞成 他姓赞": Record("赞成", 0, "他姓赞"),
}
BROKEN = {
    "周爷爷 赞成": "proxy.say_authority",
    "周爷爷 赞成 。": "proxy.say_authority",
    "周爷爷 同意 电话委托": "proxy.record_unclear",
    "赞成 电话委托": "proxy.record_unclear",
    "": "proxy.record_unclear",
    "周爷爷 赞成 " + "很" * 201: "proxy.authority_too_long",
}


@pytest.mark.parametrize("words", RECORDS)
def test_who_what_and_on_whose_word(words: str) -> None:
    assert parse_record(words, OPTIONS) == RECORDS[words]


@pytest.mark.parametrize("words", BROKEN)
def test_a_vote_that_does_not_say_on_whose_word_is_nobodys(words: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_record(words, OPTIONS)
    assert broken.value.key == BROKEN[words]


def test_a_reason_stands_behind_its_word_where_one_is_asked_for() -> None:
    words = "周爷爷 反对 电话委托，11月22日；理由：太吵，也太贵"
    record = parse_record(words, OPTIONS, has_reason=True)
    assert (record.authority, record.reason) == ("电话委托，11月22日", "太吵，也太贵")
    assert parse_record(words, OPTIONS).authority == "电话委托，11月22日；理由：太吵，也太贵"
    for words, key in (
        ("周爷爷 反对 理由：太吵", "proxy.say_authority"),
        ("周爷爷 反对 电话委托 理由：" + "吵" * 201, "ballot.reason_too_long"),
    ):
        with pytest.raises(RuleBroken) as broken:
            parse_record(words, OPTIONS, has_reason=True)
        assert broken.value.key == key


def test_nobody_decides_for_a_whole_house() -> None:
    check_may_hold(MOST_HELD - 1)
    with pytest.raises(RuleBroken):
        check_may_hold(MOST_HELD)
