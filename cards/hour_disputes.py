"""有异议 as cards: for the secretaries who look into it, and the outcome for who raised it."""

from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, bold, plain
from cards.hours import entry_line, say_day
from cards.length import shorten
from domain.hour_disputes import DisputeState, HourDispute
from domain.hours import HoursEntry, say_hours

SHOWN_WORDS, SHOWN_NAME = 200, 32


@dataclass(frozen=True)
class DisputeFacts:
    """``now_minutes`` is what stands in the entry's place, once it was corrected."""

    dispute: HourDispute
    entry: HoursEntry
    who: str
    confirmed_by: str
    decided_by: str
    now_minutes: int = 0


def dispute_card(facts: DisputeFacts, to: Reader) -> Card:
    dispute = facts.dispute
    lines = [
        bold(to.say("hours.dispute_title", who=shorten(facts.who, SHOWN_NAME))),
        *plain(to.say("hours.dispute_entry", entry=entry_line(facts.entry, to))),
    ]
    if facts.confirmed_by:
        by = shorten(facts.confirmed_by, SHOWN_NAME)
        lines += plain(to.say("hours.dispute_confirmed_by", who=by))
    said = shorten(dispute.words, SHOWN_WORDS)
    lines += plain(to.say("hours.dispute_words", words=said))
    if dispute.state is DisputeState.ASKED:
        buttons = tuple(
            Button(
                to.say(f"button.hours_{what}"), Press(f"hours.{what}", dispute.id, dispute.version)
            )
            for what in ("correct", "uphold")
        )
        return Card(tuple(lines), (buttons,))
    key = f"hours.dispute_{dispute.state}"
    outcome = {"hours": say_hours(facts.now_minutes), "reason": dispute.reason}
    return Card((*lines, *plain(to.say(key, who=shorten(facts.decided_by, SHOWN_NAME), **outcome))))


def told_card(facts: DisputeFacts, to: Reader, *, points: dict[str, int] | None = None) -> Card:
    """What came of it, to whoever raised it; ``points`` are what it ``was`` and is ``now`` worth,
    where that has changed.
    """
    entry = facts.entry
    blanks = {"day": say_day(entry.held_on, to), "was": say_hours(entry.minutes)}
    if facts.dispute.state is DisputeState.UPHELD:
        reason = facts.dispute.reason
        return Card(plain(to.say("hours.told_upheld", **blanks, reason=reason)))
    now = say_hours(facts.now_minutes)
    key = "hours.told_corrected" if facts.now_minutes else "hours.told_removed"
    text = to.say(key, **blanks, now=now)
    return Card(plain(text + (to.say("hours.told_points_now", **points) if points else "")))
