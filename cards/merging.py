"""Cards about cases that may be one: the offer to the reporter, the choice of the staff."""

from collections.abc import Sequence

from cards.card import Button, Card, Line, Press, Reader, Rows, bold, plain, rows
from cards.length import shorten
from domain.case_facts import CaseFacts
from domain.cases import VERBS, Act, Case
from domain.merging import RAISED_AT
from domain.permissions import Verb

JOIN, OTHER = "join", "other"
"""What a press on the offer says."""

ANY = "@"
"""Another case than those that are offered."""

WORDS_OF_ANOTHER, WORDS_ON_A_BUTTON = 40, 16


def same_lines(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """Which case is near by and alike, in a few of its words."""
    other = facts.same_as
    if other is None:
        return ()
    words = shorten(other.words.replace("\n", " "), WORDS_OF_ANOTHER) or to.say("case.no_words")
    stage = to.say(f"case.stage.{other.stage.value}")
    return plain(to.say("same.offer", code=other.code, words=words, stage=stage))


def same_rows(facts: CaseFacts, to: Reader) -> Rows:
    """同一问题，附议 · 不是，另立."""
    case, other = facts.case, facts.same_as
    if other is None:
        return ()

    def press(arg: str) -> Press:
        return Press(Verb.CHOOSE_SAME.value, case.id, case.version, arg)

    join = Button(f"{to.say('case.same_join_button')} {other.code}", press(JOIN))
    return rows([join, Button(to.say("case.same_other_button"), press(OTHER))], width=1)


def followers_lines(facts: CaseFacts, to: Reader) -> tuple[Line, ...]:
    """How many have the same trouble, and that it is many."""
    count = facts.follower_count
    if not count:
        return ()
    is_raised = count >= RAISED_AT and facts.case.priority > 0
    return plain(to.say("case.followers_raised" if is_raised else "case.followers", count=count))


def merge_card(case: Case, others: Sequence[tuple[int, str, str]], to: Reader) -> Card:
    """并案: the cases it could be, each by its id, its number and its words."""
    verb = VERBS[Act.MERGE].value
    buttons = []
    for one, code, words in others:
        label = f"{code} {shorten(words.replace(chr(10), ' '), WORDS_ON_A_BUTTON)}".rstrip()
        buttons.append(Button(label, Press(verb, case.id, case.version, str(one))))
    buttons.append(
        Button(to.say("case.merge_other_button"), Press(verb, case.id, case.version, ANY))
    )
    return Card((bold(to.say("merge.with", code=case.code)),), rows(buttons, width=1))


def merged_card(case: Case, into: Case, to: Reader) -> Card:
    """It is done, and how it is undone."""
    undo = Press(VERBS[Act.UNMERGE].value, case.id, case.version)
    said = to.say("merge.done", code=case.code, into=into.code)
    return Card(plain(said), ((Button(to.say("case.unmerge_button"), undo),),))
