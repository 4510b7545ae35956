"""The guided form of an offer 兑换项 in private: step by step, or all in one line and read back."""

from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum

from domain.answers import Json
from domain.offer_words import OfferWords

FORM = "offer"
AT_SHOP = "at"
"""A button that answers 哪家 says this and the merchant's person."""

USUAL_LASTS_DAYS = 365


class Step(StrEnum):
    NAME = "name"
    POINTS = "points"
    STOCK = "stock"
    SHOP = "shop"
    LIMITS = "limits"
    PHOTO = "photo"
    CHECK = "check"
    CHANGE = "change"  # 修改: whatever is said replaces what was
    DONE = "done"  # published or cancelled: nothing is under way


STEPS = (
    *(Step.NAME, Step.POINTS, Step.STOCK, Step.SHOP),
    *(Step.LIMITS, Step.PHOTO, Step.CHECK),
)
OPTIONAL = (Step.LIMITS, Step.PHOTO)


@dataclass(frozen=True)
class Draft:
    """What has been said so far. ``is_quick``: it came in one line, so only what must be known is
    still asked for.
    """

    name: str = ""
    words: str = ""
    points: int = 0
    stock: int = 0
    per_person: int = 0
    shop_id: int = 0
    starts_on: str = ""
    ends_on: str = ""
    lasts_days: int = USUAL_LASTS_DAYS
    photo: str = ""
    is_quick: bool = False
    is_published: bool = False

    @classmethod
    def read(cls, data: dict[str, Json]) -> "Draft":
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def as_json(self) -> dict[str, Json]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def with_words(self, said: OfferWords) -> "Draft":
        """What was said takes the place of what was; what was not said stays."""
        return replace(
            self,
            name=said.name or self.name,
            words=said.words or self.words,
            points=said.points or self.points,
            stock=said.stock or self.stock,
            per_person=self.per_person if said.per_person is None else said.per_person,
            starts_on=said.starts_on.isoformat() if said.starts_on else self.starts_on,
            ends_on=said.ends_on.isoformat() if said.ends_on else self.ends_on,
            lasts_days=said.lasts_days or self.lasts_days,
        )

    def lacks(self, step: Step) -> bool:
        """Whether a step has no answer yet."""
        return {
            Step.NAME: not self.name,
            Step.POINTS: not self.points,
            Step.STOCK: not self.stock,
            Step.SHOP: not self.shop_id,
            Step.LIMITS: not (self.per_person or self.starts_on or self.ends_on),
            Step.PHOTO: not self.photo,
        }.get(step, False)

    def after(self, step: Step) -> Step:
        """The next question that has no answer yet; 看一下 at the end."""
        if step in (Step.CHECK, Step.CHANGE):
            return next((one for one in STEPS[:4] if self.lacks(one)), Step.CHECK)
        later = STEPS[STEPS.index(step) + 1 :]
        for one in (*STEPS[:4], *later):
            if self.lacks(one) and not (self.is_quick and one in OPTIONAL):
                return one
        return Step.CHECK

    def before(self, step: Step) -> Step:
        if step is Step.CHANGE:
            return Step.CHECK
        return STEPS[max(STEPS.index(step) - 1, 0)]


def day_of(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
