"""Pays one owed row: writes the message as of now, sends it, and books what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Concatenate, ParamSpec, TypedDict, TypeVar

import structlog
from aiogram.exceptions import TelegramAPIError
from sqlalchemy import Connection
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from bot import letters, telegram
from bot.clock import Clock
from bot.copies import Copies
from bot.drawer import Drawer, Stopping
from bot.drawing_sign import sign_of_drawing
from bot.kept import Kept
from bot.pacing import AHEAD, Pacing
from bot.remedies import Kind, Remedy, remedy_for
from bot.session import Call
from bot.settling import Failure, book_failure, book_sent, book_unwritten
from bot.tally import Alarm, Tally, alarm_for, plain_reason
from bot.telegram import Delivery
from cards.card import Card
from domain.addresses import Address
from domain.answers import Json
from domain.voucher_codes import Codes
from storage import messages
from storage.database import Database, StorageError
from storage.messages import Standing
from storage.paying import Owed

REACTION = "case.react"
"""No card: a sign on the message it replies to, so nothing is written for it."""

DELETION = "message.delete"
PIN = "message.pin"

LONGEST_OUTAGE_PAUSE = 30.0
MOST_BOOKINGS = 10
"""Three minutes go by over them; then somebody should look, and what fails by a mistake of ours
is tried no more.
"""
LONGEST_BOOKING_PAUSE = 30.0
DATABASE_TROUBLE = (StorageError, OperationalError, InterfaceError, InternalError)

log = structlog.get_logger("sender")

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Draft:
    """What a row says at this moment, the message it would change, the one it hangs below."""

    card: Card | None
    standing: Standing | None
    above: Standing | None = None


class _How(TypedDict):
    is_private: bool
    items: int
    is_edit: bool


class StopSending(Exception):
    """Telegram does not know our token."""


class Unbooked(Exception):
    """What became of a message could not be written down; in the database it is on its way."""


class Payer:
    def __init__(
        self,
        call: Call,
        db: Database,
        clock: Clock,
        pacing: Pacing,
        copies: Copies,
        drawer: Drawer,
        codes: Codes,
        *,
        bot_name: str,
        locale: str,
        timezone: str,
    ) -> None:
        self._call = call
        self._db = db
        self._clock = clock
        self._pacing = pacing
        self._copies = copies
        self._drawer = drawer
        self._codes = codes
        self._bot_name = bot_name
        self._defaults = {"locale": locale, "timezone": timezone}
        self._outages = 0
        self._kept = Kept()
        self.tally = Tally()
        # Of what needs several calls: the answers to those that were made, until all are. A chat
        # that moves begins anew.
        self._begun: dict[tuple[int, str], list[Json]] = {}

    async def pay(self, rows: Sequence[Owed]) -> None:
        """Send one message for all ``rows`` (one, as a rule). Raises ``StopSending`` or
        ``Unbooked`` only.
        """
        first = rows[0]
        try:
            draft = await self._drafted(rows)
            delivery = self._deliver(first, draft, first.address)
        except Stopping as error:  # the next start draws it
            await self._book(
                book_unwritten, rows, error=str(error), is_ours=False, now=self._clock.now()
            )
            return
        except Exception as error:  # our mistake in writing must not hold up the others
            log.exception("a message cannot be written", row=first.id, kind=first.kind)
            is_ours = not isinstance(error, DATABASE_TROUBLE)
            reason, now = type(error).__name__, self._clock.now()
            if not await self._book(book_unwritten, rows, error=reason, is_ours=is_ours, now=now):
                self._alarm(Alarm.GIVEN_UP, first, reason)
            return
        if delivery is None:
            await self._book(book_sent, rows, message=None, media_file=None, now=self._clock.now())
            return
        outcome = await self._send_somehow(first, draft, delivery)
        if isinstance(outcome, Delivery):
            await self._paid(rows, draft, outcome)
        else:
            await self._failed(rows, draft, outcome)

    async def give_back(self, rows: Sequence[Owed], error: Exception) -> None:
        """After a mistake of ours on the way: nobody knows how far it came."""
        failure = Failure(Remedy(Kind.UNCERTAIN), type(error).__name__)
        await self._failed(rows, Draft(None, None), failure)

    async def _drafted(self, rows: Sequence[Owed]) -> Draft:
        if rows[0].kind in (REACTION, DELETION, PIN):
            return Draft(None, None)
        draft = await self._db.read(self._draft, rows)
        card = draft.card
        if card is None or all(one.file for one in card.media):
            return draft
        media = await self._copies.complete(card.media)
        shown = draft.standing.media_file if draft.standing else None
        async with sign_of_drawing(self._call, media, rows[0].address):
            media = await self._drawer.complete(media, shown=shown, bot_name=self._bot_name)
        return replace(draft, card=replace(card, media=media))

    def _draft(self, tx: Connection, rows: Sequence[Owed]) -> Draft:
        """Card and message from one snapshot."""
        first, now = rows[0], self._clock.now()
        if len(rows) > 1:
            return Draft(letters.write_together(tx, rows, now=now, **self._defaults), None)
        letter, about = letters.LETTERS[first.kind], first.about

        def written() -> Card | None:
            return letters.write(tx, first, codes=self._codes, now=now, **self._defaults)

        card = self._kept.card(tx, first, written, now=now) if letter.is_once else written()
        if about is None:
            return Draft(card, None)
        if letter.is_standing:
            standing = messages.find_standing(tx, kind=first.kind, about=about, to=first.address)
            return Draft(card, standing)
        if letter.replies_to is not None and first.address.reply_to is None:
            above = messages.find_standing(
                tx, kind=letter.replies_to, about=about, to=first.address
            )
            return Draft(card, None, above)
        return Draft(card, None)

    def _deliver(self, owed: Owed, draft: Draft, to: Address) -> Delivery | None:
        if owed.kind == REACTION:
            return telegram.reaction(owed.payload["emoji"], to)
        if owed.kind == DELETION:
            return telegram.deletion(owed.payload["message"], to)
        if owed.kind == PIN:
            return telegram.pin(owed.payload["message"], to)
        if draft.card is None:
            return None
        if draft.standing is not None:
            return telegram.edit_of(draft.standing, draft.card, to, bot_name=self._bot_name)
        if draft.above is not None:
            to = replace(to, reply_to=draft.above.message)
        # A card that takes the place of an older one is nothing new to be woken by.
        return telegram.new_message(
            draft.card, to, bot_name=self._bot_name, is_silent=owed.shown > 0
        )

    async def _send_somehow(
        self, owed: Owed, draft: Draft, delivery: Delivery
    ) -> Delivery | Failure:
        """As it is; without a lost topic or without unsendable files rather than not at all."""
        to, card = owed.address, draft.card
        while True:
            failure = await self._send(owed, delivery)
            if failure is None:
                return delivery
            kind = failure.remedy.kind
            if kind is Kind.WITHOUT_THREAD and to.thread is not None and draft.above is not None:
                # The card may stand elsewhere, and what hangs below it goes there by itself.
                to = replace(to, thread=None)
            elif kind is Kind.WITHOUT_THREAD and (to.thread is not None or _hangs(to, draft)):
                # A reply would pull it back into the topic of what it replies to.
                to, draft = replace(to, thread=None, reply_to=None), replace(draft, above=None)
            elif kind is Kind.WITHOUT_REPLY and card is not None and _hangs(to, draft):
                to, draft = replace(to, reply_to=None), replace(draft, above=None)
            elif kind is Kind.WITHOUT_MEDIA and card is not None and card.media:
                card = await self._without_names(owed, card, failure.error)
                self._begun.pop(_key(owed), None)
            else:
                return failure
            self.tally.remedies[kind] += 1
            again = self._deliver(owed, replace(draft, card=card), to)
            assert again is not None
            delivery = again

    async def _without_names(self, owed: Owed, card: Card, why: str) -> Card:
        """Our own copies in place of names that Telegram does not take; failing that, no files."""
        media = await self._copies.unfold(card.media)
        if media == card.media:
            media = ()
            log.warning("sent without its files", row=owed.id, why=why)
        return replace(card, media=media)

    async def _send(self, owed: Owed, delivery: Delivery) -> Failure | None:
        """Make the calls that have not been made; ``None`` when all are."""
        chat, is_private = owed.address.chat, owed.address.is_private
        results = self._begun.setdefault(_key(owed), [])
        for request in delivery.requests[len(results) :]:
            how: _How = {
                "is_private": is_private,
                "items": request.items,
                "is_edit": request.is_edit,
            }
            now = self._clock.now()
            ready_at = self._pacing.ready_at(chat, now=now, **how)
            while now < ready_at <= now + AHEAD:
                await self._clock.sleep((ready_at - now).total_seconds())
                now = self._clock.now()
                ready_at = self._pacing.ready_at(chat, now=now, **how)
            if self._pacing.is_paused(now):  # another that was claimed with it found no network
                return Failure(Remedy(Kind.OFFLINE), "everybody waits")
            if ready_at > now:
                seconds = (ready_at - now).total_seconds()
                return Failure(Remedy(Kind.WAIT, seconds), "a limit of ours", ready_at)
            self._pacing.begin(chat, **how)
            try:
                results.append(await self._call(request.method))
            except TelegramAPIError as error:
                remedy = remedy_for(error)
                if remedy.kind is not Kind.DONE:
                    reason = error.message or type(error).__name__
                    return self._considered(remedy, chat, reason)
                results.append(None)
            finally:
                self._pacing.end(chat, now=self._clock.now(), **how)
            self._outages = 0
        return None

    def _considered(self, remedy: Remedy, chat: str, reason: str) -> Failure:
        """Let the whole chat wait, or everybody while there is no network. What was refused is due
        the moment its chat opens: later, whatever waits behind it would go first.
        """
        now = self._clock.now()
        until = now + timedelta(seconds=remedy.seconds)
        if remedy.kind is Kind.STOP:
            self._pacing.pause(None, now + timedelta(days=1))
        if remedy.kind is Kind.WAIT:
            self._pacing.pause(chat, until)
        if remedy.kind is Kind.OFFLINE:
            if not self._pacing.is_paused(now):  # of several that fail at once, one counts
                self._outages += 1
                seconds = min(2.0 ** min(self._outages - 1, 8), LONGEST_OUTAGE_PAUSE)
                self._pacing.pause(None, now + timedelta(seconds=seconds))
            if self._outages == 1:
                log.warning("Telegram cannot be reached; what is owed waits")
        return Failure(remedy, reason, until)

    async def _paid(self, rows: Sequence[Owed], draft: Draft, delivery: Delivery) -> None:
        self.tally.sent += 1
        results = self._begun.pop(_key(rows[0]), [])
        is_edit = draft.standing is not None
        if draft.standing is not None:
            message: str | None = draft.standing.message
            others: list[str] = []
        else:
            message = telegram.message_id_of(results[delivery.keeps])
            others = telegram.others_of(results[delivery.keeps])
        named = telegram.named_files(delivery, results)
        media_file = delivery.media_file
        if media_file == "":
            media_file = next(iter(named.values()), None)
        await self._book(
            book_sent,
            rows,
            message=message,
            others=others,
            media_file=media_file,
            named=named,
            is_edit=is_edit,
            now=self._clock.now(),
        )

    async def _failed(self, rows: Sequence[Owed], draft: Draft, failure: Failure) -> None:
        first, kind = rows[0], failure.remedy.kind
        if kind is Kind.MOVE or not self._begun.get(_key(first)):
            self._begun.pop(_key(first), None)
        now = self._clock.now()
        try:
            lives = await self._book(
                book_failure, rows, failure=failure, standing=draft.standing, now=now
            )
        except Unbooked:
            if kind is Kind.STOP:  # the next start decides about the row
                raise StopSending from None
            raise
        self.tally.remedies[kind] += 1
        alarm = alarm_for(
            kind,
            is_private=first.address.is_private,
            is_nicety=letters.LETTERS[first.kind].is_nicety,
            # A card that stands beyond editing is left on purpose.
            lives=lives or (kind is Kind.RECARD and draft.standing is not None),
        )
        if alarm is not None:
            self._alarm(alarm, first, failure.error, is_new=not first.attempts or not lives)
        if kind is Kind.STOP:
            raise StopSending

    def _alarm(self, alarm: Alarm, owed: Owed, why: str, *, is_new: bool = True) -> None:
        """Counted each time, said when it is news: at a message's first try and its last."""
        self.tally.alarms[alarm] += 1
        if is_new:
            reason = plain_reason(why)
            log.error("alarm", alarm=alarm.value, row=owed.id, kind=owed.kind, why=reason)

    async def _book(
        self,
        deed: Callable[Concatenate[Connection, Sequence[Owed], P], T],
        rows: Sequence[Owed],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Write it down, however long the disk is full: unbooked, it would be sent again."""
        first, failures = rows[0], 0
        while True:
            try:
                answer = await self._db.do(deed, rows, *args, **kwargs)
            except Exception as error:  # a full disk, say
                failures += 1
                if failures == 1:
                    log.exception("what became of a message cannot be written down", row=first.id)
                if failures == MOST_BOOKINGS:
                    self._alarm(Alarm.UNBOOKED, first, type(error).__name__)
                if failures >= MOST_BOOKINGS and not isinstance(error, DATABASE_TROUBLE):
                    raise Unbooked from error
            else:
                if failures:
                    log.info("what became of a message is written down at last", row=first.id)
                return answer
            await self._clock.sleep(min(2.0 ** (failures - 1), LONGEST_BOOKING_PAUSE))


def _key(owed: Owed) -> tuple[int, str]:
    return owed.id, owed.address.chat


def _hangs(to: Address, draft: Draft) -> bool:
    """Whether a message answers another, by its address or below a card."""
    return to.reply_to is not None or draft.above is not None
