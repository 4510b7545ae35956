"""Logs: one line per event on standard error, with secrets and personal numbers taken out.

An event is a fixed English sentence with numbers and kinds beside it, never what somebody wrote
or is called; ``bot/tracebacks.py`` keeps it so for exceptions. The program logs with structlog;
records of libraries that use ``logging`` take the same road. Nothing here knows the settings.
"""

import logging
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.tracebacks import headline, story_of

HIDDEN = "***"

# A bot token, a Chinese identity card, a phone number. In an address the token's colon may be
# percent-encoded. The look-arounds keep longer numbers, such as a group's id, readable.
TOKEN = re.compile(r"\d{6,}(?::|%3[Aa])[\w-]{30,}")
ID_CARD = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
PHONE = re.compile(
    r"(?<!\d)(?:"
    r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}"  # a mobile: 138 0013 8000
    r"|0\d{2,3}-\d{7,8}"  # a landline: 0571-88880000
    r")(?!\d)"
    r"|\+\d{8,15}(?!\d)"  # any country's
)
_PATTERNS = (TOKEN, ID_CARD, PHONE)

# Their INFO lines tell of every request or tick and may carry whole addresses.
QUIET = ("aiogram", "aiohttp.access", "alembic", "apscheduler", "asyncio")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """``text`` without tokens, phone and identity-card numbers, and without ``secrets``."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    for pattern in _PATTERNS:
        text = pattern.sub(HIDDEN, text)
    return text


class Redactor:
    """The processor before the renderer: cleans every value, however deep, and every key."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        whole = {secret for secret in secrets if secret}
        halves = {secret.partition(":")[2] for secret in whole}
        known = whole | {half for half in halves if len(half) >= 16}
        self._secrets = sorted(known, key=len, reverse=True)

    def __call__(self, _: WrappedLogger, __: str, event: EventDict) -> EventDict:
        return {self.clean(str(key)): self._value(value) for key, value in event.items()}

    def clean(self, text: str) -> str:
        return redact(text, self._secrets)

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, int):
            cleaned = self.clean(str(value))
            return cleaned if HIDDEN in cleaned else value
        if isinstance(value, Mapping):
            return {self.clean(str(key)): self._value(item) for key, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._value(item) for item in value]
        if isinstance(value, BaseException):
            return self.clean(headline(value))
        return self.clean(value if isinstance(value, str) else repr(value))


class Lines(logging.StreamHandler[TextIO]):
    """A handler whose own failures do not print the arguments of the record, as stock does."""

    def handleError(self, record: logging.LogRecord) -> None:
        failure = sys.exc_info()[0]
        name = failure.__name__ if failure else "?"
        line = f"a log event of {record.name} could not be written ({name})\n"
        try:
            self.stream.write(redact(line))
        except (OSError, ValueError):
            return  # nobody is left to hear it


def configure(
    *,
    stream: TextIO | None = None,
    as_json: bool | None = None,
    level: int = logging.INFO,
    secrets: Iterable[str] = (),
) -> None:
    """Send every log line to ``stream`` (standard error); may be called again.

    ``as_json`` is decided by the stream when not given: key=value for a terminal, JSON for
    anything else. ``secrets`` are hidden wherever they turn up, whatever they look like.
    """
    stream = sys.stderr if stream is None else stream
    plain = stream.isatty() if as_json is None else not as_json
    handler = Lines(stream)
    handler.setFormatter(_formatter(plain=plain, redactor=Redactor(secrets)))
    root = logging.getLogger()
    for old in [old for old in root.handlers if isinstance(old, Lines)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_shared(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,  # so that a second call reaches loggers already made
    )


def _shared() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.ExceptionRenderer(story_of),
        _shorten_asyncio,
    ]


def _shorten_asyncio(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """asyncio shows the arguments of calls and the messages of exceptions in its sentences."""
    if event.get("logger") == "asyncio":
        event["event"] = re.split(r"[\n(<]", str(event["event"]), maxsplit=1)[0].rstrip()
    return event


def _formatter(*, plain: bool, redactor: Redactor) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.KeyValueRenderer(key_order=["at", "level", "event"])
        if plain
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_shared(),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            redactor,
            renderer,
        ],
    )
