"""The ranking 排行榜: /ranking in a group or in private, turned by its buttons."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, Message

from actions.looks import show
from actions.ranking import CARD, offer_trades, turn_ranking
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Trade, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from handlers.doors import command, hear
from handlers.presses import Pressed, pressed
from storage.database import Database

SAID = {"排行榜", "积分榜", "积分排行"}


def router() -> Router:
    room = Router(name="ranking")
    private, verb = F.chat.type == "private", Verb.LOOK_AT_POINTS
    hear(room.message, on_ranking, command("ranking"), verb=verb)
    hear(room.message, on_ranking, private, F.text.in_(SAID), verb=verb)
    start = CommandStart(deep_link=True, magic=F.args == "ranking")
    hear(room.message, on_ranking, start, private, verb=verb)
    hear(room.callback_query, on_ranking_press, pressed("points.ranking"), verb=verb)
    hear(room.callback_query, on_turn, pressed("ranking.turn"), verb=verb)
    hear(room.callback_query, on_trades, pressed("ranking.trades"), verb=verb)
    return room


async def on_ranking(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    return await _show(db, visitor, here, source, now)


async def on_ranking_press(
    query: CallbackQuery,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await _show(db, visitor, here, f"{source}:{query.id}", now)


async def _show(
    db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """This month, of all trades; in a group what everybody there may know."""
    return await db.do(
        show,
        by=visitor,
        kind=CARD,
        payload={"month": "", "trade": "", "viewer": visitor.person_id, "is_choosing": False},
        here=here,
        is_personal=False,
        start="ranking",
        source=source,
        now=now,
    )


async def on_turn(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    year, month = divmod(callback_data.subject, 100)
    trade = callback_data.arg
    if not (2000 <= year < 10_000 and 1 <= month <= 12) or (trade and trade not in set(Trade)):
        raise RuleBroken("press.stale")
    return await db.do(
        turn_ranking,
        by=visitor,
        month=f"{year:04}-{month:02}",
        trade=Trade(trade) if trade else None,
        here=here,
        source=f"{source}:{query.id}",
        now=now,
    )


async def on_trades(
    query: CallbackQuery,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(offer_trades, by=visitor, here=here, source=f"{source}:{query.id}", now=now)
