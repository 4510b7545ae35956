"""Looking at the figures 数据: asked for in words, and turned by the buttons of their card."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.grants import today_in
from actions.looks import point, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.categories import heads_of
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.stats import Stretch, Unit, month_at, read_wish, week_at
from storage import messages, outbox, people
from storage.categories import list_categories
from storage.grids import list_grids
from storage.outbox import Lane
from storage.rates import Among

CARD = "stats"
LONGEST_SHOWN = 20


def among_of(
    community_id: int,
    when: Stretch,
    zone: ZoneInfo,
    *,
    grid: int,
    kinds: Sequence[int],
    now: datetime,
) -> Among:
    """The cases of a stretch of time; what lies ahead of us has not failed yet."""
    since, until = when.moments(zone)
    return Among(community_id, since, max(since, min(until, now)), grid or None, tuple(kinds))


def narrowed_by(tx: Connection, community_id: int, said: str, *, now: datetime) -> dict[str, Json]:
    """What somebody wants to see by their words: 三号网格 上月 井盖. Raises ``RuleBroken`` for what
    is neither a time nor a name.
    """
    grids = {one.name: one.id for one in list_grids(tx, community_id=community_id)}
    known = list_categories(tx, community_id=community_id)
    kinds = {one.name: [one.id] for one in known if not one.is_confidential} | heads_of(known)
    today = today_in(tx, community_id, now)
    wish = read_wish(said, grids=grids, kinds=kinds, today=today)
    if wish.rest:
        raise RuleBroken("stats.not_understood", said=wish.rest[:LONGEST_SHOWN])
    return {
        "when": wish.when.code if wish.when else "",
        "grid": grids.get(wish.grid, 0),
        "kind": wish.kind,
        "kinds": kinds.get(wish.kind, []),
    }


@once
def show_stats(
    tx: Connection, *, by: Visitor, said: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """The figures, in the staff group or in private: elsewhere not everybody may know them."""
    check_visitor_may(tx, by, Verb.LOOK_AT_STATS)
    payload = {
        **narrowed_by(tx, by.home, said, now=now),
        "viewer": by.person_id,
        "choosing": "",
        "is_turned": False,
    }
    to = here
    if not here.is_private and by.chat_kind is not ChatKind.STAFF:
        point(tx, by, here, start="stats", source=source, now=now)
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
def turn_to(
    tx: Connection, *, by: Visitor, unit: Unit, here: Address, source: str, now: datetime
) -> Answer | None:
    """This week or this month, in the place of what stands there."""
    today = today_in(tx, by.home, now)
    when = month_at(today) if unit is Unit.MONTH else week_at(today)
    return _turn(tx, by, {"when": when.code}, here, now=now)


@once
def choose_from(
    tx: Connection, *, by: Visitor, choosing: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Offer the grids, or the groups of categories, below what stands there."""
    card_here(tx, by, Verb.LOOK_AT_STATS, here)
    show_instead(tx, {"choosing": choosing}, here, now=now)
    return None


@once
def narrow_to_grid(
    tx: Connection, *, by: Visitor, grid_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """One grid's part, of whatever category; 0 is all."""
    if grid_id and grid_id not in {one.id for one in list_grids(tx, community_id=by.home)}:
        raise RuleBroken("press.stale")
    return _turn(tx, by, {"grid": grid_id}, here, now=now)


@once
def narrow_to_kind(
    tx: Connection, *, by: Visitor, category_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """The part of the group that this category belongs to; 0 is all."""
    heads = heads_of(list_categories(tx, community_id=by.home))
    chosen = [(head, ids) for head, ids in heads.items() if category_id in ids]
    if category_id and not chosen:
        raise RuleBroken("press.stale")
    kind, kinds = chosen[0] if chosen else ("", [])
    return _turn(tx, by, {"kind": kind, "kinds": kinds}, here, now=now)


def _turn(
    tx: Connection, by: Visitor, changes: dict[str, Json], here: Address, *, now: datetime
) -> Answer:
    """The picture comes a moment later than the press is answered."""
    card_here(tx, by, Verb.LOOK_AT_STATS, here)
    show_instead(tx, {**changes, "choosing": "", "is_turned": True}, here, now=now)
    return Answer("stats.drawing")


def card_here(tx: Connection, by: Visitor, verb: Verb, here: Address) -> str:
    """The card that was pressed, by somebody who may. In private the cards of two communities may
    stand above one another.
    """
    check_visitor_may(tx, by, verb)
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is None or outbox.find_shown(tx, about=about)[0] != by.home:
        raise RuleBroken("press.stale")
    return about
