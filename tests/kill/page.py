"""The table of ``docs/promises.md``, which is written by what was played and never by hand."""

import os
import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.kill.journal import Journal, Played
from tests.kill.promises import Promise

BEGIN, END = "<!-- make promises: begin -->", "<!-- make promises: end -->"
HEAD = (
    "| name | what is done | small / large | played | what people saw | kept | when, where |\n"
    "|---|---|---|---|---|---|---|\n"
)
SHOWN = (
    *("reports", "lost", "two effects", "messages twice", "on their way", "conflicts"),
    *("presses", "moved", "refused", "asked again", "faults", "told", "uncertain", "429s"),
)
"""Figures that add up; the others are of one round."""


def machine() -> str:
    try:
        system = platform.freedesktop_os_release()
        name = f"{system['ID'].capitalize()} {system.get('VERSION_ID', '')}".strip()
    except OSError:
        name = platform.system()
    cores = f"{os.cpu_count()} shared cores"
    return f"{cores}, {name}, Python {platform.python_version().rpartition('.')[0]}"


def write_page(page: Path, promises: Iterable[Promise], journal: Journal) -> None:
    """A new table; what was never played here keeps its old line."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    old, _, after = rest.partition(END)
    lines = {cells(line)[0]: line for line in old.splitlines() if line.startswith("| `")}
    rows = [_row(one, journal.rounds(one.name), lines.get(f"`{one.name}`")) for one in promises]
    table = HEAD + "\n".join(rows)
    page.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}", encoding="utf-8")


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(promise: Promise, played: Sequence[Played], old: str | None) -> str:
    size = f"{promise.size.small:,} / {promise.size.large:,} {promise.size.unit}"
    head = [f"`{promise.name}`", promise.fault, size]
    if not played:
        told = cells(old)[3:] if old else ["not yet", "", "", ""]
        return f"| {' | '.join(head + told)} |"
    kept = sum(one.is_kept for one in played)
    when = sorted({one.date[:10] for one in played})
    days = when[0] if len(when) == 1 else f"{when[0]} to {when[-1]}"
    minutes = sum(one.seconds for one in played) / 60
    told = [
        f"{sum(one.count for one in played):,} in {len(played)} rounds, {minutes:.0f} min",
        _seen(played),
        "all" if kept == len(played) else f"{kept} of {len(played)} rounds",
        f"{days}; {machine()}",
    ]
    return f"| {' | '.join(head + told)} |"


def _seen(played: Sequence[Played]) -> str:
    """The sums of those figures that every round has."""
    common = [name for name in SHOWN if all(name in one.figures for one in played)]
    return ", ".join(f"{sum(one.figures[name] for one in played):,} {name}" for name in common)
