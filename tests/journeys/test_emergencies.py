"""急情: whom to call comes before everything else, and those who can do something are woken."""

from tests.street import Street


async def test_a_fire_is_answered_with_the_number_and_wakes_those_who_can_help(
    street: Street,
) -> None:
    zhao, chen, sun = (street.person(name) for name in ("赵师傅", "陈书记", "孙姐"))
    for one in (zhao, chen, sun):
        await one.starts()

    await street.person("王阿姨").says("随手拍 2号楼五楼着火了", to=street.group)
    await street.settled()

    told = [one.text for one in street.group.messages if one.from_bot]
    assert "119" in told[0]
    assert told[1].startswith("已登记 #C1001")
    await street.staff.shows("#C1001 随手拍 · 待受理 · 急")
    for one in (zhao, chen):
        call = await one.private.shows("急件 #C1001")
        assert "受理" in call.buttons
    assert not [one for one in sun.private.messages if "C1001" in one.text]  # another grid's

    await zhao.presses("受理", in_=zhao.private)
    await street.wait(seconds=4)
    assert "已受理" in (await chen.private.shows("急件 #C1001")).text


async def test_a_cry_for_help_in_private_is_answered_though_nobody_said_the_keyword(
    street: Street,
) -> None:
    stranger = street.person("外人")
    await stranger.starts()

    await stranger.says("着火了，快来人", to=stranger.private)
    await stranger.says("灭火器过期了", to=stranger.private)
    await street.settled()

    answers = [one.text for one in stranger.private.messages if one.from_bot]
    assert "119" in answers[-2]
    assert "119" not in answers[-1]


async def test_whoever_gives_a_case_to_somebody_out_of_reach_is_told_so(street: Street) -> None:
    await street.person("王阿姨").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()

    await street.person("陈书记").says("/assign 1001 @sunjie", to=street.staff)
    await street.settled()

    await street.staff.shows("还不能给他发私信")


async def test_to_sit_in_the_staff_group_makes_nobodys_words_a_note(street: Street) -> None:
    await street.person("王阿姨").says("随手拍 东门路灯不亮", to=street.group)
    await street.settled()
    card = await street.staff.shows("#C1001")

    await street.person("外人").says("我也看到了", to=street.staff, reply_to=card)
    await street.settled()
    await street.staff.shows("已补充到 #C1001")

    await street.person("孙姐").says("我去看看", to=street.staff, reply_to=card)
    await street.settled()
    await street.staff.shows("已备注")
