"""Reminders on a phone: read back before they count, listed by number, said as they were typed."""

import dataclasses
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cards.card import Card, Reader
from cards.jobs import TOLD, JobFacts, jobs_card, skips
from cards.reminders import ReminderFacts, list_card, reminder_card, said_card, skipped_card
from cards.times_said import say_plan
from domain.addresses import Address
from domain.reminders import LONGEST_WORDS, MOST_IN_A_CHAT, Fate, Reading, Reminder, ReminderState
from domain.times import Days, Once, Recurrence, Unit
from handlers.presses import pack
from locales import LOCALES, speaker
from tests.cards.hostile import LONGEST_UNITS, NASTIEST, size

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
READER = Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), NOW)
MONDAYS = Recurrence(Unit.WEEK, (540,), weekdays=(0,))
TIMES = tuple(NOW + timedelta(days=7 * week) for week in range(3))
RUNNING = Reminder(
    id=2**31 - 1,
    community_id=1,
    made_by=1,
    to=Address("-100"),
    words="例会",
    what=MONDAYS,
    readings=(),
    state=ReminderState.RUNNING,
    version=2**31 - 1,
    next_at=TIMES[0],
)
ASKED = dataclasses.replace(
    RUNNING, what=None, readings=(Reading(MONDAYS, "例会"),), state=ReminderState.ASKED
)


def labels(card: Card) -> list[str]:
    return [button.label for row in card.buttons for button in row]


def test_what_is_read_back_says_when_it_counts_and_what_may_be_chosen_of_holidays() -> None:
    card = reminder_card(ReminderFacts(ASKED, TIMES), READER)
    assert card.text.split("\n") == [
        "我是这样理解的：",
        say_plan(MONDAYS, READER),
        "例会",
        "接下来：",
        *(f"· {one.month}月{one.day}日 周一 10:00" for one in TIMES),
        "对的话请点「确定」，点了才算数。",
    ]
    assert labels(card) == ["确定", "修改", "取消", "节假日不提醒", "遇节假日顺延"]
    off = dataclasses.replace(MONDAYS, days=Days.NO_HOLIDAYS)
    chosen = dataclasses.replace(ASKED, readings=(Reading(off, "例会"),))
    card = reminder_card(ReminderFacts(chosen, TIMES, is_held=True), READER)
    assert labels(card)[3:] == ["节假日照常", "遇节假日顺延"]
    assert "免打扰" in card.text


@pytest.mark.parametrize("state", ReminderState)
def test_every_state_of_it_has_its_words_and_buttons(state: ReminderState) -> None:
    for reminder in (ASKED, dataclasses.replace(RUNNING, state=state)):
        card = reminder_card(ReminderFacts(reminder, TIMES), READER)
        assert card.text
        for button in (button for row in card.buttons for button in row):
            assert button.press is not None
            assert len(pack(button.press)) <= 64


def test_what_may_be_meant_is_chosen_by_a_press_that_says_it() -> None:
    early, late = (Reading(Once(one), "例会", "time.question.half") for one in TIMES[:2])
    card = reminder_card(ReminderFacts(dataclasses.replace(ASKED, readings=(early, late))), READER)
    assert labels(card) == ["11月23日 周一 10:00", "11月30日 周一 10:00", "修改", "取消"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("words", [*NASTIEST, "长" * LONGEST_WORDS])
def test_words_stand_as_they_were_typed_and_everything_fits(locale: str, words: str) -> None:
    to = Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)
    words = words[:LONGEST_WORDS]
    running = dataclasses.replace(RUNNING, words=words)
    asked = dataclasses.replace(ASKED, readings=(Reading(MONDAYS, words),))
    whole = [
        reminder_card(ReminderFacts(asked, TIMES, is_held=True), to),
        reminder_card(ReminderFacts(running, TIMES, is_held=True), to, is_listed=True),
        said_card(words, TIMES[0], Fate.LATE, to),
    ]
    assert all(words in card.text for card in whole)
    facts = [ReminderFacts(running, TIMES[:1])] * MOST_IN_A_CHAT
    told = [JobFacts("reminder.say", NOW, words, skips(running))] * 15
    listed = [list_card(facts, to), jobs_card(told, 300, to), skipped_card(words, NOW, 9, to)]
    for card in (*whole, *listed):
        assert size(card.text) <= LONGEST_UNITS
    assert len(labels(listed[0])) == MOST_IN_A_CHAT


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_that_is_told_has_its_sentence(locale: str) -> None:
    to = Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)
    card = jobs_card([JobFacts(kind, NOW, "那件事") for kind in sorted(TOLD)], 0, to)
    assert len(card.lines) == len(TOLD) + 1
    assert not card.buttons  # nothing was said of taking any back
