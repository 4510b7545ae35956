"""Joining 加入: the steps of getting to know somebody, and the way back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from domain.people import MemberKind, Trade


class Step(StrEnum):
    COMMUNITY = "community"
    KIND = "kind"
    TRADE = "trade"
    GRID = "grid"
    PRIVACY = "privacy"
    DONE = "done"


TRADES: Mapping[MemberKind, tuple[Trade, ...]] = MappingProxyType(
    {
        MemberKind.RESIDENT: (),
        MemberKind.RIDER: (
            Trade.COURIER,
            Trade.FOOD_DELIVERY,
            Trade.RIDE_HAILING,
            Trade.PROPERTY,
            Trade.CLEANING,
            Trade.GUARD,
            Trade.AGENT,
            Trade.HAIRDRESSER,
            Trade.OTHER,
        ),
        MemberKind.MERCHANT: (
            Trade.CATERING,
            Trade.SHOP,
            Trade.HAIRDRESSER,
            Trade.REPAIR,
            Trade.PHARMACY,
            Trade.AGENT,
            Trade.OTHER,
        ),
    }
)


@dataclass(frozen=True)
class Path:
    """Which steps one person passes; a step with nothing to choose from is left out."""

    chooses_community: bool
    has_grids: bool
    kind: MemberKind | None

    @property
    def steps(self) -> list[Step]:
        return [
            *([Step.COMMUNITY] if self.chooses_community else []),
            Step.KIND,
            *([Step.TRADE] if self.kind and TRADES[self.kind] else []),
            *([Step.GRID] if self.has_grids else []),
            Step.PRIVACY,
            Step.DONE,
        ]

    def after(self, step: Step) -> Step:
        """The step that follows; the last one stays.

        >>> Path(False, False, MemberKind.RESIDENT).after(Step.KIND).value
        'privacy'
        """
        return next((one for one in self.steps if _order(one) > _order(step)), Step.DONE)

    def before(self, step: Step) -> Step:
        """The step to go back to; the first one stays."""
        return next(
            (one for one in reversed(self.steps) if _order(one) < _order(step)), self.steps[0]
        )


def _order(step: Step) -> int:
    return list(Step).index(step)
