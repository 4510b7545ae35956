"""What a year of cases costs: from an update to its answer, a million cases against a thousand.

Both towns run at the same time in this process, each with its own sandbox, and are asked in turn,
so that whatever the machine does meanwhile is done to both. The figure is a ratio of medians.
"""

import argparse
import asyncio
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.purses import lay_purses
from benchmarks.town import Town
from bot.neighbourhood import COMMUNITY
from sandbox.driver import Message, Place
from storage.communities import find_community
from storage.grids import list_grids
from storage.people import find_account_by_username
from tests.street import Street, open_street

MOST = 1.5
"""No answer may cost more than this many times what it costs with few cases."""

PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Ask:
    """Somebody says something somewhere, and is answered by a reply. What is not ``is_held`` is
    shown for what it is, and may cost more.
    """

    name: str
    who: str
    words: str
    in_group: bool = False
    is_held: bool = True
    shows: str = ""
    """What is an answer only if it says so."""


ASKS = (
    Ask("/mine", "小李", "/mine"),
    Ask("/open", "王阿姨", "/open", in_group=True),
    Ask("/desk", "陈书记", "/desk"),
    Ask("/find, a common word", "陈书记", "/find 路灯"),
    Ask("/find, a rare word", "陈书记", "/find 穿山甲"),
    # The index has to go through all that has either, to find that nothing has both.
    Ask("/find, words that never meet", "陈书记", "/find 快递柜漏电 17号楼", is_held=False),
    Ask("/find, as a member", "王阿姨", "/find 电梯", in_group=True),
    Ask("/case", "陈书记", "/case 1500"),
    Ask("a report alike to open ones", "王阿姨", "随手拍 17号楼路灯不亮", in_group=True),
    Ask("a report of something new", "王阿姨", "随手拍 东门有一只猫", in_group=True),
    Ask("/points", "小李", "/points"),
    Ask("/hours", "小李", "/hours"),
    Ask("/ranking", "小李", "/ranking"),
    Ask("/award", "陈书记", "/award @wangayi 1 帮忙看了店", shows="积分 +1"),
)


async def seconds_of(ask: Ask, street: Street) -> float:
    """From the moment it is said to the moment the answer stands in the chat."""
    who = street.person(ask.who)
    where = street.group if ask.in_group else who.private
    began = perf_counter()
    said = await who.says(ask.words, to=where)
    answer = await street.driver.until(
        lambda: reply_to(said, street, where, ask.shows), PATIENCE_SECONDS
    )
    assert answer is not None, f"{ask.name} was never answered"
    spent = perf_counter() - began
    await street.settled()
    return spent


def reply_to(said: Message, street: Street, where: Place, words: str) -> bool | None:
    """Whether an answer to this message stands in its chat."""
    answers = (one for one in where.messages if one.from_bot and one.reply_to_id == said.id)
    found = (one for one in answers if words in one.text)
    return True if any(found) else None


async def settle(street: Street, size: int) -> None:
    """Fill the street's database, and let everybody say good morning."""
    db = street.program.db
    community = await db.read(find_community, COMMUNITY)
    assert community is not None
    asker = await db.read(find_account_by_username, channel="telegram", username="xiaoli")
    assert asker is not None
    town = Town(
        community.id,
        size=size,
        grids=[one.id for one in await db.read(list_grids, community_id=community.id)],
        chats=(str(street.group.id), str(street.staff.id)),
    )
    now = street.clock.now()
    await town.fill(db, asker=asker.person_id, now=now)
    secretary = await db.read(find_account_by_username, channel="telegram", username="chenshuji")
    assert secretary is not None
    purses = await db.do(
        lay_purses,
        community_id=community.id,
        asker=asker.person_id,
        secretary=secretary.person_id,
        size=size,
        now=now,
    )
    await purses.fill(db)
    for name in {ask.who for ask in ASKS}:
        await street.person(name).starts()
    await street.settled()


async def compare(small: Street, large: Street, *, times: int) -> bool:
    """Ask both in turn and print the ratios; whether all are small enough."""
    print(f"{'':32}{'few, ms':>10}{'many, ms':>10}{'ratio':>8}")
    is_fine = True
    for ask in ASKS:
        spent: dict[int, list[float]] = {0: [], 1: []}
        for turn in range(times + 3):
            for which in (0, 1) if turn % 2 else (1, 0):
                took = await seconds_of(ask, (small, large)[which])
                if turn >= 3:  # the first ones warm both up
                    spent[which].append(took)
        few, many = median(spent[0]) * 1000, median(spent[1]) * 1000
        ratio = many / few
        is_within = ratio <= MOST or not ask.is_held
        is_fine &= is_within
        remark = "" if ask.is_held else " (not held)"
        print(f"{ask.name:32}{few:10.1f}{many:10.1f}{ratio:8.2f}{remark if is_within else ' !'}")
    return is_fine


async def run(few: int, many: int, times: int) -> bool:
    async with AsyncExitStack() as stack:
        streets = []
        for size in (few, many):
            folder = Path(stack.enter_context(TemporaryDirectory()))
            street = await stack.enter_async_context(open_street(folder))
            began = perf_counter()
            await settle(street, size)
            file = folder / "linlian.db"
            print(
                f"{size:,} cases: {file.stat().st_size / 2**20:,.0f} MiB,"
                f" built in {perf_counter() - began:,.0f} s"
            )
            streets.append(street)
        return await compare(*streets, times=times)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=1_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=40)
    arguments = parser.parse_args()
    is_fine = asyncio.run(run(arguments.few, arguments.many, arguments.times))
    print("fine" if is_fine else f"some answers cost more than {MOST} times as much")
    return 0 if is_fine else 1


if __name__ == "__main__":
    sys.exit(main())
