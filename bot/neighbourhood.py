"""The made-up neighbourhood of the practice sandbox: its people, its groups, who holds what."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from actions.communities import furnish
from actions.visits import note_visit
from domain.addresses import TELEGRAM, Address
from domain.communities import CommunityDefaults
from domain.media import Point
from domain.people import ChatKind, MemberKind, Sighting, Trade, plain_username
from domain.permissions import Role
from domain.places import PlaceKind
from sandbox import World
from sandbox.chats import Chat
from sandbox.people import Person
from storage import communities, grids, people, places, roles

COMMUNITY = "幸福里"
PUBLIC, RIDERS, STAFF = "幸福里居民群", "幸福里小哥群", "幸福里工作群"

CAST = (
    # name, username, what they are, in the riders' group, in the staff group
    ("小李", "xiaoli", "外卖骑手", True, False),
    ("王阿姨", "wangayi", "居民、志愿者", False, False),
    ("赵师傅", "zhaoshifu", "一号网格员", True, True),
    ("孙姐", "sunjie", "二号网格员", True, True),
    ("陈书记", "chenshuji", "社区书记", True, True),
    ("刘老板", "liulaoban", "商户，理发店", False, False),
    ("周爷爷", "zhouyeye", "居民，八十二岁", False, False),
    ("外人", "wairen", "群里没有角色的人", True, True),
    ("郑工", "zhenggong", "运维", True, True),
)
OPERATOR = "郑工"

GRIDS = {
    "一号网格": ("阿郎批发部", "1号楼", "2号楼", "东门"),
    "二号网格": ("3号楼", "4号楼", "西门", "菜场"),
}


PLACES: tuple[tuple[str, PlaceKind, str, list[str], tuple[float, float]], ...] = (
    # grid, what it is, name, what people call it, where
    ("一号网格", PlaceKind.BUILDING, "1号楼", [], (31.23012, 121.47021)),
    ("一号网格", PlaceKind.BUILDING, "2号楼", [], (31.23047, 121.47085)),
    ("一号网格", PlaceKind.GATE, "东门", ["大东门"], (31.22986, 121.47134)),
    ("一号网格", PlaceKind.SHOP, "阿郎批发部", ["老郎家"], (31.22953, 121.47048)),
    ("二号网格", PlaceKind.BUILDING, "3号楼", [], (31.23015, 121.46612)),
    ("二号网格", PlaceKind.BUILDING, "4号楼", [], (31.23068, 121.46577)),
    ("二号网格", PlaceKind.GATE, "西门", [], (31.22979, 121.46498)),
    ("二号网格", PlaceKind.SHOP, "菜场", ["菜市场"], (31.22921, 121.46543)),
    ("二号网格", PlaceKind.STATION, "小哥驿站", ["驿站"], (31.22947, 121.46631)),
)


@dataclass(frozen=True)
class Neighbourhood:
    """The world as the sandbox plays it; ``people`` by name."""

    world: World
    people: dict[str, Person]
    groups: dict[ChatKind, Chat]

    @property
    def operator_id(self) -> int:
        return self.people[OPERATOR].id


def build_neighbourhood() -> Neighbourhood:
    world = World("邻联", "linlian_bot", inline_mode=True)
    everybody = {
        name: world.add_person(name, username, about) for name, username, about, _, _ in CAST
    }
    riders = [everybody[name] for name, _, _, is_rider, _ in CAST if is_rider]
    staff = [everybody[name] for name, _, _, _, is_staff in CAST if is_staff]
    office = [everybody["陈书记"]]
    groups = {
        kind: world.add_group(title, members=members, admins=office, bot="administrator")
        for kind, title, members in (
            (ChatKind.PUBLIC, PUBLIC, list(everybody.values())),
            (ChatKind.RIDERS, RIDERS, riders),
            (ChatKind.STAFF, STAFF, staff),
        )
    }
    return Neighbourhood(world, everybody, groups)


def settle_in(
    tx: Connection, here: Neighbourhood, *, defaults: CommunityDefaults, now: datetime
) -> None:
    """What the office would have said beforehand: groups bound, grids drawn, roles given."""
    community = communities.add_community(tx, COMMUNITY, defaults=defaults, now=now)
    furnish(tx, community.id, defaults=defaults, now=now)
    for kind, group in here.groups.items():
        communities.bind_chat(
            tx,
            community_id=community.id,
            at=_address(group),
            kind=kind,
            title=group.title,
            missing_rights=(),
            now=now,
        )
    for name, words in GRIDS.items():
        grids.put_grid(tx, community_id=community.id, name=name, words=words)
    _write_down_places(tx, community.id)
    known = {name: _meet(tx, person, here, now=now) for name, person in here.people.items()}
    _give_roles(tx, community.id, known, now=now)
    people.change_member(
        tx,
        community_id=community.id,
        person_id=known["小李"],
        kind=MemberKind.RIDER.value,
        trade=Trade.FOOD_DELIVERY.value,
    )


def _write_down_places(tx: Connection, community_id: int) -> None:
    ids = {one.name: one.id for one in grids.list_grids(tx, community_id=community_id)}
    for grid, kind, name, words, point in PLACES:
        places.put_place(
            tx,
            community_id=community_id,
            grid_id=ids[grid],
            kind=kind,
            name=name,
            words=words,
            point=Point(*point),
        )


def _give_roles(tx: Connection, community_id: int, known: dict[str, int], *, now: datetime) -> None:
    for name, role, grid in (
        ("陈书记", Role.SECRETARY, None),
        ("赵师傅", Role.GRID_WORKER, "一号网格"),
        ("孙姐", Role.GRID_WORKER, "二号网格"),
        ("刘老板", Role.MERCHANT, None),
    ):
        found = grids.find_grid(tx, community_id=community_id, name=grid) if grid else None
        roles.add_role(
            tx,
            community_id=community_id,
            person_id=known[name],
            role=role,
            grid_id=found.id if found else None,
            team=None,
            given_by=None,
            now=now,
        )


def _address(group: Chat) -> Address:
    return Address(str(group.id), TELEGRAM)


def _meet(tx: Connection, person: Person, here: Neighbourhood, *, now: datetime) -> int:
    """As if they had said good morning in the residents' group."""
    sighting = Sighting(
        channel=TELEGRAM,
        external_id=str(person.id),
        name=person.name,
        username=plain_username(person.username),
        chat=str(here.groups[ChatKind.PUBLIC].id),
        is_private=False,
    )
    return note_visit(tx, sighting, now=now).person_id
