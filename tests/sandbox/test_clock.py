"""The sandbox's clock, moved by the page, and all that goes by it."""

from sandbox import Sandbox, World
from sandbox.clock import SandboxClock
from sandbox.driver import Driver
from tests.sandbox.conftest import Api, Clock
from tests.sandbox.panel import look, turn
from tests.sandbox.test_refusals import TOO_LATE

HOUR = 3600


def test_who_listens_hears_by_how_much_it_moved() -> None:
    clock, heard = SandboxClock(lambda: 100.0), list[float]()
    clock.on_move(heard.append)

    clock.move(60)
    clock.move(-10)

    assert heard == [60, -10]
    assert (clock(), clock.ahead_s) == (150.0, 50.0)


async def test_the_page_moves_it_forwards_and_back(sandbox: Sandbox, clock: Clock) -> None:
    await turn(sandbox, "clock", {"move_s": HOUR})
    await turn(sandbox, "clock", {"move_s": -0.5 * HOUR})

    shown = await look(sandbox)
    assert shown["clock"] == {"now": clock.now + 0.5 * HOUR, "ahead_s": 0.5 * HOUR}


async def test_messages_are_dated_by_it(
    sandbox: Sandbox, clock: Clock, api: Api, street: Driver
) -> None:
    await turn(sandbox, "clock", {"move_s": HOUR})

    await street.person("小李").says("一小时后")

    [update] = await api.updates()
    assert update["message"]["date"] == clock.now + HOUR


async def test_a_day_later_unconfirmed_updates_are_gone(
    sandbox: Sandbox, world: World, api: Api, street: Driver
) -> None:
    await street.person("小李").says("昨天")
    await turn(sandbox, "clock", {"move_s": 24 * HOUR + 1})

    assert await api.result("getUpdates") == []
    assert world.updates.dropped == 1


async def test_a_press_grows_old_by_it(sandbox: Sandbox, api: Api, street: Driver) -> None:
    button = {"inline_keyboard": [[{"text": "受理", "callback_data": "a"}]]}
    await api.result("sendMessage", chat_id=1001, text="案件", reply_markup=button)
    await street.person("小李").presses("受理", within=0)
    [update] = await api.updates()
    await turn(sandbox, "clock", {"move_s": 31})

    query_id = update["callback_query"]["id"]
    assert await api.refusal("answerCallbackQuery", callback_query_id=query_id) == TOO_LATE
