"""The bot answers presses and inline questions, reacts and leaves."""

import re

from sandbox.arguments import Arguments
from sandbox.entities import utf16_length
from sandbox.methods.gates import message_to, open_chat
from sandbox.methods.results import message_of, results_of
from sandbox.reactions import known_reaction
from sandbox.refusals import bad_request
from sandbox.world import World

LONGEST_ANSWER = 200
TOO_LATE = "query is too old and response timeout expired or query ID is invalid"
_START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_callback_query(world: World, args: Arguments) -> bool:
    """Answer a press: once, and not too late."""
    query_id, text = args.text("callback_query_id"), args.text("text")
    press = world.presses.get(query_id)
    if press is None or press.answered or world.clock() - press.at > world.callback_seconds:
        raise bad_request(TOO_LATE)
    if utf16_length(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    press.answered = True
    world.events.publish(
        "answer",
        person=press.person_id,
        chat=press.chat_id,
        message_id=press.message_id,
        query_id=query_id,
        text=text or None,
        alert=args.flag("show_alert"),
        url=args.text("url") or None,
    )
    return True


def set_message_reaction(world: World, args: Arguments) -> bool:
    """A bot leaves one reaction at most; an empty list takes it back."""
    chat, message = message_to(world, args, "react")
    wanted = args.objects("reaction", "ReactionType")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    emoji = [known_reaction(str(each.get("emoji", ""))) for each in wanted]
    if None in emoji:
        raise bad_request("REACTION_INVALID")
    message.reactions.pop(world.bot.id, None)
    for each in emoji:
        message.reactions[world.bot.id] = str(each)
    world.message_changed(chat, message)
    return True


def answer_inline_query(world: World, args: Arguments) -> bool:
    """Offer results to somebody who is typing: once, and not too late."""
    query = world.inline_queries.get(args.text("inline_query_id"))
    results = results_of(args)
    bodies = {str(result["id"]): message_of(world, result) for result in results}
    late = query is None or world.clock() - query.at > world.callback_seconds
    if query is None or late or query.answered:
        raise bad_request(TOO_LATE)
    button = args.json("button")
    if button and not isinstance(button, dict):
        raise bad_request("can't parse InlineQueryResultsButton: expected an Object")
    if button and not _START.fullmatch(str(button.get("start_parameter", "x"))):
        raise bad_request("unallowed characters in start_parameter are used")
    query.bodies, query.answered = bodies, True
    world.events.publish(
        "inline", person=query.person_id, query_id=query.id, results=results, button=button
    )
    return True


def leave_chat(world: World, args: Arguments) -> bool:
    chat = open_chat(world, args)
    if chat.person is not None:
        raise bad_request("chat member status can't be changed in private chats")
    world.stand(chat, world.bot.id, "left")
    if chat.kind != "channel":
        world.post(chat, {"from": world.bot.user(), "left_chat_member": world.bot.user()})
    return True
