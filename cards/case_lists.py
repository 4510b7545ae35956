"""Cards that list cases, paged and narrowed by buttons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.cases import LIST_WORDS, stage_word
from cards.length import shorten
from cards.search import AS_CARD
from domain.cases import Case
from domain.deadlines import is_overdue

PAGE_SIZE = 10

MOST_LISTED = 200
"""Nobody pages through more; of the rest a list says only that there is more."""

MOST_GRIDS = 8
"""More grids than these get no buttons below a list; ``/open`` with a name finds them."""

MOST_HEADS = 40


@dataclass(frozen=True)
class Row:
    """A case as a list shows it; ``is_brief`` where only its number and stage may be known."""

    case: Case
    grid: str = ""
    category: str = ""
    is_followed: bool = False
    is_brief: bool = False


@dataclass(frozen=True)
class Page:
    """One page of a list: ``index`` counts from 0, ``total`` no further than anybody reads."""

    rows: Sequence[Row]
    index: int
    total: int
    is_all: bool = True

    @property
    def count(self) -> str:
        return str(self.total) if self.is_all else f"{self.total}+"


@dataclass(frozen=True)
class Parts:
    """What a list can be narrowed to: grids and groups of categories by their numbers, and what it
    is narrowed to, if it is. ``is_choosing``: the groups are offered instead of the cases.
    """

    grids: Mapping[int, str] = field(default_factory=dict)
    grid: int = 0
    heads: Mapping[int, str] = field(default_factory=dict)
    kind: str = ""
    is_choosing: bool = False

    @property
    def chosen(self) -> str:
        return " · ".join(one for one in (self.grids.get(self.grid, ""), self.kind) if one)


def mine_card(page: Page, to: Reader) -> Card:
    """What somebody reported, and what they said is their trouble too."""
    if not page.total:
        return Card(plain(to.say("case.list_empty.mine")))
    lines = [bold(head_of(page, to, to.say("case.list.mine", count=page.count)))]
    for row in page.rows:
        parts = brief(row, to) if row.is_brief else [*brief(row, to), words_in(row, to)]
        parts += [to.say("lists.followed")] if row.is_followed else []
        lines += plain(" · ".join(parts))
    buttons = [*_open_buttons(page), *page_buttons(page, to, verb="case.page")]
    return Card(tuple(lines), tuple(buttons))


def open_card(page: Page, to: Reader, *, parts: Parts, opens: str = "") -> Card:
    """Everybody's open cases: where each lies, and how old it is. ``opens`` is the verb of buttons
    that open a case, where there are such.
    """
    if parts.is_choosing:
        return Card(plain(to.say("lists.which_kind")), rows(_head_buttons(parts, to), width=3))
    narrow = _narrow_buttons(parts, to)
    what = "grid" if parts.chosen else "open"
    if not page.total:
        empty = plain(to.say(f"case.list_empty.{what}", grid=parts.chosen))
        return Card(empty, narrow if parts.chosen else ())
    head = to.say(f"case.list.{what}", grid=parts.chosen, count=page.count)
    lines = [bold(head_of(page, to, head))]
    for row in page.rows:
        lines += plain(" · ".join(_open_row(row, to)))
    opening = _open_buttons(page, verb=opens) if opens else ()
    return Card(tuple(lines), (*opening, *narrow, *page_buttons(page, to, verb="case.page")))


def _open_row(row: Row, to: Reader) -> list[str]:
    parts = brief(row, to)
    if not row.is_brief:
        parts.append(words_in(row, to))
        parts += [row.grid] if row.grid else []
    days = (to.now - row.case.reported_at).days
    return [*parts, to.say("case.age", days=days)] if days >= 1 else parts


def pile_row(row: Row, to: Reader) -> str:
    """A case as a colleague wants to see it: what presses, of what kind, what, where, how long."""
    case = row.case
    parts = brief(row, to)
    parts += [to.say("case.urgent_mark")] if case.is_urgent else []
    parts += [to.say("case.overdue_mark")] if is_overdue(case, to.now) else []
    if not row.is_brief:
        parts += [row.category] if row.category else []
        parts.append(words_in(row, to))
        where = shorten(case.place.replace("\n", " "), LIST_WORDS) or row.grid
        parts += [where] if where else []
    return " · ".join([*parts, _how_long(case, to)])


def _how_long(case: Case, to: Reader) -> str:
    """Since it was reported, in the largest measure that fits."""
    seconds = (to.now - case.reported_at).total_seconds()
    if seconds >= 86400:
        return to.say("case.age", days=int(seconds // 86400))
    if seconds >= 3600:
        return to.say("lists.hours", count=int(seconds // 3600))
    return to.say("lists.minutes", count=int(max(seconds, 0) // 60))


def head_of(page: Page, to: Reader, head: str) -> str:
    """The head of a list, and which page of it this is."""
    count = -(-page.total // PAGE_SIZE)
    if count > 1:
        head += to.say("case.list_page", page=page.index + 1, count=count)
    return head


def brief(row: Row, to: Reader) -> list[str]:
    return [f"{row.case.code} {stage_word(row.case, to)}"]


def words_in(row: Row, to: Reader) -> str:
    return shorten(row.case.words.replace("\n", " "), LIST_WORDS) or to.say("case.no_words")


def _open_buttons(page: Page, *, verb: str = "case.look") -> Rows:
    """A button for each number that stands in the list."""
    arg = AS_CARD if verb == "case.look" else ""
    buttons = [Button(str(row.case.number), Press(verb, row.case.id, arg=arg)) for row in page.rows]
    return rows(buttons, width=5)


def _narrow_buttons(parts: Parts, to: Reader) -> Rows:
    """Every part of the list that is not shown yet."""
    buttons = []
    if 2 <= len(parts.grids) <= MOST_GRIDS:
        names = {0: to.say("case.all_grids_button"), **parts.grids}
        buttons = [
            Button(shorten(name, LIST_WORDS), Press("case.open_in", one))
            for one, name in names.items()
            if one != parts.grid
        ]
    if parts.heads:
        buttons.append(Button(to.say("button.by_kind"), Press("case.open_kinds", 0)))
    return rows(buttons, width=3)


def _head_buttons(parts: Parts, to: Reader) -> list[Button]:
    heads = [*parts.heads.items()][:MOST_HEADS]
    return [
        *(Button(shorten(name, LIST_WORDS), Press("case.open_kind", one)) for one, name in heads),
        Button(to.say("button.all_kinds"), Press("case.open_kind", 0)),
    ]


def page_buttons(page: Page, to: Reader, *, verb: str, arg: str = "") -> Rows:
    buttons = []
    if page.index > 0:
        buttons.append(Button(to.say("page.back"), Press(verb, page.index - 1, arg=arg)))
    if (page.index + 1) * PAGE_SIZE < page.total:
        buttons.append(Button(to.say("page.on"), Press(verb, page.index + 1, arg=arg)))
    return rows(buttons, width=2)
