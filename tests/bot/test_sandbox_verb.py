"""``linlian sandbox`` and ``python -m sandbox``: the sandbox alone, for any bot."""

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TOKEN = "123456:ABC-def_ghi"


@contextmanager
def started(*words: str, **more: str) -> Iterator[dict[str, str]]:
    """What it prints: its page, its API and its token."""
    environ = os.environ | more
    with subprocess.Popen(
        [sys.executable, "-m", *words], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            lines = [process.stdout.readline().split() for _ in range(3)]
            yield {name: value for name, value in lines}
        finally:
            process.terminate()


def fetched(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


@pytest.mark.parametrize("program", [["bot", "sandbox"], ["sandbox"]], ids=" ".join)
def test_it_prints_all_another_bot_needs(program: list[str]) -> None:
    with started(*program, "--token", TOKEN, "--privacy-mode") as printed:
        assert printed["token"] == TOKEN
        me = fetched(f"{printed['api']}/bot{TOKEN}/getMe")
        assert (me["result"]["id"], me["result"]["can_read_all_group_messages"]) == (123456, False)
        assert fetched(f"{printed['page']}controls")["privacy_mode"] is True


@pytest.mark.parametrize("program", [["bot", "sandbox"], ["sandbox"]], ids=" ".join)
def test_a_token_need_not_stand_on_the_command_line(program: list[str]) -> None:
    with started(*program, SANDBOX_TOKEN=TOKEN) as printed:
        assert printed["token"] == TOKEN


@pytest.mark.parametrize("program", [["bot", "sandbox"], ["sandbox"]], ids=" ".join)
def test_what_is_no_token_is_said_at_once(program: list[str]) -> None:
    result = subprocess.run(
        [sys.executable, "-m", *program, "--token", "geheim"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )

    assert result.returncode == 2
    assert "must look like a bot token" in result.stderr
