"""Choosing a category 类别: what a catalogue offers, what somebody means by a name, and what a
correction makes of a case.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.cases import Act, Case, Stage
from domain.categories import Category, Priority, Question, suggest
from domain.plain_text import plain

KIND, HEAD, PAGE = "kind", "head", "page"
"""What a button below a catalogue asks for: this kind, the kinds of this head, these heads."""

HEADS_ON_A_PAGE = 9


@dataclass(frozen=True)
class Browsing:
    """Where in a catalogue somebody is: on a page of its heads, or in one of them."""

    page: int = 0
    head: int | None = None

    def heads(self, known: Sequence[Category]) -> list[str]:
        return list(dict.fromkeys(one.head for one in known))

    def shown(self, heads: Sequence[str]) -> list[tuple[int, str]]:
        start = self.page * HEADS_ON_A_PAGE
        return list(enumerate(heads))[start : start + HEADS_ON_A_PAGE]

    def has_more(self, count: int) -> bool:
        return (self.page + 1) * HEADS_ON_A_PAGE < count


def browsing_at(where: str) -> Browsing | None:
    """What a button or a row says of it; ``None`` for anything else.

    >>> browsing_at("page1"), browsing_at("head11"), browsing_at("kind3")
    (Browsing(page=1, head=None), Browsing(page=1, head=11), None)
    """
    found = re.fullmatch(rf"({HEAD}|{PAGE})([0-9]{{1,3}})", where)
    if found is None:
        return None
    number = int(found[2])
    if found[1] == HEAD:
        return Browsing(number // HEADS_ON_A_PAGE, number)
    return Browsing(number)


def on_offer(known: Sequence[Category]) -> list[Category]:
    """What may still be chosen, head by head."""
    active = [one for one in known if one.is_active]
    heads = list(dict.fromkeys(one.head for one in active))
    return sorted(active, key=lambda one: heads.index(one.head))


def called(name: str, known: Sequence[Category]) -> list[Category]:
    """The kinds somebody may mean by a name, surest first: called so, or with this in its name, or
    of this head, or with words that suggest it.
    """
    wanted = plain(name).strip()
    if not wanted:
        return []
    exact = [one for one in known if plain(one.name) == wanted]
    within = [one for one in known if wanted in plain(one.name)]
    of_head = [one for one in known if plain(one.head) == wanted]
    return exact or within or of_head or suggest(name, known)


def runners_up(case: Case, known: Sequence[Category]) -> list[Category]:
    """The other kinds that the words speak of; none where they speak of none, or where the case
    was given one that they do not speak of.
    """
    suggested = suggest(f"{case.words} {case.place}", known)
    if case.category_id not in {one.id for one in suggested}:
        return []
    return [one for one in suggested if one.id != case.category_id]


def corrected_priority(
    case: Case,
    old: Category | None,
    new: Category,
    *,
    is_emergency: bool,
    acts: Collection[str],
) -> Priority:
    """As urgent as the new kind is; what a person, the words or the number of voices have made of
    it stays.
    """
    judged = old.priority if old else Priority.NORMAL
    reasons = [new.priority]
    if case.priority > judged:
        reasons.append(case.priority)
    if is_emergency or Act.URGENT.value in acts:
        reasons.append(Priority.URGENT)
    return max(reasons)


def open_question(case: Case, questions: Sequence[Question]) -> tuple[int, Question] | None:
    """The next question to the reporter and its place; after 受理 nothing is asked any more."""
    if case.stage is not Stage.OPEN:
        return None
    answered = {question for question, _ in case.answers}
    waiting = ((n, one) for n, one in enumerate(questions) if one.text not in answered)
    return next(waiting, None)
