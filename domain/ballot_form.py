"""The guided making of a ballot: the matter, options, who may vote, how it counts, 开始表决."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from domain.answers import Json
from domain.audiences import EVERYBODY, as_stored, read_audience
from domain.ballot_words import Said
from domain.ballots import Majority, Quorum, Reasons, check_closes_at
from domain.rules import RuleBroken

FORM = "ballot"

USUAL_OPTIONS = ("赞成", "反对", "弃权")

CHOOSE, TOGGLE, TIME = "set", "aud", "at"
"""What a button that answers a step says before its answer."""

NO, YES = "no", "yes"


class Step(StrEnum):
    TITLE = "title"
    OPTIONS = "options"
    WHO = "who"
    VOTER = "voter"
    SECRECY = "secrecy"
    REASONS = "reasons"
    SHOWN = "shown"
    QUORUM = "quorum"
    MAJORITY = "majority"
    CLOSES = "closes"
    CHECK = "check"
    DONE = "done"  # opened or cancelled: nothing is under way


STEPS = tuple(Step)[:-1]

MUST_BE_ASKED = (Step.TITLE, Step.CLOSES)
"""What a line that leaves it out is asked for; the rest has a usual answer."""

CHOICES: Mapping[Step, tuple[str, ...]] = MappingProxyType(
    {
        Step.VOTER: (NO, YES),
        Step.SECRECY: (NO, YES),
        Step.REASONS: tuple(Reasons),
        Step.SHOWN: (NO, YES),
        Step.QUORUM: ("none", Quorum.HALF.value, Quorum.TWO_THIRDS.value),
        Step.MAJORITY: tuple(Majority),
    }
)
"""The steps that are answered by one press, and with what."""


class Draft:
    """What has been said so far, as the conversation's row keeps it. ``settled`` are the steps
    that were answered or passed over; ``times`` are those one of which is meant.
    """

    def __init__(self, data: Mapping[str, Json] | None = None) -> None:
        found = data or {}
        self.title = str(found.get("title", ""))
        self.options = tuple(str(one) for one in found.get("options", USUAL_OPTIONS))
        self.audience = read_audience(found.get("audience", as_stored(EVERYBODY)))
        self.is_by_household = found.get("is_by_household") is True
        self.is_secret = found.get("is_secret") is True
        self.reasons = Reasons(found.get("reasons", Reasons.NONE))
        self.is_hidden = found.get("is_hidden") is True
        self.quorum = Quorum(found.get("quorum", Quorum.NONE))
        self.majority = Majority(found.get("majority", Majority.HALF))
        closes = found.get("closes_at")
        self.closes_at = datetime.fromisoformat(closes) if closes else None
        self.times = tuple(datetime.fromisoformat(one) for one in found.get("times", ()))
        self.meeting_id: int | None = found.get("meeting_id")
        self.agenda_item_id: int | None = found.get("agenda_item_id")
        self.settled = {Step(one) for one in found.get("settled", ())}
        self.is_guided = found.get("is_guided") is True

    def as_json(self) -> dict[str, Json]:
        return {
            "title": self.title,
            "options": list(self.options),
            "audience": as_stored(self.audience),
            "is_by_household": self.is_by_household,
            "is_secret": self.is_secret,
            "reasons": self.reasons.value,
            "is_hidden": self.is_hidden,
            "quorum": self.quorum.value,
            "majority": self.majority.value,
            "closes_at": self.closes_at.isoformat() if self.closes_at else None,
            "times": [one.isoformat() for one in self.times],
            "meeting_id": self.meeting_id,
            "agenda_item_id": self.agenda_item_id,
            "settled": sorted(one.value for one in self.settled),
            "is_guided": self.is_guided,
        }

    def hear(self, said: Said) -> None:
        """Take everything a line says; what it leaves out stays as it was."""
        if said.title:
            self.title = said.title
            self.settled.add(Step.TITLE)
        if said.options:
            self.options = said.options
            self.settled.add(Step.OPTIONS)
        if said.audience is not None:
            self.audience = said.audience
            self.settled.add(Step.WHO)
        for name, value in said.rules.items():
            setattr(self, name, value)
            self.settled.add(_STEP_OF[name])
        self.put_times(said.closes)

    def put_times(self, times: tuple[datetime, ...]) -> None:
        """One is taken; of several it is asked which."""
        if not times:
            return
        self.settled.discard(Step.CLOSES)
        self.closes_at, self.times = None, times
        if len(times) == 1:
            self.put_closes(times[0])

    def put_closes(self, closes_at: datetime) -> None:
        self.closes_at, self.times = closes_at, ()
        self.settled.add(Step.CLOSES)

    def choose(self, step: Step, value: str) -> None:
        """Answer a step with one of its ``CHOICES``."""
        match step:
            case Step.VOTER:
                self.is_by_household = value == YES
            case Step.SECRECY:
                self.is_secret = value == YES
            case Step.REASONS:
                self.reasons = Reasons(value)
            case Step.SHOWN:
                self.is_hidden = value == YES
            case Step.QUORUM:
                self.quorum = Quorum.NONE if value == "none" else Quorum(value)
            case Step.MAJORITY:
                self.majority = Majority(value)
        self.settled.add(step)

    def chosen(self, step: Step) -> str:
        """Which of a step's ``CHOICES`` holds now."""
        match step:
            case Step.VOTER:
                return YES if self.is_by_household else NO
            case Step.SECRECY:
                return YES if self.is_secret else NO
            case Step.REASONS:
                return self.reasons.value
            case Step.SHOWN:
                return YES if self.is_hidden else NO
            case Step.QUORUM:
                return self.quorum.value or "none"
            case Step.MAJORITY:
                return self.majority.value
        return ""

    def next_step(self) -> Step:
        """The first thing that nobody has said yet."""
        asked = STEPS if self.is_guided else MUST_BE_ASKED
        return next((one for one in asked if self._is_open(one)), Step.CHECK)

    def step_before(self, step: Step) -> Step:
        earlier = [one for one in STEPS[: STEPS.index(step)] if not self._is_pointless(one)]
        return earlier[-1] if earlier else Step.TITLE

    def _is_open(self, step: Step) -> bool:
        return step not in self.settled and step is not Step.CHECK and not self._is_pointless(step)

    def _is_pointless(self, step: Step) -> bool:
        """A secret ballot shows nothing before its end anyway."""
        return step is Step.SHOWN and self.is_secret

    def check_complete(self, *, now: datetime) -> datetime:
        """Until when; raises ``RuleBroken`` for what cannot be opened as it is."""
        if not self.title:
            raise RuleBroken("ballot.title_missing")
        if self.closes_at is None:
            raise RuleBroken("ballot.closes_missing")
        check_closes_at(self.closes_at, now=now)
        return self.closes_at


_STEP_OF: Mapping[str, Step] = MappingProxyType(
    {
        "is_by_household": Step.VOTER,
        "is_secret": Step.SECRECY,
        "reasons": Step.REASONS,
        "is_hidden": Step.SHOWN,
        "quorum": Step.QUORUM,
        "majority": Step.MAJORITY,
    }
)
