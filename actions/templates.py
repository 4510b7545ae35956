"""Deeds around ready answers 答复模板: writing them down, and giving one instead of typing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.settings import announce, card_at, show_again
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Act
from domain.people import Visitor
from domain.rules import RuleBroken
from domain.templates import MOST_FOR_ACT, check_template, read_template
from storage import categories, templates


def ensure_templates(
    tx: Connection, *, community_id: int, sentences: Sequence[tuple[Act, str]]
) -> None:
    """Give a community that has none its first ones; what it has is its own from then on."""
    if not templates.count_templates(tx, community_id=community_id):
        templates.add_templates(tx, sentences, community_id=community_id)


def write_template(tx: Connection, *, by: Visitor, act: str, text: str) -> dict[str, Json]:
    """Keep a sentence for an act; ``路灯：…`` is for the category 路灯 alone.

    Returns what is told of it.
    """
    name, rest = read_template(text)
    known = categories.list_categories(tx, community_id=by.home)
    category = next((one for one in known if one.name == name), None)
    words = check_template(rest if category else text)
    there = templates.list_templates(tx, community_id=by.home, act=Act(act))
    if len(there) >= MOST_FOR_ACT:
        raise RuleBroken("template.too_many", most=MOST_FOR_ACT)
    category_id = category.id if category else None
    if not any((one.words, one.category_id) == (words, category_id) for one in there):
        sentence = (Act(act), words)
        templates.add_templates(tx, [sentence], community_id=by.home, category_id=category_id)
    return {"words": words}


@once
def drop_template(
    tx: Connection, *, by: Visitor, template_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Strike a sentence off the list; pressed twice, it is gone once."""
    about = card_at(tx, by, here)
    template = templates.find_template(tx, community_id=by.home, template_id=template_id)
    show_again(tx, about, now=now)
    if template is None:
        return Answer("settings.is_so")
    templates.delete_template(tx, template)
    params = {"words": template.words}
    announce(tx, by=by, what="template_dropped", params=params, source=source, now=now)
    return Answer("settings.saved")
