"""Where people live: said in private, confirmed by the office, nobody else's business."""

import pytest

from tests.journeys.at_home import (
    WAITS,
    answers,
    confirmed,
    fresh,
    home_card,
    made_up,
    says_home,
    waiting_at,
)
from tests.journeys.posting import last, morning, pressed, starts
from tests.street import Street

pytestmark = pytest.mark.journey

HOME = "3号楼2单元501室"


async def test_a_home_is_said_checked_confirmed_and_left_again(street: Street) -> None:
    await morning(street)
    await starts(street, "王阿姨", "孙姐", "赵师傅", "陈书记", "周爷爷")
    aunt, sun = street.person("王阿姨"), street.person("孙姐")

    assert HOME in await says_home(street, "王阿姨")
    assert "王阿姨" in waiting_at(sun.private).text
    assert HOME in waiting_at(sun.private).text
    assert not [one for one in street.person("赵师傅").private.messages if WAITS in one.text]

    card = waiting_at(sun.private)
    assert "已通过" in await pressed(street, "孙姐", "通过", card)
    await street.wait(seconds=4)
    assert "已通过（孙姐）" in waiting_at(street.person("陈书记").private).text
    assert "已经核对通过" in last(aunt.private).text
    assert "已经登记了一户" in await says_home(street, "王阿姨", "4-1-101")

    await confirmed(street, "周爷爷")
    shown = await says_home(street, "王阿姨", "")
    assert "周*" in shown
    assert "周爷爷" not in shown
    await pressed(street, "王阿姨", "搬走了", last(aunt.private))
    assert "真的搬走了" in last(aunt.private).text
    assert "不算在这一户" in await pressed(street, "王阿姨", "确定搬走了", last(aunt.private))
    assert "4号楼101室" in await says_home(street, "王阿姨", "4-101")
    for place in (street.group, street.staff, street.riders):
        assert not [one for one in place.messages if "501" in one.text or "101室" in one.text]


async def test_a_home_is_refused_with_a_reason_and_ended_from_the_register(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "王阿姨", "陈书记", "周爷爷")
    aunt, secretary = street.person("王阿姨"), street.person("陈书记")

    await says_home(street, "王阿姨", "9-9-999")
    await pressed(street, "陈书记", "驳回", waiting_at(secretary.private))
    why = last(secretary.private)
    assert "已驳回" in await answers(street, "陈书记", "没有九号楼", why)
    assert "没有九号楼" in last(aunt.private).text

    await pressed(street, "王阿姨", "登记住址", await home_card(street, "王阿姨"))
    question = last(aunt.private)
    assert HOME in await answers(street, "王阿姨", "3号楼2单元501", question)
    await confirmed(street, "周爷爷")
    register = await home_card(street, "陈书记")
    await pressed(street, "陈书记", "住户名册(1)", register)
    book = last(secretary.private)
    assert "已核对 1 户 1 人" in book.text
    await pressed(street, "陈书记", f"王阿姨 · {HOME}", book)
    await pressed(street, "陈书记", "通过", waiting_at(secretary.private))
    await pressed(street, "陈书记", "3号楼(1)", book)
    assert "王阿姨、周爷爷" in (await fresh(street, book)).text
    await pressed(street, "陈书记", "1", await fresh(street, book))
    assert "会告诉本人" in await pressed(
        street, "陈书记", "结束登记 王阿姨", await fresh(street, book)
    )
    assert "不住在" in last(aunt.private).text
    assert "王阿姨" not in (await fresh(street, book)).text


async def test_who_lives_where_is_confirmed_by_the_office_alone_and_never_by_oneself(
    street: Street,
) -> None:
    await morning(street)
    await starts(street, "外人", "陈书记", "王阿姨")
    stranger, secretary = street.person("外人"), street.person("陈书记")

    await street.person("王阿姨").says("/household 3-2-501", to=street.group)
    await street.settled()
    assert "501" not in last(street.group).text
    assert "还没有登记" in last(street.person("王阿姨").private).text
    assert "没看懂" in await says_home(street, "外人", "我家")
    await says_home(street, "外人")
    assert "住户名册" not in " ".join(last(stranger.private).buttons)
    card, own = waiting_at(secretary.private), last(stranger.private)
    data = card.find_button("通过")
    assert data is not None
    yes = data["callback_data"]
    for press in (yes, yes.replace(".yes", ".no"), yes.replace(".yes", ".end")):
        assert "网格员或书记" in await made_up(street, "外人", press, own), press
    for press in (
        "p1:household.list:0:0:",
        "p1:household.asked:1:0:",
        "p1:household.turn:1:0:door",
    ):
        assert "网格员或书记" in await made_up(street, "外人", press, own), press
    theirs = last(street.person("王阿姨").private)
    left = yes.replace(".yes", ".left")
    assert "过时" in await made_up(street, "王阿姨", left, theirs)

    await says_home(street, "陈书记", "4-101")
    assert "另一位同事" in await made_up(
        street, "陈书记", "p1:household.yes:2:1:", last(secretary.private)
    )
    await pressed(street, "外人", "写错了，撤回", own)
    assert "有变化" in await made_up(street, "陈书记", yes, card)


@pytest.mark.sqlite
async def test_where_nobody_of_the_office_can_be_written_to_their_group_learns_that_one_waits(
    street: Street,
) -> None:
    await morning(street, hour=23)
    await starts(street, "王阿姨")
    await says_home(street, "王阿姨")
    assert not [one for one in street.staff.messages if "核对" in one.text]

    await morning(street, hour=8)

    told = last(street.staff).text
    assert "有一户登记了住址" in told
    assert "501" not in told
    assert "王" not in told
