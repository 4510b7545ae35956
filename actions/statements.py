"""Deeds around statements 对账单: made once a month for each shop, signed by two, then settled."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.anew import make_way
from actions.asking import ask
from actions.deadlines import held
from actions.looks import point
from actions.once import once
from actions.permits import holdings_now
from actions.points import move_points, pool_of, till_of
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Role, Verb, check_may
from domain.plain_text import in_one_line
from domain.points import Movement
from domain.rules import RuleBroken
from domain.statements import Side, Statement, due_at, month_of, numbers_of, span_of
from storage import jobs, outbox, people, statements, vouchers
from storage.communities import get_community
from storage.jobs import Job
from storage.outbox import Lane
from storage.prompts import Prompt

MAKE = "statement.make"
CARD, MONTH, WRONG = "statement.card", "statement.month", "statement.wrong"
ASKS = "statement."
"""What the names of questions begin with whose answer is about a statement."""
DISPUTE = f"{ASKS}dispute"

START = "statement"
"""The deep link into the private chat."""

LONGEST_WORDS = 500


def owe_statements(tx: Connection, community_id: int, *, now: datetime) -> None:
    """A shop has taken something in: this month will have statements, made once."""
    community = get_community(tx, community_id)
    zone = ZoneInfo(community.timezone)
    month = month_of(now.astimezone(zone).date())
    jobs.add_job(
        tx,
        kind=MAKE,
        subject=f"community:{community_id}",
        period=month,
        due_at=held(due_at(month, zone), community),
        community_id=community_id,
    )


def make_statements(tx: Connection, job: Job, now: datetime) -> None:
    """One for each shop that took something in within the month; what was made stays as it is.
    Runs late after a standstill, never in quiet hours.
    """
    community_id, month = int(job.subject.split(":")[1]), job.period
    community = get_community(tx, community_id)
    if (due := held(now, community)) > now:
        jobs.hold(tx, job.id, until=due)
        return
    since, until = span_of(month, ZoneInfo(community.timezone))
    taken = vouchers.sum_used(
        tx,
        community_id=community_id,
        shop_ids=statements.list_shops(tx, community_id=community_id),
        since=since,
        until=until,
    )
    for one in taken:
        made = statements.add_statement(
            tx,
            community_id=community_id,
            shop_id=one.shop_id,
            month=month,
            vouchers=one.vouchers,
            points=one.points,
            now=now,
        )
        if made is not None:
            _owe_cards(tx, made, now=now)


def _owe_cards(tx: Connection, statement: Statement, *, now: datetime) -> None:
    """To the shop and to every secretary; one who cannot be written to finds it in /statement."""
    for person_id in {statement.shop_id, *_secretaries(tx, statement.community_id)}:
        account = people.get_account(tx, person_id, channel=TELEGRAM)
        if account.is_reachable:
            owe_card(tx, statement, person_id, account.private, now=now)


def _secretaries(tx: Connection, community_id: int) -> list[int]:
    return people.list_holders(tx, community_id=community_id, role=Role.SECRETARY)


def owe_card(
    tx: Connection, statement: Statement, person_id: int, to: Address, *, now: datetime
) -> None:
    """The same card for all, but for whose signature it asks for."""
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=statement.about,
        to=Address(to.chat, to.channel),
        lane=Lane.NOTICE,
        community_id=statement.community_id,
        payload={"statement_id": statement.id, "person_id": person_id},
        pause=timedelta(0),
        now=now,
    )


@once
def show_statements(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """The month so far, and below it whatever still waits for a signature; in private."""
    theirs = _whose(tx, by)
    if not here.is_private:
        point(tx, by, here, start=START, source=source, now=now)
        if not by.is_reachable:
            return None
        here = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe(
        tx,
        dedup=f"{MONTH}:{source}",
        kind=MONTH,
        to=here,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.home,
        payload={"shop_id": theirs.shop_id},
        now=now,
    )
    for one in statements.list_unsigned(tx, theirs):
        make_way(tx, kind=CARD, about=one.about, to=here, community_id=by.home, now=now)
        owe_card(tx, one, by.person_id, here, now=now)
    return None


def _whose(tx: Connection, by: Visitor) -> statements.Unsigned:
    """All of them for a secretary, a merchant's own for a merchant."""
    holdings = holdings_now(tx, by)
    check_may(Verb.SIGN_STATEMENT, holdings, is_own=True)
    is_office = any(held.role is Role.SECRETARY for held in holdings)
    return statements.Unsigned(by.home, None if is_office else by.person_id)


@once
def sign_statement(
    tx: Connection,
    *,
    by: Visitor,
    statement_id: int,
    version: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """核对无误 by the shop, 确认 by a secretary; with the second one the shop's till is settled."""
    statement = _statement_for(tx, by, statement_id)
    side = statement.side_of(by.person_id)
    statement.check_can_sign(side)
    if statement.version != version or not statements.sign(
        tx, statement, side, by=by.person_id, now=now
    ):
        raise RuleBroken("statement.signed_meanwhile")
    signed = statements.get_statement(tx, statement.id)
    if signed.is_settled:
        _settle(tx, signed, by=by.person_id, now=now)
    outbox.want_all_again(tx, about=statement.about, kinds=(CARD,), now=now)
    return Answer("statement.settled" if signed.is_settled else f"statement.signed_{side}")


def _statement_for(tx: Connection, by: Visitor, statement_id: int) -> Statement:
    statement = statements.find_statement(tx, statement_id, community_id=by.home)
    if statement is None:
        raise RuleBroken("press.stale")
    is_own = statement.side_of(by.person_id) is Side.SHOP
    check_may(Verb.SIGN_STATEMENT, holdings_now(tx, by), is_own=is_own)
    return statement


def _settle(tx: Connection, statement: Statement, *, by: int, now: datetime) -> None:
    """What the shop has taken in goes back to where points come from."""
    move_points(
        tx,
        source=f"{statement.about}:settled",
        from_=till_of(tx, statement.community_id, statement.shop_id),
        to=pool_of(tx, statement.community_id),
        points=statement.points,
        rule=Movement.SETTLED.value,
        confirmed_by=by,
        words=statement.month,
        now=now,
    )


@once
def ask_what_is_wrong(
    tx: Connection,
    *,
    by: Visitor,
    statement_id: int,
    where: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """有出入: the shop says what, and the secretaries read it; nobody signs for it."""
    statement = _statement_for(tx, by, statement_id)
    if statement.side_of(by.person_id) is not Side.SHOP:
        raise RuleBroken("press.stale")
    statement.check_unsigned(Side.SHOP)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=DISPUTE,
        case_id=None,
        where=where,
        source=source,
        data={"statement_id": statement.id, "params": numbers_of(statement.month)},
        now=now,
    )
    return None


def dispute_statement(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Put the shop's words on the statement, which both sign anew, and hand them to every secretary
    that can be written to, after the quiet hours.
    """
    check_visitor_may_sign(tx, by)
    words = in_one_line(said.text)[:LONGEST_WORDS]
    if not words:
        raise RuleBroken("statement.say_what")
    statement = statements.get_statement(tx, prompt.data["statement_id"])
    statement.check_unsigned(Side.SHOP)
    if not statements.dispute(tx, statement, words):
        raise RuleBroken("statement.signed_meanwhile")
    outbox.want_all_again(tx, about=statement.about, kinds=(CARD,), now=now)
    told, due = 0, held(now, get_community(tx, statement.community_id))
    for person_id in _secretaries(tx, statement.community_id):
        account = people.get_account(tx, person_id, channel=TELEGRAM)
        if not account.is_reachable:
            continue
        told += 1
        outbox.owe(
            tx,
            dedup=f"{WRONG}:{source}:{person_id}",
            kind=WRONG,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=statement.community_id,
            payload={"statement_id": statement.id, "words": words},
            not_before=due,
            now=now,
        )
    return Answer("statement.disputed" if told else "statement.disputed_unheard")


def check_visitor_may_sign(tx: Connection, by: Visitor) -> None:
    check_may(Verb.SIGN_STATEMENT, holdings_now(tx, by), is_own=True)
