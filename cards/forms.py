"""The guided report, one question at a time."""

from collections.abc import Sequence

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.categorising import Choice, choice_rows
from cards.length import shorten
from domain.categorising import KIND
from domain.forms import ANONYMOUS, AT_PLACE, SIGNED, Draft, Step
from domain.places import Place

SAID_WORDS, SAID_PLACE = 3000, 400
"""So much of what was said is read back; all of it is handed in."""


def form_card(
    draft: Draft,
    step: Step,
    to: Reader,
    *,
    version: int,
    places: Sequence[Place] = (),
    choice: Choice | None = None,
) -> Card:
    """The question of a step, with what was said so far on the last one. 在哪里 offers ``places``
    as buttons, the category step what can be chosen.
    """
    head = bold(to.say(f"form.ask.{step.value}"))
    if step is Step.WHERE and places:
        lines = [head, *plain(to.say("place.pick_or_say"))]
        offered = rows(_place_buttons(places, version), width=3)
    else:
        lines = [head, *plain(*_so_far(draft, step, to, _kind_of(draft, choice)))]
        offered = _offered(step, to, version, choice)
    return Card(tuple(lines), (*offered, *rows(_buttons(draft, step, to, version), width=3)))


def _kind_of(draft: Draft, choice: Choice | None) -> str | None:
    known = choice.known if choice else ()
    return next((one.name for one in known if one.id == draft.category_id), None)


def _offered(step: Step, to: Reader, version: int, choice: Choice | None) -> Rows:
    def go(what: str) -> Press:
        return Press("form", 0, version, what)

    if step is Step.CATEGORY and choice is not None:
        return choice_rows(choice, to, pick=lambda one: go(f"{KIND}{one.id}"), go=go)
    if step is Step.ANONYMOUS:
        return rows(
            [
                Button(to.say("form.button.signed"), go(SIGNED)),
                Button(to.say("form.button.anonymous"), go(ANONYMOUS)),
            ],
            width=2,
        )
    return ()


def _place_buttons(places: Sequence[Place], version: int) -> list[Button]:
    return [Button(one.name, Press("form", 0, version, f"{AT_PLACE}{one.id}")) for one in places]


def past_card(to: Reader, *, is_cancelled: bool = False) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say("form.cancelled" if is_cancelled else "form.past")))


def _so_far(draft: Draft, step: Step, to: Reader, kind: str | None) -> list[str]:
    if step is Step.PHOTOS:
        count = len(draft.pictures)
        return [to.say("form.photo_count", count=count) if count else to.say("form.photo_hint")]
    if step is Step.WHAT:
        return [shorten(draft.words, SAID_WORDS) or to.say("form.what_hint")]
    if step is Step.WHERE:
        return [to.say("form.where_hint")]
    if step is Step.CATEGORY:
        return [to.say("case.category", category=kind) if kind else to.say("form.category_hint")]
    if step is Step.ANONYMOUS:
        return [to.say("form.signed_hint"), to.say("form.anonymous_hint")]
    place = shorten(draft.place, SAID_PLACE) or (
        to.say("form.point") if draft.point else to.say("form.none")
    )
    return [
        to.say("form.sum.words", words=shorten(draft.words, SAID_WORDS) or to.say("form.none")),
        to.say("form.sum.place", place=place),
        to.say("form.sum.photos", count=len(draft.pictures)),
        *([to.say("case.category", category=kind)] if kind else []),
        to.say("form.sum.anonymous" if draft.is_anonymous else "form.sum.signed"),
    ]


def _buttons(draft: Draft, step: Step, to: Reader, version: int) -> list[Button]:
    def button(what: str, label: str) -> Button:
        return Button(to.say(f"form.button.{label}"), Press("form", 0, version, what))

    on = {
        Step.PHOTOS: button("next", "on" if draft.pictures else "skip"),
        Step.WHAT: button("next", "on" if draft.words else "skip"),
        Step.WHERE: button("next", "on" if draft.place or draft.point else "skip"),
        Step.CATEGORY: button("next", "on" if draft.category_id else "skip"),
        Step.ANONYMOUS: button("next", "on" if draft.is_anonymous else "skip"),
        Step.CHECK: button("submit", "submit"),
    }[step]
    back = [] if step is Step.PHOTOS else [button("back", "back")]
    return [on, *back, button("cancel", "cancel")]
