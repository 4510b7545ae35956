"""What came of meetings, in figures."""

from dataclasses import dataclass


@dataclass(frozen=True)
class MeetingFigures:
    """``held``: meetings that began. ``raised``: the matters on their agendas, each once, however
    often it was carried over; what was taken off again is none. ``solved``: matters that were
    dealt with and of which no resolution is still to be done.
    """

    held: int = 0
    raised: int = 0
    solved: int = 0
