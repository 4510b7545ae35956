"""What a log says of an exception: its kind and where it came from, never what somebody wrote.

An exception's message may quote whatever it stumbled over: ``int("我住3号楼")`` does, and so do
pydantic and PostgreSQL. Only the messages of kinds that never quote a value are kept. Lines of
our source are shown, the values of variables never.
"""

import traceback
from collections.abc import Iterator
from types import TracebackType
from typing import Final

HIDDEN_WORDS: Final = "(its words may be somebody's, and are not logged)"

PLAIN_KINDS: Final = frozenset(
    {
        "builtins.ArithmeticError",
        "builtins.AttributeError",
        "builtins.ImportError",
        "builtins.NameError",
        "builtins.OSError",
        "builtins.RuntimeError",
        "builtins.TypeError",
        "aiogram.exceptions.TelegramAPIError",  # Telegram's own words
        "aiohttp.client_exceptions.ClientError",
        "bot.errors.OperatorError",
        "psycopg.OperationalError",  # of the server and its disk; others quote the row
        "sqlite3.Error",  # names columns, never what is in them
        "storage.database.StorageError",
    }
)

CAUSE: Final = "The above exception was the direct cause of the following exception:"
CONTEXT: Final = "During handling of the above exception, another exception occurred:"

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def story_of(exc_info: ExcInfo) -> str:
    """The exception with what led to it, in the order in which it happened."""
    return "\n".join(_lines(exc_info[1], seen=set()))


def _lines(error: BaseException, *, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen=seen)
        yield f"\n{CAUSE if error.__cause__ else CONTEXT}\n"
    if error.__traceback__ is not None:
        yield "Traceback (most recent call last):"
        yield "".join(traceback.format_tb(error.__traceback__)).rstrip("\n")
    yield headline(error)
    if isinstance(error, BaseExceptionGroup):
        for number, one in enumerate(error.exceptions, 1):
            yield f"\n{number} of {len(error.exceptions)} in this group:"
            yield from _lines(one, seen=seen)


def headline(error: BaseException) -> str:
    """The exception's kind and, where no value can be in it, its message."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else _full_name(kind)
    if not any(_full_name(one) in PLAIN_KINDS for one in kind.__mro__):
        return f"{name}: {HIDDEN_WORDS}" if error.args else name
    words = str(error)
    return f"{name}: {words}" if words else name


def _full_name(kind: type) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"
