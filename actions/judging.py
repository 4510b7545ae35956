"""What hangs on a case's category 类别: how urgent it is, by when it is due, who may read it."""

from datetime import datetime

from sqlalchemy import Connection

from actions import deadlines
from actions.cases import chosen_category
from domain.answers import Json
from domain.cases import Case
from domain.categories import Category
from domain.categorising import corrected_priority
from domain.emergencies import find_emergency
from storage import cases


def columns_of(
    tx: Connection, case: Case, old: Category | None, new: Category, *, now: datetime
) -> dict[str, Json]:
    """Everything of the row that is another with another category."""
    priority = corrected_priority(
        case,
        old,
        new,
        is_emergency=find_emergency(f"{case.words} {case.place}") is not None,
        acts={event.kind for event in cases.list_events(tx, case.id)},
    )
    changes: dict[str, Json] = {
        "category_id": new.id,
        "priority": int(priority),
        "is_confidential": new.is_confidential or _is_hidden_anyway(case, old),
    }
    return changes | deadlines.clock_columns(tx, case, case.stage, changes, now=now)


def _is_hidden_anyway(case: Case, old: Category | None) -> bool:
    """It was not its category that hid it, but the case that it was split from or went into."""
    return case.is_confidential and not (old and old.is_confidential)


def first_category(tx: Connection, case: Case, *, now: datetime) -> dict[str, Json]:
    """The same for a case that had no words, and so no category, until now."""
    words = f"{case.words} {case.place}"
    new = chosen_category(tx, case.community_id, words, chosen_id=None)
    return columns_of(tx, case, None, new, now=now) if new else {}
