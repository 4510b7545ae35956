"""还没投的: how many have not voted, and who where that is no secret; for the secretary."""

from datetime import datetime

from aiogram import Router
from aiogram.types import CallbackQuery

from actions.ballot_reminders import UNDECIDED, undecided_of
from actions.ballots import START, get_ballot_here
from actions.looks import show
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from handlers.doors import hear
from handlers.presses import Pressed, pressed
from storage.database import Database


def router() -> Router:
    room = Router(name="ballot_reminders")
    hear(room.callback_query, on_undecided, pressed("ballot.undecided"), verb=Verb.END_BALLOT)
    return room


async def on_undecided(
    query: CallbackQuery,
    callback_data: Pressed,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    ballot = await db.read(get_ballot_here, visitor, callback_data.subject)
    return await db.do(
        show,
        by=visitor,
        kind=UNDECIDED,
        payload=undecided_of(ballot, visitor.person_id),
        here=here,
        is_personal=True,
        start=f"{START}{ballot.id}",
        source=f"{source}:{query.id}",
        now=now,
    )
