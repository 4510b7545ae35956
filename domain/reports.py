"""How people say that something is wrong: 随手拍, 报事, 直通车, /report."""

import re
from dataclasses import dataclass

from domain.cases import Kind

KEYWORDS = {"随手拍": Kind.PROBLEM, "报事": Kind.PROBLEM, "直通车": Kind.REQUEST}

WORDS_LIMIT = 2000
"""Longer reports are cut here; a card shows less, ``/case`` all of it."""

_KEYWORD = re.compile(r"#?(?P<keyword>" + "|".join(KEYWORDS) + r")(?P<rest>.*)", re.DOTALL)
_BOUNDARY = re.compile(r"[\s\W_]", re.UNICODE)
_LEADING = re.compile(r"^[\s,，.。:：;；、!！\-—~～|/]+")


@dataclass(frozen=True)
class Report:
    """The words after the keyword, and which of the two kinds the keyword stands for."""

    kind: Kind
    words: str


def read_report(text: str, *, is_caption: bool) -> Report | None:
    """The report in a text, or ``None`` if it is just talk.

    In plain words the keyword must stand apart, or 随手拍卖 would be a report; on a picture the
    wish is clear, so anything may follow.

    >>> read_report("随手拍 井盖松动", is_caption=False)
    Report(kind=<Kind.PROBLEM: 'problem'>, words='井盖松动')
    >>> read_report("随手拍卖会", is_caption=False)
    >>> read_report("#直通车：想要一把伞", is_caption=False).words
    '想要一把伞'
    >>> read_report("随手拍井盖", is_caption=True).words
    '井盖'
    """
    found = _KEYWORD.match(text.lstrip())
    if found is None:
        return None
    rest = found["rest"]
    if rest and not is_caption and not _BOUNDARY.match(rest):
        return None
    return Report(KEYWORDS[found["keyword"]], clean_words(rest))


def clean_words(text: str) -> str:
    """What was said, without the punctuation that followed the keyword, and not without end."""
    words = _LEADING.sub("", text).strip()
    return words if len(words) <= WORDS_LIMIT else words[: WORDS_LIMIT - 1] + "…"


def read_number(text: str) -> tuple[int | None, str]:
    """A case's number at the start of a command's words, and what follows it.

    >>> read_number("1024 已加固"), read_number("#C1024"), read_number("已加固")
    ((1024, '已加固'), (1024, ''), (None, '已加固'))
    >>> read_number("1001元买的新灯已装好")
    (None, '1001元买的新灯已装好')
    """
    found = re.match(r"\s*(?:#?[Cc])?(\d{4,9})(?!\w)\s*(.*)", text, re.DOTALL)
    if found is None:
        return None, text.strip()
    return int(found[1]), found[2].strip()
