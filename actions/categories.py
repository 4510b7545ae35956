"""Deeds around the catalogue of categories 类别: how a community comes by its first one."""

from collections.abc import Sequence

from sqlalchemy import Connection

from domain.categories import Starter
from storage import categories


def ensure_catalogue(tx: Connection, *, community_id: int, starters: Sequence[Starter]) -> bool:
    """Give a community that has no category its first ones; ``True`` if it had none.

    What it has is its secretaries' own from then on, so a starter that changes later, or is given
    again, changes nothing.
    """
    if categories.list_categories(tx, community_id=community_id):
        return False
    categories.add_starter(tx, starters, community_id=community_id)
    return True
