"""The wire to Telegram: what an HTTP answer means, and whether a lost request may have arrived.

The status decides before the body: a gateway's HTML page with 502 is a 502, never a puzzle.
"""

import json
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any, Protocol, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetFile, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiohttp import ClientSession, ClientTimeout, TraceConfig

from domain.answers import Json

REQUEST_SECONDS = 30.0
CONNECT_SECONDS = 10.0
DOWNLOAD_SECONDS = 120.0
CHUNK = 64 * 1024
UNTOLD_PAUSE = 5
"""Seconds to keep quiet after a 429 that does not say how long (a proxy's own, say)."""


class NeverLeft(TelegramNetworkError):
    """The request was never written to a connection: Telegram has certainly not seen it."""


class MayHaveArrived(TelegramNetworkError):
    """The request was written and its answer lost: nobody knows whether it was obeyed."""


class Call(Protocol):
    """One request; the answer is the result as it came, not aiogram's objects."""

    async def __call__(
        self, method: TelegramMethod[Any], *, seconds: float = REQUEST_SECONDS
    ) -> Json: ...


class Session(AiohttpSession):
    def __init__(self, *, api_base: str, proxy: str = "") -> None:
        super().__init__(
            proxy=proxy or None, api=TelegramAPIServer.from_base(api_base), timeout=REQUEST_SECONDS
        )

    async def create_session(self) -> ClientSession:
        """As aiogram's, and each request notes the moment its first byte goes out."""
        if self._session is None or self._session.closed:
            trace = TraceConfig()
            trace.on_request_headers_sent.append(_note_departure)
            self._session = ClientSession(
                connector=self._connector_type(**self._connector_init), trace_configs=[trace]
            )
            self._should_reset_connector = False
        return self._session

    async def close(self) -> None:
        if self._session is not None and not self._session.closed:
            await self._session.close()

    async def make_request(
        self, bot: Bot, method: TelegramMethod[TelegramType], timeout: int | None = None
    ) -> TelegramType:
        status, body = await self._post(bot, method, timeout or self.timeout)
        response = self.check_response(bot, method, status, body)
        return cast(TelegramType, response.result)

    async def call(
        self, bot: Bot, method: TelegramMethod[Any], *, seconds: float = REQUEST_SECONDS
    ) -> Json:
        """The result as Telegram sent it: a field that aiogram does not know spoils nothing."""
        status, body = await self._post(bot, method, seconds)
        if status == HTTPStatus.OK:
            answer = _read(body)
            if answer is None or (answer.get("ok") is True and answer.get("result") is None):
                raise MayHaveArrived(method, "an answer that cannot be read")
            if answer.get("ok") is True:
                return answer["result"]
        return self.check_response(bot, method, status, body).result

    async def download(self, bot: Bot, method: GetFile, path: str, *, most: int) -> bytes | None:
        """What lies at a path that ``method`` has brought; ``None`` if it is more than ``most``
        bytes, whatever was said of its size. The address, which names the token, goes nowhere.
        """
        session, content = await self.create_session(), bytearray()
        trip = SimpleNamespace(has_left=False)
        try:
            async with session.get(
                self.api.file_url(token=bot.token, path=path),
                timeout=ClientTimeout(total=DOWNLOAD_SECONDS, connect=CONNECT_SECONDS),
                allow_redirects=False,
                trace_request_ctx=trip,
            ) as response:
                async for chunk in response.content.iter_chunked(CHUNK):
                    content += chunk
                    if len(content) > most:
                        return None
        except Exception as error:  # aiohttp's, the system's or a proxy library's own
            kind = MayHaveArrived if trip.has_left else NeverLeft
            raise kind(method, type(error).__name__) from error
        if response.status == HTTPStatus.OK:
            return bytes(content)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TelegramServerError(method, f"HTTP status {response.status}")
        raise TelegramAPIError(method, f"HTTP status {response.status}")

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise TelegramServerError(method, f"HTTP status {status_code}")
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError as error:
            if HTTPStatus.OK <= status_code < HTTPStatus.MULTIPLE_CHOICES:
                raise MayHaveArrived(method, "an answer that cannot be read") from error
            # A 403 that is a web page is some gateway's, and says nothing about the chat.
            failure: Exception = error
        except TelegramAPIError as error:
            if type(error) is not TelegramAPIError:
                raise
            failure = error
        if status_code == HTTPStatus.TOO_MANY_REQUESTS:
            raise TelegramRetryAfter(method, "for how long is not said", UNTOLD_PAUSE)
        raise TelegramAPIError(method, f"HTTP status {status_code}") from failure

    async def _post(self, bot: Bot, method: TelegramMethod[Any], seconds: float) -> tuple[int, str]:
        session = await self.create_session()
        url = self.api.api_url(token=bot.token, method=method.__api_method__)
        form = self.build_form_data(bot=bot, method=method)
        trip = SimpleNamespace(has_left=False)
        try:
            async with session.post(
                url,
                data=form,
                timeout=ClientTimeout(total=seconds, connect=CONNECT_SECONDS),
                allow_redirects=False,
                trace_request_ctx=trip,
            ) as response:
                body = await response.read()
        except Exception as error:  # aiohttp's, the system's or a proxy library's own
            kind = MayHaveArrived if trip.has_left else NeverLeft
            raise kind(method, type(error).__name__) from error
        return response.status, body.decode("utf-8", errors="replace")


async def _note_departure(_session: ClientSession, context: SimpleNamespace, _sent: object) -> None:
    context.trace_request_ctx.has_left = True


def _read(body: str) -> dict[str, Json] | None:
    try:
        answer = json.loads(body)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
