"""A community with twenty reminders, a meeting every month, and cases that are mended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.case_confirmation import rate_case
from actions.case_work import act_on_case
from actions.cases import Filing, report_case
from actions.digests import ensure_digests
from actions.meeting_answers import answer_meeting
from actions.meeting_changes import WHEN, answer_change
from actions.meeting_making import make_meeting
from actions.meetings import move_meeting
from actions.reminder_runs import calendar_of, promise_next
from domain.addresses import TELEGRAM, Address
from domain.audiences import Audience
from domain.cases import Act, Kind, Rating
from domain.media import Words
from domain.meeting_form import Draft
from domain.meetings import Meeting, Stage
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.reminders import Reading, Reminder, ReminderState
from domain.times import Days, Plan, Recurrence, Unit
from storage import cases, communities, meetings, people, reminders
from storage.prompts import Prompt
from storage.tables import meetings as meeting_rows
from tests.actions.conftest import Place, in_memory
from tests.years.machine import FIRST, LAST, Machine
from tests.years.plans import DAYS_OFF, LINES, Line

SHANGHAI, URUMQI = ZoneInfo("Asia/Shanghai"), ZoneInfo("Asia/Urumqi")
WEST: Final = datetime(2028, 6, 6, 4, tzinfo=UTC)
"""From then on people live by the clocks of Urumqi, while a meeting is announced already."""
EAST: Final = datetime(2028, 9, 6, 4, tzinfo=UTC)
MONTHLY = Recurrence(Unit.MONTH, (1140,), month_days=(10,), days=Days.AFTER_HOLIDAYS)
LASTS = timedelta(minutes=90)
STAFF, PUBLIC = "-1", "-2"

MOVED = 5
"""The number of the meeting that is moved, to an hour before which people sleep."""
MOVED_TO = datetime(2028, 5, 12, 7, 30, tzinfo=SHANGHAI).astimezone(UTC)
TELLS_MOVE = datetime(2028, 5, 8, 10, tzinfo=SHANGHAI).astimezone(UTC)


@dataclass
class Town:
    """``closed``, ``moved_at``, ``mended`` and ``zones``: when people really did it."""

    machine: Machine
    place: Place
    lines: dict[int, Line] = field(default_factory=dict)
    held: list[Meeting] = field(default_factory=list)
    closed: dict[int, datetime] = field(default_factory=dict)
    moved_at: datetime = LAST
    mended: list[datetime] = field(default_factory=list)
    zones: list[tuple[datetime, datetime, ZoneInfo]] = field(default_factory=list)

    def __post_init__(self) -> None:
        tx, machine = self.tx, self.machine
        communities.change_community(tx, self.place.id, days_off=DAYS_OFF)
        self.place.group(STAFF, ChatKind.STAFF)
        self.place.group(PUBLIC, ChatKind.PUBLIC)
        self.secretary = self._settled("陈书记", Role.SECRETARY)
        self.worker = self._settled("赵师傅", Role.GRID_WORKER)
        self.aunt = self._settled("王阿姨")
        self.grandpa = self.place.person("周爷爷")  # has never written to the bot
        self._report("井盖松动", FIRST)
        ensure_digests(tx, community_id=self.place.id, now=FIRST)
        for line in LINES:
            self.lines[self._reminder(line.plan).id] = line
        self.zones.append((FIRST, LAST, SHANGHAI))
        machine.firm, machine.look = (WEST, EAST, TELLS_MOVE), self._look
        machine.at(WEST, partial(self._live_by, URUMQI))
        machine.at(EAST, partial(self._live_by, SHANGHAI))
        machine.at(FIRST + timedelta(hours=10), self._begin_series)
        for month in range(1, 12):
            machine.at(datetime(2028, month, 15, 3, tzinfo=UTC), self._mend)

    @property
    def tx(self) -> Connection:
        return self.machine.tx

    def _settled(self, name: str, *roles: Role) -> Visitor:
        """Somebody whom the bot may write to."""
        found = self.place.person(name, *roles)
        people.change_account(self.tx, found.person_id, channel=TELEGRAM, is_reachable=True)
        return found

    def _reminder(self, plan: Plan) -> Reminder:
        """One that counts from the beginning of the year."""
        tx, number = self.tx, len(self.lines) + 1
        made = reminders.add_reminder(
            tx,
            community_id=self.place.id,
            made_by=self.worker.person_id,
            to=Address(PUBLIC),
            readings=(),
            source=f"reminder:{number}",
            now=FIRST,
        )
        next_at = calendar_of(tx, self.place.id).next_of(plan, after=FIRST)
        counting = reminders.change_reminder(
            tx,
            made,
            words=str(made.id),
            what=Reading(plan, "").as_stored()["what"],
            state=ReminderState.RUNNING.value,
            next_at=next_at,
        )
        assert counting is not None
        promise_next(tx, counting, next_at=next_at, now=FIRST)
        return counting

    def _live_by(self, zone: ZoneInfo, now: datetime) -> None:
        """As the operator does it: written down, and the bot started again."""
        begin, _, before = self.zones[-1]
        self.zones[-1:] = [(begin, now, before), (now, LAST, zone)]
        communities.change_community(self.tx, self.place.id, timezone=zone.key)
        self.machine.start()

    def _report(self, words: str, now: datetime) -> int:
        source = f"case:{now.isoformat()}"
        filing = Filing(Kind.PROBLEM, Words(words), self.place.here(PUBLIC), made_of=source)
        report_case(self.tx, by=self.aunt, filing=filing, source=source, now=now)
        found = cases.find_case_by_source(self.tx, source)
        assert found is not None
        return found.id

    def _mend(self, now: datetime) -> None:
        case = self._report("路灯不亮", now)
        for act in (Act.ACCEPT, Act.RESOLVE):
            act_on_case(
                self.tx,
                by=self.worker,
                act=act,
                case_id=case,
                said=Words("好了"),
                source=f"{act}:{case}",
                now=now,
            )
        rate_case(
            self.tx,
            by=self.aunt,
            case_id=case,
            rating=Rating.SATISFIED,
            where=Address(self.aunt.external_id),
            source=f"rated:{case}",
            now=now,
        )
        self.mended.append(now)

    def _begin_series(self, now: datetime) -> None:
        draft = Draft()
        draft.title, draft.place = "议事日", "活动室"
        draft.put_plans([MONTHLY], "")
        invited = frozenset({self.aunt.person_id, self.grandpa.person_id})
        draft.audience = Audience(person_ids=invited)
        make_meeting(self.tx, by=self.secretary, draft=draft, source="series", now=now)

    def _look(self, now: datetime) -> None:
        """People see the next meeting announced, and take it in."""
        last = self.held[-1].id if self.held else 0
        rows = sa.select(meeting_rows.c.id).where(meeting_rows.c.id > last)
        for meeting_id in self.tx.execute(rows.order_by(meeting_rows.c.id)).scalars().all():
            self.held.append(meetings.get_meeting(self.tx, meeting_id))
            self._take_in(self.held[-1])

    def _take_in(self, meeting: Meeting) -> None:
        at, number = self.machine.at, len(self.held)
        at(meeting.made_at + timedelta(days=1), partial(self._answer, meeting.id))
        starts_at = meeting.starts_at
        if number == MOVED:
            starts_at = MOVED_TO
            at(TELLS_MOVE, partial(self._move, meeting.id))
        minutes = (0, Stage.MET), (40, Stage.DECIDED), (91, Stage.FOLLOWING)
        for after, stage in minutes:
            at(starts_at + timedelta(minutes=after), partial(self._step, meeting.id, stage))
        if number % 3:  # every third is forgotten
            later = timedelta(minutes=5) if number % 3 == 1 else timedelta(days=5)
            ended = starts_at + LASTS + later
            at(ended, partial(self._step, meeting.id, Stage.CLOSED))

    def _answer(self, meeting_id: int, now: datetime) -> None:
        if meetings.get_meeting(self.tx, meeting_id).has_begun(now):
            return
        answer_meeting(
            self.tx,
            by=self.aunt,
            meeting_id=meeting_id,
            what="yes",
            here=Address(self.aunt.external_id),
            source=f"yes:{meeting_id}",
            now=now,
        )

    def _move(self, meeting_id: int, now: datetime) -> None:
        asked = {"meeting": meeting_id}
        prompt = Prompt(1, self.place.id, 1, WHEN, None, asked, now, now, None)
        said = Words("5月12日早上7:30-9:00")
        answer_change(self.tx, prompt, by=self.secretary, said=said, source="moved", now=now)
        self.moved_at = now

    def _step(self, meeting_id: int, to: Stage, now: datetime) -> None:
        meeting = meetings.get_meeting(self.tx, meeting_id)
        move_meeting(
            self.tx,
            meeting,
            to=to,
            by=self.secretary.person_id,
            reason="按时",
            source=f"{to}:{meeting_id}",
            now=now,
        )
        if to is Stage.CLOSED:
            self.closed[meeting_id] = now


@contextmanager
def lived(random: Random) -> Iterator[Town]:
    """A town with the year behind it, in a database of its own."""
    with contextmanager(in_memory)() as tx:
        town = Town(Machine(tx, random), Place(tx, FIRST))
        town.machine.live()
        yield town
