"""What people attach to their words."""

from dataclasses import dataclass

BEFORE, AFTER, ADDED = "before", "after", "added"
"""When a picture was given: with the report, with the repair, or in between."""


@dataclass(frozen=True)
class Attachment:
    """A photo, video, voice or document by the name its channel knows it under.

    ``source`` names the message it came in; pictures of one album share ``album``.
    """

    source: str
    kind: str
    file: str
    album: str | None = None


@dataclass(frozen=True)
class Point:
    """A place on the earth, WGS-84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True)
class Words:
    """Everything one message says: text, attachments, a location.

    ``leaves_out_a_file``: it carried a file larger than a bot can fetch (20 MB, Bot API getFile).
    """

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    point: Point | None = None
    leaves_out_a_file: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.attachments or self.point)
