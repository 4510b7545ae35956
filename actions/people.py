"""Deeds of members about themselves: their language, the privacy notice."""

from datetime import datetime

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.reach import say_what_is_still_due
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import people

LANGUAGES = {
    "zh": "zh_CN",
    "zh_cn": "zh_CN",
    "cn": "zh_CN",
    "中文": "zh_CN",
    "en": "en",
    "english": "en",
    "英文": "en",
}


@once
def choose_language(
    tx: Connection, *, visitor: Visitor, here: Address, language: str, source: str, now: datetime
) -> Answer | None:
    """From now on the bot speaks this language with this person, in private."""
    check_visitor_may(tx, visitor, Verb.CHOOSE_LANGUAGE)
    locale = LANGUAGES.get(language.strip().lower())
    if locale is None:
        raise RuleBroken("language.usage")
    people.change_account(tx, visitor.person_id, channel=here.channel, locale=locale)
    return Answer(f"language.now_{locale}")


@once
def show_privacy(
    tx: Connection, *, visitor: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """Show the notice, and remember that this member has seen it."""
    check_visitor_may(tx, visitor, Verb.READ_PRIVACY)
    if visitor.community_id is not None:
        people.change_member(
            tx,
            community_id=visitor.community_id,
            person_id=visitor.person_id,
            privacy_told_at=now,
        )
    reply(
        tx,
        kind="privacy.notice",
        here=here,
        community_id=visitor.community_id,
        source=source,
        now=now,
    )
    return None


def note_reach(
    tx: Connection, *, channel: str, external_id: str, is_reachable: bool, now: datetime
) -> None:
    """Whether the bot may write to somebody in private. Safe to repeat."""
    account = people.find_account(tx, channel=channel, external_id=external_id)
    if account is None:
        return
    people.change_account(tx, account.person_id, channel=channel, is_reachable=is_reachable)
    if is_reachable and not account.is_reachable:
        say_what_is_still_due(tx, account.person_id, channel=channel, now=now)
