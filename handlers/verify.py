"""/verify: is this code good? A certificate's number or a voucher's code, typed or scanned."""

import re
from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart, Filter
from aiogram.types import Message

from actions.certificates import check_certificate
from actions.tills import START, show_voucher
from domain.addresses import Address
from domain.answers import Answer
from domain.codes import CodeKind, parse_code, says_code
from domain.people import Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from domain.voucher_codes import Codes
from handlers.context import replied_to
from handlers.doors import command, hear, is_typed
from handlers.filters import FillsForm
from storage.database import Database

PRIVATE = F.chat.type == "private"
TAKE_IN = re.compile(r"核销(?:[\s:：]+|(?=[0-9A-Za-z]|$))")
"""What a shop says of it: alone it asks how, before a code it is /verify."""


class SaysCode(Filter):
    """A code and nothing else; who keeps a shop is sent many."""

    def __init__(self, *, is_at_till: bool) -> None:
        self.is_at_till = is_at_till

    async def __call__(self, message: Message, visitor: Visitor) -> bool:
        is_merchant = any(held.role is Role.MERCHANT for held in visitor.holdings)
        is_whose = is_merchant or not self.is_at_till
        return is_whose and says_code(message.text or "", is_at_till=is_merchant)


def router() -> Router:
    room = Router(name="verify")
    link = CommandStart(deep_link=True, magic=F.args.regexp(rf"^(?:cert_|v_|{START}$)"))
    hear(room.message, on_verify, command("verify"), verb=Verb.VERIFY_CODE)
    hear(room.message, on_verify, link, PRIVATE, verb=Verb.VERIFY_CODE)
    said = (PRIVATE, is_typed, F.text)
    takes_in, at_till = F.text.regexp(TAKE_IN), SaysCode(is_at_till=True)
    hear(room.message, on_take_in, *said, takes_in, verb=Verb.VERIFY_CODE)
    hear(room.message, on_code, *said, ~F.reply_to_message, at_till, verb=Verb.VERIFY_CODE)
    return room


def later_router() -> Router:
    """Anybody's bare code, where no question waits for what they say."""
    room = Router(name="verify, later")
    said = (PRIVATE, is_typed, F.text, SaysCode(is_at_till=False), ~FillsForm())
    hear(room.message, on_code, *said, verb=Verb.VERIFY_CODE)
    return room


async def on_verify(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    """The code behind the command, or in the message that it replies to."""
    words = command.args or _replied(message)
    return await _look_up(words, db, visitor, here, codes, source, now)


def _replied(message: Message) -> str:
    original = replied_to(message)
    return (original and (original.text or original.caption)) or ""


async def on_take_in(
    message: Message,
    db: Database,
    visitor: Visitor,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    """核销, with the code behind it."""
    words = TAKE_IN.sub("", message.text or "", count=1).strip() or _replied(message)
    return await _look_up(words, db, visitor, here, codes, source, now)


async def on_code(
    message: Message,
    db: Database,
    visitor: Visitor,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    return await _look_up(message.text or "", db, visitor, here, codes, source, now)


async def _look_up(
    words: str,
    db: Database,
    visitor: Visitor,
    here: Address,
    codes: Codes,
    source: str,
    now: datetime,
) -> Answer | None:
    if words in ("", START):
        raise RuleBroken("code.usage")
    code = parse_code(words)
    if code is None:
        raise RuleBroken("code.unreadable")
    if code.kind is CodeKind.CERTIFICATE:
        return await db.do(
            check_certificate, by=visitor, number=code.text, here=here, source=source, now=now
        )
    return await db.do(
        show_voucher,
        by=visitor,
        code=code.text,
        here=here,
        codes=codes,
        source=source,
        now=now,
    )
