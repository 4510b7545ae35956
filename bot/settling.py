"""What becomes of a row when its message was sent, could not be sent, could not be written.

Each is one deed, so that a kill leaves no half.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.chats import move_chat
from actions.communities import note_heard
from actions.reach import note_silenced, note_unreachable
from bot.letters import LETTERS
from bot.letters.letter import Letter
from bot.remedies import Kind, Remedy
from storage import case_media, messages, paying
from storage.messages import Standing
from storage.outbox import DEAD, NEW, SENT, UNCERTAIN
from storage.paying import Ending, Owed

LONGEST_PAUSE = 300.0
BEYOND_EDITING = "beyond editing"
"""Said of a card that was left as it stands, on purpose."""
GIVEN_UP_AFTER = timedelta(hours=24)
TRIES_IN_A_DAY = 295
"""How often a row is tried in 24 hours with pauses from 1 s doubling to 5 min."""
FEWEST_TRIES = 10
"""What is a day old because we were down still deserves a fair chance."""
MOST_UNCERTAIN = 3
MOST_INTERRUPTED = 8
"""How often the program may end while a message is on its way, before that message is suspected
of ending it. Each time it waits longer, so that a bad minute of the machine uses up few.
"""
MOST_WRITINGS = 5
MOST_STRANGE = 5
"""How often a message is tried that is refused in unknown words; two minutes go by over it."""


def pause_after(attempts: int) -> timedelta:
    """1 s, doubled each time up to 5 min, and a little chance so that not all come at once."""
    seconds = min(2.0 ** min(attempts, 16), LONGEST_PAUSE)
    return timedelta(seconds=seconds * random.uniform(0.8, 1.0))


@dataclass(frozen=True)
class Failure:
    """Why a message was not sent, and what to do about it; ``until`` is when a wait ends."""

    remedy: Remedy
    error: str
    until: datetime | None = None


def book_sent(
    tx: Connection,
    rows: Sequence[Owed],
    *,
    message: str | None,
    media_file: str | None,
    now: datetime,
    is_edit: bool = False,
    others: Sequence[str] = (),
    named: Mapping[int, str] | None = None,
) -> None:
    """A message that pays several rows is nobody's: each case gets a card of its own when it
    changes first. A new one proves that the bot may speak in its group. ``others`` are the further
    messages of an album. ``named`` says what Telegram calls the pictures that were sent to it from
    our own copies.
    """
    for picture, file in (named or {}).items():
        case_media.remember_file(tx, picture, file=file)
    if message is not None and not is_edit:
        note_heard(tx, at=rows[0].address, now=now)
    if len(rows) > 1:
        message = None
    for owed in rows:
        has_ended = paying.mark_sent(
            tx, owed, message=message, others=others, media_file=media_file, now=now
        )
        ended = LETTERS[owed.kind].ended
        if has_ended and ended is not None:
            ended(tx, owed, Ending(SENT, message), now)


def _tell_ended(tx: Connection, owed: Owed, *, now: datetime) -> bool:
    """Let who wants to know learn that a row has come to its end; whether it still lives."""
    ending = paying.ending_of(tx, owed)
    letter = LETTERS[owed.kind]
    lives = ending.state == NEW
    if letter.ended is not None and not lives:
        letter.ended(tx, owed, ending, now)
    return lives


def book_failure(
    tx: Connection,
    rows: Sequence[Owed],
    *,
    failure: Failure,
    standing: Standing | None,
    now: datetime,
) -> bool:
    """Put the rows back, or give them up with the reason; whether all of them live."""
    for owed in rows:
        settle_failure(
            tx,
            owed,
            failure.remedy,
            letter=LETTERS[owed.kind],
            standing=standing,
            error=failure.error,
            until=failure.until,
            now=now,
        )
    return all([_tell_ended(tx, owed, now=now) for owed in rows])


def book_unwritten(
    tx: Connection, rows: Sequence[Owed], *, error: str, is_ours: bool, now: datetime
) -> bool:
    """We could not even write it: by a mistake of ours, which a few tries may outlive, or
    because the database could not be read, which is nobody's message's fault.
    """
    for owed in rows:
        if is_ours and owed.attempts + 1 >= MOST_WRITINGS:
            paying.give_up(tx, owed, state=DEAD, error=error, now=now)
        else:
            later = now + pause_after(owed.attempts)
            paying.put_back(tx, owed, not_before=later, error=error, counts_as_try=is_ours)
    return all([_tell_ended(tx, owed, now=now) for owed in rows])


def settle_failure(
    tx: Connection,
    owed: Owed,
    remedy: Remedy,
    *,
    letter: Letter,
    standing: Standing | None,
    error: str,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """One row's way. A group that has moved is moved even by a nicety, which is then dropped."""
    if remedy.kind is Kind.MOVE:
        old = owed.address.chat
        move_chat(tx, old=old, new=remedy.chat, channel=owed.address.channel, now=now)
    match remedy.kind:
        case Kind.STOP:
            paying.put_back(tx, owed, not_before=now, error=error, counts_as_try=False)
        case _ if letter.is_nicety:
            paying.give_up(tx, owed, state=DEAD, error=error, now=now)
        case Kind.WAIT | Kind.OFFLINE:
            later = until or now + timedelta(seconds=remedy.seconds)
            paying.put_back(tx, owed, not_before=later, error=error, counts_as_try=False)
        case Kind.MOVE:
            # At once, unless it is sent to and fro.
            pause = pause_after(owed.attempts) if owed.attempts else timedelta()
            paying.put_back(tx, owed, not_before=now + pause, error=error)
        case Kind.LOST if not owed.address.is_private:
            paying.give_up(tx, owed, state=DEAD, error=error, now=now)
        case Kind.UNREACHABLE | Kind.LOST:
            note_unreachable(tx, owed, may_fall_back=letter.falls_back, now=now)
        case Kind.SILENCED:
            note_silenced(tx, owed, now=now)
        case _:
            _settle_refusal(
                tx, owed, remedy.kind, letter=letter, standing=standing, error=error, now=now
            )


def _settle_refusal(
    tx: Connection,
    owed: Owed,
    kind: Kind,
    *,
    letter: Letter,
    standing: Standing | None,
    error: str,
    now: datetime,
) -> None:
    """The way of a row that its chat has nothing to do with."""
    match kind:
        case Kind.RECARD if standing is not None:
            _replace(tx, owed, standing, reposts=letter.reposts, error=error, now=now)
        case Kind.UNCERTAIN if standing is None:
            pause = pause_after(owed.attempts)
            _doubt(tx, owed, error=error, now=now, pause=pause, most=MOST_UNCERTAIN)
        case Kind.RETRY | Kind.UNKNOWN | Kind.UNCERTAIN | Kind.OTHER_POLLER:
            _retry(tx, owed, is_standing=letter.is_standing, error=error, now=now)
        case Kind.STRANGE if owed.attempts + 1 < MOST_STRANGE:
            later = now + pause_after(2 * owed.attempts)
            paying.put_back(tx, owed, not_before=later, error=error)
        case _:
            paying.give_up(tx, owed, state=DEAD, error=error, now=now)


def recover_interrupted(tx: Connection, *, now: datetime, under_way: Collection[int] = ()) -> int:
    """At the start: what was on its way when we died may have arrived or not. While we live, what
    is claimed and not ``under_way`` was claimed in vain: its answer got lost.
    """
    interrupted = [row for row in paying.list_interrupted(tx) if row.id not in under_way]
    for owed in interrupted:
        if owed.shown:  # an edit: made again, it changes nothing
            paying.put_back(tx, owed, not_before=now, error="interrupted", counts_as_try=False)
        else:
            pause = pause_after(owed.uncertain) if owed.uncertain else timedelta()
            most = MOST_INTERRUPTED
            _doubt(tx, owed, error="interrupted", now=now, pause=pause, most=most)
            _tell_ended(tx, owed, now=now)
    return len(interrupted)


def _doubt(
    tx: Connection, owed: Owed, *, error: str, now: datetime, pause: timedelta, most: int
) -> None:
    """Say it again, for a doubled message is a blemish and a missing one a broken promise; but of
    what goes to thousands nobody gets two.
    """
    if owed.uncertain + 1 >= most or LETTERS[owed.kind].is_once:
        paying.give_up(tx, owed, state=UNCERTAIN, error=error, now=now)
    else:
        paying.put_back(tx, owed, not_before=now + pause, error=error, is_uncertain=True)


def _retry(tx: Connection, owed: Owed, *, is_standing: bool, error: str, now: datetime) -> None:
    # A card may have been promised long ago and be owed anew since this morning, so its tries
    # count instead of its age.
    is_old = now - owed.owed_at > GIVEN_UP_AFTER and not is_standing
    if owed.attempts >= TRIES_IN_A_DAY or (is_old and owed.attempts >= FEWEST_TRIES):
        paying.give_up(tx, owed, state=DEAD, error=error, now=now)
    else:
        paying.put_back(tx, owed, not_before=now + pause_after(owed.attempts), error=error)


def _replace(
    tx: Connection, owed: Owed, standing: Standing, *, reposts: bool, error: str, now: datetime
) -> None:
    """The message there is beyond editing: a new one takes its place, or nothing does."""
    to = owed.address
    messages.supersede(tx, channel=to.channel, chat=to.chat, message=standing.message, now=now)
    if reposts:
        paying.put_back(tx, owed, not_before=now, error=error, counts_as_try=False)
    else:
        paying.give_up(tx, owed, state=DEAD, error=BEYOND_EDITING, now=now)
