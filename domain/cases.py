"""Cases 随手拍 and 直通车: the stages, who moves a case from one to the next, what a move needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from domain.addresses import Address
from domain.categories import Priority
from domain.permissions import Verb
from domain.rules import RuleBroken


class Stage(StrEnum):
    OPEN = "open"  # 待受理
    ACCEPTED = "accepted"  # 已受理
    IN_PROGRESS = "in_progress"  # 处理中
    WAITING = "waiting"  # 待补充
    TRANSFERRED = "transferred"  # 已转办
    CHECKING = "checking"  # 待核查
    RESOLVED = "resolved"  # 待确认
    CLOSED = "closed"  # 已办结
    REJECTED = "rejected"  # 不予受理
    MERGED = "merged"  # 已并案
    WITHDRAWN = "withdrawn"  # 已撤回


class Act(StrEnum):
    """What somebody does to a case; the words on the buttons and the names of the commands."""

    ACCEPT = "accept"  # 受理
    ASSIGN = "assign"  # 派单
    TRANSFER = "transfer"  # 转办
    RECALL = "recall"  # 收回
    MERGE = "merge"  # 并案
    UNMERGE = "unmerge"  # 撤销并案
    SPLIT = "split"  # 拆分
    URGENT = "urgent"  # 加急
    PROGRESS = "progress"  # 处理中
    RESOLVE = "resolve"  # 办结
    PASS = "pass"  # 核查通过
    FAIL = "fail"  # 核查不通过
    WAIT = "wait"  # 待补充
    RESUME = "resume"  # 继续
    REJECT = "reject"  # 驳回
    NOTE = "note"  # 备注
    REOPEN = "reopen"  # 重新打开
    WITHDRAW = "withdraw"  # 撤回
    SETTLE = "settle"  # 已经好了
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
    Stage.TRANSFERRED,
    Stage.CHECKING,
    Stage.RESOLVED,
)

# The buttons a stage's card shows, in this order, and where each leads. ``None``: the case stays,
# or (继续, 撤销并案) goes back to where it came from.
MOVES: Mapping[Stage, Mapping[Act, Stage | None]] = MappingProxyType(
    {
        Stage.OPEN: {
            Act.ACCEPT: Stage.ACCEPTED,
            Act.ASSIGN: Stage.ACCEPTED,
            Act.TRANSFER: Stage.TRANSFERRED,
            Act.MERGE: Stage.MERGED,
            Act.URGENT: None,
            Act.REJECT: Stage.REJECTED,
            Act.NOTE: None,
            Act.SPLIT: None,
            Act.WITHDRAW: Stage.WITHDRAWN,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.ACCEPTED: {
            Act.PROGRESS: Stage.IN_PROGRESS,
            Act.RESOLVE: Stage.RESOLVED,
            Act.ASSIGN: None,
            Act.TRANSFER: Stage.TRANSFERRED,
            Act.MERGE: Stage.MERGED,
            Act.WAIT: Stage.WAITING,
            Act.URGENT: None,
            Act.NOTE: None,
            Act.SPLIT: None,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.IN_PROGRESS: {
            Act.RESOLVE: Stage.RESOLVED,
            Act.ASSIGN: None,
            Act.TRANSFER: Stage.TRANSFERRED,
            Act.WAIT: Stage.WAITING,
            Act.URGENT: None,
            Act.NOTE: None,
            Act.SPLIT: None,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.WAITING: {
            Act.RESUME: None,
            Act.RESOLVE: Stage.RESOLVED,
            Act.NOTE: None,
            Act.SPLIT: None,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.TRANSFERRED: {
            Act.RESOLVE: Stage.RESOLVED,
            Act.RECALL: Stage.IN_PROGRESS,
            Act.NOTE: None,
            Act.SPLIT: None,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.CHECKING: {
            Act.PASS: Stage.RESOLVED,
            Act.FAIL: Stage.IN_PROGRESS,
            Act.SETTLE: Stage.CLOSED,
        },
        Stage.RESOLVED: {Act.NOTE: None, Act.RATE: Stage.CLOSED, Act.SETTLE: Stage.CLOSED},
        Stage.CLOSED: {Act.REOPEN: Stage.IN_PROGRESS},
        Stage.REJECTED: {Act.REOPEN: Stage.IN_PROGRESS},
        Stage.MERGED: {Act.REOPEN: Stage.IN_PROGRESS, Act.UNMERGE: None},
        Stage.WITHDRAWN: {Act.REOPEN: Stage.IN_PROGRESS},
    }
)

# What the reporter does is offered to the reporter, not on the staff's card.
REPORTERS_ACTS = frozenset({Act.WITHDRAW, Act.RATE, Act.SETTLE})

# Asked for by command, or by a button of their own where they make sense.
ACTS_OFF_THE_CARD = REPORTERS_ACTS | {Act.SPLIT, Act.UNMERGE}

# These make the bot ask the presser for words (or, for 派单 and 并案, for a choice) first.
ACTS_WITH_WORDS = frozenset(
    {
        Act.RESOLVE,
        Act.WAIT,
        Act.REJECT,
        Act.NOTE,
        Act.REOPEN,
        Act.TRANSFER,
        Act.FAIL,
        Act.SPLIT,
    }
)

PROMPT_LASTS = timedelta(minutes=10)
REMINDED_AFTER = timedelta(hours=48)
COMMENTED_WITHIN = timedelta(days=1)
SILENCE_CLOSES_AFTER = timedelta(hours=72)
BARE_KEYWORD_WAITS = timedelta(minutes=2)
SAME_OFFER_LASTS = timedelta(minutes=10)
UNMERGE_WITHIN = timedelta(days=1)

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
    stage_before: Stage | None
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
    category_id: int | None = None
    answers: tuple[tuple[str, str], ...] = ()
    priority: Priority = Priority.NORMAL
    is_anonymous: bool = False
    is_confidential: bool = False
    place_id: int | None = None
    place_mark: str = ""
    cell: int | None = None
    merged_into_id: int | None = None
    split_from_id: int | None = None
    same_as_id: int | None = None
    offered_until: datetime | None = None
    transferred_to: str = ""
    transfer_reference: str = ""
    clock_from: datetime | None = None
    paused_at: datetime | None = None
    paused_for: timedelta = timedelta(0)
    respond_by: datetime | None = None
    solve_by: datetime | None = None
    is_due_about: bool = False
    responded_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """It has not ended."""
        return self.stage in OPEN_STAGES

    @property
    def is_discreet(self) -> bool:
        """A group sees no more of it than its number and its stage."""
        return self.is_anonymous or self.is_confidential

    @property
    def is_urgent(self) -> bool:
        return self.priority is Priority.URGENT

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


def may_comment(case: Case, now: datetime) -> bool:
    """Whether the reporter has just confirmed the case, so that their words are about that."""
    is_confirmed = case.stage is Stage.CLOSED and case.rating in (Rating.SATISFIED, Rating.FAIR)
    return is_confirmed and case.closed_at is not None and now - case.closed_at <= COMMENTED_WITHIN


def buttons_of(stage: Stage) -> tuple[Act, ...]:
    """The acts the staff card offers in this stage, in their order."""
    return tuple(act for act in MOVES[stage] if act not in ACTS_OFF_THE_CARD)


def next_stage(
    case: Case, act: Act, *, rating: Rating | None = None, needs_check: bool = False
) -> Stage:
    """Where an act leads; raises ``RuleBroken`` with what can be done now when the stage does not
    allow it.

    不满意 leads back to work instead of to the end. 继续 and 撤销并案 lead back to where the wait
    or the merging began. What a category wants checked goes to 待核查 before the reporter is asked.
    """
    moves = MOVES[case.stage]
    if act not in moves:
        raise RuleBroken(f"case.wrong_stage.{case.stage.value}", code=case.code)
    if act is Act.RATE and rating is Rating.DISSATISFIED:
        return Stage.IN_PROGRESS
    if act is Act.RESOLVE and needs_check:
        return Stage.CHECKING
    if act in (Act.RESUME, Act.UNMERGE):
        return case.stage_before or Stage.ACCEPTED
    return moves[act] or case.stage


def check_words(act: Act, words: str, *, has_media: bool) -> None:
    """A move that owes the reporter a reason must carry one; 办结 may show a picture instead."""
    if act not in ACTS_WITH_WORDS or words.strip():
        return
    if has_media and act in (Act.RESOLVE, Act.NOTE):
        return
    raise RuleBroken(f"case.needs_words.{act.value}")
