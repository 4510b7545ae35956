"""What operators and groups see about a group: how it is bound, what the bot lacks there."""

from dataclasses import dataclass

from cards.card import Card, Line, Reader, bold, plain
from domain.communities import Right
from domain.people import ChatKind


@dataclass(frozen=True)
class Group:
    community: str
    kind: ChatKind
    missing_rights: tuple[str, ...]


def set_up_card(group: Group, reader: Reader, *, is_new: bool, was: ChatKind | None) -> Card:
    """How the group is bound now, what the bot still lacks there and what comes next."""
    say = reader.say
    kind = say(f"chat_kind.{group.kind}")
    lines = [bold(say("setup.bound", community=group.community, kind=kind))]
    if was is not None:
        lines += plain(say("setup.kind_changed", was=say(f"chat_kind.{was}"), kind=kind))
        if was is ChatKind.STAFF:
            lines += plain(say("setup.was_staff"))
    lines += _rights(group, reader)
    lines += plain(say("setup.next_new" if is_new else "setup.next"))
    return Card(tuple(lines))


def rights_card(group: Group, reader: Reader) -> Card:
    return Card(_rights(group, reader))


def _rights(group: Group, reader: Reader) -> tuple[Line, ...]:
    missing = [right for right in Right if right in group.missing_rights]
    if not missing:
        return plain(reader.say("rights.all_well"))
    return plain(*(reader.say(f"rights.{right}") for right in missing))
