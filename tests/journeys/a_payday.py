"""Everything that points are asked, given and taken by, once: a day that leaves nothing out."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.expiry import plan_expiry
from domain.rule_sheets import YEAR_END
from storage.communities import list_communities
from storage.rule_sheets import add_sheet, find_sheet
from tests.journeys.posting import morning
from tests.shop import presses, says
from tests.street import Street


async def a_payday(street: Street) -> None:
    """Awards and looks at them, then the months in which points are published and lapse."""
    await morning(street)
    await awards_are_given(street)
    await everybody_looks(street)
    await street.program.db.do(let_points_lapse, now=street.clock.now())
    await street.wait(days=370)


async def awards_are_given(street: Street) -> None:
    for words in (
        "/role @sunjie 书记",
        "/award @xiaoli 40 帮三楼搬冰箱",
        "/award @wangayi 80 救了人",
        "/award @xiaoli 帮邻居搬家",
        "/deduct @xiaoli 3 乱扔垃圾",
    ):
        await says(street, "陈书记", words, street.staff)
    given = await street.staff.shows("积分 +40")
    await presses(street, "孙姐", "同意", await street.staff.shows("80", from_bot=True))
    await presses(street, "陈书记", "撤销", given)


async def everybody_looks(street: Street) -> None:
    for words in ("/points", "/rules", "/ranking"):
        await says(street, "小李", words)
        await says(street, "小李", words, street.group)
    for words in ("/points", "/pairs"):
        await says(street, "陈书记", words)
    card = await street.person("小李").private.shows("我的积分")
    for label in ("规则", "返回", "姓名打码", "显示姓名", "排行榜"):
        await presses(street, "小李", label, card)


def let_points_lapse(tx: Connection, *, now: datetime) -> None:
    [community] = list_communities(tx)
    sheet = find_sheet(tx, community_id=community.id)
    assert sheet is not None
    kept = replace(sheet, expiry=YEAR_END)
    add_sheet(tx, kept, community_id=community.id, made_by=None, now=now)
    plan_expiry(tx, community.id, now=now)
