"""The guided making of an activity: title, when, where, how many, kind, teams, repeat, 发布."""

from datetime import datetime
from enum import StrEnum

from domain.activities import LONGEST_PLACE
from domain.activity_repeats import MONTHLY, WEEKLY
from domain.activity_times import When
from domain.activity_words import Said
from domain.answers import Json
from domain.hours import Service, guess_service
from domain.media import Point
from domain.rules import RuleBroken

FORM = "activity"

ONCE = "once"
"""不重复, as a button says it."""

REPEATS = {ONCE: "", WEEKLY: WEEKLY, MONTHLY: MONTHLY}

AT_PLACE, KIND, REPEAT = "at", "kind", "rep"
"""What a button that answers a step says before its answer."""


class Step(StrEnum):
    TITLE = "title"
    WHEN = "when"
    PLACE = "place"
    MANY = "many"
    KIND = "kind"
    TEAMS = "teams"
    REPEAT = "repeat"
    CHECK = "check"
    DONE = "done"  # posted or cancelled: nothing is under way


STEPS = tuple(Step)[:-1]

MUST_BE_ASKED = (Step.TITLE, Step.WHEN, Step.PLACE, Step.MANY)
"""What a line that leaves it out is asked for; the rest has a usual answer."""

CANNOT_BE_SKIPPED = (Step.TITLE, Step.WHEN)


def before(step: Step) -> Step:
    return STEPS[max(STEPS.index(step) - 1, 0)]


class Draft:
    """What has been said so far, as the conversation's row keeps it. ``settled`` are the steps
    that were answered or passed over; who is not ``is_guided`` has said all in a line and is only
    asked for what it must say. ``day`` is a day that was said without an hour.
    """

    def __init__(self, data: dict[str, Json] | None = None) -> None:
        found = data or {}
        self.title = str(found.get("title", ""))
        self.when = _when(found.get("when"))
        self.day = str(found.get("day", ""))
        self.place = str(found.get("place", ""))
        self.point = Point(*found["point"]) if found.get("point") else None
        self.capacity = int(found.get("capacity", 0))
        self.service = Service(found.get("service", Service.OTHER))
        self.teams = tuple(str(one) for one in found.get("teams", ()))
        self.repeats = str(found.get("repeats", ""))
        self.leader_id: int | None = found.get("leader_id")
        self.settled = {Step(one) for one in found.get("settled", ())}
        self.is_guided = found.get("is_guided") is True

    def as_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "when": [at.isoformat() for at in (self.when.starts_at, self.when.ends_at)]
            if self.when
            else None,
            "day": self.day,
            "place": self.place,
            "point": [self.point.latitude, self.point.longitude] if self.point else None,
            "capacity": self.capacity,
            "service": self.service.value,
            "teams": list(self.teams),
            "repeats": self.repeats,
            "leader_id": self.leader_id,
            "settled": sorted(one.value for one in self.settled),
            "is_guided": self.is_guided,
        }

    def hear(self, said: Said) -> None:
        """Take everything a line says; what it leaves out stays as it was."""
        if said.title:
            self.title = said.title
            self.settled.add(Step.TITLE)
        if said.when:
            self.when = said.when
            self.settled.add(Step.WHEN)
        self.day = said.day or self.day
        if said.place:
            self.put_place(said.place)
        if said.capacity is not None:
            self.capacity = said.capacity
            self.settled.add(Step.MANY)
        if said.service:
            self.service = said.service
            self.settled.add(Step.KIND)
        elif said.title and Step.KIND not in self.settled:
            self.service = guess_service(said.title)
        if said.teams:
            self.teams = said.teams
            self.settled.add(Step.TEAMS)
        if said.repeats:
            self.repeats = said.repeats
            self.settled.add(Step.REPEAT)

    def put_place(self, place: str, point: Point | None = None) -> None:
        self.place, self.point = place[:LONGEST_PLACE], point
        self.settled.add(Step.PLACE)

    def next_step(self) -> Step:
        """The first thing that nobody has said yet."""
        asked = STEPS if self.is_guided else MUST_BE_ASKED
        left = (one for one in asked if one not in self.settled and one is not Step.CHECK)
        return next(left, Step.CHECK)

    def check_complete(self, *, now: datetime) -> When:
        """Raises ``RuleBroken`` for what cannot be posted as it is."""
        if not self.title:
            raise RuleBroken("activity.title_missing")
        if self.when is None:
            raise RuleBroken("activity.when_missing")
        if self.when.starts_at <= now:
            raise RuleBroken("activity.when_past")
        return self.when


def _when(kept: Json) -> When | None:
    return When(*(datetime.fromisoformat(one) for one in kept)) if kept else None
