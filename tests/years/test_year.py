"""A year in the life: all that the clock says, each once at its time, or late by policy, or skipped
with a record, and none of it by night. ``make soak ONLY=year`` plays many more.
"""

from random import Random

from tests.years.judge import judge
from tests.years.town import lived


def test_each_is_said_once_at_its_time_through_a_year_of_trouble() -> None:
    with lived(Random("leap")) as town:
        assert len(town.machine.trouble) > 20
        assert town.machine.kills > 20
        assert judge(town) == []
