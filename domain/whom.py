"""Whom a command means, where it is written out: ``@name`` before the rest of the words."""

import re

_NAME = re.compile(r"\s*@([a-z0-9_]{4,32})(?:\s+|$)", re.IGNORECASE)


def parse_whom(words: str) -> tuple[str | None, str]:
    """The ``@name`` that comes first, and the words behind it.

    >>> parse_whom("@xiaoli 2小时"), parse_whom("2小时")
    (('xiaoli', '2小时'), (None, '2小时'))
    """
    found = _NAME.match(words)
    return (found[1], words[found.end() :]) if found else (None, words.strip())
