"""Topics 话题: which thread of a staff group the cards of a grid or a head are posted in."""

import sqlalchemy as sa
from sqlalchemy import Connection

from domain.topics import Route
from storage.communities import Chat
from storage.tables import topic_routes


def _of(chat: Chat) -> sa.ColumnElement[bool]:
    """A group that was bound to another community leaves its routes behind."""
    return sa.and_(
        topic_routes.c.chat_id == chat.id, topic_routes.c.community_id == chat.community_id
    )


def list_routes(tx: Connection, chat: Chat) -> list[Route]:
    rows = tx.execute(sa.select(topic_routes).where(_of(chat)).order_by(topic_routes.c.id))
    return [Route(row.thread, row.grid_id, row.head) for row in rows]


def put_route(tx: Connection, chat: Chat, route: Route) -> None:
    """Let a grid or a head lead to this topic, and to no other of the group."""
    tx.execute(
        topic_routes.delete().where(
            _of(chat),
            topic_routes.c.grid_id.is_not_distinct_from(route.grid_id),
            topic_routes.c.head == route.head,
        )
    )
    tx.execute(
        topic_routes.insert().values(
            community_id=chat.community_id,
            chat_id=chat.id,
            thread=route.thread,
            grid_id=route.grid_id,
            head=route.head,
        )
    )


def delete_routes(tx: Connection, chat: Chat, *, thread: str) -> int:
    """Let nothing lead to this topic any more; how much did."""
    gone = tx.execute(topic_routes.delete().where(_of(chat), topic_routes.c.thread == thread))
    return gone.rowcount
