"""Deeds around households 户: where somebody lives, said by them, confirmed by the office.

A door number is nobody else's business: all of this is said in private, and the office's groups
learn only that somebody waits.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.anew import make_way
from actions.asking import ask
from actions.deadlines import held
from actions.looks import look_privately, show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.households import Living, Stay, building_words, read_door
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role, Verb
from domain.place_words import longest_word
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from storage import communities, grids, households, messages, outbox, people
from storage.outbox import Lane
from storage.prompts import Prompt

MINE, ASKED, TOLD, LIST = "household.mine", "household.asked", "household.told", "household.list"
CARDS = (MINE, LIST)

CLAIM, REFUSE = "household.claim", "household.refuse"
"""The questions whose answers are a door, and why a door is refused."""

START = "household"
"""The deep link into the private chat."""

LONGEST_REASON = 200
NO_PAUSE = timedelta(0)


@once
def claim_household(
    tx: Connection, *, by: Visitor, words: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Understand which door is meant, read it back, and hand it to the office.

    Whoever is confirmed behind one door moves out there first, so that nobody votes for two.
    """
    return _claim(tx, by, words, here=here, source=source, now=now)


def _claim(
    tx: Connection, by: Visitor, words: str, *, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, by, Verb.CLAIM_HOUSEHOLD)
    door = read_door(words)
    if door is None:
        raise RuleBroken("household.unclear")
    own = households.find_own(tx, community_id=by.home, person_id=by.person_id)
    is_known = own is not None and own.state is Stay.ASKED and own.door == door
    if not is_known:
        living = households.ask(
            tx,
            community_id=by.home,
            household_id=households.put_household(tx, community_id=by.home, door=door),
            person_id=by.person_id,
            source=source,
            now=now,
        )
        if living is None:
            raise RuleBroken("household.lives_elsewhere")
        _ask_the_office(tx, living, now=now)
    _show_mine(tx, by, here, source=source, now=now)
    return None


def mine_of(by: Visitor) -> dict[str, Json]:
    """What the card of one's own door is asked with: nobody is moving out yet."""
    return {"person": by.person_id, "is_leaving": False}


def _show_mine(tx: Connection, by: Visitor, here: Address, *, source: str, now: datetime) -> None:
    look_privately(tx, by, here, kind=MINE, payload=mine_of(by), source=source, now=now)


def _ask_the_office(tx: Connection, living: Living, *, now: datetime) -> None:
    """The card goes to each secretary and grid worker of that house whom the bot may write to;
    where it may write to none, the office's groups read that somebody waits, and not who or where.
    """
    due = held(now, communities.get_community(tx, living.community_id))
    told = 0
    for person_id in _office_for(tx, living):
        account = people.get_account(tx, person_id, channel=TELEGRAM)
        if not account.is_reachable or person_id == living.person_id:
            continue
        told += 1
        outbox.owe_standing(
            tx,
            kind=ASKED,
            about=living.about,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=living.community_id,
            payload={"living": living.id, "viewer": person_id},
            not_before=due,
            pause=NO_PAUSE,
            now=now,
        )
    if told:
        return
    staff = communities.list_chats(tx, community_id=living.community_id, kind=ChatKind.STAFF)
    for chat in staff:
        outbox.owe(
            tx,
            dedup=f"{living.about}:{living.version}:{chat.id}",
            kind="private.door",
            to=chat.address,
            lane=Lane.NOTICE,
            community_id=living.community_id,
            payload={"key": "household.someone_waits", "label": "button.open_private"}
            | {"start": START},
            not_before=due,
            now=now,
        )


def _office_for(tx: Connection, living: Living) -> list[int]:
    known = [(one.id, one.words) for one in grids.list_grids(tx, community_id=living.community_id)]
    found = longest_word(building_words(living.door.building), known)
    workers = people.list_holders(
        tx,
        community_id=living.community_id,
        role=Role.GRID_WORKER,
        grid_id=found[0] if found else None,
    )
    secretaries = people.list_holders(tx, community_id=living.community_id, role=Role.SECRETARY)
    return list(dict.fromkeys([*workers, *secretaries]))


@once
def ask_door(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """登记住址: ask for the door."""
    check_visitor_may(tx, by, Verb.CLAIM_HOUSEHOLD)
    _ask(tx, by, act=CLAIM, data={}, where=here, source=source, now=now)
    return None


def _ask(
    tx: Connection,
    by: Visitor,
    *,
    act: str,
    data: dict[str, Json],
    where: Address,
    source: str,
    now: datetime,
) -> None:
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=act,
        case_id=None,
        where=where,
        source=source,
        data=data,
        now=now,
    )


def answer_door(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    here = people.get_account(tx, by.person_id, channel=TELEGRAM).private
    return _claim(tx, by, said.text, here=here, source=source, now=now)


@once
def confirm_household(
    tx: Connection,
    *,
    by: Visitor,
    living_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """通过: the person lives there, and shares the vote of whoever else does."""
    living = _asked_here(tx, by, living_id, version=version)
    _decide(tx, living, state=Stay.CONFIRMED, by=by, reason="", here=here, now=now)
    return Answer("household.confirmed_done")


@once
def ask_why_refused(
    tx: Connection,
    *,
    by: Visitor,
    living_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """驳回 needs a reason, which the person will read."""
    living = _asked_here(tx, by, living_id, version=version)
    data = {"living": living.id, "version": living.version}
    _ask(tx, by, act=REFUSE, data=data, where=here, source=source, now=now)
    return None


def refuse_household(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    reason = in_one_line(said.text).strip()[:LONGEST_REASON]
    if not reason:
        raise RuleBroken("household.say_why")
    living = _asked_here(tx, by, prompt.data["living"], version=prompt.data["version"])
    _decide(tx, living, state=Stay.REFUSED, by=by, reason=reason, here=None, now=now)
    return Answer("household.refused_done")


def _asked_here(tx: Connection, by: Visitor, living_id: int, *, version: int) -> Living:
    """One that still waits as the presser saw it. Nobody confirms where they live themselves."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOUSEHOLD)
    living = households.find_living(tx, living_id, community_id=by.home)
    if living is None:
        raise RuleBroken("press.stale")
    if living.person_id == by.person_id:
        raise RuleBroken("household.not_oneself")
    if living.state is not Stay.ASKED or living.version != version:
        raise RuleBroken("household.changed_meanwhile")
    return living


def _decide(
    tx: Connection,
    living: Living,
    *,
    state: Stay,
    by: Visitor,
    reason: str,
    here: Address | None,
    now: datetime,
) -> None:
    if not households.change(tx, living, state=state, by=by.person_id, reason=reason, now=now):
        raise RuleBroken("household.changed_meanwhile")
    _tell(tx, living, now=now)
    refresh(tx, living, here, now=now)


def _tell(tx: Connection, living: Living, *, now: datetime) -> None:
    """The person reads what has become of it, as it is when it is sent."""
    account = people.get_account(tx, living.person_id, channel=TELEGRAM)
    if account.is_reachable:
        outbox.owe(
            tx,
            dedup=f"{TOLD}:{living.id}:{living.version + 1}",
            kind=TOLD,
            to=account.private,
            lane=Lane.NOTICE,
            community_id=living.community_id,
            payload={"living": living.id},
            now=now,
        )


def refresh(tx: Connection, living: Living, here: Address | None, *, now: datetime) -> None:
    """The office's cards of it, and whatever the presser is looking at."""
    outbox.want_all_again(tx, about=living.about, kinds=(ASKED,), now=now)
    if here is None or here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=CARDS, now=now)


@once
def turn_leaving(
    tx: Connection, *, by: Visitor, is_leaving: bool, here: Address, source: str, now: datetime
) -> Answer | None:
    """搬走了 is asked once more before it counts, or thought better of."""
    show_instead(tx, {"is_leaving": is_leaving}, here, now=now)
    return None


@once
def leave_household(
    tx: Connection,
    *,
    by: Visitor,
    living_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Moved out, or taken back before the office looked. An open ballot keeps its roll."""
    check_visitor_may(tx, by, Verb.CLAIM_HOUSEHOLD)
    living = households.find_living(tx, living_id, community_id=by.home)
    if living is None or living.person_id != by.person_id:
        raise RuleBroken("press.stale")
    is_there = living.state in (Stay.ASKED, Stay.CONFIRMED) and living.version == version
    if not is_there or not households.change(tx, living, state=Stay.ENDED, by=None, now=now):
        raise RuleBroken("household.changed_meanwhile")
    show_instead(tx, {"is_leaving": False}, here, now=now)
    refresh(tx, living, here, now=now)
    was_asked = living.state is Stay.ASKED
    return Answer("household.taken_back" if was_asked else "household.left")


@once
def end_household(
    tx: Connection,
    *,
    by: Visitor,
    living_id: int,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """The office has learnt that somebody lives there no more; they are told."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOUSEHOLD)
    living = households.find_living(tx, living_id, community_id=by.home)
    if living is None:
        raise RuleBroken("press.stale")
    if living.person_id == by.person_id:
        raise RuleBroken("household.not_oneself")
    if living.state is not Stay.CONFIRMED or living.version != version:
        raise RuleBroken("household.changed_meanwhile")
    _decide(tx, living, state=Stay.ENDED, by=by, reason="", here=here, now=now)
    return Answer("household.ended_done")


@once
def open_register(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """住户名册: what waits, and who lives where; for the office, in private."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOUSEHOLD)
    payload = {"viewer": by.person_id, "building": 0, "household": 0, "page": 0}
    look_privately(tx, by, here, kind=LIST, payload=payload, source=source, now=now)
    return None


@once
def turn_register(
    tx: Connection,
    *,
    by: Visitor,
    turn: dict[str, int],
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Another building, household or page in the place of this one."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOUSEHOLD)
    show_instead(tx, dict(turn), here, now=now)
    return None


@once
def open_asked(
    tx: Connection, *, by: Visitor, living_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """One that waits, with what can be done about it, below everything else."""
    check_visitor_may(tx, by, Verb.CONFIRM_HOUSEHOLD)
    living = households.find_living(tx, living_id, community_id=by.home)
    if living is None or living.state is not Stay.ASKED:
        raise RuleBroken("household.changed_meanwhile")
    to = people.get_account(tx, by.person_id, channel=here.channel).private
    make_way(tx, kind=ASKED, about=living.about, to=to, community_id=by.home, now=now)
    outbox.owe_standing(
        tx,
        kind=ASKED,
        about=living.about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.home,
        payload={"living": living.id, "viewer": by.person_id},
        pause=NO_PAUSE,
        now=now,
    )
    return None
