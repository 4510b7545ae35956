"""Between Telegram and the handlers: who is speaking, may they, and how they are answered."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.exceptions import AiogramError
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from actions.mutes import pass_over
from actions.visits import note_visit
from cards.card import Reader
from cards.times import say_time
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.mutes import Mute
from domain.people import Sighting, Visitor, plain_username
from domain.permissions import Holding, Role, Verb, may_knock, refusal_of
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from handlers.context import here_of, is_faceless, is_service, source_of, topic_of
from locales import speaker
from storage.communities import Community
from storage.database import Database
from storage.outbox import Lane, owe
from storage.unheard import count_unheard
from storage.visitors import Look, find_nobody, look

Next = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

PRESS_ANSWER_SECONDS = 3.0
"""A press without a result by then is answered empty; Telegram's own patience is not known."""

UNMUTABLE = frozenset({Role.SECRETARY, Role.OPERATOR})
HEARD_WHEN_MUTED = frozenset(
    {Verb.JOIN, Verb.USE_INVITE, Verb.READ_HELP, Verb.READ_PRIVACY, Verb.CHOOSE_LANGUAGE}
)


@dataclass(frozen=True)
class Heard:
    """``is_told``: refused, and worth saying so; the next refusals are silent."""

    is_ok: bool
    is_told: bool = False


class Hears(Protocol):
    """How much of one person and one group we listen to; in private there is no group."""

    def __call__(self, person: str, group: str | None, at: datetime, /) -> Heard: ...


@dataclass(frozen=True)
class Surroundings:
    """What the door knows about the program it belongs to."""

    db: Database
    now: Callable[[], datetime]
    operators: frozenset[str]
    codes: Codes
    bot_name: str
    locale: str
    timezone: str
    hears: Hears
    count_unheard: Callable[[str], None]


class Clockwork(BaseMiddleware):
    """For updates that nobody says: the bot promoted, somebody come or gone."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        return await handler(event, data | {"db": self._around.db, "now": self._around.now()})


class Threshold(BaseMiddleware):
    """Before any filter: find out who acts and where, and give handlers what they may ask for."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message | CallbackQuery)
        place = _message_of(event)
        if place is None:
            return await _answer_stale(event, self._around.locale)
        if event.from_user is None:
            return None
        now, source = self._around.now(), source_of(event)
        sighting = _sighting(event.from_user, place.chat)
        if is_faceless(event):
            seen = await self._around.db.read(find_nobody, sighting)
        else:
            seen = await self._look(sighting, event, now)
        data |= {
            "db": self._around.db,
            "now": now,
            "source": source,
            "here": here_of(place, now_in=seen.chat),
            "visitor": seen.visitor,
            "mute": seen.mute,
            "operators": self._around.operators,
            "codes": self._around.codes,
            "bot_name": self._around.bot_name,
            "reader": self._reader(seen.visitor, seen.home, now),
        }
        if seen.is_done and isinstance(event, Message):
            # Done before the last crash. The way to its deed may be another one by now, so the
            # answer is given here.
            if seen.answer is not None:
                await reply(self._around.db, Answer.from_json(seen.answer), data)
            return None
        return await handler(event, data)

    async def _look(
        self, sighting: Sighting, event: Message | CallbackQuery, now: datetime
    ) -> Look:
        """Who acts and in which community; whoever is new is written down first."""
        db = self._around.db
        topic = topic_of(event)
        seen = await db.read(look, sighting, topic=topic, source=source_of(event), now=now)
        if seen is None:
            await db.do(note_visit, sighting, now=now)
            seen = await db.read(look, sighting, topic=topic, source=source_of(event), now=now)
            assert seen is not None, "whoever was just written down is found"
        if sighting.external_id in self._around.operators:
            held = seen.visitor.holdings | {Holding(Role.OPERATOR)}
            return replace(seen, visitor=replace(seen.visitor, holdings=held))
        return seen

    def _reader(self, visitor: Visitor, home: Community | None, now: datetime) -> Reader:
        locale, timezone = self._around.locale, self._around.timezone
        if home is not None:
            locale, timezone = home.locale, home.timezone
        return Reader(speaker(visitor.locale or locale), ZoneInfo(timezone), now)


def _sighting(user: User, chat: Chat) -> Sighting:
    return Sighting(
        channel=TELEGRAM,
        external_id=str(user.id),
        name=user.full_name,
        username=plain_username(user.username),
        chat=str(chat.id),
        is_private=chat.type == "private",
    )


def _message_of(event: Message | CallbackQuery) -> Message | None:
    if isinstance(event, Message):
        return event
    return event.message if isinstance(event.message, Message) else None


class Gate(BaseMiddleware):
    """Before a handler: mutes, limits and permission. After it: its answer, or the rule it broke.

    An update that is not acted upon is done all the same: it was kept, and it is counted.
    """

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, Message | CallbackQuery)
        mute = _mute_of(event, data)
        if mute is not None:
            return await self._pass_over(mute, event, data)
        if isinstance(event, CallbackQuery):
            return await self._press(handler, event, data)
        heard = self._heard(event, data)
        if not heard.is_ok:
            await self._leave(event, data)
            if heard.is_told:
                await reply(self._around.db, Answer("intake.too_fast"), data)
            return None
        answer = await self._handle(handler, event, data)
        if answer is not None:
            await reply(self._around.db, answer, data)
        return None

    def _heard(self, event: Message | CallbackQuery, data: dict[str, Any]) -> Heard:
        """An album's further pictures are one message to the person who sent them; a note that
        somebody came in is none at all.
        """
        is_one_of_many = isinstance(event, Message) and event.media_group_id and not event.caption
        if is_one_of_many or (isinstance(event, Message) and is_service(event)):
            return Heard(is_ok=True)
        visitor, here = data["visitor"], data["here"]
        group = None if here.is_private else here.chat
        return self._around.hears(visitor.external_id, group, _said_at(event, data))

    async def _leave(self, event: Message | CallbackQuery, data: dict[str, Any]) -> None:
        self._around.count_unheard("limit")
        visitor: Visitor = data["visitor"]
        if visitor.person_id:  # behind a group's or a channel's words nobody stands
            await self._around.db.do(
                count_unheard,
                person_id=visitor.person_id,
                where=data["here"],
                at=_said_at(event, data),
            )

    async def _pass_over(
        self, mute: Mute, event: Message | CallbackQuery, data: dict[str, Any]
    ) -> None:
        self._around.count_unheard("muted")
        await self._around.db.do(
            pass_over,
            mute=mute,
            visitor=data["visitor"],
            here=data["here"],
            at=_said_at(event, data),
            now=data["now"],
        )
        if isinstance(event, CallbackQuery):
            reader: Reader = data["reader"]
            params = {"until": say_time(mute.ends_at, reader)}
            await _answer_press(event, reader, Answer("mute.press", params, must_be_read=True))

    async def _handle(
        self, handler: Next, event: Message | CallbackQuery, data: dict[str, Any]
    ) -> Answer | None:
        try:
            self._check(event, data)
            answer: Answer | None = await handler(event, data)
        except RuleBroken as broken:
            return Answer(broken.key, dict(broken.params), must_be_read=True)
        return answer

    def _check(self, event: Message | CallbackQuery, data: dict[str, Any]) -> None:
        verb = get_flag(data, "verb")
        assert isinstance(verb, Verb), "a handler without a verb"
        if is_faceless(event) and not (isinstance(event, Message) and is_service(event)):
            raise RuleBroken("people.faceless")
        visitor: Visitor = data["visitor"]
        if may_knock(verb, visitor.holdings):
            return
        if visitor.community_id is None:
            here: Address = data["here"]
            raise RuleBroken("start.no_community" if here.is_private else "start.unbound_group")
        raise RuleBroken(refusal_of(verb), id=visitor.external_id)

    async def _press(self, handler: Next, query: CallbackQuery, data: dict[str, Any]) -> None:
        """Answer a press once, after its deed; empty if the deed takes too long, and then its
        words come as a reply.
        """
        if not self._heard(query, data).is_ok:
            await self._leave(query, data)
            await _answer_press(query, data["reader"], Answer("intake.too_fast", must_be_read=True))
            return
        doing = asyncio.ensure_future(self._handle(handler, query, data))
        done, _ = await asyncio.wait({doing}, timeout=PRESS_ANSWER_SECONDS)
        if done:
            await _answer_press(query, data["reader"], await doing)
            return
        await _answer_press(query, data["reader"], None)
        answer = await doing
        if answer is not None:
            await reply(self._around.db, answer, data)


def _mute_of(event: Message | CallbackQuery, data: dict[str, Any]) -> Mute | None:
    """The mute that keeps this update from being acted upon.

    Not that of somebody who has become a secretary since. In private everybody may always ask
    what the bot is and what it holds about them. Who comes in or that a group moved nobody says.
    """
    mute: Mute | None = data["mute"]
    visitor: Visitor = data["visitor"]
    here: Address = data["here"]
    if mute is None or (isinstance(event, Message) and is_service(event)):
        return None
    if any(held.role in UNMUTABLE for held in visitor.holdings):
        return None
    return None if here.is_private and get_flag(data, "verb") in HEARD_WHEN_MUTED else mute


def _said_at(event: Message | CallbackQuery, data: dict[str, Any]) -> datetime:
    """By its own date: what piled up while we were down was not said all at once."""
    if isinstance(event, CallbackQuery):
        moment: datetime = data["now"]
        return moment
    return datetime.fromtimestamp(event.edit_date, UTC) if event.edit_date else event.date


async def reply(db: Database, answer: Answer, data: dict[str, Any]) -> None:
    """Owe the answer; handled twice after a crash, it is still one promise."""
    visitor: Visitor = data["visitor"]
    await db.do(
        owe,
        dedup=f"answer:{data['source']}",
        kind="words",
        to=data["here"],
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=visitor.community_id,
        payload={"key": answer.key, "params": answer.params},
        now=data["now"],
    )


async def _answer_stale(event: Message | CallbackQuery, locale: str) -> None:
    """A press on a message too old for Telegram to send along."""
    if isinstance(event, CallbackQuery):
        with suppress(AiogramError):
            await event.answer(speaker(locale)("press.stale"), show_alert=True)


async def _answer_press(query: CallbackQuery, reader: Reader, answer: Answer | None) -> None:
    """A failed answer is no error: the query may be too old, and the card tells anyway."""
    text = reader.say(answer.key, **answer.params)[:200] if answer else None
    with suppress(AiogramError):
        await query.answer(text, show_alert=bool(answer and answer.must_be_read))
