"""Ten thousand texts that mean mischief are shown as they were typed, and never parsed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from aiogram.client.default import Default
from aiogram.methods import EditMessageText, SendMessage, SendPhoto
from aiogram.types import MessageEntity

from bot.entities import LONGEST_CAPTION, LONGEST_TEXT
from bot.sender import MOST_TOGETHER
from bot.telegram import edit_of, new_message
from cards.card import Card, Reader
from cards.case_lists import Page, Parts, Row, mine_card, open_card
from cards.case_view import HistoryLine, case_history, case_view, history_alert
from cards.cases import (
    question_card,
    received_card,
    staff_card,
    together_card,
)
from cards.desk import desk_case_card, pile_card
from cards.forms import form_card
from domain.addresses import Address
from domain.case_facts import CaseFacts
from domain.cases import Case, Kind, Rating, Stage
from domain.desk import Pile
from domain.forms import Draft, Step
from domain.media import Shown
from locales import LOCALES, speaker
from storage.messages import Standing
from tests.cards.hostile import NASTIEST, is_shown, size, texts

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HERE = Address("-100")
PHOTO = Shown(1, "photo", "AgAC")
LONGEST_NAME = 129
"""Letters of a first and a last name with the space between them."""
LONGEST_REPORT = 2000
LONGEST_ALERT = 200

CASE = Case(
    id=24,
    number=1024,
    community_id=1,
    kind=Kind.PROBLEM,
    stage=Stage.RESOLVED,
    stage_words="",
    stage_by=2,
    stage_at=NOW,
    stage_before=Stage.IN_PROGRESS,
    version=3,
    words="",
    place="",
    latitude=39.9,
    longitude=116.4,
    grid_id=1,
    reporter_id=1,
    author_id=None,
    first_finder_id=None,
    reported_in=HERE,
    rating=Rating.DISSATISFIED,
    complaint="",
    reopenings=1,
    reported_at=NOW,
    closed_at=None,
)
SAID = ("words", "place", "stage_words", "complaint", "event", "reporter", "first", "second")
"""What people write that comes on a card, and the people's names."""
NAMES = ("reporter", "first", "second")
LISTS = ("list", "mine", "pile")
"""What somebody wrote stands there in one line."""


def reader_of(locale: str) -> Reader:
    return Reader(speaker(locale), ZoneInfo("Asia/Shanghai"), NOW)


def facts_of(said: dict[str, str]) -> CaseFacts:
    case = replace(
        CASE,
        words=said["words"],
        place=said["place"],
        stage_words=said["stage_words"],
        complaint=said["complaint"],
    )
    return CaseFacts(
        case=case,
        reporter=said["reporter"],
        trade="food_delivery",
        first_finder=said["first"],
        author=None,
        grid="一号网格",
        holders=(),
        assignees=(said["first"], said["second"]),
        stage_by=said["second"],
        follower_count=3,
        photos=(PHOTO,),
        result_photos=(PHOTO,),
    )


def cards_of(said: dict[str, str], to: Reader) -> dict[str, tuple[Card, tuple[str, ...]]]:
    """Every card of a case, and which of what was said it shows."""
    facts = facts_of(said)
    case = facts.case
    history = [HistoryLine("note", NOW, said["first"], said["event"])] * 3
    view = {"is_close": True, "is_own": False, "may_reveal": True}
    public = {"is_close": False, "is_own": False, "may_reveal": False}
    page, parts = Page([Row(case)] * 10, 0, 30), Parts({1: "一号网格", 2: "二号网格"})
    whole = case_view(facts, to, **view)
    story = case_history(facts, history, to, page=0, is_close=True, view=whole)
    draft = Draft({"words": said["words"], "place": said["place"]})
    words, by = ("words",), ("words", "first", "second", "stage_words")
    return {
        "received": (received_card(facts, to, tells_privacy=True), (*by, "place")),
        "staff": (staff_card(facts, to), (*by, "place", "complaint")),
        "question": (question_card(facts, to, reopened_by=None), (*words, "stage_words", "second")),
        "view": (whole, (*by, "place", "complaint")),
        "history": (story, ("first", "event")),
        "public view": (case_view(facts, to, **public), (*by, "place")),
        "list": (open_card(page, to, parts=parts), words),
        "mine": (mine_card(page, to), words),
        "pile": (pile_card(Pile.MINE, page, to), (*words, "place")),
        "desk case": (desk_case_card(facts, Pile.MINE, to), (*by, "place", "complaint")),
        "together": (together_card([facts] * MOST_TOGETHER, to), ("words", "reporter")),
        "form": (form_card(draft, Step.CHECK, to, version=1), ("words", "place")),
    }


def sound(text: str) -> str:
    """Half of a pair cannot be sent."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@dataclass(frozen=True)
class Sent:
    """A card as it goes over the wire."""

    text: str
    entities: Sequence[MessageEntity]
    limit: int

    def marked(self) -> list[tuple[str, str]]:
        """The kinds of the entities and the words they cover, in units of Telegram."""
        units = self.text.encode("utf-16-le")
        return [
            (one.type, units[2 * one.offset : 2 * (one.offset + one.length)].decode("utf-16-le"))
            for one in self.entities
        ]


def sent(card: Card) -> Sent:
    [request] = new_message(card, HERE, bot_name="linlian_bot").requests
    match request.method:
        case SendMessage() as message:
            assert isinstance(message.parse_mode, Default)
            return Sent(message.text or "", message.entities or (), LONGEST_TEXT)
        case SendPhoto() as photo:
            assert isinstance(photo.parse_mode, Default)
            return Sent(photo.caption or "", photo.caption_entities or (), LONGEST_CAPTION)
        case other:
            raise AssertionError(other)


def edited(card: Card) -> Sent:
    """As an edit of a message without a picture."""
    standing = Standing(message="7", media_file=None)
    [request] = edit_of(standing, replace(card, media=()), HERE, bot_name="linlian_bot").requests
    assert isinstance(request.method, EditMessageText)
    assert isinstance(request.method.parse_mode, Default)
    return Sent(request.method.text or "", request.method.entities or (), LONGEST_TEXT)


def spans_of(card: Card) -> list[tuple[str, str]]:
    """What a card itself makes bold or a link."""
    spans = [span for line in card.lines for span in line]
    return [
        ("bold" if one.is_bold else "text_link", one.text)
        for one in spans
        if one.is_bold or one.url
    ]


HARMLESS = dict.fromkeys(SAID, "好")


def sayings() -> Iterator[dict[str, str]]:
    """All of them, each as something that people write."""
    found = [*NASTIEST, *texts(10_000 - len(NASTIEST), seed=20260302)]
    assert len(set(found)) == 10_000
    assert max(map(size, found)) == LONGEST_TEXT
    for start in range(0, len(found), len(SAID)):
        said = dict(zip(SAID, found[start : start + len(SAID)], strict=True))
        turn = start // len(SAID) % len(SAID)  # so that the longest come everywhere
        said = dict(
            zip(SAID, (*list(said.values())[turn:], *list(said.values())[:turn]), strict=True)
        )
        said |= {name: said[name][:LONGEST_NAME] for name in NAMES}
        yield said | {"words": said["words"][:LONGEST_REPORT]}


def check(name: str, card: Card, message: Sent, ours: list[tuple[str, str]]) -> None:
    """Nothing was cut blindly, and what is marked is what we say ourselves, to the letter."""
    assert size(message.text) <= message.limit, name
    assert message.text == sound(card.text), name
    assert message.marked() == spans_of(card) == ours, name


def test_ten_thousand_of_them_are_shown_as_they_were_typed_and_never_parsed() -> None:
    to = reader_of(LOCALES[0])
    ours = {name: spans_of(card) for name, (card, _) in cards_of(HARMLESS, to).items()}
    count = 0
    for said in sayings():
        count += len(said)
        for name, (card, keys) in cards_of(said, to).items():
            message = sent(card)
            check(name, card, message, ours[name])
            for key in keys:
                typed = said[key].replace("\n", " ") if name in LISTS else said[key]
                assert is_shown(sound(typed), message.text), (name, key, typed)
    assert count == 10_000


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("text", NASTIEST)
def test_the_nastiest_in_edits_and_alerts_in_either_language(text: str, locale: str) -> None:
    to = reader_of(locale)
    said = dict.fromkeys(SAID, text) | {name: text[:LONGEST_NAME] for name in NAMES}
    harmless = cards_of(HARMLESS, to)
    for name, (card, keys) in cards_of(said, to).items():
        for message in (sent(card), edited(card)):
            check(name, card, message, spans_of(harmless[name][0]))
            assert all(is_shown(said[key], message.text) for key in keys), name
    assert size(history_alert(facts_of(said), to)) <= LONGEST_ALERT
