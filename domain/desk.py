"""The desk 工作台: the piles in which the office's open cases lie, and in which order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.cases import Case, Stage


class Pile(StrEnum):
    TO_ACCEPT = "to_accept"  # 待受理
    MINE = "mine"  # 我的
    DUE_TODAY = "due_today"  # 今天到期
    OVERDUE = "overdue"  # 超时
    WAITING = "waiting"  # 待补充
    TO_CHECK = "to_check"  # 待核查
    TO_CONFIRM = "to_confirm"  # 待确认


STAGE_OF: Mapping[Pile, Stage] = MappingProxyType(
    {
        Pile.TO_ACCEPT: Stage.OPEN,
        Pile.WAITING: Stage.WAITING,
        Pile.TO_CHECK: Stage.CHECKING,
        Pile.TO_CONFIRM: Stage.RESOLVED,
    }
)
"""Piles that are a stage; the others cut across the stages."""

SHOWN_WHEN_EMPTY = frozenset(Pile) - {Pile.WAITING, Pile.TO_CHECK}

NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Today:
    """This moment, and when the day ends where the community lives."""

    now: datetime
    ends: datetime


def today_at(now: datetime, zone: ZoneInfo) -> Today:
    """The day that this moment lies in."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return Today(now, datetime.combine(tomorrow, time(), zone).astimezone(UTC))


@dataclass(frozen=True)
class Key:
    """As much of an open case as tells in which piles it lies, and where in them."""

    id: int
    stage: Stage
    priority: int
    respond_by: datetime | None = None
    solve_by: datetime | None = None

    @property
    def due(self) -> datetime | None:
        """When the first of the clocks that run runs out."""
        dues = [one for one in (self.respond_by, self.solve_by) if one is not None]
        return min(dues, default=None)

    @property
    def order(self) -> tuple[int, datetime, int]:
        """The urgent first, then what is due first."""
        return (-self.priority, self.due or NEVER, self.id)


def key_of(case: Case) -> Key:
    return Key(case.id, case.stage, int(case.priority), case.respond_by, case.solve_by)


def belongs(key: Key, pile: Pile, today: Today, *, is_mine: bool) -> bool:
    """Whether an open case lies in this pile."""
    if pile is Pile.MINE:
        return is_mine
    if pile in STAGE_OF:
        return key.stage is STAGE_OF[pile]
    if key.due is None:
        return False
    return key.due <= today.now if pile is Pile.OVERDUE else today.now < key.due <= today.ends


def next_in(pile: list[Key], case: Case) -> int | None:
    """The case to go on with after this one: the next of the pile, from its end the first again;
    ``None`` when there is no other. Was it done with, so that it lies there no more, its place is
    gone too, and the first of the pile is the next.
    """
    others = [one for one in pile if one.id != case.id]
    behind = [one for one in others if one.order > key_of(case).order]
    is_there = len(others) < len(pile)
    return next((one.id for one in (is_there and behind) or others), None)
