"""Which case a command means: by its number, or by the message it replies to."""

import re

from aiogram.filters import CommandObject
from aiogram.types import Message

from domain.cases import Case, case_id_of
from domain.people import Visitor
from domain.reports import read_number
from domain.rules import RuleBroken
from handlers.context import here_of, replied_to
from handlers.said import made_of
from storage.cases import find_case, find_case_by_id, find_case_by_source
from storage.database import Database
from storage.messages import find_about


async def find_meant(
    db: Database, visitor: Visitor, message: Message, command: CommandObject
) -> tuple[Case, str]:
    """The case, and the words after its number. Raises ``RuleBroken`` with what to type instead."""
    number, words = read_number(command.args or "")
    if number is not None:
        case = await db.read(find_case, community_id=visitor.home, number=number)
        if case is None:
            raise RuleBroken("case.unknown_number", number=number)
        return case, words
    case = await find_case_of(db, visitor, message)
    if case is None:
        raise RuleBroken("case.which", command=command.command)
    return case, words


async def find_case_of(db: Database, visitor: Visitor, message: Message) -> Case | None:
    """The case that the replied message is about: one of our cards, the report itself, or any
    message of ours that names just one case by its number.
    """
    replied = replied_to(message)
    if replied is None or visitor.community_id is None:
        return None
    here, home = here_of(message), visitor.home
    about = await db.read(
        find_about, channel=here.channel, chat=here.chat, message=str(replied.message_id)
    )
    case_id = case_id_of(about) if about else None
    if case_id is not None:
        return await db.read(find_case_by_id, community_id=home, case_id=case_id)
    if replied.from_user is not None and replied.from_user.is_bot:
        codes = set(re.findall(r"#C(\d{4,9})\b", replied.text or replied.caption or ""))
        if len(codes) != 1:
            return None
        return await db.read(find_case, community_id=home, number=int(codes.pop()))
    reported = await db.read(find_case_by_source, made_of(replied))
    return reported if reported is not None and reported.community_id == home else None
