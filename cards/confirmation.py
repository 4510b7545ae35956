"""Cards about the end of a case: the reminder to its finder, the complaint to the secretaries."""

from cards.card import Card, Reader, bold, plain
from cards.cases import COMPLAINT_WORDS, staff_card
from cards.length import shorten
from cards.times import say_time
from domain.case_facts import CaseFacts
from domain.cases import SILENCE_CLOSES_AFTER, Case


def reminder_card(case: Case, to: Reader) -> Card:
    """The buttons stand on the question that it replies to."""
    ends_at = say_time(case.stage_at + SILENCE_CLOSES_AFTER, to)
    return Card(plain(to.say("confirm.reminder", code=case.code, at=ends_at)))


def complaint_card(facts: CaseFacts, to: Reader) -> Card:
    """The case as it stands, with its buttons, below what its finder says."""
    case, card = facts.case, staff_card(facts, to)
    key = "confirm.complaint_why" if case.complaint else "confirm.complaint"
    said = to.say(key, code=case.code, words=shorten(case.complaint, COMPLAINT_WORDS))
    head = (bold(line) for line in said.split("\n"))
    return Card((*head, *card.lines), card.buttons)
