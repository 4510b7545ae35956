"""Asking one person for words, by a reply that only they can give."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import Address
from domain.cases import PROMPT_LASTS, Kind
from domain.people import Visitor
from storage import outbox, prompts


def ask(
    tx: Connection,
    *,
    person: Visitor,
    community_id: int,
    act: str,
    case_id: int | None,
    where: Address,
    source: str,
    now: datetime,
    lasts: timedelta = PROMPT_LASTS,
    kind: Kind | None = None,
) -> None:
    """Owe a question that only this person's reply answers, for ten minutes."""
    prompt = prompts.add_prompt(
        tx,
        community_id=community_id,
        person_id=person.person_id,
        act=act,
        case_id=case_id,
        source=source,
        where=where,
        now=now,
        expires_at=now + lasts,
        data={"kind": kind.value} if kind else {},
    )
    outbox.owe(
        tx,
        dedup=f"case.prompt:{prompt.id}",
        kind="case.prompt",
        about=prompt.about,
        to=where,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=prompt.community_id,
        now=now,
    )
