"""Questions the bot has asked one person in one chat, waiting for that person's reply."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from storage.tables import prompts


@dataclass(frozen=True)
class Prompt:
    """``act`` is what the answer will do; ``case_id`` to which case, if to any."""

    id: int
    community_id: int
    person_id: int
    act: str
    case_id: int | None
    data: dict[str, Json]
    asked_at: datetime
    expires_at: datetime
    answered_at: datetime | None

    @property
    def about(self) -> str:
        return f"prompt:{self.id}"


def _prompt(row: sa.Row[tuple[Json, ...]]) -> Prompt:
    return Prompt(
        row.id,
        row.community_id,
        row.person_id,
        row.act,
        row.case_id,
        row.data,
        row.asked_at,
        row.expires_at,
        row.answered_at,
    )


def add_prompt(
    tx: Connection,
    *,
    community_id: int,
    person_id: int,
    act: str,
    case_id: int | None,
    source: str,
    where: Address,
    now: datetime,
    expires_at: datetime,
    data: dict[str, Json] | None = None,
) -> Prompt:
    """Ask; the same ``source`` is the same question."""
    tx.execute(
        postgresql.insert(prompts)
        .values(
            community_id=community_id,
            person_id=person_id,
            source=source,
            act=act,
            case_id=case_id,
            data=data or {},
            channel=where.channel,
            chat=where.chat,
            asked_at=now,
            expires_at=expires_at,
        )
        .on_conflict_do_nothing()
    )
    return _prompt(tx.execute(sa.select(prompts).where(prompts.c.source == source)).one())


def get_prompt(tx: Connection, prompt_id: int) -> Prompt:
    return _prompt(tx.execute(sa.select(prompts).where(prompts.c.id == prompt_id)).one())


def find_prompt(tx: Connection, prompt_id: int, *, community_id: int) -> Prompt | None:
    row = tx.execute(
        sa.select(prompts).where(prompts.c.id == prompt_id, prompts.c.community_id == community_id)
    ).one_or_none()
    return _prompt(row) if row else None


def find_open_prompt(
    tx: Connection, *, person_id: int, where: Address, now: datetime, act: str | None = None
) -> Prompt | None:
    """The newest question to this person in this chat that still waits, for ``act`` or any."""
    row = tx.execute(
        sa.select(prompts)
        .where(
            prompts.c.person_id == person_id,
            prompts.c.channel == where.channel,
            prompts.c.chat == where.chat,
            prompts.c.act == act if act else sa.true(),
            prompts.c.answered_at.is_(None),
            prompts.c.expires_at > now,
        )
        .order_by(prompts.c.id.desc())
        .limit(1)
    ).one_or_none()
    return _prompt(row) if row else None


def mark_answered(tx: Connection, prompt: Prompt, *, now: datetime) -> bool:
    """Take the answer; ``False`` when it was answered before."""
    taken = tx.execute(
        prompts.update()
        .where(prompts.c.id == prompt.id, prompts.c.answered_at.is_(None))
        .values(answered_at=now)
    )
    return taken.rowcount == 1


def ask_on(tx: Connection, prompt: Prompt) -> None:
    """An answer has been taken, and more of it may come."""
    tx.execute(prompts.update().where(prompts.c.id == prompt.id).values(answered_at=None))


def close_open(tx: Connection, *, person_id: int, where: Address, now: datetime) -> None:
    """Nothing waits for this person's words in this chat any more."""
    tx.execute(
        prompts.update()
        .where(
            prompts.c.person_id == person_id,
            prompts.c.channel == where.channel,
            prompts.c.chat == where.chat,
            prompts.c.answered_at.is_(None),
            prompts.c.expires_at > now,
        )
        .values(expires_at=now)
    )


def list_open(
    tx: Connection, *, person_id: int, where: Address, act: str, now: datetime
) -> list[Prompt]:
    """The questions of one kind that wait for this person in this chat."""
    rows = tx.execute(
        sa.select(prompts).where(
            prompts.c.person_id == person_id,
            prompts.c.channel == where.channel,
            prompts.c.chat == where.chat,
            prompts.c.act == act,
            prompts.c.answered_at.is_(None),
            prompts.c.expires_at > now,
        )
    )
    return [_prompt(row) for row in rows]


def close_for_case(tx: Connection, *, case_id: int, person_id: int, now: datetime) -> None:
    """A person is asked nothing more about this case."""
    tx.execute(
        prompts.update()
        .where(
            prompts.c.person_id == person_id,
            prompts.c.case_id == case_id,
            prompts.c.answered_at.is_(None),
            prompts.c.expires_at > now,
        )
        .values(expires_at=now)
    )
