"""Making a meeting, one question at a time; last, what would be announced."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cards.activities import say_span
from cards.audiences import Names, audience_rows, say_audience
from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.meetings import quorum_words
from cards.times_said import say_moment, say_plan
from domain.meeting_form import (
    AT_PLACE,
    CANNOT_BE_SKIPPED,
    DAYS,
    MATTER,
    PICK,
    QUORUM,
    WHO,
    Draft,
    Step,
)
from domain.meetings import HALF, TWO_THIRDS
from domain.places import Place
from domain.proposals import Proposal
from domain.reminders import choices_of
from domain.times import Recurrence

TITLE_WORDS = 28


@dataclass(frozen=True)
class FormFacts:
    """What a step offers besides the draft: known places, proposals that wait for a meeting; and
    what would come of it: ``when``, the ``next`` times of a series, how many are ``meant``.
    """

    draft: Draft
    names: Names
    places: Sequence[Place] = ()
    taken: Sequence[Proposal] = ()
    when: tuple[datetime, datetime] | None = None
    next: Sequence[datetime] = ()
    meant: int = 0


def form_card(facts: FormFacts, step: Step, to: Reader, *, person_id: int, version: int) -> Card:
    def press(what: str) -> Press:
        return Press("meeting_form", person_id, version, what)

    def button(label: str, what: str) -> Button:
        return Button(to.say(label), press(what))

    head = bold(to.say(f"meeting.form.ask.{step.value}"))
    if step is Step.CHECK:
        last = (
            button("meeting.button.post", "post"),
            button("meeting.button.edit", "edit"),
            button("form.button.cancel", "cancel"),
        )
        days = [
            button(f"meeting.days.{one}", f"{DAYS}.{one}")
            for one in (choices_of(facts.draft.plan) if facts.draft.plan else ())
        ]
        return Card((head, *_so_far(facts, to)), (*rows(days, width=3), last))
    said = _said(facts, step, to)
    hint = to.say("meeting.form.said", said=said) if said else ""
    lines = (head, *plain(hint or to.say(f"meeting.form.hint.{step.value}")))
    if step is Step.WHEN and facts.draft.question:
        lines = (bold(to.say(facts.draft.question)), *plain(to.say("meeting.form.which")))
    if step is Step.WHO:
        offered = audience_rows(
            facts.draft.audience,
            facts.names,
            to,
            lambda line, value: press(f"{WHO}.{line}.{value}"),
        )
    else:
        offered = rows(
            [Button(label, press(what)) for label, what in _answers(facts, step, to)],
            width=1 if step in (Step.WHEN, Step.AGENDA) else 3,
        )
    return Card(lines, (*offered, *_moves(step, said, button)))


def _moves(step: Step, said: str, button: Callable[[str, str], Button]) -> Rows:
    moves = []
    if said or step not in CANNOT_BE_SKIPPED:
        moves.append(button("form.button.on" if said else "form.button.skip", "next"))
    if step is not Step.TITLE:
        moves.append(button("form.button.back", "back"))
    moves.append(button("form.button.cancel", "cancel"))
    return rows(moves, width=3)


def past_card(to: Reader, *, key: str) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say(key)))


def _answers(facts: FormFacts, step: Step, to: Reader) -> list[tuple[str, str]]:
    draft = facts.draft
    match step:
        case Step.WHEN if len(draft.plans) > 1:
            return [(say_plan(one, to), f"{PICK}.{n}") for n, one in enumerate(draft.plans)]
        case Step.PLACE:
            return [(one.name, f"{AT_PLACE}.{one.id}") for one in facts.places]
        case Step.AGENDA:
            chosen = {proposal for _, proposal in draft.items}
            return [
                (
                    f"{'✅ ' if one.id in chosen else ''}{shorten(one.title, TITLE_WORDS)}",
                    f"{MATTER}.{one.id}",
                )
                for one in facts.taken
            ]
        case Step.QUORUM:
            return [
                (quorum_words(one, to), f"{QUORUM}.{one or 'none'}")
                for one in ("", HALF, TWO_THIRDS)
            ]
    return []


def _said(facts: FormFacts, step: Step, to: Reader) -> str:
    """What this step was answered with before; empty for one that was not."""
    draft = facts.draft
    match step:
        case Step.TITLE:
            return draft.title
        case Step.WHEN if draft.plan:
            return say_plan(draft.plan, to)
        case Step.PLACE:
            return draft.place
        case Step.WHO:
            return _who(facts, to)
        case Step.AGENDA:
            return to.say("list.separator").join(title for title, _ in draft.items)
        case Step.QUORUM if draft.quorum:
            return quorum_words(draft.quorum, to)
        case Step.REASON:
            return draft.reason
    return ""


def _who(facts: FormFacts, to: Reader) -> str:
    audience = say_audience(facts.draft.audience, facts.names, to)
    return to.say("meeting.form.who", audience=audience, count=facts.meant)


def _so_far(facts: FormFacts, to: Reader) -> tuple[Line, ...]:
    """What would be announced; of a series, with its next times."""
    draft = facts.draft
    lines = [bold(draft.title)]
    if isinstance(draft.plan, Recurrence):
        lines += plain(say_plan(draft.plan, to), to.say("meeting.form.next"))
        lines += plain(*(to.say("reminder.time", time=say_moment(one, to)) for one in facts.next))
    elif facts.when is not None:
        lines += plain(say_span(*facts.when, to))
    if draft.place:
        lines += plain(to.say("meeting.place", place=draft.place))
    lines += plain(to.say("meeting.form.invited", who=_who(facts, to)))
    if draft.items:
        lines += [bold(to.say("meeting.agenda"))]
        lines += plain(
            *(
                to.say("meeting.item", number=number, title=title)
                for number, (title, _) in enumerate(draft.items, 1)
            )
        )
    else:
        lines += plain(to.say("meeting.form.no_agenda"))
    if draft.quorum:
        lines += plain(to.say("meeting.quorum", quorum=quorum_words(draft.quorum, to)))
    if draft.reason:
        lines += plain(to.say("meeting.late_because", reason=draft.reason))
    return (*lines, *plain(to.say("meeting.form.check_hint")))
