"""Offers 兑换项: what points can be spent on, and whether somebody may have one now."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.rules import RuleBroken


class OfferState(StrEnum):
    OPEN = "open"  # 上架
    CLOSED = "closed"  # 下架


@dataclass(frozen=True)
class Offer:
    """``per_person`` 0 is any number; ``lasts_days`` is how long its vouchers are good for."""

    id: int
    community_id: int
    shop_id: int
    name: str
    words: str
    points: int
    stock: int
    per_person: int
    starts_on: date | None
    ends_on: date | None
    lasts_days: int
    photo: str
    state: OfferState
    version: int


@dataclass(frozen=True)
class Buyer:
    """Somebody in front of an offer: what they can spend, how many of it they have that count."""

    person_id: int
    points: int
    living: int


def obstacle(offer: Offer, buyer: Buyer, *, today: date) -> RuleBroken | None:
    """Why this person cannot have one today; what concerns everybody goes first."""
    if offer.state is OfferState.CLOSED:
        return RuleBroken("offer.closed")
    if offer.starts_on and today < offer.starts_on:
        return RuleBroken("offer.not_yet", month=offer.starts_on.month, day=offer.starts_on.day)
    if offer.ends_on and today > offer.ends_on:
        return RuleBroken("offer.over", month=offer.ends_on.month, day=offer.ends_on.day)
    if offer.stock < 1:
        return RuleBroken("offer.sold_out")
    if buyer.person_id == offer.shop_id:
        return RuleBroken("offer.own_shop")
    if offer.per_person and buyer.living >= offer.per_person:
        return RuleBroken("offer.had_enough", count=offer.per_person)
    if buyer.points < offer.points:
        return RuleBroken("offer.too_few", short=offer.points - buyer.points)
    return None
