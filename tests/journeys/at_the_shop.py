"""Points are spent: every statement that an offer, a voucher and a month's bill ever make."""

from tests.journeys.test_statements import to_the_first, use_one
from tests.shop import an_offer, give_points, open_offer, presses, redeem, says
from tests.street import Street


async def at_the_shop(street: Street) -> None:
    li, secretary, shop = (street.person(one) for one in ("小李", "陈书记", "刘老板"))
    await give_points(street, "小李", 500)
    await an_offer(street)
    await says(street, "小李", "/redeem", street.group)
    await use_one(street)
    await presses(street, "小李", "退券", await redeem(street, "小李"))
    await presses(street, "小李", "确定退券", await li.private.shows("退掉这张券"))
    await redeem(street, "小李")
    await says(street, "小李", "/vouchers")
    await says(street, "陈书记", "/offers")
    page = await secretary.private.shows("兑换项（")
    for label in ("理发券", "补货"):
        await presses(street, "陈书记", label, page)
    await says(street, "陈书记", "5")
    await open_offer(street, "小李")
    for name in ("刘老板", "陈书记"):
        await says(street, name, "/statement")
    await to_the_first(street)
    for one, label in ((shop, "核对无误"), (secretary, "确认无误")):
        await one.presses(label, in_=one.private)
        await street.settled()
    await says(street, "陈书记", "/statement")
    await street.wait(days=31)
