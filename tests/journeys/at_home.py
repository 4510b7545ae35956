"""What the journeys of households have in common: somebody says where they live."""

from sandbox.driver import Message, Place
from tests.journeys.posting import last, pressed
from tests.street import Street

WAITS = "🏠 有人登记住址"


async def says_home(street: Street, who: str, door: str = "三栋2单元501") -> str:
    person = street.person(who)
    await person.says(f"/household {door}")
    await street.settled()
    return last(person.private).text


async def answers(street: Street, who: str, words: str, on: Message) -> str:
    """What somebody reads who replies to a question that they were asked in private."""
    person = street.person(who)
    await person.says(words, reply_to=on)
    await street.settled()
    return last(person.private).text


def waiting_at(place: Place) -> Message:
    return [one for one in place.messages if one.text.startswith(WAITS)][-1]


async def confirmed(street: Street, who: str, by: str = "陈书记") -> None:
    await says_home(street, who)
    await street.settled()
    await pressed(street, by, "通过", waiting_at(street.person(by).private))


async def home_card(street: Street, who: str) -> Message:
    await says_home(street, who, "")
    return last(street.person(who).private)


async def fresh(street: Street, message: Message) -> Message:
    """The same message as it is now."""
    await street.settled()
    place = Place(street.driver, message.chat_id)
    [found] = [one for one in place.messages if one.id == message.id]
    return found


async def made_up(street: Street, who: str, data: str, on: Message) -> str:
    """What somebody is told who sends what no button of theirs says."""
    body = {"as": street.person(who).id, "do": "press", "chat": on.chat_id, "message_id": on.id}
    done = await street.driver.act(body | {"data": data, "as_seen": True})
    answers = street.driver.mirror.answers
    answer = await street.driver.until(lambda: answers.get(done["query_id"]), 10)
    await street.settled()
    assert answer is not None
    return str(answer["text"])
