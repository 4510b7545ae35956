"""Whatever is put into the books past our deeds is found, on both engines."""

from collections.abc import Callable
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.points import held_of, move_points, pool_of, purse_of, reverse_entry
from domain.grants import GrantState
from domain.points import AccountKind, Movement
from domain.rule_sheets import RuleSheet
from storage import communities, people
from storage.audit import Fault, Wrong, audit
from storage.database import Database
from storage.grants import add_grant
from storage.points import find_entry
from storage.rule_sheets import add_sheet, find_sheet
from storage.tables import hours, ledger, offers, point_accounts, vouchers
from tests.storage.conftest import SPRING
from tests.storage.test_alike import FIRST_VALUES


class Books:
    """小李 has earned five points and holds two of them in a voucher; a mistake was put right."""

    def __init__(self, tx: Connection) -> None:
        self.tx = tx
        self.id = communities.add_community(tx, "幸福里", defaults=FIRST_VALUES, now=SPRING).id
        self.li, self.boss = (self._person(name) for name in ("小李", "刘老板"))
        self.pool, self.purse = pool_of(tx, self.id), purse_of(tx, self.id, self.li)
        self.held = held_of(tx, self.id)
        add_sheet(tx, RuleSheet(()), community_id=self.id, made_by=None, now=SPRING)
        self.moves("earned", 5)
        self.moves("mistaken", 4)
        self.puts_right("mistaken")
        self.worked("work", 150)
        self.worked("work taken back", -150, reverses="work")
        self.draws_a_voucher()

    def _person(self, name: str) -> int:
        return people.add_person(
            self.tx, channel="telegram", external_id=name, name=name, username=None, now=SPRING
        )

    def moves(self, source: str, points: int, *, grant_id: int | None = None) -> None:
        move_points(
            self.tx,
            source=source,
            from_=self.pool,
            to=self.purse,
            points=points,
            rule="conduct.free",
            grant_id=grant_id,
            now=SPRING,
        )

    def puts_right(self, source: str) -> None:
        entry = find_entry(self.tx, source)
        assert entry is not None
        reverse_entry(self.tx, entry.id, confirmed_by=None, words="", now=SPRING)

    def worked(self, source: str, minutes: int, *, reverses: str = "", on: int = 2) -> None:
        first = sa.select(hours.c.id).where(hours.c.source == reverses).scalar_subquery()
        self.tx.execute(
            hours.insert().values(
                community_id=self.id,
                person_id=self.li,
                kind="verified",
                service="other",
                held_on=f"2026-03-0{on}",
                minutes=minutes,
                source=source,
                entered_at=SPRING,
                reverses_id=first if reverses else None,
            )
        )

    def draws_a_voucher(self) -> None:
        add = {"community_id": self.id, "shop_id": self.boss, "points": 2, "source": "voucher"}
        offer = {"name": "理发券", "made_by": self.boss, "made_at": SPRING}
        offer_id = self.tx.execute(
            offers.insert().values(**add, **offer).returning(offers.c.id)
        ).scalar_one()
        code = {"nonce": "n", "code_hash": "h", "issued_at": SPRING, "expires_at": SPRING}
        self.tx.execute(
            vouchers.insert().values(**add, **code, offer_id=offer_id, person_id=self.li)
        )
        move_points(
            self.tx,
            source="voucher",
            from_=self.purse,
            to=self.held,
            points=2,
            rule=Movement.HELD.value,
            now=SPRING,
        )

    def promises(self, points: int, state: GrantState) -> int:
        sheet = find_sheet(self.tx, community_id=self.id)
        assert sheet is not None
        return add_grant(
            self.tx,
            community_id=self.id,
            person_id=self.li,
            rule="conduct.free",
            sheet_id=sheet.id,
            points=points,
            about="",
            once_key="",
            words="",
            state=state,
            source=f"grant of {points}",
            granted_by=None,
            granted_on=date(2026, 3, 2),
            release_at=None,
            now=SPRING,
        ).id


def richer_by_hand(books: Books) -> None:
    is_purse = point_accounts.c.kind == AccountKind.PERSON.value
    books.tx.execute(point_accounts.update().where(is_purse).values(balance=8))


def below_zero(books: Books) -> None:
    if books.tx.dialect.name == "sqlite":
        books.tx.exec_driver_sql("PRAGMA ignore_check_constraints = ON")
    else:
        rule = "ck_point_accounts_never_below_zero"
        books.tx.exec_driver_sql(f"ALTER TABLE point_accounts DROP CONSTRAINT {rule}")
    is_purse = point_accounts.c.kind == AccountKind.PERSON.value
    books.tx.execute(point_accounts.update().where(is_purse).values(balance=-1))
    if books.tx.dialect.name == "sqlite":
        books.tx.exec_driver_sql("PRAGMA ignore_check_constraints = OFF")


def strays(books: Books) -> None:
    other = communities.add_community(books.tx, "桃然亭", defaults=FIRST_VALUES, now=SPRING)
    _entry(books, "strayed", other.id, books.pool.id, books.purse.id, 1)
    _let_balances_follow(books, 1)


def put_right_wrongly(books: Books) -> None:
    first = find_entry(books.tx, "earned")
    assert first is not None
    _entry(books, "r", books.id, books.purse.id, books.pool.id, 1, reverses_id=first.id)
    _let_balances_follow(books, -1)


def _entry(
    books: Books, source: str, community_id: int, from_: int, to: int, points: int, **more: int
) -> None:
    books.tx.execute(
        ledger.insert().values(
            community_id=community_id,
            from_id=from_,
            to_id=to,
            points=points,
            rule="conduct.free",
            source=source,
            entered_at=SPRING,
            **more,
        )
    )


def _let_balances_follow(books: Books, points: int) -> None:
    for account, change in ((books.purse, points), (books.pool, -points)):
        books.tx.execute(
            point_accounts.update()
            .where(point_accounts.c.id == account.id)
            .values(balance=point_accounts.c.balance + change)
        )


def paid_and_not_moved(books: Books) -> None:
    books.promises(3, GrantState.PAID)


def moved_and_not_paid(books: Books) -> None:
    books.moves("too early", 3, grant_id=books.promises(3, GrantState.PENDING))


def used_and_not_moved(books: Books) -> None:
    books.tx.execute(vouchers.update().values(state="used"))


def another_day_taken_back(books: Books) -> None:
    books.worked("more work", 60)
    books.worked("taken back", -60, reverses="more work", on=3)


@pytest.mark.parametrize(
    ("does", "kinds"),
    [
        (richer_by_hand, [Wrong.BALANCE, Wrong.SUM]),
        (below_zero, [Wrong.BALANCE, Wrong.SUM, Wrong.OVERDRAWN]),
        (strays, [Wrong.STRAYED, Wrong.STRAYED]),
        (put_right_wrongly, [Wrong.COUNTER]),
        (paid_and_not_moved, [Wrong.GRANT]),
        (moved_and_not_paid, [Wrong.GRANT]),
        (used_and_not_moved, [Wrong.HELD]),
        (another_day_taken_back, [Wrong.HOURS]),
    ],
)
async def test_what_is_wrong_in_the_books_is_found(
    db: Database, does: Callable[[Books], None], kinds: list[Wrong]
) -> None:
    def cook(tx: Connection) -> tuple[tuple[Fault, ...], tuple[Fault, ...]]:
        books = Books(tx)
        before = audit(tx).faults
        does(books)
        return before, audit(tx).faults

    before, after = await db.do(cook)

    assert before == ()
    assert [one.kind for one in after] == kinds
