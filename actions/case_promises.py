"""What we owe people about a case: its cards, the question to the finder, words to the reporter.

Only promises are made here; which words stand on them is decided when they are sent.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from domain.addresses import Address
from domain.answers import Json
from domain.cases import Case
from domain.people import ChatKind
from storage import case_media, communities, outbox, people
from storage.communities import Chat
from storage.outbox import Lane

CARDS = ("case.received", "case.card", "case.assigned")
"""The cards that must be up to date whenever the case changes."""

ALBUM_GATHERS_FOR = timedelta(seconds=2)
"""Pictures of one album come one by one; those after the first follow together."""


def question_about(case: Case) -> str:
    """The finder is asked anew after each reopening, in a message of its own."""
    return f"{case.about}:{case.reopenings}"


def owe_first_cards(tx: Connection, case: Case, *, tells_privacy: bool, now: datetime) -> None:
    """The acknowledgement to the reporter and the card for every staff group."""
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
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        owe_staff_card(tx, case, to=chat.address, now=now)


def owe_staff_card(tx: Connection, case: Case, *, to: Address, now: datetime) -> None:
    outbox.owe_standing(
        tx,
        kind="case.card",
        about=case.about,
        to=to,
        lane=Lane.CARD,
        community_id=case.community_id,
        now=now,
    )


def owe_changes(tx: Connection, case: Case, *, now: datetime) -> None:
    """The case changed: every card that shows it is due once more."""
    outbox.want_all_again(tx, about=case.about, kinds=CARDS, now=now)


def owe_pictures(tx: Connection, case: Case, picture_ids: list[int], *, now: datetime) -> None:
    """Further pictures follow the staff card as a reply; those that come together go together.

    A picture that was posted in the staff group itself has been seen there.
    """
    pictures = [p for p in case_media.list_pictures(tx, case.id) if p.id in picture_ids]
    for chat in communities.list_chats(tx, community_id=case.community_id, kind=ChatKind.STAFF):
        for picture in pictures:
            if not _was_said_in(chat, picture.source):
                _owe_picture(tx, case, picture.id, chat, now=now)


def _was_said_in(chat: Chat, source: str) -> bool:
    return source.startswith(f"tg:{chat.external_id}:")


def _owe_picture(tx: Connection, case: Case, picture: int, chat: Chat, *, now: datetime) -> None:
    kind, to = "case.pictures", chat.address
    if outbox.add_to_payload(tx, about=case.about, kind=kind, to=to, key="pictures", item=picture):
        return
    outbox.owe(
        tx,
        dedup=f"{kind}:{picture}:{chat.id}",
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
        if _was_said_in(chat, said_in):
            continue
        outbox.owe(
            tx,
            dedup=f"{dedup}:{chat.id}",
            kind="case.word",
            about=case.about,
            to=chat.address,
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


def owe_to_assignee(
    tx: Connection, case: Case, person_id: int, *, by: str, source: str, now: datetime
) -> None:
    """Tell a person in private that a case is theirs; where we may not, the card must do."""
    account = people.get_account(tx, person_id, channel=case.reported_in.channel)
    if not account.is_reachable:
        return
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
