"""Letters of the digests 简报, and their part of the card of 设置."""

from datetime import date

from sqlalchemy import Connection

from actions.digests import letter_of
from bot.letters.letter import Letter
from cards import digests as cards
from cards.card import Card, Reader
from cards.digest_settings import digests_card
from domain.case_facts import CaseFacts
from domain.desk import today_at
from domain.digests import DigestKind, period_of
from domain.wall_clock import moment_of
from storage import digests, people
from storage.discretion import facts_at
from storage.paying import Owed
from storage.rates import Among, count_outcomes


def morning(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """As things are now; nothing on the day after."""
    day = date.fromisoformat(owed.payload["day"])
    if day != to.now.astimezone(to.zone).date():
        return None
    assert owed.community_id is not None
    begins, today = moment_of(day, 0, to.zone), today_at(to.now, to.zone)
    facts = digests.read_morning(tx, community_id=owed.community_id, begins=begins, today=today)
    return None if facts.is_empty else cards.morning_card(facts, to)


def weekly(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Of the cases that were chosen only those of which everything may be told here, still."""
    home = owed.community_id
    assert home is not None
    period = period_of(DigestKind.WEEKLY, owed.payload["key"])
    since, until = period.moments(to.zone)
    week = digests.read_week(tx, community_id=home, since=since, until=until)
    found = [_story(tx, owed, case_id) for case_id in owed.payload["cases"]]
    told = cards.Told(
        period,
        week.reported,
        week.mended,
        [one for one in found if one is not None],
        [people.public_name_of(tx, community_id=home, person_id=one) for one in week.reporters],
    )
    return cards.weekly_card(told, to)


def _story(tx: Connection, owed: Owed, case_id: int) -> CaseFacts | None:
    """Of what has become discreet there are no pictures here."""
    facts = facts_at(tx, case_id, owed.address)
    return facts if facts.photos and facts.result_photos else None


def monthly(tx: Connection, owed: Owed, to: Reader) -> Card:
    home = owed.community_id
    assert home is not None
    period = period_of(DigestKind.MONTHLY, owed.payload["key"])
    outcomes = count_outcomes(tx, Among(home, *period.moments(to.zone)))
    return cards.monthly_card(period, outcomes, to)


def settings(tx: Connection, owed: Owed, to: Reader) -> Card:
    home = owed.community_id
    assert home is not None
    plans = digests.list_plans(tx, community_id=home)
    return digests_card([(one, digests.find_last(tx, one)) for one in plans], to)


LETTERS: dict[str, Letter] = {
    letter_of(DigestKind.MORNING): Letter(morning),
    letter_of(DigestKind.WEEKLY): Letter(weekly),
    letter_of(DigestKind.MONTHLY): Letter(monthly),
}
