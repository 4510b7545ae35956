"""The list of grids, with who works there and which words lead there."""

from dataclasses import dataclass

from cards.card import Card, Reader, bold, listed, plain


@dataclass(frozen=True)
class GridFacts:
    name: str
    workers: tuple[str, ...]
    words: tuple[str, ...]


def grid_list_card(
    grids: tuple[GridFacts, ...], everywhere: tuple[str, ...], reader: Reader
) -> Card:
    """``everywhere`` are the workers without a grid: they cover the whole community."""
    say = reader.say
    lines = [] if grids else [*plain(say("grid.none_defined"))]
    for grid in grids:
        workers = listed(grid.workers, say) or say("grid.nobody")
        lines += [bold(grid.name), *plain(say("grid.workers", workers=workers))]
        if grid.words:
            lines += plain(say("grid.words", words=listed(grid.words, say)))
    if everywhere:
        lines += plain(say("grid.everywhere", workers=listed(everywhere, say)))
    return Card(tuple(lines))
