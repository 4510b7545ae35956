"""Ballots 表决 as they are seen: the card in the groups, one's own view, the list, the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cards.activities import say_day
from cards.card import Button, Card, Line, Press, Reader, Rows, bold, listed, plain, rows
from cards.length import shorten
from domain.ballots import (
    Ballot,
    BallotState,
    Count,
    Majority,
    Outcome,
    Quorum,
    Reasons,
    is_open,
)

LIST_TITLE, NAME_WORDS, REASON_WORDS = 24, 12, 60
MOST_NAMES, MOST_REASONS, MOST_KEPT = 60, 16, 30
"""Of all options together, so that eight of them still fit into one message."""


@dataclass(frozen=True)
class Choice:
    """Somebody's choice that may be known: of whom, by which option, with what reason."""

    who: str
    option: int
    reason: str = ""
    is_by_proxy: bool = False


@dataclass(frozen=True)
class BallotFacts:
    """``votes`` are the counts so far, where they may be seen; ``marks`` what the buttons of the
    options say for the reader, ``chosen`` the reader's own choice, or their household's, and
    ``cast_by`` who of the household gave it. ``more`` are further buttons.
    """

    ballot: Ballot
    who: str
    votes: tuple[int, ...] | None = None
    marks: tuple[str, ...] = ()
    is_on_roll: bool = False
    has_voted: bool = False
    chosen: int | None = None
    reason: str = ""
    cast_by: str = ""
    wants_result: bool = False
    ends_it: bool = False
    choices: tuple[Choice, ...] = field(default=())
    more: Rows = ()


def ballot_card(facts: BallotFacts, to: Reader) -> Card:
    """What everybody may know; some ballots are voted on in private alone."""
    ballot = facts.ballot
    lines = about_lines(facts, to)
    details = Button(to.say("ballot.button.details"), start=f"bal_{ballot.id}")
    if not is_open(ballot, now=to.now):
        return Card(lines, ((details,),))
    if not ballot.is_voted_in_groups:
        go = f"{to.say('ballot.button.go')}({ballot.voted}/{ballot.eligible})"
        return Card(lines, ((Button(go, start=f"bal_{ballot.id}"),),))
    marks = tuple(str(at) for at in range(len(ballot.options)))
    return Card(lines, (*_option_rows(facts, marks, to), (details,)))


def _option_rows(facts: BallotFacts, marks: Sequence[str], to: Reader) -> Rows:
    """赞成(5) · 反对(2) · 弃权(1); the reader's own is ticked in their own view."""
    buttons = []
    for at, (option, mark) in enumerate(zip(facts.ballot.options, marks, strict=True)):
        count = f"({facts.votes[at]})" if facts.votes is not None else ""
        tick = "✅ " if at == facts.chosen else ""
        buttons.append(Button(f"{tick}{option}{count}", _press("vote", facts.ballot, mark)))
    is_short = all(len(one) <= 4 for one in facts.ballot.options)
    return rows(buttons, width=3 if is_short else 1)


def _press(what: str, ballot: Ballot, arg: str = "") -> Press:
    return Press(f"ballot.{what}", ballot.id, arg=arg)


def about_lines(facts: BallotFacts, to: Reader) -> tuple[Line, ...]:
    ballot = facts.ballot
    lines = [bold(to.say(f"ballot.head.{_state(ballot, to)}", title=ballot.title))]
    lines += plain(to.say("ballot.kind", number=ballot.number, how=say_how(ballot, to)))
    if ballot.state is BallotState.ANNULLED:
        return (*lines, *plain(to.say("ballot.annulled_because", reason=ballot.ending)))
    if ballot.count is not None:
        return (*lines, *count_lines(ballot, ballot.count, to))
    lines += plain(to.say("ballot.who", who=facts.who))
    lines += plain(say_rules(ballot, to))
    if not is_open(ballot, now=to.now):
        return (*lines, *plain(to.say("ballot.counting")))
    until = say_day(ballot.closes_at, to)
    said = {"until": until, "voted": ballot.voted, "eligible": ballot.eligible}
    return (*lines, *plain(to.say("ballot.until", **said)))


def _state(ballot: Ballot, to: Reader) -> str:
    if ballot.state is BallotState.ANNULLED:
        return "annulled"
    return "open" if is_open(ballot, now=to.now) else "over"


def say_how(ballot: Ballot, to: Reader) -> str:
    """记名 · 一人一票 · 截止后公布."""
    parts = [
        to.say("ballot.secret" if ballot.is_secret else "ballot.named"),
        to.say("ballot.by_household" if ballot.is_by_household else "ballot.by_person"),
    ]
    if ballot.is_hidden and not ballot.is_secret:
        parts.append(to.say("ballot.hidden"))
    if ballot.reasons is not Reasons.NONE:
        parts.append(to.say(f"ballot.reasons.{ballot.reasons.value}"))
    return " · ".join(parts)


def say_rules(ballot: Ballot, to: Reader) -> str:
    """What it needs to count, and to pass."""
    return to.say(
        "ballot.rules",
        quorum=say_quorum(ballot.quorum, to),
        majority=say_majority(ballot.majority, to),
    )


def say_quorum(quorum: Quorum, to: Reader) -> str:
    return to.say(f"ballot.quorum.{quorum.value or 'none'}")


def say_majority(majority: Majority, to: Reader) -> str:
    return to.say(f"ballot.majority.{majority.value}")


def count_lines(ballot: Ballot, count: Count, to: Reader) -> tuple[Line, ...]:
    """The arithmetic said out, line by line, and what follows from it."""
    votes = " / ".join(
        f"{option} {number}" for option, number in zip(ballot.options, count.votes, strict=True)
    )
    lines = [*plain(_say_turnout(count, to), votes)]
    if count.by_proxy:
        lines += plain(to.say("ballot.by_proxy", count=count.by_proxy))
    if count.has_quorum:
        lines += plain(_say_majority(ballot, count, to))
    lines.append(bold(say_outcome(ballot, count, to)))
    if ballot.ending:
        lines += plain(to.say("ballot.ended_because", reason=ballot.ending))
    return tuple(lines)


def _say_turnout(count: Count, to: Reader) -> str:
    share = percent(count.voted, count.eligible)
    said = {"eligible": count.eligible, "voted": count.voted, "share": share}
    if not count.needed_voters:
        return to.say("ballot.turnout", **said)
    return to.say(
        "ballot.turnout_needed", **said, needed=count.needed_voters, ok=_ok(count.has_quorum)
    )


def _say_majority(ballot: Ballot, count: Count, to: Reader) -> str:
    if count.leader is None:
        return to.say("ballot.tied")
    votes = count.votes[count.leader]
    return to.say(
        f"ballot.counted.{ballot.majority.value}",
        option=ballot.options[count.leader],
        votes=votes,
        base=count.base,
        share=percent(votes, count.base),
        needed=count.needed_votes,
        ok=_ok(count.has_majority),
    )


def _ok(is_ok: bool) -> str:
    return "✅" if is_ok else "❌"


def percent(part: int, whole: int) -> int:
    """In whole parts of a hundred, rounded down: 66 % never looks like two thirds reached."""
    return 100 * part // whole if whole else 0


def say_outcome(ballot: Ballot, count: Count, to: Reader) -> str:
    key = f"ballot.outcome.{count.outcome.value}"
    if count.outcome is Outcome.CHOSEN and count.leader is not None:
        return to.say(key, option=ballot.options[count.leader])
    return to.say(key)


def view_card(facts: BallotFacts, to: Reader) -> Card:
    """In private: all of it, how the reader has voted, and what they can do."""
    ballot = facts.ballot
    lines = [*about_lines(facts, to), *_names(facts, to)]
    if ballot.kept_reasons:
        lines += plain(to.say("ballot.kept_reasons"))
        lines += [line for one in _listed_reasons(ballot.kept_reasons) for line in plain(one)]
    if not is_open(ballot, now=to.now):
        return Card(tuple(lines))
    lines += plain(*_own_lines(facts, to))
    buttons: Rows = _option_rows(facts, facts.marks, to) if facts.marks else ()
    own = []
    if facts.has_voted and ballot.reasons is Reasons.OPTIONAL:
        own.append(Button(to.say("ballot.button.reason"), _press("reason", ballot)))
    if facts.is_on_roll and not facts.wants_result:
        own.append(Button(to.say("ballot.button.tell"), _press("tell", ballot)))
    ends = [
        Button(to.say(f"ballot.button.{what}"), _press("ask", ballot, f"ballot.{what}"))
        for what in ("end", "annul")
        if facts.ends_it
    ]
    return Card(tuple(lines), (*buttons, *rows(own, width=2), *facts.more, *rows(ends, width=2)))


def _listed_reasons(reasons: Sequence[str]) -> list[str]:
    return [f"· {shorten(one, REASON_WORDS)}" for one in reasons[:MOST_KEPT]]


def _own_lines(facts: BallotFacts, to: Reader) -> list[str]:
    ballot = facts.ballot
    if not facts.is_on_roll:
        return []
    if not facts.has_voted:
        asks = ["ballot.you_have_not"]
        asks += ["ballot.secret_hint"] if ballot.is_secret else []
        return [to.say(key) for key in asks]
    if ballot.is_secret or facts.chosen is None:
        return [to.say("ballot.you_have")]
    option = ballot.options[facts.chosen]
    lines = [to.say("ballot.you_chose", option=option)]
    if facts.cast_by:
        lines = [to.say("ballot.household_chose", option=option, who=facts.cast_by)]
    if facts.reason:
        lines.append(to.say("ballot.your_reason", reason=facts.reason))
    if facts.wants_result:
        lines.append(to.say("ballot.will_be_told"))
    return lines


def _names(facts: BallotFacts, to: Reader) -> list[Line]:
    """Who chose what, of an open ballot, for those who may know."""
    lines: list[Line] = []
    most, most_reasons = (
        limit // len(facts.ballot.options) for limit in (MOST_NAMES, MOST_REASONS)
    )
    for at, option in enumerate(facts.ballot.options):
        chose = [one for one in facts.choices if one.option == at]
        if not chose:
            continue
        names = listed((_name(one, to) for one in chose[:most]), to.say)
        key = "ballot.names_more" if len(chose) > most else "ballot.names"
        lines += plain(to.say(key, option=option, names=names, count=len(chose) - most))
        reasons = [one for one in chose if one.reason][:most_reasons]
        lines += [line for one in reasons for line in plain(_say_reason(one, to))]
    return lines


def _say_reason(choice: Choice, to: Reader) -> str:
    reason = shorten(choice.reason, REASON_WORDS)
    return to.say("ballot.reason_of", who=_name(choice, to), reason=reason)


def _name(choice: Choice, to: Reader) -> str:
    name = shorten(choice.who, NAME_WORDS)
    return to.say("ballot.proxied", who=name) if choice.is_by_proxy else name


def result_card(ballot: Ballot, to: Reader) -> Card:
    """One short message: what came of it; the arithmetic stands on the card."""
    details = Button(to.say("ballot.button.details"), start=f"bal_{ballot.id}")
    if ballot.count is None:
        said = to.say("ballot.told_annulled", title=ballot.title, reason=ballot.ending)
        return Card(plain(said))
    outcome = say_outcome(ballot, ballot.count, to)
    return Card(plain(to.say("ballot.told", title=ballot.title, outcome=outcome)), ((details,),))


@dataclass(frozen=True)
class ListFacts:
    """``waiting`` are ids of the open ones in which the reader's vote is still to be given,
    ``untold`` of those whose matter is not theirs to know.
    """

    open: tuple[Ballot, ...]
    done: tuple[Ballot, ...]
    waiting: frozenset[int] = frozenset()
    untold: frozenset[int] = frozenset()
    page: int = 0
    pages: int = 1


def list_card(facts: ListFacts, to: Reader) -> Card:
    """What waits for the reader first, then what is open, then what is over."""
    if not (facts.open or facts.done):
        return Card(plain(to.say("ballot.list_empty")))
    ordered = sorted(facts.open, key=lambda one: one.id not in facts.waiting)
    lines: list[Line] = []
    if ordered and not facts.page:
        lines.append(bold(to.say("ballot.list_open", count=len(ordered))))
    for number, ballot in enumerate(ordered, 1):
        key = "ballot.listed_waiting" if ballot.id in facts.waiting else "ballot.listed_open"
        title, until = _title(ballot, facts, to), say_day(ballot.closes_at, to)
        lines += plain(to.say(key, number=number, title=title, until=until))
    if facts.done:
        lines.append(bold(to.say("ballot.list_done")))
    for number, ballot in enumerate(facts.done, len(ordered) + 1):
        title = _title(ballot, facts, to)
        outcome = "" if ballot.id in facts.untold else _say_end(ballot, to)
        lines += plain(to.say("ballot.listed_done", number=number, title=title, outcome=outcome))
    buttons = [
        Button(str(number), _press("view", ballot))
        for number, ballot in enumerate([*ordered, *facts.done], 1)
        if ballot.id not in facts.untold
    ]
    return Card(tuple(lines), (*rows(buttons, width=5), *_page_row(facts, to)))


def _title(ballot: Ballot, facts: ListFacts, to: Reader) -> str:
    if ballot.id in facts.untold:
        return to.say("ballot.among_few")
    return shorten(ballot.title, LIST_TITLE)


def _say_end(ballot: Ballot, to: Reader) -> str:
    if ballot.state is BallotState.ANNULLED:
        return to.say("ballot.outcome.annulled")
    return say_outcome(ballot, ballot.count, to) if ballot.count else to.say("ballot.counting")


def _page_row(facts: ListFacts, to: Reader) -> Rows:
    turns = []
    if facts.page > 0:
        turns.append(Button(to.say("page.back"), Press("ballot.page", 0, facts.page - 1)))
    if facts.page + 1 < facts.pages:
        turns.append(Button(to.say("page.on"), Press("ballot.page", 0, facts.page + 1)))
    return (tuple(turns),) if turns else ()
