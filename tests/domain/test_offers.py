"""What a secretary types to make an offer, and who may have one."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.offer_form import STEPS, Draft, Step
from domain.offer_words import OfferWords, parse_change, parse_number, parse_offer
from domain.offers import Buyer, Offer, OfferState, obstacle
from domain.rules import RuleBroken

TODAY = date(2026, 10, 20)
NAMED = OfferWords(name="理发券")


def day(month: int, of_month: int, year: int = 2026) -> date:
    return date(year, month, of_month)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("理发券", {}),
        ("理发券 30分", {"points": 30}),
        ("理发券 30积分 10张", {"points": 30, "stock": 10}),
        ("理发券30分10张", {"points": 30, "stock": 10}),
        ("３０分 理发券，１０张", {"points": 30, "stock": 10}),
        ("10张 30分 理发券", {"points": 30, "stock": 10}),
        ("理发券 共10张 每人2张", {"stock": 10, "per_person": 2}),
        ("理发券 每人限2张 10张", {"stock": 10, "per_person": 2}),
        ("理发券 每人两张", {"per_person": 2}),
        ("理发券 每人最多1份", {"per_person": 1}),
        ("理发券 @Liu_LB 30分", {"points": 30, "username": "liu_lb"}),
        ("理发券 到12月31日", {"ends_on": day(12, 31)}),
        ("理发券 到12月31号为止", {"ends_on": day(12, 31)}),
        ("理发券 截止12.31", {"ends_on": day(12, 31)}),
        ("理发券 至 2027年1月5日", {"ends_on": day(1, 5, 2027)}),
        ("理发券 到2027-01-05", {"ends_on": day(1, 5, 2027)}),
        ("理发券 到1月5日", {"ends_on": day(1, 5, 2027)}),
        ("理发券 到10月20日", {"ends_on": TODAY}),
        ("理发券 有效期至12月31日", {"ends_on": day(12, 31)}),
        (
            "理发券 从11月1日到12月31日",
            {"starts_on": day(11, 1), "ends_on": day(12, 31)},
        ),
        ("理发券 自11月1日起", {"starts_on": day(11, 1)}),
        ("理发券 有效90天", {"lasts_days": 90}),
        ("理发券 有效期3个月", {"lasts_days": 90}),
        ("理发券 有效一年", {"lasts_days": 365}),
        ("理发券 有效期30天 30分", {"lasts_days": 30, "points": 30}),
        (
            "理发券 30分 10张 每人2张 @liu_lb 从11月1日 到12月31日 有效60天",
            {
                "points": 30,
                "stock": 10,
                "per_person": 2,
                "username": "liu_lb",
                "starts_on": day(11, 1),
                "ends_on": day(12, 31),
                "lasts_days": 60,
            },
        ),
        ("理发券 30分\n凭券剪发一次\n周末也行", {"points": 30, "words": "凭券剪发一次 周末也行"}),
        ("理发券 30 points 10 vouchers 2 each", {"points": 30, "stock": 10, "per_person": 2}),
        ("理发券 until 12-31 valid for 90 days", {"ends_on": day(12, 31), "lasts_days": 90}),
        ("理发券 2 per person to 2027/1/5", {"per_person": 2, "ends_on": day(1, 5, 2027)}),
    ],
)
def test_it_is_understood(text: str, said: dict[str, Any]) -> None:
    assert parse_offer(text, today=TODAY) == replace(NAMED, **said)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("洗剪吹 套餐 30分", "洗剪吹 套餐"),
        ("30分 5元超市券 10张", "5元超市券"),
        ("Haircut 30 points", "Haircut"),
        ("30分", ""),
    ],
)
def test_what_is_left_is_its_name(text: str, name: str) -> None:
    assert parse_offer(text, today=TODAY).name == name


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("理发券 0分", "offer.number_wrong"),
        ("理发券 100001分", "offer.number_wrong"),
        ("理发券 0张", "offer.number_wrong"),
        ("理发券 有效9年", "offer.number_wrong"),
        ("理发券 到2月30日", "offer.no_such_day"),
        ("理发券 到2月29日", "offer.no_such_day"),
        ("理发券 到2025年1月5日", "offer.ends_too_soon"),
        ("理发券 从12月31日到12月1日", "offer.ends_too_soon"),
        ("理" * 41, "offer.too_long"),
        ("理发券\n" + "好" * 501, "offer.too_long"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_offer(text, today=TODAY)

    assert broken.value.key == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *(
            (f"{word}20分", {"points": 20})
            for word in ("改成", "改到", "改为", "换成", "请改成 ", "积分改成", "change to ", "")
        ),
        ("数量改成5张", {"stock": 5}),
        ("每人改成2张", {"per_person": 2}),
        ("有效期改为90天", {"lasts_days": 90}),
        ("改到12月31日", {"ends_on": day(12, 31)}),
        ("change it to 20 points", {"points": 20}),
        ("那就20分吧", {"points": 20}),
        ("洗剪吹 20分", {"points": 20}),
        ("名字改成洗剪吹", {"name": "洗剪吹"}),
        ("名字：洗剪吹 20分", {"name": "洗剪吹", "points": 20}),
        ("改名叫洗剪吹", {"name": "洗剪吹"}),
        ("Name: Haircut", {"name": "Haircut"}),
        ("洗剪吹", None),
        ("改成洗剪吹", None),
        ("改成", None),
        ("名字", None),
        ("改成50", None),
    ],
)
def test_a_change_changes_what_it_names(text: str, said: dict[str, Any] | None) -> None:
    expected = None if said is None else OfferWords(**said)

    assert parse_change(text, today=TODAY) == expected


@given(st.text())
def test_no_words_are_too_strange(text: str) -> None:
    try:
        found = parse_offer(text, today=TODAY)
    except RuleBroken:
        return
    assert "\n" not in found.name


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("10", 10),
        ("+10", 10),
        (" 10张 ", 10),
        ("１０", 10),
        ("十", 10),
        ("30分", 30),
        ("", None),
        ("ten", None),
        ("-3", None),
        ("3.5", None),
        ("10 20", None),
    ],
)
def test_a_bare_number(text: str, number: int | None) -> None:
    assert parse_number(text) == number


# The form


def test_what_is_said_again_replaces_and_what_is_not_said_stays() -> None:
    draft = Draft(name="理发券", points=30, stock=10, per_person=2, ends_on="2026-12-31")

    changed = draft.with_words(parse_offer("40分 每人1张", today=TODAY))

    assert changed == replace(draft, points=40, per_person=1)


def test_the_form_asks_everything_once_and_a_line_only_what_must_be_known() -> None:
    draft, asked = Draft(), [Step.NAME]
    answers: dict[Step, dict[str, Any]] = {
        Step.NAME: {"name": "理发券"},
        Step.POINTS: {"points": 30},
        Step.STOCK: {"stock": 10},
        Step.SHOP: {"shop_id": 6},
        Step.LIMITS: {},
        Step.PHOTO: {},
    }
    while asked[-1] is not Step.CHECK:
        draft = replace(draft, **answers[asked[-1]])
        asked.append(draft.after(asked[-1]))
    assert asked == list(STEPS)
    assert all(draft.before(later) is sooner for sooner, later in pairwise(STEPS))

    line = Draft(name="理发券", points=30, shop_id=6, is_quick=True)
    assert line.after(Step.CHECK) is Step.STOCK
    assert replace(line, stock=10).after(Step.STOCK) is Step.CHECK


def test_a_draft_survives_its_row() -> None:
    draft = Draft(name="理发券", points=30, photo="f", is_quick=True)

    assert Draft.read({**draft.as_json(), "of_a_later_version": 1}) == draft


# Who may have one

OFFER = Offer(
    id=1,
    community_id=1,
    shop_id=6,
    name="理发券",
    words="",
    points=30,
    stock=10,
    per_person=2,
    starts_on=None,
    ends_on=None,
    lasts_days=30,
    photo="",
    state=OfferState.OPEN,
    version=1,
)
BUYER = Buyer(person_id=1, points=30, living=1)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)


@pytest.mark.parametrize(
    ("offer", "buyer", "key"),
    [
        ({}, {}, None),
        ({"starts_on": TODAY, "ends_on": TODAY}, {}, None),
        ({"stock": 1}, {}, None),
        ({"per_person": 0}, {"living": 99}, None),
        ({"state": OfferState.CLOSED}, {}, "offer.closed"),
        ({"starts_on": TOMORROW}, {}, "offer.not_yet"),
        ({"ends_on": YESTERDAY}, {}, "offer.over"),
        ({"stock": 0}, {}, "offer.sold_out"),
        ({}, {"living": 2}, "offer.had_enough"),
        ({}, {"points": 29}, "offer.too_few"),
        ({}, {"person_id": 6}, "offer.own_shop"),
        ({"stock": 0}, {"points": 0}, "offer.sold_out"),
    ],
)
def test_what_stands_in_the_way(
    offer: dict[str, Any], buyer: dict[str, Any], key: str | None
) -> None:
    broken = obstacle(replace(OFFER, **offer), replace(BUYER, **buyer), today=TODAY)

    assert (broken.key if broken else None) == key
