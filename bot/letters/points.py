"""Letters about a person's own points 积分."""

from datetime import date

from sqlalchemy import Connection

from actions.expiry import NOTICE
from actions.points_looks import CARD, RULES
from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.points import MOST_ROWS, Purse, Row, lapsing_card, points_card, rules_instead_card
from domain.cases import case_id_of
from domain.grants import Grant
from domain.points import AccountKind, Entry
from domain.rule_sheets import RuleSheet
from storage import grants, people, points, ranking
from storage.case_lists import list_these
from storage.paying import Owed
from storage.rule_sheets import find_sheet


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.community_id is not None
    home, person_id = owed.community_id, owed.payload["person"]
    if owed.payload["view"] == RULES:
        sheet = find_sheet(tx, community_id=home) or RuleSheet(())
        return rules_instead_card(sheet, owed.payload["page"], person_id, to)
    return points_card(_purse(tx, home, person_id, to), to)


def _purse(tx: Connection, home: int, person_id: int, to: Reader) -> Purse:
    account = points.find_account(
        tx, community_id=home, kind=AccountKind.PERSON, person_id=person_id
    )
    entries = points.list_entries(tx, account.id, limit=MOST_ROWS) if account else []
    pending = grants.list_pending(tx, community_id=home, person_id=person_id)
    ids = {one.grant_id for one in entries if one.grant_id is not None}
    granted = grants.get_grants(tx, ids) if ids else {}
    codes = _codes(tx, home, [*pending, *granted.values()])
    member = people.find_member(tx, community_id=home, person_id=person_id)
    month = f"{to.now.astimezone(to.zone):%Y-%m}"
    return Purse(
        person_id=person_id,
        balance=account.balance if account else 0,
        pending=pending,
        month=ranking.find_earned(tx, community_id=home, person_id=person_id, month=month),
        rows=_rows(tx, account.id, entries, granted, codes) if account else [],
        is_masked=bool(member and member.is_masked),
        codes=codes,
    )


def _rows(
    tx: Connection,
    account_id: int,
    entries: list[Entry],
    granted: dict[int, Grant],
    codes: dict[str, str],
) -> list[Row]:
    def row(one: Entry) -> Row:
        grant = granted.get(one.grant_id) if one.grant_id is not None else None
        return Row(
            points=one.points if one.to_id == account_id else -one.points,
            rule=one.rule,
            words=one.words,
            at=one.entered_at,
            code=codes.get(grant.about, "") if grant else "",
        )

    return [row(one) for one in entries]


def _codes(tx: Connection, home: int, found: list[Grant]) -> dict[str, str]:
    """The codes of the cases that grants are about, by ``about``."""
    numbers = {case_id_of(one.about) for one in found if one.about}
    ids = [number for number in numbers if number is not None]
    cases = list_these(tx, ids) if ids else []
    return {one.about: one.code for one in cases if one.community_id == home}


def lapsing(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing once the day has gone by."""
    last = date.fromisoformat(owed.payload["last"])
    if last < to.now.astimezone(to.zone).date():
        return None
    return lapsing_card(owed.payload["points"], last, owed.payload["person"], to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True),
    NOTICE: Letter(lapsing),
}
