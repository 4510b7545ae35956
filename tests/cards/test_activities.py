"""What an activity's cards say to everybody, to one, and to its leader."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cards.activities import ActivityFacts, activity_card, say_span, view_card
from cards.card import Reader
from domain.activities import ActivityState, Seat, SeatState
from locales import LOCALES, speaker
from tests.domain.test_activities import GOING, NOW, PLANNED, SATURDAY, ZONE

TO = Reader(speaker("zh_CN"), ZONE, NOW)
FULL = replace(PLANNED, capacity=3, taken=3, teams=(), place="")


FACTS = ActivityFacts(FULL, "王阿姨", going=3, waiting=1)
LED = replace(FACTS, is_led_by_reader=True)


def seated(seat: Seat) -> ActivityFacts:
    return replace(FACTS, seat=seat)


def labels(card_facts: ActivityFacts, *, at: datetime = NOW) -> list[str]:
    card = view_card(card_facts, replace(TO, now=at))
    return [button.label for row in card.buttons for button in row]


def test_the_group_reads_counts_and_no_names() -> None:
    card = activity_card(replace(FACTS, names=("小李", "周爷爷"), seat=GOING), TO)

    assert "已报 3 人，候补 1 人" in card.text
    assert "小李" not in card.text
    assert [one.label for one in card.buttons[0]] == ["报名(3/3)", "取消", "详情"]


def test_what_is_over_or_called_off_has_nothing_to_press() -> None:
    for gone, at in (
        (replace(FULL, state=ActivityState.CANCELLED, words="下雨"), NOW),
        (replace(FULL, state=ActivityState.ENDED), NOW),
        (FULL, FULL.ends_at),
    ):
        to = replace(TO, now=at)
        assert activity_card(replace(FACTS, activity=gone), to).buttons == ()
        assert view_card(replace(LED, activity=gone), to).buttons == ()


def test_everybody_sees_what_they_can_do() -> None:
    late = FULL.cancel_by + timedelta(minutes=1)
    soon = NOW + timedelta(hours=12)
    assert labels(FACTS) == ["报名(3/3)"]
    assert labels(seated(GOING)) == ["取消"]
    assert labels(seated(GOING), at=late) == ["找人顶班"]
    assert labels(seated(replace(GOING, seeks_cover=True)), at=late) == ["我会到"]
    there = labels(seated(replace(GOING, checked_in_at=SATURDAY)), at=SATURDAY)
    assert not {"取消", "找人顶班", "报名(3/3)"} & set(there)
    assert labels(seated(replace(GOING, state=SeatState.WAITING))) == ["取消"]
    asked = replace(GOING, state=SeatState.OFFERED, offered_until=soon)
    assert labels(seated(asked)) == ["确认参加", "不去了"]
    left = replace(GOING, state=SeatState.CANCELLED)
    assert labels(seated(left)) == ["报名(3/3)"]


def test_its_leader_reads_who_comes_and_how_many_more() -> None:
    names = tuple(f"邻居{number}" for number in range(70))
    card = view_card(replace(LED, names=names), TO)

    assert "邻居59" in card.text
    assert "邻居60" not in card.text
    assert "还有 10 人" in card.text
    weekly = replace(FULL, repeats="week:5:540")
    assert labels(replace(LED, activity=weekly))[1:] == [
        "改时间",
        "改人数",
        "停办",
        "不再重复",
    ]


def test_times_stand_with_their_date_and_over_midnight() -> None:
    evening = SATURDAY + timedelta(hours=12)

    assert say_span(SATURDAY, PLANNED.ends_at, TO) == "11月28日（周六）09:00–11:00"
    night = say_span(evening, evening + timedelta(hours=5), TO)
    assert night == "11月28日（周六）21:00–次日02:00"
    year = SATURDAY + timedelta(days=60)
    assert say_span(year, year + timedelta(hours=1), TO).startswith("2027年1月27日")


def test_every_language_can_say_it() -> None:
    for locale in LOCALES:
        to = Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 25, tzinfo=UTC))
        every = replace(PLANNED, teams=("一队", "二队"), repeats="month:2:5:540", capacity=0)
        assert activity_card(replace(FACTS, activity=every, teams={"一队": 2}), to).text
