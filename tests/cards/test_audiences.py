"""An audience chosen by pressing."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from cards.audiences import Names, audience_rows
from cards.card import Press, Reader
from domain.audiences import EVERYBODY
from locales import LOCALES, speaker

NAMES = Names(grids={1: "一号网格", 2: "二号网格"})


@pytest.mark.parametrize("locale", LOCALES)
def test_no_two_choices_look_alike(locale: str) -> None:
    to = Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 18, tzinfo=UTC))

    rows = audience_rows(EVERYBODY, NAMES, to, lambda line, value: Press(line, 1, arg=value))

    labels = [button.label for row in rows for button in row]
    assert len(labels) > 20
    assert len(labels) == len(set(labels))
