"""The leader's lists on a phone: names to tick, times to confirm, a page at a time."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from cards.attendance import Roll, confirm_card, leaders_card, one_card, told_card
from cards.card import Card, Reader
from cards.check_in import Presence, code_card
from domain.activities import ActivityState, Seat
from domain.check_in import code_at, start_of
from handlers.presses import pack
from locales import LOCALES, speaker
from tests.domain.test_check_in import CLEANING, ELEVEN, NINE, SEAT

ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE = 23


@pytest.fixture(params=LOCALES)
def reader(request: pytest.FixtureRequest) -> Reader:
    return Reader(speaker(request.param), ZONE, NINE + timedelta(minutes=5))


@pytest.fixture
def to() -> Reader:
    return Reader(speaker(LOCALES[0]), ZONE, NINE + timedelta(minutes=5))


def many() -> list[Seat]:
    """The first came and left, the second forgot to, all others never came."""
    first = replace(SEAT, id=1, person_id=1, checked_in_at=NINE, checked_out_at=ELEVEN)
    second = replace(first, id=2, person_id=2, is_flagged=True)
    return [first, second, *(replace(SEAT, id=n, person_id=n) for n in range(3, PEOPLE + 1))]


def roll() -> Roll:
    names = {n: f"邻居{n}" for n in range(1, PEOPLE + 1)}
    return Roll(many(), names, {1: 4, 3: 2})


def labels(card: Card) -> list[str]:
    return [button.label for row in card.buttons for button in row]


def test_the_code_names_nobody_and_leads_into_the_private_chat(to: Reader) -> None:
    card = code_card(CLEANING, Presence(2, PEOPLE), to)

    code = code_at(CLEANING.secret, CLEANING.id, to.now)
    assert f"{code.number[:3]} {code.number[3:]}" in card.text
    assert "已到 2/23" in card.text
    [picture] = card.media
    assert picture.drawing is not None
    assert picture.drawing.facts == {"start": start_of(CLEANING.id, code.link)}
    later = code_card(CLEANING, Presence(2, PEOPLE), replace(to, now=to.now + timedelta(minutes=1)))
    assert later.media[0].drawing != picture.drawing


def test_names_come_ten_to_a_page_with_those_ticked_who_are_there(to: Reader) -> None:
    first = leaders_card(CLEANING, roll(), to, view="in", page=0, is_counted=False)
    last = leaders_card(CLEANING, roll(), to, view="in", page=2, is_counted=False)

    assert labels(first) == [
        "✓ 邻居1",
        "✓ 邻居2",
        *(f"邻居{n}" for n in range(3, 11)),
        "下一页",
        "返回",
    ]
    assert labels(last) == ["邻居21", "邻居22", "邻居23", "上一页", "返回"]
    assert "邻居3 近 90 天有 2 次报了名没来" in first.text
    assert "邻居1 近" not in first.text  # is there, and that is that
    leaving = leaders_card(CLEANING, roll(), to, view="out", page=0, is_counted=False)
    assert labels(leaving) == ["✓ 邻居1", "✓ 邻居2", "返回"]


def test_the_list_to_confirm_says_times_and_what_was_forgotten(to: Reader) -> None:
    ended = replace(CLEANING, state=ActivityState.ENDED)
    card = confirm_card(ended, roll(), to, page=0)

    lines = card.text.splitlines()
    assert "邻居1：17:00–19:00，2.0 小时" in lines
    assert "邻居2：17:00–19:00，2.0 小时（忘了签退）" in lines
    assert "邻居3：没签到" in lines
    assert labels(card)[-2:] == ["下一页", "确认名单"]
    confirmed = confirm_card(replace(ended, state=ActivityState.CONFIRMED), roll(), to, page=0)
    assert labels(confirmed) == ["下一页"]


def test_who_was_not_there_can_only_have_come_after_all(to: Reader) -> None:
    there, _, absent = many()[:3]

    assert labels(one_card(CLEANING, there, roll(), to, page=0)) == [
        "－15 分钟",
        "＋15 分钟",
        "缺席",
        "返回",
    ]
    assert labels(one_card(CLEANING, absent, roll(), to, page=0)) == ["来了", "返回"]


def test_one_message_tells_hours_and_points(to: Reader) -> None:
    def told(
        minutes: int, *, points: int = 0, pending: int = 0, has_checked_in: bool = False
    ) -> Card:
        return told_card(
            CLEANING,
            to,
            minutes=minutes,
            points=points,
            pending=pending,
            has_checked_in=has_checked_in,
        )

    assert told(150, points=30).text.splitlines() == [
        "「小区清洁」辛苦了！2.5 小时已记入您的志愿时长。",
        "积分 +30",
    ]
    assert "稍后到账" in told(150, pending=5).text
    assert "没等到您" in told(0).text
    assert "领队记您缺席" in told(0, has_checked_in=True).text


def test_every_button_fits_on_the_wire_in_every_language(reader: Reader) -> None:
    ended = replace(CLEANING, state=ActivityState.ENDED, id=2**31 - 1)
    cards = [
        *(
            leaders_card(CLEANING, roll(), reader, view=view, page=1, is_counted=False)
            for view in ("home", "in", "out")
        ),
        confirm_card(ended, roll(), reader, page=1),
        one_card(ended, many()[0], roll(), reader, page=1),
        code_card(CLEANING, Presence(1, 2), reader),
    ]
    for card in cards:
        assert card.text
        for row in card.buttons:
            for button in row:
                assert button.press is not None
                assert len(pack(button.press).encode()) <= 64
