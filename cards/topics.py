"""What leads to which topic 话题 of a staff group."""

from collections.abc import Sequence
from dataclasses import dataclass

from cards.card import Card, Line, Reader, Span, bold, listed, plain


@dataclass(frozen=True)
class TopicFacts:
    """A topic, by a link to it, for its name is told to no bot; ``names`` lead there."""

    names: tuple[str, ...]
    is_here: bool
    url: str


def topic_list_card(topics: Sequence[TopicFacts], to: Reader) -> Card:
    if not topics:
        return Card(plain(to.say("topic.none_routed")))
    lines: list[Line] = [bold(to.say("topic.list"))]
    for topic in topics:
        names = Span(listed(topic.names, to.say) + " → ")
        if topic.is_here:
            lines.append((names, Span(to.say("topic.here"))))
        else:
            lines.append((names, Span(to.say("topic.elsewhere"), url=topic.url)))
    lines += plain(to.say("topic.rest"))
    return Card(tuple(lines))
