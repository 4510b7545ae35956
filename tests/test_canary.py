"""The search for leaks after every test can itself fail: made-up tests that leak are red."""

import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canary import WEBHOOK_SECRET, chinese_log_line, leaks_in, secret_in

ROOT = Path(__file__).parents[1]
# Put together here, so that the page of a failed test does not hold them whole.
TOKEN = "7123456789:" + "AA" + "Leak9" * 6 + "abc"
HALF = TOKEN.partition(":")[2]
LINE = '{"event": "seen", "level": "info", "logger": "t", "words": "%s"}'

HOOKED = """
import logging
import pytest
from bot import logs
from tests import canary

@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    if report.when == "teardown":
        canary.judge(item, report)
    return report
"""


@pytest.mark.parametrize("secret", [TOKEN, HALF, WEBHOOK_SECRET], ids=["token", "half", "webhook"])
def test_a_secret_is_found_however_it_is_written(secret: str) -> None:
    raw = secret.encode()
    said = [
        raw,
        b"GET /" + raw + b"/getMe",
        quote(f"?a={secret}&b", safe="").encode(),
        b"auth: " + b64encode(raw),
        b'"' + urlsafe_b64encode(b"ab:" + raw + b"?~") + b'"',
    ]

    assert [one for one in said if secret_in(one) is None] == []


@pytest.mark.parametrize(
    "text", ["AA" + "x" * 30, "AA" + "x" * 40, "sha256:" + "0AAf" * 16, "123456:AA-short", ""]
)
def test_other_texts_are_no_secrets(text: str) -> None:
    assert secret_in(text.encode()) is None


def test_words_in_a_log_line_are_found_and_words_elsewhere_are_not() -> None:
    assert chinese_log_line(LINE % "井盖松动")
    assert chinese_log_line("at='2026' level='info' event='seen' words='井盖松动'")
    assert chinese_log_line(LINE % "a manhole") is None
    assert chinese_log_line("小李 said 井盖松动") is None
    assert chinese_log_line('{"text": "井盖松动"}') is None


def test_files_are_searched_but_not_the_settings_that_a_test_wrote(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(TOKEN)
    assert list(leaks_in({}, [tmp_path])) == []

    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "one.db").write_bytes(b"\0" + HALF.encode() + b"\0")
    (tmp_path / "bot.log").write_text(LINE % "小李")
    found = list(leaks_in({}, [tmp_path]))
    for file in (tmp_path / "backups" / "one.db", tmp_path / "bot.log"):
        file.unlink()

    assert found[0] == "a bot token is in backups/one.db"
    assert found[1].startswith("somebody's words are in bot.log")


@pytest.mark.parametrize(
    ("deed", "word"),
    [
        (f"print({TOKEN!r})", "a bot token is in Captured stdout call"),
        (f"logging.getLogger('t').warning({WEBHOOK_SECRET!r})", "the webhook's secret is in"),
        ("logging.getLogger('t').warning('小李')", "somebody's words are in Captured stderr call"),
        (f"(tmp_path / 'kept.db').write_text({HALF!r})", "a bot token is in kept.db"),
        ("print('小李'); (tmp_path / 'config.toml').write_text('')", ""),
    ],
    ids=["printed", "logged", "words", "kept", "nothing"],
)
def test_a_test_that_leaks_is_red(deed: str, word: str, tmp_path: Path) -> None:
    here = tmp_path / "made_up"
    here.mkdir()
    (here / "conftest.py").write_text(HOOKED)
    body = f"def test_it(tmp_path):\n    logs.configure(as_json=True)\n    {deed}\n"
    (here / "test_it.py").write_text(f"import logging\nfrom bot import logs\n{body}")

    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", "."]
    ran = subprocess.run(
        [*command, "-c", "/dev/null", f"--basetemp={here / 'tmp'}", "test_it.py"],
        cwd=here,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    for file in [*here.rglob("*.py"), *here.rglob("*.pyc"), *here.rglob("*.db")]:
        file.unlink()

    assert ran.returncode == (1 if word else 0), ran.stdout[-2000:]
    assert word in ran.stdout
    assert ("Leaked: " in ran.stdout) is bool(word)
