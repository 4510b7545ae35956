"""What a report earns its finder 积分: once when it is taken on, and once when it is mended."""

from datetime import datetime

from sqlalchemy import Connection

from actions.deadlines import held_for
from actions.grants import Earned, grant_for
from domain.cases import Case, Stage
from domain.grants import Grant
from domain.rule_sheets import Event
from storage import case_media, cases, outbox, people
from storage.outbox import Lane

TAKEN_ON = (
    Stage.ACCEPTED,
    Stage.IN_PROGRESS,
    Stage.WAITING,
    Stage.TRANSFERRED,
    Stage.CHECKING,
    Stage.RESOLVED,
)
"""Stages of a case that the office has made its own; what goes into another never was."""


def source_of(event: Event, case: Case) -> str:
    """A case pays once for each event, however often it is opened again."""
    return f"{event.value}:{case.about}"


def reward(
    tx: Connection, before: Case, case: Case, *, actor_id: int | None, now: datetime
) -> None:
    """Pay what a move of a case has earned; the event of the move is written already.

    Nobody is paid for what they took on or mended themselves, nor for what no person confirmed.
    """
    if actor_id is None or case.stage is before.stage:
        return
    if case.stage in TAKEN_ON and _is_first(tx, case, TAKEN_ON):
        _pay(tx, Event.REPORT_ACCEPTED, case, actor_id=actor_id, now=now)
        if case_media.was_reported_with_picture(tx, case.id):
            _pay(tx, Event.REPORT_WITH_PHOTO, case, actor_id=actor_id, now=now)
    if case.stage is Stage.RESOLVED and _is_first(tx, case, (Stage.RESOLVED,)):
        grant = _pay(tx, Event.REPORT_SOLVED, case, actor_id=actor_id, now=now)
        if grant is not None and grant.person_id != case.reporter_id:
            _tell_first_finder(tx, case, grant, now=now)


def _is_first(tx: Connection, case: Case, stages: tuple[Stage, ...]) -> bool:
    entered = [one for one in cases.list_events(tx, case.id) if one.to_stage in stages]
    return len(entered) == 1


def _pay(tx: Connection, event: Event, case: Case, *, actor_id: int, now: datetime) -> Grant | None:
    finder_id = case.first_finder_id or case.reporter_id
    if finder_id == case.stage_by:  # 核查通过 leaves there who mended it
        return None
    return grant_for(
        tx,
        Earned(
            event,
            case.community_id,
            finder_id,
            granted_by=actor_id,
            source=source_of(event, case),
            about=case.about,
            once_key=_place_and_kind(case),
            is_discreet=case.is_discreet,
        ),
        now=now,
    )


def _place_and_kind(case: Case) -> str:
    """The same for two reports of the same trouble; empty where nobody said where it is."""
    where = case.place_mark or (f"cell {case.cell}" if case.cell is not None else "")
    return f"{where}:{case.category_id or 0}" if where else ""


def _tell_first_finder(tx: Connection, case: Case, grant: Grant, *, now: datetime) -> None:
    """The reporter reads of it in the question; who was there before them, in private and not at
    night.
    """
    account = people.get_account(tx, grant.person_id, channel=case.reported_in.channel)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"points.first_finder:{case.id}",
            kind="words",
            to=account.private,
            lane=Lane.NOTICE,
            community_id=case.community_id,
            payload={
                "key": "points.first_finder",
                "params": {"code": case.code, "count": grant.points},
            },
            not_before=held_for(tx, case, now),
            now=now,
        )
