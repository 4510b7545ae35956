"""Random months of points, lived by the deeds themselves: what reports earn, what a secretary gives
and takes back, vouchers that are drawn, used, returned or forgotten, points that lapse. After each
step everything is added up anew, and nothing may be wrong with it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as live

from actions.awards import award_points
from actions.expiry import plan_expiry
from actions.grants import Earned, grant_for
from actions.reversals import reverse_award
from actions.tills import use_voucher
from actions.vouchers import redeem_offer, return_voucher
from bot.jobs import JOBS
from bot.ticker import do_job
from domain.addresses import Address
from domain.awards import parse_award
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rule_sheets import Event, Rule, RuleSheet
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from storage import jobs, offers, vouchers
from storage.audit import audit
from storage.rule_sheets import add_sheet
from storage.tables import grants
from storage.tables import offers as offer_rows
from storage.tables import vouchers as voucher_rows
from tests.actions.conftest import Place
from tests.ledger import count_entries

SPRING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
CODES = Codes(b"key")
NAMES = ("小李", "王阿姨", "周爷爷")
STOCK, PRICE = 3, 5
SHEET = RuleSheet(
    (
        Rule("report.accepted", Event.REPORT_ACCEPTED, 4, per_day=6),
        Rule("activity.attended", Event.ACTIVITY_ATTENDED, 5, delay_h=24),
    ),
    second_above=50,
    expiry="1",
)
WHO = st.integers(0, len(NAMES) - 1)
PICK = st.integers(0, 9)


class Months(RuleBasedStateMachine):
    place: ClassVar[Place]
    people: ClassVar[list[Visitor]]
    secretary: ClassVar[Visitor]
    shop: ClassVar[Visitor]
    offer: ClassVar[int]

    def __init__(self) -> None:
        super().__init__()
        self.tx = self.place.tx
        self.life = self.tx.begin_nested()
        self.now, self.number = SPRING, 0
        for who in range(len(NAMES)):
            self.is_given_or_docked(who, 12)

    def teardown(self) -> None:
        self.life.rollback()

    @rule(who=WHO, event=st.sampled_from((Event.REPORT_ACCEPTED, Event.ACTIVITY_ATTENDED)))
    def earns(self, who: int, event: Event) -> None:
        person = self.people[who].person_id
        earned = Earned(
            event, self.place.id, person, self.secretary.person_id, self.source(), about="case:1"
        )
        first = grant_for(self.tx, earned, now=self.now)
        assert grant_for(self.tx, earned, now=self.now) == first, "the same source again"

    @rule(who=WHO, points=st.integers(-6, 12).filter(bool))
    def is_given_or_docked(self, who: int, points: int) -> None:
        words = f"@{who_is(who)} {abs(points)} 楼道里的事"
        wish = parse_award(words, is_deduction=points < 0)
        self.tries(award_points, by=self.secretary, here=self.place.here(), wish=wish, target=None)

    @rule(pick=PICK)
    def is_taken_back(self, pick: int) -> None:
        if found := self.ids(grants.c.id):
            grant = found[pick % len(found)]
            self.tries(reverse_award, by=self.secretary, grant_id=grant, reason="弄错了")

    @rule(who=WHO)
    def buys(self, who: int) -> None:
        by = self.people[who]
        had = vouchers.count_had(self.tx, offer_id=self.offer, person_id=by.person_id)
        here = Address(by.external_id, reply_to="1")
        self.tries(redeem_offer, by=by, offer_id=self.offer, had=had, here=here, codes=CODES)

    @rule(pick=PICK)
    def is_used(self, pick: int) -> None:
        if found := self.ids(voucher_rows.c.id):
            here = Address(self.shop.external_id, reply_to="1")
            voucher = vouchers.get_voucher(self.tx, found[pick % len(found)])
            number, proof = voucher.id, voucher.proof
            self.tries(use_voucher, by=self.shop, voucher_id=number, proof=proof, here=here)

    @rule(pick=PICK, who=WHO)
    def is_returned(self, pick: int, who: int) -> None:
        if found := self.ids(voucher_rows.c.id):
            self.tries(return_voucher, by=self.people[who], voucher_id=found[pick % len(found)])

    @rule(days=st.sampled_from((1, 12, 33)))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days=days)
        while due := jobs.list_due(self.tx, now=self.now, limit=1):
            do_job(self.tx, due[0], deeds=JOBS, now=max(due[0].due_at, SPRING))

    def source(self) -> str:
        self.number += 1
        return f"tg:{self.number}"

    def ids(self, column: sa.Column[int]) -> list[int]:
        return list(self.tx.execute(sa.select(column).order_by(column)).scalars())

    def tries(self, deed: Callable[..., object], **more: object) -> None:
        """Twice with one source, as a repeated update; what breaks a rule leaves nothing behind."""
        source, before = self.source(), None
        for _ in range(2):
            with self.tx.begin_nested() as attempt:
                try:
                    deed(self.tx, source=source, now=self.now, **more)
                except RuleBroken:
                    attempt.rollback()
            entries = count_entries(self.tx)
            assert before in (None, entries), "the same wish again moved something"
            before = entries

    @invariant()
    def everything_adds_up(self) -> None:
        assert audit(self.tx).faults == ()
        stock = self.tx.execute(sa.select(offer_rows.c.stock)).scalar_one()
        taken = sa.select(sa.func.count()).where(voucher_rows.c.state.in_(["issued", "used"]))
        assert stock + self.tx.execute(taken).scalar_one() == STOCK


def who_is(number: int) -> str:
    return f"person{number}"


def test_whatever_people_do_every_point_can_be_told(place: Place) -> None:
    place.group("-100", ChatKind.PUBLIC)
    Months.place = place
    Months.people = [place.person(one, username=who_is(n)) for n, one in enumerate(NAMES)]
    Months.secretary = place.person("陈书记", Role.SECRETARY)
    Months.shop = place.person("刘老板", Role.MERCHANT)
    add_sheet(place.tx, SHEET, community_id=place.id, made_by=None, now=SPRING)
    plan_expiry(place.tx, place.id, now=SPRING)
    Months.offer = offers.add_offer(
        place.tx,
        community_id=place.id,
        shop_id=Months.shop.person_id,
        name="理发券",
        words="",
        points=PRICE,
        stock=STOCK,
        per_person=0,
        starts_on=None,
        ends_on=None,
        lasts_days=30,
        photo="",
        made_by=Months.secretary.person_id,
        source="offer",
        now=SPRING,
    ).id

    live(
        Months,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
