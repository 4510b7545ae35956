"""Behind Telegram's own ids nobody stands: what they press is nobody's wish."""

from typing import Any

import pytest
import sqlalchemy as sa
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from domain.people import ChatKind, Visitor
from domain.permissions import Verb, may_knock
from domain.voucher_codes import Codes
from handlers.context import FACELESS_IDS
from handlers.gate import Heard, Surroundings, Threshold
from storage.database import Database
from storage.tables import accounts
from tests.actions.conftest import Place
from tests.actions.test_ballot_model import MORNING, opening


@pytest.mark.sqlite
async def test_a_press_of_nobody_makes_no_member_and_is_no_vote(database_url: str) -> None:
    async with opening(database_url) as db:
        await db.do(lambda tx: Place(tx, MORNING).group("-100", ChatKind.PUBLIC))
        for faceless in FACELESS_IDS:
            seen = await seen_pressing(db, faceless)
            assert not may_knock(Verb.VOTE, seen.holdings)
        assert await db.read(lambda tx: tx.execute(sa.select(accounts.c.external_id)).all()) == []


async def seen_pressing(db: Database, faceless: int) -> Visitor:
    """Whom the handlers are told of."""
    around = Surroundings(
        db=db,
        now=lambda: MORNING,
        operators=frozenset(),
        codes=Codes(b"k" * 32),
        bot_name="linlian_bot",
        locale="zh_CN",
        timezone="Asia/Shanghai",
        hears=lambda *_: Heard(is_ok=True),
        count_unheard=lambda _: None,
    )
    card = Message(message_id=5, date=MORNING, chat=Chat(id=-100, type="supergroup"))
    press = CallbackQuery(
        id="1",
        from_user=User(id=faceless, is_bot=False, first_name="Group"),
        chat_instance="1",
        message=card,
        data="p1:ballot.vote:1:0:0",
    )
    seen: list[Visitor] = []

    async def handler(_event: TelegramObject, data: dict[str, Any]) -> None:
        seen.append(data["visitor"])

    await Threshold(around)(handler, press, {})
    [visitor] = seen
    return visitor
