"""随手拍 and 直通车: a photo, an album, plain words, a voice note or a reply becomes a case."""

from datetime import datetime

from aiogram import F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import Message

from actions.case_words import add_to_case, edit_report, join_album
from actions.cases import Author, Filing, report_case
from actions.forms import begin_form, fill_form, find_form, press_form
from actions.prompts import answer_prompt, ask_what_is_wrong
from cards.card import Reader
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case, Kind
from domain.emergencies import find_emergency
from domain.forms import ANONYMOUS, SIGNED
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.reports import Report, clean_words, read_report
from domain.rules import RuleBroken
from handlers.context import is_faceless, replied_to
from handlers.doors import command, hear
from handlers.filters import (
    BelongsToKnownAlbum,
    EditsReport,
    FillsForm,
    FollowsBareReport,
    IsMembersAlbum,
    SaysReport,
)
from handlers.said import made_of, words_of
from storage.database import Database

FORM_BUTTONS = {
    "on": "next",
    "skip": "next",
    "back": "back",
    "cancel": "cancel",
    "submit": "submit",
    "signed": SIGNED,
    "anonymous": ANONYMOUS,
}

IN_PRIVATE = F.chat.type == "private"
NO_COMMAND = ~F.text.startswith("/")
IS_SERVICE = F.new_chat_members | F.left_chat_member | F.pinned_message
IN_GROUP = F.chat.type.in_({"group", "supergroup"})


def router() -> Router:
    """Filing, with or without a slash; the form in private comes after everything else."""
    room = Router(name="reports")
    hear(room.message, on_report_command, command("report"), verb=Verb.REPORT)
    hear(
        room.message,
        on_start_report,
        CommandStart(deep_link=True, magic=F.args == "report"),
        IN_PRIVATE,
        verb=Verb.REPORT,
    )
    hear(room.message, on_album_picture, BelongsToKnownAlbum(), verb=Verb.ADD_TO_CASE)
    in_form = (IN_PRIVATE, F.text, SaysReport(), FillsForm())
    hear(room.message, on_form_words, *in_form, verb=Verb.REPORT)
    hear(room.message, on_report, SaysReport(), verb=Verb.REPORT)
    hear(room.edited_message, on_edited, EditsReport(), verb=Verb.ADD_TO_CASE)
    return room


def later_router() -> Router:
    """What is a report only because nothing else wanted it: asked after replies and commands."""
    room = Router(name="reports, later")
    said_aloud = F.voice | F.location
    hear(room.message, on_voice_or_place, said_aloud, FollowsBareReport(), verb=Verb.REPORT)
    hear(room.message, on_album_picture, IN_GROUP, IsMembersAlbum(), verb=Verb.ADD_TO_CASE)
    hear(room.message, on_form_answer, IN_PRIVATE, NO_COMMAND, FillsForm(), verb=Verb.REPORT)
    hear(
        room.message,
        on_bare_media,
        IN_PRIVATE,
        F.photo | F.video | F.voice | F.document | F.location,
        verb=Verb.REPORT,
    )
    hear(room.message, on_unclear, IN_PRIVATE, ~IS_SERVICE, verb=Verb.READ_HELP)
    return room


async def on_report_command(
    message: Message,
    command: CommandObject,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    report = Report(Kind.PROBLEM, clean_words(command.args or ""))
    return await on_report(message, report, db, visitor, here, source, now)


async def on_start_report(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    report = Report(Kind.PROBLEM, "")
    return await on_report(message, report, db, visitor, here, source, now)


async def on_report(
    message: Message,
    report: Report,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    said, author, name = words_of(message, report.words), None, made_of(message)
    replied = replied_to(message)
    if replied is not None and not _is_ours(replied):
        said, author = _said_by_another(replied, said)
        name = made_of(replied)
    if said.is_empty and not said.leaves_out_a_file:
        return await _ask(db, visitor, report.kind, here, source, now)
    return await db.do(
        report_case,
        by=visitor,
        filing=Filing(report.kind, said, here, name, author),
        source=source,
        now=now,
    )


async def on_form_words(
    message: Message,
    report: Report,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The keyword in the middle of the form is said out of habit: the words are the answer."""
    said = words_of(message, report.words)
    if said.is_empty:
        return await _ask(db, visitor, report.kind, here, source, now)
    return await db.do(fill_form, by=visitor, said=said, here=here, source=source, now=now)


def _is_ours(message: Message) -> bool:
    return message.from_user is not None and message.from_user.is_bot and not is_faceless(message)


def _said_by_another(replied: Message, said: Words) -> tuple[Words, Author | None]:
    """The replied message's words and media, with the reporter's own after them."""
    theirs = words_of(replied)
    its_report = read_report(theirs.text, is_caption=replied.text is None)
    text = its_report.words if its_report else clean_words(theirs.text)
    together = Words(
        text="\n".join(part for part in (text, said.text) if part),
        attachments=(*theirs.attachments, *said.attachments),
        point=said.point or theirs.point,
        leaves_out_a_file=theirs.leaves_out_a_file or said.leaves_out_a_file,
    )
    writer = replied.from_user
    if writer is None or is_faceless(replied):
        return together, None
    return together, Author(str(writer.id), writer.full_name, writer.username)


async def _ask(
    db: Database, visitor: Visitor, kind: Kind, here: Address, source: str, now: datetime
) -> Answer | None:
    """随手拍 alone: the form in private, a question in a group."""
    if here.is_private:
        return await db.do(
            begin_form, by=visitor, kind=kind, said=Words(), here=here, source=source, now=now
        )
    return await db.do(ask_what_is_wrong, by=visitor, kind=kind, where=here, source=source, now=now)


async def on_album_picture(
    message: Message, db: Database, visitor: Visitor, source: str, now: datetime
) -> Answer | None:
    """One more picture of an album that has become a case, or part of one."""
    said = words_of(message)
    if not said.attachments:
        return Answer("media.left_out") if said.leaves_out_a_file else None
    return await db.do(
        join_album,
        by=visitor,
        attachment=said.attachments[0],
        said=said.text,
        source=source,
        now=now,
    )


async def on_voice_or_place(
    message: Message,
    prompt_id: int | None,
    case_id: int | None,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Telegram lets neither carry a caption, so they follow a bare 随手拍 without a reply."""
    said = words_of(message)
    if prompt_id is not None:
        return await db.do(
            answer_prompt,
            by=visitor,
            prompt_id=prompt_id,
            said=said,
            here=here,
            made_of=made_of(message),
            source=source,
            now=now,
        )
    assert case_id is not None
    return await db.do(add_to_case, by=visitor, case_id=case_id, said=said, source=source, now=now)


async def on_edited(
    message: Message,
    report: Report | None,
    known: Case | None,
    db: Database,
    visitor: Visitor,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """An edited report changes its case; talk that is edited into a report becomes one.

    Another picture of a report's album says nothing about the report unless it has the keyword.
    """
    if known is None:
        assert report is not None
        return await on_report(message, report, db, visitor, here, source, now)
    is_the_report = known.reported_in.reply_to == str(message.message_id)
    is_of_an_album = message.media_group_id is not None
    if report is None and is_of_an_album and not is_the_report:
        return None
    words = report.words if report else clean_words(message.text or message.caption or "")
    replied = replied_to(message)
    if replied is not None and is_the_report and not _is_ours(replied):
        words = _said_by_another(replied, Words(words))[0].text
    return await db.do(
        edit_report,
        by=visitor,
        case_id=known.id,
        kind=report.kind if report else None,
        words=words,
        source=source,
        now=now,
    )


async def on_form_answer(
    message: Message,
    db: Database,
    visitor: Visitor,
    reader: Reader,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """An answer to the form's question; a button's word, typed, is that button."""
    said = words_of(message)
    buttons = {reader.say(f"form.button.{label}"): what for label, what in FORM_BUTTONS.items()}
    form = await db.read(find_form, visitor.person_id)
    if form is not None and said.text.strip() in buttons:
        what = buttons[said.text.strip()]
        return await db.do(
            press_form,
            by=visitor,
            what=what,
            version=form.version,
            here=here,
            source=source,
            now=now,
        )
    if said.is_empty:
        raise RuleBroken("media.too_big" if said.leaves_out_a_file else "form.unknown_kind")
    answer = await db.do(fill_form, by=visitor, said=said, here=here, source=source, now=now)
    emergency = find_emergency(said.text)
    return Answer(emergency.key) if answer is None and emergency else answer


async def on_bare_media(
    message: Message, db: Database, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """A photo without a word in private can only mean one thing: the form begins with it."""
    said = words_of(message)
    if said.is_empty:
        raise RuleBroken("media.too_big")
    return await db.do(
        begin_form,
        by=visitor,
        kind=Kind.PROBLEM,
        said=said,
        here=here,
        source=source,
        now=now,
    )


async def on_unclear(message: Message) -> Answer | None:
    """Never a dead end: whatever else is said in private is answered with what one can do, and
    who cries for help with whom to call.
    """
    emergency = find_emergency(words_of(message).text)
    return Answer(emergency.key if emergency else "private.hint")
