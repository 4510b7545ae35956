"""Reminders of a ballot with a large roll: piece by piece, each person once, whoever dies."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.ballot_reminders import AT_ONCE, REMIND, REMINDER, plan, remind, unplan
from bot.letters.ballot_reminders import LETTERS
from cards.card import Reader
from domain.addresses import TELEGRAM, Address
from domain.audiences import EVERYBODY
from domain.ballots import Ballot
from domain.people import Visitor
from locales import speaker
from storage import ballot_reminders, ballots, jobs, people
from storage.outbox import Lane
from storage.paying import Owed
from storage.tables import jobs as rows
from storage.tables import outbox
from tests.actions.conftest import Place

CROWD = 2 * AT_ONCE + 3


def ballot_of(place: Place, voters: list[Visitor], *, now: datetime) -> Ballot:
    ballot = ballots.add_ballot(
        place.tx,
        source="test",
        options=["赞成", "反对"],
        audience=EVERYBODY,
        community_id=place.id,
        number="BJ-2026-1",
        title="充电桩",
        reasons="none",
        quorum="",
        majority="half",
        opens_at=now,
        closes_at=now + timedelta(days=3),
        made_by=voters[0].person_id,
        made_at=now,
    )
    assert ballot is not None
    return ballots.add_roll(place.tx, ballot, [(one.person_id, None) for one in voters])


def crowd_of(place: Place) -> list[Visitor]:
    """Everybody but every third may be written to."""
    found = [place.person(f"人{number}") for number in range(CROWD)]
    for number, one in enumerate(found):
        people.change_account(
            place.tx, one.person_id, channel=TELEGRAM, is_reachable=number % 3 != 0
        )
    return found


def reminded(tx: Connection, ballot: Ballot) -> list[int]:
    query = sa.select(outbox.c.payload).where(outbox.c.kind == REMINDER)
    found = [one["person"] for one in tx.execute(query).scalars()]
    assert all(one["ballot"] == ballot.id for one in tx.execute(query).scalars())
    return sorted(found)


def run_due(tx: Connection, *, now: datetime) -> int:
    """As the ticker does it, but dying once behind each piece before it is written."""
    pieces = 0
    while due := [one for one in jobs.list_due(tx, now=now, limit=10) if one.kind == REMIND]:
        for job in due:
            for is_dying in (True, False):
                attempt = tx.begin_nested()
                assert jobs.end_job(tx, job.id, state=jobs.DONE, now=now)
                remind(tx, job, now)
                if is_dying:
                    attempt.rollback()
                else:
                    attempt.commit()
            pieces += 1
    return pieces


def test_a_large_roll_is_reminded_piece_by_piece_and_nobody_twice(
    place: Place, now: datetime
) -> None:
    crowd = crowd_of(place)
    ballot = ballot_of(place, crowd, now=now)
    voted = {one.person_id for one in crowd[:10]}
    for person_id in voted:
        ballots.put_vote(
            place.tx, ballot, voter=f"p:{person_id}", choice="0", reason="", cast_by=1, now=now
        )
    plan(place.tx, ballot)
    reachable = [one.person_id for number, one in enumerate(crowd) if number % 3 != 0]
    expected = sorted(set(reachable) - voted)

    assert run_due(place.tx, now=now + timedelta(days=1)) == 0
    assert run_due(place.tx, now=now + timedelta(days=2)) == 2
    assert reminded(place.tx, ballot) == expected
    assert ballot_reminders.count_unreachable(place.tx, ballot.id, channel=TELEGRAM) == len(
        [one for number, one in enumerate(crowd) if number % 3 == 0 and number >= 10]
    )
    assert run_due(place.tx, now=now + timedelta(days=2, hours=22)) == 2
    assert reminded(place.tx, ballot) == sorted(expected * 2)


def test_what_comes_late_by_night_waits_for_the_morning_if_that_leaves_time(
    place: Place, now: datetime
) -> None:
    ballot = ballot_of(place, crowd_of(place), now=now)  # from 9:00 to 9:00
    plan(place.tx, ballot)
    ten_at_night = now + timedelta(days=2, hours=13)

    run_due(place.tx, now=ten_at_night)
    assert reminded(place.tx, ballot) == []
    run_due(place.tx, now=ten_at_night + timedelta(hours=9))
    assert reminded(place.tx, ballot) != []


def test_what_comes_late_by_night_is_left_unsaid_if_the_morning_is_too_late(
    place: Place, now: datetime
) -> None:
    at_five = now.replace(hour=21) - timedelta(days=1)
    ballot = ballot_of(place, crowd_of(place), now=at_five)
    plan(place.tx, ballot)

    run_due(place.tx, now=at_five + timedelta(days=2, hours=20))
    assert jobs.list_due(place.tx, now=at_five + timedelta(days=9), limit=9) == []
    assert reminded(place.tx, ballot) == []


def test_what_goes_out_only_by_night_is_left_unsaid(place: Place, now: datetime) -> None:
    """Promised before the night, and sent late: Telegram was away, or the bot."""
    ballot = ballot_of(place, crowd_of(place)[:1], now=now)

    def written(at: datetime) -> bool:
        to = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), at)
        owed = Owed(
            id=1,
            community_id=place.id,
            kind=REMINDER,
            about=ballot.about,
            payload={"ballot": ballot.id, "person": ballot.made_by},
            lane=Lane.NOTICE,
            address=Address("1001"),
            shown=0,
            attempts=0,
            uncertain=0,
            owed_at=now,
        )
        return LETTERS[REMINDER].write(place.tx, owed, to) is not None

    assert written(now + timedelta(hours=12, minutes=59))
    assert not written(now + timedelta(hours=13))


def test_a_ballot_that_is_over_reminds_nobody(place: Place, now: datetime) -> None:
    ballot = ballot_of(place, crowd_of(place), now=now)
    plan(place.tx, ballot)

    run_due(place.tx, now=now + timedelta(days=3))
    assert reminded(place.tx, ballot) == []

    plan(place.tx, ballot)
    unplan(place.tx, ballot, now=now)
    states = set(place.tx.execute(sa.select(rows.c.state).where(rows.c.kind == REMIND)).scalars())
    assert states == {jobs.DONE}
