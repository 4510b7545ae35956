"""Which case a command means: by its number, or by the message it replies to."""

from aiogram.filters import CommandObject
from aiogram.types import Message

from domain.cases import Case, case_id_of
from domain.people import Visitor
from domain.reports import read_number
from domain.rules import RuleBroken
from handlers.context import here_of
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
    case = await _replied_to(db, visitor, message)
    if case is None:
        raise RuleBroken("case.which", command=command.command)
    return case, words


async def _replied_to(db: Database, visitor: Visitor, message: Message) -> Case | None:
    replied = message.reply_to_message
    if replied is None:
        return None
    here = here_of(message)
    about = await db.read(
        find_about, channel=here.channel, chat=here.chat, message=str(replied.message_id)
    )
    case_id = case_id_of(about) if about else None
    if case_id is not None:
        return await db.read(find_case_by_id, community_id=visitor.home, case_id=case_id)
    reported = await db.read(find_case_by_source, f"tg:{replied.chat.id}:{replied.message_id}")
    is_here = reported is not None and reported.community_id == visitor.home
    return reported if is_here else None
