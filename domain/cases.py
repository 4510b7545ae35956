"""Cases 随手拍 and 直通车: the stages, who moves a case from one to the next, what a move needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.addresses import Address
from domain.permissions import Verb
from domain.rules import RuleBroken


class Stage(StrEnum):
    OPEN = "open"  # 待受理
    ACCEPTED = "accepted"  # 已受理
    IN_PROGRESS = "in_progress"  # 处理中
    WAITING = "waiting"  # 待补充
    RESOLVED = "resolved"  # 待确认
    CLOSED = "closed"  # 已办结
    REJECTED = "rejected"  # 不予受理
    WITHDRAWN = "withdrawn"  # 已撤回


class Act(StrEnum):
    """What somebody does to a case; the words on the buttons and the names of the commands."""

    ACCEPT = "accept"  # 受理
    ASSIGN = "assign"  # 派单
    PROGRESS = "progress"  # 处理中
    RESOLVE = "resolve"  # 办结
    WAIT = "wait"  # 待补充
    RESUME = "resume"  # 继续
    REJECT = "reject"  # 驳回
    NOTE = "note"  # 备注
    REOPEN = "reopen"  # 重新打开
    WITHDRAW = "withdraw"  # 撤回
    RATE = "rate"  # 满意 · 基本满意 · 不满意


class Kind(StrEnum):
    PROBLEM = "problem"  # 随手拍
    REQUEST = "request"  # 直通车


class Rating(StrEnum):
    SATISFIED = "satisfied"  # 满意
    FAIR = "fair"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    SILENT = "silent"  # 默认: nobody answered; never counted as satisfied


OPEN_STAGES = (
    Stage.OPEN,
    Stage.ACCEPTED,
    Stage.IN_PROGRESS,
    Stage.WAITING,
    Stage.RESOLVED,
)

# The buttons a stage's card shows, in this order, and where each leads. ``None``: the case stays,
# or (继续) goes back to where it waited from.
MOVES: Mapping[Stage, Mapping[Act, Stage | None]] = MappingProxyType(
    {
        Stage.OPEN: {
            Act.ACCEPT: Stage.ACCEPTED,
            Act.ASSIGN: Stage.ACCEPTED,
            Act.REJECT: Stage.REJECTED,
            Act.NOTE: None,
            Act.WITHDRAW: Stage.WITHDRAWN,
        },
        Stage.ACCEPTED: {
            Act.PROGRESS: Stage.IN_PROGRESS,
            Act.RESOLVE: Stage.RESOLVED,
            Act.ASSIGN: None,
            Act.WAIT: Stage.WAITING,
            Act.NOTE: None,
        },
        Stage.IN_PROGRESS: {
            Act.RESOLVE: Stage.RESOLVED,
            Act.ASSIGN: None,
            Act.WAIT: Stage.WAITING,
            Act.NOTE: None,
        },
        Stage.WAITING: {Act.RESUME: None, Act.RESOLVE: Stage.RESOLVED, Act.NOTE: None},
        Stage.RESOLVED: {Act.NOTE: None, Act.RATE: Stage.CLOSED},
        Stage.CLOSED: {Act.REOPEN: Stage.IN_PROGRESS},
        Stage.REJECTED: {Act.REOPEN: Stage.IN_PROGRESS},
        Stage.WITHDRAWN: {Act.REOPEN: Stage.IN_PROGRESS},
    }
)

# What the reporter does is offered to the reporter, not on the staff's card.
REPORTERS_ACTS = frozenset({Act.WITHDRAW, Act.RATE})

# These make the bot ask the presser for words (or, for 派单, for a person) first.
ACTS_WITH_WORDS = frozenset({Act.RESOLVE, Act.WAIT, Act.REJECT, Act.NOTE, Act.REOPEN})

PROMPT_LASTS = timedelta(minutes=10)
SILENCE_CLOSES_AFTER = timedelta(hours=72)
BARE_KEYWORD_WAITS = timedelta(minutes=2)

VERBS: Mapping[Act, Verb] = MappingProxyType({act: Verb(f"case.{act.value}") for act in Act})


@dataclass(frozen=True)
class Case:
    """A case as its row says; ``version`` grows with each change and guards against two at once."""

    id: int
    number: int
    community_id: int
    kind: Kind
    stage: Stage
    stage_words: str
    stage_by: int | None
    stage_at: datetime
    stage_before_waiting: Stage | None
    version: int
    words: str
    place: str
    latitude: float | None
    longitude: float | None
    grid_id: int | None
    reporter_id: int
    author_id: int | None
    first_finder_id: int | None
    reported_in: Address
    rating: Rating | None
    complaint: str
    reopenings: int
    reported_at: datetime
    closed_at: datetime | None
    is_discreet: bool = False
    """Whoever reported it must not be pointed to: nothing about it is said in their group."""

    @property
    def about(self) -> str:
        """How messages and promises name this case."""
        return f"case:{self.id}"

    @property
    def code(self) -> str:
        return f"#C{self.number}"


def case_id_of(about: str) -> int | None:
    """The case a message is about, if it is about one: ``case:7``, or ``case:7:1`` for the
    question after its first reopening.
    """
    kind, number = about.split(":")[:2]
    return int(number) if kind == "case" else None


def buttons_of(stage: Stage) -> tuple[Act, ...]:
    """The acts the staff card offers in this stage, in their order."""
    return tuple(act for act in MOVES[stage] if act not in REPORTERS_ACTS)


def next_stage(case: Case, act: Act, *, rating: Rating | None = None) -> Stage:
    """Where an act leads; raises ``RuleBroken`` with what can be done now when the stage does not
    allow it.

    不满意 leads back to work instead of to the end. 继续 leads back to where the wait began.
    """
    moves = MOVES[case.stage]
    if act not in moves:
        raise RuleBroken(f"case.wrong_stage.{case.stage.value}", code=case.code)
    if act is Act.RATE and rating is Rating.DISSATISFIED:
        return Stage.IN_PROGRESS
    if act is Act.RESUME:
        return case.stage_before_waiting or Stage.ACCEPTED
    return moves[act] or case.stage


def check_words(act: Act, words: str, *, has_media: bool) -> None:
    """A move that owes the reporter a reason must carry one; 办结 may show a picture instead."""
    if act not in ACTS_WITH_WORDS or words.strip():
        return
    if has_media and act in (Act.RESOLVE, Act.NOTE):
        return
    raise RuleBroken(f"case.needs_words.{act.value}")
