"""Letters: the ranking of a month as it stands, 公示, and the honours of a quarter."""

from sqlalchemy import Connection

from actions.grants import today_in
from actions.ranking import CARD, HONOURS, PUBLISHED
from bot.letters.letter import Letter
from cards import ranking as cards
from cards.card import Card, Drawing, Media, Reader
from domain.people import Trade
from domain.ranking import MOST_RANKED, best_of_trades, month_of, months_of_quarter, placed
from storage import ranking
from storage.communities import get_community
from storage.paying import Owed


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In a group what all may know; in private also the place of the one who asked."""
    home, payload = owed.community_id, owed.payload
    assert home is not None
    this_month = month_of(today_in(tx, home, to.now))
    month, trade = payload["month"] or this_month, payload["trade"]
    chooses, mine = payload["is_choosing"], None
    if owed.address.is_private and not trade:
        viewer = payload["viewer"]
        mine = ranking.find_earned(tx, community_id=home, person_id=viewer, month=month)
    facts = cards.Ranking(
        month,
        this_month,
        Trade(trade) if trade else None,
        ranking.list_best(tx, community_id=home, month=month, trade=trade, limit=MOST_RANKED),
        ranking.list_trades(tx, community_id=home, month=month) if chooses else (),
        chooses,
        mine,
    )
    return cards.ranking_card(facts, to)


def published(tx: Connection, owed: Owed, to: Reader) -> Card:
    home, month = owed.community_id, owed.payload["month"]
    assert home is not None
    best = ranking.list_best(tx, community_id=home, month=month, limit=MOST_RANKED)
    community = get_community(tx, home).name
    people, points = ranking.sum_month(tx, community_id=home, month=month)
    facts = cards.Published(month, community, people, points, best)
    return cards.published_card(facts, _picture(facts, to), to)


def _picture(facts: cards.Published, to: Reader) -> Media:
    rows = [[place, cards.shown_name(one), one.earned] for place, one in placed(facts.earners)]
    title = cards.say_month("ranking.head", facts.month, to)
    seen = {"title": title, "community": facts.community, "rows": rows}
    return Media("photo", drawing=Drawing("ranking", seen, "ranking.png"))


def honours(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing after a quarter in which nobody earned anything."""
    home, month = owed.community_id, owed.payload["month"]
    assert home is not None
    months = months_of_quarter(month)
    assert months is not None
    found = ranking.list_earners(tx, community_id=home, months=months)
    if not found:
        return None
    facts = cards.Honours(month, get_community(tx, home).name, found, best_of_trades(found))
    return cards.honours_card(facts, to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True),
    PUBLISHED: Letter(published),
    HONOURS: Letter(honours),
}
"""``PUBLISHED`` and ``HONOURS`` are posted once: what was made public is not rewritten."""
