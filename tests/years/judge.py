"""What must have been said in the year, told by plain loops over its days, against what was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from storage.tables import digests, jobs, meeting_guests, outbox
from tests.years.machine import ATTENTIVE, FIRST, LAST
from tests.years.plans import DAY, all_days, clock, is_off, works
from tests.years.town import LASTS, MOVED, MOVED_TO, SHANGHAI, Town

BEGIN, END = time(7), time(22)
"""When people are awake."""

UNTIL = LAST - timedelta(days=7)
"""What is planned later may not have had its turn."""

LATE_WITHIN = timedelta(hours=2)
BEFORE = {"days": timedelta(days=3), "day": timedelta(days=1), "hour": timedelta(hours=1)}

NAG = re.compile(r":(\d+):(\d+):(\S+?[+]00:00)")
"""Of which meeting, which time, and when it ended."""

Name: TypeAlias = tuple[str, ...]
"""What is said and what for: a kind, whose, and its planned time or its period."""


@dataclass
class Book:
    """``wanted``: when each is to be said. ``may_fail`` is overtaken by the next, in trouble."""

    wanted: dict[Name, datetime] = field(default_factory=dict)
    said: dict[Name, datetime] = field(default_factory=dict)
    skipped: dict[Name, datetime] = field(default_factory=dict)
    twice: list[Name] = field(default_factory=list)

    def hear(self, name: Name, at: datetime) -> None:
        if name in self.said:
            self.twice.append(name)
        self.said[name] = at


def zone_at(town: Town, moment: datetime) -> ZoneInfo:
    return next(zone for begin, end, zone in reversed(town.zones) if begin <= moment)


def is_awake(town: Town, moment: datetime) -> bool:
    return BEGIN <= moment.astimezone(zone_at(town, moment)).time() < END


def held(town: Town, moment: datetime) -> datetime:
    """When people wake up, if they sleep."""
    if is_awake(town, moment):
        return moment
    wall = moment.astimezone(zone_at(town, moment))
    day = wall.date() + DAY * (wall.time() >= END)
    return clock(day, 7 * 60, zone_at(town, moment))


def awake_for(town: Town, begin: datetime, end: datetime) -> timedelta:
    """How long people were awake between, night by night left out."""
    spent, zone = timedelta(), zone_at(town, end)
    day = begin.astimezone(zone).date()
    while (morning := clock(day, 7 * 60, zone)) < end:
        evening = clock(day, 22 * 60, zone)
        spent += max(min(evening, end) - max(morning, begin), timedelta())
        day += DAY
    return spent


def _want_reminders(town: Town, book: Book) -> None:
    for number, line in town.lines.items():
        for moment in line.moments(town.zones):
            if FIRST < moment < UNTIL:
                name = ("reminder", str(number), moment.isoformat())
                book.wanted[name] = held(town, moment)


def _hear_reminders(tx: Connection, book: Book) -> None:
    rows = tx.execute(sa.select(outbox).where(outbox.c.kind == "reminder.said"))
    for row in rows:
        book.hear(("reminder", row.payload["words"], row.payload["planned"]), row.owed_at)
    is_skipped = sa.and_(jobs.c.kind == "reminder.say", jobs.c.error == "skipped")
    for row in tx.execute(sa.select(jobs).where(is_skipped)):
        name = ("reminder", row.subject.split(":")[1], row.period)
        book.skipped[name] = row.ended_at


def starts(town: Town) -> Iterator[datetime]:
    """Each tenth at seven in the evening, or the first working day after a holiday; by the clocks
    of the day on which it is announced.
    """
    for month in range(1, 13):
        day = date(2028, month, 10)
        while is_off(day) or (day.day != 10 and not works(day)):
            day += DAY
        seen = clock(day - 7 * DAY, 1140, zone_at(town, clock(day - 7 * DAY, 1140, SHANGHAI)))
        yield clock(day, 1140, zone_at(town, seen))


def _want_meetings(town: Town, book: Book) -> None:
    for number, (meeting, start) in enumerate(zip(town.held, starts(town), strict=True), 1):
        if number > 1:
            seen = start - timedelta(days=7)
            book.wanted[("announced", str(number), "")] = seen
            book.hear(("announced", str(number), ""), meeting.made_at)
        for which, before in BEFORE.items():
            due = held(town, start - before)
            if number != MOVED or due < town.moved_at:
                book.wanted[("meeting", str(meeting.id), f"{which}:0")] = due
            if number == MOVED:
                due = held(town, MOVED_TO - before)
                book.wanted[("meeting", str(meeting.id), f"{which}:1")] = due
        ends = (MOVED_TO if number == MOVED else start) + LASTS
        for nag in range(5):
            due = ends + timedelta(days=1 + 3 * nag)
            if due < min(town.closed.get(meeting.id, LAST), UNTIL):
                book.wanted[("nag", str(meeting.id), due.isoformat())] = held(town, due)


def _hear_meetings(town: Town, book: Book) -> None:
    tx = town.tx
    guests = tx.execute(sa.select(meeting_guests.c.id, meeting_guests.c.meeting_id))
    whose = {row.id: row.meeting_id for row in guests}
    kinds = ("meeting.reminder", "meeting.nagging")
    for row in tx.execute(sa.select(outbox).where(outbox.c.kind.in_(kinds))):
        if row.kind == "meeting.reminder":
            _, guest, which, sequence = row.about.split(":")
            name = ("meeting", str(whose[int(guest)]), f"{which}:{sequence}")
        else:
            found = NAG.search(row.dedup)
            assert found is not None
            meeting, number, ends_at = found.groups()
            due = datetime.fromisoformat(ends_at) + timedelta(days=3 * int(number) - 2)
            name = ("nag", meeting, due.isoformat())
        book.hear(name, row.owed_at)


def _want_digests(town: Town, book: Book) -> None:
    for day in all_days():
        key = day.isoformat()
        for begin, end, zone in town.zones:
            if works(day):
                _want(book, ("morning", key), clock(day, 8 * 60, zone), begin, end)
            if day.weekday() == 0:
                week = (day - 7 * DAY).isoformat()
                _want(book, ("weekly", week), clock(day, 9 * 60, zone), begin, end)
            if day.day == 1:
                month = (day - DAY).isoformat()[:7]
                _want(book, ("monthly", month), clock(day, 10 * 60, zone), begin, end)


def _want(book: Book, name: Name, at: datetime, begin: datetime, end: datetime) -> None:
    if max(begin, FIRST) < at < min(end, UNTIL):
        book.wanted[("digest", *name)] = at


def _hear_digests(town: Town, book: Book) -> None:
    """The records, and a message for each that was said, in one group of those who read it."""
    tx = town.tx
    for row in tx.execute(sa.select(digests)):
        name = ("digest", row.kind, row.period)
        if row.state == "said":
            book.hear(name, row.ended_at)
        elif row.reason == "late":
            book.skipped[name] = row.ended_at
        elif row.reason == "nothing" and _was_idle(town, row.kind, row.period):
            book.hear(name, row.ended_at)


def _was_idle(town: Town, kind: str, period: str) -> bool:
    """Whether there was nothing to tell: every month has a case, and every morning an open one."""
    days = {one.astimezone(zone_at(town, one)).date() for one in town.mended}
    if kind == "monthly":
        return not any(day.isoformat().startswith(period) for day in days)
    first = date.fromisoformat(period)
    return kind == "weekly" and not any(first <= day < first + 7 * DAY for day in days)


def judge(town: Town) -> list[str]:
    """Whatever went wrong in the year, in words."""
    book = Book()
    if len(town.held) != 12:
        return [f"{len(town.held)} meetings were held"]
    _want_reminders(town, book)
    _want_meetings(town, book)
    _want_digests(town, book)
    _hear_reminders(town.tx, book)
    _hear_meetings(town, book)
    _hear_digests(town, book)
    return [*_troubles(town, book), *_letters(town), *_starts(town)]


def _starts(town: Town) -> Iterator[str]:
    for meeting, start in zip(town.held, starts(town), strict=True):
        if meeting.starts_at != start:
            yield f"meeting {meeting.id} begins {meeting.starts_at}, not {start}"


def _troubles(town: Town, book: Book) -> Iterator[str]:
    yield from (f"said twice: {name}" for name in book.twice)
    for name in book.said.keys() & book.skipped.keys():
        yield f"said and skipped: {name}"
    happened = book.said | book.skipped
    for name in happened.keys() - book.wanted.keys():
        if happened[name] < UNTIL and not _is_told_by_end(name):
            yield f"nobody asked for {name}, at {happened[name]}"
    for name, due in book.wanted.items():
        was_up = town.machine.was_up(due, due + 2 * ATTENTIVE)
        at = happened.get(name)
        if at is None:
            if was_up or name[0] not in ("meeting", "nag"):
                yield f"never said: {name}, due {due}"
        elif at < due or (was_up and at > due + 2 * ATTENTIVE):
            yield f"said at {at}, due {due}: {name}"
        elif (name in book.skipped) != _is_too_late(town, name, at):
            yield f"{'skipped' if name in book.skipped else 'said'} at {at}, due {due}: {name}"
        if name in book.said and not is_awake(town, book.said[name]):
            yield f"said by night, at {at}: {name}"


def _is_told_by_end(name: Name) -> bool:
    """What is planned for the last days has had its turn, or not."""
    return name[0] in ("reminder", "nag") and datetime.fromisoformat(name[2]) >= UNTIL


def _is_too_late(town: Town, name: Name, at: datetime) -> bool:
    """A reminder two waking hours after its time, a digest when its day, week or month is over."""
    if name[0] not in ("reminder", "digest"):
        return False
    if name[0] == "reminder":
        return awake_for(town, datetime.fromisoformat(name[2]), at) >= LATE_WITHIN
    today = at.astimezone(zone_at(town, at)).date()
    monday = today - today.weekday() * DAY
    periods = {
        "morning": today.isoformat(),
        "weekly": (monday - 7 * DAY).isoformat(),
        "monthly": (today.replace(day=1) - DAY).isoformat()[:7],
    }
    return name[2] != periods[name[1]]


def _letters(town: Town) -> Iterator[str]:
    """Each digest that was said is a letter to each group that reads it, and no other is."""
    rows = town.tx.execute(sa.select(outbox).where(outbox.c.kind.startswith("digest.")))
    letters = {("digest", row.kind[7:], row.payload["key"]) for row in rows}
    rows = town.tx.execute(sa.select(digests).where(digests.c.state == "said"))
    said = {("digest", row.kind, row.period) for row in rows}
    if letters != said:
        yield f"digests told and not written down, or not told: {letters ^ said}"
    nights = town.tx.execute(
        sa.select(outbox).where(outbox.c.kind.in_(("reminder.skipped", "meeting.group_reminder")))
    )
    for row in nights:
        if not is_awake(town, max(row.owed_at, row.not_before)):
            yield f"by night: {row.kind}, {row.owed_at}"
