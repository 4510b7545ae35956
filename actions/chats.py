"""Deeds about chats as such."""

from datetime import datetime

from sqlalchemy import Connection

from actions.case_promises import question_about
from actions.cases import owe_open_cards
from domain.addresses import TELEGRAM
from domain.cases import Stage, case_id_of
from domain.people import ChatKind
from storage import cases, chats, communities, outbox, prompts


def move_chat(
    tx: Connection, *, old: str, new: str, now: datetime, channel: str = TELEGRAM
) -> None:
    """A group became a supergroup; the group's own words, in the old chat and in the new one, and
    a refused send all tell us so. Whatever comes first moves it, the others find it done.

    Nothing in the old chat can be pressed or answered any more, so what waits there for somebody
    is said anew: the staff's cards, the question to a finder, a question to anybody.
    """
    if old == new:
        return
    chats.move_chat(tx, channel=channel, old=old, new=new, now=now)
    if not chats.note_move(tx, channel=channel, old=old, new=new, now=now):
        return
    chat = communities.find_chat(tx, channel=channel, external_id=new)
    if chat is not None and chat.kind is ChatKind.STAFF:
        owe_open_cards(tx, community_id=chat.community_id, chat=chat, now=now)
    kinds = ("case.question", "case.prompt")
    for dedup, about in outbox.list_said_in(tx, channel=channel, chat=new, kinds=kinds):
        if _waits(tx, about, now=now):
            outbox.want_again(tx, dedup=dedup, now=now)


def _waits(tx: Connection, about: str, *, now: datetime) -> bool:
    """Whether this question still wants its answer."""
    case_id = case_id_of(about)
    if case_id is not None:
        case = cases.get_case(tx, case_id)
        return case.stage is Stage.RESOLVED and about == question_about(case)
    prompt = prompts.get_prompt(tx, int(about.removeprefix("prompt:")))
    return prompt.answered_at is None and prompt.expires_at > now
