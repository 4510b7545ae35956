"""Check-in 签到: a code that changes every minute, who came when, and how much time that makes.

The leader shows the code; whoever reads it is there. A photograph of it is worth nothing two
minutes later, and hours are nobody's before the leader has confirmed the list.
"""

import hmac
import re
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from domain.activities import Activity, ActivityState, Seat, check_is_planned
from domain.map_points import distance_m
from domain.media import Point
from domain.meetings import Meeting
from domain.rules import RuleBroken

START = "ci_"
"""What the payload of a scanned code begins with; the activity and the code follow."""

MEETING_START = "mi_"
"""The same for a meeting's code."""

OPENS_BEFORE = timedelta(minutes=30)
LEADER_TOLD_BEFORE = timedelta(hours=1)
STAYS_OPEN_FOR = timedelta(minutes=30)
"""After the planned end one can still check out; then the forgotten are closed at that end."""

OUT_AFTER = timedelta(minutes=15)
"""A scan so soon after checking in is the same scan once more, and no wish to leave."""

NEAR_M = 200
"""Where the leader wants a location: not farther than this, for telephones are off by some."""

LEADER_REMINDED_AFTER = timedelta(days=2)
OTHERS_ASKED_AFTER = timedelta(days=5)

NO_SHOWS_COUNT_FOR = timedelta(days=90)

QUARTER = 15
MOST_OVER = 30
"""So many minutes more than planned can count."""

MOST_PICTURES = 10
LONGEST_RECORD = 600
"""With its heading it stands below the pictures, where Telegram takes 1024 letters."""

_LINK_BYTES = 15
_START = re.compile(rf"(?:{START}|{MEETING_START})([0-9]{{1,10}})_([A-Za-z0-9_-]{{20}})")


@dataclass(frozen=True)
class Code:
    """What is shown for one minute: ``link`` to scan, 120 bits of it, and a ``number`` to type."""

    link: str
    number: str


class Result(StrEnum):
    """What became of a seat once the list was confirmed."""

    ATTENDED = "attended"
    NO_SHOW = "no_show"
    ASKED = "asked"  # the confirmer's own: waits for somebody else


class Turn(StrEnum):
    """What a good code means to whoever shows it."""

    IN = "in"
    ALREADY_IN = "already_in"
    OUT = "out"
    ALREADY_OUT = "already_out"


def code_at(secret: str, activity_id: int, at: datetime) -> Code:
    """The code of the minute in which ``at`` lies."""
    return _code(secret, activity_id, minute_of(at))


def _code(secret: str, activity_id: int, minute: int) -> Code:
    mark = hmac.digest(secret.encode(), f"{activity_id}:{minute}".encode(), "sha256")
    link = urlsafe_b64encode(mark[:_LINK_BYTES]).decode()
    return Code(link, f"{int.from_bytes(mark[_LINK_BYTES:]) % 1_000_000:06}")


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


def next_minute(at: datetime) -> datetime:
    """When the code changes.

    >>> from datetime import UTC
    >>> next_minute(datetime(2026, 3, 2, 8, 0, 59, 1, tzinfo=UTC)).isoformat()
    '2026-03-02T08:01:00+00:00'
    """
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def is_fresh_link(link: str, held: Activity | Meeting, now: datetime) -> bool:
    """Whether this is the code of this minute or of the one before."""
    return any(hmac.compare_digest(one.link, link) for one in _fresh(held, now))


def is_fresh_number(number: str, held: Activity | Meeting, now: datetime) -> bool:
    return any(hmac.compare_digest(one.number, number) for one in _fresh(held, now))


def _fresh(held: Activity | Meeting, now: datetime) -> tuple[Code, Code]:
    minute = minute_of(now)
    codes = (_code(held.secret, held.id, one) for one in (minute, minute - 1))
    return next(codes), next(codes)


def start_of(held_id: int, link: str, *, start: str = START) -> str:
    """The payload of the link into the private chat that a scan opens."""
    return f"{start}{held_id}_{link}"


def read_start(payload: str) -> tuple[int, str]:
    """Which activity or meeting, and the code; raises ``RuleBroken`` for what no code of ours
    ever said.
    """
    found = _START.fullmatch(payload)
    if found is None or int(found[1]) >= 2**31:
        raise RuleBroken("checkin.unreadable")
    return int(found[1]), found[2]


def read_number(text: str) -> str | None:
    """The six digits somebody has typed.

    >>> read_number(" 482 913 "), read_number("４８２９１３"), read_number("48291")
    ('482913', '482913', None)
    """
    digits = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return digits if re.fullmatch(r"[0-9]{6}", digits) else None


def closes_at(activity: Activity) -> datetime:
    return activity.ends_at + STAYS_OPEN_FOR


def is_open(activity: Activity, now: datetime) -> bool:
    is_time = activity.starts_at - OPENS_BEFORE <= now < closes_at(activity)
    return activity.state is ActivityState.PLANNED and is_time


def check_is_open(activity: Activity, now: datetime) -> None:
    check_is_planned(activity)
    if now < activity.starts_at - OPENS_BEFORE:
        minutes = int(OPENS_BEFORE.total_seconds() // 60)
        raise RuleBroken("checkin.too_early", title=activity.title, minutes=minutes)
    if now >= closes_at(activity):
        raise RuleBroken("activity.over", title=activity.title)


def turn_of(seat: Seat, now: datetime) -> Turn:
    if seat.checked_out_at is not None:
        return Turn.ALREADY_OUT
    if seat.checked_in_at is None:
        return Turn.IN
    return Turn.OUT if now - seat.checked_in_at >= OUT_AFTER else Turn.ALREADY_IN


def asks_where(activity: Activity) -> bool:
    return activity.radius_m is not None and activity.point is not None


def check_is_near(activity: Activity, point: Point | None) -> None:
    """Whether somebody is where the activity is. A phone can be made to lie, so this keeps honest
    people honest and proves nothing.
    """
    if point is None:
        raise RuleBroken("checkin.no_location")
    assert activity.point is not None
    assert activity.radius_m is not None
    away = distance_m(point, activity.point)
    if away > activity.radius_m:
        raise RuleBroken("checkin.too_far", metres=round(away), most=activity.radius_m)


def minutes_of(seat: Seat, activity: Activity) -> int:
    """What somebody's presence comes to in quarter hours, half of one upwards; what the leader
    has put right counts as it is. Whoever never came has none.
    """
    if seat.minutes is not None:
        return min(seat.minutes, most_minutes(activity))
    if seat.checked_in_at is None:
        return 0
    until = seat.checked_out_at or activity.ends_at
    seconds = max((until - seat.checked_in_at).total_seconds(), 0)
    quarters = int(seconds / 60 / QUARTER + 0.5)
    return min(quarters * QUARTER, most_minutes(activity))


def most_minutes(activity: Activity) -> int:
    """The planned length and half an hour, in whole quarters."""
    return (activity.planned_minutes + MOST_OVER) // QUARTER * QUARTER


def stepped(seat: Seat, activity: Activity, quarters: int) -> int:
    """So many quarter hours more or less, within what can count."""
    wanted = minutes_of(seat, activity) + quarters * QUARTER
    return min(max(wanted, 0), most_minutes(activity))


def whole_minutes(activity: Activity) -> int:
    """As long as planned, in quarter hours: what somebody gets whom the leader has seen."""
    return max(activity.planned_minutes // QUARTER * QUARTER, QUARTER)
