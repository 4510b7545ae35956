"""Troubles on demand: rules that spoil some of the bot's calls, and a log of all of them."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from aiohttp import web

RESETS = ("reset_before", "reset_after")
CALLS_KEPT = 5000


@dataclass
class Rule:
    """One trouble: for which calls, how often, and what happens instead of the answer."""

    effect: dict[str, Any] | str
    method: str = "*"
    chat: int | None = None
    every: int = 1
    times: int | None = None
    seen: int = 0
    fired: int = 0

    def fires(self, method: str, chat_id: int | None) -> bool:
        if not self._is_about(method) or self.chat not in (None, chat_id):
            return False
        if self.times is not None and self.fired >= self.times:
            return False
        self.seen += 1
        if self.seen % self.every:
            return False
        self.fired += 1
        return True

    def _is_about(self, method: str) -> bool:
        if self.method == "send":
            return method.startswith(("send", "edit"))
        return self.method in ("*", method)


class Faults:
    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.calls: deque[dict[str, Any]] = deque(maxlen=CALLS_KEPT)

    def replace(self, rules: list[dict[str, Any]]) -> None:
        """Take these rules from now on; one that makes no sense leaves the old ones in place."""
        self.rules = [_rule(rule) for rule in rules]

    def effect(self, method: str, chat_id: int | None) -> dict[str, Any] | str | None:
        for rule in self.rules:
            if rule.fires(method, chat_id):
                return rule.effect
        return None

    def log(self, method: str, chat_id: int | None, status: int, at: float) -> None:
        """Remember one call; status 0 is a connection that broke."""
        self.calls.append({"method": method, "chat_id": chat_id, "status": status, "at": at})


async def trouble(effect: dict[str, Any] | str) -> web.Response | None:
    """The spoilt answer, or ``None`` when the call goes on after a while."""
    if isinstance(effect, str):
        return None
    if "hang" in effect:
        await asyncio.sleep(float(effect["hang"]))
        return None
    status = int(effect["status"])
    if "body" in effect:
        return web.Response(
            status=status,
            text=str(effect["body"]),
            content_type=str(effect.get("content_type", "text/html")),
        )
    body: dict[str, Any] = {
        "ok": False,
        "error_code": status,
        "description": str(effect.get("description", _usual_words(status, effect))),
    }
    if "retry_after" in effect:
        body["parameters"] = {"retry_after": int(effect["retry_after"])}
    return web.json_response(body, status=status)


def _usual_words(status: int, effect: dict[str, Any]) -> str:
    if status == 429:
        return f"Too Many Requests: retry after {effect.get('retry_after', 1)}"
    return {400: "Bad Request", 502: "Bad Gateway"}.get(status, "Internal Server Error")


def _rule(wanted: dict[str, Any]) -> Rule:
    effect = wanted.get("effect")
    known = effect in RESETS or (isinstance(effect, dict) and ({"status", "hang"} & effect.keys()))
    if not known or not isinstance(effect, dict | str):
        raise ValueError(f"This is no effect the sandbox knows: {effect!r}.")
    every, times = int(wanted.get("every") or 1), wanted.get("times")
    if every < 1:
        raise ValueError("A rule fires every time or every second time, never every 0th.")
    return Rule(
        effect=effect,
        method=str(wanted.get("method", "*")),
        chat=wanted.get("chat"),
        every=every,
        times=None if times is None else int(times),
    )
