"""The card that gets to know somebody: one question, its buttons, and the way back."""

from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, Rows, plain, rows
from domain.onboarding import TRADES, Step
from domain.people import MemberKind


@dataclass(frozen=True)
class Joining:
    """How far somebody has come. ``choices`` are the ids and names the step offers."""

    person_id: int
    version: int
    step: Step
    is_first: bool
    community: str
    kind: MemberKind | None
    choices: tuple[tuple[int, str], ...] = ()


def joining_card(facts: Joining, reader: Reader) -> Card:
    """The question of the step that this person is at."""
    words = reader.say(f"join.{facts.step.value}", community=facts.community)
    back = () if facts.is_first else ((_press(facts, reader.say("join.back"), "back"),),)
    return Card(plain(words), (*_answers(facts, reader), *back))


def _answers(facts: Joining, reader: Reader) -> Rows:
    say = reader.say
    match facts.step:
        case Step.COMMUNITY:
            return _offered(facts, "community", width=1)
        case Step.KIND:
            kinds = (_press(facts, say(f"join.i_am_{kind}"), "kind", kind) for kind in MemberKind)
            return rows(kinds, width=3)
        case Step.TRADE:
            assert facts.kind is not None
            trades = (
                _press(facts, say(f"trade.{trade}"), "trade", trade) for trade in TRADES[facts.kind]
            )
            return rows(trades, width=3)
        case Step.GRID:
            skip = _press(facts, say("join.skip_grid"), "grid")
            return (*_offered(facts, "grid", width=2), (skip,))
        case _:
            return ((_press(facts, say("join.agree"), "privacy"),),)


def _offered(facts: Joining, what: str, *, width: int) -> Rows:
    return rows((_press(facts, name, what, str(one)) for one, name in facts.choices), width=width)


def _press(facts: Joining, label: str, what: str, arg: str = "") -> Button:
    return Button(label, Press(f"join.{what}", facts.person_id, facts.version, arg))
