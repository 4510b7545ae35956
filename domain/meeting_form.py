"""The guided making of a meeting: title, when, where, who, agenda, how many must come, 发布."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from domain.answers import Json
from domain.audiences import Audience, as_stored, read_audience
from domain.meeting_words import Said, first_of
from domain.meetings import MOST_ITEMS, is_late_notice
from domain.reminders import Calendar, choices_of
from domain.rules import RuleBroken
from domain.time_plans import as_stored as plan_as_stored
from domain.times import Days, Plan, Recurrence, read_plan

FORM = "meeting"

PICK, AT_PLACE, WHO, MATTER, QUORUM, DAYS = "pick", "at", "who", "item", "need", "days"
"""What a button that answers a step says before its answer."""

ON_THE_SAME_CARD = (WHO, MATTER, DAYS)
"""Answers that can be given again and again, until 下一步 or 发布."""


class Step(StrEnum):
    TITLE = "title"
    WHEN = "when"
    PLACE = "place"
    WHO = "who"
    AGENDA = "agenda"
    QUORUM = "quorum"
    REASON = "reason"  # only where it is announced late
    CHECK = "check"
    DONE = "done"  # posted or cancelled: nothing is under way


STEPS = tuple(Step)[:-1]

MUST_BE_ASKED = (Step.TITLE, Step.WHEN, Step.PLACE)
"""What a line that leaves it out is asked for; the rest has a usual answer."""

CANNOT_BE_SKIPPED = (Step.TITLE, Step.WHEN, Step.REASON)


def before(step: Step) -> Step:
    earlier = [one for one in STEPS[: STEPS.index(step)] if one is not Step.REASON]
    return earlier[-1] if earlier else step


class Draft:
    """What has been said so far, as the conversation's row keeps it. ``settled`` are the steps
    that were answered or passed over; who is not ``is_guided`` has said all in a line and is only
    asked for what it must say. Of several ``plans`` one has to be chosen. ``items`` are matters
    with the proposal each was made of.
    """

    def __init__(self, data: dict[str, Json] | None = None) -> None:
        found = data or {}
        self.title = str(found.get("title", ""))
        self.plans: tuple[Plan, ...] = tuple(read_plan(one) for one in found.get("plans", ()))
        self.question = str(found.get("question", ""))
        self.place = str(found.get("place", ""))
        self.audience: Audience = read_audience(found.get("audience", {}))
        self.items: list[tuple[str, int | None]] = [
            (str(title), proposal) for title, proposal in found.get("items", ())
        ]
        self.quorum = str(found.get("quorum", ""))
        self.reason = str(found.get("reason", ""))
        self.settled = {Step(one) for one in found.get("settled", ())}
        self.is_guided = found.get("is_guided") is True

    def as_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "plans": [plan_as_stored(one) for one in self.plans],
            "question": self.question,
            "place": self.place,
            "audience": as_stored(self.audience),
            "items": [list(one) for one in self.items],
            "quorum": self.quorum,
            "reason": self.reason,
            "settled": sorted(one.value for one in self.settled),
            "is_guided": self.is_guided,
        }

    @property
    def plan(self) -> Plan | None:
        return self.plans[0] if len(self.plans) == 1 else None

    def hear(self, said: Said, person_ids: Sequence[int] = ()) -> None:
        """Take everything a line says; what it leaves out stays as it was."""
        if said.title:
            self.title = said.title
            self.settled.add(Step.TITLE)
        if said.plans:
            self.put_plans(said.plans, said.question)
        if said.place:
            self.place = said.place
            self.settled.add(Step.PLACE)
        if said.audience is not None:
            self.audience = replace(said.audience, person_ids=self.audience.person_ids)
            self.settled.add(Step.WHO)
        if person_ids:
            named = self.audience.person_ids | set(person_ids)
            self.audience = replace(self.audience, person_ids=named)
            self.settled.add(Step.WHO)
        if said.items:
            self.put_items(said.items)
        if said.quorum is not None:
            self.quorum = said.quorum
            self.settled.add(Step.QUORUM)

    def put_plans(self, plans: Sequence[Plan], question: str) -> None:
        """Whatever was said of why it is so soon was said of another time."""
        self.plans, self.question, self.reason = tuple(plans), question, ""
        if len(self.plans) == 1:
            self.settled.add(Step.WHEN)
        else:
            self.settled.discard(Step.WHEN)

    def put_items(self, titles: Sequence[str]) -> None:
        """Said anew, they take the place of those said before; chosen proposals stay."""
        chosen = [one for one in self.items if one[1] is not None]
        self.items = [*chosen, *((title, None) for title in titles)][:MOST_ITEMS]
        self.settled.add(Step.AGENDA)

    def toggle_proposal(self, proposal_id: int, title: str) -> None:
        rest = [one for one in self.items if one[1] != proposal_id]
        if len(rest) == len(self.items):
            if len(rest) >= MOST_ITEMS:
                raise RuleBroken("meeting.too_many_items", count=MOST_ITEMS)
            rest.append((title, proposal_id))
        self.items = rest

    def put_days(self, days: Days) -> None:
        """What becomes of one of a series that falls on a holiday."""
        plan = self.plan
        if not isinstance(plan, Recurrence) or days not in choices_of(plan):
            raise RuleBroken("press.stale")
        self.plans = (replace(plan, days=days),)

    def next_step(self, *, now: datetime, calendar: Calendar) -> Step:
        """The first thing that nobody has said yet."""
        asked = STEPS if self.is_guided else MUST_BE_ASKED
        for step in STEPS[:-1]:
            if step is Step.REASON:
                if self.is_late(now=now, calendar=calendar) and not self.reason:
                    return step
            elif step in asked and step not in self.settled:
                return step
        return Step.CHECK

    def when(self, *, now: datetime, calendar: Calendar) -> tuple[datetime, datetime] | None:
        return first_of(self.plan, now=now, calendar=calendar) if self.plan else None

    def is_late(self, *, now: datetime, calendar: Calendar) -> bool:
        found = self.when(now=now, calendar=calendar)
        return found is not None and is_late_notice(found[0], now)

    def check_complete(self, *, now: datetime, calendar: Calendar) -> tuple[datetime, datetime]:
        """When it begins and ends; raises ``RuleBroken`` for what cannot be posted as it is."""
        if not self.title:
            raise RuleBroken("meeting.title_missing")
        found = self.when(now=now, calendar=calendar)
        if self.plan is None:
            raise RuleBroken("meeting.when_missing")
        if found is None:
            raise RuleBroken("meeting.when_past")
        if is_late_notice(found[0], now) and not self.reason:
            raise RuleBroken("meeting.why_so_late")
        return found
