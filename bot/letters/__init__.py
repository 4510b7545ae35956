"""Every kind of message we can owe, and how it is written at the moment it is sent.

A letter reads today's facts and asks ``cards/`` for the words, so that what waited in the outbox
is never stale. One file per noun; this one is the table.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.letters import (
    activities,
    activity_form,
    attendance,
    awards,
    ballot_form,
    ballot_reminders,
    ballots,
    bulks,
    case_lists,
    case_view,
    cases,
    categorising,
    certificates,
    check_in,
    clusters,
    confirmation,
    deadlines,
    desk,
    digests,
    discretion,
    exports,
    hours,
    households,
    jobs,
    meeting_desk,
    meeting_form,
    meetings,
    merging,
    minutes,
    mutes,
    notice_form,
    notices,
    offers,
    people,
    places,
    points,
    proposals,
    proxies,
    ranking,
    reminders,
    resolutions,
    rule_sheets,
    search,
    settings,
    statements,
    stats,
    surveys,
    suspicions,
    topics,
    vouchers,
)
from bot.letters.letter import Letter, words
from cards.card import Card, Reader, plain
from domain.voucher_codes import Codes
from locales import speaker
from storage.communities import get_community
from storage.outbox import Lane
from storage.paying import Owed
from storage.people import find_account

LETTERS: dict[str, Letter] = {
    "words": Letter(words),
    **people.LETTERS,
    **places.LETTERS,
    **topics.LETTERS,
    **cases.LETTERS,
    **case_lists.LETTERS,
    **case_view.LETTERS,
    **categorising.LETTERS,
    **discretion.LETTERS,
    **merging.LETTERS,
    **confirmation.LETTERS,
    **deadlines.LETTERS,
    **desk.LETTERS,
    **offers.LETTERS,
    **vouchers.LETTERS,
    **statements.LETTERS,
    **stats.LETTERS,
    **exports.LETTERS,
    **search.LETTERS,
    **settings.LETTERS,
    **rule_sheets.LETTERS,
    **ballots.LETTERS,
    **ballot_form.LETTERS,
    **bulks.LETTERS,
    **mutes.LETTERS,
    **notices.LETTERS,
    **notice_form.LETTERS,
    **activities.LETTERS,
    **activity_form.LETTERS,
    **hours.LETTERS,
    **check_in.LETTERS,
    **attendance.LETTERS,
    **points.LETTERS,
    **awards.LETTERS,
    **proposals.LETTERS,
    **clusters.LETTERS,
    **meetings.LETTERS,
    **meeting_desk.LETTERS,
    **meeting_form.LETTERS,
    **minutes.LETTERS,
    **resolutions.LETTERS,
    **surveys.LETTERS,
    **ranking.LETTERS,
    **reminders.LETTERS,
    **jobs.LETTERS,
    **digests.LETTERS,
    **households.LETTERS,
    **proxies.LETTERS,
    **ballot_reminders.LETTERS,
    **certificates.LETTERS,
    **suspicions.LETTERS,
}


def write(
    tx: Connection, owed: Owed, *, codes: Codes, now: datetime, locale: str, timezone: str
) -> Card | None:
    """The card for what is owed, as of now; ``None`` when there is nothing left to say.

    ``locale`` and ``timezone`` serve where neither a person's wish nor a community says better.
    """
    reader = _reader(tx, owed, now=now, locale=locale, timezone=timezone)
    letter = LETTERS[owed.kind]
    card = letter.write(tx, owed, reader)
    if card is not None and letter.unseal is not None:
        card = letter.unseal(tx, owed, card, codes, reader)
    if card is not None and _may_be_known(owed):
        return replace(card, lines=(*card.lines, *plain(reader.say("sending.maybe_received"))))
    return card


def _may_be_known(owed: Owed) -> bool:
    """Whether this is a second try of what nobody asked for, and the first may have arrived."""
    return bool(owed.uncertain) and not owed.shown and owed.lane in (Lane.ALARM, Lane.NOTICE)


def write_together(
    tx: Connection, rows: Sequence[Owed], *, now: datetime, locale: str, timezone: str
) -> Card:
    """One card for several acknowledgements that wait for the same chat."""
    reader = _reader(tx, rows[0], now=now, locale=locale, timezone=timezone)
    return cases.write_together(tx, rows, reader)


def _reader(tx: Connection, owed: Owed, *, now: datetime, locale: str, timezone: str) -> Reader:
    if owed.community_id is not None:
        community = get_community(tx, owed.community_id)
        locale, timezone = community.locale, community.timezone
    if owed.address.is_private:
        account = find_account(tx, channel=owed.address.channel, external_id=owed.address.chat)
        locale = (account and account.locale) or locale
    return Reader(speaker(locale), ZoneInfo(timezone), now)
