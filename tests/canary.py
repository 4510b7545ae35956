"""What must never be found in anything that a test leaves behind: looked for after each of them.

Every token of the sandbox has a shape by which it is known, and so has the webhook's secret of
the tests. Log lines are English, people and what they say are Chinese, so that one Chinese
character in a log line gives a leak away.
"""

import base64
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote_to_bytes

import pytest

WEBHOOK_SECRET: Final = "only-telegram-and-we-know-this-one"

TOKEN: Final = re.compile(rb"(?<![\w-])AA[A-Za-z0-9]{33}(?![\w-])")
"""The half that is secret; bound by what a random text of another length does not have."""
SECRETS: Final = {
    "a bot token": TOKEN,
    "the webhook's secret": re.compile(WEBHOOK_SECRET.encode()),
}
ENCODED: Final = re.compile(rb"[A-Za-z0-9+/_-]{40,}")
CHINESE: Final = re.compile(r"[\u3400-\u9fff]")

SETTINGS: Final = {".toml", ".env"}
"""Written by the tests themselves; where else should the token come from?"""
LOGS: Final = re.compile(r".*\.log|stderr")
LARGEST: Final = 8_000_000
"""What is larger, other than a log, is not read: no test writes such a thing by chance."""


class Heard(io.StringIO):
    """Where the log of a test goes: on to standard error, as it is just then, and kept here also
    when the test reads standard error itself.
    """

    def write(self, text: str, /) -> int:
        sys.stderr.write(text)
        return super().write(text)


HEARD: Final = pytest.StashKey[Heard]()


def secret_in(raw: bytes) -> str | None:
    """Which secret is in ``raw``: plain, percent-encoded or in base64."""
    for text in _readings(raw):
        for name, pattern in SECRETS.items():
            if pattern.search(text):
                return name
    return None


def _readings(raw: bytes) -> Iterator[bytes]:
    yield raw
    if b"%" in raw:
        yield unquote_to_bytes(raw)
    for found in ENCODED.finditer(raw):
        for skipped in range(4):  # it may begin anywhere in what is encoded
            yield _decoded(found[0][skipped:])


def _decoded(text: bytes) -> bytes:
    whole = text[:-1] if len(text) % 4 == 1 else text
    return base64.urlsafe_b64decode(whole.replace(b"+", b"-").replace(b"/", b"_") + b"==")


def chinese_log_line(text: str) -> str | None:
    """A line of our log that has a person's name or words in it."""
    for line in text.splitlines():
        if CHINESE.search(line) and _is_log_line(line):
            return line
    return None


def _is_log_line(line: str) -> bool:
    if line.startswith("at='"):  # as a terminal gets it
        return True
    try:
        event = json.loads(line)
    except ValueError:
        return False
    return isinstance(event, dict) and {"event", "level", "logger"} <= event.keys()


def leaks_in(said: Mapping[str, str], folders: Iterable[Path]) -> Iterator[str]:
    """Each leak in what a test printed or logged, and in the files it left, in clear words."""
    for section, text in said.items():
        yield from _leaks(section, text.encode(errors="surrogateescape"), is_log=True)
    for folder in folders:
        if any(folder.glob("*/.venv")):  # a clone; libraries are full of made-up tokens
            continue
        for file in sorted(folder.rglob("*")):
            if file.is_symlink() or not file.is_file() or file.suffix in SETTINGS:
                continue
            is_log = LOGS.fullmatch(file.name) is not None
            if is_log or file.stat().st_size <= LARGEST:
                yield from _leaks(str(file.relative_to(folder)), file.read_bytes(), is_log=is_log)


def _leaks(where: str, raw: bytes, *, is_log: bool) -> Iterator[str]:
    if secret := secret_in(raw):
        yield f"{secret} is in {where}"
    if is_log and (line := chinese_log_line(raw.decode(errors="replace"))):
        yield f"somebody's words are in {where}: {line[:300]}"


def folders_of(item: pytest.Item) -> set[Path]:
    """Where this test may have left files: whatever folders its fixtures gave it."""
    given = getattr(item, "funcargs", None) or {}
    return {one for one in given.values() if isinstance(one, Path) and one.is_dir()}


def judge(item: pytest.Item, report: pytest.TestReport) -> None:
    """After a test is torn down: fail it for what it leaked."""
    # pytest's own sections of log records show them as they were before our log cleans them.
    said = {name: text for name, text in report.sections if "log" not in name}
    if HEARD in item.stash:
        said["the log"] = item.stash[HEARD].getvalue()
    found = list(leaks_in(said, folders_of(item)))
    if found and report.outcome == "passed":
        report.outcome = "failed"
        report.longrepr = "Leaked: " + "; ".join(found)
