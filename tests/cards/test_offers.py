"""Offers and vouchers on a phone: page by page, and a code that its picture does not tell."""

import dataclasses
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cards.card import Reader
from cards.offers import PAGE, OnShelf, Page, list_card, offer_card, shelf_card
from cards.vouchers import VoucherFacts, owner_card, till_card, with_code
from domain.offers import Buyer, Offer, OfferState
from domain.vouchers import Voucher, VoucherState
from locales import speaker

NOW = datetime(2026, 10, 20, 1, 0, tzinfo=UTC)
READER = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), NOW)
OFFER = Offer(1, 1, 6, "理发券", "", 30, 3, 0, None, None, 30, "", OfferState.OPEN, 1)
VOUCHER = Voucher(
    id=1,
    community_id=1,
    offer_id=1,
    person_id=2,
    shop_id=6,
    points=30,
    nonce="n",
    mark="m",
    state=VoucherState.ISSUED,
    version=1,
    issued_at=NOW,
    expires_at=NOW + timedelta(days=3),
    ended_at=None,
)
FACTS = VoucherFacts(VOUCHER, "理发券", "刘老板理发店", "王小丽")


def test_a_long_shelf_comes_page_by_page() -> None:
    found = [
        OnShelf(dataclasses.replace(OFFER, id=n, name=f"券{n}"), "店", Buyer(2, 10, 0))
        for n in range(2 * PAGE + 1)
    ]

    def buttons(number: int) -> list[str]:
        page = Page.of(number, len(found))
        card = shelf_card(found[page.part], page, READER, points=10)
        assert len(list_card(found[page.part], page, READER).lines) == len(card.lines)
        return [button.label for row in card.buttons for button in row]

    assert buttons(0) == [*(f"券{n}" for n in range(PAGE)), "下一页"]
    assert buttons(1)[-2:] == ["上一页", "下一页"]
    assert buttons(2) == buttons(99) == [f"券{2 * PAGE}", "上一页"], "there may be fewer by now"
    assert "还差 20 分" in shelf_card(found[:1], Page.of(0, 1), READER, points=10).text
    assert shelf_card([], Page.of(0, 0), READER, points=10).buttons == ()


def test_what_is_missing_is_said_once_on_the_card_of_an_offer() -> None:
    card = offer_card(OnShelf(OFFER, "店", Buyer(2, 13, 0)), READER, is_asking=False, had=0)

    assert card.text.count("还差 17 分") == 1
    assert card.buttons == ()


def test_the_digest_of_a_codes_picture_cannot_be_tried_with_codes_alone() -> None:
    card = owner_card(FACTS, READER, is_asking=False)

    def mark(salt: str) -> str:
        [picture] = with_code(card, "K7QM2F9PXW", salt, READER).media
        assert picture.drawing is not None
        return picture.drawing.mark

    assert mark("a secret") == mark("a secret")
    assert mark("a secret") != mark("another")


@pytest.mark.parametrize("state", VoucherState)
def test_only_what_can_be_used_has_buttons(state: VoucherState) -> None:
    voucher = dataclasses.replace(VOUCHER, state=state, ended_at=NOW)
    facts = dataclasses.replace(FACTS, voucher=voucher)

    for card in (till_card(facts, READER), owner_card(facts, READER, is_asking=False)):
        assert bool(card.buttons) == (state is VoucherState.ISSUED)
        assert "王小丽" not in card.text
    late = dataclasses.replace(READER, now=VOUCHER.expires_at)
    assert till_card(FACTS, late).buttons == ()
