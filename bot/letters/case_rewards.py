"""What letters about cases say of points 积分: in a group what everybody may know, and of a case
that is not for all nothing; what somebody has by now, only to them.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from actions.case_rewards import source_of
from cards.card import Line, Reader, plain
from cards.times import say_time
from domain.cases import Case
from domain.grants import Grant, GrantState
from domain.rule_sheets import REPORTS, Event
from storage import cases
from storage.grants import find_grant, list_about
from storage.paying import Owed
from storage.people import find_account
from storage.points import balance_of


def of_report(tx: Connection, owed: Owed, case: Case) -> int:
    """What a report has earned so far, whoever got it."""
    if case.is_discreet and _reader(tx, owed) != case.reporter_id:
        return 0
    found = list_about(tx, case.about)
    return sum(one.points for one in found if one.counts and one.rule in REPORTS)


def of_repairs(tx: Connection, owed: Owed, case_ids: Iterable[int], to: Reader) -> tuple[Line, ...]:
    """What their reporter got for these cases being mended, told in the same breath."""
    reader = _reader(tx, owed)
    told = (cases.get_case(tx, one) for one in case_ids)
    grants = [
        _of_repair(tx, case) for case in told if reader == case.reporter_id or not case.is_discreet
    ]
    found = [one for one in grants if one is not None]
    if not found:
        return ()
    points = sum(one.points for one in found)
    if reader != found[0].person_id:
        return plain(to.say("points.for_repair_public", points=points))
    waits = [one.release_at for one in found if one.state is GrantState.PENDING and one.release_at]
    if waits:
        at = say_time(max(waits), to)
        return plain(to.say("points.for_repair_later", points=points, at=at))
    balance = balance_of(tx, community_id=found[0].community_id, person_id=reader)
    return plain(to.say("points.for_repair", points=points, balance=balance))


def _of_repair(tx: Connection, case: Case) -> Grant | None:
    """The reporter's; who found it before them hears of theirs elsewhere."""
    grant = find_grant(tx, source_of(Event.REPORT_SOLVED, case))
    if grant is None or not grant.counts or grant.person_id != case.reporter_id:
        return None
    return grant


def _reader(tx: Connection, owed: Owed) -> int | None:
    """Who alone reads this; nobody's alone is what stands in a group."""
    at = owed.address
    account = find_account(tx, channel=at.channel, external_id=at.chat) if at.is_private else None
    return account.person_id if account else None
