"""The command line: which verb does what, the exit codes, and one clear line for what fails."""

import asyncio
import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.__main__ import main
from bot.errors import OperatorError
from bot.settings import Settings
from storage.database import StorageError

ROOT = Path(__file__).parents[2]
TOKEN = "123456789:AAcanary-canary_canary-canary-canar"


class Program:
    """Stands in for the running program and keeps what it was asked to do."""

    def __init__(self) -> None:
        self.asked: list[tuple[object, ...]] = []
        self.failure: BaseException | None = None

    async def demo(self, settings: Settings, port: int) -> int:
        return self._note("demo", port)

    async def run(self, settings: Settings) -> int:
        return self._note("run", settings.bot.token.get_secret_value())

    def migrate(self, settings: Settings) -> None:
        self._note("migrate", settings.database.path)

    async def invite(self, settings: Settings, community: str) -> str:
        self._note("invite", community)
        return "https://t.me/linlian_bot?start=abc"

    def _note(self, *deed: object) -> int:
        self.asked.append(deed)
        if self.failure is not None:
            raise self.failure
        return 0


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Program]:
    program = Program()
    for room, verbs in {"demo": ["demo"], "run": ["run", "migrate", "invite"]}.items():
        module = types.ModuleType(f"bot.{room}")
        for verb in verbs:
            setattr(module, verb, getattr(program, verb))
        monkeypatch.setitem(sys.modules, module.__name__, module)
    for name in [name for name in os.environ if name.startswith("LINLIAN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield program
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_without_a_verb_and_a_token_it_is_the_demo(program: Program) -> None:
    assert main([]) == 0
    assert program.asked == [("demo", 0)]


def test_without_a_verb_a_token_in_the_environment_runs(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", TOKEN)

    assert main([]) == 0
    assert program.asked == [("run", TOKEN)]


def test_without_a_verb_a_token_in_the_file_runs(program: Program) -> None:
    Path("config.toml").write_text(f'bot.token = "{TOKEN}"', encoding="utf-8")

    assert main([]) == 0
    assert program.asked == [("run", TOKEN)]


def test_an_empty_token_is_none(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", "")

    assert main([]) == 0
    assert program.asked == [("demo", 0)]


@pytest.mark.parametrize(
    ("argv", "asked"),
    [
        (["demo", "--port", "8080"], ("demo", 8080)),
        (["--config", "x.toml", "migrate"], ("migrate", Path("data/x.db"))),
        (["migrate", "--config", "x.toml"], ("migrate", Path("data/x.db"))),
        (["invite", "幸福里"], ("invite", "幸福里")),
    ],
)
def test_a_verb_does_its_work(argv: list[str], asked: tuple[object, ...], program: Program) -> None:
    Path("x.toml").write_text('database.url = "sqlite+aiosqlite:///data/x.db"', encoding="utf-8")

    assert main(argv) == 0
    assert program.asked == [asked]


def test_an_invitation_is_all_that_is_printed(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["invite", "幸福里"])

    assert capsys.readouterr() == ("https://t.me/linlian_bot?start=abc\n", "")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["dmo"], "invalid choice: 'dmo'"),
        (["demo", "--prt", "1"], "--prt"),
        (["demo", "--port", "x"], "must be a number from 0 to 65535 (for example 8080)"),
        (["demo", "--port", "65536"], "must be a number from 0 to 65535"),
        (["run", "--port", "1"], "--port"),
        (["invite"], "COMMUNITY"),
        (["run"], "bot.token is empty"),
        (["run", "--config", "nowhere.toml"], "nowhere.toml: there is no such file"),
        (["--config"], "--config"),
        (["two\nlines"], "invalid choice"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(
    argv: list[str], words: str, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2

    out, err = capsys.readouterr()
    assert out == ""
    [line] = err.splitlines()
    assert line.startswith("linlian: ")
    assert words in line
    assert program.asked == []


def test_a_wrong_setting_is_one_line_and_exit_code_2(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", f"{TOKEN}!")

    assert main(["migrate"]) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("linlian: LINLIAN_BOT__TOKEN: bot.token must be ")
    assert "canary" not in line


@pytest.mark.parametrize("verb", ["demo", "migrate", "run"])
def test_an_expected_failure_is_one_line_with_its_exit_code(
    verb: str,
    program: Program,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", TOKEN)
    program.failure = OperatorError(f"Telegram refuses\n{TOKEN}", exit_code=1)

    assert main([verb]) == 1
    assert capsys.readouterr().err == "linlian: Telegram refuses ***\n"


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (OSError(errno.EADDRINUSE, "in use"), "this port is taken; choose another by --port"),
        (StorageError("data/linlian.db is damaged"), "data/linlian.db is damaged"),
    ],
)
def test_what_other_rooms_raise_for_the_operator_is_one_line_too(
    failure: Exception, line: str, program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    program.failure = failure

    assert main(["demo", "--port", "8080"]) == 1
    assert capsys.readouterr().err == f"linlian: {line}\n"


def test_an_unexpected_failure_is_logged_whole_but_for_the_token(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", "42:odd-token")
    program.failure = ZeroDivisionError("at https://api.telegram.org/bot42:odd-token/getMe")

    assert main(["run"]) == 1

    [line] = capsys.readouterr().err.splitlines()
    assert "Traceback" in line
    assert "ZeroDivisionError: at https://api.telegram.org/bot***/getMe" in line
    assert "odd-token" not in line


def test_the_password_of_the_database_is_no_more_in_the_log_than_the_token(
    program: Program, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINLIAN_BOT__TOKEN", "42:odd-token")
    address = "postgresql+psycopg://linlian:open%40sesame@127.0.0.1/linlian"
    monkeypatch.setenv("LINLIAN_DATABASE__URL", address)
    program.failure = RuntimeError(f"{address} and open@sesame")

    assert main(["run"]) == 1

    [line] = capsys.readouterr().err.splitlines()
    assert "postgresql+psycopg://linlian:***@127.0.0.1/linlian and ***" in line


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_being_stopped_is_no_failure(failure: BaseException, program: Program) -> None:
    program.failure = failure

    assert main(["demo"]) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_gives_the_work_the_time_it_takes(
    number: signal.Signals, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(_settings: Settings, _port: int) -> int:
        try:
            signal.raise_signal(number)
            await asyncio.Event().wait()
        finally:
            signal.raise_signal(number)  # impatience changes nothing
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            program.asked.append(("finished",))
        return 1

    monkeypatch.setattr(sys.modules["bot.demo"], "demo", work)

    before = signal.getsignal(number)
    assert main(["demo"]) == 0
    assert program.asked == [("finished",)]
    assert signal.getsignal(number) == before


def test_a_signal_before_the_loop_runs_is_as_polite(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_settings: Settings) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr(sys.modules["bot.run"], "migrate", stop)

    assert main(["migrate"]) == 0


def command(folder: Path, *argv: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *argv],
        cwd=folder,  # nobody's own config.toml lies there
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_process_answers_with_the_same_codes(tmp_path: Path) -> None:
    usage = command(tmp_path, "dmo")
    assert (usage.returncode, usage.stdout) == (2, "")
    assert usage.stderr.startswith("linlian: argument VERB: invalid choice: 'dmo'")

    setting = command(tmp_path, "migrate", LINLIAN_LIMITS__PER_SECOND="viele")
    assert (setting.returncode, setting.stdout) == (2, "")
    assert "LINLIAN_LIMITS__PER_SECOND" in setting.stderr

    shown = command(tmp_path, "--help")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert all(verb in shown.stdout for verb in ("demo", "run", "migrate", "invite", "sandbox"))


def test_a_wrong_word_costs_no_heavy_import() -> None:
    script = (
        "import sys; from bot.__main__ import main; main(['dmo']);"
        "print(sorted({'aiogram', 'aiohttp', 'sqlalchemy', 'alembic', 'babel'} & {*sys.modules}))"
    )
    result = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert result.stdout == "[]\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_sandbox_alone_prints_its_address_and_stops_when_asked(
    number: signal.Signals,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        try:
            assert "http://127.0.0.1:" in process.stdout.readline()
            process.send_signal(number)
            assert process.wait(timeout=15) == 0
            assert "Traceback" not in process.stderr.read()
        finally:
            process.kill()


def test_the_sandbox_on_a_taken_port_says_so(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = command(tmp_path, "sandbox", "--port", str(taken.getsockname()[1]))

    assert result.returncode == 1
    assert result.stderr == "linlian: this port is taken; choose another by --port\n"
