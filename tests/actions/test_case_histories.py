"""Random lives of cases, held against a simple model: no illegal stage, no lost event, the card
says the stage, and what waits to be said about deadlines is exactly what should be.

The deeds run for real, on a database in memory; time goes by between them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from actions.case_confirmation import rate_case, settle_case, withdraw_case
from actions.case_work import act_on_case, assign_case
from actions.cases import Filing, report_case
from bot.jobs import JOBS
from bot.ticker import do_job
from cards.card import Reader
from cards.cases import staff_card
from domain.addresses import Address
from domain.cases import Act, Case, Kind, Rating, Stage, buttons_of
from domain.media import Words
from domain.office_hours import parse_hours
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.quiet_hours import after_quiet, parse_quiet
from domain.rules import RuleBroken
from domain.working_time import (
    WorkWeek,
    add_working_days,
    moment_at,
    parse_target,
    working_between,
)
from locales import speaker
from storage import cases, jobs
from storage.case_facts import read_facts
from storage.tables import categories
from storage.tables import jobs as job_rows
from tests.actions.conftest import DEFAULTS, Place, in_memory
from tests.domain.stages import LEADS, SAYS_WHO

HISTORIES = 2000
ZONE = ZoneInfo("Asia/Shanghai")
WEEK = WorkWeek(parse_hours(DEFAULTS.office_hours), ZONE)
QUIET = parse_quiet(DEFAULTS.quiet_hours)
RESPONSE, SOLUTION = parse_target("4h"), parse_target("5d")
"""What a case without a category is promised."""

CLOCKS = {
    "open": ("response", "solution"),
    "accepted": ("solution",),
    "in_progress": ("solution",),
    "transferred": ("solution",),
    "checking": ("solution",),
}
CLOCKS_OWN = ("reminded", "overdue", "escalated", "nudged")
NUDGED_IN = ("accepted", "in_progress", "transferred")
ENDED = ("closed", "rejected", "withdrawn", "merged")

PEOPLE = ("reporter", "worker", "other_worker", "secretary", "captain", "nobody")
ACTS = (
    *("accept", "assign", "transfer", "recall", "urgent", "progress", "resolve", "wait"),
    *("resume", "reject", "note", "reopen", "pass", "fail"),
    *("withdraw", "settle", "satisfied", "fair", "dissatisfied"),
)


class Wish(NamedTuple):
    act: str
    who: str
    after_minutes: int
    has_words: bool


WISHES = st.builds(
    Wish,
    st.sampled_from(ACTS),
    st.sampled_from((*PEOPLE, "secretary", "worker", "reporter")),
    st.sampled_from((1, 1, 30, 30, 200, 200, 700, 1500, 6000)),
    st.integers(0, 9).map(lambda one: one > 0),
)


@dataclass
class Model:
    """What a case should be, in as few words as possible."""

    now: datetime
    clock_from: datetime
    stage: str = "open"
    before: str = ""
    mended_by: str = ""
    is_urgent: bool = False
    reopenings: int = 0
    assignees: set[str] = field(default_factory=set)
    updated_at: datetime | None = None
    waits_since: datetime | None = None
    waited: timedelta = timedelta(0)
    events: list[str] = field(default_factory=lambda: ["reported"])
    said: set[str] = field(default_factory=set)
    """What has been said about the deadlines: each is said once."""

    def lets(self, wish: Wish) -> bool:
        act = "rate" if wish.act in ("satisfied", "fair", "dissatisfied") else wish.act
        return (
            f"{self.stage} {act}" in LEADS
            and self._is_for(act, wish.who)
            and not (act == "urgent" and self.is_urgent)
            and not (act == "assign" and "worker" in self.assignees)
            and not (act == "rate" and self.mended_by == wish.who)
            and (wish.has_words or act not in "transfer resolve wait reject note reopen fail")
        )

    def _is_for(self, act: str, who: str) -> bool:
        named = SAYS_WHO[act].split()
        if act in ("pass", "fail") and (who == self.mended_by or who in self.assignees):
            return False
        return {
            "reporter": "reporter" in named,
            "worker": "grid_worker" in named,
            "other_worker": "anywhere" in named,
            "secretary": "secretary" in named,
            "captain": "captain" in named,
            "nobody": False,
        }[who] or ("assigned" in named and who in self.assignees)

    def do(self, wish: Wish, *, needs_check: bool) -> None:
        act = "rate" if wish.act in ("satisfied", "fair", "dissatisfied") else wish.act
        leads = LEADS[f"{self.stage} {act}"]
        if act == "resume":
            leads = self.before
        elif act == "resolve" and needs_check:
            leads = "checking"
        elif wish.act == "dissatisfied":
            leads = "in_progress"
        self.events.append(act)
        self.is_urgent |= act == "urgent"
        if act in ("accept", "assign"):
            self.assignees.add(wish.who if act == "accept" else "worker")
        if act == "resolve":
            self.mended_by = wish.who
        if leads != self.stage:
            self._enter(leads)

    def is_closed_by_silence(self, at: datetime) -> None:
        """Three days after it was said to be mended, and nobody answered."""
        assert self.stage == "resolved"
        self.events.append("rate")
        self.before, self.stage, self.updated_at = self.stage, "closed", at

    def _enter(self, stage: str) -> None:
        if self.stage in (*ENDED, "resolved") and stage == "in_progress":
            self.reopenings += 1
            self.clock_from, self.waited = self.now, timedelta(0)
        elif self.waits_since is not None:
            self.waited += working_between(self.waits_since, self.now, WEEK)
        self.waits_since = self.now if stage == "waiting" else None
        self.before, self.stage, self.updated_at = self.stage, stage, self.now

    def should_wait(self) -> dict[str, datetime]:
        """Everything that should be waiting to be said now, and when."""
        found = {}
        for clock in CLOCKS.get(self.stage, ()):
            target = RESPONSE if clock == "response" else SOLUTION
            for percent in (75, 100, 150):
                share = percent / 2 if self.is_urgent else percent
                due = moment_at(self.clock_from, target, self.waited, share, WEEK).at
                found[f"{clock}.{percent}.{self.reopenings}"] = after_quiet(due, QUIET, ZONE)
        if self.stage in NUDGED_IN:
            assert self.updated_at is not None
            number, due = 1, add_working_days(self.updated_at, 3, WEEK).at
            while due <= self.now:
                number, due = number + 1, add_working_days(due, 3, WEEK).at
            found[f"{self.updated_at.isoformat()}.{number}"] = after_quiet(due, QUIET, ZONE)
        return {period: due for period, due in found.items() if period not in self.said}


class Street:
    """The people of a history and the one case they have."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.began = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
        self.place = Place(tx, self.began)
        grid, other = self.place.grid("一号网格", "1号楼"), self.place.grid("二号网格", "2号楼")
        self.staff = self.place.group("-300", ChatKind.STAFF)
        self.group = self.place.group("-100", ChatKind.PUBLIC)
        self.people = {
            "reporter": self.place.person("小李"),
            "worker": self._worker("赵师傅", grid),
            "other_worker": self._worker("孙姐", other),
            "secretary": self.place.person("陈书记", Role.SECRETARY),
            "captain": self.place.person("王队长", Role.CAPTAIN),
            "nobody": self.place.person("外人"),
        }

    def _worker(self, name: str, grid: int) -> Visitor:
        visitor = self.place.person(name)
        self.place.give(visitor, Role.GRID_WORKER, grid_id=grid)
        return self.place.seen_in(visitor, self.place.id)

    def files(self) -> Case:
        filing = Filing(Kind.PROBLEM, Words("1号楼有一件事"), self.place.here("-100"))
        by = replace(self.people["reporter"], chat_kind=ChatKind.PUBLIC)
        report_case(self.tx, by=by, filing=filing, source="tg:1", now=self.began)
        case = cases.find_case_by_source(self.tx, "tg:1")
        assert case is not None
        return case

    def wants_checks(self) -> None:
        """One category, with the usual targets, whose repairs somebody else looks at."""
        self.tx.execute(
            categories.insert().values(
                community_id=self.place.id,
                code="thing",
                head="事",
                name="事",
                words=["一件事"],
                response=str(RESPONSE),
                solution=str(SOLUTION),
                grid_role=Role.GRID_WORKER.value,
                needs_check=True,
                questions=[],
                is_active=True,
            )
        )

    def does(self, wish: Wish, case: Case, *, source: str, now: datetime) -> None:
        by, tx = self.people[wish.who], self.tx
        said = Words("城管 已经看过" if wish.has_words else "")

        def do(deed: Callable[..., object], **more: object) -> None:
            deed(tx, by=by, case_id=case.id, source=source, now=now, **more)

        match wish.act:
            case "withdraw":
                do(withdraw_case)
            case "settle":
                do(settle_case)
            case "satisfied" | "fair" | "dissatisfied":
                do(rate_case, rating=Rating(wish.act), where=Address("-100"))
            case "assign":
                do(assign_case, to=[self.people["worker"].person_id])
            case act:
                do(act_on_case, act=Act(act), said=said)


def play(street: Street, case: Case, wishes: list[Wish], *, needs_check: bool) -> None:
    model = Model(street.began, street.began)
    for number, wish in enumerate(wishes):
        model.now += timedelta(minutes=wish.after_minutes)
        let_time_pass(street.tx, model)
        is_done = tries(street, wish, case, source=f"wish:{number}", now=model.now)
        assert is_done == model.lets(wish), f"{wish} in {model.stage}"
        if is_done:
            model.do(wish, needs_check=needs_check)
            compare(street, case.id, model)
    compare(street, case.id, model)


def let_time_pass(tx: Connection, model: Model) -> None:
    """What falls due meanwhile is said, each at its own time."""
    while due := jobs.list_due(tx, now=model.now, limit=1):
        [job] = due
        do_job(tx, job, deeds=JOBS, now=job.due_at)
        if job.kind == "case.close_silent":
            model.is_closed_by_silence(job.due_at)
        else:
            model.said.add(job.period)


def tries(street: Street, wish: Wish, case: Case, *, source: str, now: datetime) -> bool:
    with street.tx.begin_nested() as attempt:
        try:
            street.does(wish, case, source=source, now=now)
        except RuleBroken:
            attempt.rollback()
            return False
    return True


def compare(street: Street, case_id: int, model: Model) -> None:
    facts, say = read_facts(street.tx, case_id), speaker("zh_CN")
    case = facts.case
    assert case.stage.value == model.stage
    assert case.reopenings == model.reopenings
    assert case.is_urgent == model.is_urgent

    events = cases.list_events(street.tx, case_id)
    assert [event.kind for event in events if event.kind not in CLOCKS_OWN] == model.events
    moved = [event.to_stage for event in events if event.to_stage]
    assert moved[-1] is case.stage

    card = staff_card(facts, Reader(say, ZONE, model.now))
    assert say(f"case.stage.{model.stage}") in card.text.split("\n")[0].split(" · ")
    labels = [button.label for row in card.buttons for button in row]
    assert labels == [say(f"case.act.{act}") for act in buttons_of(Stage(model.stage))]

    waiting = street.tx.execute(
        sa.select(job_rows.c.period, job_rows.c.due_at).where(
            job_rows.c.state == jobs.WAITING,
            job_rows.c.subject == case.about,
            job_rows.c.kind.in_(["case.deadline", "case.nudge"]),
        )
    )
    assert {row.period: row.due_at for row in waiting} == model.should_wait()


@pytest.fixture(scope="module", params=[False, True], ids=["unchecked", "checked"])
def filed(request: pytest.FixtureRequest) -> Iterator[tuple[Street, Case, bool]]:
    """One street and one case, just filed, for all histories; each leaves them as they were."""
    for tx in in_memory():
        street = Street(tx)
        if request.param:
            street.wants_checks()
        case = street.files()
        compare(street, case.id, Model(street.began, street.began))
        yield street, case, request.param


@settings(max_examples=HISTORIES // 2, deadline=None, derandomize=True)
@given(wishes=st.lists(WISHES, min_size=1, max_size=7))
def test_whatever_people_do_a_case_stays_what_it_should_be(
    filed: tuple[Street, Case, bool], wishes: list[Wish]
) -> None:
    street, case, needs_check = filed
    with street.tx.begin_nested() as whole:
        play(street, case, wishes, needs_check=needs_check)
        whole.rollback()
