"""Troubles on demand: rules that spoil some of the bot's calls, and a log of all of them."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.methods import METHODS
from sandbox.trouble import Effect, Trouble, read_trouble

CALLS_KEPT = 5000
DOWNLOAD = "getFile/download"
_METHODS = frozenset({*METHODS, DOWNLOAD.lower(), "send", "*"})
_KNOWN = ("name", "method", "chat", "every", "times", "effect", "seen", "fired")


@dataclass
class Rule:
    """One trouble: for which calls, how often, and what happens instead of the answer."""

    effect: Effect
    trouble: Trouble
    name: str = ""
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

    def view(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _KNOWN}

    def _is_about(self, method: str) -> bool:
        if self.method == "send":
            return method.startswith(("send", "edit"))
        return self.method == "*" or self.method.lower() == method.lower()


@dataclass
class Faults:
    rules: list[Rule] = field(default_factory=list)
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=CALLS_KEPT))
    seq: int = 0

    def replace(self, rules: Any) -> None:
        """Take these rules from now on; one that makes no sense leaves the old ones in place.

        A rule that says how often it was seen and has fired goes on from there.
        """
        if not isinstance(rules, list):
            raise ValueError("The rules come as a list.")
        self.rules = [_rule(rule) for rule in rules]

    def fire(self, method: str, chat_id: int | None, *, is_read: bool = True) -> Rule | None:
        """The first rule that wants this call; one whose connection breaks first is not read."""
        for rule in self.rules:
            if rule.trouble.is_unread is not is_read and rule.fires(method, chat_id):
                return rule
        return None

    def log(self, method: str, **details: Any) -> None:
        """Remember one call; status 0 is a connection that broke."""
        self.seq += 1
        self.calls.append({"seq": self.seq, "method": method, **details})

    def calls_after(self, seq: int) -> list[dict[str, Any]]:
        return [call for call in self.calls if call["seq"] > seq]


def _rule(wanted: Any) -> Rule:
    if not isinstance(wanted, Mapping):
        raise ValueError("A rule is an object with an effect.")
    for name in wanted.keys() - _KNOWN:
        raise ValueError(f'A rule has no "{name}".')
    trouble = read_trouble(wanted.get("effect"))
    chat = _number(wanted, "chat", low=None)
    if trouble.is_unread and chat is not None:
        raise ValueError("A call that nobody has read does not say which chat it is about.")
    method = str(wanted.get("method") or "*")
    if method.lower() not in _METHODS:
        raise ValueError(f'The Bot API has no method "{method}" here.')
    every = _number(wanted, "every")
    if every == 0:
        raise ValueError("A rule fires every time or every second time, never every 0th.")
    return Rule(
        effect=wanted["effect"],
        trouble=trouble,
        name=str(wanted.get("name") or ""),
        method=method,
        chat=chat,
        every=every or 1,
        times=_number(wanted, "times"),
        seen=_number(wanted, "seen") or 0,
        fired=_number(wanted, "fired") or 0,
    )


def _number(wanted: Mapping[str, Any], name: str, low: int | None = 0) -> int | None:
    value = wanted.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or (low is not None and value < low):
        raise ValueError(f'The "{name}" of a rule is a whole number.')
    return value
