"""What a search has found: a list to read on, and one case to share into another chat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, Rows, bold, plain, rows
from cards.cases import LIST_WORDS, PLACE_WORDS
from cards.length import shorten
from domain.permissions import Verb
from domain.search import Finding

PAGE_SIZE = 10
MOST_LISTED = 30
"""Three pages; whoever would read on does better with one more word."""
MOST_OPENED = 6
WISH_WORDS = 20
SHARED_WORDS = 300

AS_CARD = "card"
"""What tells a press that opens a case from 进度, which only says how far it is."""


@dataclass(frozen=True)
class Found:
    """The newest that were found; ``is_all`` unless there are more than anybody reads."""

    wish: str
    cases: Sequence[Finding]
    is_all: bool
    page: int

    @property
    def page_count(self) -> int:
        return -(-len(self.cases) // PAGE_SIZE)

    @property
    def here(self) -> Sequence[Finding]:
        """What stands on this page, or on the last one there still is."""
        return self.cases[self.index * PAGE_SIZE : (self.index + 1) * PAGE_SIZE]

    @property
    def index(self) -> int:
        return max(0, min(self.page, self.page_count - 1))


def found_card(found: Found, to: Reader, *, grids: Mapping[int, str], opens: bool) -> Card:
    """Case by case, the newest first; one tap on a number finds all that was said. Where it
    ``opens`` them, buttons show the first few whole.
    """
    wish = shorten(" ".join(found.wish.split()), WISH_WORDS)
    if not found.cases:
        return Card(plain(to.say("search.none", wish=wish)))
    count = str(len(found.cases)) + ("" if found.is_all else "+")
    head = to.say("search.head", wish=wish, count=count)
    if found.page_count > 1:
        head += to.say("search.which_page", page=found.index + 1, count=found.page_count)
    lines = [bold(head)]
    for one in found.here:
        lines += plain(" · ".join(_line(one, to, grids)))
    if not found.is_all and found.index == found.page_count - 1:
        lines += plain(to.say("search.more"))
    buttons = [_open(one) for one in found.here[:MOST_OPENED]] if opens else []
    return Card(tuple(lines), (*rows(buttons, width=3), *_pages(found, to)))


def _line(one: Finding, to: Reader, grids: Mapping[int, str]) -> list[str]:
    parts = [f"{one.code} {_stage(one, to)}", shorten(_words(one, to), LIST_WORDS)]
    where = shorten(one.place, LIST_WORDS) or grids.get(one.grid_id or 0, "")
    parts += [where] if where else []
    days = (to.now - one.reported_at).days
    return [*parts, to.say("case.age", days=days)] if days >= 1 else parts


def _stage(one: Finding, to: Reader) -> str:
    return to.say(f"case.stage.{one.stage.value}")


def _words(one: Finding, to: Reader) -> str:
    return " ".join(one.words.split()) or to.say("case.no_words")


def _open(one: Finding) -> Button:
    return Button(one.code, Press(Verb.LOOK.value, one.id, arg=AS_CARD))


def _pages(found: Found, to: Reader) -> Rows:
    buttons = []
    if found.index > 0:
        buttons.append(Button(to.say("page.back"), Press("search.page", found.index - 1)))
    if found.index + 1 < found.page_count:
        buttons.append(Button(to.say("page.on"), Press("search.page", found.index + 1)))
    return rows(buttons, width=2)


def shared_card(one: Finding, to: Reader) -> Card:
    """A case in somebody else's chat: what everybody may know, and the way to the rest."""
    lines = [bold(title_of(one, to)), *plain(shorten(_words(one, to), SHARED_WORDS))]
    if one.place:
        lines += plain(to.say("case.place", place=shorten(one.place, PLACE_WORDS)))
    see = Button(to.say("button.see_case"), start=f"case_{one.number}")
    return Card(tuple(lines), ((see,),))


def title_of(one: Finding, to: Reader) -> str:
    """The line by which somebody chooses it."""
    return f"{one.code} {_stage(one, to)}"


def summary_of(one: Finding, to: Reader) -> str:
    """What stands below that line."""
    words = shorten(_words(one, to), 2 * LIST_WORDS)
    return f"{words} · {shorten(one.place, LIST_WORDS)}" if one.place else words
