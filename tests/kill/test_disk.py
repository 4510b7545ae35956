"""A database that fails under a running bot: what Telegram handed over waits, nothing is lost."""

import asyncio
import resource
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.database_settings import SQLITE
from tests.kill.books import left_over
from tests.kill.bots import Bots, drained, open_town
from tests.kill.crowd import Crowd
from tests.kill.judge import Ends, judge
from tests.kill.parent import Parent

LOCKED_FOR = 7.0
"""Longer than a statement waits for the lock, so that deeds really fail."""
FULL_FOR = 4.0
PER_SECOND = 10

pytestmark = pytest.mark.kill


async def check(crowd: Crowd, bots: Bots) -> None:
    """Afterwards everybody has one answer, and nothing is left undone."""
    await drained(crowd)
    assert await bots.stop() == 0
    verdict = judge(crowd, Ends(crowd))
    assert verdict.troubles() == []
    assert verdict.doubled == 0
    assert left_over(crowd.database) == {}


async def test_another_program_locks_the_file_for_long(tmp_path: Path, parent: Parent) -> None:
    async with open_town(tmp_path, parent, seed=1) as (crowd, bots):
        with crowd.talking(PER_SECOND):
            await bots.start()
            await asyncio.sleep(1)
            outside = sqlite3.connect(crowd.folder / "linlian.db", isolation_level=None, timeout=30)
            outside.execute("BEGIN EXCLUSIVE")
            said_before = len(crowd.reports)
            await asyncio.sleep(LOCKED_FOR)
            assert len(crowd.world.updates) >= len(crowd.reports) - said_before
            outside.execute("ROLLBACK")
            outside.close()
            await asyncio.sleep(1)
        await check(crowd, bots)


async def test_no_file_may_grow(tmp_path: Path, parent: Parent) -> None:
    async with open_town(tmp_path, parent, seed=2) as (crowd, bots):
        with crowd.talking(PER_SECOND):
            await bots.start()
            await asyncio.sleep(1)
            limits = resource.prlimit(bots.process, resource.RLIMIT_FSIZE)
            resource.prlimit(bots.process, resource.RLIMIT_FSIZE, (4096, limits[1]))
            said_before = len(crowd.reports)
            await asyncio.sleep(FULL_FOR)
            assert len(crowd.world.updates) >= len(crowd.reports) - said_before
            resource.prlimit(bots.process, resource.RLIMIT_FSIZE, limits)
            await asyncio.sleep(1)
        await check(crowd, bots)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="linlian-disk-"))
    order = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        if subprocess.run(order, capture_output=True, check=False).returncode:
            pytest.skip("only an administrator can mount a small disk")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
    except FileNotFoundError:
        pytest.skip("there is no mount command here")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


async def test_the_disk_is_full(tmp_path: Path, parent: Parent) -> None:
    with small_disk(megabytes=16) as disk:
        database = f"{SQLITE}{disk / 'linlian.db'}"
        async with open_town(tmp_path, parent, seed=3, database=database) as (crowd, bots):
            with crowd.talking(PER_SECOND):
                await bots.start()
                await asyncio.sleep(1)
                fill(disk / "ballast")
                await asyncio.sleep(FULL_FOR)
                assert len(crowd.world.updates) > 0
                (disk / "ballast").unlink()
                await asyncio.sleep(1)
            await check(crowd, bots)
