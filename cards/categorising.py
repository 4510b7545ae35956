"""Cards about categories 类别: the one-tap correction, the extra questions, the whole catalogue."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from domain.case_facts import CaseFacts
from domain.cases import Case, Stage
from domain.categories import Category
from domain.categorising import HEAD, PAGE, Browsing, open_question
from domain.permissions import Verb

NAME_WORDS = 24
MOST_RUNNERS_UP = 2

Go = Callable[[str], Press]
Pick = Callable[[Category], Press]


def runner_up_buttons(facts: CaseFacts, runners_up: Sequence[Category], to: Reader) -> Rows:
    """不是X？改为Y, as long as nobody has taken the case on."""
    case = facts.case
    if case.stage is not Stage.OPEN or facts.category is None or facts.is_hidden:
        return ()
    return tuple(
        (
            Button(
                to.say("category.instead", now=facts.category, other=one.name),
                _pick(case)(one),
            ),
        )
        for one in runners_up[:MOST_RUNNERS_UP]
    )


def question_rows(facts: CaseFacts, to: Reader) -> tuple[tuple[str, ...], Rows]:
    """The question that is asked next, and its answers as buttons; nothing once all are given."""
    asked = open_question(facts.case, facts.questions)
    if asked is None:
        return (), ()
    place, question = asked
    verb, case = Verb.ANSWER_QUESTION.value, facts.case
    buttons = [
        Button(shorten(answer, NAME_WORDS), Press(verb, case.id, case.version, f"{place}.{number}"))
        for number, answer in enumerate(question.answers)
    ]
    return (to.say("question.ask", question=question.text),), rows(buttons, width=3)


def answers_line(case: Case) -> tuple[str, ...]:
    """What was asked and answered, short."""
    said = " · ".join(f"{question} {answer}" for question, answer in case.answers)
    return (said,) if said else ()


@dataclass(frozen=True)
class Choice:
    """What of a catalogue somebody looks at: ``suggested`` comes first, then the heads a page at a
    time, or the kinds of the one that is open.
    """

    suggested: Sequence[Category]
    known: Sequence[Category]
    browsing: Browsing


def choice_rows(choice: Choice, to: Reader, *, pick: Pick, go: Go) -> Rows:
    browsing = choice.browsing
    heads = browsing.heads(choice.known)
    if browsing.head is not None and browsing.head < len(heads):
        kinds = [one for one in choice.known if one.head == heads[browsing.head]]
        back = Button(to.say("category.all_heads"), go(f"{PAGE}{browsing.page}"))
        return (*rows([_kind(one, pick) for one in kinds], width=2), (back,))
    first = rows([_kind(one, pick) for one in choice.suggested], width=2)
    shown = browsing.shown(heads)
    below = [Button(shorten(name, NAME_WORDS), go(f"{HEAD}{place}")) for place, name in shown]
    return (*first, *rows(below, width=3), *_pages(browsing, len(heads), to, go=go))


def _kind(one: Category, pick: Pick) -> Button:
    return Button(shorten(one.name, NAME_WORDS), pick(one))


def _pages(browsing: Browsing, count: int, to: Reader, *, go: Go) -> Rows:
    buttons = []
    if browsing.page > 0:
        buttons.append(Button(to.say("page.back"), go(f"{PAGE}{browsing.page - 1}")))
    if browsing.has_more(count):
        buttons.append(Button(to.say("page.on"), go(f"{PAGE}{browsing.page + 1}")))
    return rows(buttons, width=2)


def _pick(case: Case) -> Pick:
    verb = Verb.CATEGORISE.value
    return lambda one: Press(verb, case.id, case.version, str(one.id))


def choice_card(case: Case, now: str | None, choice: Choice, to: Reader) -> Card:
    """改类别: the whole catalogue for one case, head by head."""
    lines = [bold(to.say("category.choose", code=case.code))]
    if now is not None:
        lines += plain(to.say("case.category", category=now))

    def go(arg: str) -> Press:
        return Press(Verb.CATEGORISE.value, case.id, case.version, arg)

    return Card(tuple(lines), choice_rows(choice, to, pick=_pick(case), go=go))
