"""Standing cards and shared acknowledgements, on real cases."""

from pathlib import Path

import pytest

from tests.street import Street, open_street

pytestmark = pytest.mark.journey


async def test_a_card_whose_message_is_gone_is_posted_anew(street: Street) -> None:
    await street.person("小李").sends_photo("随手拍 井盖松动", to=street.group)
    await street.settled()
    card = await street.staff.shows("待受理")
    await street.person("赵师傅").presses("受理", on=card)
    world = street.sandbox.world
    world.forget(world.chats[street.staff.id], card.id)

    await street.wait(seconds=5)

    anew = await street.staff.shows("井盖松动", after=card)
    assert "受理" not in anew.buttons


async def test_acknowledgements_that_wait_for_a_group_share_one_message(tmp_path: Path) -> None:
    async with open_street(tmp_path, group_per_minute=2) as street:
        for number in range(5):
            await street.person("小李").says(f"随手拍 {number} 号楼路灯不亮", to=street.group)
        await street.settled()
        alone = [one.text for one in street.group.messages if "#C10" in one.text]
        assert len(alone) == 2

        await street.wait(seconds=61)

        [together] = [
            one.text
            for one in street.group.messages
            if "#C10" in one.text and one.text not in alone
        ]
        assert all(f"#C100{number}" in together for number in (3, 4, 5))


async def test_a_shared_acknowledgement_belongs_to_no_case(tmp_path: Path) -> None:
    """Each case gets a card of its own when it changes first; the shared one stays as it is."""
    async with open_street(tmp_path, group_per_minute=2) as street:
        xiaoli = street.person("小李")
        for number in range(5):
            await xiaoli.says(f"随手拍 {number} 号楼路灯不亮", to=street.group)
        await street.wait(seconds=61)
        together = await street.group.shows("#C1004", from_bot=True)
        assert "#C1003" in together.text

        await xiaoli.says("三天了", to=street.group, reply_to=together)
        await street.wait(seconds=61)
        await street.staff.never_shows("三天了")
        for number in (1003, 1004):
            await street.person("陈书记").says(f"/accept {number}", to=street.staff)
        await street.wait(seconds=61)

        still = street.group.message(together.id)
        assert still is not None
        assert still.text == together.text
        for number in (1003, 1004):
            card = await street.group.shows(f"已登记 #C{number}")
            assert "进展：已受理" in card.text
