"""Deeds around topics 话题 of a staff group: let grids and heads lead to them."""

from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Case
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.topics import Route, choose_thread, read_names
from storage import categories, communities, grids, topics
from storage.communities import Chat


def thread_for(tx: Connection, chat: Chat, case: Case) -> str | None:
    """The topic of this group in which the case's card is posted; ``None`` is the general place.

    Only a first card asks this: what follows it belongs where it stands.
    """
    routes = topics.list_routes(tx, chat)
    if not routes:
        return None
    category_id = case.category_id
    head = categories.get_category(tx, category_id).head if category_id is not None else ""
    return choose_thread(routes, grid_id=case.grid_id, head=head)


@once
def route_topic(
    tx: Connection, *, visitor: Visitor, line: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """The cards of these grids and heads come to this topic from now on."""
    check_visitor_may(tx, visitor, Verb.ROUTE_TOPICS)
    chat, thread = _topic_here(tx, here)
    ids = {one.name: one.id for one in grids.list_grids(tx, community_id=visitor.home)}
    known = categories.list_categories(tx, community_id=visitor.home)
    heads = dict.fromkeys(one.head for one in known if one.is_active)
    names = read_names(line, {*ids, *heads})
    for name in names:
        if name in ids:
            topics.put_route(tx, chat, Route(thread, grid_id=ids[name]))
        elif name in heads:
            topics.put_route(tx, chat, Route(thread, head=name))
        else:
            raise RuleBroken("topic.unknown", name=name, names="、".join((*ids, *heads)))
    return Answer("topic.routed", {"names": "、".join(names)})


@once
def clear_topic(
    tx: Connection, *, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, visitor, Verb.ROUTE_TOPICS)
    chat, thread = _topic_here(tx, here)
    if not topics.delete_routes(tx, chat, thread=thread):
        raise RuleBroken("topic.had_none")
    return Answer("topic.cleared")


def _topic_here(tx: Connection, here: Address) -> tuple[Chat, str]:
    chat = _staff_group(tx, here)
    if here.thread is None:
        raise RuleBroken("topic.not_in_one")
    return chat, here.thread


def _staff_group(tx: Connection, here: Address) -> Chat:
    chat = communities.find_chat(tx, channel=here.channel, external_id=here.chat)
    if chat is None or chat.kind is not ChatKind.STAFF:
        raise RuleBroken("topic.only_staff_groups")
    return chat


@once
def show_topics(
    tx: Connection, *, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, visitor, Verb.ROUTE_TOPICS)
    chat = _staff_group(tx, here)
    reply(
        tx,
        kind="topic.list",
        here=here,
        community_id=visitor.home,
        source=source,
        now=now,
        payload={"chat_id": chat.id},
    )
    return None
