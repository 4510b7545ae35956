"""Homes said, confirmed, refused and ended; proxies and reminders of ballots: every statement."""

from tests.journeys.at_home import answers, says_home, waiting_at
from tests.journeys.at_the_ballot import is_open, told, view_of
from tests.journeys.posting import last, morning, pressed, starts
from tests.street import Street


async def a_voting_day(street: Street) -> None:
    await morning(street)
    await starts(street, "陈书记", "赵师傅", "周爷爷", "王阿姨", "刘老板", "外人")
    await some_homes(street)
    await is_open(street, "是否安装充电桩 每户一票")
    view = await view_of(street, "周爷爷")
    for whom in ("外人", "@wairen"):
        await pressed(street, "周爷爷", "委托他人", view)
        await answers(street, "周爷爷", whom, last(street.person("周爷爷").private))
        for label in ("接受", "赞成", "不代投了"):
            await pressed(street, "外人", label, await told(street, "外人", "代投"))
    view = await view_of(street, "陈书记")
    await pressed(street, "陈书记", "代投记录", view)
    log = await told(street, "陈书记", "代投记录")
    for whom in ("3号楼2单元502", "刘老板"):
        await pressed(street, "陈书记", "替人投一票", log)
        question = last(street.person("陈书记").private)
        await answers(street, "陈书记", f"{whom} 赞成 电话委托", question)
    await pressed(street, "陈书记", "还没投的(2)", view)
    await pressed(street, "王阿姨", "反对", await view_of(street, "王阿姨"))
    await a_secret_one(street)
    await street.wait(days=4)
    for words in ("/ballots", "/jobs"):
        await street.person("陈书记").says(words)
        await street.settled()


async def a_secret_one(street: Street) -> None:
    await is_open(street, "换不换物业 无记名 可写理由")
    view = await view_of(street, "王阿姨", 2)
    for label in ("反对", "结果告诉我", "写理由"):
        await pressed(street, "王阿姨", label, view)
    await answers(street, "王阿姨", "电梯常坏", last(street.person("王阿姨").private))
    await street.person("王阿姨").says("/ballots")
    await street.settled()


async def some_homes(street: Street) -> None:
    secretary = street.person("陈书记")
    for who, door in (("周爷爷", "3-2-501"), ("王阿姨", "3-2-501"), ("刘老板", "3-2-502")):
        await says_home(street, who, door)
        await pressed(street, "陈书记", "通过", waiting_at(secretary.private))
    await says_home(street, "外人", "9-9-999")
    await pressed(street, "陈书记", "驳回", waiting_at(secretary.private))
    await answers(street, "陈书记", "没有九号楼", last(secretary.private))
    await says_home(street, "外人", "3-2-502")
    await says_home(street, "陈书记", "")
    await pressed(street, "陈书记", "住户名册(1)", last(secretary.private))
    register = last(secretary.private)
    for label in ("3号楼(2)", "1", "返回"):
        await pressed(street, "陈书记", label, register)
        await street.settled()
