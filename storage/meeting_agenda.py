"""The agenda 议程 of a meeting: matters in their order, and what became of them."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from domain.meetings import AgendaItem, ItemState, Meeting
from storage.tables import agenda_items


def _item(row: sa.Row[tuple[Json, ...]]) -> AgendaItem:
    return AgendaItem(**{**row._mapping, "state": ItemState(row.state)})


def find_item(tx: Connection, item_id: int) -> AgendaItem | None:
    row = tx.execute(sa.select(agenda_items).where(agenda_items.c.id == item_id)).one_or_none()
    return _item(row) if row else None


def list_agenda(
    tx: Connection, meeting_id: int, *, states: Collection[ItemState] = tuple(ItemState)
) -> list[AgendaItem]:
    """A meeting's matters in their order."""
    rows = tx.execute(
        sa.select(agenda_items)
        .where(agenda_items.c.meeting_id == meeting_id, agenda_items.c.state.in_(sorted(states)))
        .order_by(agenda_items.c.position, agenda_items.c.id)
    )
    return [_item(row) for row in rows]


def add_item(
    tx: Connection,
    meeting: Meeting,
    title: str,
    *,
    proposal_id: int | None = None,
    carried_from_id: int | None = None,
) -> AgendaItem | None:
    """Put a matter at the end of the agenda; ``None`` if it was carried over before."""
    last = sa.select(sa.func.coalesce(sa.func.max(agenda_items.c.position), 0) + 1).where(
        agenda_items.c.meeting_id == meeting.id
    )
    row = tx.execute(
        postgresql.insert(agenda_items)
        .values(
            community_id=meeting.community_id,
            meeting_id=meeting.id,
            position=last.scalar_subquery(),
            title=title,
            proposal_id=proposal_id,
            carried_from_id=carried_from_id,
        )
        .on_conflict_do_nothing(index_elements=["meeting_id", "carried_from_id"])
        .returning(agenda_items)
    ).one_or_none()
    return _item(row) if row else None


def change_item(tx: Connection, item: AgendaItem, **changes: Json) -> AgendaItem | None:
    """Change a matter that nobody has changed since it was read; ``None`` if somebody has."""
    row = tx.execute(
        agenda_items.update()
        .where(agenda_items.c.id == item.id, agenda_items.c.version == item.version)
        .values(version=item.version + 1, **changes)
        .returning(agenda_items)
    ).one_or_none()
    return _item(row) if row else None
