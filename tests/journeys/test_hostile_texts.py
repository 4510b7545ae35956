"""The nastiest texts all the way: reported over HTTP, shown to the group and on the staff card."""

import asyncio

import pytest

from sandbox.driver import Message, Place
from tests.cards.hostile import NASTIEST, is_shown, texts
from tests.street import Street

pytestmark = [pytest.mark.journey, pytest.mark.sqlite]

COUNT = 60
BY_THE_APP = {"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"}


def reports() -> dict[str, str]:
    """Each with a mark of its own in front, by which to find what the bot made of it; and behind
    it a plain letter, for Telegram itself drops blanks at the end.
    """
    found = [*NASTIEST, *texts(COUNT - len(NASTIEST), seed=7, halves=False)]
    return {f"第{number}件：": text[:1900] + "完" for number, text in enumerate(found)}


def is_offer(message: Message) -> bool:
    """Those that are alike and near are offered to the secretaries together, too."""
    return message.from_bot and message.text.startswith("🔎")


def shown_in(place: Place, mark: str) -> Message:
    found = [one for one in place.messages if one.from_bot and mark in one.text]
    [message] = [one for one in found if not is_offer(one)]
    return message


def check(message: Message, typed: str) -> None:
    """The words stand there as they were typed, whole or begun."""
    assert is_shown(typed.replace("\0", "\ufffd"), message.text)  # no database keeps that one
    check_marks(message)


def check_marks(message: Message) -> None:
    """Nothing is marked but the head, and what every app marks by itself."""
    marked = [one["type"] for one in message.data["entities"] if "offset" in one]
    assert [kind for kind in marked if kind not in BY_THE_APP] == ["bold"]
    head = message.data["entities"][0]
    assert (head["type"], head["offset"]) == ("bold", 0)
    first = message.text.partition("\n")[0]
    assert head["length"] == len(first.encode("utf-16-le")) // 2


async def test_what_is_reported_is_shown_as_it_was_typed(street: Street) -> None:
    xiaoli, said = street.person("小李"), reports()
    words = (f"随手拍 {mark}{text}" for mark, text in said.items())
    await asyncio.gather(*(xiaoli.says(one, to=street.group) for one in words))
    await street.wait(minutes=11)

    for mark, text in said.items():
        for place in (street.group, street.staff):
            check(shown_in(place, mark), mark + text)
    for offer in (one for one in street.staff.messages if is_offer(one)):
        check_marks(offer)
