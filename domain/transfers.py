"""转办: to which outside body a case was given, and under which number they keep it."""

import re
from dataclasses import dataclass

LONGEST_NAME = 40

_REFERENCE = re.compile(
    r"(?:编号|单号|工单号?|受理号|流水号|案号|No\.?|ref\.?)\s*[:：#是为]?\s*([0-9A-Za-z][\w-]{1,39})",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Transfer:
    """``reference`` is empty as long as they have named none."""

    to: str
    reference: str


def read_transfer(words: str) -> Transfer:
    """Whom the first word names, and the number that stands anywhere in the rest.

    >>> read_transfer("城管 占道已拍照，工单号 CG-2026-118")
    Transfer(to='城管', reference='CG-2026-118')
    >>> read_transfer("自来水公司，他们下午来")
    Transfer(to='自来水公司', reference='')
    """
    first = re.split(r"[\s，,。；;：:]", words.strip(), maxsplit=1)[0]
    return Transfer(first[:LONGEST_NAME], find_reference(words))


def find_reference(words: str) -> str:
    """Their number in what somebody wrote; empty if there is none."""
    found = _REFERENCE.search(words)
    return found[1] if found else ""
