"""Letters about statements 对账单."""

from sqlalchemy import Connection

from actions.statements import CARD, MONTH, WRONG
from bot.letters.letter import Letter
from cards import statements as cards
from cards.card import Card, Reader
from domain.statements import Statement, month_of, span_of
from storage import offers, statements, vouchers
from storage.paying import Owed
from storage.people import names_of


def _month(
    tx: Connection, home: int, shop_id: int, month: str, to: Reader, *, count: int, points: int
) -> cards.ShopMonth:
    since, until = span_of(month, to.zone)
    found = vouchers.list_used(
        tx,
        community_id=home,
        shop_id=shop_id,
        since=since,
        until=until,
        limit=cards.MOST_LISTED,
    )
    owners = {one.voucher.person_id for one in found}
    names = names_of(tx, community_id=home, person_ids=owners)
    listed = [
        cards.Used(one.voucher, one.name, names.get(one.voucher.person_id, "")) for one in found
    ]
    shop = offers.name_of_shop(tx, community_id=home, shop_id=shop_id)
    return cards.ShopMonth(shop, count, points, listed)


def statement(tx: Connection, owed: Owed, to: Reader) -> Card:
    found = statements.get_statement(tx, owed.payload["statement_id"])
    shown = _month(
        tx,
        found.community_id,
        found.shop_id,
        found.month,
        to,
        count=found.vouchers,
        points=found.points,
    )
    names = _signers(tx, found)
    return cards.statement_card(found, shown, names, to, reader_id=owed.payload["person_id"])


def _signers(tx: Connection, found: Statement) -> dict[int, str]:
    signers = [one for one in (found.shop_signed_by, found.office_signed_by) if one is not None]
    return names_of(tx, community_id=found.community_id, person_ids=signers)


def month(tx: Connection, owed: Owed, to: Reader) -> Card:
    """As of now, of one shop or of all."""
    home, shop_id = owed.community_id, owed.payload["shop_id"]
    assert home is not None
    today = month_of(to.now.astimezone(to.zone).date())
    since, until = span_of(today, to.zone)
    shops = [shop_id] if shop_id else statements.list_shops(tx, community_id=home)
    taken = vouchers.sum_used(tx, community_id=home, shop_ids=shops, since=since, until=until)
    months = [
        _month(tx, home, one.shop_id, today, to, count=one.vouchers, points=one.points)
        for one in taken
    ]
    return cards.month_card(months, today, to)


def wrong(tx: Connection, owed: Owed, to: Reader) -> Card:
    found = statements.get_statement(tx, owed.payload["statement_id"])
    shop = offers.name_of_shop(tx, community_id=found.community_id, shop_id=found.shop_id)
    return cards.wrong_card(shop, found.month, owed.payload["words"], to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(statement, is_standing=True, reposts=True),
    MONTH: Letter(month),
    WRONG: Letter(wrong),
}
