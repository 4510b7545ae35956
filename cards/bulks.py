"""Bulk acts 批量: what would be done, how far it is, what came of it; and the one message about it
for each who waits for news.
"""

from collections.abc import Callable, Mapping, Sequence

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.cases import LIST_WORDS, stage_word
from cards.length import shorten
from domain.bulks import ASKED, DONE, NEWS, Bulk
from domain.case_facts import CaseFacts
from domain.cases import Case, Stage

MOST_SHOWN = 20
REASON_WORDS = 70
TOLD_WORDS = 240
MOST_ASKED = 30
"""So many cases of a message have a button of their own; the rest is in /mine."""


def bulk_card(bulk: Bulk, seen: Mapping[int, CaseFacts], to: Reader) -> Card:
    """``seen`` are its cases as they may be told where this stands."""
    lines = [bold(_title(bulk, to))]
    if bulk.words:
        lines += plain(shorten(bulk.words, TOLD_WORDS))
    left = [one for one in bulk.case_ids if one not in bulk.refused]
    if bulk.state == ASKED:
        lines += _listed(left, "bulk.will", lambda one: _case(seen[one], to), to)
    elif bulk.state == DONE:
        lines += _listed(bulk.done, "bulk.done", lambda one: seen[one].case.code, to)
    lines += _refused(bulk, seen, to)
    if bulk.state == ASKED and not left:
        lines += plain(to.say("bulk.nothing_left"))
    return Card(tuple(lines), _buttons(bulk, to) if bulk.state == ASKED and left else ())


def _title(bulk: Bulk, to: Reader) -> str:
    act = to.say(f"case.act.{bulk.act.value}")
    return to.say(f"bulk.title.{bulk.state}", act=act, done=bulk.had_turn, count=len(bulk.case_ids))


def _case(facts: CaseFacts, to: Reader) -> str:
    return " · ".join(part for part in (_named(facts), stage_word(facts.case, to)) if part)


def _named(facts: CaseFacts) -> str:
    words = shorten(" ".join(facts.case.words.split()), LIST_WORDS)
    return f"{facts.case.code} {words}".rstrip()


def _listed(ids: Sequence[int], head: str, say: Callable[[int], str], to: Reader) -> list[Line]:
    if not ids:
        return []
    lines = [*plain(to.say(head, count=len(ids)))]
    if head == "bulk.done":
        return [*lines, *plain(" ".join(say(one) for one in ids))]
    lines += plain(*(say(one) for one in ids[:MOST_SHOWN]))
    return lines + _rest(len(ids), to)


def _rest(count: int, to: Reader) -> list[Line]:
    return [*plain(to.say("bulk.more", count=count - MOST_SHOWN))] if count > MOST_SHOWN else []


def _refused(bulk: Bulk, seen: Mapping[int, CaseFacts], to: Reader) -> list[Line]:
    """What is left as it is, each with its reason; while others are done nobody needs to know."""
    count = len(bulk.refused) + len(bulk.unknown)
    if not count or bulk.state not in (ASKED, DONE):
        return []
    key = "bulk.will_not" if bulk.state == ASKED else "bulk.not_done"
    reasons = [
        shorten(to.say(why.key, **why.params), REASON_WORDS)
        if "code" in why.params
        else f"{seen[case_id].case.code} {shorten(to.say(why.key, **why.params), REASON_WORDS)}"
        for case_id, why in bulk.refused.items()
    ]
    reasons += [to.say("bulk.unknown", number=number) for number in bulk.unknown]
    lines = [*plain(to.say(key, count=count)), *plain(*reasons[:MOST_SHOWN])]
    return lines + _rest(len(reasons), to)


def _buttons(bulk: Bulk, to: Reader) -> Rows:
    return (
        (
            Button(to.say("button.confirm"), Press("bulk.confirm", bulk.id, bulk.version)),
            Button(to.say("form.button.cancel"), Press("bulk.drop", bulk.id, bulk.version)),
        ),
    )


def digest_card(
    words: str,
    seen: Sequence[CaseFacts],
    to: Reader,
    *,
    role: str,
    bulk_id: int,
    reward: tuple[Line, ...] = (),
) -> Card | None:
    """All cases of one person that an act has brought to the same end; nothing, if none is there
    any more. Buttons ask about those that still wait for their reporter's word. ``reward`` is what
    they earned.
    """
    if not seen:
        return None
    # What has been answered since was mended all the same.
    news = NEWS.get(seen[0].case.stage, NEWS[Stage.RESOLVED])
    lines = [bold(to.say(f"bulk.{role}.{news}", count=len(seen)))]
    if words:
        lines += plain(shorten(words, TOLD_WORDS))
    lines += [*plain(*(_line(facts, to) for facts in seen)), *reward]
    waiting = [facts.case for facts in seen if facts.case.stage is Stage.RESOLVED]
    if role == "follower" or not waiting:
        return Card(tuple(lines))
    lines += plain(to.say("bulk.please_answer"))
    return Card(tuple(lines), _questions(waiting[:MOST_ASKED], bulk_id, to))


def _line(facts: CaseFacts, to: Reader) -> str:
    case = facts.case
    if case.stage in NEWS:
        return _named(facts)
    return _case(facts, to)


def _questions(waiting: Sequence[Case], bulk_id: int, to: Reader) -> Rows:
    everything = Button(to.say("button.all_satisfied"), Press("bulk.rate", bulk_id))
    each = [Button(case.code, Press("bulk.ask", case.id)) for case in waiting]
    return ((everything,), *rows(each, width=3))
