"""What a report earns, and what it does not: below the door, case by case."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.case_confirmation import rate_case, settle_case, withdraw_case
from actions.case_work import act_on_case, assign_case
from actions.cases import Author, Filing, claim_find, report_case
from actions.grants import Earned, grant_for, release
from actions.merging import merge_case, unmerge_case
from actions.reversals import take_back
from actions.rule_sheets import ensure_sheet
from domain.addresses import TELEGRAM
from domain.cases import Act, Case, Kind, Rating, Stage
from domain.grants import GrantState
from domain.media import Attachment, Point, Words
from domain.people import Visitor
from domain.permissions import Role
from domain.rule_sheet_file import parse_rules
from domain.rule_sheets import Event, RuleSheet
from locales.starter import read_rules
from storage import cases, jobs
from storage.grants import list_about
from storage.people import change_account
from storage.points import balance_of
from storage.ranking import list_best
from storage.rule_sheets import add_sheet, find_sheet, get_sheet
from storage.tables import outbox
from tests.actions.conftest import Place

EAST, WEST = Point(31.2301, 121.4702), Point(31.2399, 121.4502)


class Office:
    """A community with the sheet that ships, its people, and acts in few words."""

    def __init__(self, place: Place) -> None:
        self.tx, self.place, self.now = place.tx, place, place.now
        self._numbers = count(1)
        sheet = parse_rules(read_rules("zh_CN"))
        ensure_sheet(place.tx, community_id=place.id, sheet=sheet, now=place.now)
        self.rider = place.person("小李")
        self.aunt = place.person("王阿姨")
        self.worker = place.person("赵师傅", Role.GRID_WORKER)
        self.secretary = place.person("陈书记", Role.SECRETARY)

    def source(self) -> str:
        return f"tg:1:{next(self._numbers)}"

    def reports(
        self,
        by: Visitor,
        *,
        at: Point | None = EAST,
        photo: bool = False,
        author: Visitor | None = None,
    ) -> Case:
        source = self.source()
        pictures = (Attachment(source, "photo", "file", None),) if photo else ()
        filing = Filing(
            Kind.PROBLEM,
            Words("路灯不亮了", pictures, at),
            self.place.here("-100"),
            made_of=source,
            author=Author(author.external_id, author.name, None) if author else None,
        )
        report_case(self.tx, by=by, filing=filing, source=source, now=self.now)
        known = cases.find_case_by_source(self.tx, source)
        assert known is not None
        return known

    def acts(self, by: Visitor, act: Act, case: Case, words: str = "好了") -> None:
        act_on_case(
            self.tx,
            by=by,
            act=act,
            case_id=case.id,
            said=Words(words),
            source=self.source(),
            now=self.now,
        )

    def mends(self, case: Case, *, by: Visitor | None = None) -> None:
        self.acts(by or self.worker, Act.ACCEPT, case)
        self.acts(by or self.worker, Act.RESOLVE, case)

    def has(self, who: Visitor) -> int:
        return balance_of(self.tx, community_id=self.place.id, person_id=who.person_id)

    def lays_down(self, change: Callable[[RuleSheet], RuleSheet]) -> None:
        sheet = find_sheet(self.tx, community_id=self.place.id)
        assert sheet is not None
        changed = change(sheet)
        assert add_sheet(self.tx, changed, community_id=self.place.id, made_by=None, now=self.now)


@pytest.fixture
def office(place: Place) -> Office:
    return Office(place)


def test_taken_on_pays_once_and_mended_pays_once(office: Office) -> None:
    case = office.reports(office.rider, photo=True)
    assert office.has(office.rider) == 0

    office.acts(office.worker, Act.ACCEPT, case)
    assert office.has(office.rider) == 3, "2 and 1 for the photo"
    office.acts(office.worker, Act.PROGRESS, case)
    assert office.has(office.rider) == 3
    office.acts(office.worker, Act.RESOLVE, case)

    assert office.has(office.rider) == 8
    found = list_about(office.tx, case.about)
    assert [(one.rule, one.points, one.granted_by) for one in found] == [
        ("report.accepted", 2, office.worker.person_id),
        ("report.photo", 1, office.worker.person_id),
        ("report.solved", 5, office.worker.person_id),
    ]


@pytest.mark.parametrize("act", [Act.ASSIGN, Act.TRANSFER])
def test_other_ways_to_take_it_on_pay_too(office: Office, act: Act) -> None:
    case = office.reports(office.rider)
    if act is Act.ASSIGN:
        to = [office.worker.person_id]
        assign_case(
            office.tx,
            by=office.secretary,
            case_id=case.id,
            to=to,
            source=office.source(),
            now=office.now,
        )
    else:
        office.acts(office.worker, act, case, "城管 占道")

    assert office.has(office.rider) == 2
    office.acts(office.worker, Act.RESOLVE, case)
    assert office.has(office.rider) == 7


def test_opened_again_it_pays_nothing_more(office: Office) -> None:
    case = office.reports(office.rider)
    office.mends(case)
    rate_case(
        office.tx,
        by=office.rider,
        case_id=case.id,
        rating=Rating.DISSATISFIED,
        where=office.place.here(),
        source=office.source(),
        now=office.now,
    )
    office.now += timedelta(days=40)
    office.acts(office.worker, Act.RESOLVE, case)

    assert office.has(office.rider) == 7


def test_a_cap_that_was_used_up_is_not_made_good_by_opening_it_again(office: Office) -> None:
    office.lays_down(lambda sheet: replace_rule(sheet, "report.solved", per_day=5))
    first, second = office.reports(office.rider), office.reports(office.rider, at=WEST)
    office.mends(first)
    office.mends(second)
    assert office.has(office.rider) == 2 + 2 + 5
    office.acts(office.worker, Act.NOTE, second, "再看")
    rate_case(
        office.tx,
        by=office.rider,
        case_id=second.id,
        rating=Rating.DISSATISFIED,
        where=office.place.here(),
        source=office.source(),
        now=office.now,
    )
    office.now += timedelta(days=1)
    office.acts(office.worker, Act.RESOLVE, second)

    assert office.has(office.rider) == 9


def replace_rule(sheet: RuleSheet, code: str, **changes: int) -> RuleSheet:
    [place] = [place for place, one in enumerate(sheet.rules) if one.code == code]
    rule = sheet.rules[place]
    return sheet.with_rule(
        place,
        replace(
            rule,
            points=changes.get("points", rule.points),
            per_day=changes.get("per_day", rule.per_day),
            delay_h=changes.get("delay_h", rule.delay_h),
        ),
    )


def test_a_day_pays_no_more_than_its_cap_and_what_is_left_of_it(office: Office) -> None:
    office.lays_down(lambda sheet: replace_rule(sheet, "report.accepted", per_day=5))
    for number in range(4):
        case = office.reports(office.rider, at=Point(31.2 + number / 50, 121.4))
        office.acts(office.worker, Act.ACCEPT, case)
    assert office.has(office.rider) == 2 + 2 + 1

    office.now += timedelta(days=1)
    case = office.reports(office.rider, at=Point(31.4, 121.4))
    office.acts(office.worker, Act.ACCEPT, case)
    assert office.has(office.rider) == 7


def test_the_same_place_and_kind_pays_once_in_thirty_days(office: Office) -> None:
    office.mends(office.reports(office.rider))
    office.mends(office.reports(office.aunt, photo=True))
    assert office.has(office.aunt) == 0, "not even for the photo that the first had not"
    office.mends(office.reports(office.aunt, at=WEST))
    assert office.has(office.aunt) == 7

    office.now += timedelta(days=29)
    office.mends(office.reports(office.aunt))
    assert office.has(office.aunt) == 7
    office.now += timedelta(days=1)
    office.mends(office.reports(office.aunt))
    assert office.has(office.aunt) == 14


def test_what_was_first_goes_on_earning_whatever_was_reported_since(office: Office) -> None:
    first = office.reports(office.rider)
    office.acts(office.worker, Act.ACCEPT, first)
    office.now += timedelta(days=31)
    office.acts(office.worker, Act.ACCEPT, office.reports(office.aunt))
    office.acts(office.worker, Act.RESOLVE, first)

    assert (office.has(office.rider), office.has(office.aunt)) == (7, 2)


def test_nobody_is_paid_for_what_they_took_on_or_mended_themselves(office: Office) -> None:
    own = office.reports(office.worker)
    office.mends(own)
    assert office.has(office.worker) == 0

    taken_by_another = office.reports(office.worker, at=WEST)
    office.acts(office.secretary, Act.ACCEPT, taken_by_another)
    office.acts(office.worker, Act.RESOLVE, taken_by_another)
    assert office.has(office.worker) == 2


def test_what_a_colleague_checked_is_still_not_paid_to_who_mended_it(office: Office) -> None:
    own = office.reports(office.worker)
    office.acts(office.secretary, Act.ACCEPT, own)
    changed = cases.change_case(
        office.tx,
        cases.get_case(office.tx, own.id),
        stage=Stage.CHECKING.value,
        stage_by=office.worker.person_id,
    )
    assert changed is not None
    checker = office.place.person("孙姐", Role.GRID_WORKER)
    office.acts(checker, Act.PASS, own)

    assert office.has(office.worker) == 2
    checked = office.reports(checker, at=WEST)
    office.acts(office.secretary, Act.ACCEPT, checked)
    changed = cases.change_case(
        office.tx, cases.get_case(office.tx, checked.id), stage=Stage.CHECKING.value
    )
    assert changed is not None
    office.acts(checker, Act.PASS, checked)
    assert office.has(checker) == 2, "nor to who says themselves that it is mended"


def test_a_grant_to_oneself_is_none(office: Office) -> None:
    me = office.secretary.person_id
    earned = Earned(Event.ACTIVITY_ATTENDED, office.place.id, me, granted_by=me, source="own")

    assert grant_for(office.tx, earned, now=office.now) is None
    assert grant_for(office.tx, replace(earned, granted_by=None), now=office.now) is not None


def test_refused_withdrawn_and_settled_reports_pay_nothing(office: Office) -> None:
    refused, back, settled = (office.reports(office.rider, at=None) for _ in range(3))
    office.acts(office.worker, Act.REJECT, refused, "不属于社区")
    ended: dict[str, Any] = {"by": office.rider, "now": office.now}
    withdraw_case(office.tx, case_id=back.id, source=office.source(), **ended)
    settle_case(office.tx, case_id=settled.id, source=office.source(), **ended)
    assert office.has(office.rider) == 0

    office.acts(office.secretary, Act.REOPEN, refused, "还是该管")
    assert office.has(office.rider) == 2, "taken on after all"


def test_what_went_into_another_case_pays_its_own_reporter_nothing(office: Office) -> None:
    first, second = office.reports(office.rider), office.reports(office.aunt)
    usual: dict[str, Any] = {"by": office.worker, "case_id": second.id, "now": office.now}
    merge_case(
        office.tx, into_id=first.id, where=office.place.here(), source=office.source(), **usual
    )
    office.mends(first)
    assert (office.has(office.rider), office.has(office.aunt)) == (7, 0)

    unmerge_case(office.tx, source=office.source(), **usual)
    assert office.has(office.aunt) == 0, "it stands where nobody had taken it on"


def test_who_found_it_first_is_paid_and_told_in_private(office: Office) -> None:
    case = office.reports(office.rider, author=office.aunt)
    change_account(office.tx, office.aunt.person_id, channel=TELEGRAM, is_reachable=True)
    claim_find(office.tx, by=office.aunt, case_id=case.id, source=office.source(), now=office.now)
    office.now += timedelta(hours=14)  # 23:00
    office.mends(case)

    assert (office.has(office.rider), office.has(office.aunt)) == (0, 7)
    told = [one for one in office.place.owed("words") if one["key"] == "points.first_finder"]
    assert [one["params"] for one in told] == [{"code": case.code, "count": 5}]
    key = f"points.first_finder:{case.id}"
    at = office.tx.execute(sa.select(outbox.c.not_before).where(outbox.c.dedup == key)).scalar_one()
    assert at == office.now + timedelta(hours=8), "not at night"


def test_what_was_reported_in_confidence_earns_the_same_and_stands_in_no_ranking(
    office: Office,
) -> None:
    secret, plain = office.reports(office.aunt), office.reports(office.rider, at=WEST)
    assert cases.change_case(office.tx, secret, is_anonymous=True) is not None
    office.mends(secret)
    office.mends(plain)

    assert (office.has(office.aunt), office.has(office.rider)) == (7, 7)
    month = f"{office.now:%Y-%m}"
    best = list_best(office.tx, community_id=office.place.id, month=month, limit=9)
    assert [(one.person_id, one.earned) for one in best] == [(office.rider.person_id, 7)]
    for grant in list_about(office.tx, secret.about):
        take_back(
            office.tx, grant, confirmed_by=office.secretary.person_id, words="错了", now=office.now
        )
    assert office.has(office.aunt) == 0
    best = list_best(office.tx, community_id=office.place.id, month=month, limit=9)
    assert [one.earned for one in best] == [7], "and nobody stands below zero for it"


def test_a_delay_promises_first_and_pays_later(office: Office) -> None:
    office.lays_down(lambda sheet: replace_rule(sheet, "report.solved", delay_h=48))
    case = office.reports(office.rider)
    office.mends(case)
    assert office.has(office.rider) == 2
    *_, promised = list_about(office.tx, case.about)
    assert promised.state is GrantState.PENDING

    later = office.now + timedelta(hours=48)
    [job] = [
        one
        for one in jobs.list_due(office.tx, now=later, limit=50)
        if one.subject == promised.subject
    ]
    release(office.tx, job, later)
    release(office.tx, job, later)
    assert office.has(office.rider) == 7


def test_a_grant_keeps_the_sheet_it_was_made_under(office: Office) -> None:
    old = office.reports(office.rider)
    office.acts(office.worker, Act.ACCEPT, old)
    office.lays_down(lambda sheet: replace_rule(sheet, "report.accepted", points=9))
    office.acts(office.worker, Act.ACCEPT, office.reports(office.rider, at=WEST))

    [grant] = list_about(office.tx, old.about)
    kept = get_sheet(office.tx, grant.sheet_id).find(grant.rule)
    assert kept is not None
    assert (grant.points, kept.points) == (2, 2)
    assert office.has(office.rider) == 2 + 8, "9, but for the cap of 10 a day"


def test_where_there_is_no_sheet_nothing_is_paid_and_nothing_breaks(
    tx: Connection, place: Place, now: datetime
) -> None:
    rider, worker = place.person("小李"), place.person("赵师傅", Role.GRID_WORKER)
    filing = Filing(Kind.PROBLEM, Words("路灯不亮"), place.here(), made_of="a")
    report_case(tx, by=rider, filing=filing, source="a", now=now)
    act_on_case(tx, by=worker, act=Act.ACCEPT, case_id=1, said=Words(), source="b", now=now)

    assert balance_of(tx, community_id=place.id, person_id=rider.person_id) == 0
    ensure_sheet(tx, community_id=place.id, sheet=RuleSheet(()), now=now)
    ensure_sheet(tx, community_id=place.id, sheet=parse_rules(read_rules("en")), now=now)
    sheet = find_sheet(tx, community_id=place.id)
    assert sheet is not None
    assert sheet.version == 1, "what it has is its own"
    assert not any(sheet.rule_for(event) for event in Event)
