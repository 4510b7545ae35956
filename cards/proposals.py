"""Proposals 提议 as they are seen: in the groups, by the office, by one person, and in the list."""

from collections.abc import Mapping
from dataclasses import dataclass

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, listed, plain, rows
from cards.length import shorten
from domain.proposals import TAKES_VOICES, Pile, Proposal, ProposalState

START = "prop_"
LISTED_TITLE = 24
NAME_WORDS = 20

ASKS_FOR_AN_ANSWER = (ProposalState.SECONDED, ProposalState.DEFERRED)


@dataclass(frozen=True)
class ProposalFacts:
    """``maker`` and ``reviewer`` are names as everybody may read them; ``codes`` the cases of which
    a proposal is made. The rest is how it stands with one reader, in their own view alone.
    """

    proposal: Proposal
    maker: str = ""
    reviewer: str = ""
    codes: tuple[str, ...] = ()
    is_own: bool = False
    has_seconded: bool = False
    may_answer: bool = False


def group_card(facts: ProposalFacts, to: Reader) -> Card:
    """What everybody may know; how many stand behind it is on the button."""
    proposal = facts.proposal
    buttons: list[Button] = []
    if proposal.state in TAKES_VOICES:
        buttons.append(_second(proposal, to))
    if proposal.state is not ProposalState.WITHDRAWN:
        buttons.append(_details(proposal, to))
    if proposal.state is ProposalState.OPEN:
        buttons.append(_button("withdraw", proposal, to))
    return Card(_lines(facts, to), rows(buttons, width=3))


def draft_card(facts: ProposalFacts, to: Reader) -> Card:
    """What its maker has written in private, before others see it."""
    proposal = facts.proposal
    if proposal.state is not ProposalState.DRAFT:
        return Card(_lines(facts, to), ((_details(proposal, to),),))
    asks = plain(to.say("proposal.publish_ask", count=proposal.seconds_needed))
    buttons = (_button("publish", proposal, to), _button("withdraw", proposal, to))
    return Card((*_lines(facts, to), *asks), (buttons,))


def review_card(facts: ProposalFacts, to: Reader) -> Card:
    """What the secretaries answer it by."""
    proposal = facts.proposal
    asks = plain(to.say("proposal.review_ask")) if proposal.state in ASKS_FOR_AN_ANSWER else ()
    buttons = [*_answers(proposal, to), _details(proposal, to)]
    return Card((*_lines(facts, to), *asks), rows(buttons, width=3))


def view_card(facts: ProposalFacts, to: Reader) -> Card:
    """详情 in private: how it stands with the reader, and what they can do."""
    proposal, buttons = facts.proposal, []
    lines = [*_lines(facts, to)]
    if facts.has_seconded:
        lines += plain(to.say("proposal.you_stand_behind"))
        if proposal.state is ProposalState.OPEN:
            buttons.append(_button("back_out", proposal, to))
    elif not facts.is_own and proposal.state in TAKES_VOICES:
        buttons.append(_second(proposal, to))
    if facts.is_own and proposal.state is ProposalState.DRAFT:
        buttons.append(_button("publish", proposal, to))
    if facts.is_own and proposal.state in (ProposalState.DRAFT, ProposalState.OPEN):
        buttons.append(_button("withdraw", proposal, to))
    if facts.may_answer:
        buttons += _answers(proposal, to)
    return Card(tuple(lines), rows(buttons, width=3))


def _lines(facts: ProposalFacts, to: Reader) -> tuple[Line, ...]:
    proposal = facts.proposal
    lines = [bold(to.say("proposal.head", code=proposal.code)), *plain(proposal.words)]
    if facts.codes:
        lines += plain(to.say("proposal.of_cases", codes=listed(facts.codes, to.say)))
    if facts.maker:
        lines += plain(to.say("proposal.maker", who=shorten(facts.maker, NAME_WORDS)))
    return (*lines, *plain(*_standing(facts, to)))


def _standing(facts: ProposalFacts, to: Reader) -> list[str]:
    """Where it stands; what was decided with the words of whoever did."""
    proposal = facts.proposal
    said = to.say(
        f"proposal.state.{proposal.state}",
        count=proposal.seconds,
        needed=proposal.seconds_needed,
        who=shorten(facts.reviewer, NAME_WORDS),
    )
    if not proposal.reason:
        return [said]
    return [said, to.say("proposal.because", reason=proposal.reason)]


def _button(verb: str, proposal: Proposal, to: Reader) -> Button:
    press = Press(f"proposal.{verb}", proposal.id, proposal.version)
    return Button(to.say(f"button.proposal_{verb}"), press)


def _second(proposal: Proposal, to: Reader) -> Button:
    """附议(3/10): how many there are is read from the row, so the press bears no version."""
    label = to.say("button.proposal_second")
    count = f"{label}({proposal.seconds}/{proposal.seconds_needed})"
    return Button(count, Press("proposal.second", proposal.id))


def _details(proposal: Proposal, to: Reader) -> Button:
    return Button(to.say("button.proposal_details"), start=f"{START}{proposal.id}")


def _answers(proposal: Proposal, to: Reader) -> list[Button]:
    if proposal.state is ProposalState.SECONDED:
        return [_button("take", proposal, to), _button("defer", proposal, to)]
    if proposal.state is ProposalState.DEFERRED:
        return [_button("take", proposal, to)]
    return []


def news_card(facts: ProposalFacts, to: Reader) -> Card:
    """What has become of it, to somebody who stands behind it."""
    proposal = facts.proposal
    key = "proposal.news_of_own" if facts.is_own else "proposal.news"
    head = to.say(key, code=proposal.code, title=proposal.title)
    return Card(plain(head, *_standing(facts, to)), ((_details(proposal, to),),))


@dataclass(frozen=True)
class ProposalPage:
    """``counts`` says how many each part has; ``index`` counts from 0."""

    pile: Pile
    found: tuple[Proposal, ...]
    counts: Mapping[Pile, int]
    index: int
    pages: int


def list_card(page: ProposalPage, to: Reader) -> Card:
    """One part of the community's proposals; a number opens one."""
    name = to.say(f"button.proposal_pile_{page.pile}")
    head = to.say("proposal.list", pile=name, count=page.counts[page.pile])
    if page.pages > 1:
        head += to.say("case.list_page", page=page.index + 1, count=page.pages)
    lines = [bold(head)]
    lines += plain(*(_listed(one, to) for one in page.found))
    if not page.found:
        lines += plain(to.say("proposal.list_empty"))
    numbers = [Button(one.code, Press("proposal.view", one.id)) for one in page.found]
    turns = [
        Button(to.say(label), _go(page.pile, index))
        for label, index in (("page.back", page.index - 1), ("page.on", page.index + 1))
        if 0 <= index < page.pages
    ]
    return Card(
        tuple(lines),
        (*rows(numbers, width=4), *rows(turns, width=2), *_piles(page, to)),
    )


def _listed(proposal: Proposal, to: Reader) -> str:
    return to.say(
        "proposal.listed",
        code=proposal.code,
        title=shorten(proposal.title, LISTED_TITLE),
        state=to.say(
            f"proposal.short.{proposal.state}",
            count=proposal.seconds,
            needed=proposal.seconds_needed,
        ),
    )


def _go(pile: Pile, index: int) -> Press:
    return Press("proposal.list", 0, index, pile.value)


def _piles(page: ProposalPage, to: Reader) -> Rows:
    others = [
        Button(f"{to.say(f'button.proposal_pile_{one}')}({page.counts[one]})", _go(one, 0))
        for one in Pile
        if one is not page.pile
    ]
    return rows(others, width=3)
