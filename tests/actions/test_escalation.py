"""Deadlines come near and go by: who hears of it, when, and when not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.case_confirmation import rate_case
from actions.case_work import act_on_case, assign_case
from actions.cases import Filing, report_case
from actions.days_off import owe_look
from actions.merging import merge_case
from actions.replanning import owe_first_clocks, owe_replan
from actions.updates import ask_for_words, give_update, write_update
from bot.jobs import JOBS
from bot.ticker import do_job
from domain.addresses import Address
from domain.answers import Json
from domain.cases import Act, Case, Kind, Rating, Stage
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from domain.updates import UPDATE, Update
from domain.workdays import known_until
from storage import cases, jobs, people
from storage.tables import cases as case_table
from storage.tables import communities as community_table
from storage.tables import jobs as job_table
from storage.tables import outbox
from tests.actions.conftest import Place

STAFF, GROUP = "-200", "-100"
LANE_ALARM, LANE_NOTICE = 0, 3


class Week:
    """桃然亭 from Monday, 2 March 2026, nine o'clock: people do things, and time goes by."""

    def __init__(self, tx: Connection, place: Place) -> None:
        self.tx, self.place, self.now = tx, place, place.now
        place.group(STAFF, ChatKind.STAFF)
        place.group(GROUP, ChatKind.PUBLIC)
        self.rider = place.person("小李")
        self.zhao = self.reachable(place.person("赵师傅", Role.GRID_WORKER))
        self.chen = self.reachable(place.person("陈书记", Role.SECRETARY))
        self.outsider = place.person("外人")
        self._acts = 0

    def reachable(self, who: Visitor, *, is_reachable: bool = True) -> Visitor:
        people.change_account(self.tx, who.person_id, channel="telegram", is_reachable=is_reachable)
        return who

    def settle_rules(self, **columns: Json) -> None:
        """The community changes its hours."""
        table = community_table
        self.tx.execute(table.update().where(table.c.id == self.place.id).values(**columns))

    def report(self, words: str = "井盖松动") -> Case:
        self._acts += 1
        filing = Filing(Kind.PROBLEM, Words(text=words), self.place.here(GROUP))
        report_case(self.tx, by=self.rider, filing=filing, source=f"r{self._acts}", now=self.now)
        newest = self.tx.execute(sa.select(sa.func.max(case_table.c.id))).scalar_one()
        return cases.get_case(self.tx, newest)

    def act(self, act: Act, case: Case, words: str = "", *, by: Visitor | None = None) -> None:
        self._acts += 1
        act_on_case(
            self.tx,
            by=by or self.zhao,
            act=act,
            case_id=case.id,
            said=Words(text=words),
            source=f"a{self._acts}",
            now=self.now,
        )

    def rate(self, case: Case, rating: Rating) -> None:
        self._acts += 1
        rate_case(
            self.tx,
            by=self.rider,
            case_id=case.id,
            rating=rating,
            where=Address(GROUP),
            source=f"a{self._acts}",
            now=self.now,
        )

    def update(self, case: Case, update: Update, *, by: Visitor) -> None:
        self._acts += 1
        give_update(
            self.tx,
            by=by,
            case_id=case.id,
            update=update,
            source=f"a{self._acts}",
            now=self.now,
        )

    def until(self, day: int, hour: int, minute: int = 0) -> list[str]:
        """Let time go by to that moment of March, Chinese time; what was said on the way."""
        end = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(
            days=day - 1, hours=hour - 8, minutes=minute
        )
        before = self._newest()
        self.through(end)
        return self.said(since=before)

    def through(self, end: datetime) -> None:
        while due := jobs.list_due(self.tx, now=end, limit=1):
            self.now = max(self.now, due[0].due_at)
            do_job(self.tx, due[0], deeds=JOBS, now=self.now)
        self.now = end

    def _newest(self) -> int:
        return self.tx.execute(sa.select(sa.func.max(outbox.c.id))).scalar_one() or 0

    def said(self, *, since: int = 0) -> list[str]:
        """Reminders that are owed: when, to whom, what."""
        rows = self.tx.execute(
            sa.select(outbox)
            .where(outbox.c.id > since, outbox.c.kind.in_(WATCHED))
            .order_by(outbox.c.id)
        )
        return [
            f"{(row.not_before + timedelta(hours=8)):%d %H:%M} {self._name(row.chat)} "
            f"{row.payload.get('alarm') or row.kind}"
            for row in rows
        ]

    def _name(self, chat: str) -> str:
        names = {STAFF: "工作群", GROUP: "居民群"}
        for one in (self.rider, self.zhao, self.chen):
            names[one.external_id] = one.name
        return names[chat]

    def events(self, case: Case) -> list[str]:
        return [one.kind for one in cases.list_events(self.tx, case.id)]

    def waiting(self) -> list[str]:
        rows = self.tx.execute(
            sa.select(job_table.c.period)
            .where(job_table.c.state == jobs.WAITING, job_table.c.kind.in_(tuple(JOBS)))
            .order_by(job_table.c.due_at, job_table.c.id)
        )
        return list(rows.scalars())


WATCHED = ("case.alarm", "case.nudge", "case.question_reminder", "case.complaint")


@pytest.fixture
def week(tx: Connection, place: Place) -> Week:
    return Week(tx, place)


def test_a_case_that_nobody_touches_is_told_of_step_by_step_and_each_step_once(
    week: Week,
) -> None:
    case = week.report()

    assert week.until(2, 11, 59) == []
    assert week.until(31, 12) == [
        "02 12:00 赵师傅 response.75.0",
        "02 13:00 工作群 response.100.0",
        "02 15:00 陈书记 response.150.0",
        "06 13:30 赵师傅 solution.75.0",
        "09 18:00 工作群 solution.100.0",
        "12 18:00 陈书记 solution.150.0",
    ]
    assert week.waiting() == []
    assert week.events(case)[1:] == ["reminded", "overdue", "escalated"] * 2


def test_whoever_cannot_be_written_to_is_told_in_the_staff_group(week: Week) -> None:
    for one in (week.zhao, week.chen):
        week.reachable(one, is_reachable=False)
    week.report()

    said = week.until(2, 16)

    assert [one.split()[2] for one in said] == ["工作群"] * 3


def test_working_on_a_case_stops_what_was_about_not_working_on_it(week: Week) -> None:
    case = week.report()
    week.until(2, 11)
    week.act(Act.ACCEPT, case)

    assert week.until(5, 17) == []

    week.act(Act.RESOLVE, case, "换好了")
    assert week.until(5, 18) == []
    assert [one for one in week.waiting() if "." in one] == []


def test_whoever_is_on_a_case_is_reminded_and_not_the_whole_grid(week: Week) -> None:
    sun = week.reachable(week.place.person("孙姐", Role.GRID_WORKER))
    case = week.report()
    assign_case(
        week.tx, by=week.chen, case_id=case.id, to=[week.zhao.person_id], source="to", now=week.now
    )
    week.update(case, Update.BOOKED, by=week.zhao)
    week.until(4, 12)
    week.update(case, Update.BOOKED, by=week.zhao)

    assert week.until(6, 14) == ["06 13:30 赵师傅 solution.75.0"]
    assert sun.person_id != week.zhao.person_id


def test_what_falls_into_quiet_hours_waits_for_their_end(week: Week) -> None:
    week.settle_rules(office_hours="00:00-24:00")
    week.until(2, 20)
    week.report()

    assert week.until(3, 6, 59) == []
    assert week.until(3, 7) == [
        "03 07:00 赵师傅 response.75.0",
        "03 07:00 工作群 response.100.0",
        "03 07:00 陈书记 response.150.0",
    ]


def test_quiet_hours_that_were_changed_meanwhile_are_kept_too(week: Week) -> None:
    week.report()
    week.settle_rules(quiet_hours="11:30-14:30")

    assert week.until(2, 14, 29) == []
    assert week.until(2, 16) == [
        "02 14:30 赵师傅 response.75.0",
        "02 14:30 工作群 response.100.0",
        "02 15:00 陈书记 response.150.0",
    ]


def test_urgent_leaves_half_the_time_and_overtakes_notices(week: Week) -> None:
    case = week.report()
    week.act(Act.URGENT, case)

    said = week.until(2, 12)

    assert said == [
        "02 10:30 赵师傅 response.75.0",
        "02 11:00 工作群 response.100.0",
        "02 12:00 陈书记 response.150.0",
    ]
    lanes = week.tx.execute(sa.select(outbox.c.lane).where(outbox.c.kind == "case.alarm"))
    assert set(lanes.scalars()) == {LANE_ALARM}


def test_while_the_reporter_is_asked_the_clock_stands_still_and_goes_on_after(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.act(Act.WAIT, case, "是哪一栋？")

    assert [one for one in week.until(4, 9) if "alarm" in one or "." in one[9:]] == []

    week.act(Act.RESUME, case)  # two working days later
    said = week.until(31, 12)
    alarms = [one for one in said if "solution" in one]
    assert alarms[0] == "10 13:30 赵师傅 solution.75.0"
    assert alarms[1] == "11 18:00 工作群 solution.100.0"


def test_a_merged_case_never_escalates_and_a_reopened_one_has_all_its_time_again(
    week: Week,
) -> None:
    case, other = week.report(), week.report("路灯不亮")
    week.act(Act.ACCEPT, other)
    merge_case(
        week.tx,
        by=week.zhao,
        case_id=case.id,
        into_id=other.id,
        where=Address(STAFF),
        source="m",
        now=week.now,
    )

    said = week.until(20, 12)
    assert cases.get_case(week.tx, case.id).stage is Stage.MERGED
    assert week.events(case)[-1] == "merge"
    assert any("solution.100.0" in one for one in said)

    week.act(Act.REOPEN, case, "还没修", by=week.chen)  # Friday noon
    said = week.until(31, 12)
    assert "27 18:00 工作群 solution.100.1" in said
    assert not any("response" in one for one in said)


def test_a_transferred_case_goes_on_being_reminded_of(week: Week) -> None:
    case = week.report()
    week.act(Act.TRANSFER, case, "城管 占道")

    said = week.until(10, 12)

    assert [one for one in said if "nudge" in one] == ["05 18:00 赵师傅 case.nudge"]
    assert [one for one in said if "solution" in one] == [
        "06 13:30 赵师傅 solution.75.0",
        "09 18:00 工作群 solution.100.0",
    ]


def test_after_a_standstill_everything_is_said_once(week: Week) -> None:
    week.report()
    week.now += timedelta(days=2)

    late = week.until(4, 12)

    assert [one.split()[-1] for one in late] == [
        "response.75.0",
        "response.100.0",
        "response.150.0",
    ]


def test_the_question_how_far_it_is_comes_every_three_days_until_it_is_answered(
    week: Week,
) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)

    def nudges(day: int) -> list[str]:
        return [one for one in week.until(day, 19) if "nudge" in one]

    assert nudges(4) == []
    assert nudges(11) == ["05 18:00 赵师傅 case.nudge", "10 18:00 赵师傅 case.nudge"]

    week.update(case, Update.PARTS, by=week.zhao)
    assert nudges(15) == []
    assert nudges(16) == ["16 18:00 赵师傅 case.nudge"]
    assert week.events(case).count("update.parts") == 1


def test_an_answer_goes_to_the_reporter_and_only_from_whoever_may_give_one(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    for tried in (give_update, ask_for_words):
        extra = {"update": Update.PARTS} if tried is give_update else {"where": Address(STAFF)}
        with pytest.raises(RuleBroken):
            tried(week.tx, by=week.outsider, case_id=case.id, source="no", now=week.now, **extra)

    week.update(case, Update.REPORTED, by=week.zhao)
    said = Words(text="师傅周五上门")
    write_update(week.tx, by=week.chen, case_id=case.id, said=said, source="w", now=week.now)

    told = [one for one in week.place.owed("case.word") if one["key"].startswith("update.told")]
    assert [one["key"] for one in told] == ["update.told.reported", f"update.told.{UPDATE}"]
    assert told[1]["params"]["words"] == "师傅周五上门"
    week.act(Act.RESOLVE, case, "好了")
    with pytest.raises(RuleBroken, match="wrong_stage"):
        week.update(case, Update.PARTS, by=week.zhao)


def test_the_finder_is_reminded_once_and_never_at_night(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.until(2, 23)
    week.act(Act.RESOLVE, case, "换好了")

    assert [one for one in week.until(31, 12) if "question" in one] == [
        "05 07:00 居民群 case.question_reminder"
    ]
    assert cases.get_case(week.tx, case.id).rating is Rating.SILENT


def test_whoever_has_answered_is_not_reminded_and_a_complaint_goes_one_level_up(
    week: Week,
) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.act(Act.RESOLVE, case, "换好了")
    week.rate(case, Rating.DISSATISFIED)

    said = [one for one in week.said() if "complaint" in one]
    assert said == ["02 09:10 陈书记 case.complaint"]
    assert not [one for one in week.until(31, 12) if "question" in one]


def test_a_case_mended_anew_is_asked_about_anew_and_the_first_reminder_is_off(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.act(Act.RESOLVE, case, "换好了")
    week.until(3, 9)
    week.rate(case, Rating.DISSATISFIED)
    week.act(Act.RESOLVE, case, "又换了一个")
    week.settle_rules(quiet_hours="08:00-10:30")

    assert [one for one in week.until(31, 12) if "question" in one] == [
        "05 10:30 居民群 case.question_reminder"
    ]


def test_another_calendar_moves_what_has_not_been_said_yet(week: Week) -> None:
    case = week.report()
    for _ in range(120):
        week.report("路灯不亮")
    week.until(2, 12, 30)
    week.settle_rules(office_hours="09:00-12:00,15:00-18:00")
    owe_replan(week.tx, week.place.id, now=week.now)
    week.until(2, 12, 31)

    fresh = cases.get_case(week.tx, case.id)
    assert fresh.respond_by == datetime(2026, 3, 2, 8, tzinfo=UTC)
    mine = [
        row.due_at.hour + 8
        for row in week.tx.execute(
            sa.select(job_table.c.due_at)
            .where(job_table.c.subject == case.about, job_table.c.state == jobs.WAITING)
            .order_by(job_table.c.due_at)
            .limit(2)
        )
    ]
    assert mine == [16, 18]
    last = week.tx.execute(sa.select(sa.func.min(case_table.c.respond_by))).scalar_one()
    assert last == fresh.respond_by  # all of them, in more than one portion


def test_a_replanned_pause_is_still_the_same_pause(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    week.act(Act.WAIT, case, "是哪一栋？")
    paused_at = cases.get_case(week.tx, case.id).paused_at
    week.until(3, 12)

    owe_replan(week.tx, week.place.id, now=week.now)
    week.until(3, 13)

    assert cases.get_case(week.tx, case.id).paused_at == paused_at


def test_cases_from_before_deadlines_get_them_without_a_flood(week: Week) -> None:
    case = week.report()
    week.tx.execute(job_table.delete())
    week.tx.execute(case_table.update().values(respond_by=None, solve_by=None))
    week.until(6, 14)

    owe_first_clocks(week.tx, now=week.now)

    assert week.until(6, 15) == []
    assert cases.get_case(week.tx, case.id).solve_by == datetime(2026, 3, 9, 10, tzinfo=UTC)
    assert week.until(31, 12) == [
        "09 18:00 工作群 solution.100.0",
        "12 18:00 陈书记 solution.150.0",
    ]
    known = len(week.waiting())
    owe_first_clocks(week.tx, now=week.now)
    assert len(week.waiting()) == known


def test_nothing_is_done_twice_by_the_same_press(week: Week) -> None:
    case = week.report()
    week.act(Act.ACCEPT, case)
    for _ in range(2):
        give_update(
            week.tx,
            by=week.zhao,
            case_id=case.id,
            update=Update.PARTS,
            source="press",
            now=week.now,
        )

    assert week.events(case).count("update.parts") == 1
    assert replace(case) == case


def test_the_secretaries_are_told_in_time_that_the_holidays_are_not_known(
    week: Week,
) -> None:
    def told() -> list[int]:
        return [
            one["params"]["year"]
            for one in week.place.owed("words")
            if one["key"] == "days_off.unknown"
        ]

    year = known_until().year
    week.now = datetime(year, 9, 15, tzinfo=UTC)
    owe_look(week.tx, now=week.now)
    owe_look(week.tx, now=week.now)
    week.through(datetime(year, 10, 31, tzinfo=UTC))
    assert told() == []

    week.through(datetime(year, 11, 2, tzinfo=UTC))
    assert told() == [year + 1]
    week.settle_rules(days_off={"holidays": [], "workdays": [], "years": [year + 1]})
    week.through(datetime(year, 12, 2, tzinfo=UTC))
    assert told() == [year + 1]
