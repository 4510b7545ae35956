"""Questions 提问 about a notice: to its author, back to the asker, and all of them in a list."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, bold, plain
from cards.length import shorten

TITLE_WORDS = 30
LISTED_WORDS = 120
MOST_LISTED = 15


@dataclass(frozen=True)
class Asked:
    """``is_public``: asked in a group, where the answer goes."""

    id: int
    version: int
    who: str
    words: str
    answer: str
    is_public: bool
    title: str


def asked_card(one: Asked, to: Reader) -> Card:
    title = shorten(" ".join(one.title.split()), TITLE_WORDS) or to.say("notice.file")
    lines: list[Line] = [
        bold(to.say("notice.asked", who=one.who, title=title)),
        *plain(one.words),
    ]
    if one.answer:
        lines += plain(to.say("notice.answer", words=one.answer))
    where = "notice.answer_in_group" if one.is_public else "notice.answer_in_private"
    lines += plain(to.say(where))
    key = "button.notice_answer_again" if one.answer else "button.notice_answer"
    return Card(
        tuple(lines), ((Button(to.say(key), Press("notice.answer", one.id, one.version)),),)
    )


def answered_card(one: Asked, to: Reader) -> Card:
    """What the asker reads."""
    title = shorten(" ".join(one.title.split()), TITLE_WORDS) or to.say("notice.file")
    return Card(
        (
            bold(to.say("notice.answered", title=title)),
            *plain(to.say("notice.question", words=one.words)),
            *plain(to.say("notice.answer", words=one.answer)),
        )
    )


def list_card(found: Sequence[Asked], to: Reader) -> Card:
    lines: list[Line] = [bold(to.say("notice.questions", count=len(found)))]
    for number, one in enumerate(found[:MOST_LISTED], 1):
        words = shorten(" ".join(one.words.split()), LISTED_WORDS)
        lines += plain(to.say("notice.listed", number=number, who=one.who, words=words))
        if one.answer:
            answer = shorten(" ".join(one.answer.split()), LISTED_WORDS)
            lines += plain(to.say("notice.answer", words=answer))
    if len(found) > MOST_LISTED:
        lines += plain(to.say("notice.unread_more", count=len(found) - MOST_LISTED))
    return Card(tuple(lines))
