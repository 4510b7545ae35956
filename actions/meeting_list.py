"""The list of meetings /meetings, turned to its other parts and pages in place."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may
from domain.addresses import Address
from domain.answers import Answer
from domain.meetings import Stage
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken

COMING = "coming"

PARTS: Mapping[str, tuple[Stage, ...]] = MappingProxyType(
    {
        COMING: (Stage.ANNOUNCED,),
        "on": (Stage.MET, Stage.DECIDED),
        "following": (Stage.FOLLOWING,),
        "done": (Stage.CLOSED, Stage.CANCELLED),
    }
)
"""What the list is divided into."""


@once
def turn_list(
    tx: Connection,
    *,
    by: Visitor,
    which: str,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    check_visitor_may(tx, by, Verb.LOOK_AT_MEETINGS)
    if which not in PARTS:
        raise RuleBroken("press.stale")
    show_instead(tx, {"which": which, "page": page}, here, now=now)
    return None
