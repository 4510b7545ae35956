"""Letters about deadlines and updates."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.deadlines import alarm_card, urgent_card
from cards.updates import nudge_card
from domain.cases import case_id_of
from domain.deadlines import alarm_of, is_running, is_silent_since
from storage.discretion import facts_at
from storage.paying import Owed


def alarm(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if somebody moved the case on before it could be said."""
    facts, said = facts_at(tx, _case_id(owed), owed.address), alarm_of(owed.payload["alarm"])
    if not is_running(facts.case, said):
        return None
    return alarm_card(facts, said, to, in_private=owed.address.is_private)


def urgent(tx: Connection, owed: Owed, to: Reader) -> Card:
    return urgent_card(facts_at(tx, _case_id(owed), owed.address), to)


def nudge(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing, if it was answered before it was asked."""
    assert owed.about is not None
    facts, period = facts_at(tx, _case_id(owed), owed.address), owed.about.split(":", 2)[2]
    is_answered = not is_silent_since(facts.case, period)
    if is_answered and not owed.shown:
        return None
    return nudge_card(facts, to, is_answered=is_answered)


def _case_id(owed: Owed) -> int:
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    return case_id


LETTERS: dict[str, Letter] = {
    "case.alarm": Letter(alarm),
    "case.urgent": Letter(urgent, is_standing=True),
    "case.nudge": Letter(nudge, is_standing=True),
}
