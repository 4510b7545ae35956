"""Deeds that change a community's categories 类别, one field at a time. None is ever deleted."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.replanning import owe_replan
from actions.settings import announce, card_at, show_again
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.categories import Category
from domain.category_edits import (
    check_free,
    found_kind,
    mark_of,
    read_name,
    read_new_kind,
    read_target,
    read_words,
    switched,
)
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import categories


@once
def switch_category(
    tx: Connection,
    *,
    by: Visitor,
    category_id: int,
    field: str,
    value: str,
    mark: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """保密, 核查, 停用, priority, who gets it: by one press.

    ``mark`` is of the category as the card showed it: a press on a card that somebody's change
    has made old changes nothing, and the card shows how it is now. What is changed here holds for
    cases to come; those that are there stay as they were filed.
    """
    about = card_at(tx, by, here)
    category = _category_here(tx, by, category_id)
    changed = switched(category, field, value)
    show_again(tx, about, now=now)
    if changed == category:
        return Answer("settings.is_so")
    if mark != mark_of(category):
        return Answer("settings.changed_meanwhile", must_be_read=True)
    categories.put_category(tx, changed, community_id=by.home)
    told, params = f"{field}_{value}", {"name": category.name}
    announce(tx, by=by, what=told, params=params, source=source, now=now)
    if field == "confidential":
        return Answer("settings.saved_for_new_cases", must_be_read=True)
    return Answer("settings.saved")


def _category_here(tx: Connection, by: Visitor, category_id: int) -> Category:
    """A category of the visitor's own community."""
    known = categories.list_categories(tx, community_id=by.home)
    found = next((one for one in known if one.id == category_id), None)
    if found is None:
        raise RuleBroken("press.stale")
    return found


def edit_category(
    tx: Connection, *, by: Visitor, category_id: int, field: str, text: str, now: datetime
) -> dict[str, Json]:
    """改名, 联想词, 受理时限, 办结时限: by words. The open cases follow new targets.

    Returns what is told of it: the category, what it was and what it is now.
    """
    category = _category_here(tx, by, category_id)
    changed = _edited(tx, category, field, text)
    categories.put_category(tx, changed, community_id=by.home)
    if field in ("response", "solution"):
        owe_replan(tx, by.home, now=now)
    was, is_now = getattr(category, field), getattr(changed, field)
    if field == "words":
        was, is_now = str(len(was)), str(len(is_now))
    return {"name": category.name, "was": was, "now": is_now}


def _edited(tx: Connection, category: Category, field: str, text: str) -> Category:
    match field:
        case "name":
            name = read_name(text)
            known = categories.list_categories(tx, community_id=category.community_id)
            check_free(name, known, besides=category.id)
            return replace(category, name=name)
        case "words":
            return replace(category, words=read_words(text, category.words))
        case "response":
            return replace(category, response=read_target(text))
        case "solution":
            return replace(category, solution=read_target(text))
    raise RuleBroken("press.stale")


def add_kind(tx: Connection, *, by: Visitor, text: str) -> dict[str, Json]:
    """新增: a kind of the community's own, the last of the catalogue."""
    new = read_new_kind(text)
    known = categories.list_categories(tx, community_id=by.home)
    categories.put_category(tx, found_kind(new, known), community_id=by.home)
    return {"name": new.name, "head": new.head}
