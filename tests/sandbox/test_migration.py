"""A group becomes a supergroup: another id, messages counted anew, the old one left behind."""

import pytest

from sandbox import World
from sandbox.driver import Driver, Place
from tests.sandbox.conftest import Api

UPGRADED = "Bad Request: group chat was upgraded to a supergroup chat"
KEYBOARD = {"inline_keyboard": [[{"text": "按", "callback_data": "x"}]]}


@pytest.fixture
async def place(world: World, street: Driver) -> Place:
    people = [world.people[number] for number in (1001, 1002)]
    owner = world.people[1003]
    group = world.add_group("小群", people, [owner], "administrator", kind="group")
    await street.until(lambda: street.mirror.chats.get(group.id), within=10)
    return Place(street, group.id)


async def test_both_chats_leave_a_note_of_it(api: Api, street: Driver, place: Place) -> None:
    await street.person("小李").says("早", to=place)

    new = await street.person("陈书记").upgrades(place)

    _, left, came = [update["message"] for update in await api.updates()]
    assert (left["chat"]["id"], left["chat"]["type"]) == (place.id, "group")
    assert left["migrate_to_chat_id"] == new.id
    assert left["from"]["first_name"] == "陈书记"
    assert (came["chat"]["id"], came["chat"]["type"]) == (new.id, "supergroup")
    assert came["migrate_from_chat_id"] == place.id
    assert came["from"]["username"] == "GroupAnonymousBot"
    assert came["message_id"] == 1
    assert str(new.id).startswith("-100")


async def test_all_who_were_there_stand_as_they_stood(
    world: World, api: Api, street: Driver, place: Place
) -> None:
    new = await street.person("陈书记").upgrades(place)

    admins = await api.result("getChatAdministrators", chat_id=new.id)
    assert {admin["user"]["id"]: admin["status"] for admin in admins} == {
        1003: "creator",
        world.bot.id: "administrator",
    }
    assert await api.result("getChatMemberCount", chat_id=new.id) == 4
    assert place.data["migrated_to"] == new.id
    assert street.chat("小群").id == new.id
    await street.person("小李").says("还在", to=new)
    with pytest.raises(AssertionError, match="has become a supergroup"):
        await street.person("小李").says("还在", to=place)


@pytest.mark.parametrize(
    ("method", "more"),
    [
        ("sendMessage", {"text": "在"}),
        ("getChat", {}),
        ("editMessageText", {"message_id": 1, "text": "改"}),
        ("deleteMessage", {"message_id": 1}),
        ("sendChatAction", {"action": "typing"}),
    ],
)
async def test_the_old_id_only_says_where_the_group_went(
    api: Api, street: Driver, place: Place, method: str, more: dict[str, object]
) -> None:
    await api.result("sendMessage", chat_id=place.id, text="早")
    new = await street.person("陈书记").upgrades(place)

    refused = await api.call(method, chat_id=place.id, **more)

    assert (refused["error_code"], refused["description"]) == (400, UPGRADED)
    assert refused["parameters"] == {"migrate_to_chat_id": new.id}


async def test_old_buttons_are_pressed_still(api: Api, street: Driver, place: Place) -> None:
    """Apps show what was said before above what is said now."""
    await api.result("sendMessage", chat_id=place.id, text="投票", reply_markup=KEYBOARD)
    asked = await place.shows("投票")
    await street.person("陈书记").upgrades(place)
    await api.updates()

    body = {"as": 1001, "do": "press", "chat": place.id, "message_id": asked.id, "label": "按"}
    await street.act(body)

    [update] = await api.updates()
    assert update["callback_query"]["message"]["chat"]["id"] == place.id


async def test_only_its_owner_upgrades_a_group_and_no_supergroup(
    street: Driver, place: Place
) -> None:
    with pytest.raises(AssertionError, match="does not own"):
        await street.person("小李").upgrades(place)
    with pytest.raises(AssertionError, match="no group that could become"):
        await street.person("陈书记").upgrades(street.chat("幸福里居民群"))
