"""Ballots 表决: what is asked, who may vote, and how it is counted; in whole votes, never in parts.

How a ballot is counted is fixed when it is opened. Elsewhere: what is typed for one
(``ballot_words``), the guided making of one (``ballot_form``).
"""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from domain.answers import Json
from domain.audiences import Audience
from domain.permissions import OFFICE_ROLES
from domain.rules import RuleBroken

SHORTEST, LONGEST = timedelta(hours=1), timedelta(days=90)
FEWEST_OPTIONS, MOST_OPTIONS = 2, 8
LONGEST_TITLE, LONGEST_OPTION, LONGEST_REASON = 100, 24, 200

TOKEN_LENGTH = 20

_ABSTENTIONS = frozenset({"弃权", "abstain", "abstention"})
_YES = frozenset({"赞成", "同意", "支持", "for", "yes", "agree", "in favour"})
_NO_ZH = frozenset({"反对", "不同意", "不赞成", "不支持", "都反对", "都不同意", "都不选"})
_NO = _NO_ZH | {"against", "no", "disagree"}


class BallotState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"  # counted
    ANNULLED = "annulled"  # never counted


class Quorum(StrEnum):
    """How many of those on the roll must have voted, abstentions included."""

    NONE = ""
    HALF = "half"  # more than half
    TWO_THIRDS = "two_thirds"  # two thirds or more


class Majority(StrEnum):
    """What an option needs. Valid votes are all but abstentions."""

    HALF = "half"  # more than half of the valid votes
    TWO_THIRDS = "two_thirds"  # two thirds of the valid votes, or more
    ELIGIBLE = "eligible"  # more than half of all on the roll, whether they voted or not
    MOST = "most"  # more than any other


class Reasons(StrEnum):
    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


class Outcome(StrEnum):
    PASSED = "passed"
    REJECTED = "rejected"
    CHOSEN = "chosen"
    UNDECIDED = "undecided"  # no option has what it needs
    NO_QUORUM = "no_quorum"  # too few voted: nothing is decided


@dataclass(frozen=True)
class Count:
    """How the votes fell: ``votes`` option by option. ``needed_voters`` is 0 without a quorum;
    ``leader`` is the option the majority is asked of, ``base`` what it is counted against and
    ``needed_votes`` how many of it are needed. ``by_proxy`` of the votes were cast by proxies.
    """

    outcome: Outcome
    votes: tuple[int, ...]
    eligible: int
    voted: int
    valid: int
    needed_voters: int
    leader: int | None
    base: int
    needed_votes: int
    by_proxy: int = 0

    @property
    def has_quorum(self) -> bool:
        return self.voted >= self.needed_voters

    @property
    def has_majority(self) -> bool:
        return self.leader is not None and self.votes[self.leader] >= self.needed_votes

    @property
    def is_adopted(self) -> bool:
        """Whether something was decided that can be carried out."""
        return self.outcome in (Outcome.PASSED, Outcome.CHOSEN)


@dataclass(frozen=True)
class Ballot:
    """``eligible`` counts voters: persons, or households where each has one vote. ``voted`` is how
    many of them have; ``secret`` is there while a secret ballot is open, and never again.
    """

    id: int
    community_id: int
    meeting_id: int | None
    agenda_item_id: int | None
    number: str
    title: str
    options: tuple[str, ...]
    audience: Audience
    is_by_household: bool
    is_secret: bool
    reasons: Reasons
    is_hidden: bool
    quorum: Quorum
    majority: Majority
    eligible: int
    voted: int
    opens_at: datetime
    closes_at: datetime
    state: BallotState
    secret: str | None = field(repr=False)
    result: Mapping[str, Json] | None
    made_by: int
    version: int
    source: str
    made_at: datetime
    closed_at: datetime | None

    @property
    def about(self) -> str:
        """How messages and jobs name it."""
        return f"ballot:{self.id}"

    @property
    def shows_votes_while_open(self) -> bool:
        """A count that moves right after somebody voted would tell what they chose."""
        return not (self.is_hidden or self.is_secret)

    @property
    def is_voted_in_groups(self) -> bool:
        """Where a reason must be given it is asked for in private, and so is a secret choice: said
        in a group, it would tell everybody who chose what.
        """
        return not self.is_secret and self.reasons is not Reasons.REQUIRED

    @property
    def is_among_few(self) -> bool:
        """Asked of people named one by one, or of the office: what it is about is their business
        and the office's, and no group of neighbours hears of it.
        """
        roles = self.audience.roles
        return self.audience.is_named_only or (bool(roles) and roles <= OFFICE_ROLES)

    @property
    def count(self) -> Count | None:
        return read_count(self.result) if self.result and "outcome" in self.result else None

    @property
    def ending(self) -> str:
        """The reason given for an end before its time, or for annulling it."""
        return str(self.result.get("ending", "")) if self.result else ""

    @property
    def kept_reasons(self) -> tuple[str, ...]:
        """What was said in a secret ballot, by nobody in particular."""
        return tuple(str(one) for one in self.result.get("reasons", ())) if self.result else ()


def is_open(ballot: Ballot, *, now: datetime) -> bool:
    """A ballot ends on its hour, however late the clock comes to count it."""
    return ballot.state is BallotState.OPEN and now < ballot.closes_at


def check_is_open(ballot: Ballot, *, now: datetime) -> None:
    if ballot.state is BallotState.ANNULLED:
        raise RuleBroken("ballot.annulled", title=ballot.title)
    if not is_open(ballot, now=now):
        raise RuleBroken("ballot.over", title=ballot.title)


def voter_of(person_id: int, household_id: int | None) -> str:
    """Who has the vote: a person, or a whole household."""
    return f"p:{person_id}" if household_id is None else f"h:{household_id}"


def mark_of(ballot: Ballot, voter: str, option: int) -> str:
    """How a vote is kept and what a button of it says: in a secret ballot nothing that anybody
    could read without the ballot's secret, and something else for each voter.
    """
    if not ballot.is_secret:
        return str(option)
    assert ballot.secret is not None, "only while it is open"
    words = f"{ballot.id}|{voter}|{option}".encode()
    return hmac.new(bytes.fromhex(ballot.secret), words, sha256).hexdigest()[:TOKEN_LENGTH]


def option_of(ballot: Ballot, voter: str, mark: str) -> int | None:
    """What a mark says; ``None`` for one that was never made for this voter."""
    for option in range(len(ballot.options)):
        if hmac.compare_digest(mark_of(ballot, voter, option).encode(), mark.encode()):
            return option
    return None


def check_closes_at(closes_at: datetime, *, now: datetime) -> None:
    if closes_at - now < SHORTEST:
        raise RuleBroken("ballot.too_soon")
    if closes_at - now > LONGEST:
        raise RuleBroken("ballot.too_late", days=LONGEST.days)


def is_abstention(option: str) -> bool:
    return option.strip().lower() in _ABSTENTIONS


def is_motion(options: Sequence[str]) -> bool:
    """Yes or no in either order, with or without abstaining: then it is yes that needs the
    majority. Otherwise several stand to choice, and the one with most votes needs it.
    """
    return _yes_of(options) is not None


def _yes_of(options: Sequence[str]) -> int | None:
    sides = [at for at, option in enumerate(options) if not is_abstention(option)]
    yes = [at for at in sides if options[at].strip().lower() in _YES]
    return yes[0] if len(sides) == 2 and len(yes) == 1 else None


def voters_needed(quorum: Quorum, eligible: int) -> int:
    """Half is not more than half; two thirds are enough (三分之二以上 includes the number itself).

    >>> voters_needed(Quorum.HALF, 120), voters_needed(Quorum.TWO_THIRDS, 100)
    (61, 67)
    """
    match quorum:
        case Quorum.HALF:
            return eligible // 2 + 1
        case Quorum.TWO_THIRDS:
            return -(-2 * eligible // 3)
    return 0


def count_up(
    options: Sequence[str],
    votes: Sequence[int],
    *,
    eligible: int,
    quorum: Quorum,
    majority: Majority,
    by_proxy: int = 0,
) -> Count:
    """What came of it: ``votes`` are as many numbers as there are options.

    Abstentions count for the quorum and against nobody. Equal votes choose nothing, and without a
    quorum nothing is decided whatever the votes say.

    >>> sides = ("赞成", "反对", "弃权")
    >>> rules = {"quorum": Quorum.HALF, "majority": Majority.TWO_THIRDS}
    >>> count_up(sides, (60, 15, 8), eligible=120, **rules).outcome
    <Outcome.PASSED: 'passed'>
    >>> count_up(sides, (5, 5, 0), eligible=10, quorum=Quorum.NONE, majority=Majority.HALF).outcome
    <Outcome.REJECTED: 'rejected'>
    """
    assert len(options) == len(votes)
    sides = [at for at, option in enumerate(options) if not is_abstention(option)]
    valid = sum(votes[at] for at in sides)
    leader = _leader(options, votes)
    rival = max((votes[at] for at in sides if at != leader), default=0)
    base = eligible if majority is Majority.ELIGIBLE else valid
    count = Count(
        outcome=Outcome.UNDECIDED,
        votes=tuple(votes),
        eligible=eligible,
        voted=sum(votes),
        valid=valid,
        needed_voters=voters_needed(quorum, eligible),
        leader=leader,
        base=base,
        needed_votes=_votes_needed(majority, base, rival),
        by_proxy=by_proxy,
    )
    return Count(**{**count.__dict__, "outcome": _outcome(count, options)})


def _leader(options: Sequence[str], votes: Sequence[int]) -> int | None:
    """Yes, of a motion; else the option with more votes than any other, if there is one."""
    yes = _yes_of(options)
    if yes is not None:
        return yes
    sides = [at for at, option in enumerate(options) if not is_abstention(option)]
    most = max(votes[at] for at in sides)
    first = [at for at in sides if votes[at] == most]
    return first[0] if len(first) == 1 else None


def _votes_needed(majority: Majority, base: int, rival: int) -> int:
    match majority:
        case Majority.TWO_THIRDS:
            return max(-(-2 * base // 3), 1)
        case Majority.MOST:
            return rival + 1
    return base // 2 + 1


def _outcome(count: Count, options: Sequence[str]) -> Outcome:
    if not count.has_quorum:
        return Outcome.NO_QUORUM
    if is_motion(options):
        return Outcome.PASSED if count.has_majority else Outcome.REJECTED
    if count.leader is None or not count.has_majority:
        return Outcome.UNDECIDED
    is_no = options[count.leader].strip().lower() in _NO
    return Outcome.REJECTED if is_no else Outcome.CHOSEN


def as_stored(count: Count) -> dict[str, Json]:
    return {**count.__dict__, "outcome": count.outcome.value, "votes": list(count.votes)}


def read_count(stored: Mapping[str, Json]) -> Count:
    kept = {name: stored[name] for name in Count.__dataclass_fields__ if name in stored}
    return Count(**{**kept, "outcome": Outcome(kept["outcome"]), "votes": tuple(kept["votes"])})
