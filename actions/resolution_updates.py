"""How far a resolution 决议 is: said by its owner, ended, stopped, or hurried on 督办."""

from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.grants import today_in
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from actions.resolution_news import owe_closing, owe_news, owe_picture, tell_owner
from actions.resolutions import get_resolution_here, plan_reminders, refresh_here, show_again
from actions.surveys import begin_where_all_is_done
from domain.addresses import Address
from domain.answers import Answer
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.plain_text import in_one_line
from domain.resolutions import (
    FULL,
    LONGEST_UPDATE,
    STEPS,
    Progress,
    Resolution,
    ResolutionState,
    UpdateKind,
    read_progress,
)
from domain.rules import RuleBroken
from storage import resolutions
from storage.prompts import Prompt

PROGRESS, DONE, STOP = "resolution.progress", "resolution.done", "resolution.stop"
"""The questions whose answers are how far it is, how it was done, and why it is given up."""

ASKED = (PROGRESS, DONE, STOP)
SHORTEST_REASON = 2

NUDGED = "resolution.nudged"


def owned_here(tx: Connection, by: Visitor, resolution_id: int) -> Resolution:
    """The resolution, for its owner or a secretary, while it is open."""
    found = get_resolution_here(tx, by, resolution_id)
    is_own = found.owner_id == by.person_id
    check_may(Verb.UPDATE_RESOLUTION, holdings_now(tx, by), is_own=is_own)
    return _open(found)


def _open(resolution: Resolution) -> Resolution:
    if resolution.state is not ResolutionState.OPEN:
        raise RuleBroken("resolution.is_over", number=resolution.number)
    return resolution


@once
def ask_update(
    tx: Connection,
    *,
    by: Visitor,
    resolution_id: int,
    what: str,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """写进展, 办结, 终止: ask for the words that go with it."""
    resolution = owned_here(tx, by, resolution_id)
    if what == STOP:
        check_visitor_may(tx, by, Verb.STOP_RESOLUTION)
    for one in ASKED:
        close_questions(tx, person_id=by.person_id, where=here, act=one, now=now)
    ask(
        tx,
        person=by,
        community_id=resolution.community_id,
        act=what,
        case_id=None,
        where=here,
        source=source,
        data={"resolution": resolution.id, "params": {"number": resolution.number}},
        now=now,
    )
    return Answer("case.asked")


def answer_update(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Wrong words raise ``RuleBroken`` with an example, and the question stays open."""
    resolution = owned_here(tx, by, prompt.data["resolution"])
    if prompt.act == STOP:
        return _stop(tx, by, resolution, in_one_line(said.text), source=source, now=now)
    progress = read_progress(said.text)
    if prompt.act == DONE:
        progress = Progress(FULL, progress.words)
    return _report(tx, by, resolution, progress, _picture_in(said), source=source, now=now)


def _picture_in(said: Words) -> str:
    return next((one.file for one in said.attachments if one.kind == "photo"), "")


@once
def report_progress(
    tx: Connection,
    *,
    by: Visitor,
    resolution_id: int,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """``/resolution JY-2026-07-1 40% 已采购``."""
    resolution = owned_here(tx, by, resolution_id)
    progress = read_progress(said.text)
    answer = _report(tx, by, resolution, progress, _picture_in(said), source=source, now=now)
    refresh_here(tx, here, now=now)
    return answer


@once
def press_progress(
    tx: Connection,
    *,
    by: Visitor,
    resolution_id: int,
    version: int,
    percent: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """25%, 50%, 75%: one press each. Pressed where it stands already, nobody is told anew; on a
    card that has been overtaken nothing is done, but it becomes right.
    """
    resolution = owned_here(tx, by, resolution_id)
    if percent not in STEPS:
        raise RuleBroken("press.stale")
    if resolution.version != version:
        show_again(tx, resolution, now=now)
        refresh_here(tx, here, now=now)
        return Answer("resolution.changed_meanwhile", must_be_read=True)
    if resolution.percent == percent:
        return Answer("resolution.as_it_was", {"percent": percent})
    answer = _report(tx, by, resolution, Progress(percent, ""), "", source=source, now=now)
    refresh_here(tx, here, now=now)
    return answer


def _report(
    tx: Connection,
    by: Visitor,
    resolution: Resolution,
    progress: Progress,
    picture: str,
    *,
    source: str,
    now: datetime,
) -> Answer:
    is_silent = not (progress.words or picture)
    if is_silent and progress.percent is None:
        raise RuleBroken("resolution.say_how_far", number=resolution.number)
    if is_silent and progress.percent == FULL:
        raise RuleBroken("resolution.how_done", number=resolution.number)
    percent = resolution.percent if progress.percent is None else progress.percent
    kind = UpdateKind.DONE if percent == FULL else UpdateKind.PROGRESS
    state = ResolutionState.DONE if kind is UpdateKind.DONE else ResolutionState.OPEN
    _go_on(
        tx,
        by,
        resolution,
        kind=kind,
        state=state,
        percent=percent,
        words=progress.words,
        picture=picture,
        source=source,
        now=now,
    )
    return Answer(f"resolution.noted_{kind}", {"number": resolution.number, "percent": percent})


def _stop(
    tx: Connection, by: Visitor, resolution: Resolution, reason: str, *, source: str, now: datetime
) -> Answer:
    check_visitor_may(tx, by, Verb.STOP_RESOLUTION)
    if len(reason) < SHORTEST_REASON:
        raise RuleBroken("resolution.why_stopped")
    if len(reason) > LONGEST_UPDATE:
        raise RuleBroken("resolution.too_long", count=LONGEST_UPDATE)
    _go_on(
        tx,
        by,
        resolution,
        kind=UpdateKind.STOPPED,
        state=ResolutionState.STOPPED,
        percent=resolution.percent,
        words=reason,
        picture="",
        source=source,
        now=now,
    )
    return Answer("resolution.noted_stopped", {"number": resolution.number})


def _go_on(
    tx: Connection,
    by: Visitor,
    resolution: Resolution,
    *,
    kind: UpdateKind,
    state: ResolutionState,
    percent: int,
    words: str,
    picture: str,
    source: str,
    now: datetime,
) -> None:
    """One step of a resolution: its row, the update that stays, the cards, and who hears of it."""
    ended_at = None if state is ResolutionState.OPEN else now
    changed = resolutions.change_resolution(
        tx, resolution, percent=percent, state=state.value, ended_at=ended_at
    )
    if changed is None:
        raise RuleBroken("resolution.changed_meanwhile")
    update_id = resolutions.add_update(
        tx,
        changed,
        kind=kind,
        made_by=by.person_id,
        words=words,
        picture=picture,
        source=source,
        now=now,
    )
    assert update_id is not None, "a deed is done once for its source"
    show_again(tx, changed, now=now)
    owe_news(tx, changed, update_id, now=now)
    if picture:
        owe_picture(tx, changed, update_id, now=now)
    if state is ResolutionState.OPEN:
        return
    plan_reminders(tx, changed, now=now)
    owe_closing(tx, changed, now=now)
    begin_where_all_is_done(tx, changed.meeting_id, now=now)


@once
def nudge_owner(
    tx: Connection,
    *,
    by: Visitor,
    resolution_id: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """督办: its owner is asked to go on with it, at most once a day whoever presses; that it was is
    written down for all to see.
    """
    check_visitor_may(tx, by, Verb.NUDGE_RESOLUTION)
    resolution = _open(get_resolution_here(tx, by, resolution_id))
    if resolution.owner_id == by.person_id:
        raise RuleBroken("resolution.is_yours")
    day = today_in(tx, resolution.community_id, now).isoformat()
    update_id = resolutions.add_update(
        tx,
        resolution,
        kind=UpdateKind.NUDGE,
        made_by=by.person_id,
        words="",
        source=f"nudge:{resolution.id}:{day}",
        now=now,
    )
    if update_id is None:
        raise RuleBroken("resolution.nudged_today", number=resolution.number)
    is_told = tell_owner(tx, resolution, kind=NUDGED, dedup=f"{NUDGED}:{update_id}", now=now)
    show_again(tx, resolution, now=now)
    refresh_here(tx, here, now=now)
    key = "resolution.nudge_sent" if is_told else "resolution.nudge_unheard"
    return Answer(key, {"number": resolution.number}, must_be_read=not is_told)
