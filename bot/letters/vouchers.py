"""Letters about vouchers 兑换券. A code is made when its card is sent, and lies nowhere before."""

from sqlalchemy import Connection

from actions import tills
from actions.vouchers import CARD, LIST, TOLD
from bot.letters.letter import Letter
from cards import vouchers as cards
from cards.card import Card, Reader
from domain.voucher_codes import Codes
from domain.vouchers import Voucher, VoucherState, voucher_id_of
from storage import offers, vouchers
from storage.paying import Owed
from storage.people import names_of


def _facts(tx: Connection, voucher: Voucher) -> cards.VoucherFacts:
    home = voucher.community_id
    names = names_of(tx, community_id=home, person_ids=[voucher.person_id])
    return cards.VoucherFacts(
        voucher,
        offers.get_offer(tx, voucher.offer_id).name,
        offers.name_of_shop(tx, community_id=home, shop_id=voucher.shop_id),
        names.get(voucher.person_id, ""),
    )


def _about(tx: Connection, owed: Owed) -> Voucher:
    assert owed.about is not None
    return vouchers.get_voucher(tx, voucher_id_of(owed.about))


def owners(tx: Connection, owed: Owed, to: Reader) -> Card:
    facts = _facts(tx, _about(tx, owed))
    return cards.owner_card(facts, to, is_asking=owed.payload["is_asking"])


def unseal(tx: Connection, owed: Owed, card: Card, codes: Codes, to: Reader) -> Card:
    """The code and its picture, while they are good for something."""
    voucher = _about(tx, owed)
    if voucher.state is not VoucherState.ISSUED or voucher.expires_at <= to.now:
        return card
    code = codes.code_of(voucher.nonce)
    if codes.mark_of(code) != voucher.mark:
        return cards.without_code(card, voucher, to)
    return cards.with_code(card, code, codes.salt_for(voucher.nonce), to)


def till(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.till_card(_facts(tx, vouchers.get_voucher(tx, owed.payload["voucher_id"])), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    home = owed.community_id
    assert home is not None
    found = vouchers.list_held(tx, community_id=home, person_id=owed.payload["person_id"])
    return cards.list_card([_facts(tx, one.voucher) for one in found], to)


def told(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """A warning is nothing any more when it has ended meanwhile."""
    voucher, what = vouchers.get_voucher(tx, owed.payload["voucher_id"]), owed.payload["what"]
    if what == "ends_soon" and voucher.state is not VoucherState.ISSUED:
        return None
    return cards.told_card(_facts(tx, voucher), what, to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(owners, is_standing=True, reposts=True, unseal=unseal),
    tills.CARD: Letter(till, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    TOLD: Letter(told),
}
