"""Logs: one line per event, and nothing in it that must stay between us and one person."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest
from aiogram.methods import SendMessage
from aiogram.types import Update
from sqlalchemy.exc import OperationalError

from bot import logs
from bot.errors import OperatorError
from bot.tracebacks import HIDDEN_WORDS

CANARY = "123456789:AAcanary-canary_canary-canary-canar"
HALF = CANARY.partition(":")[2]
ADDRESS = f"https://api.telegram.org/file/bot{CANARY}/photos/1.jpg"

SECRETS = {
    "token": CANARY,
    "address": ADDRESS,
    "encoded": ADDRESS.replace(":AA", "%3AAA"),
    "mobile": "13800138000",
    "spaced mobile": "138 0013 8000",
    "dashed mobile": "138-0013-8000",
    "mobile with country": "+8613800138000",
    "landline": "0571-88880000",
    "identity card": "110101199003072316",
    "identity card with X": "11010119900307231X",
}
HARMLESS = [
    "#C1024",
    "-1001234567890",
    "1234567890",
    "2026-11-21T22:00:00+08:00",
    "2026-11-21 22:00",
    "1700000000000",
    "update 123456 of 120",
    "3号楼2单元501",
]


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()  # pytest's own
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def out() -> io.StringIO:
    stream = io.StringIO()
    logs.configure(stream=stream)
    return stream


def event(out: io.StringIO) -> dict[str, Any]:
    [line] = out.getvalue().splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS.keys())
def test_a_secret_is_hidden_wherever_it_stands(secret: str, out: io.StringIO) -> None:
    log = structlog.get_logger("t")

    log.info(f"said {secret}.", alone=secret, words=f"电话{secret}，急", deep={"a": [(secret,)]})
    log.info("key", **{secret: 1, "object": ValueError(secret), "raw": secret.encode()})
    log.info("deep key", table={secret: {secret}})
    log.info("said %s", secret)
    logging.getLogger("lib").warning("said %s and %r", secret, [secret])

    assert len(out.getvalue().splitlines()) == 5
    assert secret not in out.getvalue()
    assert HALF not in out.getvalue()
    assert "***" in json.loads(out.getvalue().splitlines()[3])["event"]


@pytest.mark.parametrize("text", HARMLESS)
def test_numbers_that_people_need_stay_readable(text: str, out: io.StringIO) -> None:
    structlog.get_logger("t").info("seen", what=text)

    assert event(out)["what"] == text


def test_a_number_that_is_a_phone_is_hidden_and_others_stay_numbers(out: io.StringIO) -> None:
    structlog.get_logger("t").info(
        "seen", phone=13800138000, chat=-1001234567890, ok=True, none=None, part=0.5
    )

    found = event(out)
    assert found["phone"] == "***"
    assert (found["chat"], found["ok"], found["none"], found["part"]) == (
        -1001234567890,
        True,
        None,
        0.5,
    )


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("name", ["structlog", "logging"])
def test_an_exception_with_the_address_shows_all_but_the_token(name: str, as_json: bool) -> None:
    out = io.StringIO()
    logs.configure(stream=out, as_json=as_json)
    log = structlog.get_logger("t") if name == "structlog" else logging.getLogger("t")
    try:
        try:
            raise OSError(f"cannot connect to {ADDRESS}")
        except OSError as cause:
            raise RuntimeError(f"getUpdates of {CANARY} failed") from cause
    except RuntimeError:
        log.exception("polling failed")

    [line] = out.getvalue().splitlines()
    assert "RuntimeError: getUpdates of *** failed" in line
    assert "cannot connect to" in line
    assert HALF not in line


WORDS = "老李家昨晚又吵架了"


def fail_with(error: BaseException) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


def fail_in_sql() -> object:
    with sa.create_engine("sqlite://").connect() as tx:
        return tx.execute(sa.text("INSERT INTO reports VALUES (:words)"), {"words": WORDS})


def fail_after_another() -> object:
    try:
        return int(WORDS)
    except ValueError as error:
        raise KeyError(WORDS) from error


TROUBLES: dict[str, Callable[[], object]] = {
    "a number": lambda: int(WORDS),
    "a key": fail_with(KeyError(WORDS)),
    "an update": lambda: Update.model_validate_json(f'{{"update_id": "{WORDS}"}}'),
    "an answer": fail_with(ClientDecodeError("failed", ValueError(WORDS), {"text": WORDS})),
    "SQL": fail_in_sql,
    "one after another": fail_after_another,
    "a group": fail_with(ExceptionGroup(WORDS, [ValueError(WORDS), OSError("disk")])),
}


@pytest.mark.parametrize("fails", TROUBLES.values(), ids=TROUBLES.keys())
def test_an_exception_shows_its_kind_and_place_but_nobodys_words(
    fails: Callable[[], object], out: io.StringIO
) -> None:
    private = WORDS + "，电话在门口"
    try:
        fails()
    except (ValueError, LookupError, ClientDecodeError, OperationalError, ExceptionGroup) as error:
        structlog.get_logger("t").exception("failed", kind=error, kinds=[error])
        logging.getLogger("lib").exception("failed")

    assert private  # a value of a variable, which is not shown either
    assert "吵架" not in out.getvalue()
    for line in out.getvalue().splitlines():
        told = json.loads(line)["exception"]
        assert "Traceback (most recent call last):" in told
        assert "test_logs.py" in told
    assert len(out.getvalue().splitlines()) == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(28, "No space left on device"), "OSError: [Errno 28] No space left on device"),
        (TypeError("'NoneType' object is not iterable"), "TypeError: 'NoneType' object is not"),
        (OperatorError("database.url: no"), "bot.errors.OperatorError: database.url: no"),
        (
            TelegramBadRequest(SendMessage(chat_id=1, text=WORDS), "Bad Request: chat not found"),
            "aiogram.exceptions.TelegramBadRequest: Telegram server says - Bad Request: chat not",
        ),
        (ZeroDivisionError(), "ZeroDivisionError"),
    ],
)
def test_what_nobody_wrote_stays_readable(error: Exception, words: str, out: io.StringIO) -> None:
    structlog.get_logger("t").error("failed", exc_info=error)

    assert words in event(out)["exception"]
    assert WORDS not in out.getvalue()


def test_the_cause_of_an_exception_is_told_first(out: io.StringIO) -> None:
    try:
        fail_in_sql()
    except OperationalError:
        structlog.get_logger("t").exception("failed")

    told = event(out)["exception"]
    assert "sqlite3.OperationalError: no such table: reports" in told
    assert "direct cause" in told
    assert told.endswith(f"sqlalchemy.exc.OperationalError: {HIDDEN_WORDS}")


async def test_a_task_that_nobody_waited_for_tells_no_words(out: io.StringIO) -> None:
    loop = asyncio.get_running_loop()
    loop.call_exception_handler(
        {"message": f"Exception in callback say('{WORDS}')", "exception": ValueError(WORDS)}
    )
    loop.call_exception_handler(
        {"message": "Task exception was never retrieved", "future": WORDS, "exception": None}
    )

    first, second = (json.loads(line) for line in out.getvalue().splitlines())
    assert first["event"] == "Exception in callback say"
    assert second["event"] == "Task exception was never retrieved"
    assert "吵架" not in out.getvalue()


def test_the_configured_secrets_are_hidden_whatever_they_look_like() -> None:
    out = io.StringIO()
    logs.configure(stream=out, secrets=["42:short", CANARY, ""])

    structlog.get_logger("t").info("seen", a="x42:shorty", half=HALF, b="untouched")

    found = event(out)
    assert found["a"] == "x***y"
    assert found["half"] == "***"
    assert found["b"] == "untouched"


def test_a_terminal_gets_one_readable_line(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(out, "isatty", lambda: True)
    logs.configure(stream=out)

    structlog.get_logger("t").warning("two\nlines", words="井盖\n松动")

    [line] = out.getvalue().splitlines()
    assert line.startswith("at='20")
    assert "level='warning' event='two\\nlines'" in line
    assert "words='井盖\\n松动'" in line


def test_anything_else_gets_one_json_object(out: io.StringIO) -> None:
    structlog.contextvars.bind_contextvars(case=1024)
    try:
        structlog.get_logger("bot.sender").info("sent\nit", words="井盖")
    finally:
        structlog.contextvars.clear_contextvars()

    found = event(out)
    assert found.pop("at").endswith("Z")
    assert found == {
        "event": "sent\nit",
        "level": "info",
        "logger": "bot.sender",
        "words": "井盖",
        "case": 1024,
    }


def test_libraries_take_the_same_road(out: io.StringIO) -> None:
    logging.getLogger("sqlalchemy.pool").warning("Start pooling")

    found = event(out)
    assert (found["event"], found["logger"], found["level"]) == (
        "Start pooling",
        "sqlalchemy.pool",
        "warning",
    )


def test_the_chatter_of_libraries_and_debug_are_left_out(out: io.StringIO) -> None:
    logging.getLogger("aiohttp.access").info("GET %s", ADDRESS)
    logging.getLogger("aiohttp.client").debug("GET %s", ADDRESS)
    structlog.get_logger("t").debug("detail")

    assert out.getvalue() == ""


def test_configuring_again_replaces_and_reaches_loggers_already_made(out: io.StringIO) -> None:
    log = structlog.get_logger("t")
    log.info("first")
    later = io.StringIO()

    logs.configure(stream=later, secrets=["word"])
    log.info("a word")

    assert len(out.getvalue().splitlines()) == 1
    assert event(later)["event"] == "a ***"


def test_a_line_that_cannot_be_made_does_not_print_its_arguments(
    out: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    root.handlers[:] = [logs.Lines(out)]  # without pytest's own, which raises

    logging.getLogger("lib").warning("%d people", CANARY)

    assert "lib could not be written (TypeError)" in out.getvalue()
    assert HALF not in out.getvalue() + "".join(capsys.readouterr())


def test_a_closed_stream_stops_nobody(out: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    out.close()

    logging.getLogger("lib").warning("said %s", CANARY)

    assert "".join(capsys.readouterr()) == ""
