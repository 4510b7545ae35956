"""列为议题 and 不用, below like cases of a week."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.clusters import leave_cluster, take_cluster
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database

DEEDS = {"cluster.take": take_cluster, "cluster.leave": leave_cluster}


def router() -> Router:
    room = Router(name="clusters")
    hear(room.callback_query, on_decide, pressed(*DEEDS), verb=Verb.REVIEW_PROPOSAL)
    return room


async def on_decide(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    source: str,
    now: datetime,
) -> Answer | None:
    return await db.do(
        DEEDS[callback_data.verb],
        by=visitor,
        cluster_id=callback_data.subject,
        version=callback_data.version,
        source=source,
        now=now,
    )
