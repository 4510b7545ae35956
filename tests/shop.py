"""A shop, something to be had there for points, and people who have points: for three journeys."""

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.points import move_points, pool_of, purse_of
from domain.addresses import TELEGRAM
from domain.people import Visitor
from domain.permissions import MEMBER
from sandbox.driver import CallbackAnswer, Message, Place
from storage.communities import list_communities
from storage.people import find_account, holdings_of
from storage.points import balance_of
from storage.tables import point_accounts
from tests.street import Street

HAIRCUT = "/offer 理发券 30分 10张 每人2张 @liulaoban 有效30天"


async def id_of(street: Street, name: str) -> int:
    external_id = str(street.person(name).id)
    account = await street.read(find_account, channel=TELEGRAM, external_id=external_id)
    assert account is not None
    return account.person_id


async def visitor(street: Street, name: str) -> Visitor:
    """Somebody as the door would show them, for deeds that are done without one."""
    [community] = await street.read(list_communities)
    person_id = await id_of(street, name)
    held = await street.read(holdings_of, community_id=community.id, person_id=person_id)
    return Visitor(
        person_id=person_id,
        name=name,
        external_id=str(street.person(name).id),
        community_id=community.id,
        chat_kind=None,
        holdings=held | {MEMBER},
        is_reachable=True,
        locale=None,
    )


async def give_points(street: Street, name: str, points: int) -> None:
    person_id = await id_of(street, name)

    def give(tx: Connection) -> None:
        [community] = list_communities(tx)
        move_points(
            tx,
            source=f"test:{name}:{points}",
            from_=pool_of(tx, community.id),
            to=purse_of(tx, community.id, person_id),
            points=points,
            rule="award",
            now=street.clock.now(),
        )

    await street.program.db.do(give)


async def points_of(street: Street, name: str) -> int:
    [community] = await street.read(list_communities)
    person_id = await id_of(street, name)
    return await street.read(balance_of, community_id=community.id, person_id=person_id)


def balances(tx: Connection) -> dict[str, int]:
    """Of the pool, of what waits in vouchers, of the shops, of the people; together nothing."""
    rows = tx.execute(
        sa.select(point_accounts.c.kind, sa.func.sum(point_accounts.c.balance)).group_by(
            point_accounts.c.kind
        )
    )
    found = {kind: int(balance) for kind, balance in rows}
    assert sum(found.values()) == 0
    return {kind: balance for kind, balance in found.items() if balance}


async def says(street: Street, name: str, words: str, to: Place | None = None) -> str:
    """What the bot answers there once everything has come to rest."""
    person = street.person(name)
    place = to or person.private
    before = {one.id for one in place.messages}
    await person.says(words, to=place)
    await street.settled()
    return "\n".join(one.text for one in place.messages if one.id not in before and one.from_bot)


async def presses(street: Street, name: str, label: str, on: Message) -> str:
    """What the press is answered with, once everything has come to rest."""
    found: CallbackAnswer | None = await street.person(name).presses(label, on=on)
    await street.settled()
    return (found.text if found else "") or ""


async def an_offer(street: Street, words: str = HAIRCUT) -> None:
    """陈书记 makes it in one line and publishes it."""
    secretary = street.person("陈书记")
    if not secretary.private.messages:
        await secretary.starts()
        await street.settled()
    await says(street, "陈书记", words)
    check = await secretary.private.shows("没问题就发布")
    await presses(street, "陈书记", "发布", check)


async def open_offer(street: Street, name: str, offer: str = "理发券") -> Message:
    """Open the shelf in private and one offer on it: the card it is taken from."""
    person = street.person(name)
    if not person.private.messages:
        await person.starts()
        await street.settled()
    await says(street, name, "/redeem")
    shelf = await person.private.shows("分可用")
    await presses(street, name, offer, shelf)
    return await person.private.shows("换到后", from_bot=True, after=shelf)


async def redeem(street: Street, name: str, offer: str = "理发券") -> Message:
    """The voucher that somebody gets."""
    card = await open_offer(street, name, offer)
    await presses(street, name, "兑换", card)
    await presses(street, name, "确定", await street.person(name).private.shows("换一张？"))
    return await street.person(name).private.shows("券码", after=card)


def code_on(voucher: Message) -> str:
    """The line of its own on which it stands."""
    return voucher.text.split("\n")[2]
