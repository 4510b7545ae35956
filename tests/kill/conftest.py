"""Plays the small figure of a promise, and shows what it came to."""

from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.kill.outcome import Order
from tests.kill.parent import Parent
from tests.kill.promises import promise_of

Play = Callable[..., Awaitable[None]]


@pytest.fixture(scope="session")
def parent() -> Iterator[Parent]:
    with Parent() as parent:
        yield parent


@pytest.fixture
def play(tmp_path: Path, parent: Parent, capsys: pytest.CaptureFixture[str]) -> Play:
    """Fails by what went wrong. ``share`` of the figure is played, with this ``seed``."""

    async def played(name: str, *, seed: int, share: int = 1, database: str = "") -> None:
        promise = promise_of(name)
        folder = tmp_path / f"{name}-{seed}"
        folder.mkdir()
        count = -(-promise.size.small // share)
        outcome = await promise.play(Order(folder, parent, seed, count, database))
        with capsys.disabled():
            said = f"{name}, seed {seed}: {outcome.line()}"
            print(f"\n{datetime.now(UTC):%Y-%m-%d %H:%M} {said}", flush=True)
        assert outcome.troubles == []
        assert outcome.count >= count

    return played
