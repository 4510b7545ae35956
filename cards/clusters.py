"""Like cases of a week, as the secretaries are offered them."""

from dataclasses import dataclass

from cards.card import Button, Card, Press, Reader, bold, plain
from cards.length import shorten
from domain.cases import Case
from domain.clusters import Cluster, ClusterState
from domain.plain_text import in_one_line

MOST_LISTED = 8
CASE_WORDS, NAME_WORDS = 30, 20


@dataclass(frozen=True)
class ClusterFacts:
    """``cases`` are those that everybody may know of; ``others`` how many more people they are
    of; ``code`` is the proposal that was made of them, ``who`` decided so.
    """

    cluster: Cluster
    kind: str
    cases: tuple[Case, ...]
    others: int = 0
    who: str = ""
    code: str = ""


def offer_card(facts: ClusterFacts, to: Reader) -> Card:
    cluster, found = facts.cluster, facts.cases
    lines = [bold(to.say("cluster.head", count=len(found), kind=facts.kind))]
    for one in found[:MOST_LISTED]:
        words = shorten(in_one_line(one.words), CASE_WORDS)
        lines += plain(to.say("cluster.case", code=one.code, words=words))
    if len(found) > MOST_LISTED:
        lines += plain(to.say("cluster.more", count=len(found) - MOST_LISTED))
    if facts.others:
        lines += plain(to.say("cluster.followers", count=facts.others))
    if cluster.state is not ClusterState.OFFERED:
        who = shorten(facts.who, NAME_WORDS)
        decided = to.say(f"cluster.{cluster.state}", who=who, code=facts.code)
        return Card((*lines, *plain(decided)))
    buttons = tuple(
        Button(
            to.say(f"button.cluster_{verb}"),
            Press(f"cluster.{verb}", cluster.id, cluster.version),
        )
        for verb in ("take", "leave")
    )
    return Card((*lines, *plain(to.say("cluster.ask"))), (buttons,))
