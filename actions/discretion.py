"""What has been said of a case that turns out to be discreet: taken back where it can be."""

from datetime import datetime

from sqlalchemy import Connection

from actions import case_promises as promises
from actions.cluster_looks import show_clusters_again
from actions.digests import WEEKLY, weeklies_about
from domain.addresses import Address
from domain.cases import Case
from domain.deadlines import nudge_period
from domain.updates import nudge_about
from storage import case_media, cases, messages, outbox
from storage.merging import list_family
from storage.outbox import Look
from storage.same_problem import list_asked_about

PICTURED = ("case.card", "case.received", "case.desk")
SAID = ("case.word", "case.pictures")
CHOICES = ("case.merge",)
"""What is said once cannot be said differently: it goes."""

MOST_NUDGES = 10


MOST_LOOKS = 500
"""So many lists and looks, the newest that groups were shown since the report, are drawn anew."""


def hush(tx: Connection, case: Case, *, now: datetime) -> None:
    """Every group that has been told of a case, or of what went into it, is told no more than it
    may know.

    Cards are written anew without words. Telegram exchanges a picture but never takes it off, so a
    card with a picture is deleted and sent again. What is older than two days it does not delete.
    """
    family = [cases.get_case(tx, one) for one in list_family(tx, case.id)]
    for one in family[1:]:
        hidden = cases.change_case(tx, one, is_confidential=True)
        assert hidden is not None, "nobody else writes inside this transaction"
    for one in family:
        _hush_about(tx, one, now=now)
    _hush_looks(tx, family, now=now)
    show_clusters_again(tx, family, now=now)
    for one in list_asked_about(tx, case, ids=[one.id for one in family]):
        promises.owe_changes(tx, one, now=now)


def tell_again(tx: Connection, case: Case, *, source: str, now: datetime) -> None:
    """It was confidential by mistake: what went into it is told again too, and below the card stand
    its pictures.
    """
    for case_id in list_family(tx, case.id)[1:]:
        told = cases.change_case(tx, cases.get_case(tx, case_id), is_confidential=False)
        assert told is not None, "nobody else writes inside this transaction"
        promises.owe_changes(tx, told, now=now)
    pictures = case_media.list_pictures(tx, case.id)
    on_the_card = [one.id for one in pictures if one.heads_a_card][:1]
    rest = [one.id for one in pictures if one.id not in on_the_card]
    promises.owe_pictures(tx, case, rest, again=source, now=now)


def _hush_looks(tx: Connection, family: list[Case], *, now: datetime) -> None:
    """Lists, looks, desks and choices in groups that could show one of these cases."""
    looks = outbox.list_looks_in_groups(
        tx,
        community_id=family[0].community_id,
        since=min(one.reported_at for one in family),
        limit=MOST_LOOKS,
    )
    ids = {one.id for one in family}
    for look in looks:
        if not _could_show(look, ids):
            continue
        if look.kind in CHOICES:
            _take_all_away(tx, family[0], kind=look.kind, about=look.about, now=now)
            continue
        _redraw_without_picture(tx, family[0], kind=look.kind, about=look.about, now=now)
        outbox.want_again(tx, dedup=look.dedup, now=now)


def _could_show(look: Look, ids: set[int]) -> bool:
    payload = look.payload
    if look.kind == "case.view":
        return payload["case_id"] in ids
    if look.kind == "bulk.digest":
        return not ids.isdisjoint(payload["case_ids"])
    return look.kind != "desk" or bool(payload["pile"])


def _hush_about(tx: Connection, case: Case, *, now: datetime) -> None:
    for kind in PICTURED:
        _redraw_without_picture(tx, case, kind=kind, about=case.about, now=now)
    for number in range(1, MOST_NUDGES + 1):
        about = nudge_about(case, nudge_period(case, number))
        outbox.want_all_again(tx, about=about, kinds=("case.nudge",), now=now)
    for round_number in range(case.reopenings + 1):
        about = f"{case.about}:{round_number}"
        _redraw_without_picture(tx, case, kind="case.question", about=about, now=now)
        outbox.want_all_again(tx, about=about, kinds=("case.question",), now=now)
    for weekly in weeklies_about(tx, case):
        _take_all_away(tx, case, kind=WEEKLY, about=weekly, now=now)
    for kind in SAID:
        _take_all_away(tx, case, kind=kind, about=case.about, now=now)
    promises.owe_changes(tx, case, now=now)


def _take_all_away(tx: Connection, case: Case, *, kind: str, about: str, now: datetime) -> None:
    for where, message in messages.list_standing(tx, kind=kind, about=about):
        if not where.is_private:
            take_away(tx, case, where, message, now=now)


def _redraw_without_picture(
    tx: Connection, case: Case, *, kind: str, about: str, now: datetime
) -> None:
    for where, message in messages.list_standing(tx, kind=kind, about=about):
        standing = messages.find_standing(tx, kind=kind, about=about, to=where)
        if not where.is_private and standing is not None and standing.media_file:
            take_away(tx, case, where, message, now=now)


def take_away(tx: Connection, case: Case, where: Address, message: str, *, now: datetime) -> None:
    """This message of ours leaves the chat, and counts no more."""
    outbox.owe(
        tx,
        dedup=f"message.delete:{where.channel}:{where.chat}:{message}",
        kind="message.delete",
        to=where,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"message": message},
        now=now,
    )
    messages.supersede(tx, channel=where.channel, chat=where.chat, message=message, now=now)
