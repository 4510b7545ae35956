"""A hundred presses at once on the last offer, the last place, one voucher and one check-in code,
while the bot is killed and comes back: one success each, everybody else is told why, and no point
is lost.
"""

import asyncio
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import Connection

from actions.activities import announce
from actions.points import held_of, move_points, pool_of, purse_of
from cards.card import Press
from domain.activities import Activity, SeatState
from domain.addresses import TELEGRAM
from domain.check_in import code_at
from domain.permissions import Role
from domain.points import Movement
from domain.vouchers import VoucherState
from handlers.presses import pack
from sandbox.chats import Chat
from sandbox.deeds import act
from sandbox.people import Person
from storage import activities, offers, people, roles, vouchers
from storage.audit import audit
from storage.communities import find_community
from storage.tables import accounts, activity_seats
from storage.tables import vouchers as vouchers_rows
from tests.kill.books import opened
from tests.kill.bots import drained, open_town
from tests.kill.crowd import Crowd, Quarter, ready
from tests.kill.ears import Ears, Reply
from tests.kill.judge import Ends, judge
from tests.kill.kills import LONGEST_LIFE, last_words_heard, told
from tests.kill.outcome import Order, Outcome, wrong
from tests.kill.waiting import until

PRESSES = 100
KILLS = 5
PRICE, PURSE = 30, 50
PER_SECOND = 5
LONGEST_ANSWER = 300.0


Winners = sa.Select[str]


@dataclass(frozen=True)
class Prize:
    """Something that is there once: the same button, pressed by many."""

    name: str
    data: Callable[[datetime], str]
    """What the button says: that of a check-in code is good for its minute only."""
    winners: Winners
    """Who has it, as the tables say."""
    is_one_wish: bool = False
    """Whether one person's presses on one card are the same wish, and all told the same."""
    said: str = ""
    """What the winner reads in a message of its own; otherwise the press itself is answered."""


@dataclass
class Contest:
    quarter: Quarter
    prize: Prize
    people: list[Person]
    presses: dict[str, Person] = field(default_factory=dict)

    def press(self, crowd: Crowd) -> None:
        """Everybody as often as it takes, on a message that their phone shows."""
        turns = (self.people * PRESSES)[:PRESSES]
        crowd.chance.shuffle(turns)
        for person in turns:
            chat = crowd.world.chats[person.id]
            data = self.prize.data(datetime.now(UTC))
            said = {"as": person.id, "do": "press", "chat": chat.id, "data": data}
            said |= {"message_id": _shown_in(chat), "as_seen": True}
            self.presses[act(crowd.world, said, {})["query_id"]] = person

    def troubles(self, ears: Ears, tx: Connection, chats: Mapping[int, Chat]) -> Iterator[str]:
        replies = {press: ears.replies.get(press, []) for press in self.presses}
        name = f"{self.quarter.name}, {self.prize.name}"
        if silent := sum(not said for said in replies.values()):
            yield f"{name}: {silent} presses were never answered"
        is_said = bool(self.prize.said)
        won = [press for press, said in replies.items() if _won(said)]
        heard_why = [said for press, said in replies.items() if not (is_said and press in won)]
        if speechless := sum(not one.words for said in heard_why for one in said):
            yield f"{name}: {speechless} were not told why"
        for person in {self.presses[press].id for press in won if is_said}:
            texts = [one.words for one in chats[person].messages.values()]
            if not any(self.prize.said in text for text in texts):
                yield f"{name}: {person} never read that it worked"
        told = [str(self.presses[press].id) for press in won]
        winners = list(tx.execute(self.prize.winners).scalars())
        heard = sorted(set(told)) if self.prize.is_one_wish else told
        if len(winners) != 1 or heard != winners:
            yield f"{name}: {winners} have it, and {heard} were told so"


def _won(replies: list[Reply]) -> bool:
    return any(not reply.is_alert for reply in replies)


def _shown_in(chat: Chat) -> int:
    return max(one.id for one in chat.messages.values())


async def press_the_last(order: Order) -> Outcome:
    troubles, chance, kills = list[str](), random.Random(order.seed), 0
    async with open_town(
        order.folder, order.parent, seed=order.seed, database=order.database, troubles=()
    ) as (crowd, bots):
        crowd.world.callback_seconds = (
            LONGEST_ANSWER  # whoever presses waits for what they are told
        )
        contests = lay_contests(crowd, -(-order.count // PRESSES))
        for person in {one.id: one for contest in contests for one in contest.people}.values():
            said = {"as": person.id, "do": "send", "chat": person.id, "text": "/redeem"}
            act(crowd.world, said, {})
        ends = Ends(crowd)
        with Ears(crowd.world).listening() as ears:
            with crowd.talking(PER_SECOND):
                await bots.start(order.mode)
                await until(lambda: not len(crowd.world.updates), LONGEST_ANSWER)
                for contest in contests:
                    contest.press(crowd)
                for _ in range(KILLS):
                    await asyncio.sleep(chance.uniform(0.0, LONGEST_LIFE))
                    await bots.kill()
                    kills += not _is_answered(ears, contests)
                    await last_words_heard()
                    ends.note()
                    await bots.start(order.mode)
            await until(lambda: _is_answered(ears, contests), LONGEST_ANSWER)
            await drained(crowd)
        if code := await bots.stop():
            troubles.append(f"told to stop, it ended with {code}")
        verdict = judge(crowd, ends)
    with opened(crowd.database) as tx:
        troubles += [
            one for contest in contests for one in contest.troubles(ears, tx, crowd.world.chats)
        ]
        troubles += [str(fault) for fault in audit(tx).faults]
    presses = sum(len(contest.presses) for contest in contests)
    figures = told(verdict) | {"presses": presses, "kills meanwhile": kills}
    return Outcome(presses, figures, troubles + wrong(verdict, crowd))


def _is_answered(ears: Ears, contests: list[Contest]) -> bool:
    return all(contest.presses.keys() <= ears.replies.keys() for contest in contests)


def lay_contests(crowd: Crowd, count: int) -> list[Contest]:
    """Four in each quarter: everybody has points, and there is one of everything."""
    now, found = datetime.now(UTC), list[Contest]()
    with ready(crowd.database, now=now) as tx:
        for quarter in crowd.quarters:
            if len(found) < count:
                found += _lay(tx, quarter, now=now)
    return found[:count]


def _lay(tx: Connection, quarter: Quarter, *, now: datetime) -> list[Contest]:
    community = find_community(tx, quarter.name)
    assert community is not None
    residents, shop = quarter.people[::2], quarter.officers[0]
    ids = {one.id: _id_of(tx, one) for one in (*residents, shop)}
    for person in residents:
        purse = purse_of(tx, community.id, ids[person.id])
        pool, source = pool_of(tx, community.id), f"purse:{person.id}"
        move_points(tx, source=source, from_=pool, to=purse, points=PURSE, rule="gift", now=now)
    owner = ids[shop.id]
    roles.add_role(
        tx,
        community_id=community.id,
        person_id=owner,
        role=Role.MERCHANT,
        grid_id=None,
        team=None,
        given_by=None,
        now=now,
    )
    prizes = (
        (_last_offer(tx, community.id, owner, now=now), residents),
        (_last_place(tx, community.id, owner, now=now), residents),
        (_one_code(tx, community.id, owner, now=now), residents),
        (_one_voucher(tx, community.id, owner, ids[residents[0].id], now=now), [shop]),
    )
    return [Contest(quarter, prize, pressers) for prize, pressers in prizes]


def _id_of(tx: Connection, person: Person) -> int:
    account = people.find_account(tx, channel=TELEGRAM, external_id=str(person.id))
    assert account is not None
    return account.person_id


def _last_offer(tx: Connection, community_id: int, shop_id: int, *, now: datetime) -> Prize:
    offer = _offer(tx, community_id, shop_id, "理发券", now=now)
    has = vouchers_rows.c.offer_id == offer
    press = pack(Press("offer.redeem", offer))
    return Prize("the last offer", lambda _now: press, _who(vouchers_rows, has), is_one_wish=True)


def _offer(tx: Connection, community_id: int, shop_id: int, name: str, *, now: datetime) -> int:
    return offers.add_offer(
        tx,
        community_id=community_id,
        shop_id=shop_id,
        name=name,
        words="",
        points=PRICE,
        stock=1,
        per_person=0,
        starts_on=None,
        ends_on=None,
        lasts_days=30,
        photo="",
        made_by=shop_id,
        source=f"{community_id}:{name}",
        now=now,
    ).id


def _last_place(tx: Connection, community_id: int, leader_id: int, *, now: datetime) -> Prize:
    activity = _activity(tx, community_id, leader_id, starts_at=now + timedelta(days=2), now=now)
    announce(tx, activity, now=now)
    has = sa.and_(
        activity_seats.c.activity_id == activity.id,
        activity_seats.c.state == SeatState.GOING.value,
    )
    press = pack(Press("activity.join", activity.id))
    return Prize("the last place", lambda _now: press, _who(activity_seats, has))


def _one_code(tx: Connection, community_id: int, leader_id: int, *, now: datetime) -> Prize:
    """Many have scanned the code of one minute, and one place is left: 报名并签到."""
    activity = _activity(tx, community_id, leader_id, starts_at=now + timedelta(minutes=9), now=now)
    has = sa.and_(
        activity_seats.c.activity_id == activity.id,
        activity_seats.c.checked_in_at.is_not(None),
    )

    def press(at: datetime) -> str:
        link = code_at(activity.secret, activity.id, at).link
        return pack(Press("checkin.join", activity.id, arg=link))

    winners = _who(activity_seats, has)
    return Prize("one check-in code", press, winners, is_one_wish=True, said="已签到")


def _activity(
    tx: Connection, community_id: int, leader_id: int, *, starts_at: datetime, now: datetime
) -> Activity:
    """With one place."""
    activity = activities.add_activity(
        tx,
        community_id=community_id,
        title="小区清洁",
        service="cleaning",
        place="东门",
        point=None,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(hours=2),
        cancel_by=starts_at - timedelta(days=1),
        capacity=1,
        leader_id=leader_id,
        made_by=leader_id,
        secret="a secret of this activity",
        source=f"activity of {community_id} at {starts_at}",
        now=now,
    )
    assert activity is not None
    return activity


def _one_voucher(
    tx: Connection, community_id: int, shop_id: int, owner_id: int, *, now: datetime
) -> Prize:
    voucher = vouchers.add_voucher(
        tx,
        community_id=community_id,
        offer_id=_offer(tx, community_id, shop_id, "洗车券", now=now),
        person_id=owner_id,
        shop_id=shop_id,
        points=PRICE,
        nonce=f"nonce {community_id}",
        mark=f"mark {community_id}",
        source=f"voucher of {community_id}",
        expires_at=now + timedelta(days=30),
        now=now,
    )
    assert voucher is not None
    move_points(
        tx,
        source=f"{voucher.about}:held",
        from_=purse_of(tx, community_id, owner_id),
        to=held_of(tx, community_id),
        points=PRICE,
        rule=Movement.HELD.value,
        voucher_id=voucher.id,
        now=now,
    )
    has = sa.and_(
        vouchers_rows.c.id == voucher.id, vouchers_rows.c.state == VoucherState.USED.value
    )
    press = pack(Press("voucher.use", voucher.id, voucher.version, voucher.proof))
    return Prize("one voucher", lambda _now: press, _who(vouchers_rows, has, "ended_by"))


def _who(rows: sa.Table, has: sa.ColumnElement[bool], whose: str = "person_id") -> Winners:
    """The number at Telegram of whoever has it."""
    person = rows.c[whose]
    return sa.select(accounts.c.external_id).join(rows, person == accounts.c.person_id).where(has)
