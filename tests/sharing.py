"""Which process plays what, when several share the tests (``--dist loadgroup``): files that mostly
wait are one's, so that the others keep the cores busy meanwhile, and long ones come early, so that
all end together.
"""

from typing import Final

import pytest

WAITING: Final = (
    *("tests/kill/test_days", "tests/kill/test_disk", "tests/kill/test_kill"),
    *("tests/bot/test_run", "tests/bot/test_bad_places"),
)
EARLY: Final = (
    *WAITING,
    *("tests/kill/", "tests/actions/test_case_histories"),
    *("tests/browser/", "tests/journeys/", "tests/bot/", "tests/actions/"),
)


def share_out(items: list[pytest.Item]) -> None:
    """Files stay whole, and those of one room in their order."""
    items.sort(key=_rank)
    for item in items:
        is_waiting = item.nodeid.startswith(WAITING)
        group = "what waits" if is_waiting else item.nodeid.partition("::")[0]
        item.add_marker(pytest.mark.xdist_group(group))


def _rank(item: pytest.Item) -> int:
    found = (number for number, room in enumerate(EARLY) if item.nodeid.startswith(room))
    return next(found, len(EARLY))
