"""The house itself: locks, arrows between rooms, the settings' example, make, CI and the wheel."""

import ast
import io
import os
import re
import shutil
import subprocess
import sys
import tokenize
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings import KEYS, Settings, load_settings

ROOT = Path(__file__).parents[1]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
RUN = ROOT / "requirements" / "run.lock"
DEV = ROOT / "requirements" / "dev.lock"

# Who may know whom; what is not here is forbidden.
MAY_KNOW = {
    "domain": set[str](),
    "locales": set[str](),
    "sandbox": set[str](),
    "storage": {"domain", "sqlalchemy"},
    "actions": {"domain", "storage", "sqlalchemy"},
    "cards": {"domain", "locales"},
    "handlers": {
        *("actions", "cards", "domain", "locales", "storage"),
        *("aiogram", "aiohttp", "sqlalchemy"),
    },
}
ROOMS = [*MAY_KNOW, "bot"]
# A chat channel, SQL and the network are forbidden only where it was decided.
OUTSIDE = {
    "aiogram": {"actions", "cards", "domain", "sandbox", "storage"},
    "sqlalchemy": {"cards", "domain", "sandbox"},
    "aiohttp": {"actions", "cards", "domain"},
}


def run(*words: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command without the flags of the make that may have started these tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    kept.pop("MFLAGS", None)
    return subprocess.run(
        words,
        cwd=cwd,
        env={**kept, **environ},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


# Locks

# These come with aiogram, pydantic and pytest, in the very version those ask for.
COMPANIONS = ["magic-filter", "pydantic-core", "packaging"]


def locked(lock: Path) -> list[Requirement]:
    lines = lock.read_text(encoding="utf-8").splitlines()
    return [
        Requirement(line.rstrip(" \\"))
        for line in lines
        if line and not line.startswith((" ", "#"))
    ]


def pins(lock: Path) -> dict[str, str]:
    return {canonicalize_name(one.name): str(one.specifier) for one in locked(lock)}


def asked_for(*, dev: bool) -> list[Requirement]:
    project = PROJECT["project"]
    extra = project["optional-dependencies"]["dev"] if dev else []
    return [Requirement(text) for text in project["dependencies"] + extra]


@pytest.mark.parametrize("lock", [RUN, DEV], ids=["run", "dev"])
def test_a_lock_names_no_address_and_hashes_everything(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")

    assert "://" not in text
    assert not re.search(r"^\s*-(?!-hash=sha256:[0-9a-f]{64}\b)", text, re.MULTILINE)
    packages = re.split(r"^(?=\S)", text, flags=re.MULTILINE)[1:]
    # One name may be pinned once for each range of Pythons.
    assert len(packages) == len({(one.name, str(one.marker)) for one in locked(lock)}) > 10
    for package in packages:
        assert re.match(r"[\w.-]+==[\w.]+ ", package)
        assert "--hash=sha256:" in package


@pytest.mark.parametrize(("lock", "dev"), [(RUN, False), (DEV, True)], ids=["run", "dev"])
def test_a_lock_holds_every_dependency_in_a_version_that_is_allowed(lock: Path, dev: bool) -> None:
    pinned = pins(lock)
    for requirement in asked_for(dev=dev):
        version = pinned[canonicalize_name(requirement.name)].removeprefix("==")
        assert requirement.specifier.contains(version), requirement


def test_the_dev_lock_is_the_run_lock_and_the_tools() -> None:
    assert pins(RUN).items() < pins(DEV).items()
    assert not {"pytest", "mypy", "ruff", "setuptools"} & pins(RUN).keys()


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_a_room_imports_only_packages_that_the_project_asks_for(room: str) -> None:
    declared = {canonicalize_name(one.name) for one in asked_for(dev=room == "tests")}
    declared |= {canonicalize_name(name) for name in COMPANIONS}
    whose = packages_distributions()
    ours = {*ROOMS, "tests", *sys.stdlib_module_names}
    for file in (ROOT / room).rglob("*.py"):
        for name in set(imports(file)) - ours:
            owners = {canonicalize_name(owner) for owner in whose.get(name, [name])}
            assert owners & declared, f"{file.relative_to(ROOT)} imports {name}"


# Arrows between the rooms


def lint_imports(cwd: Path) -> subprocess.CompletedProcess[str]:
    script = "from importlinter.cli import lint_imports_command as lint; lint(['--no-cache'])"
    return run(sys.executable, "-c", script, cwd=cwd, COLUMNS="200")


def test_the_rooms_keep_the_arrows() -> None:
    result = lint_imports(ROOT)

    assert result.returncode == 0, result.stdout + result.stderr


def test_every_forbidden_arrow_is_noticed(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    arrows = [(room, other) for room in MAY_KNOW for other in ROOMS if other != room]
    arrows += [(room, package) for package, rooms in OUTSIDE.items() for room in rooms]
    forbidden = [(room, other) for room, other in arrows if other not in MAY_KNOW[room]]
    for room, other in forbidden:
        (tmp_path / room / f"to_{other}.py").write_text(f"import {other}\n", encoding="utf-8")

    result = lint_imports(tmp_path)

    assert result.returncode == 1
    noticed = set(re.findall(r"(\w+)\.to_\w+ -> (\w+) \(l\.1\)", result.stdout))
    assert noticed == set(forbidden)


def test_no_more_is_forbidden_than_was_decided(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
        allowed = MAY_KNOW.get(room, {*ROOMS, *OUTSIDE} - {"bot"})
        lines = "".join(f"import {other}\n" for other in sorted(allowed))
        (tmp_path / room / "guest.py").write_text(lines, encoding="utf-8")

    result = lint_imports(tmp_path)

    assert result.returncode == 0, result.stdout + result.stderr


# The settings' example


EXAMPLE = ROOT / "config.example.toml"


def test_the_example_holds_every_setting_with_its_default() -> None:
    table = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))
    written = {f"{section}.{key}" for section, values in table.items() for key in values}

    assert written == set(KEYS)
    assert load_settings(EXAMPLE, {}) == Settings()


def test_every_setting_in_the_example_has_its_comment_in_both_languages() -> None:
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"\w+ = ", line):
            comment: list[str] = []
            while lines[number - 1 - len(comment)].startswith("# "):
                comment.append(lines[number - 1 - len(comment)])
            text = "\n".join(comment)
            assert re.search(r"[\u4e00-\u9fff]{2}", text), line
            assert re.search(r"[a-z]+ [a-z]+", text), line


# make


def plan(*words: str, cwd: Path = ROOT) -> str:
    result = run("make", "-n", *words, cwd=cwd)
    assert result.returncode == 0, result.stderr
    return result.stdout


@pytest.mark.parametrize(
    ("target", "steps"),
    [
        ("install", ["requirements/dev.lock"]),
        ("run", ["requirements/run.lock", "-m bot"]),
        ("test", ["requirements/dev.lock", "-m pytest"]),
        ("check", ["ruff format --check .", "ruff check .", "mypy", "importlinter", "-m pytest"]),
        (
            "lock",
            ["--universal --generate-hashes", "requirements/dev.lock", "requirements/run.lock"],
        ),
        ("e2e", ["pytest -m browser"]),
        ("pictures", ["LINLIAN_PICTURES=1", "pytest -m browser"]),
        ("bench", ["-m benchmarks.growth"]),
        ("soak", ["-m tests.kill.soak"]),
        ("promises", ["-m tests.kill.soak --page"]),
    ],
)
def test_make_knows_the_target(target: str, steps: list[str], tmp_path: Path) -> None:
    text = plan(target, cwd=bare(tmp_path))
    places = [text.find(step) for step in steps]

    assert -1 not in places, text
    assert places == sorted(places)


def bare(folder: Path) -> Path:
    """The project as make sees it on a machine where nothing was built yet."""
    shutil.copy(ROOT / "Makefile", folder)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    return folder


def test_to_run_needs_no_test_tools(tmp_path: Path) -> None:
    assert "dev.lock" not in plan("run", cwd=bare(tmp_path))


@pytest.mark.parametrize("target", ["run", "test"])
def test_only_a_changed_lock_installs_again(target: str, tmp_path: Path) -> None:
    folder = bare(tmp_path)
    (folder / ".venv").mkdir()
    for name in ("run.stamp", "dev.stamp"):
        (folder / ".venv" / name).touch()
    for lock in ("run.lock", "dev.lock"):
        os.utime(folder / "requirements" / lock, (1, 1))
    assert "pip install" not in plan(target, cwd=folder)

    changed = folder / "requirements" / ("run.lock" if target == "run" else "dev.lock")
    os.utime(changed, (2**32, 2**32))
    assert f"--require-hashes -r requirements/{changed.name}" in plan(target, cwd=folder)


def test_without_a_python_that_will_do_make_says_which_is_needed(tmp_path: Path) -> None:
    result = run("make", "PYTHON=", "install", cwd=bare(tmp_path))

    assert result.returncode == 2
    assert "Python 3.11 or later is needed" in result.stderr


# CI


def ci(folder: Path, *, checked: int) -> subprocess.CompletedProcess[str]:
    """``.ci/run`` where nothing can be installed and ``make check`` ends as told."""
    tools = folder / "tools"
    tools.mkdir()
    for name, script in {
        "make": f'echo "make $*"\nexit {checked}',
        "apt-get": "exit 100",
    }.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    return run(str(ROOT / ".ci" / "run"), cwd=folder, PATH=f"{tools}:{os.environ['PATH']}")


@pytest.mark.parametrize("checked", [0, 2])
def test_ci_is_make_check_and_nothing_else_decides(checked: int, tmp_path: Path) -> None:
    result = ci(tmp_path, checked=checked)

    *_, last = (line for line in result.stdout.splitlines() if line.startswith("make "))
    assert last == ("make check" if checked else "make newcomer"), result.stderr
    assert result.returncode == checked


# What lies in git


def our_files() -> list[Path]:
    listed = run("git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    if listed.returncode:
        pytest.skip(f"not a git checkout: {listed.stderr.strip()}")
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def test_no_file_names_where_packages_are_fetched() -> None:
    files = our_files()
    assert ROOT / "requirements" / "dev.lock" in files
    host = re.compile(rb"://[^/\s\"']*(?:pypi|pythonhosted|npmjs|registry|mirror)", re.IGNORECASE)
    option = re.compile(rb"^\s*--?(?:extra-index|index|find-links|trusted-host)[-\w]*[ =]", re.M)
    for file in files:
        raw = file.read_bytes()
        assert not host.search(raw), file
        assert not option.search(raw), file


def test_functions_stay_short_enough_to_read() -> None:
    for room in [*ROOMS, "tests"]:
        for file in (ROOT / room).rglob("*.py"):
            if "versions" in file.parts:  # a migration is a list of tables, not a piece of logic
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    length = (node.end_lineno or 0) - node.lineno + 1
                    assert length <= 40, f"{file.relative_to(ROOT)}: {node.name}, {length} lines"


def test_a_broken_rule_for_the_linters_is_excused_by_its_name() -> None:
    """``noqa`` and ``type: ignore`` say which rule they mean, and stay few."""
    excuse = re.compile(r"#\s*(?:noqa(?!: ?[A-Z])|type: ignore(?!\[))")
    for room in [*ROOMS, "tests"]:
        for file in (ROOT / room).rglob("*.py"):
            source = io.StringIO(file.read_text(encoding="utf-8"))
            for token in tokenize.generate_tokens(source.readline):
                if token.type == tokenize.COMMENT:
                    assert not excuse.search(token.string), f"{file}:{token.start[0]}"


def test_the_licence_is_apache_2_with_our_names() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")

    assert "Apache License\n" in text
    assert "END OF TERMS AND CONDITIONS" in text
    assert re.search(r"^   Copyright \d{4} the Linlian authors$", text, re.MULTILINE)
    assert PROJECT["project"]["license"] == "Apache-2.0"


# The wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, with what the dev lock brings and nothing fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    for room in ROOMS:
        shutil.copytree(
            ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
        )
    script = "from setuptools.build_meta import build_wheel; build_wheel('dist')"
    result = run(sys.executable, "-c", script, cwd=folder)
    assert result.returncode == 0, result.stderr
    [built] = (folder / "dist").glob("linlian-*.whl")
    return built


def test_the_wheel_holds_the_rooms_with_all_that_is_in_them(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        file.relative_to(ROOT).as_posix()
        for room in ROOMS
        for file in (ROOT / room).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.suffix != ".pot"
    }

    assert wanted <= packed, sorted(wanted - packed)
    for pattern in (
        r"sandbox/static/index\.html",
        r"locales/zh_CN/\w+\.po",
        r"locales/en/\w+\.po",
        r"storage/migrations/env\.py",
        r"storage/migrations/versions/\d{4}_\w+\.py",
    ):
        assert any(re.fullmatch(pattern, name) for name in packed), pattern


def test_the_wheel_holds_nothing_else(wheel: Path) -> None:
    for name in zipfile.ZipFile(wheel).namelist():
        top = name.partition("/")[0]
        assert top in ROOMS or re.fullmatch(r"linlian-[\d.]+\.dist-info", top), name
        assert "__pycache__" not in name
        assert (ROOT / name).is_file() or "dist-info" in name


def test_the_wheel_starts_away_from_the_tree(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    [points] = site.glob("*.dist-info/entry_points.txt")
    assert "linlian = bot.__main__:main" in points.read_text(encoding="utf-8")

    result = run(sys.executable, "-m", "bot", "--help", cwd=tmp_path, PYTHONPATH=str(site))

    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("usage: linlian")
