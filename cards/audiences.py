"""An audience said in words, and chosen by pressing."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from cards.card import Button, Press, Reader, Rows
from domain.audiences import Audience
from domain.people import MemberKind, Trade
from domain.permissions import GIVEN_ROLES, Role

_CHOSEN = "✅ "


@dataclass(frozen=True)
class Names:
    """What the ids of an audience are called."""

    grids: Mapping[int, str] = field(default_factory=dict)
    persons: Mapping[int, str] = field(default_factory=dict)


def say_audience(audience: Audience, names: Names, to: Reader) -> str:
    """全体成员; 小哥 · 一号网格; 指名 3 人."""
    say = to.say
    lines = [
        _any(say(f"kind.{one}") for one in MemberKind if one in audience.kinds),
        _any(say(f"trade.{one}") for one in Trade if one in audience.trades),
        _any(names.grids.get(one, "") for one in sorted(audience.grid_ids)),
        _any(say(f"role.{one}") for one in GIVEN_ROLES if one in audience.roles),
    ]
    told = [line for line in lines if line]
    if audience.person_ids:
        told.append(say("audience.named", count=len(audience.person_ids)))
    return " · ".join(told) or say("audience.everybody")


def audience_rows(
    audience: Audience, names: Names, to: Reader, press: Callable[[str, str], Press]
) -> Rows:
    """A button for each choice, chosen ones ticked; ``press(line, value)`` is what it says."""
    say = to.say
    kinds = [(one.value, say(f"kind.{one}"), one in audience.kinds) for one in MemberKind]
    grids = [(str(one), name, one in audience.grid_ids) for one, name in names.grids.items()]
    trades = [(one.value, say(f"trade.{one}"), one in audience.trades) for one in Trade]
    roles = [
        (one.value, say(f"role.{one}"), one in audience.roles)
        for one in GIVEN_ROLES
        if one is not Role.MERCHANT  # a second 商户, where the first one means all shops
    ]
    everybody = Button(
        (_CHOSEN if audience.is_everybody else "") + say("audience.everybody"), press("all", "")
    )
    rows: list[tuple[Button, ...]] = [(everybody,)]
    for line, choices in (
        ("kinds", kinds),
        ("grid_ids", grids),
        ("roles", roles),
        ("trades", trades),
    ):
        buttons = [
            Button((_CHOSEN if is_chosen else "") + label, press(line, value))
            for value, label, is_chosen in choices
        ]
        rows += [tuple(buttons[at : at + 3]) for at in range(0, len(buttons), 3)]
    return tuple(rows)


def _any(words: Iterable[str]) -> str:
    return "、".join(word for word in words if word)
