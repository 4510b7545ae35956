"""Bad places to start in, from the real command line: one clear line, and nothing is harmed."""

import asyncio
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox import Sandbox, World
from storage.migrate import migrate_sqlite

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAcanary-canary_canary-canary-canar"
NOBODY = 65534
PATIENCE = 60.0

COMMAND = ("-m", "bot", "run")
AS_NOBODY = f"""
import os, sys, bot.dispatch, bot.run, concurrent.futures.thread, sqlalchemy
sqlalchemy.create_engine("sqlite://")  # so that nothing is left to load
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
from bot.__main__ import main
sys.exit(main(["run"]))
"""
"""An administrator's Python may be closed to others, so it is loaded before it is left."""


@dataclass(frozen=True)
class Ended:
    code: int
    line: str
    """All that the program said on standard error, but for its log."""
    log: str


@asynccontextmanager
async def program(
    folder: Path, *, api_base: str, token: str = TOKEN, command: Sequence[str] = COMMAND
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot in an empty folder, told by the environment alone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        env={
            "PATH": os.defpath,
            "LINLIAN_WEB__PORT": "0",
            "LINLIAN_METRICS__PORT": "0",
            "PYTHONPATH": str(ROOT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "LINLIAN_BOT__TOKEN": token,
            "LINLIAN_BOT__API_BASE": api_base,
            "LINLIAN_DATABASE__URL": f"sqlite+aiosqlite:///{folder / 'linlian.db'}",
            "LINLIAN_MEDIA__DIR": str(folder / "media"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def end_of(process: asyncio.subprocess.Process, *, token: str = TOKEN) -> Ended:
    """How it ended. Whatever happened, it printed no traceback and no token."""
    async with asyncio.timeout(PATIENCE):
        out, said = (one.decode() for one in await process.communicate())
    assert process.returncode is not None
    assert "Traceback" not in said, said
    assert token not in out + said
    assert token.partition(":")[2] not in out + said
    return _ended(process.returncode, said)


def _ended(code: int, said: str) -> Ended:
    lines = said.splitlines(keepends=True)
    log = [line for line in lines if line.startswith("{")]
    return Ended(code, "".join(line for line in lines if line not in log), "".join(log))


@dataclass(frozen=True)
class Warm:
    """A process that has loaded everything: what it forks goes the whole way of ``main``."""

    process: subprocess.Popen[str]

    def refusal(self, folder: Path) -> Ended:
        """The end of a program that is not expected to get as far as Telegram."""
        config, log = folder / "config.toml", folder / "stderr"
        config.write_text(
            f'[bot]\ntoken = "{TOKEN}"\napi_base = "http://127.0.0.1:9"\n'
            f'[database]\nurl = "sqlite+aiosqlite:///{folder / "linlian.db"}"\n'
            f'[media]\ndir = "{folder / "media"}"\n'
        )
        started = self._ask("start", str(config), str(log))
        assert started is not None
        while (code := self._ask("look", started)) is None:
            pass
        said = log.read_text()
        assert "Traceback" not in said, said
        assert TOKEN.partition(":")[2] not in said
        return _ended(code, said)

    def _ask(self, *words: str | int) -> int | None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print(json.dumps(words), file=self.process.stdin, flush=True)
        answer: int | None = json.loads(self.process.stdout.readline())
        return answer


@pytest.fixture(scope="module")
def warm() -> Iterator[Warm]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "tests.kill.warm"]
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline()) == "ready"
        yield Warm(process)


def refuses(ended: Ended, *words: str) -> None:
    """One line that names the setting, and the exit code of what is not a setting's fault."""
    assert ended.line.startswith("linlian: database.url: "), ended
    assert ended.line.count("\n") == 1, ended
    assert all(word in ended.line for word in words), ended
    assert ended.code == 1


# ── Telegram ───────────────────────────────────────────────────────────────────────────────


async def test_a_wrong_token_is_named_and_not_shown(tmp_path: Path) -> None:
    async with (
        Sandbox(World("邻联", "linlian_bot")) as sandbox,
        program(tmp_path, api_base=sandbox.api_base) as process,
    ):
        ended = await end_of(process)

    assert ended.code == 2
    assert ended.line == (
        "linlian: bot.token is not accepted by Telegram; copy it again from @BotFather\n"
    )


async def test_without_a_network_it_says_so_once_and_keeps_trying(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    async with program(tmp_path, api_base=f"http://127.0.0.1:{port}") as process:
        await _until_it_says(process, "Telegram cannot be reached; trying until it can")
        await asyncio.sleep(4)  # three more tries are in vain, and not worth a line each
        assert process.returncode is None
        process.send_signal(signal.SIGTERM)
        ended = await end_of(process)

    assert ended.code == 0
    assert "cannot be reached" not in ended.log


async def test_when_the_network_comes_back_it_runs(tmp_path: Path) -> None:
    world = World("邻联", "linlian_bot")
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    async with program(tmp_path, api_base=base, token=world.token) as process:
        assert process.stderr is not None
        async with asyncio.timeout(PATIENCE):
            await process.stderr.readline()
            async with Sandbox(world, port):
                while b"running" not in await process.stderr.readline():
                    pass
        process.send_signal(signal.SIGTERM)
        assert (await end_of(process, token=world.token)).code == 0


# ── the database ───────────────────────────────────────────────────────────────────────────


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A sound one of some size, as a bot leaves it that was stopped politely."""
    path = tmp_path / "linlian.db"
    migrate_sqlite(path, now=datetime.now(UTC))
    connection = sqlite3.connect(path)
    with connection:
        connection.executemany(
            "INSERT INTO persons (created_at) VALUES (?)", [("2026-01-01",)] * 20_000
        )
    connection.close()
    return path


def test_a_file_that_another_program_locks_for_long(database: Path, warm: Warm) -> None:
    outside = sqlite3.connect(database, isolation_level=None)
    outside.execute("BEGIN EXCLUSIVE")
    try:
        refuses(warm.refusal(database.parent), str(database), "locked by another program")
    finally:
        outside.close()


def noise(content: bytes) -> bytes:
    return random.Random(1).randbytes(len(content))


def cut_off(content: bytes) -> bytes:
    return content[: len(content) * 2 // 3]


def flip(content: bytes) -> bytes:
    """One bit in each 64 bytes of the middle third."""
    flipped = bytearray(content)
    for at in range(len(content) // 3, len(content) * 2 // 3, 64):
        flipped[at] ^= 0x10
    return bytes(flipped)


def lose_a_page(content: bytes) -> bytes:
    middle = len(content) // 2 // 4096 * 4096
    return content[:middle] + bytes(4096) + content[middle + 4096 :]


@pytest.mark.parametrize("harm", [noise, cut_off, flip, lose_a_page])
def test_a_damaged_file_is_named_and_left_as_it_is(
    database: Path, warm: Warm, harm: Callable[[bytes], bytes]
) -> None:
    harmed = harm(database.read_bytes())
    database.write_bytes(harmed)

    ended = warm.refusal(database.parent)

    refuses(ended, str(database), "is damaged", "restore a backup", "nothing was written to it")
    assert database.read_bytes() == harmed


def test_another_programs_database_is_left_as_it_is(tmp_path: Path, warm: Warm) -> None:
    path = tmp_path / "linlian.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY, dish TEXT)")
    connection.close()
    before = path.read_bytes()

    refuses(warm.refusal(tmp_path), str(path), "another program's database")
    assert path.read_bytes() == before


def test_a_database_from_a_newer_linlian_is_left_as_it_is(database: Path, warm: Warm) -> None:
    connection = sqlite3.connect(database)
    with connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = database.read_bytes()

    refuses(warm.refusal(database.parent), str(database), "newer Linlian")
    assert database.read_bytes() == before


def test_a_folder_in_the_place_of_the_file(tmp_path: Path, warm: Warm) -> None:
    (tmp_path / "linlian.db").mkdir()

    refuses(warm.refusal(tmp_path), str(tmp_path / "linlian.db"))


async def test_a_second_linlian_says_who_holds_the_file_and_takes_over(tmp_path: Path) -> None:
    world = World("邻联", "linlian_bot")
    async with (
        Sandbox(world) as sandbox,
        program(tmp_path, api_base=sandbox.api_base, token=world.token) as first,
    ):
        await _until_it_says(first, '"event": "running"')
        async with program(tmp_path, api_base=sandbox.api_base, token=world.token) as second:
            await _until_it_says(second, f"another Linlian (process {first.pid}) is running on")
            first.terminate()
            await _until_it_says(second, '"event": "running"')
            assert await first.wait() == 0


async def _until_it_says(process: asyncio.subprocess.Process, words: str) -> None:
    assert process.stderr is not None
    async with asyncio.timeout(PATIENCE):
        while words.encode() not in await process.stderr.readline():
            assert process.returncode is None


# ── what this user may not do ──────────────────────────────────────────────────────────────


IS_ADMIN = os.geteuid() == 0
COMMAND_FOR_SOMEBODY = ("-c", AS_NOBODY) if IS_ADMIN else COMMAND
"""Whoever runs the tests; in the place of an administrator, whom no file refuses, nobody."""


@pytest.fixture
def theirs() -> Iterator[Path]:
    """An ordinary user's folder."""
    folder = Path(tempfile.mkdtemp(prefix="linlian-"))
    if IS_ADMIN:
        os.chown(folder, NOBODY, -1)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


def somebodys_refusal(folder: Path) -> None:
    async def end() -> Ended:
        base = "http://127.0.0.1:9"
        async with program(folder, api_base=base, command=COMMAND_FOR_SOMEBODY) as process:
            return await end_of(process)

    refuses(asyncio.run(end()), "cannot be written", "give this user write access")


def test_a_file_that_may_only_be_read(theirs: Path) -> None:
    path = theirs / "linlian.db"
    migrate_sqlite(path, now=datetime.now(UTC))
    for file in (path, path.with_name("linlian.db.lock")):
        file.chmod(0o444)
    before = path.read_bytes()

    somebodys_refusal(theirs)

    assert path.read_bytes() == before


def test_a_file_that_may_only_be_read_beside_a_lock_that_may_be_written(theirs: Path) -> None:
    path = theirs / "linlian.db"
    migrate_sqlite(path, now=datetime.now(UTC))
    path.chmod(0o444)
    path.with_name("linlian.db.lock").chmod(0o666)

    somebodys_refusal(theirs)


def test_a_folder_in_which_nothing_may_be_made(theirs: Path) -> None:
    theirs.chmod(0o555)

    somebodys_refusal(theirs)

    assert not any(theirs.iterdir())
