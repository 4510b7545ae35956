"""Proxies and homes where the doors do not lead: another community, a reason that is owed."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from actions.households import claim_household, confirm_household, leave_household
from actions.proxies import accept_proxy, answer_reason, revoke_proxy, vote_by_proxy
from actions.proxy_records import ask_record
from domain.answers import Answer
from domain.audiences import EVERYBODY
from domain.ballots import Ballot
from domain.households import Stay
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Role
from domain.proxies import Proxy
from domain.rules import RuleBroken
from storage import ballots, communities, households, people, prompts, proxies
from tests.actions.conftest import DEFAULTS, Place


def ballot_of(place: Place, voter: Visitor, *, now: datetime, reasons: str = "none") -> Ballot:
    ballot = ballots.add_ballot(
        place.tx,
        source="test",
        options=["赞成", "反对"],
        audience=EVERYBODY,
        community_id=place.id,
        number="BJ-2026-1",
        title="充电桩",
        reasons=reasons,
        quorum="",
        majority="half",
        opens_at=now,
        closes_at=now + timedelta(days=3),
        made_by=voter.person_id,
        made_at=now,
    )
    assert ballot is not None
    return ballots.add_roll(place.tx, ballot, [(voter.person_id, None)])


def given(place: Place, ballot: Ballot, by: Visitor, to: Visitor, *, now: datetime) -> Proxy:
    proxy = proxies.add_proxy(
        place.tx,
        community_id=place.id,
        ballot_id=ballot.id,
        person_id=by.person_id,
        proxy_id=to.person_id,
        authority="",
        made_by=by.person_id,
        source="given",
        accepted_at=None,
        now=now,
    )
    assert proxy is not None
    return proxy


def next_door(place: Place, visitor: Visitor) -> Visitor:
    """The same person, seen in another community in which they are secretary."""
    other = communities.add_community(place.tx, "隔壁", defaults=DEFAULTS, now=place.now)
    people.add_member(
        place.tx,
        community_id=other.id,
        person_id=visitor.person_id,
        name=visitor.name,
        now=place.now,
    )
    place.community = other
    place.give(visitor, Role.SECRETARY)
    return place.seen_in(visitor, other.id)


def refused(deed: Callable[[], Answer | None]) -> str:
    with pytest.raises(RuleBroken) as broken:
        deed()
    return broken.value.key


def test_nothing_of_one_community_is_touched_from_another(place: Place, now: datetime) -> None:
    grandpa, aunt = place.person("周爷爷"), place.person("王阿姨")
    ballot = ballot_of(place, grandpa, now=now)
    proxy = given(place, ballot, grandpa, aunt, now=now)
    here = place.here()
    claim_household(place.tx, by=grandpa, words="3-2-501", here=here, source="said", now=now)
    living = households.find_own(place.tx, community_id=place.id, person_id=grandpa.person_id)
    assert living is not None
    away = next_door(place, aunt)
    tx, about = place.tx, {"living_id": living.id, "version": living.version}

    for deed in (
        lambda: accept_proxy(tx, by=away, proxy_id=proxy.id, source="1", now=now),
        lambda: revoke_proxy(tx, by=away, proxy_id=proxy.id, here=here, source="2", now=now),
        lambda: ask_record(tx, by=away, ballot_id=ballot.id, here=here, source="3", now=now),
        lambda: confirm_household(tx, by=away, **about, here=here, source="4", now=now),
        lambda: leave_household(tx, by=away, **about, here=here, source="5", now=now),
    ):
        assert refused(deed) == "press.stale"
    kept = households.find_living(tx, living.id, community_id=living.community_id)
    assert kept is not None
    assert kept.state is Stay.ASKED


def test_a_proxys_vote_counts_with_its_reason_where_one_is_required(
    place: Place, now: datetime
) -> None:
    grandpa, aunt, here = place.person("周爷爷"), place.person("王阿姨"), place.here("1001")
    ballot = ballot_of(place, grandpa, now=now, reasons="required")
    proxy = given(place, ballot, grandpa, aunt, now=now)
    tx, voter = place.tx, f"p:{grandpa.person_id}"

    def votes(source: str) -> Answer | None:
        return vote_by_proxy(
            tx, by=aunt, proxy_id=proxy.id, mark="0", here=here, source=source, now=now
        )

    assert refused(lambda: votes("early")) == "proxy.changed_meanwhile"
    accept_proxy(tx, by=aunt, proxy_id=proxy.id, source="accept", now=now)
    asked = votes("press")
    assert asked is not None
    assert asked.key == "ballot.say_why"
    assert ballots.find_vote(tx, ballot.id, voter) is None
    prompt = prompts.find_open_prompt(tx, person_id=aunt.person_id, where=here, now=now)
    assert prompt is not None
    answer_reason(tx, prompt, by=aunt, said=Words("他说电费太贵"), source="reply", now=now)

    vote = ballots.find_vote(tx, ballot.id, voter)
    assert vote is not None
    assert (vote.choice, vote.reason, vote.ballot_proxy_id) == ("0", "他说电费太贵", proxy.id)
    assert vote.cast_by == aunt.person_id
