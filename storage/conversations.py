"""Forms that are under way in private: one of each kind for a person, under a row version.

The row stays when a form ends, so that its version never begins anew and a button of long ago
can never fit a later form.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.answers import Json
from storage.tables import conversations


@dataclass(frozen=True)
class Conversation:
    person_id: int
    community_id: int | None
    form: str
    step: str
    data: dict[str, Json]
    version: int


def find_conversation(tx: Connection, person_id: int, *, form: str) -> Conversation | None:
    """The form this person has open, or opened last, if it is of this kind."""
    row = tx.execute(
        sa.select(conversations).where(
            conversations.c.person_id == person_id, conversations.c.form == form
        )
    ).one_or_none()
    if row is None:
        return None
    return Conversation(row.person_id, row.community_id, row.form, row.step, row.data, row.version)


def begin_conversation(
    tx: Connection,
    *,
    person_id: int,
    community_id: int | None,
    form: str,
    step: str,
    data: dict[str, Json],
    now: datetime,
) -> int:
    """Open a form anew, in place of an earlier one of its kind; return its version."""
    values = {
        "community_id": community_id,
        "form": form,
        "step": step,
        "data": data,
        "updated_at": now,
    }
    version: int = tx.execute(
        postgresql.insert(conversations)
        .values(person_id=person_id, version=1, **values)
        .on_conflict_do_update(
            index_elements=["person_id", "form"],
            set_={**values, "version": conversations.c.version + 1},
        )
        .returning(conversations.c.version)
    ).scalar_one()
    return version


def move_conversation(
    tx: Connection,
    before: Conversation,
    *,
    step: str,
    data: dict[str, Json],
    community_id: int | None,
    now: datetime,
) -> bool:
    """Go on from what was read; ``False`` if the form has moved meanwhile."""
    moved = tx.execute(
        conversations.update()
        .where(
            conversations.c.person_id == before.person_id,
            conversations.c.form == before.form,
            conversations.c.version == before.version,
        )
        .values(
            step=step,
            data=data,
            community_id=community_id,
            version=before.version + 1,
            updated_at=now,
        )
    )
    return moved.rowcount == 1


def keep(tx: Connection, before: Conversation, *, data: dict[str, Json], now: datetime) -> None:
    """Write down more of the same step; its buttons stay good."""
    tx.execute(
        conversations.update()
        .where(
            conversations.c.person_id == before.person_id,
            conversations.c.form == before.form,
            conversations.c.version == before.version,
        )
        .values(data=data, updated_at=now)
    )


def is_under_way(tx: Connection, person_id: int, *, form: str, done: str) -> bool:
    """Whether this person is in the middle of a form of this kind."""
    found = find_conversation(tx, person_id, form=form)
    return found is not None and found.step != done


NOT_ASKING = ("onboarding", "record")
"""Forms whose words nobody has to tell from others': the one has no questions for words, the other
takes all that is said for two hours, and is often never finished.
"""


def is_newest_open(tx: Connection, person_id: int, *, form: str, done: str) -> bool:
    """Whether of all forms this person is in the middle of, it is this one they went on with last:
    what they say now belongs to it.
    """
    newest = tx.execute(
        sa.select(conversations.c.form)
        .where(
            conversations.c.person_id == person_id,
            conversations.c.form.not_in(NOT_ASKING),
            conversations.c.step != done,
        )
        .order_by(conversations.c.updated_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return newest == form
