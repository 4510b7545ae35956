"""People ask the bot while they type, and send one of what it offers."""

import secrets
from typing import Any

from sandbox.deeds.places import own_chat
from sandbox.deeds.speaking import say
from sandbox.inline import InlineQuery
from sandbox.people import Person
from sandbox.refusals import CannotDo
from sandbox.world import World

LONGEST_QUERY = 256


def inline(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Type the bot's name and some words in a chat, whether or not the bot is there."""
    chat = own_chat(world, person, body)
    if not world.inline_mode:
        raise CannotDo("no_inline_mode", bot=world.bot.name)
    words = str(body.get("text") or "").strip()[:LONGEST_QUERY]
    query = world.await_offer(InlineQuery(person.id, chat.id, words, world.clock()))
    world.updates.push(
        "inline_query",
        {
            "id": query.id,
            "from": person.user(),
            "query": words,
            "offset": "",
            "chat_type": "sender" if chat.person is not None else chat.kind,
        },
    )
    return {"query_id": query.id}


def choose(world: World, person: Person, body: dict[str, Any]) -> dict[str, Any]:
    """Send one of the results, as one's own message sent through the bot."""
    query = world.inline_queries.get(str(body.get("query_id")))
    if query is None or query.person_id != person.id:
        raise CannotDo("not_asked", person=person.name)
    result_id = str(body.get("result_id"))
    if result_id not in query.bodies:
        raise CannotDo("not_offered", result=result_id)
    part = query.bodies[result_id] | {"via_bot": world.bot.user()}
    chat = own_chat(world, person, {"chat": query.chat_id})
    inline_id = secrets.token_urlsafe(18) if "reply_markup" in part else None
    done = say(world, person, chat, body | {"inline_id": inline_id}, [part])
    chosen = {"result_id": result_id, "from": person.user(), "query": query.words}
    named = {"inline_message_id": inline_id} if inline_id else {}
    world.updates.push("chosen_inline_result", chosen | named)
    return done
