"""What a shop does with a voucher 兑换券: looks at it by its code, and takes it in 核销, once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.code_tries import check_may_try, note_wrong
from actions.looks import look_privately, point
from actions.once import once
from actions.permits import holdings_now
from actions.points import held_of, move_points, till_of
from actions.statements import owe_statements
from actions.vouchers import check_can_end, close, show_owner, tell_owner, turn_card
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb, check_may, may
from domain.points import Movement
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from domain.vouchers import Voucher, VoucherState
from storage import offers, vouchers
from storage.communities import get_community

CARD = "voucher.till"
START = "verify"
"""The deep link from a group. It does not name the code, which lies in nothing that is owed."""


@once
def show_voucher(
    tx: Connection,
    *,
    by: Visitor,
    code: str,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    """What a code is, for the shop that it is good in, and for its owner; for everybody else it is
    a wrong code, and wrong codes are counted.
    """
    check_may_try(tx, person_id=by.person_id, now=now)
    voucher = vouchers.find_marked(tx, codes.mark_of(code))
    if voucher is None or voucher.community_id != by.community_id:
        return note_wrong(tx, person_id=by.person_id, key="voucher.unknown", now=now)
    if voucher.person_id == by.person_id:
        show_owner(tx, voucher, codes=codes, now=now)
        return None
    is_shop = voucher.shop_id == by.person_id
    if not may(Verb.USE_VOUCHER, holdings_now(tx, by), is_own=is_shop):
        key = "voucher.merchant_no_more" if is_shop else "voucher.not_your_shop"
        return note_wrong(tx, person_id=by.person_id, key=key, now=now)
    if not here.is_private:
        point(tx, by, here, start=START, source=source, now=now)
    if here.is_private or by.is_reachable:
        payload = {"voucher_id": voucher.id}
        look_privately(tx, by, here, kind=CARD, payload=payload, source=source, now=now)
    return None


@once
def use_voucher(
    tx: Connection,
    *,
    by: Visitor,
    voucher_id: int,
    proof: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """核销: whoever comes first has used it; everybody later hears when and where that was.

    ``proof`` comes from the card that the code brought up: without a code a shop takes nothing in.
    """
    voucher = vouchers.find_voucher(tx, voucher_id, community_id=by.home)
    if voucher is None or proof != voucher.proof:
        raise RuleBroken("press.stale")
    is_shop = voucher.shop_id == by.person_id
    check_may(Verb.USE_VOUCHER, holdings_now(tx, by), is_own=is_shop)
    if not vouchers.end_voucher(tx, voucher, VoucherState.USED, by=by.person_id, now=now):
        _refuse(tx, vouchers.get_voucher(tx, voucher.id), now=now)
    offer = offers.get_offer(tx, voucher.offer_id)
    move_points(
        tx,
        source=f"{voucher.about}:used",
        from_=held_of(tx, voucher.community_id),
        to=till_of(tx, voucher.community_id, voucher.shop_id),
        points=voucher.points,
        rule=Movement.USED.value,
        voucher_id=voucher.id,
        confirmed_by=by.person_id,
        words=offer.name,
        now=now,
    )
    close(tx, voucher, now=now)
    tell_owner(tx, voucher, "used", now=now)
    owe_statements(tx, voucher.community_id, now=now)
    turn_card(tx, {"voucher_id": voucher.id}, here, now=now)
    return Answer("voucher.used_now", {"name": offer.name})


def _refuse(tx: Connection, voucher: Voucher, *, now: datetime) -> None:
    """Say why it cannot be used any more: when, where, by whom."""
    if voucher.state is VoucherState.USED and voucher.ended_at is not None:
        zone = ZoneInfo(get_community(tx, voucher.community_id).timezone)
        shop = offers.name_of_shop(tx, community_id=voucher.community_id, shop_id=voucher.shop_id)
        used, today = voucher.ended_at.astimezone(zone), now.astimezone(zone).date()
        clock = f"{used:%H:%M}"
        if used.date() == today:
            raise RuleBroken("voucher.used_today", clock=clock, shop=shop)
        month, day = used.month, used.day
        raise RuleBroken("voucher.used_already", month=month, day=day, clock=clock, shop=shop)
    check_can_end(voucher, now=now)
    raise RuleBroken("press.stale")
