"""The guided report in private: photos, what, where, category, anonymous or not, 提交."""

from enum import StrEnum

from domain.cases import Kind
from domain.media import Attachment, Point, Words
from domain.rules import RuleBroken

FORM = "report"

AT_PLACE = "at"
"""A button that answers 在哪里 with a place says this and the place's number."""


class Step(StrEnum):
    PHOTOS = "photos"
    WHAT = "what"
    WHERE = "where"
    CATEGORY = "category"
    ANONYMOUS = "anonymous"
    CHECK = "check"
    DONE = "done"  # handed in or cancelled: nothing is under way


STEPS = (Step.PHOTOS, Step.WHAT, Step.WHERE, Step.CATEGORY, Step.ANONYMOUS, Step.CHECK)

SIGNED, ANONYMOUS = "signed", "hidden"
"""署名 or 匿名, as a button says it."""


def after(step: Step) -> Step:
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def before(step: Step) -> Step:
    return STEPS[max(STEPS.index(step) - 1, 0)]


class Draft:
    """What has been said so far, as the conversation's row keeps it; one of before an upgrade says
    less. ``browsing`` is where in the catalogue somebody looks.
    """

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
        category_id = found.get("category_id")
        self.category_id = category_id if isinstance(category_id, int) else None
        self.is_anonymous = found.get("is_anonymous") is True
        self.browsing = str(found.get("browsing", ""))

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind.value,
            "words": self.words,
            "place": self.place,
            "point": [self.point.latitude, self.point.longitude] if self.point else None,
            "pictures": [[a.source, a.kind, a.file, a.album] for a in self.pictures],
            "category_id": self.category_id,
            "is_anonymous": self.is_anonymous,
            "browsing": self.browsing,
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
            if step in (Step.CATEGORY, Step.ANONYMOUS):
                return step
            return after(Step.WHAT if step is Step.PHOTOS else step)
        if said.point and step is Step.WHERE:
            return after(step)
        return step

    def _take_text(self, step: Step, text: str) -> None:
        if step is Step.WHERE:
            self.place = text
        else:
            is_more = self.words and step not in (Step.PHOTOS, Step.WHAT)
            self.words = f"{self.words}\n{text}" if is_more else text

    def check_complete(self) -> None:
        if not (self.words or self.pictures):
            raise RuleBroken("form.nothing_said")
