"""Making an activity, one question at a time; last, what would be posted."""

from collections.abc import Sequence

from cards.activities import say_repeats, say_span
from cards.card import Button, Card, Line, Press, Reader, bold, listed, plain, rows
from cards.services import say_service
from domain.activity_form import AT_PLACE, CANNOT_BE_SKIPPED, KIND, REPEAT, REPEATS, Draft, Step
from domain.hours import Service
from domain.places import Place


def form_card(
    draft: Draft,
    step: Step,
    to: Reader,
    *,
    person_id: int,
    version: int,
    leader: str,
    places: Sequence[Place] = (),
) -> Card:
    """The question of a step; 在哪里 offers ``places`` as buttons."""

    def button(label: str, what: str) -> Button:
        return Button(to.say(label), Press("activity_form", person_id, version, what))

    head = bold(to.say(f"activity.ask.{step.value}"))
    if step is Step.CHECK:
        buttons = (
            button("activity.button.post", "post"),
            button("activity.button.edit", "edit"),
            button("form.button.cancel", "cancel"),
        )
        return Card((head, *_so_far(draft, leader, to)), (buttons,))
    said = _said(draft, step, to)
    hint = to.say("activity.said", said=said) if said else to.say(f"activity.hint.{step.value}")
    offered = [
        Button(label, Press("activity_form", person_id, version, what))
        for label, what in _answers(step, to, places)
    ]
    moves = []
    if said or step not in CANNOT_BE_SKIPPED:
        moves.append(button("form.button.on" if said else "form.button.skip", "next"))
    if step is not Step.TITLE:
        moves.append(button("form.button.back", "back"))
    moves.append(button("form.button.cancel", "cancel"))
    return Card((head, *plain(hint)), (*rows(offered, width=3), *rows(moves, width=3)))


def past_card(to: Reader, *, key: str) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say(key)))


def _answers(step: Step, to: Reader, places: Sequence[Place]) -> list[tuple[str, str]]:
    if step is Step.PLACE:
        return [(one.name, f"{AT_PLACE}.{one.id}") for one in places]
    if step is Step.KIND:
        return [(say_service(one.value, to), f"{KIND}.{one.value}") for one in Service]
    if step is Step.REPEAT:
        return [(to.say(f"activity.repeat.{one}"), f"{REPEAT}.{one}") for one in REPEATS]
    return []


def _said(draft: Draft, step: Step, to: Reader) -> str:
    """What this step was answered with before; empty for one that was not."""
    match step:
        case Step.TITLE:
            return draft.title
        case Step.WHEN if draft.when:
            return say_span(draft.when.starts_at, draft.when.ends_at, to)
        case Step.PLACE:
            return draft.place
        case Step.MANY if draft.capacity:
            return to.say("activity.people", count=draft.capacity)
        case Step.KIND if draft.service is not Service.OTHER:
            return say_service(draft.service.value, to)
        case Step.TEAMS:
            return listed(draft.teams, to.say)
        case Step.REPEAT if draft.repeats:
            return say_repeats(draft.repeats, to)
    return ""


def _so_far(draft: Draft, leader: str, to: Reader) -> tuple[Line, ...]:
    """What would be posted."""
    assert draft.when is not None, "it is asked for before"
    lines = [bold(draft.title), *plain(say_span(draft.when.starts_at, draft.when.ends_at, to))]
    if draft.place:
        lines += plain(to.say("activity.place", place=draft.place))
    many = to.say("activity.people", count=draft.capacity)
    lines += plain(many if draft.capacity else to.say("activity.people_any"))
    if draft.teams:
        lines += plain(to.say("activity.teams", teams=listed(draft.teams, to.say)))
    lines += plain(to.say("activity.leader", who=leader))
    lines += plain(to.say("activity.kind", service=say_service(draft.service.value, to)))
    if draft.repeats:
        lines += plain(say_repeats(draft.repeats, to))
    return (*lines, *plain(to.say("activity.check_hint")))
