"""Making a ballot, one question at a time; last, what would be opened."""

from collections.abc import Callable

from cards.activities import say_day
from cards.audiences import Names, audience_rows, say_audience
from cards.ballots import say_majority, say_quorum
from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.times_said import say_moment
from domain.ballot_form import CHOICES, CHOOSE, TIME, TOGGLE, Draft, Step

Moves = Callable[[str, str], Button]


def form_card(
    draft: Draft,
    step: Step,
    to: Reader,
    *,
    person_id: int,
    version: int,
    names: Names,
    eligible: int = 0,
) -> Card:
    """The question of a step; ``eligible`` is how many votes there would be."""

    def press(what: str) -> Press:
        return Press("ballot_form", person_id, version, what)

    def button(label: str, what: str) -> Button:
        return Button(to.say(label), press(what))

    head = bold(to.say(f"ballot.ask.{step.value}"))
    if step is Step.CHECK:
        buttons = (
            button("ballot.button.open", "open"),
            button("ballot.button.edit", "edit"),
            button("form.button.cancel", "cancel"),
        )
        return Card((head, *_so_far(draft, names, eligible, to)), (buttons,))
    answers = _answers(draft, step, names, to, press)
    hint = to.say(f"ballot.hint.{_hint(draft, step)}")
    said = _said(draft, step, to)
    lines = plain(hint, *([to.say("ballot.said", said=said)] if said else []))
    return Card((head, *lines), (*answers, _moves(draft, step, button)))


def _answers(
    draft: Draft, step: Step, names: Names, to: Reader, press: Callable[[str], Press]
) -> Rows:
    """The answers that are buttons."""
    if step in CHOICES:
        offered = [
            Button(_ticked(draft, step, value, to), press(f"{CHOOSE}.{value}"))
            for value in CHOICES[step]
        ]
        return rows(offered, width=2 if len(offered) == 4 else 3)
    if step is Step.WHO:
        return audience_rows(
            draft.audience, names, to, lambda line, value: press(f"{TOGGLE}.{line}.{value}")
        )
    if step is Step.CLOSES:
        times = enumerate(draft.times)
        return tuple((Button(say_moment(at, to), press(f"{TIME}.{n}")),) for n, at in times)
    return ()


def _hint(draft: Draft, step: Step) -> str:
    return "which_time" if step is Step.CLOSES and draft.times else step.value


def _ticked(draft: Draft, step: Step, value: str, to: Reader) -> str:
    is_chosen = draft.chosen(step) == value
    return ("✅ " if is_chosen else "") + say_choice(step, value, to)


def say_choice(step: Step, value: str, to: Reader) -> str:
    return to.say(f"ballot.choice.{step.value}.{value}")


def _moves(draft: Draft, step: Step, button: Moves) -> tuple[Button, ...]:
    moves = []
    is_missing = (step is Step.TITLE and not draft.title) or (
        step is Step.CLOSES and draft.closes_at is None
    )
    if not is_missing:
        moves.append(button("form.button.on", "next"))
    if step is not Step.TITLE:
        moves.append(button("form.button.back", "back"))
    moves.append(button("form.button.cancel", "cancel"))
    return tuple(moves)


def _said(draft: Draft, step: Step, to: Reader) -> str:
    """What this step holds now; the steps with buttons show it there."""
    match step:
        case Step.TITLE:
            return draft.title
        case Step.OPTIONS:
            return " / ".join(draft.options)
        case Step.CLOSES if draft.closes_at:
            return say_moment(draft.closes_at, to)
    return ""


def _so_far(draft: Draft, names: Names, eligible: int, to: Reader) -> tuple[Line, ...]:
    """What would be opened, whole, for nothing of it can be changed afterwards."""
    assert draft.closes_at is not None, "it is asked for before"
    who = say_audience(draft.audience, names, to)
    how = [say_choice(step, draft.chosen(step), to) for step in (Step.SECRECY, Step.VOTER)]
    if not draft.is_secret:
        how.append(say_choice(Step.SHOWN, draft.chosen(Step.SHOWN), to))
    how.append(to.say("ballot.sum.reasons", how=say_choice(Step.REASONS, draft.reasons.value, to)))
    quorum, majority = say_quorum(draft.quorum, to), say_majority(draft.majority, to)
    return (
        bold(draft.title),
        *plain(
            " / ".join(draft.options),
            to.say("ballot.sum.who", who=who, count=eligible),
            " · ".join(how),
            to.say("ballot.rules", quorum=quorum, majority=majority),
            to.say("ballot.sum.closes", until=say_day(draft.closes_at, to)),
            to.say("ballot.check_hint"),
        ),
    )


def past_card(to: Reader, *, key: str) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say(key)))
