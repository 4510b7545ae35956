"""What became of every report, told by the chats alone, as the people in them see it."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sandbox.chats import Chat, Message
from tests.kill.crowd import Crowd, Report

CODE = re.compile(r"#C\d+")
WORDS = re.compile(r"路灯\d{6}不亮")


class Ends:
    """How far each chat had come whenever a bot had just ended."""

    def __init__(self, crowd: Crowd) -> None:
        self._world = crowd.world
        self._ends: list[dict[int, int]] = []

    def note(self) -> None:
        chats = self._world.chats.values()
        self._ends.append({chat.id: max(chat.messages, default=0) for chat in chats})

    def bots_of(self, chat: int, messages: Iterable[int]) -> list[int]:
        """Which bot, counted from 0, wrote each of these."""
        return [sum(end[chat] < message for end in self._ends) for message in messages]


@dataclass(frozen=True)
class Seen:
    """The answers to one report and its cards in the staff group, each by its message."""

    report: Report
    answers: dict[int, str]
    cards: dict[int, str]

    @property
    def codes(self) -> set[str]:
        return {*self.answers.values(), *self.cards.values()}


@dataclass(frozen=True)
class Verdict:
    reports: int
    unanswered: list[Report]
    without_card: list[Report]
    with_two_numbers: list[Report]
    shared_numbers: list[str]
    second_answers: int
    second_cards: int
    unexplained: list[str]
    """Doubled by one and the same bot, which no kill explains."""

    @property
    def is_clean(self) -> bool:
        troubles = (self.unanswered, self.without_card, self.with_two_numbers)
        return not any((*troubles, self.shared_numbers, self.unexplained))

    @property
    def doubled(self) -> int:
        return self.second_answers + self.second_cards


def judge(crowd: Crowd, ends: Ends) -> Verdict:
    seen = look(crowd)
    owners = Counter((one.report.quarter.name, code) for one in seen for code in one.codes)
    doubled = [
        (chat, messages)
        for one in seen
        for chat, messages in (
            (one.report.chat, one.answers),
            (one.report.quarter.staff.id, one.cards),
        )
        if len(messages) > 1
    ]
    return Verdict(
        reports=len(seen),
        unanswered=[one.report for one in seen if not one.answers],
        without_card=[one.report for one in seen if not one.cards],
        with_two_numbers=[one.report for one in seen if len(one.codes) > 1],
        shared_numbers=[f"{name} {code}" for (name, code), n in owners.items() if n > 1],
        second_answers=sum(max(len(one.answers) - 1, 0) for one in seen),
        second_cards=sum(max(len(one.cards) - 1, 0) for one in seen),
        unexplained=[
            f"{chat}: {sorted(messages)}"
            for chat, messages in doubled
            if len(set(ends.bots_of(chat, messages))) < len(messages)
        ],
    )


def look(crowd: Crowd) -> list[Seen]:
    answers = {
        chat.id: _answers_in(chat, crowd.world.bot.id) for chat in crowd.world.chats.values()
    }
    cards = {quarter.name: _cards_in(quarter.staff) for quarter in crowd.quarters}
    return [
        Seen(
            report,
            answers[report.chat].get(report.message, {}),
            cards[report.quarter.name].get(report.words, {}),
        )
        for report in crowd.reports
    ]


def is_all_seen(crowd: Crowd) -> bool:
    return all(one.answers and one.cards for one in look(crowd))


def _answers_in(chat: Chat, bot: int) -> dict[int, dict[int, str]]:
    """By the message they reply to: the bot's messages there with a number in them."""
    found: dict[int, dict[int, str]] = {}
    for message in chat.messages.values():
        replied = message.data.get("reply_to_message")
        code = _code_of(message)
        if message.from_id == bot and replied and code:
            found.setdefault(replied["message_id"], {})[message.id] = code
    return found


def _cards_in(staff: Chat) -> dict[str, dict[int, str]]:
    """By the words of the report they show."""
    found: dict[str, dict[int, str]] = {}
    for message in staff.messages.values():
        words, code = WORDS.search(message.words), _code_of(message)
        if words and code:
            found.setdefault(words[0], {})[message.id] = code
    return found


def _code_of(message: Message) -> str | None:
    code = CODE.search(message.words)
    return code[0] if code else None


def left_over(database: Path) -> dict[str, int]:
    """Rows that are neither done nor given up with a word, of a file that is whole."""
    connection = sqlite3.connect(database)
    try:
        [(health,)] = connection.execute("PRAGMA integrity_check").fetchall()
        assert health == "ok"
        return {
            **_states(connection, "outbox", {"sent"}),
            **_states(connection, "inbox", {"done"}),
        }
    finally:
        connection.close()


def still_waiting(database: Path) -> bool:
    """Whether the running bot has anything left to handle or to send, now or later."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        [(count,)] = connection.execute(
            "SELECT (SELECT count(*) FROM outbox WHERE state IN ('new', 'sending'))"
            " + (SELECT count(*) FROM inbox WHERE state = 'new')"
        ).fetchall()
    finally:
        connection.close()
    return bool(count)


def _states(connection: sqlite3.Connection, table: str, fine: set[str]) -> dict[str, int]:
    rows = connection.execute(f"SELECT state, count(*) FROM {table} GROUP BY state").fetchall()
    return {f"{table}.{state}": count for state, count in rows if state not in fine}
