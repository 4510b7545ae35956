"""How long, why and whom: what a secretary types behind /mute."""

from datetime import timedelta

import pytest

from domain.mutes import LONGEST_REASON, parse_mute
from domain.rules import RuleBroken

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("words", "span", "reason", "username"),
    [
        ("2小时 刷屏", 2 * HOUR, "刷屏", None),
        ("2h spam", 2 * HOUR, "spam", None),
        ("２小时 刷屏", 2 * HOUR, "刷屏", None),
        ("2小时刷屏", 2 * HOUR, "刷屏", None),
        ("半小时，骂人", HOUR / 2, "骂人", None),
        ("1.5 hours rude words", 1.5 * HOUR, "rude words", None),
        ("30分钟 吵", HOUR / 2, "吵", None),
        ("3天 发广告\n发了九条", 3 * DAY, "发广告\n发了九条", None),
        ("两个小时 吵", 2 * HOUR, "吵", None),
        ("一周 吵", 7 * DAY, "吵", None),
        ("30天 吵", 30 * DAY, "吵", None),
        ("@xiaoli 2小时 骂 @zhaoshifu", 2 * HOUR, "骂 @zhaoshifu", "xiaoli"),
        ("2小时 @xiaoli 骂人", 2 * HOUR, "骂人", "xiaoli"),
        ("@xiaoli 2小时 @zhaoshifu 说的", 2 * HOUR, "@zhaoshifu 说的", "xiaoli"),
    ],
)
def test_it_is_understood(words: str, span: timedelta, reason: str, username: str | None) -> None:
    wish = parse_mute(words)

    assert (wish.span, wish.reason, wish.username) == (span, reason, username)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("", "mute.usage"),
        ("刷屏", "mute.usage"),
        ("刷屏 2小时", "mute.usage"),
        ("2 months x", "mute.usage"),
        ("-2小时 吵", "mute.usage"),
        ("²小时 吵", "mute.usage"),
        ("@xiaoli", "mute.usage"),
        ("2小时", "mute.why"),
        ("2小时 。。。", "mute.why"),
        ("2小时 @xiaoli", "mute.why"),
        ("0分钟 吵", "mute.too_long"),
        ("31天 吵", "mute.too_long"),
        ("99999周 吵", "mute.too_long"),
        ("2小时 " + "吵" * (LONGEST_REASON + 1), "mute.reason_too_long"),
    ],
)
def test_what_is_missing_is_asked_for(words: str, key: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        parse_mute(words)

    assert broken.value.key == key
