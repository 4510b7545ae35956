"""Taking figures away 导出: chosen on a card in private, made when the file is sent."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.grants import today_in
from actions.looks import point, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from actions.stats import card_here, narrowed_by
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.categories import heads_of
from domain.exports import Asked, What, find_what, read_asked
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.stats import Stretch, month_at
from storage import exports, outbox, people
from storage.categories import list_categories
from storage.grids import list_grids
from storage.outbox import Lane

CARD, FILE = "export.card", "export.file"


def asked_in(
    tx: Connection, community_id: int, said: str, *, is_personal: bool, now: datetime
) -> Asked:
    """What somebody's words ask for, 时长 上月; else the cases of this month."""
    what, rest = find_what(said)
    wanted = narrowed_by(tx, community_id, rest, now=now)
    wanted["when"] = wanted["when"] or month_at(today_in(tx, community_id, now)).code
    return read_asked((what or What.CASES).value, wanted, is_personal=is_personal)


@once
def show_export(
    tx: Connection, *, by: Visitor, said: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """What can be taken away, in private alone; nothing is made before 导出."""
    check_visitor_may(tx, by, Verb.EXPORT)
    asked = asked_in(tx, by.home, said, is_personal=False, now=now)
    payload = {
        **asked.as_stored(),
        "what": asked.what.value,
        "is_personal": False,
        "viewer": by.person_id,
        "choosing": "",
        "export_id": 0,
    }
    to = here
    if not here.is_private:
        point(tx, by, here, start="export", source=source, now=now)
        if not by.is_reachable:
            return None
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=f"look:{source}",
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.home,
        payload=payload,
        pause=timedelta(0),
        now=now,
    )
    return None


@once
def choose_what(
    tx: Connection, *, by: Visitor, what: What, here: Address, source: str, now: datetime
) -> Answer | None:
    return _choose(tx, by, {"what": what.value}, here, now=now)


@once
def choose_when(
    tx: Connection, *, by: Visitor, when: Stretch, here: Address, source: str, now: datetime
) -> Answer | None:
    return _choose(tx, by, {"when": when.code}, here, now=now)


@once
def choose_from(
    tx: Connection, *, by: Visitor, choosing: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Offer the grids, or the groups of categories."""
    return _choose(tx, by, {"choosing": choosing}, here, now=now)


@once
def choose_grid(
    tx: Connection, *, by: Visitor, grid_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    if grid_id and grid_id not in {one.id for one in list_grids(tx, community_id=by.home)}:
        raise RuleBroken("press.stale")
    return _choose(tx, by, {"grid": grid_id}, here, now=now)


@once
def choose_kind(
    tx: Connection, *, by: Visitor, category_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    heads = heads_of(list_categories(tx, community_id=by.home))
    chosen = [(head, ids) for head, ids in heads.items() if category_id in ids]
    if category_id and not chosen:
        raise RuleBroken("press.stale")
    kind, kinds = chosen[0] if chosen else ("", [])
    return _choose(tx, by, {"kind": kind, "kinds": kinds}, here, now=now)


@once
def choose_names(
    tx: Connection, *, by: Visitor, are_wanted: bool, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, by, Verb.EXPORT_PERSONS)
    return _choose(tx, by, {"is_personal": are_wanted}, here, now=now)


def _choose(
    tx: Connection, by: Visitor, changes: dict[str, Json], here: Address, *, now: datetime
) -> Answer | None:
    """On a card whose table is not being made."""
    about = card_here(tx, by, Verb.EXPORT, here)
    if outbox.find_shown(tx, about=about)[1].get("export_id"):
        raise RuleBroken("export.made_already")
    show_instead(tx, {"choosing": "", **changes}, here, now=now)
    return None


@once
def make_export(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Write down who takes away what, and owe the file; a card makes one, however often it is
    pressed. Grid and kind narrow cases alone.
    """
    about = card_here(tx, by, Verb.EXPORT, here)
    shown = outbox.find_shown(tx, about=about)[1]
    if shown["export_id"]:
        raise RuleBroken("export.made_already")
    if shown["is_personal"]:
        check_visitor_may(tx, by, Verb.EXPORT_PERSONS)
    asked = read_asked(shown["what"], shown, is_personal=shown["is_personal"])
    if asked.what is not What.CASES:
        asked = Asked(asked.what, asked.when, is_personal=asked.is_personal)
    export = exports.add_export(
        tx, asked, community_id=by.home, made_by=by.person_id, source=about, now=now
    )
    show_instead(tx, {"export_id": export.id, "choosing": ""}, here, now=now)
    outbox.owe(
        tx,
        dedup=f"{FILE}:{export.id}",
        kind=FILE,
        to=replace(here, reply_to=None),
        lane=Lane.CARD,
        community_id=by.home,
        payload={"export_id": export.id, "viewer": by.person_id, "card": about},
        now=now,
    )
    return Answer("export.begun")


def note_written(tx: Connection, *, export_id: int, count: int, now: datetime) -> None:
    """The file is made: the card on which it was asked for says how long it is."""
    if exports.note_written(tx, export_id, count=count, now=now):
        about = exports.get_export(tx, export_id).source
        outbox.want_all_again(tx, about=about, kinds=(CARD,), now=now)
