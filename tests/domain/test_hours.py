"""What people type behind /hours, and what is counted of it."""

from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.addresses import Address
from domain.clock_spans import ClockSpan
from domain.hour_claims import ClaimState, HourClaim, Occupied, check_not_own, overlapping
from domain.hour_words import OLDEST_DAYS, Declared, in_quarters, read_amount, read_declared
from domain.hours import (
    HourKind,
    HoursEntry,
    HoursSum,
    Service,
    by_service,
    guess_service,
    minutes_of,
    say_hours,
    standing,
)
from domain.rules import RuleBroken

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 15, 30, tzinfo=ZONE)  # a Sunday
TODAY = NOW.date()


def day(number: int, month: int = 11) -> date:
    return date(2026, month, number)


@pytest.mark.parametrize(
    ("text", "held_on", "minutes", "words"),
    [
        ("2.5 昨天 顺手清运垃圾", day(21), 150, "顺手清运垃圾"),
        ("昨天 2.5 顺手清运垃圾", day(21), 150, "顺手清运垃圾"),
        ("2.5昨天顺手清运垃圾", day(21), 150, "顺手清运垃圾"),
        ("２．５ 昨天，清运", day(21), 150, "清运"),
        ("顺手清运垃圾 2.5小时 昨天", day(21), 150, "顺手清运垃圾"),
        ("昨天帮李奶奶买菜，2小时", day(21), 120, "帮李奶奶买菜"),
        ("昨天下午帮李奶奶买菜 2小时", day(21), 120, "下午帮李奶奶买菜"),
        ("昨天下午2小时 帮李奶奶买菜", day(21), 120, "帮李奶奶买菜"),
        ("我昨天帮人搬家，用了三个小时", day(21), 180, "我昨天帮人搬家，用了"),
        ("2小时 顺手清运垃圾", TODAY, 120, "顺手清运垃圾"),
        ("二小时 巡逻", TODAY, 120, "巡逻"),
        ("两个半小时 前天 陪王奶奶看病", day(20), 150, "陪王奶奶看病"),
        ("2个半小时 陪诊", TODAY, 150, "陪诊"),
        ("半小时 捡垃圾", TODAY, 30, "捡垃圾"),
        ("半个钟头 捡垃圾", TODAY, 30, "捡垃圾"),
        ("1小时15分 巡逻", TODAY, 75, "巡逻"),
        ("1小时15分钟 巡逻", TODAY, 75, "巡逻"),
        ("1小时半 巡逻", TODAY, 90, "巡逻"),
        ("一个半小时 巡逻", TODAY, 90, "巡逻"),
        ("1小时一刻钟 巡逻", TODAY, 75, "巡逻"),
        ("90分钟 巡逻", TODAY, 90, "巡逻"),
        ("四十五分钟 巡逻", TODAY, 45, "巡逻"),
        ("三刻钟 巡逻", TODAY, 45, "巡逻"),
        ("2.5 大前天 清运", day(19), 150, "清运"),
        ("2.5 3天前 清运", day(19), 150, "清运"),
        ("2 11月3日 教书法", day(3), 120, "教书法"),
        ("2 十一月三号 教书法", day(3), 120, "教书法"),
        ("2 3号 教书法", day(3), 120, "教书法"),
        ("3号清扫楼道 2小时", day(3), 120, "清扫楼道"),
        ("3号楼清扫 2小时", TODAY, 120, "3号楼清扫"),
        ("清扫3号楼 1.5小时 11月20日", day(20), 90, "清扫3号楼"),
        ("2 31号 巡逻", day(31, 10), 120, "巡逻"),
        ("2 周三 教书法", day(18), 120, "教书法"),
        ("2 上周五 教书法", day(13), 120, "教书法"),
        ("2 上个星期五 教书法", day(13), 120, "教书法"),
        ("2 礼拜天 教书法", TODAY, 120, "教书法"),
        ("1 本周一 巡逻", day(16), 60, "巡逻"),
        ("2 2026-11-03 教书法", day(3), 120, "教书法"),
        ("2 2026年11月3日 教书法", day(3), 120, "教书法"),
        ("2 11/3 教书法", day(3), 120, "教书法"),
        ("2h cleaned the stairs", TODAY, 120, "cleaned the stairs"),
        ("2h sat with grandma", TODAY, 120, "sat with grandma"),
        ("1h 30m cleaned the stairs", TODAY, 90, "cleaned the stairs"),
        ("1h30 yesterday cleaned", day(21), 90, "cleaned"),
        ("2 hours yesterday cleaned the stairs", day(21), 120, "cleaned the stairs"),
        ("2 hours the day before yesterday taught", day(20), 120, "taught"),
        ("half an hour on Monday taught", day(16), 30, "taught"),
        ("3 days ago 2 hours taught", day(19), 120, "taught"),
        ("2 Nov 3 taught", day(3), 120, "taught"),
        ("2 3 November taught", day(3), 120, "taught"),
    ],
)
def test_an_amount_a_day_and_words_are_understood(
    text: str, held_on: date, minutes: int, words: str
) -> None:
    assert read_declared(text, now=NOW) == Declared(held_on, minutes, words)


@pytest.mark.parametrize(
    ("text", "begin", "end", "words"),
    [
        ("昨天 14:00-16:30 陪李奶奶看病", 14 * 60, 16 * 60 + 30, "陪李奶奶看病"),
        ("昨天14：00～16：30陪李奶奶看病", 14 * 60, 16 * 60 + 30, "陪李奶奶看病"),
        ("昨天下午2点到4点半 陪诊", 14 * 60, 16 * 60 + 30, "陪诊"),
        ("陪诊 昨天下午2点到4点半", 14 * 60, 16 * 60 + 30, "陪诊"),
        ("昨晚8点到10点 巡逻", 20 * 60, 22 * 60, "巡逻"),
        ("昨晚11点到1点 巡逻", 23 * 60, 25 * 60, "巡逻"),
        ("昨天上午9点至11点一刻 巡逻", 9 * 60, 11 * 60 + 15, "巡逻"),
        ("昨天上午10点到2点 巡逻", 10 * 60, 14 * 60, "巡逻"),
        ("昨天 9-11点 巡逻", 9 * 60, 11 * 60, "巡逻"),
        ("昨天2点到4点 巡逻", 14 * 60, 16 * 60, "巡逻"),
        ("昨天 22:00-6:00 值守", 22 * 60, 30 * 60, "值守"),
        ("yesterday 2pm-4:30pm drove neighbours", 14 * 60, 16 * 60 + 30, "drove neighbours"),
        ("yesterday from 2 to 4pm drove neighbours", 14 * 60, 16 * 60, "drove neighbours"),
    ],
)
def test_a_span_of_the_clock_tells_the_amount(text: str, begin: int, end: int, words: str) -> None:
    found = read_declared(text, now=NOW)

    assert found == Declared(day(21), end - begin, words, ClockSpan(begin, end))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "hours.usage"),
        ("巡逻", "hours.usage"),
        ("-2 昨天 巡逻", "hours.usage"),
        ("0 昨天 巡逻", "hours.usage"),
        ("15分 昨天 巡逻", "hours.usage"),
        ("5 人一起打扫 2小时", "hours.two_amounts"),
        ("陪诊3小时，路上1小时", "hours.two_amounts"),
        ("2小时 帮人昨天搬家前天收拾", "hours.two_days"),
        ("昨天2小时", "hours.what_for"),
        ("2.5 昨天 。。。", "hours.what_for"),
        ("2 昨天 " + "扫" * 201, "hours.words_too_long"),
        ("2 2月30日 巡逻", "hours.no_such_day"),
        ("2 明天 巡逻", "hours.ahead"),
        ("1 下周一 巡逻", "hours.ahead"),
        ("2 12月30日 巡逻", "hours.ahead"),
        ("2 今天 16:00-18:00 巡逻", "hours.ahead"),
        ("2 9月1日 巡逻", "hours.too_old"),
        ("昨天 14:00-16:30 3小时 陪诊", "hours.more_than_span"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(text: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_declared(text, now=NOW)

    assert broken.value.key == key


def test_within_a_span_less_may_have_been_work_and_today_what_is_over() -> None:
    paused = read_declared("昨天 14:00-16:30 2小时 陪诊", now=NOW)
    assert (paused.minutes, paused.span) == (120, ClockSpan(840, 990))

    assert read_declared("今天 14:00-15:30 巡逻", now=NOW).held_on == TODAY


def test_what_is_rounded_says_so() -> None:
    assert read_declared("2.4 昨天 巡逻", now=NOW).is_rounded
    assert not read_declared("2.25 昨天 巡逻", now=NOW).is_rounded


AMOUNTS = st.integers(1, 48).map(lambda quarters: quarters * 15)


@given(AMOUNTS, st.integers(0, OLDEST_DAYS), st.sampled_from(["{d} {h} {w}", "{h} {d} {w}"]))
def test_what_is_written_out_is_read_back(minutes: int, ago: int, order: str) -> None:
    on = TODAY - timedelta(days=ago)
    ways = (f"{on:%Y-%m-%d}", f"{on.year}年{on.month}月{on.day}日", f"{on.month}月{on.day}号")
    amounts = (f"{minutes / 60:g}小时", f"{minutes}分钟", say_hours(minutes))
    for written in ways:
        for amount in amounts:
            text = order.format(d=written, h=amount, w="清运垃圾")
            assert read_declared(text, now=NOW) == Declared(on, minutes, "清运垃圾"), text


@given(st.integers(0, 23 * 60 + 59), AMOUNTS)
def test_a_span_lasts_as_long_as_it_says(begin: int, minutes: int) -> None:
    end = (begin + minutes) % (24 * 60)
    text = f"前天 {begin // 60}:{begin % 60:02}-{end // 60:02}:{end % 60:02} 值守"

    assert read_declared(text, now=NOW).minutes == minutes


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(text: str) -> None:
    found = None
    with suppress(RuleBroken):
        found = read_declared(text, now=NOW)

    assert found is None or (found.minutes % 15 == 0 and found.held_on <= TODAY)


@given(st.integers(0, 10_000))
def test_quarters_are_the_nearest_and_never_nothing_for_something(minutes: int) -> None:
    quarters = in_quarters(minutes)

    assert quarters % 15 == 0
    assert abs(quarters - minutes) <= 7 or minutes < 8
    assert bool(quarters) == bool(minutes)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1.5", 90), ("2小时", 120), ("两个半小时", 150), ("90分钟", 90), ("0", 0), (" 0小时。", 0)],
)
def test_an_amount_alone_is_read(text: str, minutes: int) -> None:
    assert read_amount(text) == minutes


@pytest.mark.parametrize("text", ["", "很多", "1.5 昨天", "-1", "一点"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken):
        read_amount(text)


@pytest.mark.parametrize(
    ("words", "service"),
    [
        ("顺手清运垃圾", Service.CLEANING),
        ("陪李奶奶看病", Service.ESCORT),
        ("帮李奶奶买菜", Service.ELDERS),
        ("夜间巡逻", Service.PATROL),
        ("教孩子写作业", Service.TEACHING),
        ("搬桌椅", Service.CARRYING),
        ("送考", Service.LIFTS),
        ("修路灯", Service.REPAIRS),
        ("聊聊天", Service.OTHER),
    ],
)
def test_the_kind_of_service_is_guessed(words: str, service: Service) -> None:
    assert guess_service(words) is service


BEGIN = datetime(2026, 11, 21, 14, tzinfo=ZONE)
HOUR = timedelta(hours=1)
CLAIM = HourClaim(
    *(1, 1, 7, "cleaning", day(21), BEGIN, BEGIN + 2 * HOUR, 120, "清运垃圾", ""),
    *(ClaimState.ASKED, "", Address("7"), None, None, 1),
)


def test_the_same_time_or_the_same_words_of_a_day_overlap() -> None:
    same_time = Occupied(day(21), 120, "别的事", BEGIN + HOUR, BEGIN + 3 * HOUR)
    just_after = Occupied(day(21), 60, "别的事", BEGIN + 2 * HOUR, BEGIN + 3 * HOUR)
    same_words = Occupied(day(21), 60, "清运 垃圾！")
    other_day = Occupied(day(20), 60, "清运垃圾")

    found = overlapping(CLAIM, [same_time, just_after, same_words, other_day])

    assert found == [same_time, same_words]
    assert overlapping(replace(CLAIM, starts_at=None, ends_at=None), [same_time]) == []


def test_nobody_decides_about_themselves() -> None:
    check_not_own(7, 8)
    with pytest.raises(RuleBroken):
        check_not_own(7, 7)


def test_corrected_entries_and_their_counter_rows_do_not_stand() -> None:
    def entry(number: int, minutes: int, reverses: int | None = None) -> HoursEntry:
        return HoursEntry(
            *(number, 1, 7, HourKind.DECLARED, "elders", day(21), minutes, "", f"s{number}"),
            *(8, None, None, reverses, NOW),
        )

    assert [one.id for one in standing([entry(1, 60), entry(2, -60, 1), entry(3, 90)])] == [3]


def test_hours_are_summed_by_kind_month_and_service() -> None:
    sums = [
        HoursSum(HourKind.VERIFIED, "2026-10", "elders", 60),
        HoursSum(HourKind.VERIFIED, "2026-11", "elders", 90),
        HoursSum(HourKind.DECLARED, "2026-11", "cleaning", 200),
        HoursSum(HourKind.DECLARED, "2026-11", "patrol", 0),
    ]

    assert minutes_of(sums, HourKind.VERIFIED) == 150
    assert minutes_of(sums, HourKind.VERIFIED, month="2026-11") == 90
    assert by_service(sums) == {"cleaning": 200, "elders": 150}
