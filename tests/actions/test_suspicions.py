"""One picture in several rewarded reports is looked at, but not whose it was without a name."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.cases import Filing, report_case
from actions.suspicions import find_suspicions
from domain.addresses import Address
from domain.cases import Kind
from domain.grants import GrantState
from domain.media import Attachment, Words
from domain.people import Visitor
from domain.rule_sheets import Event, RuleSheet
from domain.suspicions import LOOKED_BACK
from domain.suspicions import Kind as Odd
from storage import rule_sheets
from storage.grants import add_grant
from storage.tables import case_media, cases, media_files
from tests.actions.conftest import Place


def a_rewarded_report(
    tx: Connection, place: Place, by: Visitor, file_id: int, now: datetime, **discreet: bool
) -> None:
    """A report with this very picture, for which the reporter has got points."""
    number = tx.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one() + 1
    picture = Attachment(f"tg:{number}:1", "photo", f"file-{number}", None)
    at = Address(by.external_id, reply_to=str(number))
    filing = Filing(Kind.PROBLEM, Words(f"第{number}处井盖松动", (picture,)), at)
    report_case(tx, by=by, filing=filing, source=f"tg:{number}:1", now=now)
    tx.execute(case_media.update().where(case_media.c.case_id == number).values(file_id=file_id))
    if discreet:
        tx.execute(cases.update().where(cases.c.id == number).values(**discreet))
    sheet = rule_sheets.find_sheet(tx, community_id=place.id)
    assert sheet is not None
    add_grant(
        tx,
        community_id=place.id,
        person_id=by.person_id,
        rule=Event.REPORT_SOLVED.value,
        sheet_id=sheet.id,
        points=5,
        about=f"case:{number}",
        once_key="",
        words="",
        state=GrantState.PAID,
        source=f"solved:{number}",
        granted_by=None,
        granted_on=now.date(),
        release_at=None,
        now=now,
    )


def is_given(
    tx: Connection,
    place: Place,
    by: Visitor,
    to: Visitor,
    at: datetime,
    *,
    times: int,
    is_discreet: bool = False,
) -> None:
    """Points that one confirmed for another, several in one press."""
    sheet = rule_sheets.find_sheet(tx, community_id=place.id)
    assert sheet is not None
    for number in range(times):
        add_grant(
            tx,
            community_id=place.id,
            person_id=to.person_id,
            rule=Event.HOURS_VERIFIED.value,
            sheet_id=sheet.id,
            points=5,
            about="",
            once_key="",
            words="",
            state=GrantState.PAID,
            source=f"given:{by.person_id}:{to.person_id}:{at}:{number}",
            granted_by=by.person_id,
            granted_on=at.date(),
            release_at=None,
            is_discreet=is_discreet,
            now=at,
        )


def test_one_press_is_one_confirmation_however_much_it_pays(
    tx: Connection, place: Place, now: datetime
) -> None:
    two_files(tx, place, now)
    li, wang = place.person("小李"), place.person("王阿姨")
    is_given(tx, place, li, wang, now, times=3)
    is_given(tx, place, wang, li, now, times=3)
    assert find_suspicions(tx, place.id, now=now) == []

    for minute in (1, 2):
        is_given(tx, place, li, wang, now + timedelta(minutes=minute), times=1)
        is_given(tx, place, wang, li, now + timedelta(minutes=minute), times=1)
    [found] = find_suspicions(tx, place.id, now=now)
    assert (found.kind, found.count) == (Odd.MUTUAL, 6)


def test_who_has_points_for_reports_without_a_name_is_in_no_pair(
    tx: Connection, place: Place, now: datetime
) -> None:
    two_files(tx, place, now)
    li, worker = place.person("小李"), place.person("赵师傅")
    for minute in range(6):
        at = now + timedelta(minutes=minute)
        is_given(tx, place, worker, li, at, times=1, is_discreet=True)

    assert find_suspicions(tx, place.id, now=now) == []


def two_files(tx: Connection, place: Place, now: datetime) -> tuple[int, int]:
    rule_sheets.add_sheet(tx, RuleSheet(()), community_id=place.id, made_by=None, now=now)
    rows = [
        {"community_id": place.id, "hash": mark, "kind": "photo", "mime": "image/jpeg"}
        | {"kept_at": now}
        for mark in ("one", "other")
    ]
    for row in rows:
        tx.execute(media_files.insert().values(**row))
    return 1, 2


def test_a_picture_used_twice_is_named_with_its_cases(
    tx: Connection, place: Place, now: datetime
) -> None:
    one, other = two_files(tx, place, now)
    li, wang = place.person("小李"), place.person("王阿姨")
    a_rewarded_report(tx, place, li, one, now)
    a_rewarded_report(tx, place, wang, other, now)
    a_rewarded_report(tx, place, wang, one, now)

    [found] = find_suspicions(tx, place.id, now=now)

    assert (found.kind, found.count) == (Odd.SAME_PICTURE, 2)
    assert found.people == (li.person_id, wang.person_id)
    assert found.numbers == (1001, 1003)


def test_who_reports_without_a_name_is_in_no_list(
    tx: Connection, place: Place, now: datetime
) -> None:
    one, _ = two_files(tx, place, now)
    li = place.person("小李")
    a_rewarded_report(tx, place, li, one, now)
    a_rewarded_report(tx, place, li, one, now, is_anonymous=True)
    a_rewarded_report(tx, place, li, one, now, is_confidential=True)

    assert find_suspicions(tx, place.id, now=now) == []


def test_what_is_older_than_a_month_is_over(tx: Connection, place: Place, now: datetime) -> None:
    one, _ = two_files(tx, place, now)
    li = place.person("小李")
    for _ in range(2):
        a_rewarded_report(tx, place, li, one, now)

    assert len(find_suspicions(tx, place.id, now=now)) == 1
    later = now + LOOKED_BACK + timedelta(days=2)
    assert find_suspicions(tx, place.id, now=later) == []
