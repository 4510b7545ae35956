"""What a deed says to the one who did it; the door chooses between a reply and a pressed alert."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""What survives a round trip through JSON: None, bool, int, float, str, lists and dicts of them."""


@dataclass(frozen=True)
class Answer:
    """A sentence by its locale key. After a press it is shown in passing, unless ``must_be_read``
    makes it an alert: refusals, and what somebody asked to see.
    """

    key: str
    params: dict[str, Json] = field(default_factory=dict)
    must_be_read: bool = False

    def as_json(self) -> dict[str, Json]:
        return {"key": self.key, "params": self.params, "must_be_read": self.must_be_read}

    @classmethod
    def from_json(cls, stored: dict[str, Json]) -> "Answer":
        return cls(stored["key"], stored["params"], stored["must_be_read"])
