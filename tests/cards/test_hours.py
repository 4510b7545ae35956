"""Cards about hours: they fit, whatever was typed and however large the numbers have grown."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.entities import LONGEST_CAPTION
from cards.card import Card, Press, Reader
from cards.hour_claims import ClaimFacts, claim_card, mine_card
from cards.hours import HoursFacts, choice_card, hours_card
from cards.length import units
from domain.addresses import Address
from domain.hour_claims import ClaimState, HourClaim, Occupied
from domain.hours import HourKind, HoursEntry, Service
from handlers.presses import pack
from locales import LOCALES, speaker

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)
LARGEST = 2**31 - 1
CLAIM = HourClaim(
    *(LARGEST, 1, 7, "cleaning", DAY, NOW, NOW, 720, "扫" * 200, "photo"),
    *(ClaimState.ASKED, "", Address("7"), None, None, LARGEST),
)
FACTS = ClaimFacts(CLAIM, "王" * 128, "陈" * 128, [Occupied(DAY, 60, "扫" * 200, NOW, NOW)] * 5)
ENTRY = HoursEntry(
    *(LARGEST, 1, 7, HourKind.VERIFIED, "小区清洁" * 30, DAY, 60, "扫" * 200, ""),
    *(8, None, None, None, NOW),
)


@pytest.fixture(params=LOCALES)
def reader(request: pytest.FixtureRequest) -> Reader:
    return Reader(speaker(request.param), ZoneInfo("Asia/Shanghai"), NOW)


def check_presses(card: Card) -> None:
    for button in (one for row in card.buttons for one in row):
        if button.press is not None:
            assert len(pack(button.press).encode()) <= 64, button
        assert units(button.label) <= 64, button


def test_the_question_to_the_staff_fits_below_its_photo(reader: Reader) -> None:
    card = claim_card(FACTS, reader)

    check_presses(card)
    assert units(card.text) <= LONGEST_CAPTION
    decided = replace(CLAIM, state=ClaimState.REJECTED, reason="因" * 200)
    refused = claim_card(replace(FACTS, claim=decided), reader)
    assert not refused.buttons
    assert units(refused.text) <= LONGEST_CAPTION


def test_the_person_may_choose_every_other_service_and_sees_the_rest_in_private(
    reader: Reader,
) -> None:
    card = mine_card(FACTS, reader, is_rounded=True, in_private=True)

    check_presses(card)
    labels = {button.label for row in card.buttons for button in row}
    names = {reader.say(f"service.{one}") for one in Service}
    assert names - labels == {reader.say("service.cleaning")}
    public = mine_card(FACTS, reader, is_rounded=False, in_private=False)
    assert public.text.count("扫" * 200) == 1, "what else they did is nobody's business there"


def test_a_month_of_many_hours_stays_one_screen(reader: Reader) -> None:
    facts = HoursFacts(DAY.replace(day=1), (), [ENTRY] * 40, [CLAIM] * 20, CLAIM)

    for card in (hours_card(facts, reader), choice_card(facts, 1, reader)):
        check_presses(card)
        assert len(card.lines) <= 20
        assert units(card.text) <= 2000


def test_every_entry_of_a_month_can_be_said_to_be_wrong(reader: Reader) -> None:
    entries = [replace(ENTRY, id=number) for number in range(1, 20)]
    facts = HoursFacts(DAY.replace(day=1), (), entries)

    def presses(page: int) -> list[Press]:
        buttons = (one for row in choice_card(facts, page, reader).buttons for one in row)
        return [one.press for one in buttons if one.press]

    offered = [
        one.subject for page in range(3) for one in presses(page) if one.verb == "hours.dispute"
    ]
    assert offered == [one.id for one in entries]
    turns = [[one.version for one in presses(page) if "dispute." in one.arg] for page in (0, 1, 2)]
    assert turns == [[1], [0, 2], [1]]
    assert presses(99) == presses(2), "a page that there is no more"
