"""A town of thousands who have all opened the private chat, three in ten of whom have blocked the
bot since, and its secretary, who tells all of them the same.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from actions.notice_sending import SAID
from domain.addresses import TELEGRAM
from domain.permissions import Role
from sandbox.chats import Message
from sandbox.deeds import act
from sandbox.people import Person
from storage import communities, people, roles
from storage.tables import accounts
from tests.kill.books import opened
from tests.kill.crowd import DEFAULTS, Crowd, ready
from tests.kill.waiting import until

LONGEST_ANSWER = 60.0
LOOK_EVERY = 0.1
SENT_OFF, ARRIVED = "发送", "📢"
BAR = re.compile(r"[▓░]+ ([\d,]+)/([\d,]+)")
ENDED = "通知发完了"
REACHED, BLOCKED, UNCERTAIN = (
    re.compile(rf"{word} ([\d,]+)") for word in ("送达", "未送达", "不确定")
)


@dataclass(frozen=True)
class Card:
    """What the composer reads on the card when all is said."""

    reached: int
    blocked: int
    uncertain: int


@dataclass
class Town:
    crowd: Crowd
    people: list[Person]
    blocked: set[int]
    bars: list[int] = field(default_factory=list)
    """How far the composer's card said it was, each time that it said something new."""

    @property
    def secretary(self) -> Person:
        return self.people[0]

    def send(self) -> None:
        """Write the notice and press 发送 as soon as there is something to press."""
        chat = self.crowd.world.chats[self.secretary.id]
        words = "/notice 给全体成员 周六上午9点到11点停水，请提前储水"
        said = {"as": self.secretary.id, "do": "send", "chat": chat.id, "text": words}
        act(self.crowd.world, said, {})

    async def sent_off(self) -> None:
        assert await until(lambda: self._find(SENT_OFF) is not None, LONGEST_ANSWER)
        form = self._find(SENT_OFF)
        assert form is not None
        chat = self.crowd.world.chats[self.secretary.id]
        press = {"as": self.secretary.id, "do": "press", "chat": chat.id}
        press |= {"message_id": form[0].id, "data": form[1]}
        act(self.crowd.world, press, {})

    def _find(self, label: str) -> tuple[Message, str] | None:
        for message in self.crowd.world.chats[self.secretary.id].messages.values():
            for button in (one for row in message.buttons() for one in row):
                if button["text"] == label:
                    return message, button["callback_data"]
        return None

    def told(self, person: int) -> int:
        """How often the notice stands in this person's chat."""
        found = self.crowd.world.chats[person].messages.values()
        return sum(one.words.startswith(ARRIVED) and not _is_sample(one) for one in found)

    @contextmanager
    def watching(self) -> Iterator[None]:
        task = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            task.cancel()

    async def _watch(self) -> None:
        while True:
            for message in list(self.crowd.world.chats[self.secretary.id].messages.values()):
                bar = BAR.search(message.words)
                done = _number(bar[1]) if bar else 0
                if bar and done not in self.bars[-1:]:
                    self.bars.append(done)
            await asyncio.sleep(LOOK_EVERY)

    def card(self) -> Card | None:
        """Once it says that all is done."""
        for message in self.crowd.world.chats[self.secretary.id].messages.values():
            if ENDED in message.words:
                counts = [_counted(one, message) for one in (REACHED, BLOCKED, UNCERTAIN)]
                return Card(*counts)
        return None


def _is_sample(message: Message) -> bool:
    buttons = [one for row in message.buttons() for one in row]
    return any("notice.sample" in one.get("callback_data", "") for one in buttons)


def _number(words: str) -> int:
    return int(words.replace(",", ""))


def _counted(what: re.Pattern[str], message: Message) -> int:
    """A line begins with it, for 未送达 ends like 送达."""
    lines = [what.match(line) for line in message.words.splitlines()]
    return sum(_number(line[1]) for line in lines if line)


def settle_town(crowd: Crowd, count: int) -> Town:
    """People of no group: what is said in the groups meanwhile is others' business."""
    world = crowd.world
    found = [world.add_person(f"镇民{one}", started=True) for one in range(count)]
    blocked = found[1:][::10] + found[2:][::10] + found[3:][::10]
    for person in blocked:
        person.blocked = True
    now = datetime.now(UTC)
    with ready(crowd.database, now=now) as tx:
        home = communities.add_community(tx, "大镇", defaults=DEFAULTS, now=now).id
        ids = []
        for person in found:
            ids.append(
                people.add_person(
                    tx,
                    channel=TELEGRAM,
                    external_id=str(person.id),
                    name=person.name,
                    username=None,
                    now=now,
                )
            )
            people.add_member(tx, community_id=home, person_id=ids[-1], name=person.name, now=now)
        open_ = {"is_reachable": True, "current_community_id": home}
        tx.execute(accounts.update().where(accounts.c.person_id.in_(ids)).values(open_))
        roles.add_role(
            tx,
            community_id=home,
            person_id=ids[0],
            role=Role.SECRETARY,
            grid_id=None,
            team=None,
            given_by=None,
            now=now,
        )
    return Town(crowd, found, {one.id for one in blocked})


def uncertain_of(database: str) -> int:
    """How many the bot gave up as uncertain, for want of another way to learn whose they were."""
    with opened(database) as tx:
        found = tx.exec_driver_sql(
            f"SELECT count(*) FROM outbox WHERE kind = '{SAID}' AND state = 'uncertain'"
        )
        return int(found.scalar_one())
