"""What is left of a ballot where somebody thinks twice: a proxy, an annulled one, a reason owed."""

from zoneinfo import ZoneInfo

import sqlalchemy as sa

from actions.ballot_votes import vote
from actions.ballots import VIEW, annul, close
from actions.proxies import accept_proxy, cast_by_proxy, revoke_proxy
from actions.proxy_records import RECORD, ask_record, record_vote
from bot.letters.ballots import LETTERS
from cards.ballots import BallotFacts, ballot_card
from cards.card import Reader
from domain.addresses import Address
from domain.answers import Answer
from domain.ballots import Ballot, Reasons, mark_of, voter_of
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role
from domain.proxies import Proxy
from locales import speaker
from storage import ballots, inbox, prompts, proxies
from storage.outbox import Lane
from storage.paying import Owed
from storage.tables import inbox as bodies
from tests.actions.conftest import Place
from tests.actions.test_ballots import HERE, PRIVATE, opened, votes
from tests.actions.test_proxies import given, refused


def says(place: Place, who: Visitor, words: str, *, is_parked: bool = False) -> None:
    """Something said in private and handled, as the inbox keeps it for a week."""
    number = sum(map(ord, words))
    arrival = inbox.Arrival(number, who.external_id, f'{{"text": "{words}"}}')
    inbox.add_arrivals(place.tx, bot_id=1, arrivals=[arrival], now=place.now)
    found = sa.select(bodies.c.id).where(bodies.c.update_id == number)
    update = place.tx.execute(found).scalar_one()
    if is_parked:
        inbox.park(place.tx, update, error="ValueError", now=place.now)
    else:
        inbox.mark_done(place.tx, update, now=place.now)


def accepted(place: Place, ballot: Ballot, giver: Visitor, holder: Visitor) -> Proxy:
    proxy = given(place, ballot, giver, holder, now=place.now)
    accept_proxy(place.tx, by=holder, proxy_id=proxy.id, source="accept", now=place.now)
    found = proxies.find_proxy(place.tx, proxy.id, community_id=place.id)
    assert found is not None
    return found


def reader(place: Place) -> Reader:
    return Reader(speaker("zh_CN"), ZoneInfo("Asia/Shanghai"), place.now)


def seen(place: Place, ballot: Ballot, viewer: Visitor) -> str:
    """The ballot's view as somebody reads it in private."""
    owed = Owed(
        id=1,
        community_id=place.id,
        kind=VIEW,
        about=None,
        payload={"ballot": ballot.id, "person": viewer.person_id},
        lane=Lane.NOTICE,
        address=PRIVATE,
        shown=0,
        attempts=0,
        uncertain=0,
        owed_at=place.now,
    )
    card = LETTERS[VIEW].write(place.tx, owed, reader(place))
    assert card is not None
    return card.text


def test_a_secret_ballot_forgets_what_was_typed_for_votes_that_did_not_stay(place: Place) -> None:
    """A proxy's reason, taken back or overtaken; one that was too long; one that we failed over."""
    secretary = place.person("陈书记", Role.SECRETARY)
    grandpa, aunt, boss, worker = (
        place.person(one) for one in ("周爷爷", "王阿姨", "刘老板", "赵")
    )
    ballot = opened(place, secretary, is_secret=True, reasons=Reasons.REQUIRED)
    proxy = accepted(place, ballot, grandpa, aunt)
    mark = mark_of(ballot, voter_of(grandpa.person_id, None), 1)
    cast_by_proxy(place.tx, proxy, ballot, mark, reason="他说太贵", now=place.now)
    says(place, aunt, "他说太贵")
    says(place, boss, "说来话长")
    says(place, worker, "挡着门了", is_parked=True)
    revoke_proxy(place.tx, by=grandpa, proxy_id=proxy.id, here=HERE, source="back", now=place.now)

    close(place.tx, ballots.get_ballot(place.tx, ballot.id), now=place.now)

    kept = place.tx.execute(sa.select(bodies.c.body)).scalars().all()
    assert kept == ["{}"] * 3


def test_what_was_annulled_shows_nobodys_choice(place: Place) -> None:
    secretary, aunt = place.person("陈书记", Role.SECRETARY), place.person("王阿姨")
    ballot = opened(place, secretary, is_hidden=True)
    votes(place, aunt, ballot, "1")
    annul(place.tx, ballot, ending="题目写错了", by=secretary.person_id, now=place.now)

    shown = seen(place, ballot, secretary)
    assert "题目写错了" in shown
    assert "王" not in shown


def test_where_a_reason_is_asked_for_everybody_votes_in_private(place: Place) -> None:
    """Asked and answered in the group, it would tell everybody who chose what."""
    secretary = place.person("陈书记", Role.SECRETARY)
    ballot = opened(place, secretary, is_hidden=True, reasons=Reasons.REQUIRED)
    card = ballot_card(BallotFacts(ballot, "全体成员"), reader(place))
    assert [one.press for row in card.buttons for one in row] == [None]

    public = place.group("-200", ChatKind.PUBLIC)
    here = Address(public.chat, reply_to="5")
    made_up = refused(
        lambda: vote(
            place.tx,
            by=secretary,
            ballot_id=ballot.id,
            mark="0",
            here=here,
            source="made up",
            now=place.now,
        )
    )
    assert made_up == "press.stale"


def test_what_the_office_writes_for_somebody_has_its_reason_where_one_is_owed(
    place: Place,
) -> None:
    secretary, grandpa = place.person("陈书记", Role.SECRETARY), place.person("周爷爷")
    ballot = opened(place, secretary, reasons=Reasons.REQUIRED)
    ask_record(
        place.tx, by=secretary, ballot_id=ballot.id, here=PRIVATE, source="ask", now=place.now
    )
    prompt = prompts.find_open_prompt(
        place.tx, person_id=secretary.person_id, where=PRIVATE, act=RECORD, now=place.now
    )
    assert prompt is not None

    def records(words: str) -> Answer | None:
        return record_vote(
            place.tx, prompt, by=secretary, said=Words(words), source="r", now=place.now
        )

    assert refused(lambda: records("周爷爷 反对 电话委托")) == "proxy.say_reason"
    records("周爷爷 反对 电话委托 理由：太贵")
    kept = ballots.find_vote(place.tx, ballot.id, voter_of(grandpa.person_id, None))
    assert kept is not None
    assert (kept.choice, kept.reason) == ("1", "太贵")
