"""The letter with the figures: the exact numbers, and their picture."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.grants import today_in
from actions.stats import CARD, among_of
from bot.letters.letter import Letter
from cards import stats as cards
from cards.card import Card, Reader
from cards.stats import Names, Stats
from domain.categories import heads_of
from domain.permissions import Verb, may
from domain.stats import Stretch, read_stretch, week_at
from storage import rates, stats
from storage.categories import list_categories
from storage.communities import get_community
from storage.grids import list_grids
from storage.meeting_figures import figures_of
from storage.paying import Owed
from storage.people import holdings_of


def card(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for whoever worked for the office when it was owed and does no more."""
    home, payload = owed.community_id, owed.payload
    assert home is not None
    held = holdings_of(tx, community_id=home, person_id=payload["viewer"])
    if not may(Verb.LOOK_AT_STATS, held):
        return None
    today = today_in(tx, home, to.now)
    when = read_stretch(payload["when"]) or week_at(today)
    return cards.stats_card(_facts(tx, owed, when, to), to)


def _facts(tx: Connection, owed: Owed, when: Stretch, to: Reader) -> Stats:
    home, payload = owed.community_id, owed.payload
    assert home is not None
    community = get_community(tx, home)
    zone = ZoneInfo(community.timezone)
    among = among_of(home, when, zone, grid=payload["grid"], kinds=payload["kinds"], now=to.now)
    known = list_categories(tx, community_id=home)
    names = Names(
        {one.id: one.name for one in list_grids(tx, community_id=home)},
        {one.id: one.name for one in known},
    )
    scope = [names.grids.get(payload["grid"], ""), payload["kind"]]
    is_whole = not any(scope)
    moments = when.moments(zone)
    today = to.now.astimezone(zone).date()
    steps = [one for one in when.steps() if one.first <= today] or when.steps()[:1]
    counts = stats.count_steps(tx, among, [one.moments(zone) for one in steps])
    days = (when.first, when.last)
    return Stats(
        community.name,
        when,
        today,
        " · ".join(one for one in scope if one),
        stats.count_parts(tx, among),
        stats.count_trades(tx, among),
        list(zip(steps, counts, strict=True)),
        rates.count_outcomes(tx, among),
        names,
        stats.sum_deeds(tx, community_id=home, days=days, moments=moments) if is_whole else None,
        figures_of(tx, community_id=home, since=moments[0], until=moments[1]) if is_whole else None,
        heads={head: ids[0] for head, ids in heads_of(known).items()},
        choosing=payload["choosing"],
        is_turned=payload["is_turned"],
    )


LETTERS: dict[str, Letter] = {CARD: Letter(card, is_standing=True)}
