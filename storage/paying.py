"""Paying what is owed: rows are claimed, sent, and booked as sent, put back or given up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from storage.outbox import IS_NEW, NEW, SENDING, SENT, Lane
from storage.tables import messages, outbox

_IS_SENDING = sa.text("outbox.state = 'sending'")
_IS_SENT_ONCE = sa.text("NOT outbox.is_standing")
_SINCE = sa.case((outbox.c.shown > 0, outbox.c.not_before), else_=outbox.c.owed_at)

NEWEST = 1000
"""More than a minute of cards."""

LOOKED_AT = 4
"""So many times what there is room for."""


@dataclass(frozen=True)
class Owed:
    """One thing to send. ``shown`` counts the times it has been made true before; ``claimed_at``
    tells our claim from a later one.
    """

    id: int
    community_id: int | None
    kind: str
    about: str | None
    payload: dict[str, Json]
    lane: Lane
    address: Address
    shown: int
    attempts: int
    uncertain: int
    owed_at: datetime
    claimed_at: datetime | None = None


def _owed(row: sa.Row[tuple[Json, ...]]) -> Owed:
    return Owed(
        id=row.id,
        community_id=row.community_id,
        kind=row.kind,
        about=row.about,
        payload=row.payload,
        lane=Lane(row.lane),
        address=Address(row.chat, row.channel, row.thread, row.reply_to),
        shown=row.shown,
        attempts=row.attempts,
        uncertain=row.uncertain,
        owed_at=row.owed_at,
        claimed_at=row.claimed_at,
    )


def _is_ours(owed: Owed) -> sa.ColumnElement[bool]:
    """The row, as long as it is as we claimed it: booked twice, because the first answer was lost
    on its way from the database, it is no longer, nor when it has been claimed anew.
    """
    return sa.and_(outbox.c.id == owed.id, _IS_SENDING, outbox.c.claimed_at == owed.claimed_at)


def _may_go(waiting_chats: Collection[str], full_chats: Collection[str]) -> sa.ColumnElement[bool]:
    """Rows of chats that may be written to. In a full one only what stands may be edited."""
    return sa.and_(
        IS_NEW,
        outbox.c.chat.not_in(waiting_chats),
        sa.or_(outbox.c.chat.not_in(full_chats), outbox.c.shown > 0),
    )


def claim_owed(
    tx: Connection,
    *,
    now: datetime,
    waiting_chats: Collection[str],
    limit: int,
    full_chats: Collection[str] = (),
) -> list[Owed]:
    """Take the first due row of each chat that may be written to now; they are ``sending``.

    In a lane what was promised first goes first, however often it was put back. A change of what
    stands there counts from when it is due: a card that changes every minute has an old row, and
    must not keep a new one waiting for ever.
    """
    ids = _first_due(tx, now=now, waiting_chats=waiting_chats, full_chats=full_chats, limit=limit)
    return _claim(tx, ids, now=now)


def _first_due(
    tx: Connection,
    *,
    now: datetime,
    waiting_chats: Collection[str],
    full_chats: Collection[str],
    limit: int,
) -> list[int]:
    """Most of what is due first may go at once. Only where that does not fill the room are all
    asked whether they may: while a notice goes out they are a thousand.
    """
    first = (outbox.c.lane, _SINCE, outbox.c.id)
    seen = tx.execute(
        sa.select(outbox.c.id, outbox.c.channel, outbox.c.chat, outbox.c.shown)
        .where(IS_NEW, outbox.c.not_before <= now)
        .order_by(*first)
        .limit(LOOKED_AT * limit)
    ).all()
    found = dict[tuple[str, str], int]()
    for row in seen:
        if row.chat not in waiting_chats and (row.shown or row.chat not in full_chats):
            found.setdefault((row.channel, row.chat), row.id)
    if len(found) >= limit or len(seen) < LOOKED_AT * limit:
        return list(found.values())[:limit]
    return _first_of_all(
        tx, now=now, waiting_chats=waiting_chats, full_chats=full_chats, limit=limit
    )


def _first_of_all(
    tx: Connection,
    *,
    now: datetime,
    waiting_chats: Collection[str],
    full_chats: Collection[str],
    limit: int,
) -> list[int]:
    turn = sa.func.row_number().over(
        partition_by=(outbox.c.channel, outbox.c.chat),
        order_by=(outbox.c.lane, _SINCE, outbox.c.id),
    )
    due = (
        sa.select(outbox.c.id, outbox.c.lane, _SINCE.label("since"), turn.label("turn"))
        .where(_may_go(waiting_chats, full_chats), outbox.c.not_before <= now)
        .subquery()
    )
    first = (due.c.lane, due.c.since, due.c.id)
    ids = sa.select(due.c.id).where(due.c.turn == 1).order_by(*first).limit(limit)
    return list(tx.execute(ids).scalars())


def claim_companions(tx: Connection, first: Owed, *, now: datetime, limit: int) -> list[Owed]:
    """Take the rows of the same kind that wait for the same chat and were never shown."""
    ids = (
        sa.select(outbox.c.id)
        .where(
            IS_NEW,
            outbox.c.not_before <= now,
            outbox.c.channel == first.address.channel,
            outbox.c.chat == first.address.chat,
            outbox.c.kind == first.kind,
            outbox.c.shown == 0,
        )
        .order_by(outbox.c.id)
        .limit(limit)
    )
    return _claim(tx, list(tx.execute(ids).scalars()), now=now)


def _claim(tx: Connection, ids: list[int], *, now: datetime) -> list[Owed]:
    if not ids:
        return []
    rows = tx.execute(
        outbox.update()
        .where(outbox.c.id.in_(ids), outbox.c.state == NEW)
        .values(state=SENDING, claimed=outbox.c.wanted, claimed_at=now)
        .returning(*outbox.c)
    ).all()
    return sorted((_owed(row) for row in rows), key=lambda owed: (owed.lane, owed.id))


def next_due_at(
    tx: Connection, *, waiting_chats: Collection[str], full_chats: Collection[str] = ()
) -> datetime | None:
    moment: datetime | None = tx.execute(
        sa.select(sa.func.min(outbox.c.not_before)).where(_may_go(waiting_chats, full_chats))
    ).scalar_one()
    return moment


def mark_sent(
    tx: Connection,
    owed: Owed,
    *,
    message: str | None,
    media_file: str | None,
    now: datetime,
    others: Sequence[str] = (),
) -> bool:
    """The message stands in its chat, with ``others`` if it is an album. A card that changed
    meanwhile becomes due again. Whether that was news, and the end of it.
    """
    row = tx.execute(
        outbox.update()
        .where(_is_ours(owed))
        .values(
            state=SENT,
            shown=outbox.c.claimed,
            sent_at=now,
            message=message,
            error=None,
            attempts=0,
            uncertain=0,
        )
        .returning(outbox.c.wanted, outbox.c.shown, outbox.c.pause_s)
    ).one_or_none()
    if row is None:
        return False
    if row.wanted > row.shown:
        tx.execute(
            outbox.update()
            .where(outbox.c.id == owed.id)
            .values(state=NEW, not_before=now + timedelta(seconds=row.pause_s))
        )
    if message is not None and owed.about is not None:
        for other in others:
            _remember_message(tx, owed, message=other, media_file=None, now=now)
        # The newest is the one that counts.
        _remember_message(tx, owed, message=message, media_file=media_file, now=now)
    return bool(row.wanted <= row.shown)


def _remember_message(
    tx: Connection, owed: Owed, *, message: str, media_file: str | None, now: datetime
) -> None:
    values = {
        "community_id": owed.community_id,
        "channel": owed.address.channel,
        "chat": owed.address.chat,
        "message": message,
        "kind": owed.kind,
        "about": owed.about,
        "media_file": media_file,
        "sent_at": now,
    }
    insert = postgresql.insert(messages).values(values)
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["channel", "chat", "message"], set_={"media_file": media_file}
        )
    )


def put_back(
    tx: Connection,
    owed: Owed,
    *,
    not_before: datetime,
    error: str,
    counts_as_try: bool = True,
    is_uncertain: bool = False,
) -> None:
    """Try again at ``not_before``; waiting for a limit is not counted as a try."""
    tx.execute(
        outbox.update()
        .where(_is_ours(owed))
        .values(
            state=NEW,
            not_before=not_before,
            error=error,
            attempts=outbox.c.attempts + int(counts_as_try),
            uncertain=outbox.c.uncertain + int(is_uncertain),
        )
    )


def give_up(tx: Connection, owed: Owed, *, state: str, error: str, now: datetime) -> None:
    """Never sent again by itself; stays on the books with the reason."""
    tx.execute(outbox.update().where(_is_ours(owed)).values(state=state, error=error, sent_at=now))


@dataclass(frozen=True)
class Ending:
    """How it stands with a row, and the message it has become."""

    state: str
    message: str | None


def ending_of(tx: Connection, owed: Owed) -> Ending:
    row = tx.execute(
        sa.select(outbox.c.state, outbox.c.message).where(outbox.c.id == owed.id)
    ).one()
    return Ending(row.state, row.message)


def list_interrupted(tx: Connection) -> list[Owed]:
    """What was on its way when the last process ended: nobody knows whether it arrived."""
    rows = tx.execute(sa.select(outbox).where(_IS_SENDING).order_by(outbox.c.id))
    return [_owed(row) for row in rows]


def list_just_sent(
    tx: Connection, *, since: datetime, in_groups_since: datetime
) -> list[tuple[Address, datetime | None]]:
    """Where new messages went since then, and when; ``None``: perhaps just now. A card counts when
    it was new.
    """
    alone = sa.select(outbox.c.chat, outbox.c.channel, outbox.c.message, outbox.c.sent_at).where(
        _IS_SENT_ONCE,
        outbox.c.sent_at > in_groups_since,
        sa.or_(outbox.c.sent_at > since, outbox.c.chat.startswith("-")),
    )
    newest = (
        sa.select(messages.c.chat, messages.c.channel, messages.c.message, messages.c.sent_at)
        .order_by(messages.c.id.desc())
        .limit(NEWEST)
    )
    # A message that two rows tell of is one.
    found = {
        (Address(row.chat, row.channel), row.message): row.sent_at
        for row in [*tx.execute(alone), *tx.execute(newest)]
        if row.sent_at > in_groups_since
    }
    sent = [(to, sent_at) for (to, _), sent_at in found.items()]
    return [*sent, *((one.address, None) for one in list_interrupted(tx))]


def forget_sent(tx: Connection, *, before: datetime, limit: int) -> int:
    """Messages sent once and long ago, with the words in them; cards stay to be edited."""
    old = (
        sa.select(outbox.c.id)
        .where(
            _IS_SENT_ONCE,
            outbox.c.sent_at < before,
            outbox.c.state.not_in([NEW, SENDING]),
        )
        .limit(limit)
    )
    return tx.execute(outbox.delete().where(outbox.c.id.in_(old))).rowcount
