"""Hours are put right: a counter-row, a row with the right amount, and the points in step."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.grants import grant_for, undo
from actions.hours import attended, earned_by
from domain.grants import Grant, GrantState
from domain.hours import HoursEntry
from domain.rules import RuleBroken
from storage import grants, hours


def correct_entry(
    tx: Connection, entry: HoursEntry, *, minutes: int, by: int, words: str, now: datetime
) -> bool:
    """Take an entry back and enter the right amount; 0 enters none. ``False`` where the points
    stay as they were, because the person has spent what would have to be given back.
    """
    _enter(tx, entry, minutes=-entry.minutes, by=by, reverses_id=entry.id, now=now)
    new_id = _enter(tx, entry, minutes=minutes, by=by, now=now) if minutes else None
    new = hours.find_entry(tx, new_id, community_id=entry.community_id) if new_id else None
    try:
        with tx.begin_nested():  # either all of the points follow, or none
            _follow(tx, entry, new, by=by, words=words, now=now)
    except RuleBroken:
        return False
    return True


def _enter(
    tx: Connection,
    entry: HoursEntry,
    *,
    minutes: int,
    by: int,
    reverses_id: int | None = None,
    now: datetime,
) -> int:
    """A row like the entry. An entry is corrected once; what is wrong again is the new row."""
    what = "reversed" if reverses_id else "corrected"
    hours_id = hours.add_entry(
        tx,
        community_id=entry.community_id,
        person_id=entry.person_id,
        kind=entry.kind,
        service=entry.service,
        held_on=entry.held_on,
        minutes=minutes,
        words=entry.words,
        source=f"{entry.about}:{what}",
        confirmed_by=by,
        activity_id=entry.activity_id,
        claim_id=entry.claim_id,
        reverses_id=reverses_id,
        now=now,
    )
    if hours_id is None:
        raise RuleBroken("press.stale")
    return hours_id


def _follow(
    tx: Connection, entry: HoursEntry, new: HoursEntry | None, *, by: int, words: str, now: datetime
) -> None:
    """The new grant comes before the old one is taken out of the ledger, so that only the
    difference must be there; but after it has ended, so that the caps do not count both.
    """
    ended = [one for one in _granted_for(tx, entry, new) if _end(tx, one, now=now)]
    if new is not None and ended:
        grant_for(tx, replace(earned_by(new), instead_of=ended[0]), now=now)
    for grant in ended:  # what was only promised never comes
        if grant.state is GrantState.PAID:
            undo(tx, grant, confirmed_by=by, words=words, now=now)


def points_for(tx: Connection, entry: HoursEntry) -> int:
    """What counts of all that was granted for an entry, and for what has taken its place."""
    found = _granted_for(tx, entry, None)
    if corrected := hours.find_by_source(tx, f"{entry.about}:corrected"):
        found += grants.list_about(tx, corrected.about)
    return sum(one.points for one in found if one.counts)


def _granted_for(tx: Connection, entry: HoursEntry, new: HoursEntry | None) -> list[Grant]:
    """What was granted for the hours; and for having been there, where nothing is left of them."""
    found = grants.list_about(tx, entry.about)
    if new is not None or entry.activity_id is None:
        return found
    there = grants.find_grant(tx, attended(entry.activity_id, entry.person_id))
    return [*found, there] if there is not None else found


def _end(tx: Connection, grant: Grant, *, now: datetime) -> bool:
    """Whether the grant still counted, and does no more."""
    to = GrantState.REVERSED if grant.state is GrantState.PAID else GrantState.REFUSED
    return grant.counts and grants.move_grant(tx, grant, to, now=now)
