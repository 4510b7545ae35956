"""``/case`` and 进度: what is shown to whoever asks about one case."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.cases import (
    CAPTION_SIZE,
    CARD_WORDS,
    NAME_WORDS,
    PLACE_WORDS,
    complaint_of,
    due_lines,
    kind_and_place,
    last_words,
    media_of,
    press_on,
    see_privately,
    stage_word,
    where_it_went,
    who_has_it,
    words_of,
)
from cards.categorising import answers_line
from cards.length import shorten, units
from cards.times import say_time
from domain.case_facts import CaseFacts
from domain.cases import MOVES, VERBS, Act, Case, Stage
from domain.permissions import Verb

MOST_PICTURES = 10

HISTORY_SIZE, HISTORY_LINES = 3000, 12
"""So much of what happened stands on one page."""

HEAD_SIZE = 60


@dataclass(frozen=True)
class HistoryLine:
    """One event as it is told."""

    kind: str
    at: datetime
    who: str | None
    words: str
    rating: str | None = None


def case_view(
    facts: CaseFacts,
    to: Reader,
    *,
    is_close: bool,
    is_own: bool,
    may_reveal: bool,
    may_categorise: bool = False,
    opens: bool = False,
) -> Card:
    """``/case``: how it stands; in a group and for strangers the public side, in private all of it
    with its photo, and what happened a press away. ``opens``: colleagues can go on to work on it.
    """
    case, is_public = facts.case, not (is_close or is_own)
    head = bold(f"{case.code} {stage_word(case, to)}")
    if facts.is_hidden:
        return Card((head, *words_of(facts, to, limit=0)), ((see_privately(case, to),),))
    lines = [
        head,
        *words_of(facts, to, limit=CARD_WORDS if is_public else 2000),
        *kind_and_place(facts, to, limit=PLACE_WORDS if is_public else 400),
        *plain(*answers_line(case)),
        *who_has_it(facts, to),
        *due_lines(case, to),
        *where_it_went(facts, to),
        *last_words(facts, to),
    ]
    buttons = _view_buttons(
        facts, to, is_own=is_own, may_reveal=may_reveal, may_categorise=may_categorise
    )
    buttons += _work_button(case, to) if opens else ()
    if is_public:
        return Card(tuple(lines), buttons)
    story = Button(to.say("button.history"), Press("case.history", case.id, arg="0"))
    card = Card((*lines, *complaint_of(case, to)), ((story,), *buttons))
    if units(card.text) > CAPTION_SIZE:
        return card
    # Of a case that no group may see, this is the only place that shows every picture.
    count = MOST_PICTURES if case.is_confidential else 1
    return replace(card, media=media_of(facts.photos[:count]))


def case_history(
    facts: CaseFacts,
    history: Sequence[HistoryLine],
    to: Reader,
    *,
    page: int,
    is_close: bool,
    view: Card,
) -> Card:
    """What happened, the newest first, in the place of the ``view``, whose picture stays; what the
    office notes for itself is not the reporter's.
    """
    told = [_told(one, to) for one in reversed(history) if is_close or one.kind != Act.NOTE]
    pages = _pages(told, (CAPTION_SIZE if view.media else HISTORY_SIZE) - HEAD_SIZE)
    index = max(0, min(page, len(pages) - 1))
    head = to.say("view.history", code=facts.case.code)
    if len(pages) > 1:
        head += to.say("case.list_page", page=index + 1, count=len(pages))
    turns = [(index - 1, "page.back")] if index > 0 else []
    turns += [(index + 1, "page.on")] if index + 1 < len(pages) else []
    buttons = [
        Button(to.say(label), Press("case.history", facts.case.id, arg=str(one)))
        for one, label in turns
    ]
    back = Button(to.say("button.back_to_case"), Press("case.history", facts.case.id))
    lines = (bold(head), *plain(*pages[index]))
    return Card(lines, (*rows(buttons, width=2), (back,)), view.media)


def _pages(told: Sequence[str], room: int) -> list[list[str]]:
    """As many lines on each page as fit there."""
    pages: list[list[str]] = [[]]
    left = room
    for one in told:
        size = units(one) + 1
        if pages[-1] and (size > left or len(pages[-1]) == HISTORY_LINES):
            pages.append([])
            left = room
        pages[-1].append(one)
        left -= size
    return pages


def _told(event: HistoryLine, to: Reader) -> str:
    words = to.say(f"case.rating.{event.rating}") if event.rating else event.words
    told = to.say(
        "case.history",
        at=say_time(event.at, to),
        what=to.say(f"case.event.{event.kind}"),
        who=shorten(event.who or "", NAME_WORDS) or to.say("case.nobody"),
        words=shorten(words, 200),
    )
    return told if words else told.rstrip(" ：:")


def _view_buttons(
    facts: CaseFacts, to: Reader, *, is_own: bool, may_reveal: bool, may_categorise: bool
) -> Rows:
    case = facts.case
    buttons = [press_on(to, "case.add_button", "case.add", case)]
    if is_own and case.stage is Stage.OPEN:
        buttons.append(press_on(to, "case.act.withdraw", VERBS[Act.WITHDRAW].value, case))
    if is_own and Act.SETTLE in MOVES[case.stage] and case.stage is not Stage.RESOLVED:
        buttons.append(press_on(to, "case.act.settle", VERBS[Act.SETTLE].value, case))
    if may_categorise:
        buttons.append(press_on(to, "category.button", Verb.CATEGORISE.value, case))
    if may_reveal:
        verb = Verb.REVEAL_HIDDEN if case.is_discreet else Verb.REVEAL_REPORTER
        buttons.append(press_on(to, "case.reveal_button", verb.value, case))
    return rows(buttons, width=2)


def _work_button(case: Case, to: Reader) -> Rows:
    return ((Button(to.say("button.open_case"), Press("desk.open", case.id)),),)


def history_alert(facts: CaseFacts, to: Reader) -> str:
    """进度 in at most 200 characters, which is what an alert holds."""
    lines = [f"{facts.case.code} {stage_word(facts.case, to)}"]
    lines += ["".join(span.text for span in line) for line in who_has_it(facts, to)]
    lines += ["".join(span.text for span in line) for line in last_words(facts, to)]
    lines.append(to.say("case.since", at=say_time(facts.case.stage_at, to)))
    return shorten("\n".join(lines), 190)
