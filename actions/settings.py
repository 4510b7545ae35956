"""The card of 设置: which part of it is shown, and whose words change something."""

import logging
from datetime import datetime

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.cases import Act
from domain.people import ChatKind, Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from domain.templates import TEMPLATED
from storage import categories, communities, messages, outbox
from storage.outbox import Lane
from storage.rule_sheets import find_sheet

CARD, TOLD = "settings.card", "settings.told"
ASKS = "settings."
"""What the names of questions begin with whose answer changes a setting."""

ABOUT_THE_COMMUNITY = ("hours", "quiet", "days", "kind", "seconds")
ABOUT_A_CATEGORY = ("name", "words", "response", "solution")
ABOUT_AN_ACT = "template"
ABOUT_A_RULE = ("rule_points", "rule_caps", "rule_delay", "rule_once")
ABOUT_THE_DIGESTS = ("digest_morning", "digest_weekly", "digest_monthly")
ABOUT_THE_RULES = ("rule_new", "rules_second", "rules_expiry", "rules_publish", "rules_hours")

HOME: dict[str, Json] = {"view": "home", "subject": 0, "page": 0}

log = logging.getLogger("settings")


@once
def turn_settings(
    tx: Connection,
    *,
    by: Visitor,
    view: str,
    subject: int,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Show another part in the place of this one."""
    about = card_at(tx, by, here)
    _forget_questions(tx, by, here, now=now)
    wanted: dict[str, Json] = {"view": view, "subject": subject, "page": page}
    if not outbox.change_payload(tx, about=about, changes=wanted, now=now):
        raise RuleBroken("press.stale")
    return None


def _forget_questions(tx: Connection, by: Visitor, here: Address, *, now: datetime) -> None:
    """Whoever goes on has nothing to say to what was asked before."""
    questions = (*ABOUT_THE_COMMUNITY, *ABOUT_A_CATEGORY, ABOUT_AN_ACT)
    for what in (*questions, *ABOUT_THE_DIGESTS, *ABOUT_A_RULE, *ABOUT_THE_RULES):
        close_questions(tx, person_id=by.person_id, where=here, act=f"{ASKS}{what}", now=now)


def card_at(tx: Connection, by: Visitor, here: Address) -> str:
    """The card whose button was pressed, by somebody who may change what stands on it.

    In private a secretary of two communities has the cards of both above one another: what is
    pressed on one must never change the other.
    """
    check_visitor_may(tx, by, Verb.CHANGE_SETTINGS)
    assert here.reply_to is not None
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is None or outbox.find_shown(tx, about=about)[0] != by.home:
        raise RuleBroken("settings.stale")
    return about


@once
def ask_setting(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    subject: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Ask for what cannot be pressed; the card changes with the answer."""
    about = card_at(tx, by, here)
    _forget_questions(tx, by, here, now=now)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=f"{ASKS}{what}",
        case_id=None,
        where=here,
        source=source,
        data={"card": about, **_about(tx, by, what, subject)},
        now=now,
    )
    return Answer("case.asked")


def _about(tx: Connection, by: Visitor, what: str, subject: int) -> dict[str, Json]:
    """What the question is about, and the words that say so in it."""
    if what in (*ABOUT_THE_COMMUNITY, *ABOUT_THE_DIGESTS, *ABOUT_THE_RULES):
        return {}
    if what in ABOUT_A_CATEGORY:
        known = categories.list_categories(tx, community_id=by.home)
        found = next((one for one in known if one.id == subject), None)
        if found is not None:
            return {"subject": found.id, "params": {"name": found.name}}
    if what == ABOUT_AN_ACT and subject < len(TEMPLATED):
        act: Act = TEMPLATED[subject]
        return {"subject": act.value}
    if what in ABOUT_A_RULE:
        sheet = find_sheet(tx, community_id=by.home)
        if sheet is not None and subject < len(sheet.rules):
            return {"subject": subject}
    raise RuleBroken("press.stale")


def show_again(tx: Connection, about: str, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=about, kinds=(CARD,), now=now)


def announce(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    params: dict[str, Json],
    source: str,
    now: datetime,
    here: Address | None = None,
) -> None:
    """Who has changed what to what: a line for the staff, and one without people's words for the
    log. Where it was asked for by words, ``here``, it is the answer to them.
    """
    log.info("%s changed in community %s by person %s", what, by.home, by.person_id)
    staff = communities.list_chats(tx, community_id=by.home, kind=ChatKind.STAFF)
    places = [chat.address for chat in staff if here is None or chat.external_id != here.chat]
    for to in [here, *places] if here is not None else places:
        outbox.owe(
            tx,
            dedup=f"{TOLD}:{source}:{to.chat}",
            kind=TOLD,
            to=to,
            lane=Lane.ACKNOWLEDGEMENT if to is here else Lane.NOTICE,
            community_id=by.home,
            payload={"what": what, "params": {"who": by.name, **params}},
            now=now,
        )
