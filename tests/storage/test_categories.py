"""Categories come back as they were put in, on both engines."""

from dataclasses import replace

from sqlalchemy import Connection

from domain.catalogue import parse_catalogue
from domain.categories import Category
from domain.communities import CommunityDefaults
from locales.starter import read_starter
from storage import categories, communities
from storage.database import Database
from tests.storage.conftest import SPRING

STARTERS = parse_catalogue(read_starter("zh_CN"))


async def test_a_catalogue_is_kept_in_its_order_and_its_kinds_can_be_changed(db: Database) -> None:
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "")
    first, changed = STARTERS[0], replace(STARTERS[0], name="电梯关人", questions=())

    def kept(tx: Connection) -> list[Category]:
        home = communities.add_community(tx, "桃然亭", defaults=defaults, now=SPRING)
        assert categories.list_without_catalogue(tx) == [(home.id, "zh_CN")]
        categories.add_starter(tx, STARTERS, community_id=home.id)
        categories.add_starter(tx, STARTERS, community_id=home.id)
        assert categories.list_without_catalogue(tx) == []
        assert not categories.put_category(tx, changed, community_id=home.id)
        assert categories.put_category(tx, replace(first, code="own.kind"), community_id=home.id)
        return categories.list_categories(tx, community_id=home.id)

    found = await db.do(kept)

    assert [one.code for one in found] == [*(one.code for one in STARTERS), "own.kind"]
    assert (found[0].name, found[0].questions) == ("电梯关人", ())
    for one, starter in zip(found[1:-1], STARTERS[1:], strict=True):
        assert one == Category(id=one.id, community_id=one.community_id, **vars(starter))
