"""``linlian check``: what is in order and what the operator should mend, a line each."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import WebhookInfo
from sqlalchemy import Connection

from bot.clock import Clock
from bot.copies import Copies
from bot.database import beside, reading
from bot.errors import OperatorError
from bot.intake import ALLOWED_UPDATES
from bot.keys import open_codes
from bot.letters import LETTERS
from bot.run import introduced, telegram
from bot.settings import Settings
from bot.settling import BEYOND_EDITING
from bot.tally import plain_reason
from domain.addresses import TELEGRAM
from domain.communities import Right
from handlers.rights import missing_rights
from storage.audit import Audit, Wrong, audit
from storage.communities import Chat, list_all_chats
from storage.figures import Figures, prove_writable, take_figures
from storage.migrate import is_up_to_date
from storage.troubles import Trouble, list_given_up, list_parked

LOOKED_BACK = timedelta(days=7)
_LATELY = f"in the last {LOOKED_BACK.days} days"
LATE = timedelta(minutes=10)
"""What has waited longer than this is worth a look; a quiet bot sends within a second."""

REMEDIES = {
    Right.HEAR: "hears only commands and replies; make it an administrator of the group"
    " (or turn its privacy mode off at @BotFather and add it anew)",
    Right.SPEAK: "may not write; allow it to send messages",
    Right.MEDIA: "may not send photos; allow it to",
    Right.UNKNOWN: "cannot be asked about; try again later",
}


FAULTS: dict[Wrong, str] = {
    Wrong.BALANCE: "account {id} has {found}, but its entries add up to {expected}",
    Wrong.SUM: "the accounts of community {id} come to {found} together, not to {expected}",
    Wrong.OVERDRAWN: "account {id} has {found}, which is less than nothing",
    Wrong.STRAYED: "entry {id} is of community {found}, its account of community {expected}",
    Wrong.COUNTER: "entry {id} takes {found} back, but not as the {expected} went that it reverses",
    Wrong.GRANT: "grant {id} has moved {found}, but should have moved {expected}",
    Wrong.HELD: "account {id} holds {found}, but vouchers that wait are for {expected}",
    Wrong.HOURS: "row {id} of hours is for {found} minutes, its counterpart asks for {expected}",
}
"""Numbers are those of our rows; whoever mends them looks there."""

PASSED = ("unreachable", "silenced", "moved", BEYOND_EDITING)
"""Why a message was given up that nobody can send any more: a person has shut the bot out, a group
has moved, a card has grown too old. Where the bot lacks a right, the line of that group says so.
"""


@dataclass(frozen=True)
class Finding:
    about: str
    words: str
    is_fine: bool = True


@dataclass(frozen=True)
class Stored:
    """What the database says, read once."""

    is_up_to_date: bool
    chats: Sequence[Chat] = ()
    figures: Figures | None = None
    parked: Sequence[Trouble] = ()
    given_up: Sequence[Trouble] = ()


async def check(settings: Settings) -> int:
    """Print a line for each thing; the exit code is 1 if there is something to mend. It may run
    beside the bot and changes nothing.
    """
    now = Clock().now()
    findings = [Finding("settings", f"can be read; updates come by {settings.bot.mode}")]
    stored = None
    try:
        with beside(settings) as tx:
            stored = read(tx, now=now)
        findings += _database(stored, now)
        if stored.is_up_to_date:
            with reading(settings) as tx:
                findings += _points(audit(tx))
    except OperatorError as error:
        findings.append(Finding("database", error.message, is_fine=False))
    findings.append(_media(settings))
    findings.append(_key(settings))
    findings += await _telegram(settings, stored)
    for one in findings:
        print(f"{'ok  ' if one.is_fine else 'MEND'}  {one.about:<9} {one.words}")
    return 0 if all(one.is_fine for one in findings) else 1


def read(tx: Connection, *, now: datetime) -> Stored:
    if not is_up_to_date(tx):
        return Stored(False)
    prove_writable(tx)
    since = now - LOOKED_BACK
    return Stored(
        True,
        list_all_chats(tx, channel=TELEGRAM),
        take_figures(tx, now=now),
        list_parked(tx, since=since),
        list_given_up(tx, since=since),
    )


def _database(stored: Stored, now: datetime) -> Iterator[Finding]:
    figures = stored.figures
    if figures is None:
        words = "is of another version; start the bot once, or run: linlian migrate"
        yield Finding("database", words, is_fine=False)
        return
    size = figures.database_bytes / 1e6
    yield Finding("database", f"can be written and is up to date, {size:.1f} MB")
    waiting, owed = figures.updates, sum(figures.owed.values())
    yield Finding(
        "updates",
        f"{waiting.count} waiting" + _since(waiting.since, now),
        is_fine=not _is_late(waiting.since, now),
    )
    yield Finding(
        "messages",
        f"{owed} owed" + _since(figures.overdue_since, now),
        is_fine=not _is_late(figures.overdue_since, now),
    )
    yield from _troubles("updates", "set aside after several tries", stored.parked)
    passed = [one for one in stored.given_up if _is_past_mending(one)]
    if passed:
        words = f"{sum(one.count for one in passed)} came too late or to nobody {_LATELY}"
        yield Finding("messages", f"{words}; nothing to do")
    mendable = [one for one in stored.given_up if one not in passed]
    yield from _troubles("messages", "given up or uncertain", mendable)


def _points(found: Audit) -> Iterator[Finding]:
    """Every account, grant and counter-row added up anew; a line for each that is not as it should
    be.
    """
    if not found.faults:
        words = f"{found.entries:,} entries in {found.accounts:,} accounts add up"
        yield Finding("points", f"{words}, and {found.hours:,} rows of hours with them")
    for fault in found.faults:
        yield Finding("points", FAULTS[fault.kind].format(**asdict(fault)), is_fine=False)


def _media(settings: Settings) -> Finding:
    folder = settings.media.path
    try:
        Copies(folder).prove_writable()
    except OSError as error:
        return Finding("media", f"{folder} cannot be written: {error.strerror}", is_fine=False)
    return Finding("media", f"{folder} can be written")


def _key(settings: Settings) -> Finding:
    """Without making one: that is for the bot, which would then use it."""
    path = settings.keys.path
    try:
        if not path.exists():
            return Finding("key", f"{path} will be made when the bot starts")
        open_codes(path)
    except OSError as error:  # a folder that we may not look into
        return Finding("key", f"keys.file: {path}: {error.strerror}", is_fine=False)
    except OperatorError as error:
        return Finding("key", error.message, is_fine=False)
    return Finding("key", f"{path} can be read; keep a copy of it apart from the database")


def _since(moment: datetime | None, now: datetime) -> str:
    """How long the oldest has waited, where that is worth saying."""
    if moment is None or not _is_late(moment, now):
        return ""
    return f", the oldest since {moment:%Y-%m-%d %H:%M} UTC; is the bot running?"


def _is_late(moment: datetime | None, now: datetime) -> bool:
    return moment is not None and now - moment > LATE


def _is_past_mending(trouble: Trouble) -> bool:
    letter = LETTERS.get(trouble.kind)
    return trouble.error in PASSED or (letter is not None and letter.is_nicety)


def _troubles(about: str, what: str, found: Sequence[Trouble]) -> Iterator[Finding]:
    """By kind and reason; of Telegram's reasons without what they may quote."""
    counts: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[one.kind, plain_reason(one.error)] += one.count
    for (kind, reason), count in counts.most_common():
        words = f"{count} {what} {_LATELY}: {kind}, {reason}"
        yield Finding(about, f"{words}; the log tells more", is_fine=False)


async def _telegram(settings: Settings, stored: Stored | None) -> list[Finding]:
    if not settings.bot.has_token:
        return [Finding("token", "bot.token is empty; copy it from @BotFather", is_fine=False)]
    async with telegram(settings) as bot:
        try:
            me = await introduced(bot)
            webhook = await bot.get_webhook_info()
        except (OperatorError, TelegramAPIError) as error:
            return [Finding("token", error.message, is_fine=False)]
        findings = [Finding("token", f"belongs to @{me.username}"), _intake(settings, webhook)]
        for chat in stored.chats if stored is not None else ():
            findings.append(await _group(bot, chat))
    return findings


def _intake(settings: Settings, webhook: WebhookInfo) -> Finding:
    """Whether Telegram hands updates over in the way that the settings say."""
    pending = f"{webhook.pending_update_count} updates waiting at Telegram"
    if settings.bot.mode == "polling":
        if webhook.url:
            words = "Telegram posts to a webhook; the bot ends that when it starts"
            return Finding("intake", words, is_fine=False)
        return Finding("intake", pending)
    if webhook.url != settings.webhook.url:
        words = "Telegram does not post to webhook.url; the bot says so when it starts"
        return Finding("intake", words, is_fine=False)
    if sorted(webhook.allowed_updates or []) != sorted(ALLOWED_UPDATES):
        words = "Telegram was asked for other kinds of updates; the bot asks anew when it starts"
        return Finding("intake", words, is_fine=False)
    if webhook.last_error_message and webhook.pending_update_count:
        words = f"Telegram cannot post to webhook.url: {webhook.last_error_message}; {pending}"
        return Finding("intake", words, is_fine=False)
    return Finding("intake", pending)


async def _group(bot: Bot, chat: Chat) -> Finding:
    lacking = [Right(one) for one in await missing_rights(bot, int(chat.address.chat))]
    if not lacking:
        return Finding("group", f"{chat.title}: the bot may do all it needs")
    words = "; it ".join(REMEDIES[right] for right in lacking)
    return Finding("group", f"{chat.title}: the bot {words}", is_fine=False)
