"""Audiences 范围: to whom something is said, who is invited, who may vote."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.answers import Json
from domain.people import MemberKind, Trade
from domain.permissions import Role


@dataclass(frozen=True)
class Audience:
    """Who is meant. Nothing chosen is everybody; within one line any of it will do, and each line
    that says something must fit: 骑手 of 一号网格. ``person_ids`` are named one by one, and are
    meant whatever the other lines say; with them alone nobody else is.
    """

    kinds: frozenset[MemberKind] = frozenset()
    trades: frozenset[Trade] = frozenset()
    grid_ids: frozenset[int] = frozenset()
    roles: frozenset[Role] = frozenset()
    person_ids: frozenset[int] = frozenset()

    @property
    def is_everybody(self) -> bool:
        return self == EVERYBODY

    @property
    def is_named_only(self) -> bool:
        return bool(self.person_ids) and not (
            self.kinds or self.trades or self.grid_ids or self.roles
        )


EVERYBODY = Audience()


@dataclass(frozen=True)
class Belonging:
    """What of a member an audience asks for."""

    person_id: int
    kind: MemberKind | None = None
    trade: Trade | None = None
    grid_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)


def is_meant(audience: Audience, who: Belonging) -> bool:
    if who.person_id in audience.person_ids:
        return True
    if audience.is_named_only:
        return False
    return (
        (not audience.kinds or who.kind in audience.kinds)
        and (not audience.trades or who.trade in audience.trades)
        and (not audience.grid_ids or who.grid_id in audience.grid_ids)
        and (not audience.roles or bool(who.roles & audience.roles))
    )


def toggle(audience: Audience, line: str, value: str) -> Audience:
    """With one choice more, or without it; ``all`` clears every line but the names."""
    if line == "all":
        return Audience(person_ids=audience.person_ids)
    match line:
        case "kinds":
            return replace(audience, kinds=audience.kinds ^ {MemberKind(value)})
        case "trades":
            return replace(audience, trades=audience.trades ^ {Trade(value)})
        case "grid_ids":
            return replace(audience, grid_ids=audience.grid_ids ^ {int(value)})
        case "roles":
            return replace(audience, roles=audience.roles ^ {Role(value)})
        case "person_ids":
            return replace(audience, person_ids=audience.person_ids ^ {int(value)})
    raise ValueError(line)


def as_stored(audience: Audience) -> dict[str, Json]:
    lines: dict[str, list[Json]] = {
        "kinds": [*sorted(audience.kinds)],
        "trades": [*sorted(audience.trades)],
        "grid_ids": [*sorted(audience.grid_ids)],
        "roles": [*sorted(audience.roles)],
        "person_ids": [*sorted(audience.person_ids)],
    }
    return {line: chosen for line, chosen in lines.items() if chosen}


def read_audience(stored: Mapping[str, Json]) -> Audience:
    def line(name: str) -> list[Json]:
        found = stored.get(name, [])
        return found if isinstance(found, list) else []

    return Audience(
        kinds=frozenset(MemberKind(str(one)) for one in line("kinds")),
        trades=frozenset(Trade(str(one)) for one in line("trades")),
        grid_ids=frozenset(int(str(one)) for one in line("grid_ids")),
        roles=frozenset(Role(str(one)) for one in line("roles")),
        person_ids=frozenset(int(str(one)) for one in line("person_ids")),
    )
