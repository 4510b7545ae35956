"""Letters about resolutions: the card, one closely, the list, and what people are told."""

from collections.abc import Iterable
from functools import partial

from sqlalchemy import Connection

from actions.resolution_news import PICTURE, REMINDER, SAID
from actions.resolution_updates import NUDGED
from actions.resolutions import CARD, LIST, OWN, VIEW, may_know_of
from bot.letters.letter import Letter
from bot.letters.meetings import may_be_told
from cards import resolutions as cards
from cards.card import Card, Reader
from cards.resolutions import PAGE_SIZE, ResolutionFacts, ResolutionPage
from domain.permissions import Verb, may
from domain.resolutions import Pile, Resolution, Update, resolution_id_of
from storage import meetings, people, resolutions
from storage.paying import Owed


def _facts(tx: Connection, resolution: Resolution, *, viewer: int | None = None) -> ResolutionFacts:
    """``viewer`` is who may do something with it; without one it is everybody's."""
    updates = resolutions.list_updates(tx, resolution.id)
    names = _names(tx, resolution, updates)
    if viewer is None:
        return ResolutionFacts(resolution, updates, names)
    is_own = resolution.owner_id == viewer
    held = people.holdings_of(tx, community_id=resolution.community_id, person_id=viewer)
    return ResolutionFacts(
        resolution,
        updates,
        names,
        may_update=may(Verb.UPDATE_RESOLUTION, held, is_own=is_own),
        may_stop=may(Verb.STOP_RESOLUTION, held),
        may_nudge=not is_own and may(Verb.NUDGE_RESOLUTION, held),
    )


def _names(tx: Connection, resolution: Resolution, updates: Iterable[Update]) -> dict[int, str]:
    """As everybody may read them."""
    ids = {resolution.owner_id, *(one.made_by for one in updates)}
    home = resolution.community_id
    return {
        one: people.public_name_of(tx, community_id=home, person_id=one)
        for one in ids
        if one is not None
    }


def _meant(tx: Connection, owed: Owed) -> Resolution:
    assert owed.about is not None
    return resolutions.get_resolution(tx, resolution_id_of(owed.about))


def _resolution(tx: Connection, owed: Owed) -> Resolution:
    return resolutions.get_resolution(tx, owed.payload["resolution"])


def card(tx: Connection, owed: Owed, to: Reader) -> Card:
    return cards.group_card(_facts(tx, _meant(tx, owed)), to)


def own(tx: Connection, owed: Owed, to: Reader) -> Card:
    resolution = _meant(tx, owed)
    return cards.view_card(_facts(tx, resolution, viewer=resolution.owner_id), to)


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    resolution = _resolution(tx, owed)
    return cards.view_card(_facts(tx, resolution, viewer=owed.payload["viewer"]), to)


def listed(tx: Connection, owed: Owed, to: Reader) -> Card:
    """One pile of the community's, a page at a time."""
    home, pile = owed.community_id, Pile(owed.payload["pile"])
    assert home is not None
    is_open = resolutions.list_open(tx, community_id=home)
    late = [one for one in is_open if one.is_overdue(to.now)]
    ended = sum(resolutions.count_ended(tx, community_id=home).values())
    counts = {Pile.OPEN: len(is_open), Pile.OVERDUE: len(late), Pile.ENDED: ended}
    count = max(-(-counts[pile] // PAGE_SIZE), 1)
    index = max(0, min(owed.payload["page"], count - 1))
    begin = index * PAGE_SIZE
    if pile is Pile.ENDED:
        found = resolutions.list_ended(tx, community_id=home, limit=PAGE_SIZE, offset=begin)
    else:
        found = (late if pile is Pile.OVERDUE else is_open)[begin : begin + PAGE_SIZE]
    hidden = frozenset(one.id for one in found if not _may_be_told(tx, owed, one))
    facts = [_facts(tx, one) for one in found]
    return cards.list_card(ResolutionPage(pile, facts, index, count, counts, hidden), to)


def _may_be_told(tx: Connection, owed: Owed, one: Resolution) -> bool:
    meeting = meetings.get_meeting(tx, one.meeting_id)
    is_theirs = partial(may_know_of, tx, resolution=one)
    return may_be_told(tx, owed, meeting, is_theirs=is_theirs)


def told(tx: Connection, owed: Owed, to: Reader) -> Card:
    update = resolutions.get_update(tx, owed.payload["update"])
    return cards.told_card(_facts(tx, _resolution(tx, owed)), update, to)


def picture(tx: Connection, owed: Owed, to: Reader) -> Card:
    update = resolutions.get_update(tx, owed.payload["update"])
    return cards.picture_card(_facts(tx, _resolution(tx, owed)), update, to)


def reminder(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Nothing for what has ended before it could be said."""
    resolution, payload = _resolution(tx, owed), owed.payload
    if resolution.ended_at is not None:
        return None
    is_own = payload["person"] == resolution.owner_id
    return cards.reminder_card(_facts(tx, resolution), payload["which"], to, is_own=is_own)


def nudged(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    resolution = _resolution(tx, owed)
    if resolution.ended_at is not None:
        return None
    return cards.nudged_card(_facts(tx, resolution), to)


LETTERS: dict[str, Letter] = {
    CARD: Letter(card, is_standing=True, reposts=True),
    OWN: Letter(own, is_standing=True, reposts=True),
    VIEW: Letter(view, is_standing=True),
    LIST: Letter(listed, is_standing=True),
    SAID: Letter(told),
    PICTURE: Letter(picture, replies_to=CARD),
    REMINDER: Letter(reminder),
    NUDGED: Letter(nudged),
}
