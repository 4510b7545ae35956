"""What was played so far: a line for each finished round, so that a long run can be broken off."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.kill.outcome import Figures


@dataclass(frozen=True)
class Played:
    """One finished round. No ``troubles``: the promise was kept."""

    name: str
    count: int
    seed: int
    figures: Figures
    troubles: list[str]
    date: str
    seconds: int

    @property
    def is_kept(self) -> bool:
        return not self.troubles


class Journal:
    def __init__(self, path: Path) -> None:
        self._path = path

    def rounds(self, name: str | None = None) -> list[Played]:
        if not self._path.exists():
            return []
        lines = self._path.read_text(encoding="utf-8").splitlines()
        every = [Played(**json.loads(line)) for line in lines]
        return [one for one in every if name in (None, one.name)]

    def add(self, played: Played) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(played), ensure_ascii=False) + "\n")

    def begin_anew(self, names: list[str]) -> None:
        """These begin at nothing; what was played is kept beside the journal."""
        every = self.rounds()
        if not every:
            return
        number = len(list(self._path.parent.glob(f"{self._path.stem}-*")))
        self._path.rename(self._path.with_stem(f"{self._path.stem}-{number:03d}"))
        for one in every:
            if one.name not in names:
                self.add(one)
