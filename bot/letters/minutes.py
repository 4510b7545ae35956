"""Letters about minutes: while they are written, published, put right, and on paper."""

from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.meetings import desk_of
from actions.minutes import CARD, CORRECTED, PAPER, PICTURES, gather
from actions.minutes_desk import DESK
from bot.letters.letter import Letter
from cards import minutes as cards
from cards.card import Card, Media, Reader
from cards.surveys import figure_lines
from domain.meetings import AgendaItem, Meeting
from domain.proposals import FROM, ProposalState
from locales import speaker
from storage import ballots, meeting_agenda, meetings, minutes, resolutions, surveys
from storage.communities import get_community
from storage.paying import Owed
from storage.proposals import get_proposal


def desk(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    meeting = meetings.get_meeting(tx, desk_of(owed.about)[0])
    facts = _desk(tx, meeting)
    chosen = next((one for one in facts.items if one.id == owed.payload["item"]), None)
    return cards.item_card(facts, chosen, to) if chosen else cards.desk_card(facts, to)


def _desk(tx: Connection, meeting: Meeting) -> cards.DeskFacts:
    made = resolutions.list_of_meeting(tx, meeting.id)
    used = {one.ballot_id for one in made}
    adopted = [
        (one.id, one.number)
        for one in ballots.list_of_meeting(tx, meeting.id)
        if one.count is not None and one.count.is_adopted and one.id not in used
    ]
    items = meeting_agenda.list_agenda(tx, meeting.id)
    return cards.DeskFacts(
        meeting,
        gather(tx, meeting),
        items,
        made,
        adopted,
        frozenset(_undecided(tx, items)),
        minutes.find_latest(tx, meeting.id),
    )


def _undecided(tx: Connection, items: Iterable[AgendaItem]) -> Iterator[int]:
    for one in items:
        if one.proposal_id is None:
            continue
        if get_proposal(tx, one.proposal_id).state in FROM[ProposalState.ADOPTED]:
            yield one.proposal_id


def card(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    meeting_id = owed.payload["meeting"]
    latest, figures = minutes.find_latest(tx, meeting_id), surveys.figures_of(tx, meeting_id)
    if latest is None:
        return None
    said = figure_lines(figures, to) if figures is not None else []
    return cards.group_card(latest, meeting_id, to, figures=said)


def corrected(tx: Connection, owed: Owed, to: Reader) -> Card:
    versions = minutes.list_versions(tx, owed.payload["meeting"])
    return cards.corrected_card(versions[owed.payload["version"] - 1], to)


def pictures(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    found = minutes.list_pictures(tx, payload["meeting"])[payload["first"] : payload["last"]]
    versions = minutes.list_versions(tx, payload["meeting"])
    return cards.pictures_card(versions[-1], [Media(one.kind, one.file) for one in found], to)


def paper(tx: Connection, owed: Owed, to: Reader) -> Card:
    """In the language of the community, whoever reads it."""
    assert owed.community_id is not None
    versions = minutes.list_versions(tx, owed.payload["meeting"])
    community = get_community(tx, owed.community_id)
    written = Reader(speaker(community.locale), ZoneInfo(community.timezone), to.now)
    return cards.paper_card(versions, to, paper=written)


LETTERS: dict[str, Letter] = {
    DESK: Letter(desk, is_standing=True, reposts=True),
    CARD: Letter(card, is_standing=True, reposts=True),
    CORRECTED: Letter(corrected, replies_to=CARD),
    PICTURES: Letter(pictures, replies_to=CARD),
    PAPER: Letter(paper),
}
