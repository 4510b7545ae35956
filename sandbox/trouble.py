"""What can go wrong with one call, and the answers that such a call gets."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Effect = dict[str, Any] | str
"""Trouble as a rule writes it down."""

RESETS = ("unread", "reset_before", "reset_after")
_FIGURES = {"status": (200, 599), "hang": (0, 3600), "outage": (0, 3600), "retry_after": (0, 86400)}
_OTHERS = ("description", "parameters", "body", "content_type", "after", "truncated")
_USUAL_WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(frozen=True)
class Trouble:
    """One call's trouble: whether the call takes effect first, and what comes instead of the
    plain answer (nothing does when it only hangs)."""

    hang: float = 0.0
    is_after: bool = False
    is_cut: bool = False
    is_unread: bool = False
    is_truncated: bool = False
    outage: float = 0.0
    answer: dict[str, Any] = field(default_factory=dict)

    async def spoil(
        self, request: web.Request, run: Callable[[], Awaitable[web.Response]]
    ) -> tuple[web.Response, int]:
        """The answer and the status that the bot sees; 0 is a connection that broke."""
        plain = None
        if self.is_after:
            plain = await run()
        await asyncio.sleep(self.hang)
        if self.is_cut:
            return cut(request), 0
        if self.answer:
            spoilt = _answer(self.answer)
            return spoilt, spoilt.status
        if plain is None:
            plain = await run()
        if self.is_truncated:
            whole = plain.body if isinstance(plain.body, bytes | bytearray) else b""
            half = bytes(whole[: len(whole) // 2])
            plain = web.Response(status=plain.status, body=half, content_type=plain.content_type)
        return plain, plain.status


def read_trouble(effect: Any) -> Trouble:
    """Raises ``ValueError`` for what is no effect at all."""
    if effect in RESETS:
        return Trouble(is_cut=True, is_after=effect == "reset_after", is_unread=effect == "unread")
    if not isinstance(effect, dict) or not effect.keys() & {
        "status",
        "hang",
        "truncated",
        "outage",
    }:
        raise ValueError(f"This is no effect the sandbox knows: {effect!r}.")
    for name, value in effect.items():
        _check(name, value)
    outage = float(effect.get("outage", 0))
    return Trouble(
        hang=float(effect.get("hang", 0)),
        is_after=bool(effect.get("after")) or bool(effect.get("truncated")),
        is_cut=outage > 0,
        is_truncated=bool(effect.get("truncated")),
        outage=outage,
        answer=effect if "status" in effect else {},
    )


def cut(request: web.Request) -> web.Response:
    """Cut the connection; the response is never seen, aiohttp only wants one."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _check(name: str, value: Any) -> None:
    if name == "parameters" and not isinstance(value, dict):
        raise ValueError("The parameters of an answer are an object.")
    if name == "content_type" and not str(value).isprintable():
        raise ValueError("A content type stands on one line.")
    if name in _OTHERS:
        return
    if name not in _FIGURES:
        raise ValueError(f'An effect has no "{name}".')
    low, high = _FIGURES[name]
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise ValueError(f'The "{name}" of an effect is a number from {low} to {high}.')


def _answer(wanted: dict[str, Any]) -> web.Response:
    status = int(wanted["status"])
    if "body" in wanted:
        return web.Response(
            status=status,
            body=str(wanted["body"]).encode(),
            headers={"Content-Type": str(wanted.get("content_type", "text/html"))},
        )
    parameters = dict(wanted.get("parameters") or {})
    if "retry_after" in wanted:
        parameters["retry_after"] = int(wanted["retry_after"])
    words = _USUAL_WORDS.get(status, "Internal Server Error")
    if status == 429:
        words = f"Too Many Requests: retry after {parameters.get('retry_after', 1)}"
    body: dict[str, Any] = {
        "ok": False,
        "error_code": status,
        "description": str(wanted.get("description", words)),
    }
    if parameters:
        body["parameters"] = parameters
    return web.json_response(body, status=status)
