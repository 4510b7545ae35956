"""Deeds around certificates 志愿服务证明: somebody asks for one, and anybody checks it."""

import secrets
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.code_tries import check_may_try, note_wrong
from actions.grants import today_in
from actions.looks import look_privately, show_instead
from actions.once import once
from actions.permits import holdings_now
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer
from domain.certificates import EVERYTHING, Certificate, Content, content_of, span_of
from domain.codes import certificate_number, draw_signs
from domain.hours import HoursEntry, standing
from domain.people import Visitor
from domain.permissions import Verb, check_may
from domain.rules import RuleBroken
from storage import certificates, hours, messages, people
from storage.communities import get_community

CARD, CHECKED = "certificate.card", "certificate.checked"


@once
def ask_for_certificate(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Ask of which time, in private; who has no hours yet hears how they come about."""
    check_may(Verb.CERTIFY_HOURS, holdings_now(tx, by), is_own=True)
    years = sorted({one.held_on.year for one in _entries(tx, by, EVERYTHING, now=now)})
    if not years:
        raise RuleBroken("certificate.no_hours")
    payload = {"person_id": by.person_id, "years": years[-2:], "certificate_id": None}
    look_privately(tx, by, here, kind=CARD, payload=payload, source=source, now=now)
    return None


@once
def issue_certificate(
    tx: Connection, *, by: Visitor, period: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Issue one about a year or everything, and show it in the place of the question.

    A question is answered once, however often its buttons are pressed before they are gone: the
    certificate's source is the message that asked.
    """
    check_may(Verb.CERTIFY_HOURS, holdings_now(tx, by), is_own=True)
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    content = content_of(_entries(tx, by, period, now=now))
    if about is None or content is None:
        raise RuleBroken("press.stale")
    certificate_id = _issue(tx, by, content, source=f"certificate:{about}", now=now)
    show_instead(tx, {"certificate_id": certificate_id}, here, now=now)
    return Answer("certificate.coming")


@once
def show_certificate(
    tx: Connection, *, by: Visitor, certificate_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show an older one of one's own again, in the place of the question."""
    mine = _find_own(tx, by, certificate_id)
    check_may(Verb.CERTIFY_HOURS, holdings_now(tx, by), is_own=True)
    show_instead(tx, {"certificate_id": mine.id}, here, now=now)
    return Answer("certificate.coming")


@once
def check_certificate(
    tx: Connection, *, by: Visitor, number: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Tell anybody who has the number what the certificate says, but for the name."""
    check_may_try(tx, person_id=by.person_id, now=now)
    certificate = certificates.find_certificate(tx, number)
    if certificate is None:
        return note_wrong(
            tx, person_id=by.person_id, key="certificate.unknown", now=now, number=number
        )
    reply(
        tx,
        kind=CHECKED,
        here=here,
        community_id=by.community_id,
        payload={"certificate_id": certificate.id},
        source=source,
        now=now,
    )
    return None


def _entries(tx: Connection, by: Visitor, period: str, *, now: datetime) -> list[HoursEntry]:
    span = span_of(period, today_in(tx, by.home, now))
    if span is None:
        raise RuleBroken("press.stale")
    since, until = span
    found = hours.list_hours(
        tx, community_id=by.home, person_id=by.person_id, since=since, until=until
    )
    return standing(found)


def _issue(tx: Connection, by: Visitor, content: Content, *, source: str, now: datetime) -> int:
    community = get_community(tx, by.home)
    names = people.names_of(tx, community_id=by.home, person_ids=[by.person_id])
    year = now.astimezone(ZoneInfo(community.timezone)).year
    while True:  # until the number is nobody's: with 40 bits, the first
        known = certificates.find_by_source(tx, source)
        if known is not None:
            return known
        made = certificates.add_certificate(
            tx,
            community_id=by.home,
            person_id=by.person_id,
            number=certificate_number(year, draw_signs(8, secrets.randbelow)),
            name=names.get(by.person_id, by.name),
            issuer=community.name,
            content=content,
            source=source,
            now=now,
        )
        if made is not None:
            return made


def _find_own(tx: Connection, by: Visitor, certificate_id: int) -> Certificate:
    """Raises ``RuleBroken`` for others' and for other communities'."""
    found = certificates.find_own(tx, certificate_id, community_id=by.home, person_id=by.person_id)
    if found is None:
        raise RuleBroken("press.stale")
    return found
