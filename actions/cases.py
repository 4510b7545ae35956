"""A report becomes a case: filed once, acknowledged, shown to the staff."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.asking import REPORT, close_questions
from actions.cluster_looks import look_for_cluster
from actions.drafts import take_album
from actions.followers import weigh
from actions.once import once
from actions.places import where_is
from actions.same_problem import offer_same
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import OPEN_STAGES, Case, Kind, Stage
from domain.categories import Category, Priority, suggest
from domain.deadlines import first_promise
from domain.discretion import is_reporter_here
from domain.emergencies import find_emergency
from domain.media import BEFORE, Attachment, Point, Words
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import case_media, cases, categories, communities, outbox, people
from storage.communities import Chat
from storage.merging import living


@dataclass(frozen=True)
class Author:
    """Who wrote the message that somebody else reports; perhaps a person we have not met."""

    external_id: str
    name: str
    username: str | None


@dataclass(frozen=True)
class Filing:
    """A report as it was handed in.

    ``reported_in`` is where the acknowledgement goes: the chat and thread, in reply to the report.
    ``made_of`` names the message whose words and media the case is, where there is one: what was
    replied to, else the report itself; an album's pictures share their album's name. ``author``
    wrote it, if somebody else did. Without a ``category_id`` the words suggest the category.
    """

    kind: Kind
    said: Words
    reported_in: Address
    made_of: str | None = None
    author: Author | None = None
    place: str = ""
    category_id: int | None = None
    is_anonymous: bool = False


@once
def report_case(
    tx: Connection, *, by: Visitor, filing: Filing, source: str, now: datetime
) -> Answer | None:
    """Open a case, and owe the reporter its number and the staff its card, which waits while the
    reporter is asked whether it is the same as another case.

    One message is one case. An author other than the reporter is offered 是我先发现的. Raises
    ``RuleBroken`` for a report that says nothing, and for a message that was reported before.
    """
    holdings = people.holdings_of(tx, community_id=by.community_id, person_id=by.person_id)
    check_may(Verb.REPORT, holdings)
    said = filing.said
    if said.is_empty:
        raise RuleBroken("media.too_big" if said.leaves_out_a_file else "case.say_more")
    known = cases.find_case_by_source(tx, filing.made_of) if filing.made_of else None
    if known is not None:
        raise RuleBroken("case.reported_already", code=known.code)
    _say_whom_to_call(tx, filing, by=by, source=source, now=now)
    case = offer_same(tx, _open(tx, by=by, filing=filing, source=source, now=now), now=now)
    hang_report_pictures(tx, case, said.attachments, by=by, now=now)
    tells_privacy = people.note_privacy_told(
        tx, community_id=case.community_id, person_id=by.person_id, now=now
    )
    promises.owe_acknowledgement(tx, case, tells_privacy=tells_privacy, now=now)
    if case.offered_until is None:
        promises.owe_staff_cards(tx, case, now=now)
    _owe_reaction(tx, case, now=now)
    close_questions(tx, person_id=by.person_id, where=case.reported_in, act=REPORT, now=now)
    return Answer("media.left_out") if said.leaves_out_a_file else None


def _open(tx: Connection, *, by: Visitor, filing: Filing, source: str, now: datetime) -> Case:
    said, at = filing.said, filing.reported_in
    case = cases.add_case(
        tx,
        community_id=by.home,
        source=filing.made_of or source,
        kind=filing.kind.value,
        stage=Stage.OPEN.value,
        stage_at=now,
        words=said.text,
        place=filing.place,
        latitude=said.point.latitude if said.point else None,
        longitude=said.point.longitude if said.point else None,
        reporter_id=by.person_id,
        author_id=_meet(tx, filing.author, by=by, channel=at.channel, now=now),
        channel=at.channel,
        chat=at.chat,
        thread=at.thread,
        message=at.reply_to,
        is_anonymous=filing.is_anonymous,
        reported_at=now,
        **judged(tx, by.home, filing, now=now),
    )
    cases.add_event(
        tx,
        case,
        kind="reported",
        actor_id=by.person_id,
        source=source,
        to_stage=Stage.OPEN,
        words=said.text,
        now=now,
    )
    deadlines.plan(tx, case, now=now)
    look_for_cluster(tx, case, now=now)
    return case


def judged(tx: Connection, community_id: int, filing: Filing, *, now: datetime) -> dict[str, Json]:
    """What the words themselves tell of a report: where it is, of what kind, how urgent, and so
    by when it is due.
    """
    said = filing.said
    words = f"{said.text} {filing.place}"
    category = chosen_category(tx, community_id, words, chosen_id=filing.category_id)
    priority = category.priority if category else Priority.NORMAL
    if find_emergency(words) is not None:
        priority = Priority.URGENT
    week = deadlines.week_of(communities.get_community(tx, community_id))
    promise = first_promise(
        deadlines.promised(category), week, is_urgent=priority is Priority.URGENT, now=now
    )
    return {
        **where_columns(tx, community_id, words=said.text, place=filing.place, point=said.point),
        "category_id": category.id if category else None,
        "priority": int(priority),
        "is_confidential": bool(category and category.is_confidential),
        "respond_by": promise.respond_by,
        "solve_by": promise.solve_by,
        "is_due_about": promise.is_about,
    }


def chosen_category(
    tx: Connection, community_id: int, words: str, *, chosen_id: int | None
) -> Category | None:
    """The category that was chosen, else the one that the words suggest most."""
    known = categories.list_categories(tx, community_id=community_id)
    chosen = [one for one in known if one.id == chosen_id]
    return next(iter(chosen or suggest(words, known)), None)


def where_columns(
    tx: Connection, community_id: int, *, words: str, place: str, point: Point | None
) -> dict[str, Json]:
    """The columns that say where something is, as words, place and location lead there."""
    found = where_is(tx, community_id, words=words, place=place, point=point)
    return {
        "grid_id": found.grid_id,
        "place_id": found.place_id,
        "place_mark": found.mark,
        "cell": found.cell,
    }


def _say_whom_to_call(
    tx: Connection, filing: Filing, *, by: Visitor, source: str, now: datetime
) -> None:
    """Fire, gas, somebody on the ground: the number to call comes before any case number."""
    emergency = find_emergency(f"{filing.said.text} {filing.place}")
    if emergency is None:
        return
    outbox.owe(
        tx,
        dedup=f"emergency:{source}",
        kind="words",
        to=filing.reported_in,
        lane=outbox.Lane.ALARM,
        community_id=by.home,
        payload={"key": emergency.key, "params": {}},
        now=now,
    )


def _meet(
    tx: Connection, author: Author | None, *, by: Visitor, channel: str, now: datetime
) -> int | None:
    """The person who wrote what somebody else reports; nobody if it is the reporter's own."""
    if author is None or author.external_id == by.external_id:
        return None
    account = people.find_account(tx, channel=channel, external_id=author.external_id)
    if account is not None:
        person_id = account.person_id
    else:
        person_id = people.add_person(
            tx,
            channel=channel,
            external_id=author.external_id,
            name=author.name,
            username=author.username,
            now=now,
        )
    people.add_member(tx, community_id=by.home, person_id=person_id, name=author.name, now=now)
    return person_id


def hang_report_pictures(
    tx: Connection,
    case: Case,
    attachments: tuple[Attachment, ...],
    *,
    by: Visitor,
    now: datetime,
) -> None:
    """Hang a report's own pictures, and those of its album that came before its caption."""
    found = list(attachments)
    for album in {a.album for a in attachments if a.album}:
        found += take_album(tx, by.person_id, album, now=now)
        found += [
            Attachment(source, kind, file, album)
            for source, kind, file in case_media.take_loose_pictures(tx, album=album)
        ]
    found.sort(key=lambda a: _message_number(a.source))
    added = hang_pictures(tx, case, found, phase=BEFORE, given_by=by.person_id, now=now)
    on_the_card = [p.id for p in case_media.list_pictures(tx, case.id) if p.heads_a_card][:1]
    promises.owe_pictures(tx, case, [p for p in added if p not in on_the_card], now=now)


def hang_pictures(
    tx: Connection,
    case: Case,
    attachments: Sequence[Attachment],
    *,
    phase: str,
    given_by: int,
    now: datetime,
) -> list[int]:
    """Hang pictures on a case; the numbers of those that did not hang there yet."""
    numbers = (
        case_media.add_picture(
            tx,
            case,
            source=a.source,
            phase=phase,
            kind=a.kind,
            file=a.file,
            album=a.album,
            given_by=given_by,
            now=now,
        )
        for a in attachments
    )
    return [number for number in numbers if number is not None]


def _message_number(source: str) -> int:
    """Telegram numbers an album's messages in the order they were chosen."""
    number = source.split(":")[2]
    return int(number) if number.isdigit() else 0


def _owe_reaction(tx: Connection, case: Case, *, now: datetime) -> None:
    """Eyes on the report: a nicety that the chat may forbid."""
    if case.reported_in.reply_to is None:
        return
    outbox.owe(
        tx,
        dedup=f"case.react:{case.id}",
        kind="case.react",
        to=case.reported_in,
        lane=outbox.Lane.DIGEST,
        community_id=case.community_id,
        payload={"emoji": "👀"},
        now=now,
    )


@once
def claim_find(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """是我先发现的: who wrote what somebody else reported becomes its first finder."""
    case = get_case_here(tx, by, case_id)
    check_may(
        Verb.CLAIM_FIND,
        people.holdings_of(tx, community_id=by.community_id, person_id=by.person_id),
        is_own=case.author_id == by.person_id,
    )
    if case.first_finder_id is None:
        changed = cases.change_case(tx, case, first_finder_id=by.person_id)
        assert changed is not None, "nobody else writes inside this transaction"
        cases.add_event(tx, case, kind="found_first", actor_id=by.person_id, source=source, now=now)
        promises.owe_changes(tx, changed, now=now)
    return Answer("case.find_claimed", {"code": case.code})


@once
def follow_case(
    tx: Connection, *, by: Visitor, case_id: int, source: str, now: datetime
) -> Answer | None:
    """附议: the same trouble here. The reporter needs no second voice; many weigh more than one."""
    case = living(tx, get_case_here(tx, by, case_id))
    if is_reporter_here(case, by):
        raise RuleBroken("case.follow_own", code=case.code)
    if case.stage not in OPEN_STAGES:
        raise RuleBroken("case.wrong_stage", code=case.code, stage=case.stage.value)
    is_other = case.reporter_id != by.person_id  # an anonymous one hears in a group what all hear
    if is_other and cases.add_follower(tx, case, by.person_id, now=now):
        cases.add_event(tx, case, kind="followed", actor_id=by.person_id, source=source, now=now)
        case = weigh(tx, case, source=source, now=now)
        promises.owe_changes(tx, case, now=now)
    return Answer("case.followed", {"code": case.code})


def get_case_here(tx: Connection, by: Visitor, case_id: int) -> Case:
    """A case of the community this person acts in; another community's does not exist for them."""
    case = cases.find_case_by_id(tx, community_id=by.home, case_id=case_id)
    if case is None:
        raise RuleBroken("case.unknown")
    return case


def owe_open_cards(tx: Connection, *, community_id: int, chat: Chat, now: datetime) -> None:
    """A staff group joined late: it is owed the card of every case that is still open."""
    for case in cases.list_open(tx, community_id=community_id):
        if case.offered_until is None:
            promises.owe_staff_card(tx, case, chat, now=now)
