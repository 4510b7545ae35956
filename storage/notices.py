"""Notices 通知 as rows, and how it stands with each person and group they go to."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from domain.notices import File, Notice, NoticeState, Told, read_stored
from storage.tables import notice_reads, notice_recipients, notices

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_WAITING = sa.text("notice_recipients.state = 'waiting'")
_IS_UNREAD = sa.text("notice_recipients.state = 'reached' AND notice_recipients.read_at IS NULL")

_OUTSTANDING = (Told.OWED.value, Told.AGAIN.value)


def _notice(row: sa.Row[tuple[Json, ...]]) -> Notice:
    audience, groups = read_stored(row.audience)
    return Notice(
        id=row.id,
        community_id=row.community_id,
        made_by=row.made_by,
        words=row.words,
        file=File(*row.what) if row.what else None,
        audience=audience,
        groups=groups,
        is_private=row.is_private,
        is_pinned=row.is_pinned,
        takes_questions=row.takes_questions,
        state=NoticeState(row.state),
        send_at=row.send_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        rounds=row.rounds,
        version=row.version,
        is_gathered=row.is_gathered,
        unopened=row.unopened,
    )


def add_notice(
    tx: Connection,
    *,
    community_id: int,
    made_by: int,
    audience: dict[str, Json],
    is_private: bool,
    source: str,
    now: datetime,
) -> Notice:
    """A draft; the same ``source`` is the same notice."""
    tx.execute(
        postgresql.insert(notices)
        .values(
            community_id=community_id,
            made_by=made_by,
            audience=audience,
            is_private=is_private,
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing()
    )
    return _notice(tx.execute(sa.select(notices).where(notices.c.source == source)).one())


def find_notice(tx: Connection, notice_id: int) -> Notice | None:
    row = tx.execute(sa.select(notices).where(notices.c.id == notice_id)).one_or_none()
    return _notice(row) if row else None


def get_notice(tx: Connection, notice_id: int) -> Notice:
    return _notice(tx.execute(sa.select(notices).where(notices.c.id == notice_id)).one())


def change_notice(tx: Connection, notice: Notice, **columns: Json) -> Notice | None:
    """Change it if it is still the version that was looked at; ``None`` if somebody was faster."""
    row = tx.execute(
        notices.update()
        .where(notices.c.id == notice.id, notices.c.version == notice.version)
        .values(version=notice.version + 1, **columns)
        .returning(notices)
    ).one_or_none()
    return _notice(row) if row else None


def end_notice(tx: Connection, notice: Notice, *, state: NoticeState, now: datetime) -> bool:
    """It has come to its end by itself; ``False`` if somebody pressed first."""
    ended = tx.execute(
        notices.update()
        .where(notices.c.id == notice.id, notices.c.version == notice.version)
        .values(state=state.value, ended_at=now, version=notice.version + 1)
        .returning(notices.c.id)
    )
    return ended.one_or_none() is not None


def note_gathered(tx: Connection, notice: Notice, *, unopened: int, is_last: bool) -> None:
    tx.execute(
        notices.update()
        .where(notices.c.id == notice.id)
        .values(unopened=notices.c.unopened + unopened, is_gathered=is_last)
    )


def add_recipients(
    tx: Connection, notice: Notice, to: Sequence[tuple[int | None, Address]]
) -> None:
    """Persons, or groups (``None``); who is written down already stays as they are."""
    if to:
        tx.execute(
            postgresql.insert(notice_recipients).on_conflict_do_nothing(),
            [
                {
                    "community_id": notice.community_id,
                    "notice_id": notice.id,
                    "person_id": person_id,
                    "channel": at.channel,
                    "chat": at.chat,
                    "thread": at.thread,
                }
                for person_id, at in to
            ],
        )


@dataclass(frozen=True)
class Recipient:
    id: int
    person_id: int | None
    address: Address
    times_told: int


def _recipient(row: sa.Row[tuple[Json, ...]]) -> Recipient:
    return Recipient(
        row.id, row.person_id, Address(row.chat, row.channel, row.thread), row.times_told
    )


def list_waiting(tx: Connection, notice_id: int, *, limit: int) -> list[Recipient]:
    found = tx.execute(
        sa.select(notice_recipients)
        .where(notice_recipients.c.notice_id == notice_id, _IS_WAITING)
        .order_by(notice_recipients.c.id)
        .limit(limit)
    )
    return [_recipient(row) for row in found]


def list_unread(
    tx: Connection, notice_id: int, *, limit: int, told_less_than: int | None = None
) -> list[Recipient]:
    """Reached in private, and not read yet."""
    found = tx.execute(
        sa.select(notice_recipients)
        .where(
            notice_recipients.c.notice_id == notice_id,
            _IS_UNREAD,
            notice_recipients.c.person_id.is_not(None),
            notice_recipients.c.times_told < told_less_than if told_less_than else sa.true(),
        )
        .order_by(notice_recipients.c.id)
        .limit(limit)
    )
    return [_recipient(row) for row in found]


def note_owed(tx: Connection, ids: Collection[int], *, told: Told) -> None:
    tx.execute(
        notice_recipients.update()
        .where(notice_recipients.c.id.in_(ids))
        .values(state=told.value, times_told=notice_recipients.c.times_told + 1)
    )


def take_back(tx: Connection, ids: Collection[int], *, is_final: bool) -> None:
    """What was owed to them will not be said now, or (``is_final``) ever."""
    never = Told.CANCELLED.value if is_final else Told.WAITING.value
    state = sa.case(
        (notice_recipients.c.state == Told.AGAIN.value, Told.REACHED.value), else_=never
    )
    tx.execute(
        notice_recipients.update()
        .where(notice_recipients.c.id.in_(ids), notice_recipients.c.state.in_(_OUTSTANDING))
        .values(state=state, times_told=notice_recipients.c.times_told - 1)
    )


def cancel_waiting(tx: Connection, notice_id: int, *, limit: int) -> int:
    """Some of those who will never be told; how many they were."""
    ids = [one.id for one in list_waiting(tx, notice_id, limit=limit)]
    if ids:
        tx.execute(
            notice_recipients.update()
            .where(notice_recipients.c.id.in_(ids))
            .values(state=Told.CANCELLED.value)
        )
    return len(ids)


def settle(tx: Connection, recipient_id: int, *, told: Told, now: datetime) -> bool:
    """What became of what was owed to them; ``False`` when it was known. Who was reached before
    stays reached, whatever became of the reminder.
    """
    state = sa.case(
        (notice_recipients.c.state == Told.AGAIN.value, Told.REACHED.value), else_=told.value
    )
    settled = tx.execute(
        notice_recipients.update()
        .where(
            notice_recipients.c.id == recipient_id,
            notice_recipients.c.state.in_(_OUTSTANDING),
        )
        .values(state=state, told_at=now)
        .returning(notice_recipients.c.id)
    )
    return settled.one_or_none() is not None


def count_outstanding(tx: Connection, notice_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(notice_recipients)
        .where(
            notice_recipients.c.notice_id == notice_id,
            notice_recipients.c.state.in_(_OUTSTANDING),
        )
    ).scalar_one()


def count_by_state(tx: Connection, notice_id: int) -> Mapping[Told, int]:
    found = tx.execute(
        sa.select(notice_recipients.c.state, sa.func.count().label("many"))
        .where(notice_recipients.c.notice_id == notice_id)
        .group_by(notice_recipients.c.state)
    )
    return {Told(row.state): row.many for row in found}


def count_told_since(tx: Connection, notice_id: int, *, since: datetime) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(notice_recipients)
        .where(notice_recipients.c.notice_id == notice_id, notice_recipients.c.told_at > since)
    ).scalar_one()


def count_unread(tx: Connection, notice_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(notice_recipients)
        .where(
            notice_recipients.c.notice_id == notice_id,
            _IS_UNREAD,
            notice_recipients.c.person_id.is_not(None),
        )
    ).scalar_one()


def is_recipient(tx: Connection, notice_id: int, *, person_id: int) -> bool:
    found = sa.select(notice_recipients.c.id).where(
        notice_recipients.c.person_id == person_id, notice_recipients.c.notice_id == notice_id
    )
    return tx.execute(found.limit(1)).first() is not None


def add_read(tx: Connection, notice: Notice, *, person_id: int, now: datetime) -> bool:
    """Whether this is the first time. Who has read it has been reached, whatever we believed."""
    added = tx.execute(
        postgresql.insert(notice_reads)
        .values(
            community_id=notice.community_id,
            notice_id=notice.id,
            person_id=person_id,
            read_at=now,
        )
        .on_conflict_do_nothing()
        .returning(notice_reads.c.id)
    )
    if added.one_or_none() is None:
        return False
    mine = sa.and_(
        notice_recipients.c.person_id == person_id, notice_recipients.c.notice_id == notice.id
    )
    is_wrong = notice_recipients.c.state.in_([Told.UNCERTAIN.value, Told.BLOCKED.value])
    state = sa.case((is_wrong, Told.REACHED.value), else_=notice_recipients.c.state)
    tx.execute(notice_recipients.update().where(mine).values(read_at=now, state=state))
    return True


def count_reads(tx: Connection, notice_id: int) -> int:
    return tx.execute(
        sa.select(sa.func.count())
        .select_from(notice_reads)
        .where(notice_reads.c.notice_id == notice_id)
    ).scalar_one()
