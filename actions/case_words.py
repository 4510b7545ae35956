"""Words, pictures and places added to a case after it was filed, and edits of the report."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.cases import get_case_here, hang_pictures, hang_report_pictures, where_columns
from actions.discretion import hush
from actions.judging import first_category
from actions.once import once
from actions.same_problem import look_again
from domain.answers import Answer, Json
from domain.cases import Act, Case, Kind, Stage, may_comment
from domain.discretion import is_reporter_here
from domain.media import ADDED, BEFORE, Attachment, Point, Words
from domain.people import ChatKind, Visitor, name_for_staff
from domain.permissions import OFFICE_ROLES, Holding, Verb, check_may
from domain.rules import RuleBroken
from storage import case_media, cases, people, prompts
from storage.merging import living


@once
def add_to_case(
    tx: Connection, *, by: Visitor, case_id: int, said: Words, source: str, now: datetime
) -> Answer | None:
    """What somebody says in reply to a message about a case belongs to the case.

    The first words of a report that had none become its words. The reporter's answer to 待补充
    sets the case going again.
    """
    case = living(tx, get_case_here(tx, by, case_id))
    held = people.holdings_of(tx, community_id=by.community_id, person_id=by.person_id)
    check_may(Verb.ADD_TO_CASE, held)
    if said.is_empty:
        raise RuleBroken("media.too_big" if said.leaves_out_a_file else "case.say_more")
    # What colleagues say to one another below the card is theirs, as a 备注 is.
    is_reporter = is_reporter_here(case, by)
    is_note = by.chat_kind is ChatKind.STAFF and not is_reporter and _works_here(held)
    is_comment = is_reporter and may_comment(case, now)
    changes = _changes(tx, case, said, by=by, now=now)
    kind = Act.NOTE.value if is_note else "comment" if is_comment else "added"
    changed = _write(tx, case, by=by, kind=kind, said=said, changes=changes, source=source, now=now)
    if is_reporter and case.stage is Stage.OPEN:
        hang_report_pictures(tx, case, said.attachments, by=by, now=now)
    else:
        given_by = by.person_id
        hang_and_show(tx, case, said.attachments, phase=ADDED, given_by=given_by, now=now)
    if said.text and "words" not in changes:
        _tell_staff(tx, case, said.text, by=by, source=source, now=now)
    if changes:
        look_again(tx, changed, now=now)
    if is_comment:
        return Answer("case.comment_taken", {"code": case.code})
    return Answer("case.done.note" if is_note else "case.added", {"code": case.code})


def _tell_staff(
    tx: Connection, case: Case, words: str, *, by: Visitor, source: str, now: datetime
) -> None:
    key, params = _told("case.staff_added", case, words, by=by)
    dedup = f"added:{source}"
    promises.owe_to_staff(tx, case, dedup=dedup, key=key, params=params, said_in=source, now=now)


def _told(key: str, case: Case, words: str, *, by: Visitor) -> tuple[str, dict[str, Json]]:
    """The sentence that tells the staff of new words, and its blanks; 匿名 stays 匿名."""
    if case.is_anonymous and is_reporter_here(case, by):
        return f"{key}_hidden", {"code": case.code, "words": words}
    return key, {"code": case.code, "who": name_for_staff(by), "words": words}


def _works_here(held: Iterable[Holding]) -> bool:
    """To sit in the staff group is no role: who has none adds to a case like anybody else."""
    return any(one.role in OFFICE_ROLES for one in held)


def _changes(
    tx: Connection, case: Case, said: Words, *, by: Visitor, now: datetime
) -> dict[str, Json]:
    """The columns of the case that an addition changes; the reporter knows best where it is."""
    is_reporter = is_reporter_here(case, by)
    changes: dict[str, Json] = {}
    if said.text and not case.words and is_reporter:
        changes |= _reworded(tx, case, said.text, now=now)
    if said.point and (is_reporter or case.latitude is None):
        changes |= {"latitude": said.point.latitude, "longitude": said.point.longitude}
        if case.stage is Stage.OPEN:
            words = changes.get("words", case.words)
            changes |= _where(tx, case, words, said.point)
        if not is_reporter and case.grid_id is not None:  # nobody else leads it out of its grid
            changes.pop("grid_id", None)
    if is_reporter and case.stage is Stage.WAITING:
        changes |= going_again(tx, case, by=by, now=now)
    return changes


def _reworded(tx: Connection, case: Case, words: str, *, now: datetime) -> dict[str, Json]:
    """Other words may lead to another grid, as long as nobody has taken the case on; the first ones
    say of what kind it is.
    """
    if case.stage is not Stage.OPEN:
        return {"words": words}
    changes = {"words": words, **_where(tx, case, words, _point_of(case))}
    if case.category_id is None:
        changes |= first_category(tx, replace(case, words=words), now=now)
    return changes


def _where(tx: Connection, case: Case, words: str, point: Point | None) -> dict[str, Json]:
    return where_columns(tx, case.community_id, words=words, place=case.place, point=point)


def _point_of(case: Case) -> Point | None:
    if case.latitude is None or case.longitude is None:
        return None
    return Point(case.latitude, case.longitude)


def going_again(tx: Connection, case: Case, *, by: Visitor, now: datetime) -> dict[str, Json]:
    """The columns of a case that waits no more: the reporter has answered."""
    prompts.close_for_case(tx, case_id=case.id, person_id=case.reporter_id, now=now)
    back_to = case.stage_before or Stage.ACCEPTED
    return {
        **deadlines.clock_columns(tx, case, back_to, {}, now=now),
        "stage": back_to.value,
        "stage_words": "",
        "stage_by": by.person_id,
        "stage_at": now,
        "stage_before": None,
    }


def _write(
    tx: Connection,
    case: Case,
    *,
    by: Visitor,
    kind: str,
    said: Words,
    changes: dict[str, Json],
    source: str,
    now: datetime,
) -> Case:
    stage = Stage(changes["stage"]) if "stage" in changes else None
    cases.add_event(
        tx,
        case,
        kind=Act.RESUME.value if stage else kind,
        actor_id=by.person_id,
        source=source,
        from_stage=case.stage if stage else None,
        to_stage=stage,
        words=said.text,
        data=_pointed(case, said, is_new="latitude" in changes),
        now=now,
    )
    if changes:
        changed = cases.change_case(tx, case, **changes)
        assert changed is not None, "nobody else writes inside this transaction"
        _plan(tx, changed, was=case, now=now)
        case = changed
    promises.owe_changes(tx, case, now=now)
    return case


def _plan(tx: Connection, case: Case, *, was: Case, now: datetime) -> None:
    """Other deadlines; and what groups have seen of it, if they may see it no more, goes."""
    deadlines.plan(tx, case, now=now)
    if case.is_confidential and not was.is_confidential:
        hush(tx, case, now=now)


def _pointed(case: Case, said: Words, *, is_new: bool) -> dict[str, Json]:
    """The place that was sent, and the one it corrects."""
    if said.point is None:
        return {}
    point: dict[str, Json] = {"point": [said.point.latitude, said.point.longitude]}
    if is_new and case.latitude is not None:
        point["before"] = [case.latitude, case.longitude]
    return point


def hang_and_show(
    tx: Connection,
    case: Case,
    attachments: tuple[Attachment, ...],
    *,
    phase: str,
    given_by: int,
    now: datetime,
) -> None:
    """Hang pictures on a case and show the staff those that were not there yet."""
    added = hang_pictures(tx, case, attachments, phase=phase, given_by=given_by, now=now)
    promises.owe_pictures(tx, case, added, now=now)


@once
def join_album(
    tx: Connection, *, by: Visitor, attachment: Attachment, said: str, source: str, now: datetime
) -> Answer | None:
    """A picture of an album without a keyword of its own.

    It hangs itself on the case its album made, if that is known; otherwise it is kept for a day
    in case the album's caption is still on its way.
    """
    album = attachment.album
    assert album is not None
    home = case_media.find_album(tx, album)
    if home is None:
        case_media.add_loose_picture(
            tx,
            community_id=by.home,
            source=attachment.source,
            album=album,
            kind=attachment.kind,
            file=attachment.file,
            person_id=by.person_id,
            now=now,
        )
        return None
    case = cases.get_case(tx, home[0])
    if home[1] == BEFORE:
        hang_report_pictures(tx, case, (attachment,), by=by, now=now)
    else:
        given_by = by.person_id
        hang_and_show(tx, case, (attachment,), phase=home[1], given_by=given_by, now=now)
    cases.add_event(
        tx, case, kind="added", actor_id=by.person_id, source=source, words=said, now=now
    )
    promises.owe_changes(tx, case, now=now)
    return None


@once
def edit_report(
    tx: Connection,
    *,
    by: Visitor,
    case_id: int,
    kind: Kind | None,
    words: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """A report was edited: until 受理 that is what it says, afterwards the words are added.

    The old words stay in the history. ``kind`` is ``None`` when the keyword was edited away.
    """
    case = get_case_here(tx, by, case_id)
    if not words or words == cases.last_report_words(tx, case.id):
        return None  # the keyword alone, another picture, a link's preview: nothing is said anew
    _note_edit(tx, case, words, by=by, source=source, now=now)
    if case.stage is Stage.MERGED:
        said = Words(words)
        return add_to_case(tx, by=by, case_id=case.id, said=said, source=source, now=now)
    changes = _edited(tx, case, words, kind, by=by, source=source, now=now)
    if changes:
        if "stage" in changes:
            _note_going_on(tx, case, Stage(changes["stage"]), by=by, source=source, now=now)
        changed = cases.change_case(tx, case, **changes)
        assert changed is not None, "nobody else writes inside this transaction"
        _plan(tx, changed, was=case, now=now)
        look_again(tx, changed, now=now)
    promises.owe_changes(tx, case, now=now)
    return None if case.stage is Stage.OPEN else Answer("case.added", {"code": case.code})


def _note_going_on(
    tx: Connection, case: Case, stage: Stage, *, by: Visitor, source: str, now: datetime
) -> None:
    cases.add_event(
        tx,
        case,
        kind=Act.RESUME.value,
        actor_id=by.person_id,
        source=source,
        from_stage=case.stage,
        to_stage=stage,
        now=now,
    )


def _note_edit(
    tx: Connection, case: Case, words: str, *, by: Visitor, source: str, now: datetime
) -> None:
    cases.add_event(
        tx,
        case,
        kind="edited",
        actor_id=by.person_id,
        source=source,
        words=words,
        data={"before": case.words, "stage": case.stage.value},
        now=now,
    )


def _edited(
    tx: Connection,
    case: Case,
    words: str,
    kind: Kind | None,
    *,
    by: Visitor,
    source: str,
    now: datetime,
) -> dict[str, Json]:
    """The columns of the case that an edit changes; what comes after 受理 the staff is told."""
    if case.stage is Stage.OPEN:
        return _reworded(tx, case, words, now=now) | ({"kind": kind.value} if kind else {})
    key, params = _told("case.staff_edited", case, words, by=by)
    promises.owe_to_staff(tx, case, dedup=f"edited:{source}", key=key, params=params, now=now)
    return going_again(tx, case, by=by, now=now) if case.stage is Stage.WAITING else {}
