"""Screenshots for the manual."""

from dataclasses import dataclass
from pathlib import Path

LARGEST = 300_000
LEAST = 4_000
"""A picture of something is never this small; an empty page is."""


@dataclass(frozen=True)
class Pictures:
    folder: Path

    def keep(self, name: str, raw: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{name}.png").write_bytes(raw)
        print(name, len(raw))
        assert len(raw) > LEAST, name
