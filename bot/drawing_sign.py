"""A sign in the chat that something is being drawn, for whoever waits longer than a moment.

Telegram takes it away after five seconds, or with the message that follows; it is no message, is
owed to nobody, and what becomes of it does not matter.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from aiogram.exceptions import TelegramAPIError
from aiogram.methods import SendChatAction

from bot.session import Call
from cards.card import Media
from domain.addresses import Address

SHOWN_AFTER, SHOWN_AGAIN_AFTER = 1.5, 4.0
ACTIONS = {"photo": "upload_photo", "document": "upload_document"}


@asynccontextmanager
async def sign_of_drawing(
    call: Call, media: Sequence[Media], to: Address, *, after: float = SHOWN_AFTER
) -> AsyncIterator[None]:
    """While the body runs, if anything in ``media`` is still to be drawn."""
    kinds = [one.kind for one in media if one.drawing is not None and not one.content]
    if not kinds or kinds[0] not in ACTIONS:
        yield
        return
    showing = asyncio.create_task(_show(call, ACTIONS[kinds[0]], to, after))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.gather(showing, return_exceptions=True)


async def _show(call: Call, action: str, to: Address, pause: float) -> None:
    thread = int(to.thread) if to.thread else None
    while True:
        await asyncio.sleep(pause)
        pause = SHOWN_AGAIN_AFTER
        with suppress(TelegramAPIError):
            await call(
                SendChatAction(chat_id=int(to.chat), message_thread_id=thread, action=action)
            )
