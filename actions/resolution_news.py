"""Who hears of a resolution 决议: who wanted it, its owner in time, the office when it is late.

And the cases of which it was made: when it is done they are closed as any other.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from actions.case_work import act_on_case
from actions.deadlines import held
from actions.meeting_news import groups_of
from actions.permits import visitor_of
from actions.resolutions import DUE, show_again
from domain.addresses import TELEGRAM
from domain.answers import Json
from domain.cases import Act, Case, Stage
from domain.media import Words
from domain.people import ChatKind
from domain.permissions import Role
from domain.resolutions import OVER, TOLD, Resolution, ResolutionState, resolution_id_of
from domain.rules import RuleBroken
from storage import cases, communities, jobs, meetings, outbox, people, resolutions
from storage.jobs import Job
from storage.merging import living
from storage.outbox import Lane
from storage.proposals import cases_of, get_proposal

SAID, REMINDER = "resolution.told", "resolution.reminder"
PICTURE = "resolution.picture"
TELL, CLOSE = "resolution.tell", "resolution.close"

AT_A_TIME = 200
"""So many people are told in one go; whoever comes next is the next job's."""


def tell_owner(
    tx: Connection,
    resolution: Resolution,
    *,
    kind: str,
    dedup: str,
    now: datetime,
    payload: dict[str, Json] | None = None,
) -> bool:
    """Whether its owner can be told in private, and will be, out of the quiet hours."""
    if resolution.owner_id is None:
        return False
    return bool(_owe(tx, resolution, [resolution.owner_id], kind, dedup, payload or {}, now=now))


def _owe(
    tx: Connection,
    resolution: Resolution,
    person_ids: Iterable[int],
    kind: str,
    dedup: str,
    payload: dict[str, Json],
    *,
    now: datetime,
) -> int:
    """The same to each of these in private; how many of them the bot may write to."""
    community = communities.get_community(tx, resolution.community_id)
    accounts = [people.get_account(tx, one, channel=TELEGRAM) for one in dict.fromkeys(person_ids)]
    reachable = [one for one in accounts if one.is_reachable]
    for one in reachable:
        outbox.owe(
            tx,
            dedup=f"{dedup}:{one.person_id}",
            kind=kind,
            about=resolution.about,
            to=one.private,
            lane=Lane.NOTICE,
            community_id=resolution.community_id,
            payload={"resolution": resolution.id, "person": one.person_id, **payload},
            not_before=held(now, community),
            now=now,
        )
    return len(reachable)


def owe_news(tx: Connection, resolution: Resolution, update_id: int, *, now: datetime) -> None:
    """An update is told to all who want to hear of it, not by night."""
    community = communities.get_community(tx, resolution.community_id)
    _promise_telling(tx, resolution, update_id, after=0, due_at=held(now, community))


def owe_picture(tx: Connection, resolution: Resolution, update_id: int, *, now: datetime) -> None:
    """A photo stands below the card in each group, not by night."""
    community = communities.get_community(tx, resolution.community_id)
    for group in groups_of(tx, meetings.get_meeting(tx, resolution.meeting_id)):
        outbox.owe(
            tx,
            dedup=f"{PICTURE}:{update_id}:{group.chat}",
            kind=PICTURE,
            about=resolution.about,
            to=group,
            lane=Lane.NOTICE,
            community_id=resolution.community_id,
            payload={"resolution": resolution.id, "update": update_id},
            not_before=held(now, community),
            now=now,
        )


def _promise_telling(
    tx: Connection, resolution: Resolution, update_id: int, *, after: int, due_at: datetime
) -> None:
    jobs.add_job(
        tx,
        kind=TELL,
        subject=resolution.about,
        period=f"{update_id}:{after}",
        due_at=due_at,
        community_id=resolution.community_id,
    )


def tell_update(tx: Connection, job: Job, now: datetime) -> None:
    """Tell the next of those who proposed it, stood behind it, voted or were there; once each."""
    resolution = _of(tx, job)
    community = communities.get_community(tx, resolution.community_id)
    until = held(now, community)
    if until > now:
        jobs.hold(tx, job.id, until=until)
        return
    update_id, after = (int(part) for part in job.period.split(":"))
    update = resolutions.get_update(tx, update_id)
    found = resolutions.list_concerned(
        tx,
        meeting_id=resolution.meeting_id,
        proposal_ids=[one for one in (resolution.proposal_id,) if one is not None],
        with_seconders=True,
        after=after,
        limit=AT_A_TIME,
    )
    concerned = found if after else [*_owner_too(resolution), *found]
    assert update.kind in TOLD
    to = [one for one in concerned if one != update.made_by]
    dedup, payload = f"{SAID}:{update_id}", {"update": update_id}
    _owe(tx, resolution, to, SAID, dedup, payload, now=now)
    if len(found) == AT_A_TIME:
        _promise_telling(tx, resolution, update_id, after=found[-1], due_at=now)


def _owner_too(resolution: Resolution) -> list[int]:
    """What others write about it, its owner wants to know."""
    return [] if resolution.owner_id is None else [resolution.owner_id]


def remind_of_due(tx: Connection, job: Job, now: datetime) -> None:
    """Its owner hears that the day comes near; once it has gone by, or where its owner cannot be
    told, secretaries and supervisors do too, where the bot may write to none of them in the staff
    group.
    """
    resolution, which = _of(tx, job), job.period
    if resolution.state is not ResolutionState.OPEN or resolution.due_at is None:
        return
    until = held(now, communities.get_community(tx, resolution.community_id))
    if until > now:
        jobs.hold(tx, job.id, until=until)
        return
    if which != OVER and now > resolution.due_at:  # late by an outage: the other one says more
        return
    dedup, payload = f"{DUE}:{resolution.id}:{which}", {"which": which}
    is_told = tell_owner(tx, resolution, kind=REMINDER, dedup=dedup, payload=payload, now=now)
    if which == OVER:
        show_again(tx, resolution, now=now)
    if which == OVER or not is_told:
        _tell_office(tx, resolution, dedup, payload, now=now)


def _tell_office(
    tx: Connection, resolution: Resolution, dedup: str, payload: dict[str, Json], *, now: datetime
) -> None:
    home = resolution.community_id
    office = [
        one
        for role in (Role.SECRETARY, Role.SUPERVISOR)
        for one in people.list_holders(tx, community_id=home, role=role)
        if one != resolution.owner_id
    ]
    if _owe(tx, resolution, office, REMINDER, dedup, payload, now=now):
        return
    for chat in communities.list_chats(tx, community_id=home, kind=ChatKind.STAFF):
        outbox.owe(
            tx,
            dedup=f"{dedup}:{chat.external_id}",
            kind=REMINDER,
            about=resolution.about,
            to=chat.address,
            lane=Lane.NOTICE,
            community_id=home,
            payload={"resolution": resolution.id, "person": None, **payload},
            now=now,
        )


def _of(tx: Connection, job: Job) -> Resolution:
    return resolutions.get_resolution(tx, resolution_id_of(job.subject))


def owe_closing(tx: Connection, resolution: Resolution, *, now: datetime) -> None:
    """All that was decided on a proposal has ended, and something was done: the cases of which it
    was made are mended, each by a job of its own.
    """
    if resolution.proposal_id is None:
        return
    decided = resolutions.list_of_proposal(tx, resolution.proposal_id)
    done = [one for one in decided if one.state is ResolutionState.DONE]
    if not done or any(one.state is ResolutionState.OPEN for one in decided):
        return
    for case in cases_of(tx, resolution.proposal_id):
        jobs.add_job(
            tx,
            kind=CLOSE,
            subject=done[-1].about,
            period=str(case.id),
            due_at=now,
            community_id=resolution.community_id,
        )


def close_case(tx: Connection, job: Job, now: datetime) -> None:
    """办结 as any other: whoever reported it is asked, with the words by which it was done. What
    has ended in another way meanwhile, or waits for an answer already, is left alone.
    """
    resolution = _of(tx, job)
    case = living(tx, cases.get_case(tx, int(job.period)))
    by = visitor_of(tx, _in_whose_name(tx, resolution), community_id=resolution.community_id)
    said = Words(text=_how_done(tx, resolution))
    for act in _acts_for(case):
        try:
            with tx.begin_nested():
                act_on_case(
                    tx,
                    by=by,
                    act=act,
                    case_id=case.id,
                    said=said if act is Act.RESOLVE else Words(text=""),
                    source=f"{resolution.about}:{act.value}:{case.id}",
                    now=now,
                )
        except RuleBroken:  # somebody's hands are on it: it goes its own way
            return


def _acts_for(case: Case) -> tuple[Act, ...]:
    match case.stage:
        case Stage.OPEN:
            return (Act.ACCEPT, Act.RESOLVE)
        case Stage.ACCEPTED | Stage.IN_PROGRESS | Stage.WAITING | Stage.TRANSFERRED:
            return (Act.RESOLVE,)
    return ()


def _how_done(tx: Connection, resolution: Resolution) -> str:
    last = resolutions.list_updates(tx, resolution.id)[0]
    return f"{resolution.number} {last.words or resolution.words}"


def _in_whose_name(tx: Connection, resolution: Resolution) -> int:
    """The secretary who took the matter on, while they are one; else whoever is one now."""
    assert resolution.proposal_id is not None
    taken_by = get_proposal(tx, resolution.proposal_id).reviewed_by
    secretaries = people.list_holders(tx, community_id=resolution.community_id, role=Role.SECRETARY)
    if taken_by is not None and taken_by in secretaries:
        return taken_by
    return (*secretaries, resolution.made_by)[0]
