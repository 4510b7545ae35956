"""People 成员 in a community: what they are, what they may be, how their names are shown."""

from dataclasses import dataclass
from enum import StrEnum

from domain.permissions import OFFICE_ROLES, Holding


class MemberKind(StrEnum):
    RESIDENT = "resident"  # 居民
    RIDER = "rider"  # 小哥
    MERCHANT = "merchant"  # 商户


class ChatKind(StrEnum):
    PUBLIC = "public"  # 居民群
    RIDERS = "riders"  # 小哥群
    STAFF = "staff"  # 工作群


class Trade(StrEnum):
    """行业: the new-employment groups first, as Taoranting counts them (FIELD F1), then shops."""

    COURIER = "courier"
    FOOD_DELIVERY = "food_delivery"
    RIDE_HAILING = "ride_hailing"
    PROPERTY = "property"
    CLEANING = "cleaning"
    GUARD = "guard"
    AGENT = "agent"
    HAIRDRESSER = "hairdresser"
    CATERING = "catering"
    SHOP = "shop"
    REPAIR = "repair"
    PHARMACY = "pharmacy"
    OTHER = "other"


@dataclass(frozen=True)
class Sighting:
    """What a channel says about the author of an update and the chat it came from."""

    channel: str
    external_id: str
    name: str
    username: str | None
    chat: str
    is_private: bool


@dataclass(frozen=True)
class Visitor:
    """Who acts, and where: a person as one community knows them, in the chat of this update.

    ``community_id`` is ``None`` for somebody in private who belongs to no community yet, and in
    a group that nobody has bound. ``holdings`` are what the person holds in that community, as
    far as the door knows; deeds look again.
    """

    person_id: int
    name: str
    external_id: str
    community_id: int | None
    chat_kind: ChatKind | None
    holdings: frozenset[Holding]
    is_reachable: bool
    locale: str | None

    @property
    def home(self) -> int:
        """The community, where the door has made sure that there is one."""
        assert self.community_id is not None
        return self.community_id


def name_for_staff(visitor: Visitor) -> str:
    """Colleagues are called by name in the staff group; everybody else is masked there."""
    is_colleague = any(held.role in OFFICE_ROLES for held in visitor.holdings)
    return visitor.name if is_colleague else mask_name(visitor.name)


def plain_username(username: str | None) -> str | None:
    """Telegram takes a username in any case for the same; we keep and look it up in lower case."""
    return username.lower() if username else None


def mask_name(name: str) -> str:
    """How a name is shown to those who need not know it: the first character, then ``*``.

    >>> mask_name("李雷"), mask_name("小李"), mask_name("")
    ('李*', '小*', '*')
    """
    return f"{name[:1]}*"
