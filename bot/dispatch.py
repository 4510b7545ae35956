"""Puts the Telegram door together: aiogram routes, our middlewares know who and whether."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from bot.clock import Clock
from bot.first_values import first_values
from bot.hearing import Hearing, Verdict
from bot.metrics import Metrics
from bot.settings import Settings
from bot.workers import UnreadableUpdate
from domain.voucher_codes import Codes
from handlers.gate import Clockwork, Gate, Heard, Hears, Surroundings, Threshold
from handlers.inline_gate import InlineGate
from handlers.routes import build_router
from storage.database import Database

Feed = Callable[[str], Awaitable[None]]


def build_feed(
    bot: Bot,
    db: Database,
    clock: Clock,
    settings: Settings,
    metrics: Metrics,
    codes: Codes,
    *,
    bot_name: str,
) -> Feed:
    """The function a worker hands an update's raw body to; it raises what a handler raises."""
    community = settings.community
    around = Surroundings(
        db=db,
        now=clock.now,
        operators=frozenset(str(one) for one in settings.bot.operators),
        codes=codes,
        bot_name=bot_name,
        locale=community.locale,
        timezone=community.timezone,
        hears=_hears(Hearing(settings.limits.person_per_minute, settings.limits.chat_per_minute)),
        count_unheard=lambda why: metrics.unheard.labels(why).inc(),
    )
    dispatcher = Dispatcher(disable_fsm=True, defaults=first_values(community))
    _open_doors(dispatcher, around)

    async def feed(body: str) -> None:
        try:
            update = Update.model_validate_json(body, context={"bot": bot})
        except ValidationError:  # its text repeats what people wrote, so it goes no further
            raise UnreadableUpdate from None
        try:
            update.event_type  # noqa: B018 - the property looks the kind up and raises
        except UpdateTypeLookupError:
            return  # a kind of update newer than this program: kept in the inbox, nothing to do
        await dispatcher.feed_update(bot, update)

    return feed


def _open_doors(dispatcher: Dispatcher, around: Surroundings) -> None:
    """The handlers, and before each kind of update who finds out whose it is, and may they."""
    dispatcher.include_router(build_router())
    for observer in (dispatcher.message, dispatcher.edited_message, dispatcher.callback_query):
        observer.outer_middleware(Threshold(around))
        observer.middleware(Gate(around))
    dispatcher.inline_query.middleware(InlineGate(around))
    for observer in (dispatcher.my_chat_member, dispatcher.chat_member):
        observer.outer_middleware(Clockwork(around))


def _hears(hearing: Hearing) -> Hears:
    def hears(person: str, group: str | None, at: datetime, /) -> Heard:
        verdict = hearing.allows(person, group, at)
        return Heard(verdict is Verdict.OK, verdict is Verdict.FIRST_REFUSAL)

    return hears
