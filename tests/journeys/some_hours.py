"""What journeys about hours do again and again: say, press, look at what was entered."""

from datetime import date
from zoneinfo import ZoneInfo

from actions.hours import Served, add_hours
from domain.addresses import TELEGRAM
from domain.hours import HourKind, HoursEntry
from sandbox.driver import Message, Place
from storage.communities import list_communities
from storage.hours import list_hours
from storage.people import find_account
from storage.points import balance_of
from tests.street import Street

GOOD_DEED = "/hours 2.5 昨天 顺手清运垃圾"


async def says(
    street: Street, who: str, words: str, to: Place, reply_to: Message | None = None
) -> Message:
    """The words; by then the bot has answered them."""
    said = await street.person(who).says(words, to=to, reply_to=reply_to)
    await street.settled()
    return said


async def pressed(street: Street, who: str, label: str, on: Message) -> str:
    """What the presser is told, once everything has come to rest."""
    answer = await street.person(who).presses(label, on=on)
    await street.settled()
    return (answer.text or "") if answer else ""


async def person_id(street: Street, name: str) -> int:
    external_id = str(street.person(name).id)
    account = await street.read(find_account, channel=TELEGRAM, external_id=external_id)
    assert account is not None
    return account.person_id


async def home(street: Street) -> int:
    [community] = await street.read(list_communities)
    return community.id


def today(street: Street) -> date:
    return street.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date()


async def entries(street: Street, name: str) -> list[HoursEntry]:
    return await street.read(
        list_hours,
        community_id=await home(street),
        person_id=await person_id(street, name),
        since=date(2000, 1, 1),
        until=date(2100, 1, 1),
    )


async def points(street: Street, name: str) -> int:
    whose = {"community_id": await home(street), "person_id": await person_id(street, name)}
    return await street.read(balance_of, **whose)


async def has_verified(street: Street, name: str, minutes: int, words: str) -> None:
    served = Served(
        community_id=await home(street),
        person_id=await person_id(street, name),
        kind=HourKind.VERIFIED,
        service="elders",
        held_on=today(street),
        minutes=minutes,
        words=words,
        confirmed_by=await person_id(street, "陈书记"),
        source=f"test:{name}:{words}",
    )
    await street.program.db.do(add_hours, served, now=street.clock.now())


async def dispute(street: Street, name: str, words: str, label: str) -> Message:
    """Somebody says what is wrong with an entry; the card that 陈书记 gets of it."""
    who, secretary = street.person(name), street.person("陈书记")
    await says(street, name, "我的时长", who.private)
    await pressed(street, name, "有异议", await who.private.shows("我的时长"))
    await pressed(street, name, label, await who.private.shows("哪一条不对"))
    await says(street, name, words, who.private)
    await who.private.shows("书记核对后告诉您")
    return await secretary.private.shows(" ".join(words.split()))


async def some_hours(street: Street) -> None:
    """Declared, confirmed, refused, looked at, disputed and corrected."""
    aunt, secretary, staff = street.person("王阿姨"), street.person("陈书记"), street.staff
    await aunt.starts()
    await secretary.starts()
    await has_verified(street, "王阿姨", 60, "助餐")
    await says(street, "王阿姨", GOOD_DEED, aunt.private)
    await says(street, "王阿姨", "/hours 昨天 14:00-16:00 夜间巡逻", aunt.private)
    await pressed(street, "王阿姨", "助老", await aunt.private.shows("夜间巡逻"))
    await pressed(street, "陈书记", "通过", await staff.shows("清运垃圾"))
    await pressed(street, "陈书记", "驳回", await staff.shows("夜间巡逻"))
    await says(street, "陈书记", "那天没有排班", staff, await staff.shows("为什么不通过"))
    on = today(street)
    card = await dispute(street, "王阿姨", "少了一小时", f"{on.month}月{on.day}日 · 1.0 · 助老")
    await pressed(street, "陈书记", "更正", card)
    await says(street, "陈书记", "2", secretary.private)
    await says(street, "王阿姨", "我的时长", aunt.private)
