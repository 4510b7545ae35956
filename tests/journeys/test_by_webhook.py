"""The main journeys once more, posted to us: nobody on the street sees a difference."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journeys.test_answers import test_what_somebody_else_answers_is_not_lost
from tests.journeys.test_cases import (
    test_a_question_to_the_reporter_stops_the_case_until_the_answer,
    test_an_album_is_one_case_in_any_order_and_with_gaps,
    test_an_edit_changes_an_open_report_and_is_added_to_a_taken_one,
    test_dissatisfaction_reopens_with_its_reason_on_the_card,
    test_plain_words_in_the_riders_group_become_a_case,
    test_two_grid_workers_press_at_once_and_one_wins,
)
from tests.journeys.test_form import (
    test_the_form_survives_a_restart_and_ends_in_a_case,
    test_two_quick_submits_make_one_case,
)
from tests.journeys.test_scene import test_the_opening_scene_reaches_the_end
from tests.journeys.test_sending import test_a_card_whose_message_is_gone_is_posted_anew
from tests.street import Street, open_street

__all__ = [
    "test_a_card_whose_message_is_gone_is_posted_anew",
    "test_a_question_to_the_reporter_stops_the_case_until_the_answer",
    "test_an_album_is_one_case_in_any_order_and_with_gaps",
    "test_an_edit_changes_an_open_report_and_is_added_to_a_taken_one",
    "test_dissatisfaction_reopens_with_its_reason_on_the_card",
    "test_plain_words_in_the_riders_group_become_a_case",
    "test_the_form_survives_a_restart_and_ends_in_a_case",
    "test_the_opening_scene_reaches_the_end",
    "test_two_grid_workers_press_at_once_and_one_wins",
    "test_two_quick_submits_make_one_case",
    "test_what_somebody_else_answers_is_not_lost",
]

pytestmark = pytest.mark.journey


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    async with open_street(tmp_path, mode="webhook") as street:
        yield street
        told = street.sandbox.world.updates.hook
        assert told is not None, "this street was to be posted to"
