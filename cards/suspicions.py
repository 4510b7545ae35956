"""Suspicions 异常线索 as a secretary reads them: who, what, how often; never a verdict."""

from collections.abc import Mapping, Sequence

from cards.card import Card, Reader, bold, listed, plain
from cards.length import shorten
from domain.suspicions import LOOKED_BACK, Suspicion

MOST_LISTED = 12
NAME_WORDS = 16


def suspicions_card(found: Sequence[Suspicion], names: Mapping[int, str], to: Reader) -> Card:
    days = LOOKED_BACK.days
    if not found:
        return Card(plain(to.say("suspicion.none", days=days)))
    lines = [bold(to.say("suspicion.head", days=days, count=len(found)))]
    for one in found[:MOST_LISTED]:
        lines += plain(_line(one, names, to))
    if len(found) > MOST_LISTED:
        lines += plain(to.say("suspicion.more", count=len(found) - MOST_LISTED))
    return Card((*lines, *plain(to.say("suspicion.note"))))


def _line(one: Suspicion, names: Mapping[int, str], to: Reader) -> str:
    who = [shorten(names.get(person, ""), NAME_WORDS) for person in one.people]
    codes = " ".join(f"#C{number}" for number in one.numbers)
    by, person = (*who, "")[:2]
    return to.say(
        f"suspicion.{one.kind.value}",
        by=by,
        person=person,
        who=listed(who, to.say),
        count=one.count,
        codes=codes,
    )
