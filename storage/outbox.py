"""What we owe somebody: rows that say what must be made true, paid by the sender.

A *message* row is a sentence, sent once. A *standing* row is a card that must be up to date: it
is owed again at each change, and changes that come close together melt into one edit.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.addresses import Address
from domain.answers import Json
from storage.tables import messages, outbox
from storage.tables.owed import LOOKS

NEW, SENDING, SENT, DEAD, UNCERTAIN = "new", "sending", "sent", "dead", "uncertain"

# SQLite finds a partial index only by its own words, never by a parameter.
IS_NEW = sa.text("outbox.state = 'new'")
IS_SENDING = sa.text("outbox.state = 'sending'")

CARD_PAUSE = timedelta(seconds=3)
"""A card is edited no more often than this, so that a busy case does not use up its group."""


TO_A_MESSAGE = ("case.react", "message.delete", "message.pin")
"""What is done to one message of a chat: in another chat its number is another message's."""


class Lane(IntEnum):
    """Who overtakes whom."""

    ALARM = 0
    ACKNOWLEDGEMENT = 1
    CARD = 2
    NOTICE = 3
    DIGEST = 4


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


@dataclass(frozen=True)
class Copy:
    """One of many alike: to whom, under which promise, and what only this one says."""

    dedup: str
    to: Address
    payload: dict[str, Json]


def owe_copies(
    tx: Connection,
    copies: Sequence[Copy],
    *,
    kind: str,
    about: str,
    lane: Lane,
    community_id: int,
    now: datetime,
) -> None:
    """Promise the same to many, in one go."""
    tx.execute(
        postgresql.insert(outbox).on_conflict_do_nothing(),
        [
            {
                "dedup": one.dedup,
                "kind": kind,
                "channel": one.to.channel,
                "chat": one.to.chat,
                "lane": int(lane),
                "community_id": community_id,
                "payload": one.payload,
                "about": about,
                "not_before": now,
                "owed_at": now,
            }
            for one in copies
        ],
    )


def take_back(tx: Connection, *, about: str, kinds: Collection[str]) -> list[dict[str, Json]]:
    """What was promised about this subject and has not begun to be said is not said; what it would
    have said.
    """
    gone = tx.execute(
        outbox.delete()
        .where(outbox.c.about == about, outbox.c.kind.in_(kinds), IS_NEW, outbox.c.shown == 0)
        .returning(outbox.c.payload)
    )
    return list(gone.scalars())


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
    not_before: datetime | None = None,
    pause: timedelta = CARD_PAUSE,
) -> None:
    """Promise that this card, in this chat, will be up to date, for the first time ``not_before``.

    Asked again before it went out, it is still one promise; afterwards it becomes an edit, not
    sooner than ``pause`` after the last. A card that answers somebody's own press takes none.
    """
    dedup = _card(kind, about, to)
    owe(
        tx,
        dedup=dedup,
        kind=kind,
        about=about,
        to=to,
        lane=lane,
        community_id=community_id,
        payload=payload,
        not_before=not_before,
        is_standing=True,
        pause=pause,
        now=now,
    )
    want_again(tx, dedup=dedup, now=now)


def _card(kind: str, about: str, to: Address) -> str:
    """There is one such card about this subject in a chat, in whichever thread."""
    return f"{kind}:{about}:{to.channel}:{to.chat}"


def find_promised(tx: Connection, *, kind: str, about: str, to: Address) -> Address | None:
    """Where in this chat a standing card has been promised."""
    row = tx.execute(
        sa.select(outbox.c.chat, outbox.c.channel, outbox.c.thread).where(
            outbox.c.dedup == _card(kind, about, to)
        )
    ).one_or_none()
    return Address(row.chat, row.channel, row.thread) if row else None


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


@dataclass(frozen=True)
class Unsaid:
    """Something that was promised and given up."""

    dedup: str
    kind: str
    payload: dict[str, Json]


def list_unsaid(tx: Connection, *, about: str, to: Address, error: str) -> list[Unsaid]:
    """What was to be said about this subject in this chat, and was given up for this reason."""
    rows = tx.execute(
        sa.select(outbox.c.dedup, outbox.c.kind, outbox.c.payload)
        .where(
            outbox.c.about == about,
            outbox.c.channel == to.channel,
            outbox.c.chat == to.chat,
            outbox.c.state == DEAD,
            outbox.c.error == error,
        )
        .order_by(outbox.c.id)
    )
    return [Unsaid(row.dedup, row.kind, row.payload) for row in rows]


def list_said_in(
    tx: Connection, *, channel: str, chat: str, kinds: Collection[str]
) -> list[tuple[str, str]]:
    """The names and subjects of what has been said in a chat, or is just being said."""
    rows = tx.execute(
        sa.select(outbox.c.dedup, outbox.c.about)
        .where(
            outbox.c.channel == channel,
            outbox.c.chat == chat,
            outbox.c.kind.in_(kinds),
            outbox.c.state.in_([SENDING, SENT]),
        )
        .order_by(outbox.c.id)
    )
    return [(row.dedup, row.about) for row in rows]


@dataclass(frozen=True)
class Look:
    """Something that shows cases without being about one of them."""

    dedup: str
    kind: str
    about: str
    payload: dict[str, Json]


def list_looks_in_groups(
    tx: Connection, *, community_id: int, since: datetime, limit: int
) -> list[Look]:
    """What groups have been shown of cases since then, or are just being shown, newest first."""
    is_look = sa.and_(
        outbox.c.community_id == community_id,
        sa.text(f"outbox.{LOOKS}"),
        outbox.c.chat.startswith("-"),
    )
    row = (outbox.c.dedup, outbox.c.kind, outbox.c.about, outbox.c.payload)
    leaving = sa.select(*row).where(is_look, IS_SENDING).order_by(outbox.c.id)
    shown = (
        sa.select(*row)
        .where(is_look, outbox.c.sent_at >= since, outbox.c.shown > 0)
        .order_by(outbox.c.sent_at.desc())
        .limit(limit)
    )
    rows = [*tx.execute(leaving), *tx.execute(shown)]
    return [Look(one.dedup, one.kind, one.about, one.payload) for one in rows]


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
            IS_NEW,
            outbox.c.uncertain == 0,
        )
        .limit(1)
    ).one_or_none()
    if row is None:
        return False
    payload = row.payload | {key: [*row.payload[key], item]}
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(payload=payload))
    return True


def is_in_payload(tx: Connection, *, about: str, kind: str, key: str, item: Json) -> bool:
    """Whether a message about this subject shows this item, waiting or sent."""
    payloads = tx.execute(
        sa.select(outbox.c.payload).where(outbox.c.about == about, outbox.c.kind == kind)
    )
    return any(item in payload[key] for payload in payloads.scalars())


def find_shown(tx: Connection, *, about: str) -> tuple[int | None, dict[str, Json]]:
    """Whose a card is, and what it shows; nobody's and nothing if there is none."""
    row = tx.execute(
        sa.select(outbox.c.community_id, outbox.c.payload)
        .where(outbox.c.about == about)
        .order_by(outbox.c.id)
        .limit(1)
    ).one_or_none()
    return (row.community_id, row.payload) if row else (None, {})


def change_payload(
    tx: Connection, *, about: str, changes: Mapping[str, Json], now: datetime
) -> bool:
    """Change what a standing card shows, and owe it anew; ``False`` if there is no such card, or
    if it never showed that.
    """
    row = tx.execute(
        sa.select(outbox.c.id, outbox.c.dedup, outbox.c.payload).where(outbox.c.about == about)
    ).first()
    if row is None or not changes.keys() <= row.payload.keys():
        return False
    payload = row.payload | changes
    tx.execute(outbox.update().where(outbox.c.id == row.id).values(payload=payload))
    want_again(tx, dedup=row.dedup, now=now)
    return True


def change_card(
    tx: Connection, *, kind: str, about: str, to: Address, payload: Mapping[str, Json]
) -> None:
    """Change what one standing card of this chat will show the next time it is owed."""
    dedup = _card(kind, about, to)
    known = tx.execute(sa.select(outbox.c.payload).where(outbox.c.dedup == dedup)).scalar()
    if known is not None:
        tx.execute(
            outbox.update().where(outbox.c.dedup == dedup).values(payload=known | dict(payload))
        )


def owe_deletion(
    tx: Connection, message: str, where: Address, *, community_id: int | None, now: datetime
) -> None:
    """A message of ours is to leave its chat."""
    owe(
        tx,
        dedup=f"message.delete:{where.channel}:{where.chat}:{message}",
        kind="message.delete",
        to=where,
        lane=Lane.DIGEST,
        community_id=community_id,
        payload={"message": message},
        now=now,
    )


def move_chat(tx: Connection, *, channel: str, old: str, new: str, now: datetime) -> None:
    """A group became a supergroup: what is owed to the old id is owed to the new one.

    The new chat numbers its messages anew, so ours in the old one can be neither edited nor
    replied to, and an old number would name a stranger's message.
    """
    standing = sa.and_(outbox.c.channel == channel, outbox.c.chat == old)
    tx.execute(
        outbox.update()
        .where(standing, IS_NEW, outbox.c.kind.in_(TO_A_MESSAGE))
        .values(state=DEAD, error="moved", sent_at=now)
    )
    renamed = outbox.c.kind + ":" + outbox.c.about + f":{channel}:{new}"
    is_card = outbox.c.dedup == outbox.c.kind + ":" + outbox.c.about + f":{channel}:{old}"
    other = outbox.alias()
    is_taken = sa.exists().where(other.c.dedup == renamed)
    tx.execute(outbox.update().where(standing, is_card, ~is_taken).values(dedup=renamed))
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
