"""Topics 话题 of a forum: which of them a case's card belongs into."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Route:
    """A topic's thread, and what leads there: a grid, or a head of the categories."""

    thread: str
    grid_id: int | None = None
    head: str = ""


def choose_thread(routes: Iterable[Route], *, grid_id: int | None, head: str) -> str | None:
    """The head goes before the grid, for who mends lifts reads one topic wherever the lift is;
    what nothing leads away is said in the general place, ``None``.

    >>> choose_thread([Route("5", grid_id=1), Route("7", head="电梯")], grid_id=1, head="电梯")
    '7'
    """
    known = list(routes)
    by_head = (one.thread for one in known if head and one.head == head)
    by_grid = (one.thread for one in known if grid_id is not None and one.grid_id == grid_id)
    return next(by_head, None) or next(by_grid, None)


def read_names(line: str, known: Collection[str]) -> list[str]:
    """The names in a line, parted by commas or spaces; a name may hold spaces itself.

    >>> read_names("一号网格、Rubbish and smells", {"一号网格", "Rubbish and smells"})
    ['一号网格', 'Rubbish and smells']
    """
    names: list[str] = []
    for part in filter(None, map(str.strip, re.split(r"[,，、;；\n]", line))):
        names += [part] if part in known else part.split()
    return list(dict.fromkeys(names))
