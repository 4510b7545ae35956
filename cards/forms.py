"""The guided report, one question at a time."""

from cards.card import Button, Card, Press, Reader, bold, plain, rows
from domain.forms import Draft, Step


def form_card(draft: Draft, step: Step, to: Reader, *, version: int) -> Card:
    """The question of a step, with what was said so far on the last one."""
    head = bold(to.say(f"form.ask.{step.value}"))
    lines = [head, *plain(*_so_far(draft, step, to))]
    return Card(tuple(lines), rows(_buttons(draft, step, to, version), width=3))


def past_card(to: Reader, *, is_cancelled: bool = False) -> Card:
    """A question that was answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say("form.cancelled" if is_cancelled else "form.past")))


def _so_far(draft: Draft, step: Step, to: Reader) -> list[str]:
    if step is Step.PHOTOS:
        count = len(draft.pictures)
        return [to.say("form.photo_count", count=count) if count else to.say("form.photo_hint")]
    if step is Step.WHAT:
        return [draft.words] if draft.words else [to.say("form.what_hint")]
    if step is Step.WHERE:
        return [to.say("form.where_hint")]
    place = draft.place or (to.say("form.point") if draft.point else to.say("form.none"))
    return [
        to.say("form.sum.words", words=draft.words or to.say("form.none")),
        to.say("form.sum.place", place=place),
        to.say("form.sum.photos", count=len(draft.pictures)),
    ]


def _buttons(draft: Draft, step: Step, to: Reader, version: int) -> list[Button]:
    def button(what: str, label: str) -> Button:
        return Button(to.say(f"form.button.{label}"), Press("form", 0, version, what))

    on = {
        Step.PHOTOS: button("next", "on" if draft.pictures else "skip"),
        Step.WHAT: button("next", "on" if draft.words else "skip"),
        Step.WHERE: button("next", "on" if draft.place or draft.point else "skip"),
        Step.CHECK: button("submit", "submit"),
    }[step]
    back = [] if step is Step.PHOTOS else [button("back", "back")]
    return [on, *back, button("cancel", "cancel")]
