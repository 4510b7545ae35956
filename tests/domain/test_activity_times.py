"""When an activity is, as people write it. Today is Wednesday, 25 November 2026, 10:00."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.activity_times import find_when
from domain.rules import RuleBroken

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)

SAID = {
    "周六上午9点到11点": "2026-11-28 09:00-11:00",
    "周六 9点": "2026-11-28 09:00-11:00",
    "周六9点10人": "2026-11-28 09:00-11:00",
    "周六9点十五人": "2026-11-28 09:00-11:00",
    "星期六上午九点至十一点半": "2026-11-28 09:00-11:30",
    "礼拜天 下午两点": "2026-11-29 14:00-16:00",
    "星期天 傍晚6点~8点": "2026-11-29 18:00-20:00",
    "周日2点到4点": "2026-11-29 14:00-16:00",
    "周日 2:00-4:00": "2026-11-29 02:00-04:00",
    "周日下午2点到4点半": "2026-11-29 14:00-16:30",
    "周五晚上9点到凌晨1点": "2026-11-27 21:00-01:00",
    "周五 18:00～20:00": "2026-11-27 18:00-20:00",
    "周三9点": "2026-12-02 09:00-11:00",
    "周三 11点": "2026-11-25 11:00-13:00",
    "下周三9点到11点": "2026-12-02 09:00-11:00",
    "下周日10点": "2026-12-06 10:00-12:00",
    "下下周一上午十点一刻": "2026-12-07 10:15-12:15",
    "这周六 9-11点": "2026-11-28 09:00-11:00",
    "本周六9点三刻到11点": "2026-11-28 09:45-11:00",
    "今天下午3点": "2026-11-25 15:00-17:00",
    "今晚8点到10点": "2026-11-25 20:00-22:00",
    "明天下午2点到4点半": "2026-11-26 14:00-16:30",
    "明晚7点半": "2026-11-26 19:30-21:30",
    "明早8点": "2026-11-26 08:00-10:00",
    "明日 9:00": "2026-11-26 09:00-11:00",
    "后天晚上10点到12点": "2026-11-27 22:00-00:00",
    "大后天 早上8点至9点": "2026-11-28 08:00-09:00",
    "9点": "2026-11-26 09:00-11:00",
    "下午3点半": "2026-11-25 15:30-17:30",
    "12点到13点": "2026-11-25 12:00-13:00",
    "中午12点到1点": "2026-11-25 12:00-13:00",
    "凌晨5点到6点": "2026-11-26 05:00-06:00",
    "12月3日 14:00-16:30": "2026-12-03 14:00-16:30",
    "12月3号上午9点": "2026-12-03 09:00-11:00",
    "十二月三日9点": "2026-12-03 09:00-11:00",
    "11月3日 14:00-16:30": "2027-11-03 14:00-16:30",
    "12/5 9:00": "2026-12-05 09:00-11:00",
    "2026-12-05 9:00-11:00": "2026-12-05 09:00-11:00",
    "2026年12月5号 上午九点": "2026-12-05 09:00-11:00",
    "3号下午三点": "2026-12-03 15:00-17:00",
    "28号9点": "2026-11-28 09:00-11:00",
    "31号 9点": "2026-12-31 09:00-11:00",
    "3号楼下 周日 9点": "2026-11-29 09:00-11:00",
    "周六上午9点，2小时": "2026-11-28 09:00-11:00",
    "周六上午9点 两个半小时": "2026-11-28 09:00-11:30",
    "周六9点 半小时": "2026-11-28 09:00-09:30",
    "周六 14:00 1.5小时": "2026-11-28 14:00-15:30",
    "９：００－１１：３０ 周六": "2026-11-28 09:00-11:30",
    "sat 9:00-11:00": "2026-11-28 09:00-11:00",
    "tomorrow 2pm-4pm": "2026-11-26 14:00-16:00",
    "next mon 9am": "2026-11-30 09:00-11:00",
    "Saturday 2:30pm": "2026-11-28 14:30-16:30",
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_what_people_write_is_understood(said: str, meant: str) -> None:
    when = find_when(said, now=NOW, zone=ZONE).when

    assert when is not None
    begin, end = when.starts_at.astimezone(ZONE), when.ends_at.astimezone(ZONE)
    assert f"{begin:%Y-%m-%d %H:%M}-{end:%H:%M}" == meant
    assert NOW < when.starts_at < when.ends_at


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("昨天9点", "past"),
        ("前天下午3点", "past"),
        ("今天9点", "past"),
        ("本周一 9点", "past"),
        ("上周六9点", "past"),
        ("2025-12-05 9:00", "past"),
        ("2月30日 9点", "unclear"),
        ("周六 25点", "unclear"),
        ("13月1日9点", "unclear"),
        ("周六9点到22点", "too_long"),
        ("2028年1月1日9点", "too_late"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(said: str, why: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        find_when(said, now=NOW, zone=ZONE)

    assert broken.value.key == f"activity.when_{why}"


@pytest.mark.parametrize("said", ["", "小区清洁", "周六", "12月3日", "3号楼2单元", "第3届 10人"])
def test_without_a_clock_it_is_no_time(said: str) -> None:
    assert find_when(said, now=NOW, zone=ZONE).when is None


def test_what_is_left_is_the_rest() -> None:
    found = find_when("周六上午9点到11点 小区清洁：捡垃圾", now=NOW, zone=ZONE)

    assert found.rest.split() == ["小区清洁：捡垃圾"]


@given(
    st.text(
        alphabet="周六日今明后天下上午晚早中点半到至-:0123456789月号年 两十一小时人", max_size=24
    )
)
def test_no_words_break_it(said: str) -> None:
    try:
        found = find_when(said, now=NOW, zone=ZONE)
    except RuleBroken:
        return
    assert found.when is None or NOW < found.when.starts_at < found.when.ends_at
