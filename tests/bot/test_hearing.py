"""Somebody who floods is told once and then not heard; nobody else notices."""

from datetime import UTC, datetime, timedelta

from bot.hearing import MOST_REMEMBERED, Hearing, Verdict

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def test_the_one_too_many_is_refused_once_and_the_rest_are_not_heard() -> None:
    hearing = Hearing(person_per_minute=2, chat_per_minute=0)

    said = [hearing.allows("小李", "群", at(second)) for second in range(5)]

    assert said == [Verdict.OK, Verdict.OK, Verdict.FIRST_REFUSAL, Verdict.SILENT, Verdict.SILENT]


def test_a_minute_later_all_is_forgotten() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    hearing.allows("小李", "群", at(0))

    assert hearing.allows("小李", "群", at(59)) is Verdict.FIRST_REFUSAL
    assert hearing.allows("小李", "群", at(60)) is Verdict.OK


def test_who_never_stops_is_told_again_each_minute() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)

    said = [hearing.allows("小李", "群", at(second)) for second in range(0, 180, 10)]

    assert said.count(Verdict.FIRST_REFUSAL) == 3


def test_others_in_the_group_are_heard() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    hearing.allows("小李", "群", at(0))

    assert hearing.allows("小李", "群", at(1)) is Verdict.FIRST_REFUSAL
    assert hearing.allows("王阿姨", "群", at(1)) is Verdict.OK


def test_a_chat_has_a_limit_of_its_own() -> None:
    hearing = Hearing(person_per_minute=0, chat_per_minute=2)

    said = [hearing.allows(f"人{number}", "群", at(0)) for number in range(4)]

    assert said == [Verdict.OK, Verdict.OK, Verdict.FIRST_REFUSAL, Verdict.SILENT]
    assert hearing.allows("人9", "别的群", at(0)) is Verdict.OK


def test_what_piled_up_overnight_is_heard_minute_by_minute() -> None:
    hearing = Hearing(person_per_minute=2, chat_per_minute=2)

    backlog = [hearing.allows("小李", "群", at(30 * place)) for place in range(100)]

    assert set(backlog) == {Verdict.OK}


def test_zero_hears_everything() -> None:
    hearing = Hearing(person_per_minute=0, chat_per_minute=0)

    assert {hearing.allows("小李", "群", at(0)) for _ in range(500)} == {Verdict.OK}


def test_it_remembers_only_so_many() -> None:
    hearing = Hearing(person_per_minute=1, chat_per_minute=0)
    for number in range(MOST_REMEMBERED * 2):
        hearing.allows(str(number), "群", at(0))

    assert hearing.allows("0", "群", at(0)) is Verdict.OK
