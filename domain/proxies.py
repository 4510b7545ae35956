"""Proxies 代投: somebody votes for another who asked them to, or who has no phone to do it with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from domain.ballots import LONGEST_REASON
from domain.rules import RuleBroken

MOST_HELD = 3
"""Nobody votes for more than three others in one ballot. That is our own rule, as are all in this
file: the law on owners' votes knows written proxies and sets no number, and a community that needs
a vote in law counts papers. Ours keeps one person from deciding for a whole house.
"""

LONGEST_AUTHORITY = 200

_REASON = re.compile(r"[\s,，;；。]*(?:理由|\breason)[:：]\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Proxy:
    """``person_id`` has the vote, ``proxy_id`` may cast it. One that the office ``is_recorded`` by
    names in ``authority`` on whose word; it was never asked for and needs no acceptance.
    """

    id: int
    community_id: int
    ballot_id: int
    person_id: int
    proxy_id: int
    authority: str
    made_by: int
    made_at: datetime
    accepted_at: datetime | None
    revoked_at: datetime | None
    revoked_by: int | None

    @property
    def about(self) -> str:
        """How messages name it."""
        return f"proxy:{self.id}"

    @property
    def is_recorded(self) -> bool:
        return self.made_by == self.proxy_id

    @property
    def may_vote(self) -> bool:
        return self.accepted_at is not None and self.revoked_at is None

    @property
    def is_declined(self) -> bool:
        return self.revoked_at is not None and self.revoked_by == self.proxy_id


@dataclass(frozen=True)
class Record:
    """What the office writes for somebody: ``whom`` as it was written, an option, on whose word,
    and the reason they gave.
    """

    whom: str
    option: int
    authority: str
    reason: str = ""


def parse_record(words: str, options: Sequence[str], *, has_reason: bool = False) -> Record:
    """Who, what, on whose word, and behind 理由： why, in this order; where a ballot asks for no
    reasons, that word is part of the authority.

    Raises ``RuleBroken`` where one of them is missing: a vote for somebody else that does not say
    how they asked for it is nobody's vote.

    >>> parse_record("周爷爷 赞成 电话委托，11月22日", ["赞成", "反对"])
    Record(whom='周爷爷', option=0, authority='电话委托，11月22日')
    """
    labels = "|".join(re.escape(one) for one in sorted(options, key=len, reverse=True))
    found = re.fullmatch(
        rf"\s*(?P<whom>\S.*?)[\s,，:：]+(?P<option>{labels})(?:[\s,，:：。]+(?P<authority>.*))?",
        words.replace("\n", " "),
    )
    if found is None:
        raise RuleBroken("proxy.record_unclear", example=options[0])
    authority, reason = (found["authority"] or "").strip(), ""
    if has_reason:
        authority, _, reason = _REASON.sub("\n", authority, count=1).partition("\n")
    if sum(letter.isalnum() for letter in authority) < 2:
        raise RuleBroken("proxy.say_authority", whom=found["whom"], option=found["option"])
    if len(authority) > LONGEST_AUTHORITY:
        raise RuleBroken("proxy.authority_too_long", count=LONGEST_AUTHORITY)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("ballot.reason_too_long", count=LONGEST_REASON)
    return Record(found["whom"], list(options).index(found["option"]), authority, reason)


def check_may_hold(held: int) -> None:
    if held >= MOST_HELD:
        raise RuleBroken("proxy.holds_enough", count=MOST_HELD)
