"""设置 → 类别: the heads, the kinds below one, and everything about one kind."""

from collections.abc import Sequence

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, listed, plain, rows
from cards.length import shorten
from cards.settings import ask, back, go, say_target
from domain.catalogue import GRID_ROLES
from domain.categories import TRAP, Category, Priority
from domain.category_edits import mark_of

PAGE_SIZE = 8
WORDS_SHOWN = 400
LABEL_WORDS = 24


def heads_card(known: Sequence[Category], page: int, to: Reader) -> Card:
    """Head by head; each is known by its first kind, for a button names a row and no words."""
    by_head: dict[str, Category] = {}
    for one in known:
        by_head.setdefault(one.head, one)
    firsts = list(by_head.values())
    lines = [bold(to.say("button.settings_heads"))]
    lines += plain(to.say("settings.heads_say", count=len(known)))
    buttons = [
        go(shorten(one.head, LABEL_WORDS), "head", subject=one.id) for one in _on(firsts, page)
    ]
    new = ask(to.say("button.add"), "kind")
    return Card(
        tuple(lines),
        (
            *rows(buttons, width=2),
            *_turning(len(firsts), "heads", 0, page, to),
            (new, back(to)),
        ),
    )


def head_card(head: Category, known: Sequence[Category], page: int, to: Reader) -> Card:
    """The kinds below one head, those that are retired marked."""
    kinds = [one for one in known if one.head == head.head]
    shown = _on(kinds, page)
    lines = [bold(head.head), *plain(*(_line(one, to) for one in shown))]
    buttons = [go(shorten(one.name, LABEL_WORDS), "kind", subject=one.id) for one in shown]
    new = ask(to.say("button.add"), "kind")
    return Card(
        tuple(lines),
        (
            *rows(buttons, width=2),
            *_turning(len(kinds), "head", head.id, page, to),
            (new, back(to, "heads")),
        ),
    )


def _line(one: Category, to: Reader) -> str:
    if not one.is_active:
        return to.say("settings.kind_retired", name=one.name)
    targets = (say_target(one.response, to), say_target(one.solution, to))
    return to.say("settings.kind_line", name=one.name, response=targets[0], solution=targets[1])


def _on(items: Sequence[Category], page: int) -> Sequence[Category]:
    index = _within(page, len(items))
    return items[index * PAGE_SIZE : (index + 1) * PAGE_SIZE]


def _within(page: int, count: int) -> int:
    return max(0, min(page, (count - 1) // PAGE_SIZE))


def _turning(count: int, view: str, subject: int, page: int, to: Reader) -> Rows:
    index, buttons = _within(page, count), []
    if index > 0:
        buttons.append(go(to.say("page.back"), view, subject=subject, page=index - 1))
    if (index + 1) * PAGE_SIZE < count:
        buttons.append(go(to.say("page.on"), view, subject=subject, page=index + 1))
    return rows(buttons, width=2)


def kind_card(one: Category, to: Reader) -> Card:
    """Everything about a kind. What can be pressed says what it will be; the rest asks."""
    lines = [bold(to.say("settings.kind_title", head=one.head, name=one.name)), *_facts(one, to)]
    return Card(tuple(lines), (*_switches(one, to), *_questions(one, to), _ways_back(one, to)))


def _facts(one: Category, to: Reader) -> tuple[Line, ...]:
    suggesting = [word for word in one.words if not word.startswith(TRAP)]
    words = shorten(listed(suggesting, to.say), WORDS_SHOWN) or to.say("settings.no_words")
    marks = [
        to.say("settings.is_confidential") if one.is_confidential else "",
        to.say("settings.is_checked") if one.needs_check else "",
        "" if one.is_active else to.say("settings.is_retired"),
    ]
    return plain(
        to.say("settings.kind_words", words=words),
        to.say(
            "settings.kind_targets",
            response=say_target(one.response, to),
            solution=say_target(one.solution, to),
        ),
        to.say(
            "settings.kind_goes_to",
            role=to.say(f"role.{one.grid_role.value}"),
            priority=to.say(f"button.priority_{one.priority.name.lower()}"),
        ),
        *filter(None, marks),
    )


def _switches(one: Category, to: Reader) -> Rows:
    first = (
        _switch(one, "confidential", not one.is_confidential, to),
        _switch(one, "check", not one.needs_check, to),
        _switch(one, "active", not one.is_active, to),
    )
    second = [
        _set(one, "priority", str(int(each)), f"button.priority_{each.name.lower()}", to)
        for each in Priority
        if each is not one.priority
    ]
    third = [
        _set(one, "role", each.value, f"button.goes_to_{each.value}", to)
        for each in GRID_ROLES
        if each is not one.grid_role
    ]
    return (first, tuple(second), tuple(third))


def _switch(one: Category, field: str, is_on: bool, to: Reader) -> Button:
    return _set(one, field, str(int(is_on)), f"button.{field}_{'on' if is_on else 'off'}", to)


def _set(one: Category, field: str, value: str, label: str, to: Reader) -> Button:
    return Button(to.say(label), Press("settings.set", one.id, mark_of(one), f"{field}.{value}"))


def _questions(one: Category, to: Reader) -> Rows:
    buttons = [
        ask(to.say(f"button.edit_{what}"), what, subject=one.id)
        for what in ("name", "words", "response", "solution")
    ]
    return rows(buttons, width=2)


def _ways_back(one: Category, to: Reader) -> tuple[Button, ...]:
    return (back(to, "head", subject=one.id),)
