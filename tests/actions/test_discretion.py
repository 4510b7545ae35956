"""Every letter that can speak of a case, in every chat it could be sent to: what a discreet case is
about, and whose it is, stands on none that it may not.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from actions.bulk_digests import REPORTER as REPORTER_ROLE
from actions.case_rewards import source_of
from actions.cases import Filing, follow_case, report_case
from actions.forms import begin_form
from actions.judging import columns_of
from actions.merging import choose_same
from actions.revealing import ask_why_to_reveal, reveal_hidden
from bot.letters import LETTERS, write
from cards.card import Card
from domain.addresses import Address
from domain.answers import Json
from domain.cases import Act, Case, Kind, Stage
from domain.catalogue import parse_catalogue
from domain.categories import Category
from domain.deadlines import nudge_period
from domain.grants import GrantState
from domain.media import Attachment, Point, Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.rule_sheets import Event, RuleSheet
from domain.rules import RuleBroken
from domain.updates import nudge_about
from domain.voucher_codes import Codes
from locales.starter import read_starter
from storage import cases, prompts
from storage.bulks import add_bulk
from storage.case_media import list_pictures
from storage.categories import add_starter, list_categories
from storage.grants import add_grant
from storage.merging import list_followers
from storage.outbox import Lane
from storage.paying import Owed
from storage.rule_sheets import add_sheet, find_sheet
from tests.actions.conftest import Place

SECRETS = {
    "words": "秘密言语",
    "place": "秘密地点",
    "place_mark": "秘密地标",
    "stage_words": "秘密处理",
    "complaint": "秘密不满",
    "transferred_to": "秘密单位",
    "transfer_reference": "秘密编号",
}
ANSWER = "秘密回答"
POINTS = 98765
REPORTER = "秘密报告人"

NOT_OF_A_CASE = {
    *("activity", "attendance", "award", "certificate", "chat", "checkin", "grid", "help", "hours"),
    *("ballot", "household", "proxy"),
    *("language", "member", "message", "mute", "notice", "offer", "place", "privacy", "private"),
    *("meeting", "minutes", "proposal", "resolution", "survey"),
    *("ranking", "record", "reminder", "role", "rules", "settings", "statement", "topic"),
    "voucher",
    *("export", "stats"),
}
"""Nouns of which no letter is about a case."""
NOT_HERE = {
    "case.react": "a sign on a message, which says nothing",
    "cluster.offer": "discreet cases are left out (tests/journeys/test_clusters.py)",
    "digest.morning": "counts alone",
    "digest.weekly": "discreet cases are left out (tests/journeys/test_digests.py)",
    "digest.monthly": "counts alone",
    "job.list": "what will be said when, and a case by its number alone, to a secretary in private",
    "points.card": "one's own, in private alone",
    "points.lapsing": "a number of points, in private alone",
    "suspicions": "discreet cases are left out (tests/actions/test_suspicions.py)",
    "suspicions.weekly": "the same",
    "words": "the words of an answer to one person's own deed, whose words hold only its number",
    "case.found": "tests/journeys/test_search.py: the index is no table of this database",
    "case.form": "a draft is its author's own and is only ever sent to their private chat",
    "case.merge": "a discreet case is offered for nothing (domain/merging.py)",
    "case.merged": "nothing merges with a discreet case (domain/merging.py)",
}


@dataclass
class Scene:
    """A discreet case with everything in it, and the chats there are."""

    tx: Connection
    now: datetime
    case: Case
    reporter: Visitor
    worker: Visitor
    prompt: int

    def payload(self, kind: str, viewer: int) -> dict[str, Json]:
        pictures = [one.id for one in list_pictures(self.tx, self.case.id)]
        told: dict[str, Json] = {"code": self.case.code, "who": REPORTER, "words": ANSWER}
        known: dict[str, dict[str, Json]] = {
            "case.received": {"tells_privacy": True},
            "case.pictures": {"pictures": pictures},
            "case.assigned": {"by": "书记"},
            "case.alarm": {"alarm": "solution.100.0"},
            "case.urgent": {},
            "case.word": {"key": "case.staff_added", "params": told},
            "case.follower_word": {"key": "case.staff_added", "params": told},
            "case.view": {"case_id": self.case.id, "viewer_id": viewer},
            "case.desk": {"case_id": self.case.id, "viewer_id": viewer, "is_away": False}
            | {"pile": ""},
            "case.kinds": {"case_id": self.case.id, "where": "page0"},
            "case.list": {"what": "open", "grid": 0, "page": 0, "kinds": []},
            "bulk.digest": {"bulk_id": 1, "case_ids": [self.case.id], "role": REPORTER_ROLE},
            "desk": {"viewer_id": viewer, "pile": "mine", "page": 0},
        }
        return known.get(kind, {})

    def about(self, kind: str) -> str:
        if kind in ("case.question", "case.question_reminder"):
            return f"{self.case.about}:0"
        if kind == "case.nudge":
            return nudge_about(self.case, nudge_period(self.case, 1))
        if kind.startswith("bulk."):
            return "bulk:1"
        return f"prompt:{self.prompt}" if kind == "case.prompt" else self.case.about

    def said(self, kind: str, to: str, viewer: int) -> str:
        """Everything on the card: words, links, buttons, pictures; of ``/case`` its history too."""
        payload = self.payload(kind, viewer)
        cards = [self._write(kind, to, payload)]
        if kind == "case.view":
            cards.append(self._write(kind, to, payload | {"history": 0}))
        return repr([(one.lines, one.buttons, one.media, one.asks) for one in cards if one])

    def _write(self, kind: str, to: str, payload: dict[str, Json]) -> Card | None:
        owed = Owed(
            id=1,
            community_id=self.case.community_id,
            kind=kind,
            about=self.about(kind),
            payload=payload,
            lane=Lane.CARD,
            address=Address(to),
            shown=1,
            attempts=0,
            uncertain=0,
            owed_at=self.now,
        )
        codes = Codes(b"key")
        return write(
            self.tx, owed, codes=codes, now=self.now, locale="zh_CN", timezone="Asia/Shanghai"
        )


PUBLIC, RIDERS, STAFF, STRANGE = "-1", "-2", "-3", "-4"


@pytest.fixture
def make(tx: Connection, place: Place, now: datetime) -> Callable[..., Scene]:
    def scene(stage: Stage, **kind: bool) -> Scene:
        reporter = place.person(REPORTER, username="secret_name")
        worker = place.person("网格员", Role.GRID_WORKER)
        for chat, what in ((PUBLIC, "public"), (RIDERS, "riders"), (STAFF, "staff")):
            place.group(chat, ChatKind(what))
        case = a_full_case(tx, reporter, stage, now, **kind)
        cases.add_assignee(tx, case, worker.person_id, now=now)
        a_long_history(tx, case, reporter, worker, now)
        asked = prompts.add_prompt(
            tx,
            community_id=place.id,
            person_id=worker.person_id,
            act="resolve",
            case_id=case.id,
            source="asked",
            where=Address(STAFF),
            now=now,
            expires_at=now,
        )
        return Scene(tx, now, case, reporter, worker, asked.id)

    return scene


def a_full_case(
    tx: Connection, reporter: Visitor, stage: Stage, now: datetime, **kind: bool
) -> Case:
    """Something secret in every column that holds words."""
    picture = Attachment("tg:9:1", "photo", "secret-file", None)
    said = Words(SECRETS["words"], (picture,), Point(31.23, 121.47))
    filing = Filing(Kind.PROBLEM, said, Address(reporter.external_id), place=SECRETS["place"])
    report_case(tx, by=reporter, filing=filing, source="tg:9:1", now=now)
    changed = cases.change_case(
        tx,
        cases.get_case(tx, 1),
        **SECRETS,
        **kind,
        answers=[["问题", ANSWER]],
        stage=stage.value,
        stage_by=reporter.person_id,
        first_finder_id=reporter.person_id,
        rating="dissatisfied" if stage is Stage.IN_PROGRESS else None,
        solve_by=now - timedelta(hours=1),
        updated_at=now - timedelta(days=9),
    )
    assert changed is not None
    earned_by(tx, reporter, changed, now)
    return changed


def earned_by(tx: Connection, reporter: Visitor, case: Case, now: datetime) -> None:
    """What it earned is nobody's business either."""
    add_sheet(tx, RuleSheet(()), community_id=case.community_id, made_by=None, now=now)
    sheet = find_sheet(tx, community_id=case.community_id)
    assert sheet is not None
    add_grant(
        tx,
        community_id=case.community_id,
        person_id=reporter.person_id,
        rule=Event.REPORT_SOLVED.value,
        sheet_id=sheet.id,
        points=POINTS,
        about=case.about,
        once_key="",
        words="",
        state=GrantState.PAID,
        source=source_of(Event.REPORT_SOLVED, case),
        granted_by=None,
        granted_on=now.date(),
        release_at=None,
        now=now,
    )


def a_long_history(
    tx: Connection, case: Case, reporter: Visitor, worker: Visitor, now: datetime
) -> None:
    for number, event in enumerate(("added", "edited", "rate", "complaint", "note")):
        actor = worker if event == "note" else reporter
        cases.add_event(
            tx,
            case,
            kind=event,
            actor_id=actor.person_id,
            source=f"e{number}",
            words=ANSWER,
            now=now,
        )
    add_bulk(
        tx,
        community_id=case.community_id,
        person_id=worker.person_id,
        act=Act.RESOLVE,
        words="",
        case_ids=[case.id],
        unknown=[],
        source="bulk",
        now=now,
    )


OF_A_CASE = sorted(
    kind for kind in set(LETTERS) - set(NOT_HERE) if kind.partition(".")[0] not in NOT_OF_A_CASE
)
STAGES = [Stage.OPEN, Stage.IN_PROGRESS, Stage.WAITING, Stage.TRANSFERRED, Stage.RESOLVED]
STAGES += [Stage.CLOSED, Stage.REJECTED]
TOLD = ("秘密", "31.23", "121.47", "secret", str(POINTS))
WHOSE = (REPORTER, "秘*", "secret_name", "tg://user?id=1001")


@pytest.mark.parametrize("stage", STAGES, ids=[one.value for one in STAGES])
def test_a_confidential_case_is_told_in_no_group(make: Callable[..., Scene], stage: Stage) -> None:
    scene = make(stage, is_confidential=True)
    for kind in OF_A_CASE:
        for to in (PUBLIC, RIDERS, STAFF, STRANGE):
            said = scene.said(kind, to, scene.worker.person_id)
            assert not [one for one in TOLD if one in said], (kind, to, said)


@pytest.mark.parametrize("stage", STAGES, ids=[one.value for one in STAGES])
def test_an_anonymous_case_is_told_to_no_members_and_its_reporter_to_nobody(
    make: Callable[..., Scene], stage: Stage
) -> None:
    scene = make(stage, is_anonymous=True)
    for kind in OF_A_CASE:
        for to in (PUBLIC, RIDERS, STRANGE):
            said = scene.said(kind, to, scene.worker.person_id)
            assert not [one for one in TOLD if one in said], (kind, to, said)
        if kind.endswith("word"):  # made by ``_told`` in actions/case_words.py
            continue
        for to in (STAFF, scene.worker.external_id):
            said = scene.said(kind, to, scene.worker.person_id)
            assert not [one for one in WHOSE if one in said], (kind, to, said)


@pytest.mark.parametrize("kind", [{"is_anonymous": True}, {"is_confidential": True}])
def test_a_stranger_in_private_is_told_nothing(
    make: Callable[..., Scene], place: Place, kind: dict[str, bool]
) -> None:
    scene = make(Stage.IN_PROGRESS, **kind)
    stranger = place.person("外人")
    for letter in OF_A_CASE:
        said = scene.said(letter, stranger.external_id, stranger.person_id)
        assert not [one for one in TOLD if one in said], (letter, said)


def test_whoever_has_it_and_whoever_reported_it_read_all_of_it(make: Callable[..., Scene]) -> None:
    scene = make(Stage.IN_PROGRESS, is_confidential=True, is_anonymous=True)
    everything = ("秘密言语", "秘密地点", "秘密不满", "秘密处理", ANSWER, "secret-file", "31.23")
    question = scene.said("case.question", scene.reporter.external_id, scene.reporter.person_id)
    assert str(POINTS) in question
    for kind, one in (("case.assigned", scene.worker), ("case.view", scene.reporter)):
        said = scene.said(kind, one.external_id, one.person_id)
        assert [secret for secret in everything if secret not in said] == [], kind


def test_a_plain_case_is_told_where_it_always_was(make: Callable[..., Scene]) -> None:
    """The same letters would tell it: this walk can find what it looks for."""
    scene = make(Stage.IN_PROGRESS)
    tells = {
        kind
        for kind in OF_A_CASE
        if SECRETS["words"] in scene.said(kind, STAFF, scene.worker.person_id)
    }

    assert str(POINTS) in scene.said("case.received", PUBLIC, scene.worker.person_id)
    assert {"case.card", "case.received", "case.assigned", "case.list", "case.nudge"} <= tells


def test_every_letter_is_walked_or_is_said_why_not() -> None:
    assert {kind.partition(".")[0] for kind in LETTERS} >= NOT_OF_A_CASE
    assert not set(NOT_HERE) - set(LETTERS)
    assert set(OF_A_CASE) == {
        *("bulk.card", "bulk.digest"),
        *("case.alarm", "case.assign", "case.assigned", "case.card", "case.complaint"),
        *(
            "case.desk",
            "case.follower_word",
            "case.kinds",
            "case.list",
            "case.nudge",
            "case.urgent",
        ),
        *("case.pictures", "case.prompt", "case.question", "case.question_reminder"),
        *("case.received", "case.view", "case.word", "desk"),
    }


def test_the_deeds_themselves_show_a_hidden_name_to_secretaries_only(
    make: Callable[..., Scene],
) -> None:
    """Whatever the door let in: a role may have been taken away since."""
    scene = make(Stage.OPEN, is_anonymous=True)
    worker, at = scene.worker, Address(scene.worker.external_id)
    usual: dict[str, Any] = {"by": worker, "case_id": scene.case.id, "now": scene.now}
    with pytest.raises(RuleBroken):
        ask_why_to_reveal(scene.tx, **usual, where=at, source="look1")
    with pytest.raises(RuleBroken):
        reveal_hidden(scene.tx, **usual, said=Words("想知道"), source="look2")

    assert "revealed" not in {one.kind for one in cases.list_events(scene.tx, scene.case.id)}


def test_a_draft_goes_to_its_author_only(tx: Connection, place: Place, now: datetime) -> None:
    one = place.person("居民")
    here = Address(one.external_id)
    begin_form(tx, by=one, kind=Kind.PROBLEM, said=Words("秘密"), here=here, source="f", now=now)

    assert [owed["person_id"] for owed in place.owed("case.form")] == [one.person_id]


def test_another_category_does_not_open_what_was_hidden_for_another_reason(
    make: Callable[..., Scene],
) -> None:
    """What was split from a confidential case tells of the same people."""
    scene = make(Stage.OPEN, is_confidential=True)
    tx, case = scene.tx, scene.case
    starters = parse_catalogue(read_starter("zh_CN"))
    add_starter(tx, starters, community_id=case.community_id)
    known = list_categories(tx, community_id=case.community_id)
    hidden = next(one for one in known if one.is_confidential)
    public = next(one for one in known if not one.is_confidential)

    def is_hidden(old: Category | None) -> Json:
        return columns_of(tx, case, old, public, now=scene.now)["is_confidential"]

    assert is_hidden(None)
    assert is_hidden(public)
    assert not is_hidden(hidden), "it was hidden for its category, which was a mistake"


def test_in_a_group_an_anonymous_reporter_gets_the_answers_of_anybody(
    make: Callable[..., Scene], place: Place
) -> None:
    scene = make(Stage.OPEN, is_anonymous=True)
    tx, case, anybody = scene.tx, scene.case, place.person("外人")
    usual: dict[str, Any] = {"case_id": case.id, "now": scene.now}
    for number, kind in enumerate((ChatKind.PUBLIC, ChatKind.STAFF)):
        reporter, other = (replace(one, chat_kind=kind) for one in (scene.reporter, anybody))
        told = [
            follow_case(tx, by=one, source=f"f{number}{one.person_id}", **usual)
            for one in (reporter, other)
        ]
        assert told[0] == told[1]
        with pytest.raises(RuleBroken) as caught:
            choose_same(tx, by=reporter, is_same=True, source=f"s{number}", **usual)
        assert caught.value.key == "same.not_yours"
    assert list_followers(tx, case.id) == [anybody.person_id]
    with pytest.raises(RuleBroken) as caught:
        follow_case(tx, by=scene.reporter, source="own", **usual)
    assert caught.value.key == "case.follow_own"
