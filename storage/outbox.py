"""What we owe somebody: rows that say what must be made true, paid by the sender.

A *message* row is a sentence, sent once. A *standing* row is a card that must be up to date: it
is owed again at each change, and changes that come close together melt into one edit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from storage.tables import messages, outbox

NEW, SENDING, SENT, DEAD, UNCERTAIN = "new", "sending", "sent", "dead", "uncertain"

# SQLite finds a partial index only by its own words, never by a parameter.
_IS_NEW = sa.text("outbox.state = 'new'")
_IS_SENDING = sa.text("outbox.state = 'sending'")
_IS_SENT_ONCE = sa.text("outbox.is_standing = 0")

CARD_PAUSE = timedelta(seconds=3)
"""A card is edited no more often than this, so that a busy case does not use up its group."""


class Lane(IntEnum):
    """Who overtakes whom."""

    ALARM = 0
    ACKNOWLEDGEMENT = 1
    CARD = 2
    NOTICE = 3
    DIGEST = 4


@dataclass(frozen=True)
class Owed:
    """One thing to send. ``shown`` counts the times it has been made true before."""

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
    )


def owe(
    tx: Connection,
    *,
    dedup: str,
    kind: str,
    to: Address,
    lane: Lane,
    community_id: int | None,
    now: datetime,
    payload: dict[str, Json] | None = None,
    about: str | None = None,
    not_before: datetime | None = None,
    is_standing: bool = False,
    pause: timedelta = timedelta(0),
) -> None:
    """Promise one message; the same ``dedup`` is the same promise and changes nothing."""
    tx.execute(
        postgresql.insert(outbox)
        .values(
            dedup=dedup,
            kind=kind,
            channel=to.channel,
            chat=to.chat,
            thread=to.thread,
            reply_to=to.reply_to,
            lane=int(lane),
            community_id=community_id,
            payload=payload or {},
            about=about,
            is_standing=is_standing,
            pause_s=pause.total_seconds(),
            not_before=not_before or now,
            owed_at=now,
        )
        .on_conflict_do_nothing()
    )


def owe_standing(
    tx: Connection,
    *,
    kind: str,
    about: str,
    to: Address,
    lane: Lane,
    community_id: int | None,
    now: datetime,
    payload: dict[str, Json] | None = None,
    pause: timedelta = CARD_PAUSE,
) -> None:
    """Promise that this card, in this chat, will be up to date.

    Asked again before it went out, it is still one promise; afterwards it becomes an edit, not
    sooner than ``pause`` after the last. A card that answers somebody's own press takes none.
    """
    dedup = f"{kind}:{about}:{to.channel}:{to.chat}"
    owe(
        tx,
        dedup=dedup,
        kind=kind,
        about=about,
        to=to,
        lane=lane,
        community_id=community_id,
        payload=payload,
        is_standing=True,
        pause=pause,
        now=now,
    )
    want_again(tx, dedup=dedup, now=now)


def want_again(tx: Connection, *, dedup: str, now: datetime) -> None:
    """Make a standing row due once more."""
    row = tx.execute(
        sa.select(
            outbox.c.id, outbox.c.state, outbox.c.sent_at, outbox.c.shown, outbox.c.pause_s
        ).where(outbox.c.dedup == dedup)
    ).one()
    if row.state == NEW:
        return
    changes: dict[str, Json] = {"wanted": outbox.c.wanted + 1}
    if row.state != SENDING:
        pause = timedelta(seconds=row.pause_s)
        due = max(now, row.sent_at + pause) if row.sent_at else now
        changes |= {"state": NEW, "attempts": 0, "uncertain": 0, "not_before": due}
        changes |= {"lane": int(Lane.CARD)} if row.shown and row.pause_s else {}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(changes))


def want_all_again(tx: Connection, *, about: str, kinds: Collection[str], now: datetime) -> None:
    """Every card about this subject that somebody has been promised is due once more."""
    found = tx.execute(
        sa.select(outbox.c.dedup).where(outbox.c.about == about, outbox.c.kind.in_(kinds))
    )
    for dedup in found.scalars().all():
        want_again(tx, dedup=dedup, now=now)


def add_to_payload(
    tx: Connection, *, about: str, kind: str, to: Address, key: str, item: Json
) -> bool:
    """Put one more item into a message that has not left yet; ``False`` if none waits."""
    row = tx.execute(
        sa.select(outbox.c.id, outbox.c.payload)
        .where(
            outbox.c.about == about,
            outbox.c.kind == kind,
            outbox.c.channel == to.channel,
            outbox.c.chat == to.chat,
            _IS_NEW,
            outbox.c.uncertain == 0,
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        return False
    payload = row.payload | {key: [*row.payload[key], item]}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(payload=payload))
    return True


def _may_go(waiting_chats: Collection[str], full_chats: Collection[str]) -> sa.ColumnElement[bool]:
    """Rows of chats that may be written to. In a full one only what stands may be edited."""
    return sa.and_(
        _IS_NEW,
        outbox.c.chat.not_in(waiting_chats),
        sa.or_(outbox.c.chat.not_in(full_chats), outbox.c.shown > 0),
    )


def change_payload(tx: Connection, *, about: str, key: str, value: Json, now: datetime) -> bool:
    """Change what a standing card shows, and owe it anew; ``False`` if there is no such card."""
    row = tx.execute(
        sa.select(outbox.c.id, outbox.c.dedup, outbox.c.payload).where(outbox.c.about == about)
    ).first()
    if row is None or key not in row.payload:
        return False
    payload = row.payload | {key: value}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(payload=payload))
    want_again(tx, dedup=row.dedup, now=now)
    return True


def claim_owed(
    tx: Connection,
    *,
    now: datetime,
    waiting_chats: Collection[str],
    limit: int,
    full_chats: Collection[str] = (),
) -> list[Owed]:
    """Take the first due row of each chat that may be written to now; they are ``sending``."""
    turn = sa.func.row_number().over(
        partition_by=(outbox.c.channel, outbox.c.chat), order_by=(outbox.c.lane, outbox.c.id)
    )
    due = (
        sa.select(outbox.c.id, outbox.c.lane, turn.label("turn"))
        .where(_may_go(waiting_chats, full_chats), outbox.c.not_before <= now)
        .subquery()
    )
    ids = sa.select(due.c.id).where(due.c.turn == 1).order_by(due.c.lane, due.c.id).limit(limit)
    return _claim(tx, list(tx.execute(ids).scalars()), now=now)


def claim_companions(tx: Connection, first: Owed, *, now: datetime, limit: int) -> list[Owed]:
    """Take the rows of the same kind that wait for the same chat and were never shown."""
    ids = (
        sa.select(outbox.c.id)
        .where(
            _IS_NEW,
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
    tx: Connection, owed: Owed, *, message: str | None, has_media: bool, now: datetime
) -> None:
    """The message stands in its chat. A card that changed meanwhile becomes due again."""
    row = tx.execute(
        outbox.update()
        .where(outbox.c.id == owed.id)
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
    ).one()
    if row.wanted > row.shown:
        tx.execute(
            outbox.update()
            .where(outbox.c.id == owed.id)
            .values(state=NEW, not_before=now + timedelta(seconds=row.pause_s))
        )
    if message is not None and owed.about is not None:
        _remember_message(tx, owed, message=message, has_media=has_media, now=now)


def _remember_message(
    tx: Connection, owed: Owed, *, message: str, has_media: bool, now: datetime
) -> None:
    values = {
        "community_id": owed.community_id,
        "channel": owed.address.channel,
        "chat": owed.address.chat,
        "message": message,
        "kind": owed.kind,
        "about": owed.about,
        "has_media": has_media,
        "sent_at": now,
    }
    insert = postgresql.insert(messages).values(values)
    tx.execute(
        insert.on_conflict_do_update(
            index_elements=["channel", "chat", "message"], set_={"has_media": has_media}
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
        .where(outbox.c.id == owed.id)
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
    tx.execute(
        outbox.update().where(outbox.c.id == owed.id).values(state=state, error=error, sent_at=now)
    )


def list_interrupted(tx: Connection) -> list[Owed]:
    """What was on its way when the last process ended: nobody knows whether it arrived."""
    rows = tx.execute(sa.select(outbox).where(_IS_SENDING).order_by(outbox.c.id))
    return [_owed(row) for row in rows]


def count_unsent(tx: Connection) -> int:
    """What is owed and may still be sent, now or later."""
    return tx.execute(
        sa.select(sa.func.count()).select_from(outbox).where(sa.or_(_IS_NEW, _IS_SENDING))
    ).scalar_one()


def move_chat(tx: Connection, *, channel: str, old: str, new: str, now: datetime) -> None:
    """A group became a supergroup: what is owed to the old id is owed to the new one.

    The new chat numbers its messages anew, so ours in the old one can be neither edited nor
    replied to, and an old number would name a stranger's message.
    """
    standing = sa.and_(outbox.c.channel == channel, outbox.c.chat == old)
    renamed = outbox.c.kind + ":" + outbox.c.about + f":{channel}:{new}"
    is_card = outbox.c.dedup == outbox.c.kind + ":" + outbox.c.about + f":{channel}:{old}"
    taken = sa.select(outbox.c.dedup)
    tx.execute(
        outbox.update().where(standing, is_card, renamed.not_in(taken)).values(dedup=renamed)
    )
    tx.execute(outbox.update().where(standing).values(chat=new, reply_to=None))
    tx.execute(
        messages.update()
        .where(
            messages.c.channel == channel,
            messages.c.chat == old,
            messages.c.superseded_at.is_(None),
        )
        .values(superseded_at=now)
    )


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
