"""The guided report in private: photos, then what, then where, then 提交."""

from enum import StrEnum

from domain.cases import Kind
from domain.media import Attachment, Point, Words
from domain.rules import RuleBroken

FORM = "report"


class Step(StrEnum):
    PHOTOS = "photos"
    WHAT = "what"
    WHERE = "where"
    CHECK = "check"
    DONE = "done"  # handed in or cancelled: nothing is under way


STEPS = (Step.PHOTOS, Step.WHAT, Step.WHERE, Step.CHECK)


def after(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step:
    return STEPS[max(STEPS.index(step) - 1, 0)]


class Draft:
    """What has been said so far, as the conversation's row keeps it."""

    def __init__(self, data: dict[str, object] | None = None) -> None:
        found = data or {}
        self.kind = Kind(str(found.get("kind", Kind.PROBLEM)))
        self.words = str(found.get("words", ""))
        self.place = str(found.get("place", ""))
        point = found.get("point")
        self.point = Point(*point) if isinstance(point, list) else None
        pictures = found.get("pictures", [])
        assert isinstance(pictures, list)
        self.pictures = [Attachment(*picture) for picture in pictures]

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind.value,
            "words": self.words,
            "place": self.place,
            "point": [self.point.latitude, self.point.longitude] if self.point else None,
            "pictures": [[a.source, a.kind, a.file, a.album] for a in self.pictures],
        }

    @property
    def said(self) -> Words:
        return Words(self.words, tuple(self.pictures), self.point)

    def take(self, step: Step, said: Words) -> Step:
        """Put an answer where it belongs and say which step comes next.

        A picture is welcome at every step and a location answers 在哪里 whenever it comes. Photos
        may come one by one, so the first step waits for 下一步.
        """
        known = {a.source for a in self.pictures}
        self.pictures += [a for a in said.attachments if a.source not in known]
        if said.point:
            self.point = said.point
        if said.text:
            self._take_text(step, said.text)
            return after(Step.WHAT if step is Step.PHOTOS else step)
        if said.point and step is Step.WHERE:
            return after(step)
        return step

    def _take_text(self, step: Step, text: str) -> None:
        if step is Step.WHERE:
            self.place = text
        else:
            self.words = f"{self.words}\n{text}" if step is Step.CHECK and self.words else text

    def check_complete(self) -> None:
        if not (self.words or self.pictures):
            raise RuleBroken("form.nothing_said")
