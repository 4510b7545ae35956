"""Roles 角色 as people name them, and what a role may be given for."""

from dataclasses import dataclass

from domain.permissions import GIVEN_ROLES, Role

_CHINESE = {
    "书记": Role.SECRETARY,
    "社工": Role.SECRETARY,
    "网格员": Role.GRID_WORKER,
    "部门": Role.DEPARTMENT,
    "商户": Role.MERCHANT,
    "监督员": Role.SUPERVISOR,
    "队长": Role.CAPTAIN,
}
_WORDS = {**_CHINESE, **{role.value: role for role in GIVEN_ROLES}}
_NONE = {"none", "无"}

IN_A_GRID = frozenset({Role.GRID_WORKER, Role.CAPTAIN})
"""Roles whose further word may name a grid."""

WITH_A_NAME = frozenset({Role.CAPTAIN, Role.DEPARTMENT, Role.MERCHANT})
"""Roles whose further word may name a team, an office or a shop."""


@dataclass(frozen=True)
class Target:
    """The author of a message that was replied to, as the channel shows them."""

    external_id: str
    name: str
    username: str | None


@dataclass(frozen=True)
class Wish:
    """What a ``/role`` asks for; ``role`` is ``None`` where all roles shall end."""

    role: Role | None
    place: str = ""
    username: str | None = None


def parse_wish(words: str) -> Wish | None:
    """``ROLE [place]`` and perhaps ``@name`` anywhere; ``None`` when no role is named.

    >>> parse_wish("@zhao 网格员 三号网格")
    Wish(role=<Role.GRID_WORKER: 'grid_worker'>, place='三号网格', username='zhao')
    >>> parse_wish("无")
    Wish(role=None, place='', username=None)
    """
    names = [word[1:] for word in words.split() if word.startswith("@") and len(word) > 1]
    rest = [word for word in words.split() if not word.startswith("@")]
    if not rest or len(names) > 1:
        return None
    first, place = rest[0].lower(), " ".join(rest[1:])
    username = names[0] if names else None
    if first in _NONE:
        return Wish(None, place, username)
    role = _WORDS.get(first)
    return Wish(role, place, username) if role else None
