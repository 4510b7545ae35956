"""Cards about updates: the question how far a case is."""

from cards.card import Button, Card, Press, Reader, bold, plain, rows
from cards.length import shorten
from cards.times import say_time
from domain.case_facts import CaseFacts
from domain.deadlines import SILENT_DAYS, spoken_of_at
from domain.permissions import Verb
from domain.updates import UPDATE, Update

WORDS = 120


def nudge_card(facts: CaseFacts, to: Reader, *, is_answered: bool) -> Card:
    """One tap answers it; once something has been said it has no buttons any more."""
    case = facts.case
    if is_answered:
        return Card(plain(to.say("update.answered", code=case.code)))
    lines = [bold(to.say("update.ask", code=case.code, days=SILENT_DAYS))]
    if case.words:
        lines += plain(shorten(case.words, WORDS))
    lines += plain(to.say("update.last_said", at=say_time(spoken_of_at(case), to)))
    buttons = [
        Button(
            to.say(f"update.button.{one}"),
            Press(Verb.GIVE_UPDATE.value, case.id, case.version, one),
        )
        for one in (*Update, UPDATE)
    ]
    return Card(tuple(lines), rows(buttons, width=3))
