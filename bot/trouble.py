"""Trouble that lasts is told when it begins and when it is over, not at each try."""


class Trouble:
    """Of one thing, whose tries fail in one way or in several."""

    def __init__(self) -> None:
        self._kinds: set[str] = set()

    def is_news(self, error: Exception) -> bool:
        """Note a failure; whether it is the first of its kind since all was well."""
        kind = type(error).__name__
        is_new = kind not in self._kinds
        self._kinds.add(kind)
        return is_new

    def is_over(self) -> bool:
        """Note that all is well; whether that is news."""
        was_there = bool(self._kinds)
        self._kinds.clear()
        return was_there
