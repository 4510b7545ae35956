"""Letters about topics 话题: what leads where."""

from sqlalchemy import Connection

from bot.letters.letter import Letter
from cards.card import Card, Reader
from cards.topics import TopicFacts, topic_list_card
from storage import communities, grids, topics
from storage.paying import Owed


def topic_list(tx: Connection, owed: Owed, to: Reader) -> Card:
    chat = communities.get_chat(tx, owed.payload["chat_id"])
    grid_names = {one.id: one.name for one in grids.list_grids(tx, community_id=chat.community_id)}
    names: dict[str, list[str]] = {}
    for route in topics.list_routes(tx, chat):
        name = route.head or grid_names[route.grid_id or 0]
        names.setdefault(route.thread, []).append(name)
    # https://core.telegram.org/api/links#message-links
    group = chat.external_id.removeprefix("-100")
    facts = [
        TopicFacts(tuple(led), thread == owed.address.thread, f"https://t.me/c/{group}/{thread}")
        for thread, led in names.items()
    ]
    return topic_list_card(facts, to)


LETTERS: dict[str, Letter] = {"topic.list": Letter(topic_list)}
