"""兑换: what one community gives is nothing to another, and points never come about or get lost."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest
import sqlalchemy as sa

from actions.offer_form import begin_offer, fill_offer, find_form, press_offer
from actions.offers import ask_how_many, manage_offer, shelve_offer, show_offer
from actions.points import move_points, pool_of, purse_of
from actions.roles import give_role
from actions.tills import show_voucher, use_voucher
from actions.vouchers import EXPIRY, expire, redeem_offer, return_voucher, show_code
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.offers import Offer, OfferState
from domain.people import Visitor
from domain.permissions import Role
from domain.roles import Target, Wish
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from storage import communities, offers, people, vouchers
from storage.jobs import Job
from storage.tables import point_accounts
from storage.tables import vouchers as table
from tests.actions.conftest import DEFAULTS, Place

CODES = Codes(b"a key of ours")


def offer_of(place: Place, shop: Visitor, *, stock: int = 5, points: int = 30) -> Offer:
    return offers.add_offer(
        place.tx,
        community_id=place.id,
        shop_id=shop.person_id,
        name="理发券",
        words="",
        points=points,
        stock=stock,
        per_person=0,
        starts_on=None,
        ends_on=None,
        lasts_days=30,
        photo="",
        made_by=shop.person_id,
        source="offer",
        now=place.now,
    )


def give_points(place: Place, to: Visitor, points: int) -> None:
    move_points(
        place.tx,
        source=f"gift:{to.person_id}",
        from_=pool_of(place.tx, place.id),
        to=purse_of(place.tx, place.id, to.person_id),
        points=points,
        rule="award",
        now=place.now,
    )


def card_of(who: Visitor) -> Address:
    return Address(who.external_id, reply_to="1")


def redeem(place: Place, who: Visitor, offer: Offer, *, had: int = 0) -> Answer | None:
    return redeem_offer(
        place.tx,
        by=who,
        offer_id=offer.id,
        had=had,
        here=card_of(who),
        codes=CODES,
        source=f"redeem:{offer.id}:{who.person_id}:{had}",
        now=place.now,
    )


def test_what_another_community_gives_cannot_be_reached_by_a_button(place: Place) -> None:
    shop, li = place.person("刘老板", Role.MERCHANT), place.person("小李")
    offer = offer_of(place, shop)
    give_points(place, li, 30)
    redeem(place, li, offer)
    tx, now = place.tx, place.now
    voucher = vouchers.get_voucher(tx, 1)
    other = communities.add_community(tx, "另一个社区", defaults=DEFAULTS, now=now)

    def there(who: Visitor, *held: Role) -> Visitor:
        """The same person in the other community, with all that one can be there."""
        people.add_member(
            tx, community_id=other.id, person_id=who.person_id, name=who.name, now=now
        )
        at_home, place.community = place.community, other
        for role in held:
            place.give(who, role)
        place.community = at_home
        return place.seen_in(who, other.id)

    us, own = there(shop, Role.MERCHANT, Role.SECRETARY), there(li)
    here = card_of(shop)
    deeds: list[Callable[[], Answer | None]] = [
        lambda: redeem(place, own, offer, had=1),
        lambda: show_offer(tx, by=own, offer_id=offer.id, here=here, source="s", now=now),
        lambda: manage_offer(tx, by=us, offer_id=offer.id, here=here, source="s", now=now),
        lambda: ask_how_many(tx, by=us, offer_id=offer.id, here=here, source="s", now=now),
        lambda: use_voucher(
            tx, by=us, voucher_id=1, proof=voucher.proof, here=here, source="s", now=now
        ),
        lambda: return_voucher(tx, by=own, voucher_id=1, source="s", now=now),
        lambda: show_code(tx, by=own, voucher_id=1, codes=CODES, source="s", now=now),
    ]
    for deed in deeds:
        with pytest.raises(RuleBroken, match=r"press\.stale"):
            deed()
    code = CODES.code_of(voucher.nonce)
    answer = show_voucher(tx, by=us, code=code, here=here, codes=CODES, source="s", now=now)
    assert answer is not None
    assert answer.key == "voucher.unknown"


def test_a_shop_cannot_take_in_what_nobody_has_shown_it(place: Place) -> None:
    """Numbers of vouchers are easily made up; what its own card knows is not."""
    shop, li = place.person("刘老板", Role.MERCHANT), place.person("小李")
    give_points(place, li, 30)
    redeem(place, li, offer_of(place, shop))
    proof = vouchers.get_voucher(place.tx, 1).proof

    def use(proof: str) -> Answer | None:
        return use_voucher(
            place.tx,
            by=shop,
            voucher_id=1,
            proof=proof,
            here=card_of(shop),
            source=f"press {proof}",
            now=place.now,
        )

    for made_up in ("", "0" * len(proof), proof[:-1]):
        with pytest.raises(RuleBroken, match=r"press\.stale"):
            use(made_up)
    used = use(proof)
    assert used is not None
    assert used.key == "voucher.used_now"


def take_role_away(place: Place, secretary: Visitor, shop: Visitor) -> None:
    give_role(
        place.tx,
        visitor=secretary,
        here=place.here(),
        wish=Wish(role=None),
        target=Target(shop.external_id, shop.name, None),
        source="no role",
        now=place.now,
    )


def test_nothing_is_on_the_shelf_of_somebody_who_is_no_merchant_any_more(place: Place) -> None:
    secretary, shop = place.person("陈书记", Role.SECRETARY), place.person("刘老板", Role.MERCHANT)
    li = place.person("小李")
    offer = offer_of(place, shop)
    give_points(place, li, 60)
    redeem(place, li, offer)
    take_role_away(place, secretary, shop)

    with pytest.raises(RuleBroken, match=r"offer\.closed"):
        redeem(place, li, offer, had=1)
    with pytest.raises(RuleBroken, match=r"offer\.no_merchant"):
        shelve_offer(
            place.tx,
            by=secretary,
            offer_id=offer.id,
            version=2,
            state=OfferState.OPEN,
            here=place.here(),
            source="shelve",
            now=place.now,
        )
    at_the_door = show_voucher(
        place.tx,
        by=shop,
        code=CODES.code_of(vouchers.get_voucher(place.tx, 1).nonce),
        here=card_of(shop),
        codes=CODES,
        source="scan",
        now=place.now,
    )
    assert at_the_door is not None
    assert at_the_door.key == "voucher.merchant_no_more"
    returned = return_voucher(place.tx, by=li, voucher_id=1, source="back", now=place.now)
    assert returned is not None, "and what was taken can still be given back"


def test_what_has_ended_before_it_is_published_is_put_right_first(place: Place) -> None:
    secretary = place.person("陈书记", Role.SECRETARY)
    place.person("刘老板", Role.MERCHANT, username="liulaoban")
    here = card_of(secretary)
    words = Words("理发券 30分 1张 @liulaoban 到3月5日")
    begin_offer(
        place.tx, by=secretary, said=words, target=None, here=here, source="a", now=place.now
    )
    later = place.now + timedelta(days=9)

    def publish(source: str) -> Answer | None:
        form = find_form(place.tx, secretary.person_id)
        assert form is not None
        return press_offer(
            place.tx,
            by=secretary,
            what="publish",
            version=form.version,
            source=source,
            now=later,
        )

    with pytest.raises(RuleBroken, match=r"offer\.ends_too_soon"):
        publish("too late")
    mended = Words("到3月31日")
    fill_offer(place.tx, by=secretary, said=mended, source="b", now=later)
    assert publish("in time") == Answer("offer.published", {"name": "理发券"})


class Counter:
    """Anybody presses anything at any time."""

    def __init__(self, place: Place, seed: int) -> None:
        self.place, self.tx, self.chance = place, place.tx, Random(seed)
        self.shop = place.person("刘老板", Role.MERCHANT)
        self.people = [place.person(name) for name in ("小李", "王阿姨", "外人")]
        self.offer = offer_of(place, self.shop, stock=4)
        for who in self.people[:2]:
            give_points(place, who, 100)

    def press(self, number: int) -> None:
        """As a lane does: a deed that breaks a rule leaves nothing behind."""
        who, now = self.chance.choice(self.people), self.place.now
        voucher_id, source = self.chance.randint(1, 2 + self._count()), f"press {number}"
        with suppress(RuleBroken), self.tx.begin_nested():
            match self.chance.choice((0, 0, 0, 1, 1, 2, 3, 3)):
                case 0:
                    had = vouchers.count_had(
                        self.tx, offer_id=self.offer.id, person_id=who.person_id
                    )
                    stale = self.chance.randrange(3) == 0
                    redeem(self.place, who, self.offer, had=had - stale)
                case 1:
                    return_voucher(self.tx, by=who, voucher_id=voucher_id, source=source, now=now)
                case 2:
                    self._use(voucher_id, source)
                case 3:
                    self._wait(self.chance.randint(0, 9))

    def _use(self, voucher_id: int, source: str) -> None:
        found = vouchers.find_voucher(self.tx, voucher_id, community_id=self.place.id)
        use_voucher(
            self.tx,
            by=self.shop,
            voucher_id=voucher_id,
            proof=found.proof if found else "",
            here=card_of(self.shop),
            source=source,
            now=self.place.now,
        )

    def _wait(self, days: int) -> None:
        self.place.now += timedelta(days=days)
        due = sa.select(table.c.id).where(table.c.expires_at <= self.place.now)
        for number in list(self.tx.execute(due).scalars()):
            job = Job(0, EXPIRY, f"voucher:{number}", "", self.place.now, 0)
            expire(self.tx, job, self.place.now)

    def _count(self) -> int:
        return sum(self._by("state", sa.func.count()).values())

    def _by(self, name: str, what: sa.ColumnElement[int]) -> dict[str, int]:
        found = sa.select(table.c[name], what).group_by(table.c[name])
        return {key: int(number) for key, number in self.tx.execute(found)}

    def check(self) -> None:
        worth = self._by("state", sa.func.sum(table.c.points))
        count = self._by("state", sa.func.count())
        kind, balance = point_accounts.c.kind, point_accounts.c.balance
        rows = self.tx.execute(sa.select(kind, sa.func.sum(balance)).group_by(kind))
        balances = {key: int(points) for key, points in rows}
        assert sum(balances.values()) == 0
        assert balances.get("held", 0) == worth.get("issued", 0)
        assert balances.get("shop", 0) == worth.get("used", 0)
        gone = count.get("issued", 0) + count.get("used", 0)
        assert offers.get_offer(self.tx, self.offer.id).stock == 4 - gone >= 0


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_pressed_points_and_pieces_are_never_made_nor_lost(
    place: Place, seed: int
) -> None:
    counter = Counter(place, seed)
    for number in range(150):
        counter.press(number)
        counter.check()
    assert counter._count() > 6, "some were given back or expired, and taken again"
