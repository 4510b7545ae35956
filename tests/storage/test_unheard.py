"""What was not acted upon is counted by day, and forgotten after a while."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.addresses import TELEGRAM, Address
from domain.communities import CommunityDefaults
from domain.people import ChatKind
from storage import communities, people
from storage.database import Database
from storage.tables import unheard
from storage.unheard import count_unheard, forget_unheard, sum_unheard

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
GROUP = Address("-100")


def settle(tx: Connection) -> tuple[int, int]:
    """A community with its group, and somebody in it."""
    defaults = CommunityDefaults("Asia/Shanghai", "zh_CN", "09:00-18:00", "22:00-07:00")
    community = communities.add_community(tx, "桃然亭", defaults=defaults, now=NOON)
    communities.bind_chat(
        tx,
        community_id=community.id,
        at=GROUP,
        kind=ChatKind.PUBLIC,
        title="群",
        missing_rights=(),
        now=NOON,
    )
    person_id = people.add_person(
        tx, channel=TELEGRAM, external_id="7", name="外人", username=None, now=NOON
    )
    return community.id, person_id


async def test_each_day_has_its_row_and_a_long_past_one_goes(db: Database) -> None:
    community_id, person_id = await db.do(settle)
    for at in (NOON - 40 * DAY, NOON - DAY, NOON - DAY, NOON):
        await db.do(count_unheard, person_id=person_id, where=GROUP, at=at)
    await db.do(count_unheard, person_id=person_id, where=Address("-200"), at=NOON)

    who = {"community_id": community_id, "person_id": person_id}
    assert await db.read(sum_unheard, **who, since=NOON - 50 * DAY) == 4
    assert await db.read(sum_unheard, **who, since=NOON - DAY) == 3
    assert await db.read(sum_unheard, **who, since=NOON) == 1  # the other chat is not theirs

    assert await db.do(forget_unheard, before=NOON - 30 * DAY, limit=500) == 1
    assert await db.do(forget_unheard, before=NOON - 30 * DAY, limit=500) == 0
    days = await db.read(lambda tx: set(tx.execute(sa.select(unheard.c.day)).scalars()))
    assert days == {"2026-03-01", "2026-03-02"}
