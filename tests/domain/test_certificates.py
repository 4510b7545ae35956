"""What stands on a certificate follows from the hours that count."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.certificates import EVERYTHING, FIRST_DAY, MOST_LINES, Content, content_of, span_of
from domain.hours import HourKind, HoursEntry

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def entry(
    number: int, on: date, minutes: int, kind: HourKind = HourKind.VERIFIED, service: str = "elders"
) -> HoursEntry:
    return HoursEntry(
        id=number,
        community_id=1,
        person_id=1,
        kind=kind,
        service=service,
        held_on=on,
        minutes=minutes,
        words="陪聊",
        source=f"s{number}",
        confirmed_by=2,
        activity_id=None,
        claim_id=None,
        reverses_id=None,
        entered_at=NOW,
    )


@pytest.mark.parametrize(
    ("period", "span"),
    [
        ("2026", (date(2026, 1, 1), TODAY)),
        ("2025", (date(2025, 1, 1), date(2025, 12, 31))),
        (EVERYTHING, (FIRST_DAY, TODAY)),
        ("2027", None),
        ("1999", None),
        ("20261", None),
        ("", None),
        ("２０２６", None),
    ],
)
def test_a_button_asks_for_a_year_or_for_everything(
    period: str, span: tuple[date, date] | None
) -> None:
    assert span_of(period, TODAY) == span


def test_verified_and_declared_stand_apart_and_services_by_weight() -> None:
    content = content_of(
        [
            entry(2, date(2026, 3, 1), 60, HourKind.DECLARED, "cleaning"),
            entry(1, date(2026, 1, 3), 150),
            entry(3, date(2026, 2, 1), 30, service="cleaning"),
        ]
    )

    assert content is not None
    assert (content.first_on, content.last_on) == (date(2026, 1, 3), date(2026, 3, 1))
    assert (content.verified_minutes, content.declared_minutes, content.minutes) == (180, 60, 240)
    assert content.services == (("elders", 150), ("cleaning", 90))
    assert [one.on.month for one in content.lines] == [1, 2, 3]
    assert content.more == 0


def test_nothing_is_certified_about_nothing() -> None:
    assert content_of([]) is None


def test_of_very_many_the_newest_are_listed_and_all_are_counted() -> None:
    days = [FIRST_DAY + timedelta(days=one) for one in range(MOST_LINES + 7)]
    content = content_of([entry(n, day, 15) for n, day in enumerate(days)])

    assert isinstance(content, Content)
    assert content.more == 7
    assert content.lines[-1].on == days[-1]
    assert len(content.lines) == MOST_LINES
    assert content.minutes == 15 * len(days)
