"""Pictures that went into a private draft before their album's caption made them a report."""

from datetime import datetime

from sqlalchemy import Connection

from domain.answers import Json
from domain.forms import FORM, Draft, Step
from domain.media import Attachment
from storage import conversations, outbox


def about_step(person_id: int, version: int) -> str:
    """How the outbox names the message that asked a step's question."""
    return f"form:{person_id}:{version}"


def take_album(tx: Connection, person_id: int, album: str, *, now: datetime) -> list[Attachment]:
    """The album's pictures out of this person's open draft; an empty draft is closed."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    if form is None or form.step == Step.DONE:
        return []
    draft = Draft(form.data)
    taken = [one for one in draft.pictures if one.album == album]
    if not taken:
        return []
    draft.pictures = [one for one in draft.pictures if one.album != album]
    data: dict[str, Json] = draft.as_json()
    if draft.said.is_empty and not draft.place:
        conversations.move_conversation(
            tx,
            form,
            step=Step.DONE.value,
            data=data,
            community_id=form.community_id,
            now=now,
        )
    else:
        conversations.keep(tx, form, data=data, now=now)
    about = about_step(person_id, form.version)
    outbox.want_all_again(tx, about=about, kinds=("case.form",), now=now)
    return taken
