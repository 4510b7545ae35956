"""However messages come, no window Telegram could draw holds more than its limit."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.pacing import Pacing
from domain.addresses import Address

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
GROUP, PERSON = "-1001", "7"


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def pacing(bot: int = 0, person: int = 0, group: int = 0) -> Pacing:
    return Pacing(per_second=bot, private_per_second=person, group_per_minute=group)


def send(pace: Pacing, chat: str, seconds: float, *, items: int = 1, is_edit: bool = False) -> None:
    """A request that is answered at once."""
    is_private = chat == PERSON
    pace.begin(chat, is_private=is_private, items=items, is_edit=is_edit)
    pace.end(chat, is_private=is_private, now=at(seconds), items=items, is_edit=is_edit)


def ready(
    pace: Pacing, chat: str, seconds: float, *, items: int = 1, is_edit: bool = False
) -> float:
    moment = pace.ready_at(
        chat, is_private=chat == PERSON, now=at(seconds), items=items, is_edit=is_edit
    )
    return (moment - NOON).total_seconds()


def test_zero_switches_a_limit_off() -> None:
    pace = pacing()
    for _ in range(1000):
        send(pace, GROUP, 0)

    assert ready(pace, GROUP, 0) == 0
    assert pace.full_chats(at(0)) == set()


def test_a_group_gets_its_number_in_any_minute() -> None:
    pace = pacing(group=3)
    for seconds in (0, 10, 20):
        send(pace, GROUP, seconds)

    assert ready(pace, GROUP, 30) == 60
    assert pace.full_chats(at(59.9)) == {GROUP}
    assert pace.full_chats(at(60)) == set()


def test_edits_leave_the_group_its_minute_but_use_the_bots_second() -> None:
    pace = pacing(bot=2, group=1)
    send(pace, GROUP, 0, is_edit=True)

    assert ready(pace, GROUP, 0) == 0
    send(pace, GROUP, 0, is_edit=True)
    assert pace.room(at(0.5)) == 0
    assert ready(pace, PERSON, 0.5) == 1


def test_a_full_group_may_still_be_edited() -> None:
    pace = pacing(group=1)
    send(pace, GROUP, 0)

    assert ready(pace, GROUP, 1) == 60
    assert ready(pace, GROUP, 1, is_edit=True) == 1


def test_an_album_counts_each_of_its_pictures() -> None:
    pace = pacing(group=5)
    send(pace, GROUP, 0, items=4)

    assert ready(pace, GROUP, 1) == 1
    assert ready(pace, GROUP, 1, items=2) == 60


def test_an_album_larger_than_the_limit_waits_for_an_empty_window() -> None:
    pace = pacing(person=1)
    send(pace, PERSON, 0)

    assert ready(pace, PERSON, 0.5, items=3) == 1


def test_a_request_counts_until_its_window_after_the_answer() -> None:
    pace = pacing(person=1)
    pace.begin(PERSON, is_private=True)

    assert ready(pace, PERSON, 5) > 5
    pace.end(PERSON, is_private=True, now=at(8))
    assert ready(pace, PERSON, 8) == 9


def test_a_pause_is_for_one_chat_or_for_all() -> None:
    pace = pacing()
    pace.pause(GROUP, at(17))
    assert (ready(pace, GROUP, 0), ready(pace, PERSON, 0)) == (17, 0)
    assert pace.paused_chats(at(16)) == {GROUP}
    assert pace.opens_at(at(0)) == at(17)

    pace.pause(None, at(30))
    assert ready(pace, PERSON, 0) == 30
    assert (pace.room(at(29)), pace.room(at(30)) > 0) == (0, True)


def test_a_clock_set_back_does_not_shut_a_chat_for_hours() -> None:
    pace = pacing(person=1)
    send(pace, PERSON, 3600)

    assert ready(pace, PERSON, 0) == 1


@given(st.lists(st.floats(0, 20), max_size=60), st.integers(1, 5))
def test_no_minute_holds_more_than_the_limit(gaps: list[float], limit: int) -> None:
    pace, sent, now = pacing(group=limit), list[float](), 0.0
    for gap in gaps:
        now = max(now + gap, ready(pace, GROUP, now + gap))
        send(pace, GROUP, now)
        sent.append(now)

    for earlier, later in zip(sent, sent[limit:], strict=False):
        assert later - earlier >= 60 - 1e-5


def test_what_was_sent_before_the_start_takes_room_until_its_time_is_over() -> None:
    pace = pacing(bot=2, group=1)
    pace.remember([(Address(PERSON), at(-0.5)), (Address(GROUP), at(-59))], now=at(0))

    assert (pace.room(at(0)), pace.room(at(0.5))) == (1, 2)
    assert ready(pace, GROUP, 0) == 1


def test_what_may_have_been_sent_at_the_last_moment_counts_from_the_start() -> None:
    pace = pacing(bot=1)
    pace.remember([(Address(PERSON), None), (Address(PERSON), at(9))], now=at(0))

    assert (pace.room(at(0.9)), pace.room(at(1))) == (0, 1)


def test_who_goes_next_is_fetched_a_moment_before_there_is_room() -> None:
    pace = pacing(bot=2)
    send(pace, PERSON, 0)
    send(pace, GROUP, 0.1)

    assert pace.room_soon(at(0.5)) == 0
    assert (pace.room_soon(at(0.99)), pace.room(at(0.99))) == (1, 0)
    pace.pause(None, at(30))
    assert pace.room_soon(at(0.99)) == 0
