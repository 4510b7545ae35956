"""Households 户 as they are shown: one's own, one that waits for the office, the office's list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, listed, plain, rows
from cards.length import shorten
from domain.households import Door, Household, Living, Stay, in_order
from domain.people import mask_name

Lines = tuple[Line, ...]

DOORS_ON_A_PAGE = 8
BUILDINGS_SHOWN = 40
WAITING_SHOWN = 6
NAME_WORDS = 12


@dataclass(frozen=True)
class Own:
    """One's own door: ``housemates`` by name, ``waiting`` for whoever may confirm others."""

    living: Living | None
    housemates: Sequence[str] = ()
    is_leaving: bool = False
    waiting: int | None = None


@dataclass(frozen=True)
class Register:
    """What the office looks at: who waits, and who lives where; one building or one door of it."""

    waiting: Sequence[Living]
    lived_in: Sequence[Household]
    names: Mapping[int, str]
    residents: Sequence[Living] = ()
    building: str = ""
    opened: Household | None = None
    page: int = 0

    def name(self, person_id: int) -> str:
        return shorten(self.names.get(person_id, "?"), NAME_WORDS)


def say_door(door: Door, to: Reader) -> str:
    """3号楼2单元501室, without what a house does not have."""
    house = say_building(door.building, to)
    if not door.door:
        return house
    key = "household.door_in_unit" if door.unit else "household.door"
    return to.say(key, building=house, unit=door.unit, door=door.door)


def say_building(building: str, to: Reader) -> str:
    if building.isalpha():
        return to.say("household.block", building=building)
    key = "household.lane_house" if "弄" in building else "household.building"
    return to.say(key, building=building)


def own_card(own: Own, to: Reader) -> Card:
    living = own.living
    lines = [bold(to.say("household.title"))]
    buttons: list[Button] = []
    register: Rows = ()
    if own.waiting is not None:
        label = f"{to.say('button.household_register')}({own.waiting})"
        register = ((Button(label, Press("household.list", 0)),),)
    if living is None or living.state in (Stay.REFUSED, Stay.ENDED):
        lines += _without(living, to)
        buttons.append(Button(to.say("button.household_say"), Press("household.say", 0)))
        return Card(tuple(lines), (*rows(buttons, width=2), *register))
    door = say_door(living.door, to)
    lines += plain(to.say(f"household.mine_{living.state.value}", door=door))
    if living.state is Stay.ASKED:
        label = to.say("button.household_wrong")
        buttons.append(Button(label, Press("household.left", living.id, living.version)))
    elif own.is_leaving:
        lines += plain(to.say("household.really_leave"))
        really = to.say("button.household_really")
        buttons.append(Button(really, Press("household.left", living.id, living.version)))
        buttons.append(Button(to.say("form.button.back"), Press("household.leave", 0, 0, "no")))
    else:
        lines += _with(own.housemates, to)
        leave = to.say("button.household_leave")
        buttons.append(Button(leave, Press("household.leave", 0, 0, "yes")))
    return Card(tuple(lines), (*rows(buttons, width=2), *register))


def _without(living: Living | None, to: Reader) -> Lines:
    """Nothing is known of their door, or nothing any more; how to say it is said in any case."""
    if living is not None and living.state is Stay.REFUSED:
        door = say_door(living.door, to)
        return plain(to.say("household.mine_refused", door=door, reason=living.reason))
    return plain(to.say("household.mine_none"))


def _with(housemates: Sequence[str], to: Reader) -> Lines:
    """Who else lives there is told by half a name: they may not know each other."""
    if not housemates:
        return plain(to.say("household.alone"))
    names = listed((mask_name(one) for one in housemates), to.say)
    return plain(to.say("household.with", names=names))


def asked_card(living: Living, name: str, others: Sequence[str], decider: str, to: Reader) -> Card:
    """What the office reads of one who says where they live, and afterwards how it ended."""
    door = say_door(living.door, to)
    name = shorten(name, NAME_WORDS)
    lines = [bold(to.say("household.asked_title")), *plain(f"{name} · {door}")]
    if others:
        names = listed((shorten(one, NAME_WORDS) for one in others), to.say)
        lines += plain(to.say("household.lives_there", names=names))
    if living.state is not Stay.ASKED:
        by = decider or name
        lines += plain(to.say(f"household.was_{living.state.value}", by=by, reason=living.reason))
        return Card(tuple(lines))
    lines += plain(to.say("household.check_first"))
    yes = Button(
        to.say("button.household_confirm"), Press("household.yes", living.id, living.version)
    )
    no = Button(to.say("button.household_refuse"), Press("household.no", living.id, living.version))
    return Card(tuple(lines), ((yes, no),))


def told_card(living: Living, to: Reader) -> Card:
    """What the person reads when the office has decided."""
    door = say_door(living.door, to)
    key = f"household.told_{living.state.value}"
    return Card(plain(to.say(key, door=door, reason=living.reason)))


def register_card(register: Register, to: Reader) -> Card:
    if register.opened is not None:
        return _door_card(register, register.opened, to)
    if register.building:
        return _building_card(register, to)
    count = len(register.lived_in)
    people = sum(len(one.person_ids) for one in register.lived_in)
    lines = [
        bold(to.say("household.register")),
        *plain(to.say("household.register_count", count=count, people=people)),
    ]
    waiting = register.waiting[:WAITING_SHOWN]
    if register.waiting:
        lines += plain(to.say("household.waiting", count=len(register.waiting)))
    asked = [
        Button(
            f"{register.name(one.person_id)} · {say_door(one.door, to)}",
            Press("household.asked", one.id),
        )
        for one in waiting
    ]
    return Card(tuple(lines), (*rows(asked, width=1), *_building_rows(register, to)))


def _building_rows(register: Register, to: Reader) -> Rows:
    doors: dict[str, list[Household]] = {}
    for one in register.lived_in:
        doors.setdefault(one.door.building, []).append(one)
    buttons = [
        Button(
            to.say("household.counted", building=say_building(building, to), count=len(found)),
            Press("household.turn", found[0].id, 0, "building"),
        )
        for building, found in sorted(doors.items(), key=lambda one: in_order(one[0]))
    ]
    return rows(buttons[:BUILDINGS_SHOWN], width=3)


def _building_card(register: Register, to: Reader) -> Card:
    found = [one for one in register.lived_in if one.door.building == register.building]
    found.sort(key=lambda one: (in_order(one.door.unit), in_order(one.door.door)))
    pages = max(-(-len(found) // DOORS_ON_A_PAGE), 1)
    page = min(register.page, pages - 1)
    shown = found[page * DOORS_ON_A_PAGE : (page + 1) * DOORS_ON_A_PAGE]
    building = say_building(register.building, to)
    lines = [bold(to.say("household.counted", building=building, count=len(found)))]
    for number, one in enumerate(shown, 1):
        names = listed(map(register.name, one.person_ids), to.say)
        lines += plain(f"{number}. {say_door(one.door, to)}：{names}")
    doors = [
        Button(str(number), Press("household.turn", one.id, 0, "door"))
        for number, one in enumerate(shown, 1)
    ]
    turns = [
        Button(to.say(label), Press("household.turn", 0, there, "page"))
        for label, there in (("page.back", page - 1), ("page.on", page + 1))
        if 0 <= there < pages
    ]
    back = Button(to.say("form.button.back"), Press("household.turn", 0, 0, "building"))
    return Card(tuple(lines), (*rows(doors, width=4), *rows(turns, width=2), (back,)))


def _door_card(register: Register, opened: Household, to: Reader) -> Card:
    lines = [bold(say_door(opened.door, to))]
    lines += [line for one in register.residents for line in plain(register.name(one.person_id))]
    if not register.residents:
        lines += plain(to.say("household.nobody"))
    buttons = [
        Button(
            f"{to.say('button.household_end')} {register.name(one.person_id)}",
            Press("household.end", one.id, one.version),
        )
        for one in register.residents
    ]
    back = Button(to.say("form.button.back"), Press("household.turn", 0, 0, "door"))
    return Card(tuple(lines), (*rows(buttons, width=1), (back,)))
