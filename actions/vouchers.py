"""Deeds around vouchers 兑换券: an offer is taken 兑换, the voucher is shown, given back, expires.

Points wait in one account while a voucher can still be used. What a shop does: ``actions/tills``.
"""

import secrets
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.anew import make_way
from actions.deadlines import held
from actions.grants import today_in
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from actions.points import held_of, move_points, purse_of
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.offers import Buyer, Offer, obstacle
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.points import Movement
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from domain.vouchers import LIVING, WARNED_AHEAD, Voucher, VoucherState, end_of, voucher_id_of
from storage import jobs, messages, offers, outbox, people, points, vouchers
from storage.communities import get_community
from storage.jobs import Job
from storage.outbox import Lane

CARD, LIST, TOLD = "voucher.card", "voucher.list", "voucher.told"
EXPIRY, WARNING = "voucher.expiry", "voucher.warning"


def buyer_of(tx: Connection, offer: Offer, person_id: int) -> Buyer:
    return Buyer(
        person_id,
        points.balance_of(tx, community_id=offer.community_id, person_id=person_id),
        vouchers.count_had(tx, offer_id=offer.id, person_id=person_id, states=LIVING),
    )


@once
def redeem_offer(
    tx: Connection,
    *,
    by: Visitor,
    offer_id: int,
    had: int,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take one: stock, points and voucher together or not at all.

    ``had`` is how many of it the presser had ever had when the card was drawn, and belongs into
    the ``source``: however often that card is pressed it is one voucher, and the next one needs a
    card that knows of this one.
    """
    check_visitor_may(tx, by, Verb.REDEEM)
    offer = offers.find_offer(tx, offer_id, community_id=by.home)
    if offer is None:
        raise RuleBroken("press.stale")
    if had != vouchers.count_had(tx, offer_id=offer.id, person_id=by.person_id):
        raise RuleBroken("offer.card_is_old")
    today = today_in(tx, by.home, now)
    broken = obstacle(offer, buyer_of(tx, offer, by.person_id), today=today)
    if broken is not None:
        raise broken
    if not offers.take_one(tx, offer.id, today=today):
        raise RuleBroken("offer.sold_out")
    voucher = _issue(tx, offer, by.person_id, codes=codes, source=source, now=now)
    turn_card(tx, {"is_asking": False}, here, now=now)
    owe_card(tx, voucher, now=now)
    return Answer("voucher.issued")


def turn_card(tx: Connection, changes: dict[str, Json], here: Address, *, now: datetime) -> None:
    """The card that was pressed shows what came of it; one that is gone keeps nobody from it."""
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None:
        outbox.change_payload(tx, about=about, changes=changes, now=now)


def _issue(
    tx: Connection, offer: Offer, person_id: int, *, codes: Codes, source: str, now: datetime
) -> Voucher:
    community = get_community(tx, offer.community_id)
    zone = ZoneInfo(community.timezone)
    nonce = _nonce(tx, codes)
    last_day = now.astimezone(zone).date() + timedelta(days=offer.lasts_days)
    voucher = vouchers.add_voucher(
        tx,
        community_id=offer.community_id,
        offer_id=offer.id,
        person_id=person_id,
        shop_id=offer.shop_id,
        points=offer.points,
        nonce=nonce,
        mark=codes.mark_for(nonce),
        source=source,
        expires_at=end_of(last_day, zone),
        now=now,
    )
    if voucher is None:  # this source had its voucher before its answer was forgotten
        raise RuleBroken("offer.card_is_old")
    purse, waiting = purse_of(tx, offer.community_id, person_id), held_of(tx, offer.community_id)
    move_points(
        tx,
        source=f"{voucher.about}:held",
        from_=purse,
        to=waiting,
        points=voucher.points,
        rule=Movement.HELD.value,
        voucher_id=voucher.id,
        words=offer.name,
        now=now,
    )
    _promise(tx, EXPIRY, voucher, voucher.expires_at)
    warn_at = held(voucher.expires_at - WARNED_AHEAD, community)
    if warn_at > now:
        _promise(tx, WARNING, voucher, warn_at)
    return voucher


def _nonce(tx: Connection, codes: Codes) -> str:
    """One whose code nobody has: with 50 bits, the first."""
    while True:
        nonce = secrets.token_hex(16)
        if vouchers.find_marked(tx, codes.mark_for(nonce)) is None:
            return nonce


def _promise(tx: Connection, kind: str, voucher: Voucher, due_at: datetime) -> None:
    jobs.add_job(
        tx,
        kind=kind,
        subject=voucher.about,
        period="",
        due_at=due_at,
        community_id=voucher.community_id,
    )


def owe_card(tx: Connection, voucher: Voucher, *, now: datetime) -> None:
    """The owner's card, in private, where it is kept up to date."""
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=voucher.about,
        to=people.get_account(tx, voucher.person_id, channel=TELEGRAM).private,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=voucher.community_id,
        payload={"is_asking": False},
        pause=timedelta(0),
        now=now,
    )


def owned_by(tx: Connection, by: Visitor, voucher_id: int, verb: Verb) -> Voucher:
    """A voucher that the visitor may do this to because it is theirs."""
    voucher = vouchers.find_voucher(tx, voucher_id, community_id=by.home)
    if voucher is None:
        raise RuleBroken("press.stale")
    check_may(verb, holdings_now(tx, by), is_own=voucher.person_id == by.person_id)
    if voucher.person_id != by.person_id:
        raise RuleBroken("press.stale")
    return voucher


@once
def show_code(
    tx: Connection, *, by: Visitor, voucher_id: int, codes: Codes, source: str, now: datetime
) -> Answer | None:
    """Show the owner their voucher below all that was said since. Where the key was lost, its code
    becomes the one that the new key makes.
    """
    voucher = owned_by(tx, by, voucher_id, Verb.RETURN_VOUCHER)
    show_owner(tx, voucher, codes=codes, now=now)
    return None


def show_owner(tx: Connection, voucher: Voucher, *, codes: Codes, now: datetime) -> None:
    mark = codes.mark_for(voucher.nonce)
    if voucher.state is VoucherState.ISSUED and mark != voucher.mark:
        vouchers.mark_anew(tx, voucher, mark)
    make_way(
        tx,
        kind=CARD,
        about=voucher.about,
        to=people.get_account(tx, voucher.person_id, channel=TELEGRAM).private,
        community_id=voucher.community_id,
        now=now,
    )
    owe_card(tx, voucher, now=now)


@once
def ask_return(
    tx: Connection, *, by: Visitor, voucher_id: int, is_asking: bool, source: str, now: datetime
) -> Answer | None:
    """退券 is asked once more before it is done; 算了 takes it back."""
    voucher = owned_by(tx, by, voucher_id, Verb.RETURN_VOUCHER)
    check_can_end(voucher, now=now)
    changed = outbox.change_payload(
        tx, about=voucher.about, changes={"is_asking": is_asking}, now=now
    )
    if not changed:
        raise RuleBroken("press.stale")
    return None


@once
def return_voucher(
    tx: Connection, *, by: Visitor, voucher_id: int, source: str, now: datetime
) -> Answer | None:
    """The points come back to their owner and the piece into the stock."""
    voucher = owned_by(tx, by, voucher_id, Verb.RETURN_VOUCHER)
    if not vouchers.end_voucher(tx, voucher, VoucherState.RETURNED, by=by.person_id, now=now):
        check_can_end(vouchers.get_voucher(tx, voucher.id), now=now)
        raise RuleBroken("press.stale")
    _give_back(tx, voucher, now=now)
    return Answer("voucher.returned", {"points": voucher.points})


def check_can_end(voucher: Voucher, *, now: datetime) -> None:
    """Raises ``RuleBroken`` that says how it has ended already."""
    if voucher.state is not VoucherState.ISSUED:
        raise RuleBroken(f"voucher.is_{voucher.state}")
    if voucher.expires_at <= now:
        raise RuleBroken("voucher.is_expired")


def _give_back(tx: Connection, voucher: Voucher, *, now: datetime) -> None:
    offers.put_in_stock(tx, voucher.offer_id, 1)
    move_points(
        tx,
        source=f"{voucher.about}:returned",
        from_=held_of(tx, voucher.community_id),
        to=purse_of(tx, voucher.community_id, voucher.person_id),
        points=voucher.points,
        rule=Movement.RETURNED.value,
        voucher_id=voucher.id,
        words=offers.get_offer(tx, voucher.offer_id).name,
        now=now,
    )
    close(tx, voucher, now=now)


def close(tx: Connection, voucher: Voucher, *, now: datetime) -> None:
    """It has ended: nothing more waits for it, and its card says so."""
    for kind in (EXPIRY, WARNING):
        jobs.cancel_jobs(tx, kind=kind, subject=voucher.about, now=now)
    outbox.change_payload(tx, about=voucher.about, changes={"is_asking": False}, now=now)


def expire(tx: Connection, job: Job, now: datetime) -> None:
    """Its last day is over: the points go back. It ends at midnight, and is told in the morning."""
    voucher = vouchers.get_voucher(tx, voucher_id_of(job.subject))
    if not vouchers.end_voucher(tx, voucher, VoucherState.EXPIRED, by=None, now=now):
        return
    _give_back(tx, voucher, now=now)
    tell_owner(tx, voucher, "expired", now=now)


def warn(tx: Connection, job: Job, now: datetime) -> None:
    """A week before, somebody may still use what they have."""
    voucher = vouchers.get_voucher(tx, voucher_id_of(job.subject))
    if voucher.state is VoucherState.ISSUED:
        tell_owner(tx, voucher, "ends_soon", now=now)


def tell_owner(tx: Connection, voucher: Voucher, what: str, *, now: datetime) -> None:
    """Tell something once, after the quiet hours; what a shop has just done goes at once."""
    account = people.get_account(tx, voucher.person_id, channel=TELEGRAM)
    if not account.is_reachable:
        return
    is_news = what == "used"
    outbox.owe(
        tx,
        dedup=f"{TOLD}:{voucher.about}:{what}",
        kind=TOLD,
        about=f"{voucher.about}:{what}",
        to=account.private,
        lane=Lane.NOTICE,
        community_id=voucher.community_id,
        payload={"voucher_id": voucher.id, "what": what},
        not_before=now if is_news else held(now, get_community(tx, voucher.community_id)),
        now=now,
    )
