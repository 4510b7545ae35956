"""What people attach to their words."""

from dataclasses import dataclass

BEFORE, AFTER, ADDED = "before", "after", "added"
"""When a picture was given: with the report, with the repair, or in between."""

WANTED, KEPT, REFUSED, LOST = "wanted", "kept", "refused", "lost"
"""Our own copy of a file: still to be fetched; had; not taken, for what it is; gone at its source
before we had it.
"""

SUFFIXES = {
    "image/jpeg": ".jpg",
    "video/mp4": ".mp4",
    "video/quicktime": ".mov",
    "audio/ogg": ".oga",
}
"""What we keep; everything else is refused, or was made one of these."""


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
class KeptFile:
    """Our own copy, by the hash of what is in it. ``kind`` is what it really is; ``likeness`` 64
    bits that pictures which look alike share, but for a few.
    """

    hash: str
    kind: str
    mime: str
    size: int
    width: int = 0
    height: int = 0
    likeness: str | None = None


@dataclass(frozen=True)
class Shown:
    """A picture of a case as a card shows it: by the name its channel has for it, if it has one,
    and by that of our own copy, once there is one.
    """

    id: int
    kind: str
    file: str
    stored: str = ""


def name_of_file(mark: str, mime: str) -> str:
    """Where a kept file lies; a folder holds a 256th of all."""
    return f"{mark[:2]}/{mark[2:]}{SUFFIXES[mime]}"


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
