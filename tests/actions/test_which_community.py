"""In private a member of two communities acts in the one whose message they press on."""

import sqlalchemy as sa

from domain.addresses import TELEGRAM
from domain.people import Sighting
from storage import communities, people
from storage.tables import messages
from storage.visitors import Topic, look
from tests.actions.conftest import DEFAULTS, Place


def test_a_press_belongs_to_the_community_of_its_message(place: Place) -> None:
    tx, who = place.tx, place.person("王阿姨")
    other = communities.add_community(tx, "别处", defaults=DEFAULTS, now=place.now)
    people.add_member(
        tx, community_id=other.id, person_id=who.person_id, name="王阿姨", now=place.now
    )
    people.change_account(
        tx, who.person_id, channel=TELEGRAM, is_reachable=True, current_community_id=other.id
    )
    for message, home in (("7", place.id), ("8", other.id)):
        tx.execute(
            sa.insert(messages).values(
                community_id=home,
                channel=TELEGRAM,
                chat=who.external_id,
                message=message,
                kind="activity.view",
                about="look:1",
                sent_at=place.now,
            )
        )
    sighting = Sighting(TELEGRAM, who.external_id, "王阿姨", None, who.external_id, is_private=True)

    for message, home in (("7", place.id), ("8", other.id), ("9", other.id)):
        seen = look(tx, sighting, topic=Topic(pressed_on=message), source=message, now=place.now)
        assert seen is not None
        assert seen.visitor.community_id == home
