"""Notices 通知: what is said to many, to whom, and how far it has come."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from domain.answers import Json
from domain.audiences import EVERYBODY, Audience, as_stored, read_audience
from domain.media import Words
from domain.permissions import Holding, Role
from domain.rules import RuleBroken

FORM = "notice"

LONGEST_WORDS = 3000
LONGEST_CAPTION = 900
"""Telegram lets a picture carry fewer words; what is ours stands around them."""

LONGEST_QUESTION = 500


class NoticeState(StrEnum):
    DRAFT = "draft"
    PLANNED = "planned"  # its time is to come
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"  # its time went by while nobody could send it


UNDER_WAY = (NoticeState.SENDING, NoticeState.PAUSED)
CAN_BE_CANCELLED = (NoticeState.DRAFT, NoticeState.PLANNED, *UNDER_WAY)


class Told(StrEnum):
    """How it stands with one person or group. ``AGAIN``: reached before, and being reminded."""

    WAITING = "waiting"
    OWED = "owed"
    REACHED = "reached"
    AGAIN = "again"
    BLOCKED = "blocked"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"


class Step(StrEnum):
    WORDS = "words"
    WHERE = "where"
    GROUPS = "groups"
    WHOM = "whom"
    WHEN = "when"
    CHECK = "check"
    DONE = "done"  # sent off or cancelled: nothing is under way


TAKES_WORDS = (Step.WORDS, Step.WHEN)


@dataclass(frozen=True)
class File:
    """A picture or the like, by the name its channel knows it under."""

    kind: str
    file: str


@dataclass(frozen=True)
class Group:
    """A bound group by its row, and the topic in it, if not the general one."""

    chat_id: int
    thread: str | None = None


@dataclass(frozen=True)
class Notice:
    """``unopened`` are those meant whom the bot may not write to. ``is_gathered``: everybody it
    goes to is written down.
    """

    id: int
    community_id: int
    made_by: int
    words: str
    file: File | None
    audience: Audience
    groups: tuple[Group, ...]
    is_private: bool
    is_pinned: bool
    takes_questions: bool
    state: NoticeState
    send_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    rounds: int
    version: int
    is_gathered: bool
    unopened: int

    @property
    def about(self) -> str:
        return f"notice:{self.id}"

    @property
    def has_content(self) -> bool:
        return bool(self.words) or self.file is not None


def notice_id_of(about: str) -> int:
    """
    >>> notice_id_of("notice:7")
    7
    """
    return int(about.split(":")[1])


def stored_audience(audience: Audience, groups: Iterable[Group]) -> dict[str, Json]:
    """Both are kept, so that who goes back from one to the other finds what was chosen."""
    return {**as_stored(audience), "groups": [[one.chat_id, one.thread] for one in groups]}


def read_stored(stored: dict[str, Json]) -> tuple[Audience, tuple[Group, ...]]:
    groups = tuple(Group(chat_id, thread) for chat_id, thread in stored.get("groups", []))
    return read_audience(stored), groups


def content_of(said: Words) -> tuple[str, File | None]:
    """What a notice takes of a message: its words and its first file.

    Raises ``RuleBroken`` for a message that brings neither, or too much.
    """
    if said.leaves_out_a_file:
        raise RuleBroken("notice.file_too_large")
    words = said.text.replace("\0", "").strip()
    first = next(iter(said.attachments), None)
    file = File(first.kind, first.file) if first else None
    if not words and file is None:
        raise RuleBroken("notice.nothing_said")
    most = LONGEST_CAPTION if file else LONGEST_WORDS
    if len(words) > most:
        raise RuleBroken("notice.too_long", count=most)
    return words, file


def toggle_group(groups: tuple[Group, ...], chat_id: int) -> tuple[Group, ...]:
    if any(one.chat_id == chat_id for one in groups):
        return tuple(one for one in groups if one.chat_id != chat_id)
    return (*groups, Group(chat_id))


def own_grids(held: Iterable[Holding]) -> frozenset[int] | None:
    """The grids somebody may send notices to; ``None`` is the whole community."""
    found = set()
    for one in held:
        if one.role is Role.SECRETARY or (one.role is Role.GRID_WORKER and one.grid_id is None):
            return None
        if one.role is Role.GRID_WORKER and one.grid_id is not None:
            found.add(one.grid_id)
    return frozenset(found)


def within(audience: Audience, grids: frozenset[int] | None) -> Audience:
    """What of an audience somebody may choose: a grid worker's never leaves their grids."""
    if grids is None:
        return audience
    inside = audience.grid_ids & grids
    return replace(audience, grid_ids=inside or grids, person_ids=frozenset(), roles=frozenset())


def check_reach(notice: Notice, grids: frozenset[int] | None) -> None:
    """Raises ``RuleBroken`` for what goes beyond the grids of whoever sends it."""
    if grids is None:
        return
    if not grids or not notice.is_private or within(notice.audience, grids) != notice.audience:
        raise RuleBroken("notice.only_own_grid")


def first_audience(grids: frozenset[int] | None) -> Audience:
    return within(EVERYBODY, grids)
