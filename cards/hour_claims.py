"""Declared hours 申报 as cards: for who said them, for those who decide, and the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Media, Press, Reader, Rows, bold, plain, rows
from cards.hours import say_clock, say_day
from cards.length import shorten
from cards.services import say_service
from cards.times import say_time
from domain.hour_claims import ClaimState, HourClaim, Occupied
from domain.hours import HourKind, HoursSum, Service, minutes_of, say_hours

SHOWN_WORDS, SHOWN_NAME, SHOWN_OVERLAP = 200, 32, 40
MOST_OVERLAPS = 3


@dataclass(frozen=True)
class ClaimFacts:
    """A claim with what its readers should know: ``who`` as they may know them, ``month`` what
    the person has in that month, ``on_the_day`` the minutes of that day besides these.
    """

    claim: HourClaim
    who: str
    decided_by: str
    overlaps: Sequence[Occupied]
    month: Sequence[HoursSum] = ()
    on_the_day: int = 0
    points: int = 0


def mine_card(facts: ClaimFacts, to: Reader, *, is_rounded: bool, in_private: bool) -> Card:
    """What was understood, to whoever said it: the kind of service is theirs to correct. What else
    they have done is nobody's business in a group.
    """
    claim = facts.claim
    lines = [*plain(to.say("hours.noted", what=_what(claim, to))), *_words(claim)]
    if claim.state is not ClaimState.ASKED:
        return Card((*lines, *plain(_state_for_all(claim, to))))
    if is_rounded:
        lines += plain(to.say("hours.rounded"))
    if in_private:
        lines += _overlap_lines(facts, to)
    elif facts.overlaps:
        lines += plain(to.say("hours.overlaps_another"))
    lines += plain(to.say("hours.waits_for_yes"))
    return Card(tuple(lines), _mine_buttons(claim, to))


def _mine_buttons(claim: HourClaim, to: Reader) -> Rows:
    others = [
        Button(say_service(one, to), Press("hours.service", claim.id, claim.version, one))
        for one in Service
        if one != claim.service
    ]
    back = Button(to.say("button.hours_withdraw"), Press("hours.withdraw", claim.id, claim.version))
    return (*rows(others, width=3), (back,))


def claim_card(facts: ClaimFacts, to: Reader) -> Card:
    """The question to those who may decide it."""
    claim = facts.claim
    lines = [
        bold(to.say("hours.claim_title", who=shorten(facts.who, SHOWN_NAME))),
        *plain(_what(claim, to)),
        *_words(claim),
        *plain(_month_line(facts, to)),
        *_overlap_lines(facts, to),
    ]
    media = (Media("photo", claim.picture),) if claim.picture else ()
    if claim.state is not ClaimState.ASKED:
        return Card((*lines, *plain(_state_for_staff(facts, to))), media=media)
    return Card(tuple(lines), _claim_buttons(claim, to), media)


def _claim_buttons(claim: HourClaim, to: Reader) -> Rows:
    def button(what: str) -> Button:
        return Button(
            to.say(f"button.hours_{what}"), Press(f"hours.{what}", claim.id, claim.version)
        )

    return ((button("confirm"), button("reject")), (button("who"),))


def _month_line(facts: ClaimFacts, to: Reader) -> str:
    line = to.say(
        "hours.claim_month",
        verified=say_hours(minutes_of(facts.month, HourKind.VERIFIED)),
        declared=say_hours(minutes_of(facts.month, HourKind.DECLARED)),
    )
    if facts.on_the_day:
        line += to.say("hours.claim_day", hours=say_hours(facts.on_the_day))
    return line


def _overlap_lines(facts: ClaimFacts, to: Reader) -> tuple[Line, ...]:
    lines = [
        to.say(
            "hours.overlaps",
            day=say_day(one.held_on, to),
            clock=say_clock(one.starts_at, one.ends_at, to),
            hours=say_hours(one.minutes),
            words=shorten(one.words, SHOWN_OVERLAP),
        )
        for one in facts.overlaps[:MOST_OVERLAPS]
    ]
    return plain(*lines)


def _what(claim: HourClaim, to: Reader) -> str:
    return to.say(
        "hours.what",
        hours=say_hours(claim.minutes),
        day=say_day(claim.held_on, to),
        clock=say_clock(claim.starts_at, claim.ends_at, to),
        service=say_service(claim.service, to),
    )


def _words(claim: HourClaim) -> tuple[Line, ...]:
    return plain(shorten(claim.words, SHOWN_WORDS))


def _state_for_all(claim: HourClaim, to: Reader) -> str:
    """Why it was refused is said to its person alone."""
    return to.say(f"hours.state.{claim.state}")


def _state_for_staff(facts: ClaimFacts, to: Reader) -> str:
    claim = facts.claim
    at = say_time(claim.decided_at or to.now, to)
    key = f"hours.staff.{claim.state}"
    by = shorten(facts.decided_by, SHOWN_NAME)
    return to.say(key, who=by, at=at, reason=claim.reason)


def told_card(facts: ClaimFacts, to: Reader, *, in_private: bool) -> Card:
    """The outcome. In a group it says no more than the card there, and where the rest is."""
    claim, is_yes = facts.claim, facts.claim.state is ClaimState.CONFIRMED
    hours = say_hours(claim.minutes)
    if not in_private:
        key = "hours.told_confirmed_here" if is_yes else "hours.told_rejected_here"
        door = ((Button(to.say("button.open_private"), start="hours"),),)
        return Card(plain(to.say(key, hours=hours)), () if is_yes else door)
    day, words = say_day(claim.held_on, to), shorten(claim.words, SHOWN_WORDS)
    if is_yes:
        text = to.say("hours.told_confirmed", hours=hours, day=day, words=words)
        if facts.points > 0:
            text += to.say("hours.told_points", points=facts.points)
        return Card(plain(text))
    text = to.say("hours.told_rejected", hours=hours, day=day, words=words, reason=claim.reason)
    again = Button(to.say("button.hours_declare"), Press("hours.declare", 0))
    return Card(plain(text), ((again,),))


def undecided_card(facts: ClaimFacts, to: Reader, *, days: int, in_private: bool) -> Card:
    """Nobody has decided it; in private it brings the question along."""
    hours, words = say_hours(facts.claim.minutes), shorten(facts.claim.words, SHOWN_WORDS)
    who = shorten(facts.who, SHOWN_NAME)
    text = to.say("hours.undecided", days=days, who=who, hours=hours, words=words)
    return Card(plain(text), _claim_buttons(facts.claim, to) if in_private else ())
