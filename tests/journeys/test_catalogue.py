"""A community's catalogue of categories, from the program's start on."""

import pytest
from sqlalchemy import Connection

from bot.neighbourhood import COMMUNITY
from domain.categories import Category
from storage import tables
from storage.categories import list_categories
from storage.communities import find_community
from tests.street import Street

pytestmark = pytest.mark.journey


def catalogue(tx: Connection) -> list[Category]:
    home = find_community(tx, COMMUNITY)
    assert home is not None
    return list_categories(tx, community_id=home.id)


def without_catalogue(tx: Connection) -> None:
    """As a community is that was founded before there were categories."""
    tx.execute(tables.categories.delete())


async def test_a_community_older_than_categories_has_them_after_the_next_start(
    street: Street,
) -> None:
    before = await street.read(catalogue)
    await street.program.db.do(without_catalogue)

    await street.restart()

    after = await street.read(catalogue)
    assert [one.code for one in after] == [one.code for one in before]
    assert len(after) == 50

    await street.restart()

    assert await street.read(catalogue) == after
