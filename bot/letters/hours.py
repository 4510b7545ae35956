"""Letters about hours 时长: one's own, what was declared, what is disputed."""

from datetime import date, timedelta

from sqlalchemy import Connection

from actions import hour_disputes as disputing
from actions import hour_promises as promises
from actions.hour_reminders import UNDECIDED
from bot.letters.letter import Letter
from cards import hour_claims as claim_cards
from cards import hour_disputes as dispute_cards
from cards import hours as cards
from cards.card import Card, Reader
from cards.hour_claims import ClaimFacts
from domain.hour_claims import ClaimState, HourClaim, claim_id_of, overlapping
from domain.hour_disputes import dispute_id_of
from domain.hours import standing
from domain.people import mask_name
from domain.permissions import OFFICE_ROLES
from storage import grants, hour_claims, hour_disputes, people
from storage import hours as storage
from storage.paying import Owed

REFUSALS_SHOWN_FOR = timedelta(days=30)


def mine(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.community_id is not None
    whose = {"community_id": owed.community_id, "person_id": owed.payload["person_id"]}
    month = _month(owed.payload["month"], to)
    first, end = month.replace(month=1, day=1), month.replace(month=12, day=31)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    entries = standing(storage.list_hours(tx, **whose, since=month, until=last))[::-1]
    if owed.payload["view"] == cards.DISPUTE:
        facts = cards.HoursFacts(month, (), entries)
        return cards.choice_card(facts, owed.payload["page"], to)
    facts = cards.HoursFacts(
        month,
        storage.sum_minutes(tx, **whose, since=first, until=end),
        entries,
        hour_claims.list_asked_of(tx, **whose),
        hour_claims.find_last_rejected(tx, **whose, since=to.now - REFUSALS_SHOWN_FOR),
    )
    return cards.hours_card(facts, to)


def _month(text: str, to: Reader) -> date:
    """The first day of the month that is shown; of the present one unless another was turned to."""
    today = to.now.astimezone(to.zone).date()
    return date.fromisoformat(f"{text}-01") if text else today.replace(day=1)


def _facts(tx: Connection, owed: Owed) -> ClaimFacts:
    assert owed.about is not None
    claim = hour_claims.get_claim(tx, claim_id_of(owed.about))
    whose = {"community_id": claim.community_id, "person_id": claim.person_id}
    month = claim.held_on.replace(day=1)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    others = hour_claims.list_occupied(tx, claim)
    return ClaimFacts(
        claim,
        who=_who(tx, claim.community_id, claim.person_id, owed),
        decided_by=_name(tx, claim.community_id, claim.decided_by),
        overlaps=overlapping(claim, others),
        month=storage.sum_minutes(tx, **whose, since=month, until=last),
        on_the_day=sum(one.minutes for one in others if one.held_on == claim.held_on),
        points=_points(tx, claim),
    )


def _points(tx: Connection, claim: HourClaim) -> int:
    """What was granted for it, paid by now or a little later."""
    entry = storage.find_by_source(tx, claim.about)
    return sum(one.points for one in grants.list_about(tx, entry.about)) if entry else 0


def _who(tx: Connection, community_id: int, person_id: int, owed: Owed) -> str:
    """Colleagues by name, everybody else masked in a group; who is told in private must know."""
    name = _name(tx, community_id, person_id)
    held = people.holdings_of(tx, community_id=community_id, person_id=person_id)
    is_colleague = any(one.role in OFFICE_ROLES for one in held)
    return name if is_colleague or owed.address.is_private else mask_name(name)


def _name(tx: Connection, community_id: int, person_id: int | None) -> str:
    if person_id is None:
        return ""
    names = people.names_of(tx, community_id=community_id, person_ids=[person_id])
    return names.get(person_id, "")


def noted(tx: Connection, owed: Owed, to: Reader) -> Card:
    facts, is_private = _facts(tx, owed), owed.address.is_private
    is_rounded = owed.payload["is_rounded"]
    return claim_cards.mine_card(facts, to, is_rounded=is_rounded, in_private=is_private)


def claim(tx: Connection, owed: Owed, to: Reader) -> Card:
    return claim_cards.claim_card(_facts(tx, owed), to)


def told(tx: Connection, owed: Owed, to: Reader) -> Card:
    return claim_cards.told_card(_facts(tx, owed), to, in_private=owed.address.is_private)


def undecided(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if somebody has decided it before it could be said."""
    facts = _facts(tx, owed)
    if facts.claim.state is not ClaimState.ASKED:
        return None
    is_private = owed.address.is_private
    return claim_cards.undecided_card(facts, to, days=owed.payload["days"], in_private=is_private)


def _dispute_facts(tx: Connection, owed: Owed) -> dispute_cards.DisputeFacts:
    assert owed.about is not None
    dispute = hour_disputes.get_dispute(tx, dispute_id_of(owed.about))
    home = dispute.community_id
    entry = storage.find_entry(tx, dispute.hours_id, community_id=home)
    assert entry is not None
    corrected = storage.find_by_source(tx, f"{entry.about}:corrected")
    return dispute_cards.DisputeFacts(
        dispute,
        entry,
        who=_who(tx, home, dispute.person_id, owed),
        confirmed_by=_name(tx, home, entry.confirmed_by),
        decided_by=_name(tx, home, dispute.decided_by),
        now_minutes=corrected.minutes if corrected else 0,
    )


def dispute(tx: Connection, owed: Owed, to: Reader) -> Card:
    return dispute_cards.dispute_card(_dispute_facts(tx, owed), to)


def dispute_told(tx: Connection, owed: Owed, to: Reader) -> Card:
    points = owed.payload.get("points")
    return dispute_cards.told_card(_dispute_facts(tx, owed), to, points=points)


LETTERS: dict[str, Letter] = {
    disputing.HOURS: Letter(mine, is_standing=True),
    promises.MINE: Letter(noted, is_standing=True),
    promises.CLAIM: Letter(claim, is_standing=True, reposts=True),
    promises.TOLD: Letter(told),
    UNDECIDED: Letter(undecided, replies_to=promises.CLAIM),
    disputing.CARD: Letter(dispute, is_standing=True, reposts=True),
    disputing.TOLD: Letter(dispute_told),
}
