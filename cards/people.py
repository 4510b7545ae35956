"""What a member sees about themselves: home, help, the privacy notice, languages."""

from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, Rows, Span, bold, plain
from domain.people import ChatKind
from domain.permissions import OFFICE_ROLES, Role


@dataclass(frozen=True)
class Me:
    """A person as they are greeted at home."""

    person_id: int
    name: str
    community: str
    kind: str | None
    trade: str | None
    grid: str | None
    roles: frozenset[Role]


def home_card(me: Me, reader: Reader, *, is_new: bool = False) -> Card:
    """Who I am here, and what I can do now."""
    say = reader.say
    title = say("home.welcome" if is_new else "home.title", name=me.name, community=me.community)
    about = [
        *([say(f"kind.{me.kind}")] if me.kind else []),
        *([say(f"trade.{me.trade}")] if me.trade else []),
        *([me.grid] if me.grid else []),
        *(say(f"role.{role}") for role in Role if role in me.roles),
    ]
    lines = [" · ".join(about)] if about else []
    lines += [say("home.can_do"), say("home.can_join")]
    if me.roles & OFFICE_ROLES:
        lines.append(say("home.can_do_in_office"))
    if Role.MERCHANT in me.roles:
        lines.append(say("home.can_do_at_till"))
    return Card((bold(title), *plain(*lines)), _home_buttons(me, reader))


def _home_buttons(me: Me, reader: Reader) -> Rows:
    say = reader.say
    do = (
        Button(say("home.report"), Press("form.begin", me.person_id)),
        Button(say("home.mine"), Press("case.mine", me.person_id)),
    )
    read = (
        Button(say("home.help"), Press("help.show", me.person_id)),
        Button(say("home.privacy"), Press("privacy.show", me.person_id)),
        Button(say("home.language"), Press("lang.show", me.person_id)),
    )
    return (do, read)


def help_card(
    reader: Reader,
    *,
    roles: frozenset[Role],
    is_member: bool,
    is_operator: bool,
    chat_kind: ChatKind | None,
    is_private: bool,
) -> Card:
    """What this person can do here; what only the office does is not spread out in public."""
    say = reader.say
    keys = ["help.member" if is_member else "help.stranger"]
    if is_private or chat_kind is ChatKind.STAFF:
        if roles & OFFICE_ROLES:
            is_secretary = Role.SECRETARY in roles
            keys += ["help.office", "help.secretary" if is_secretary else "help.places"]
        if is_operator:
            keys.append("help.operator")
    elif is_operator and not is_member:
        keys.append("help.operator")
    door: Rows = ()
    if not is_private:
        door = ((Button(say("door.open"), start="help"),),)
    return Card(plain(*(say(key) for key in keys)), door)


def privacy_card(reader: Reader) -> Card:
    say = reader.say
    return Card((bold(say("privacy.title")), *plain(say("privacy.notice"))))


def language_card(person_id: int, reader: Reader) -> Card:
    """Each language is offered in its own words, for whoever reads only that one."""
    buttons = (
        Button("中文", Press("lang.choose", person_id, arg="zh")),
        Button("English", Press("lang.choose", person_id, arg="en")),
    )
    return Card(plain(reader.say("language.choose")), (buttons,))


def door_card(reader: Reader, *, key: str, label: str, start: str) -> Card:
    """One line in a group and the button to where the rest is said."""
    return Card(plain(reader.say(key)), ((Button(reader.say(label), start=start),),))


def welcome_card(reader: Reader, *, community: str, community_id: int) -> Card:
    say = reader.say
    line = (Span(say("member.welcome", community=community)),)
    return Card((line,), ((Button(say("member.say_hello"), start=f"join_{community_id}"),),))
