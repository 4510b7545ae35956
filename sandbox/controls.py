"""The sandbox's own settings: its clock, Telegram's limits, how updates come, and faults."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.faults import Faults
from sandbox.limits import Limits
from sandbox.refusals import CannotDo
from sandbox.world import World

LONGEST_MOVE = 10 * 366 * 24 * 3600
MOST_REPEATS = 1000
WIDEST_SHUFFLE = 10_000


@dataclass
class Controls:
    """Whatever is refused here raises ``CannotDo``, and changes nothing."""

    world: World
    faults: Faults
    limits: Limits

    def view(self) -> dict[str, Any]:
        clock, updates = self.world.clock, self.world.updates
        hook = updates.hook
        return {
            "clock": {"now": clock(), "ahead_s": clock.ahead_s},
            "limits": self.limits.view(),
            "delivery": {
                "by": updates.by,
                "url": hook.url if hook else "",
                "pending": len(updates),
                "repeat": updates.delivery.repeat,
                "shuffle": updates.delivery.shuffle,
                "last_error": hook.last_error if hook else "",
            },
            "faults": [rule.view() for rule in self.faults.rules],
            "privacy_mode": self.world.privacy_mode,
        }

    def move_clock(self, body: Any) -> None:
        given = _fields(body, "move_s")
        seconds = given.get("move_s")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise CannotDo("no_seconds")
        ahead = self.world.clock.ahead_s + seconds
        if not math.isfinite(ahead) or abs(ahead) > LONGEST_MOVE:
            raise CannotDo("too_far")
        self.world.clock.move(seconds)

    def set_limits(self, body: Any) -> None:
        figures = ("per_second", "private_per_second", "group_per_minute")
        given = _fields(body, "on", *figures)
        switch = given.get("on", self.limits.on)
        if not isinstance(switch, bool):
            raise CannotDo("on_or_off")
        wanted = {name: _whole(given, name, 1, 1_000_000) for name in figures if name in given}
        self.limits.on = switch
        for name, value in wanted.items():
            setattr(self.limits, name, value)

    def set_delivery(self, body: Any) -> None:
        """From the next update on."""
        given = _fields(body, "repeat", "shuffle", "jump")
        updates = self.world.updates
        wanted = {
            name: _whole(given, name, low, high)
            for name, low, high in (("repeat", 1, MOST_REPEATS), ("shuffle", 0, WIDEST_SHUFFLE))
            if name in given
        }
        jump = _whole(given, "jump", -(2**31), 2**31) if "jump" in given else 0
        try:
            updates.ids.jump(jump)
        except ValueError as error:
            raise CannotDo("bad_jump", why=str(error)) from None
        for name, value in wanted.items():
            setattr(updates.delivery, name, value)

    def set_faults(self, body: Any) -> None:
        try:
            self.faults.replace(body)
        except ValueError as error:
            raise CannotDo("bad_rules", why=str(error)) from None


def _fields(body: Any, *known: str) -> Mapping[str, Any]:
    if not isinstance(body, dict) or not body:
        raise CannotDo("no_settings", known=", ".join(known))
    for name in body.keys() - set(known):
        raise CannotDo("no_setting", setting=name)
    return body


def _whole(given: Mapping[str, Any], name: str, low: int, high: int) -> int:
    value = given[name]
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise CannotDo("no_whole_number", setting=name, low=low, high=high)
    return value
