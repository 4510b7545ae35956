"""What we owe people about a case: its cards, the question to the finder, words to the reporter.

Only promises are made here; which words stand on them is decided when they are sent.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.deadlines import NUDGE, held_for, nudges_of
from actions.topics import thread_for
from domain.addresses import Address
from domain.answers import Json
from domain.cases import Case
from domain.people import ChatKind
from domain.permissions import Role
from domain.updates import nudge_about
from storage import case_media, communities, messages, outbox, people
from storage.communities import Chat
from storage.merging import living
from storage.outbox import Lane

CARDS = ("case.received", "case.card", "case.assigned", "case.desk", "case.urgent")
"""The cards that must be up to date whenever the case changes."""

ALBUM_GATHERS_FOR = timedelta(seconds=2)
"""Pictures of one album come one by one; those after the first follow together."""


def question_about(case: Case) -> str:
    """The finder is asked anew after each reopening, in a message of its own."""
    return f"{case.about}:{case.reopenings}"


def owe_acknowledgement(tx: Connection, case: Case, *, tells_privacy: bool, now: datetime) -> None:
    """The number, where the report was made."""
    outbox.owe_standing(
        tx,
        kind="case.received",
        about=case.about,
        to=case.reported_in,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"tells_privacy": tells_privacy},
        now=now,
    )


def owe_staff_cards(tx: Connection, case: Case, *, now: datetime) -> None:
    """The card, in every staff group."""
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        owe_staff_card(tx, case, chat, now=now)
    if case.is_urgent:
        _call_for_help(tx, case, now=now)


def _call_for_help(tx: Connection, case: Case, *, now: datetime) -> None:
    """急 wakes those who can do something: who works in the grid, and the secretaries."""
    found = people.list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
    found += people.list_holders(tx, community_id=case.community_id, role=Role.SECRETARY)
    for one in dict.fromkeys(found):
        account = people.get_account(tx, one, channel=case.reported_in.channel)
        if account.is_reachable:
            outbox.owe_standing(
                tx,
                kind="case.urgent",
                about=case.about,
                to=account.private,
                lane=Lane.ALARM,
                community_id=case.community_id,
                now=now,
            )


def owe_staff_card(tx: Connection, case: Case, chat: Chat, *, now: datetime) -> None:
    outbox.owe_standing(
        tx,
        kind="case.card",
        about=case.about,
        to=staff_address(tx, case, chat),
        lane=Lane.CARD,
        community_id=case.community_id,
        now=now,
    )


def staff_address(tx: Connection, case: Case, chat: Chat) -> Address:
    """The topic of a staff group in which the case's card stands, or will stand; what follows a
    card does not leave it when the case is led elsewhere later.
    """
    promised = outbox.find_promised(tx, kind="case.card", about=case.about, to=chat.address)
    return promised or replace(chat.address, thread=thread_for(tx, chat, case))


def waits_for_choice(tx: Connection, case: Case, chat: Chat) -> bool:
    """The reporter is being asked whether it is the same as another case, and this group has no
    card of it yet: whatever belongs below the card comes with it, or not at all.
    """
    if case.offered_until is None:
        return False
    promised = outbox.find_promised(tx, kind="case.card", about=case.about, to=chat.address)
    return promised is None


def owe_changes(tx: Connection, case: Case, *, now: datetime) -> None:
    """The case changed: every card that shows it is due once more."""
    outbox.want_all_again(tx, about=case.about, kinds=CARDS, now=now)


def owe_pictures(
    tx: Connection, case: Case, picture_ids: list[int], *, again: str = "", now: datetime
) -> None:
    """Further pictures follow the staff card as a reply; those that come together go together.

    A picture that was posted in the staff group itself has been seen there. A document waits
    until we have looked into it. What belongs to a case that went into another is shown there.
    What was taken back and may be seen after all is owed once more, by what brought it ``again``.
    """
    case = living(tx, case)
    if case.is_confidential:
        return
    found = case_media.list_pictures(tx, case.id)
    pictures = [p for p in found if p.id in picture_ids and p.may_be_shown]
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        for picture in pictures:
            if not (_was_said_in(chat, picture.source) or waits_for_choice(tx, case, chat)):
                _owe_picture(tx, case, picture.id, chat, again=again, now=now)


def _was_said_in(chat: Chat, source: str) -> bool:
    return source.startswith(f"tg:{chat.external_id}:")


def _owe_picture(
    tx: Connection, case: Case, picture: int, chat: Chat, *, again: str, now: datetime
) -> None:
    kind, to = "case.pictures", staff_address(tx, case, chat)
    if outbox.add_to_payload(tx, about=case.about, kind=kind, to=to, key="pictures", item=picture):
        return
    outbox.owe(
        tx,
        dedup=f"{kind}:{picture}:{chat.id}:{again}".rstrip(":"),
        kind=kind,
        about=case.about,
        to=to,
        lane=Lane.NOTICE,
        community_id=case.community_id,
        payload={"pictures": [picture]},
        not_before=now + ALBUM_GATHERS_FOR,
        now=now,
    )


def owe_to_staff(
    tx: Connection,
    case: Case,
    *,
    dedup: str,
    key: str,
    params: dict[str, Json],
    said_in: str = "",
    now: datetime,
) -> None:
    """A sentence in reply to the card, where the staff works; not where everybody has read it,
    in the chat of the message ``said_in`` names.
    """
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        if _was_said_in(chat, said_in) or waits_for_choice(tx, case, chat):
            continue
        outbox.owe(
            tx,
            dedup=f"{dedup}:{chat.id}",
            kind="case.word",
            about=case.about,
            to=staff_address(tx, case, chat),
            lane=Lane.NOTICE,
            community_id=case.community_id,
            payload={"key": key, "params": params},
            now=now,
        )


def reporters_address(tx: Connection, case: Case) -> Address:
    """In private if the reporter has written there, else in reply to the report; a discreet case is
    spoken of in private or not at all.
    """
    account = people.get_account(tx, case.reporter_id, channel=case.reported_in.channel)
    is_private = account.is_reachable or case.is_discreet
    return account.private if is_private else case.reported_in


def owe_to_reporter(
    tx: Connection, case: Case, *, dedup: str, key: str, params: dict[str, Json], now: datetime
) -> None:
    """A sentence for the one who reported, answering which adds to the case."""
    outbox.owe(
        tx,
        dedup=dedup,
        kind="case.word",
        about=case.about,
        to=reporters_address(tx, case),
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"key": key, "params": params},
        now=now,
    )


def owe_question(tx: Connection, case: Case, *, now: datetime) -> None:
    """Ask the reporter whether it is mended; only their press will count."""
    outbox.owe_standing(
        tx,
        kind="case.question",
        about=question_about(case),
        to=reporters_address(tx, case),
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"case_id": case.id},
        pause=timedelta(0),
        now=now,
    )


def owe_question_up_to_date(tx: Connection, case: Case, *, now: datetime) -> None:
    """The question has its answer: it says so and loses its buttons."""
    outbox.want_all_again(tx, about=question_about(case), kinds=("case.question",), now=now)


def owe_nudges_up_to_date(tx: Connection, case: Case, *, now: datetime) -> None:
    """There is news of the case, which had been as it is here: nobody need answer any more."""
    for period in nudges_of(tx, case, now=now):
        outbox.want_all_again(tx, about=nudge_about(case, period), kinds=(NUDGE,), now=now)


def owe_reminder(tx: Connection, case: Case, *, now: datetime) -> None:
    """The question has not been answered: once it is brought to mind, in reply to it."""
    outbox.owe(
        tx,
        dedup=f"reminded:{question_about(case)}",
        kind="case.question_reminder",
        about=question_about(case),
        to=replace(reporters_address(tx, case), reply_to=None),
        lane=Lane.NOTICE,
        community_id=case.community_id,
        now=now,
    )


def owe_to_assignee(
    tx: Connection, case: Case, person_id: int, *, by: str, source: str, now: datetime
) -> bool:
    """Tell a person in private that a case is theirs; ``False`` where we may not."""
    account = people.get_account(tx, person_id, channel=case.reported_in.channel)
    if not account.is_reachable:
        return False
    outbox.owe(
        tx,
        dedup=f"assigned:{source}:{person_id}",
        kind="case.assigned",
        about=case.about,
        to=account.private,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=case.community_id,
        payload={"by": by},
        now=now,
    )
    return True


def put_away(tx: Connection, case: Case, *, kind: str, now: datetime) -> None:
    """What was asked with these messages is decided: they leave the chats."""
    for where, message in messages.list_standing(tx, kind=kind, about=case.about):
        outbox.owe_deletion(tx, message, where, community_id=case.community_id, now=now)
        messages.supersede(tx, channel=where.channel, chat=where.chat, message=message, now=now)


def owe_privately(
    tx: Connection,
    case: Case,
    person_ids: Iterable[int],
    *,
    kind: str,
    dedup: str,
    now: datetime,
    about: str | None = None,
    payload: dict[str, Json] | None = None,
    lane: Lane = Lane.NOTICE,
    not_before: datetime | None = None,
    is_standing: bool = False,
) -> int:
    """The same to each of these people alone; how many of them the bot may write to."""
    accounts = [
        people.get_account(tx, one, channel=case.reported_in.channel)
        for one in dict.fromkeys(person_ids)
    ]
    reachable = [one for one in accounts if one.is_reachable]
    for one in reachable:
        outbox.owe(
            tx,
            dedup=f"{dedup}:{one.person_id}",
            kind=kind,
            about=about or case.about,
            to=one.private,
            lane=lane,
            community_id=case.community_id,
            payload=payload,
            not_before=not_before,
            is_standing=is_standing,
            now=now,
        )
    return len(reachable)


def owe_below_the_card(
    tx: Connection,
    case: Case,
    *,
    kind: str,
    dedup: str,
    now: datetime,
    about: str | None = None,
    payload: dict[str, Json] | None = None,
    lane: Lane = Lane.NOTICE,
    is_standing: bool = False,
) -> None:
    """Where the staff works, in reply to the case's card."""
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        to = staff_address(tx, case, chat)
        card = messages.find_standing(tx, kind="case.card", about=case.about, to=to)
        outbox.owe(
            tx,
            dedup=f"{dedup}:{chat.id}:group",
            kind=kind,
            about=about or case.about,
            to=replace(to, reply_to=card.message if card else None),
            lane=lane,
            community_id=case.community_id,
            payload=payload,
            is_standing=is_standing,
            now=now,
        )


def owe_to_secretaries(
    tx: Connection, case: Case, *, kind: str, dedup: str, at: datetime, now: datetime
) -> None:
    """To every secretary in private at that time, or when the quiet hours end."""
    owe_privately(
        tx,
        case,
        people.list_holders(tx, community_id=case.community_id, role=Role.SECRETARY),
        kind=kind,
        dedup=dedup,
        not_before=held_for(tx, case, at),
        now=now,
    )
