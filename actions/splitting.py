"""拆分: part of a case becomes a case of its own."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions import deadlines
from actions.case_moves import check_may_act, move
from actions.cases import Filing, get_case_here, judged
from actions.cluster_looks import look_for_cluster
from actions.once import once
from domain.answers import Answer, Json
from domain.cases import Act, Case, Stage, check_words, next_stage
from domain.media import Words
from domain.people import Visitor
from storage import cases


@once
def split_case(
    tx: Connection, *, by: Visitor, case_id: int, words: str, source: str, now: datetime
) -> Answer | None:
    """The reporter has spoken of two things at once: the second gets its own number, card and
    deadlines, and the reporter hears of it.
    """
    case = get_case_here(tx, by, case_id)
    check_may_act(tx, Act.SPLIT, case, by=by)
    stage = next_stage(case, Act.SPLIT)
    check_words(Act.SPLIT, words, has_media=False)
    other = _open(tx, case, words, by=by, source=source, now=now)
    move(
        tx,
        case,
        act=Act.SPLIT,
        stage=stage,
        actor_id=by.person_id,
        said=Words(text=f"{other.code} {words}"),
        source=source,
        now=now,
    )
    promises.owe_acknowledgement(tx, other, tells_privacy=False, now=now)
    promises.owe_staff_cards(tx, other, now=now)
    return Answer("split.done", {"code": case.code, "other": other.code})


def _open(
    tx: Connection, case: Case, words: str, *, by: Visitor, source: str, now: datetime
) -> Case:
    at = case.reported_in
    other = cases.add_case(
        tx,
        community_id=case.community_id,
        source=f"split:{source}",
        kind=case.kind.value,
        stage=Stage.OPEN.value,
        stage_at=now,
        words=words,
        reporter_id=case.reporter_id,
        channel=at.channel,
        chat=at.chat,
        thread=at.thread,
        message=at.reply_to,
        is_anonymous=case.is_anonymous,
        split_from_id=case.id,
        reported_at=now,
        **_judged_beside(tx, case, words, now=now),
    )
    cases.add_event(
        tx,
        other,
        kind="split_off",
        actor_id=by.person_id,
        source=source,
        to_stage=Stage.OPEN,
        words=words,
        data={"from": case.code},
        now=now,
    )
    deadlines.plan(tx, other, now=now)
    look_for_cluster(tx, other, now=now)
    return other


def _judged_beside(tx: Connection, case: Case, words: str, *, now: datetime) -> dict[str, Json]:
    """What the words tell, and of what they do not tell what is known of the first case: where it
    is, of what kind; and nobody sees more of the second than of the first.
    """
    found = judged(
        tx, case.community_id, Filing(case.kind, Words(words), case.reported_in), now=now
    )
    if not found["place_mark"] and found["grid_id"] is None:
        found |= {
            "place": case.place,
            "latitude": case.latitude,
            "longitude": case.longitude,
            "grid_id": case.grid_id,
            "place_id": case.place_id,
            "place_mark": case.place_mark,
            "cell": case.cell,
        }
    if found["category_id"] is None and case.category_id is not None:
        at = Filing(case.kind, Words(words), case.reported_in, category_id=case.category_id)
        of_kind = judged(tx, case.community_id, at, now=now)
        for name in ("category_id", "priority", "respond_by", "solve_by", "is_due_about"):
            found[name] = of_kind[name]
    return found | {"is_confidential": found["is_confidential"] or case.is_confidential}
