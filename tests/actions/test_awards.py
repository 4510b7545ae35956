"""What two secretaries decide together, when things have moved on between the one and the other."""

from datetime import datetime
from itertools import count

import pytest
from sqlalchemy import Connection

from actions.awards import award_points, second_award
from domain.awards import parse_award
from domain.grants import GrantState
from domain.permissions import Role
from domain.roles import Target
from domain.rule_sheets import RuleSheet
from domain.rules import RuleBroken
from storage import grants, rule_sheets
from storage.points import balance_of
from tests.actions.conftest import Place


def test_a_deduction_that_cannot_be_paid_any_more_is_refused_and_still_waits(
    tx: Connection, place: Place, now: datetime
) -> None:
    sheet = RuleSheet((), second_above=10)
    rule_sheets.add_sheet(tx, sheet, community_id=place.id, made_by=None, now=now)
    rider = place.person("小李")
    chen, sun = (place.person(one, Role.SECRETARY) for one in ("陈书记", "孙姐"))
    target, numbers = Target(rider.external_id, "小李", None), count()

    def says(words: str, *, is_deduction: bool = False) -> None:
        award_points(
            tx,
            by=chen,
            here=place.here("-100"),
            wish=parse_award(words, is_deduction=is_deduction),
            target=target,
            source=f"said:{next(numbers)}",
            now=now,
        )

    says("10 搬冰箱")
    says("10 扫雪")
    says("15 乱扔垃圾", is_deduction=True)
    says("10 遛狗不牵绳", is_deduction=True)
    asked = grants.get_grant(tx, 3)
    assert asked.state is GrantState.ASKED

    with pytest.raises(RuleBroken, match="has_less"), tx.begin_nested():
        second_award(tx, by=sun, grant_id=asked.id, agrees=True, source="press", now=now)

    assert grants.get_grant(tx, asked.id) == asked
    assert balance_of(tx, community_id=place.id, person_id=rider.person_id) == 10
    second_award(tx, by=sun, grant_id=asked.id, agrees=False, source="press", now=now)
    assert grants.get_grant(tx, asked.id).state is GrantState.REFUSED
