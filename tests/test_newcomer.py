"""A newcomer's first minute: clone, ``make run``, open the address, watch a report come to its end.

Builds an environment of its own from the registry, so ``make newcomer`` runs it apart.
"""

import asyncio
import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from bot.neighbourhood import PUBLIC, STAFF
from sandbox.driver import Driver

ROOT = Path(__file__).parent.parent
MINUTE = 60.0

pytestmark = [pytest.mark.newcomer, pytest.mark.timeout(400)]


def bare_environment(home: Path) -> dict[str, str]:
    """No cache, no settings of ours, nobody's virtual environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    pip = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    return kept | pip | {"HOME": str(home), "PIP_NO_CACHE_DIR": "1"}


async def first_address(program: asyncio.subprocess.Process) -> str:
    assert program.stdout is not None
    async for line in program.stdout:
        if line.startswith(b"http://127.0.0.1:"):
            return line.decode().strip()
    raise AssertionError("it ended without an address")


async def one_run(clone: Path, *, within: float) -> float:
    """``make run`` to the end of the scene; how long the address took, in seconds."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    program = await asyncio.create_subprocess_exec(
        "make",
        "run",
        cwd=clone,
        env=bare_environment(clone.parent),
        stdout=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(within):
            address = await first_address(program)
        took = loop.time() - began
        async with Driver(address) as street:
            await street.chat(PUBLIC).shows("已登记 #C1001", within=MINUTE)
            await street.chat(STAFF).shows("随手拍 · 已办结", within=MINUTE)
    finally:
        os.killpg(program.pid, signal.SIGTERM)
        await program.wait()
    return took


async def test_a_clone_answers_within_a_minute_and_then_within_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    git = shutil.which("git")
    assert git is not None
    clone = tmp_path / "linlian"
    await asyncio.to_thread(
        subprocess.run, [git, "clone", "--quiet", str(ROOT), str(clone)], check=True
    )

    first = await one_run(clone, within=MINUTE)
    second = await one_run(clone, within=10.0)

    with capsys.disabled():
        print(f"\nmake run in a clean clone: address after {first:.1f} s, then {second:.1f} s")
    assert not (clone / "data").exists(), "practising leaves nothing behind"
