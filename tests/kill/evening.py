"""What a day must have come to: each thing that somebody did shows once, for all to see."""

from collections import Counter

from sandbox.chats import Message
from tests.kill.crowd import Crowd
from tests.kill.day import Day
from tests.kill.judge import Seen, look

SECONDED = "附议({count})"
ACCEPTED = "已受理"


def untrue(day: Day) -> list[str]:
    """What went wrong, a line each."""
    seen = [one for one in look(day.crowd) if one.answers and one.cards]
    found = {
        "said again": said_again(day.crowd),
        "talk was answered": _answered_talk(day),
        "seconded": [line for one in seen if (line := _seconded(day, one))],
        "accepted": [line for one in seen if (line := _accepted(day, one))],
        "corrected": [line for one in seen if (line := _corrected(day, one))],
    }
    return [f"{what}: {len(lines)}, {lines[:3]}" for what, lines in found.items() if lines]


def said_again(crowd: Crowd) -> list[str]:
    """Messages of the bot that answer the same message in the same words as another."""
    found = []
    for chat in crowd.world.chats.values():
        answers = Counter(
            (message.data["reply_to_message"]["message_id"], message.words)
            for message in chat.messages.values()
            if message.author_id == crowd.world.bot.id and "reply_to_message" in message.data
        )
        found += [f"{chat.title}: {words}" for (_, words), times in answers.items() if times > 1]
    return found


def _answered_talk(day: Day) -> list[str]:
    talk = {(chat.id, message.id) for chat, message in day.talk}
    return [
        message.words
        for quarter in day.crowd.quarters
        for message in quarter.public.messages.values()
        if message.author_id == day.crowd.world.bot.id
        and (quarter.public.id, message.data.get("reply_to_message", {}).get("message_id")) in talk
    ]


def _seconded(day: Day, one: Seen) -> str:
    """Each neighbour counts once below the answer."""
    people = day.seconded.get(one.report, set())
    if not people:
        return ""
    answer = day.crowd.world.chats[one.report.chat].messages[min(one.answers)]
    labels = [button["text"] for row in answer.buttons() for button in row]
    is_true = SECONDED.format(count=len(people)) in labels
    return "" if is_true else f"{one.report.words} by {len(people)}, but {labels}"


def _accepted(day: Day, one: Seen) -> str:
    """The card is accepted by whom it should be, or by nobody."""
    officer, card = day.accepted.get(one.report), _card(one)
    named = [who.name for who in one.report.quarter.officers if who.name in card.words]
    if (ACCEPTED in card.words) == bool(named) and named == ([officer.name] if officer else []):
        return ""
    return f"{one.report.words} by {officer and officer.name}, but the card says {card.words}"


def _corrected(day: Day, one: Seen) -> str:
    """The new words show once in the staff's group: on the card, or as a note to it."""
    added = day.corrected.get(one.report)
    if added is None:
        return ""
    words = one.report.words + added
    places = [each.words for each in one.report.quarter.staff.messages.values()]
    shown = sum(words in each for each in places)
    return "" if shown == 1 else f"{words} is shown {shown} times"


def _card(one: Seen) -> Message:
    return one.report.quarter.staff.messages[min(one.cards)]
