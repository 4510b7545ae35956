"""With Telegram's own limits on, we keep within them, and nothing is dropped."""

from pathlib import Path

import pytest

from bot.settings import LimitSettings
from tests.street import open_street

pytestmark = pytest.mark.journey

USUAL = LimitSettings().model_dump() | {"person_per_minute": 0, "chat_per_minute": 0}
REPORTS = 60


async def test_a_storm_of_reports_is_answered_within_the_limits(tmp_path: Path) -> None:
    async with open_street(tmp_path, **USUAL) as street:
        street.sandbox.limits.on = True
        xiaoli, aunt = street.person("小李"), street.person("王阿姨")
        await aunt.starts()
        for number in range(REPORTS):
            await xiaoli.says(f"随手拍 {number} 号楼路灯不亮", to=street.group)
            if number % 6 == 0:
                await aunt.says(f"随手拍 {number} 号井盖松动", to=aunt.private)
        for _ in range(40):
            await street.wait(seconds=15)

        said = "\n".join(one.text for one in (*street.group.messages, *aunt.private.messages))
        numbers = range(1001, 1001 + REPORTS + REPORTS // 6)
        cards = "\n".join(one.text for one in street.staff.messages)
        assert [code for code in numbers if f"#C{code}" not in said] == []
        assert [code for code in numbers if f"#C{code}" not in cards] == []
        assert street.sandbox.limits.refused == 0


async def test_who_ignores_the_limits_is_told_when_and_obeys(tmp_path: Path) -> None:
    """Without pacing of our own (``limits`` all 0) it is Telegram's word alone that slows us."""
    async with open_street(tmp_path) as street:
        street.sandbox.limits.on = True
        for number in range(REPORTS):
            await street.person("小李").says(f"随手拍 {number} 号楼路灯不亮", to=street.group)
        for _ in range(40):
            await street.wait(seconds=15)

        said = [one.text for one in street.group.messages if "#C1" in one.text]
        assert all(any(f"#C{1001 + one}" in text for text in said) for one in range(REPORTS))
        assert street.sandbox.limits.refused > 0
