"""The gate for whoever types the bot's name in some chat: who are they, may they, and an answer.

Nobody is written down here: who only types has not spoken to us.
"""

from contextlib import suppress
from typing import Any
from zoneinfo import ZoneInfo

from aiogram import BaseMiddleware
from aiogram.dispatcher.flags import get_flag
from aiogram.exceptions import AiogramError
from aiogram.types import InlineQuery, InlineQueryResultsButton, TelegramObject

from cards.card import Reader
from domain.addresses import TELEGRAM
from domain.permissions import Verb, may_knock
from domain.rules import RuleBroken
from handlers.gate import Next, Surroundings
from locales import speaker
from storage.visitors import Look, find_typist

JOIN, FIND = "join", "find"


class InlineGate(BaseMiddleware):
    """Answers each question once, with nothing and a way on where it may not be answered."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def __call__(self, handler: Next, event: TelegramObject, data: dict[str, Any]) -> Any:
        assert isinstance(event, InlineQuery)
        around, now = self._around, self._around.now()
        verb = get_flag(data, "verb")
        assert isinstance(verb, Verb), "a handler without a verb"
        asker = str(event.from_user.id)
        seen = await around.db.read(find_typist, channel=TELEGRAM, external_id=asker, now=now)
        reader = self._reader(seen)
        # A question too old to be answered is no error: whoever typed on has asked another.
        with suppress(AiogramError):
            if seen is None or not may_knock(verb, seen.visitor.holdings):
                return await _offer_nothing(event, reader.say("search.offer_join"), JOIN)
            # Each letter typed asks anew: these count apart from what the person says.
            is_heard = around.hears(f"inline:{asker}", None, now).is_ok
            if seen.mute is not None or not is_heard:
                return await event.answer([], cache_time=0, is_personal=True)
            known = {"db": around.db, "bot_name": around.bot_name, "reader": reader}
            try:
                return await handler(event, data | known | {"visitor": seen.visitor})
            except RuleBroken as broken:
                said = reader.say(broken.key, **broken.params)
                return await _offer_nothing(event, said, FIND)

    def _reader(self, seen: Look | None) -> Reader:
        locale, timezone = self._around.locale, self._around.timezone
        if seen is not None and seen.home is not None:
            locale, timezone = seen.visitor.locale or seen.home.locale, seen.home.timezone
        return Reader(speaker(locale), ZoneInfo(timezone), self._around.now())


async def _offer_nothing(query: InlineQuery, label: str, start: str) -> None:
    button = InlineQueryResultsButton(text=label, start_parameter=start)
    await query.answer([], cache_time=0, is_personal=True, button=button)
