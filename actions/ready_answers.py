"""A ready answer 答复模板 pressed instead of typed: the same deed as the words would have done."""

from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.prompts import answer_prompt
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import people, prompts, templates


@once
def give_ready_answer(
    tx: Connection,
    *,
    by: Visitor,
    prompt_id: int,
    template_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Only whoever was asked may press, and only what is offered for what they were asked."""
    prompt = prompts.find_prompt(tx, prompt_id, community_id=by.home)
    if prompt is None:
        raise RuleBroken("press.stale")
    if prompt.person_id != by.person_id:
        names = people.names_of(tx, community_id=by.home, person_ids=[prompt.person_id])
        raise RuleBroken("case.prompt_for_another", who=names.get(prompt.person_id, ""))
    template = templates.find_template(tx, community_id=by.home, template_id=template_id)
    if template is None or template.act != prompt.act:
        raise RuleBroken("press.stale")
    return answer_prompt(
        tx,
        by=by,
        prompt_id=prompt.id,
        said=Words(template.words),
        here=here,
        made_of=source,
        source=f"{source}:words",
        now=now,
    )
