"""Cards for where a case may not be told."""

from cards.card import Card, Reader, plain
from cards.cases import see_privately
from domain.cases import Case


def hidden_word_card(case: Case, to: Reader) -> Card:
    """One line in place of what somebody said, and the way to it."""
    return Card(plain(to.say("discreet.word", code=case.code)), ((see_privately(case, to),),))
