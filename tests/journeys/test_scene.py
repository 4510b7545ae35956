"""The main job: from a photo in the group to a confirmed repair."""

import pytest

from bot.scene import play
from tests.street import Street

pytestmark = pytest.mark.journey


async def test_the_opening_scene_reaches_the_end(street: Street) -> None:
    await play(street.sandbox.page_url, pause_s=0)
    await street.settled()

    assert await street.stage_of(1001) == "closed"
