"""What becomes of a file that hangs on a case: kept as a copy of our own, refused, or lost.

Each is decided once, whoever asks again: the row's state is the answer.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.same_problem import look_again
from domain.addresses import Address
from domain.cases import Case
from domain.media import LOST, REFUSED, KeptFile
from storage import cases, media, outbox, people
from storage.media import Given

SHOWN_WITHIN = timedelta(days=7)
TOLD_WITHIN = timedelta(days=1)
"""What is fetched later than this, after an upgrade or a long outage, is news to nobody."""


def keep_file(tx: Connection, *, media_id: int, kept: KeptFile, now: datetime) -> bool:
    """We have a copy; ``False`` if that was decided before. A document, which the staff has not
    seen yet, is shown to them as what it really is.
    """
    given = media.get_given(tx, media_id)
    file_id = media.add_file(tx, community_id=given.community_id, kept=kept, now=now)
    if not media.book_kept(tx, given, file_id=file_id):
        return False
    case = cases.get_case(tx, given.case_id)
    if kept.likeness and now - given.added_at < TOLD_WITHIN:
        case = look_again(tx, case, now=now)
    if given.kind == "document" and now - given.added_at < SHOWN_WITHIN:
        _show(tx, case, given, now=now)
    return True


def _show(tx: Connection, case: Case, given: Given, *, now: datetime) -> None:
    """Not again what has been shown, as a document, before copies were kept."""
    if not outbox.is_in_payload(
        tx, about=case.about, kind="case.pictures", key="pictures", item=given.id
    ):
        promises.owe_pictures(tx, case, [given.id], now=now)


def refuse_file(tx: Connection, *, media_id: int, reason: str, now: datetime) -> bool:
    """It is not what may hang on a case, and whoever gave it is told so, once for an album;
    ``False`` if that was decided before.
    """
    if not media.book_ended(tx, media_id, state=REFUSED, reason=reason):
        return False
    given = media.get_given(tx, media_id)
    if given.given_by is not None and now - given.added_at < TOLD_WITHIN:
        _tell(tx, cases.get_case(tx, given.case_id), given, given.given_by, reason, now=now)
    return True


def _tell(
    tx: Connection, case: Case, given: Given, person_id: int, reason: str, *, now: datetime
) -> None:
    """The reporter where they hear of their case; anybody else where they said it."""
    dedup = f"refused:{case.id}:{given.album or given.source}"
    key, params = f"media.refused.{reason}", {"code": case.code}
    if person_id == case.reporter_id:
        promises.owe_to_reporter(tx, case, dedup=dedup, key=key, params=params, now=now)
        return
    outbox.owe(
        tx,
        dedup=dedup,
        kind="case.word",
        about=case.about,
        to=_where(tx, case, given, person_id),
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"key": key, "params": params},
        now=now,
    )


def _where(tx: Connection, case: Case, given: Given, person_id: int) -> Address:
    """In reply to the file; nobody else hears of a discreet case."""
    if case.is_discreet:
        return people.get_account(tx, person_id, channel=case.reported_in.channel).private
    _, chat, message = given.source.split(":")[:3]
    return Address(chat, case.reported_in.channel, reply_to=message)


def lose_file(tx: Connection, *, media_id: int, reason: str) -> bool:
    """Where it came from it is gone; ``False`` if that was decided before."""
    return media.book_ended(tx, media_id, state=LOST, reason=reason)
