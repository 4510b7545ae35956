"""Ready answers 答复模板: below a question, and in 设置."""

from collections.abc import Mapping, Sequence

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from cards.settings import ask, back, go
from domain.cases import Act
from domain.templates import TEMPLATED, Template

LABEL_WORDS = 40
LINE_WORDS = 120


def offered_rows(prompt_id: int, offered: Sequence[Template]) -> Rows:
    """One press gives the answer; each has a row, for half a sentence helps nobody choose."""
    buttons = [
        Button(shorten(one.words, LABEL_WORDS), Press("template.give", prompt_id, one.id))
        for one in offered
    ]
    return rows(buttons, width=1)


def acts_card(counts: Mapping[Act, int], to: Reader) -> Card:
    lines = [bold(to.say("button.settings_acts")), *plain(to.say("template.what_they_are"))]
    buttons = []
    for place, act in enumerate(TEMPLATED):
        count = f"({counts[act]})" if counts.get(act) else ""
        buttons.append(go(to.say(f"case.act.{act.value}") + count, "act", subject=place))
    return Card(tuple(lines), (*rows(buttons, width=3), (back(to),)))


def act_card(act: Act, there: Sequence[Template], to: Reader) -> Card:
    """Every sentence with its number, by whose button it goes."""
    lines: list[Line] = [bold(to.say("template.of_act", act=to.say(f"case.act.{act.value}")))]
    for number, one in enumerate(there, 1):
        of = to.say("template.only_for", category=one.category) if one.category else ""
        lines += plain(f"{number}. {shorten(one.words, LINE_WORDS)}{of}")
    if not there:
        lines += plain(to.say("template.none"))
    drops = [
        Button(to.say("template.drop", number=number), Press("template.drop", one.id))
        for number, one in enumerate(there, 1)
    ]
    new = ask(to.say("button.add"), "template", subject=TEMPLATED.index(act))
    return Card(tuple(lines), (*rows(drops, width=3), (new, back(to, "acts"))))
