"""Who is asked 同一问题, and that nobody is lost or left over when cases go into one another."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.case_confirmation import settle_case, withdraw_case
from actions.case_words import add_to_case
from actions.case_work import act_on_case
from actions.cases import Filing, follow_case, report_case
from actions.categories import ensure_catalogue
from actions.merging import choose_same, merge_case, unmerge_case
from actions.same_problem import look_again
from domain.cases import Act, Case, Kind, Stage
from domain.catalogue import parse_catalogue
from domain.categories import Priority
from domain.media import Attachment, Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rules import RuleBroken
from locales.starter import read_starter
from storage import cases, jobs
from storage.merging import list_family, list_followers, living
from storage.tables import outbox
from tests.actions.conftest import Place

LAMP = "东门路灯不亮"


@dataclass
class Office:
    place: Place
    now: datetime

    def __post_init__(self) -> None:
        starters = parse_catalogue(read_starter("zh_CN"))
        ensure_catalogue(self.place.tx, community_id=self.place.id, starters=starters)
        self.place.grid("一号网格", "东门", "西门")
        self.chen = self.place.person("陈书记", Role.SECRETARY)
        self._count = 0

    def report(self, name: str, words: str = LAMP, *, is_anonymous: bool = False) -> Case:
        tx, source = self.place.tx, self.source()
        here = self.place.here()
        filing = Filing(Kind.PROBLEM, Words(words), here, source, is_anonymous=is_anonymous)
        report_case(tx, by=self.place.person(name), filing=filing, source=source, now=self.now)
        found = cases.find_case_by_source(tx, source)
        assert found is not None
        return found

    def source(self) -> str:
        self._count += 1
        return f"tg:1:{self._count}"

    def merge(self, case: Case, into: Case) -> None:
        merge_case(
            self.place.tx,
            by=self.chen,
            case_id=case.id,
            into_id=into.id,
            where=self.place.here(),
            source=self.source(),
            now=self.now,
        )

    def unmerge(self, case: Case) -> None:
        unmerge_case(
            self.place.tx, by=self.chen, case_id=case.id, source=self.source(), now=self.now
        )

    def add(self, case: Case, words: str, *pictures: Attachment) -> None:
        """The reporter says more, in private."""
        add_to_case(
            self.place.tx,
            by=self.visitor(case),
            case_id=case.id,
            said=Words(words, attachments=pictures),
            source=self.source(),
            now=self.now,
        )

    def act(self, act: Act, case: Case, words: str = "") -> None:
        act_on_case(
            self.place.tx,
            by=self.chen,
            act=act,
            case_id=case.id,
            said=Words(words),
            source=self.source(),
            now=self.now,
        )

    def follow(self, case: Case) -> None:
        by, source = self.place.person("邻居"), self.source()
        follow_case(self.place.tx, by=by, case_id=case.id, source=source, now=self.now)

    def below_the_card(self, case: Case) -> list[str]:
        """The staff's cards of a case, and in order what was said and shown below them."""
        rows = self.place.tx.execute(
            sa.select(outbox.c.kind, outbox.c.payload)
            .where(outbox.c.about == case.about, outbox.c.chat == "-300")
            .order_by(outbox.c.id)
        )
        return [row.payload.get("params", {}).get("words", row.kind) for row in rows]

    def again(self, case: Case) -> Case:
        return cases.get_case(self.place.tx, case.id)

    def followers(self, case: Case) -> list[int]:
        return sorted(list_followers(self.place.tx, case.id))

    def visitor(self, case: Case) -> Visitor:
        outsider = self.place.outsider("谁")
        seen = self.place.seen_in(outsider, self.place.id)
        return Visitor(**{**vars(seen), "person_id": case.reporter_id})


@pytest.fixture
def office(place: Place, now: datetime) -> Office:
    return Office(place, now)


def test_the_older_case_is_offered_to_an_ordinary_report_alone(office: Office) -> None:
    older = office.report("小李")
    assert older.offered_until is None

    assert office.report("周爷爷", is_anonymous=True).same_as_id is None
    assert office.report("刘老板", f"{LAMP}，电线冒火花了").same_as_id is None
    assert office.report("孙姐", "西门路灯不亮").same_as_id is None
    asked = office.report("王阿姨", "东门路灯坏了")
    assert asked.same_as_id == older.id
    assert asked.offered_until == office.now + timedelta(minutes=10)
    assert office.report("外人").same_as_id == older.id, "and not the one that is being asked about"


def test_an_anonymous_case_is_offered_to_nobody(office: Office) -> None:
    office.report("小李", is_anonymous=True)

    assert office.report("王阿姨").same_as_id is None


def test_what_was_asked_once_or_touched_is_not_asked_again(office: Office, tx: Connection) -> None:
    older = office.report("小李")
    asked = office.report("王阿姨")
    by = office.visitor(asked)
    choose_same(tx, by=by, case_id=asked.id, is_same=False, source="press:1", now=office.now)
    assert look_again(tx, office.again(asked), now=office.now).offered_until is None

    touched = office.report("周爷爷", "说不清")
    act_on_case(
        tx,
        by=office.chen,
        act=Act.NOTE,
        case_id=touched.id,
        said=Words("去看看"),
        source="note",
        now=office.now,
    )
    touched = office.again(touched)
    reworded = cases.change_case(tx, touched, words=LAMP, place_mark=older.place_mark)
    assert reworded is not None
    assert look_again(tx, reworded, now=office.now).same_as_id is None


def test_the_older_may_have_gone_into_the_newer_before_the_answer(
    office: Office, tx: Connection
) -> None:
    older = office.report("小李")
    asked = office.report("王阿姨")
    office.merge(older, asked)

    by = office.visitor(asked)
    answer = choose_same(
        tx, by=by, case_id=asked.id, is_same=True, source="press:1", now=office.now
    )

    assert answer is not None
    assert answer.key == "same.ended"
    assert office.again(asked).stage is Stage.OPEN
    assert office.again(asked).offered_until is None
    far = office.now + timedelta(days=1)
    waiting = [one.kind for one in jobs.list_due(tx, now=far, limit=50)]
    assert "case.same_timeout" not in waiting


def test_a_chain_has_one_end_and_no_circle(office: Office, tx: Connection) -> None:
    first, second, third = (office.report(one, f"{one}家门口") for one in ("甲家", "乙家", "丙家"))
    office.merge(first, second)
    office.merge(second, third)

    assert living(tx, office.again(first)).id == third.id
    assert list_family(tx, third.id) == [third.id, second.id, first.id]
    assert office.followers(third) == [first.reporter_id, second.reporter_id]
    with pytest.raises(RuleBroken, match=r"merge\.itself"):
        office.merge(office.again(third), first)

    office.unmerge(first)
    assert office.followers(third) == [second.reporter_id], "who came by two steps leaves by two"
    assert office.followers(second) == []
    assert office.again(first).stage is Stage.OPEN
    office.unmerge(second)
    assert office.followers(third) == []


def test_whoever_had_joined_before_stays_when_the_merging_is_undone(
    office: Office, tx: Connection
) -> None:
    one, other = office.report("甲家", "甲家门口"), office.report("乙家", "乙家门口")
    cases.add_follower(tx, other, one.reporter_id, now=office.now)
    cases.add_follower(tx, one, other.reporter_id, now=office.now)
    office.merge(one, other)
    assert office.followers(other) == [one.reporter_id], "nobody follows what they reported"

    office.unmerge(one)
    assert office.followers(other) == [one.reporter_id]


@pytest.mark.parametrize("ends", ["withdraw", "settle", "reject"])
def test_a_case_that_ended_before_the_staff_knew_of_it_is_shown_when_it_is_reopened(
    office: Office, tx: Connection, ends: str
) -> None:
    office.place.group("-300", ChatKind.STAFF)
    office.report("小李")
    asked = office.report("王阿姨")
    picture = Attachment("tg:2:1", "photo", "f1")
    office.add(asked, "一直闪", picture, replace(picture, source="tg:2:2", file="f2"))
    by = office.visitor(asked)
    if ends == "withdraw":
        withdraw_case(tx, by=by, case_id=asked.id, source=office.source(), now=office.now)
    elif ends == "settle":
        settle_case(tx, by=by, case_id=asked.id, source=office.source(), now=office.now)
    else:
        office.act(Act.REJECT, asked, "不归我们管")
    assert office.below_the_card(asked) == []

    office.act(Act.REOPEN, asked, "还是要看看")
    assert office.below_the_card(asked) == ["case.card", "一直闪", "case.pictures"]

    settle_case(tx, by=by, case_id=asked.id, source=office.source(), now=office.now)
    office.act(Act.REOPEN, asked, "还是要看看")
    assert office.below_the_card(asked) == ["case.card", "一直闪", "case.pictures"]


def test_what_was_added_while_the_reporter_was_asked_is_said_below_each_card(
    office: Office, tx: Connection
) -> None:
    office.place.group("-300", ChatKind.STAFF)
    older, asked = office.report("小李"), office.report("王阿姨")
    office.add(asked, "一直闪")
    by = office.visitor(asked)
    choose_same(tx, by=by, case_id=asked.id, is_same=True, source="press:1", now=office.now)
    assert office.below_the_card(older)[-1] == "一直闪"

    office.unmerge(asked)
    assert office.below_the_card(asked) == ["case.card", "一直闪"]


def test_who_leaves_a_case_in_the_middle_of_a_chain_leaves_the_living_one(
    office: Office, tx: Connection
) -> None:
    first, second, third = (office.report(one, f"{one}家门口") for one in ("甲家", "乙家", "丙家"))
    for _ in range(4):
        office.follow(first)
    office.merge(first, second)
    office.merge(second, third)
    assert office.again(third).priority is Priority.HIGH

    office.unmerge(first)

    assert office.again(third).priority is Priority.NORMAL
    assert office.again(second).priority is Priority.NORMAL
    for one in (second, third):
        parted = [e.words for e in cases.list_events(tx, one.id) if e.kind == "parted"]
        assert parted == [first.code]
