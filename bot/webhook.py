"""Telegram posts updates to us: each is on the disk before it is answered with 200.

Whoever does not know the secret is refused before a byte of what they sent is read.
"""

import asyncio
import hmac
import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final, Literal, NoReturn
from urllib.parse import urlsplit

import structlog
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.methods import GetWebhookInfo, SetWebhook
from aiohttp import web

from bot.clock import Clock
from bot.errors import OperatorError, wrong_token
from bot.intake import ALLOWED_UPDATES, Inlet
from bot.metrics import Metrics
from bot.remedies import Kind, remedy_for
from bot.server import LARGEST_BODY
from bot.session import Call
from bot.web_settings import WebhookSettings
from domain.answers import Json

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"
CONNECTIONS: Final = 20
"""How many posts Telegram may make at once; those that arrive together share a commit."""
BODY_SECONDS = 30.0
LOOK_EVERY = timedelta(minutes=3)
"""How often we ask Telegram whether it still posts to us, and so how often at most we set the
webhook again.
"""
TOLD_EVERY = timedelta(minutes=1)
DRAIN_LOOK = timedelta(milliseconds=20)
LONGEST_SILENCE = 5.0

NOT_SET = "Telegram does not post to webhook.url yet"
ELSEWHERE = "another program has told Telegram to post elsewhere, with the same bot.token"
UNREACHED = "Telegram cannot post to webhook.url; look at the reverse proxy and its certificate"

Result = Literal["kept", "forged", "stopping", "too_big", "unreadable", "not_kept"]
STATUS: Final[dict[Result, int]] = {
    "kept": 200,
    "forged": 401,
    "stopping": 503,
    "too_big": 413,
    "unreadable": 400,
    "not_kept": 503,
}

log = structlog.get_logger("webhook")


class Webhook:
    def __init__(
        self, call: Call, clock: Clock, inlet: Inlet, settings: WebhookSettings, metrics: Metrics
    ) -> None:
        self._call = call
        self._clock = clock
        self._inlet = inlet
        self._url = settings.url
        self._secret = settings.secret.get_secret_value()
        self._metrics = metrics
        for result in STATUS:
            metrics.posts.labels(result)
        self._was_accepted = False
        self._is_set = False
        self._trouble: str | None = NOT_SET
        self._failures = 0
        self._last_error: int | None = None
        self._is_stopping = False
        self._under_way = 0
        self._all_answered = asyncio.Event()
        self._forged = 0
        self._forged_told_at: datetime | None = None

    @property
    def received(self) -> int:
        return self._inlet.received

    @property
    def trouble(self) -> str | None:
        return self._trouble

    async def answer(self, request: web.Request) -> web.Response:
        """One post. Telegram repeats whatever is not answered with 200."""
        self._under_way += 1
        try:
            result = await self._taken(request)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._all_answered.set()
        self._metrics.posts.labels(result).inc()
        return web.Response(status=STATUS[result])

    async def run(self) -> NoReturn:
        """Tell Telegram where we are, and look now and then whether it still knows."""
        while True:
            try:
                if not self._is_set:
                    await self._set()
                await self._look()
            except TelegramAPIError as error:
                await self._rest(error)
            else:
                await self._clock.sleep(LOOK_EVERY.total_seconds())

    async def stop(self, within: float) -> None:
        """The webhook stays set: Telegram keeps what is said until we are back."""
        self._is_stopping = True
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._under_way:
                    self._all_answered.clear()
                    await self._all_answered.wait()

    async def drain(self) -> None:
        loop = asyncio.get_running_loop()
        heard_at, received = loop.time(), self.received
        while loop.time() - heard_at < LONGEST_SILENCE and not self._failures:
            if self._is_set:
                try:
                    info = await self._call(GetWebhookInfo())
                except TelegramAPIError:
                    return
                if not info["pending_update_count"] or self._trouble == ELSEWHERE:
                    return
            if self.received != received:
                heard_at, received = loop.time(), self.received
            await self._clock.wait(asyncio.Event(), self._clock.now() + DRAIN_LOOK)

    async def _taken(self, request: web.Request) -> Result:
        said = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(said, self._secret.encode()):
            self._note_forged()
            return "forged"
        if self._is_stopping:
            return "stopping"
        if (request.content_length or 0) > LARGEST_BODY:
            return "too_big"
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return "too_big"
        except TimeoutError:
            return "unreadable"
        update = _update_in(body)
        if update is None:
            return "unreadable"
        try:
            await self._inlet.keep([update])
        except Exception:  # the database's trouble; Telegram posts it again
            log.exception("an update could not be kept; Telegram will post it again")
            return "not_kept"
        return "kept"

    def _note_forged(self) -> None:
        """Whoever forges posts must not fill the log, too."""
        self._forged += 1
        now = self._clock.now()
        if self._forged_told_at is None or now - self._forged_told_at >= TOLD_EVERY:
            log.warning("posts without Telegram's secret were refused", count=self._forged)
            self._forged, self._forged_told_at = 0, now

    async def _set(self) -> None:
        await self._call(
            SetWebhook(
                url=self._url,
                secret_token=self._secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=CONNECTIONS,
                drop_pending_updates=False,
            )
        )
        self._was_accepted = self._is_set = True
        self._last_error = None

    async def _look(self) -> None:
        """Whether Telegram still posts to us, and whether it gets through.

        A webhook that was taken away is set again, since nobody else is posted to and people
        would talk to a deaf bot. One that points elsewhere is another program's, perhaps this
        bot on its new server: two that take it from each other in turn would both lose half.
        """
        info: dict[str, Json] = await self._call(GetWebhookInfo())
        self._failures = 0
        if info["url"] not in ("", self._url):
            self._complain(ELSEWHERE, host=urlsplit(info["url"]).hostname or "?")
        elif not info["url"] or set(info.get("allowed_updates", ())) != set(ALLOWED_UPDATES):
            log.error("the webhook was taken away or changed; setting it again")
            self._is_set = False
            await self._set()
            self._recovered(info)
        elif self._is_new_error(info) and info["pending_update_count"]:
            self._complain(UNREACHED, why=info.get("last_error_message", "?"))
        else:
            self._recovered(info)

    def _is_new_error(self, info: dict[str, Json]) -> bool:
        """The first look after setting only notes what failed before."""
        before, self._last_error = self._last_error, info.get("last_error_date", 0)
        return before is not None and self._last_error != before

    async def _rest(self, error: TelegramAPIError) -> None:
        remedy = remedy_for(error)
        self._failures += 1
        if remedy.kind is Kind.STOP:
            raise wrong_token() from error
        if isinstance(error, TelegramBadRequest) and not self._was_accepted:
            raise OperatorError(
                f"webhook.url is refused by Telegram: {error.message}", exit_code=2
            ) from error
        if remedy.kind is not Kind.WAIT:
            line = "Telegram cannot be told where to post; trying until it can"
            self._complain(line, why=error.message)
        await self._clock.sleep(max(remedy.seconds, min(2.0 ** (self._failures - 1), 30.0)))

    def _complain(self, line: str, **details: str) -> None:
        """Once for each trouble, not once for each look."""
        if self._trouble != line:
            self._trouble = line
            log.error(line, **details)

    def _recovered(self, info: dict[str, Json]) -> None:
        if self._trouble is not None:
            self._trouble = None
            log.info("Telegram posts to us", waiting=info["pending_update_count"])


def _update_in(body: bytes) -> dict[str, Json] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**63:
        return None
    found: dict[str, Json] = update
    return found
