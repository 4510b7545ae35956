"""The desk 工作台: what there is to do, pile by pile, and a case to work on with one thumb."""

from collections.abc import Mapping
from dataclasses import replace

from cards.card import Button, Card, Press, Reader, bold, plain, rows
from cards.case_lists import Page, head_of, page_buttons, pile_row
from cards.cases import staff_card
from domain.case_facts import CaseFacts
from domain.desk import SHOWN_WHEN_EMPTY, Pile

MOST_COUNTED = 99
"""Beyond that a count only says that it is many."""


def desk_card(counts: Mapping[Pile, int], to: Reader, *, whose: str, where: str) -> Card:
    """How much lies in each pile; a press shows it."""
    head = bold(to.say("desk.head", who=whose, where=where))
    is_done = not any(counts.values())
    lines = plain(to.say("desk.nothing" if is_done else "desk.choose"))
    buttons = [
        Button(f"{to.say(f'button.pile_{pile.value}')}({_counted(count)})", _shows(pile))
        for pile, count in counts.items()
        if count or pile in SHOWN_WHEN_EMPTY
    ]
    return Card((head, *lines), rows(buttons, width=2))


def _counted(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _shows(pile: Pile, page: int = 0) -> Press:
    return Press("desk.pile", page, arg=pile.value)


def pile_card(pile: Pile, page: Page, to: Reader) -> Card:
    """One pile, a page at a time, with a button for each case."""
    back = Button(to.say("button.back_to_desk"), Press("desk.pile", 0))
    name = to.say(f"button.pile_{pile.value}")
    if not page.total:
        return Card(plain(to.say("desk.pile_empty", pile=name)), ((back,),))
    lines = [bold(head_of(page, to, to.say("desk.pile", pile=name, count=page.count)))]
    for row in page.rows:
        lines += plain(pile_row(row, to))
    opening = [
        Button(str(row.case.number), Press("desk.open", row.case.id, arg=pile.value))
        for row in page.rows
    ]
    turning = page_buttons(page, to, verb="desk.pile", arg=pile.value)
    return Card(tuple(lines), (*rows(opening, width=5), *turning, (back,)))


def desk_case_card(facts: CaseFacts, pile: Pile | None, to: Reader) -> Card:
    """The staff card, for one person; taken from a pile it leads on to the next of that pile."""
    card = staff_card(facts, to)
    if pile is None:
        return card
    on = Button(to.say("button.next_case"), Press("desk.next", facts.case.id, arg=pile.value))
    return replace(card, buttons=(*card.buttons, (on,)))
