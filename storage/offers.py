"""Offers 兑换项: what a community's points can be spent on, and how many are left."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql

from domain.offers import Offer, OfferState
from domain.permissions import Role
from storage.people import names_of
from storage.roles import list_held
from storage.tables import offers

MOST_LISTED = 200
"""More offers than that nobody looks at."""


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _offer(row: sa.Row[tuple[object, ...]]) -> Offer:
    return Offer(
        row.id,
        row.community_id,
        row.shop_id,
        row.name,
        row.words,
        row.points,
        row.stock,
        row.per_person,
        _day(row.starts_on),
        _day(row.ends_on),
        row.lasts_days,
        row.photo,
        OfferState(row.state),
        row.version,
    )


def add_offer(
    tx: Connection,
    *,
    community_id: int,
    shop_id: int,
    name: str,
    words: str,
    points: int,
    stock: int,
    per_person: int,
    starts_on: date | None,
    ends_on: date | None,
    lasts_days: int,
    photo: str,
    made_by: int,
    source: str,
    now: datetime,
) -> Offer:
    """Put it on the shelf; the same ``source`` is the same offer."""
    tx.execute(
        postgresql.insert(offers)
        .values(
            community_id=community_id,
            shop_id=shop_id,
            name=name,
            words=words,
            points=points,
            stock=stock,
            per_person=per_person,
            starts_on=starts_on.isoformat() if starts_on else "",
            ends_on=ends_on.isoformat() if ends_on else "",
            lasts_days=lasts_days,
            photo=photo,
            made_by=made_by,
            source=source,
            made_at=now,
        )
        .on_conflict_do_nothing(index_elements=["source"])
    )
    return _offer(tx.execute(sa.select(offers).where(offers.c.source == source)).one())


def find_offer(tx: Connection, offer_id: int, *, community_id: int) -> Offer | None:
    row = tx.execute(
        sa.select(offers).where(offers.c.id == offer_id, offers.c.community_id == community_id)
    ).one_or_none()
    return _offer(row) if row else None


def get_offer(tx: Connection, offer_id: int) -> Offer:
    return _offer(tx.execute(sa.select(offers).where(offers.c.id == offer_id)).one())


def list_on_shelf(tx: Connection, *, community_id: int, today: date) -> list[Offer]:
    """What can be had now, later, or again when there is more of it; the cheapest first."""
    rows = tx.execute(
        sa.select(offers)
        .where(
            offers.c.community_id == community_id,
            offers.c.state == OfferState.OPEN.value,
            sa.or_(offers.c.ends_on == "", offers.c.ends_on >= today.isoformat()),
        )
        .order_by(offers.c.points, offers.c.id)
        .limit(MOST_LISTED)
    )
    return [_offer(row) for row in rows]


def list_all(tx: Connection, *, community_id: int) -> list[Offer]:
    """Every offer there ever was, those on the shelf first, then the newest."""
    rows = tx.execute(
        sa.select(offers)
        .where(
            offers.c.community_id == community_id,
            offers.c.state.in_([one.value for one in OfferState]),
        )
        .order_by(offers.c.state.desc(), offers.c.id.desc())
        .limit(MOST_LISTED)
    )
    return [_offer(row) for row in rows]


def take_one(tx: Connection, offer_id: int, *, today: date) -> bool:
    """One less in stock; ``False``, and nothing changed, where none can be had today."""
    taken = tx.execute(
        offers.update()
        .where(
            offers.c.id == offer_id,
            offers.c.state == OfferState.OPEN.value,
            offers.c.stock > 0,
            offers.c.starts_on <= today.isoformat(),
            sa.or_(offers.c.ends_on == "", offers.c.ends_on >= today.isoformat()),
        )
        .values(stock=offers.c.stock - 1)
    )
    return taken.rowcount == 1


def put_in_stock(tx: Connection, offer_id: int, count: int) -> None:
    """More of it, on the shelf or not."""
    tx.execute(offers.update().where(offers.c.id == offer_id).values(stock=offers.c.stock + count))


def change_state(tx: Connection, offer: Offer, state: OfferState, *, version: int) -> bool:
    """Compare and set; ``False`` if somebody pressed first."""
    changed = tx.execute(
        offers.update()
        .where(offers.c.id == offer.id, offers.c.version == version)
        .values(state=state.value, version=version + 1)
    )
    return changed.rowcount == 1


def close_all_of(tx: Connection, *, community_id: int, shop_id: int) -> None:
    """下架 for all that is to be had from this person: nobody could take the vouchers in."""
    tx.execute(
        offers.update()
        .where(
            offers.c.community_id == community_id,
            offers.c.state == OfferState.OPEN.value,
            offers.c.shop_id == shop_id,
        )
        .values(state=OfferState.CLOSED.value, version=offers.c.version + 1)
    )


def name_of_shop(tx: Connection, *, community_id: int, shop_id: int) -> str:
    """What the role of a merchant says the shop is called, else the merchant's own name."""
    for held in list_held(tx, community_id=community_id, person_id=shop_id):
        if held.role is Role.MERCHANT and held.place:
            return held.place
    names = names_of(tx, community_id=community_id, person_ids=[shop_id])
    return names.get(shop_id, "")
