"""Cards about deadlines: what is nearly due, what is over its time."""

from dataclasses import replace
from datetime import datetime

from cards.card import Card, Reader, bold, plain
from cards.cases import say_due, staff_card
from domain.case_facts import CaseFacts
from domain.cases import Case
from domain.deadlines import Alarm, Clock, Step


def alarm_card(facts: CaseFacts, alarm: Alarm, to: Reader, *, in_private: bool) -> Card | None:
    """The sentence, and in private the case with its buttons, for there is no card above it.

    ``None`` when the time was prolonged before it could be said, and for a reminder in the staff
    group that comes too late: the group hears at the same time that the case is overdue.
    """
    case = facts.case
    due = due_of(case, alarm.clock)
    if due is None or (alarm.step is not Step.REMIND and due > to.now):
        return None
    is_late = alarm.step is Step.REMIND and due <= to.now
    if is_late and not in_private:
        return None
    step = Step.OVERDUE if is_late else alarm.step
    key = f"deadline.{step.name.lower()}.{alarm.clock}"
    said = to.say(key, code=case.code, at=say_due(due, case, to))
    if not in_private:
        return Card(plain(said))
    card = staff_card(facts, to)
    return replace(card, lines=(bold(said), *card.lines), media=())


def urgent_card(facts: CaseFacts, to: Reader) -> Card:
    """急: for those who can do something at once, whatever the hour."""
    card = staff_card(facts, to)
    return replace(
        card, lines=(bold(to.say("case.urgent_call", code=facts.case.code)), *card.lines)
    )


def due_of(case: Case, clock: Clock) -> datetime | None:
    return case.respond_by if clock is Clock.RESPONSE else case.solve_by
