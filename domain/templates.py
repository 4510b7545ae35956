"""Ready answers 答复模板: sentences an office says often, for one act, of one category or all."""

import re
from dataclasses import dataclass

from domain.cases import Act
from domain.rules import RuleBroken

TEMPLATED = (Act.RESOLVE, Act.REJECT, Act.TRANSFER, Act.WAIT, Act.NOTE, Act.REOPEN, Act.FAIL)
"""The acts that ask for words which somebody may have ready, in the order of their list."""

MOST_OFFERED = 6
MOST_FOR_ACT = 30
LONGEST_TEMPLATE = 200

_OF_CATEGORY = re.compile(r"\s*([^:：\n]{1,40}?)\s*[:：]\s*(.+)", re.DOTALL)


@dataclass(frozen=True)
class Template:
    """``category`` is the name of the one it is for; ``None``: it is for all."""

    id: int
    act: Act
    words: str
    category_id: int | None
    category: str | None


def check_template(words: str) -> str:
    """The sentence as it is kept. Raises ``RuleBroken`` for none, and for one nobody reads."""
    said = " ".join(words.split())
    if not said:
        raise RuleBroken("template.say_something")
    if len(said) > LONGEST_TEMPLATE:
        raise RuleBroken("template.too_long", most=LONGEST_TEMPLATE)
    return said


def read_template(text: str) -> tuple[str | None, str]:
    """The category that stands before a colon, if one does, and the words behind it.

    Whether there is a category of that name is for others to know: 电话：1234 has none.

    >>> read_template("路灯：已更换灯泡")
    ('路灯', '已更换灯泡')
    """
    found = _OF_CATEGORY.fullmatch(text)
    return (found[1], found[2]) if found else (None, text)
