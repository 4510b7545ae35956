"""The record 活动小结: asked for, gathered, and as the groups see it."""

from collections.abc import Sequence

from cards.card import Button, Card, Media, Press, Reader, bold, plain
from cards.check_in import title_of
from cards.length import shorten
from domain.activities import Activity
from domain.hours import say_hours

SHOWN_WORDS = 300


def record_card(
    activity: Activity, pictures: int, to: Reader, *, is_open: bool, is_over: bool
) -> Card:
    """The question, then what has come so far. ``is_over``: posted, or nobody wants one."""
    lines = [bold(to.say("record.ask", title=title_of(activity)))]
    words = shorten(activity.record, SHOWN_WORDS)
    if words or pictures:
        lines += plain(to.say("record.so_far", count=pictures, words=words or "—"))
    if is_over:
        return Card(tuple(lines))

    def button(what: str) -> Button:
        return Button(to.say(f"attendance.button.{what}"), Press(f"record.{what}", activity.id))

    lines += plain(to.say("record.send_now" if is_open else "record.hint"))
    first = button("post") if is_open and (words or pictures) else button("write")
    buttons = (button("skip"),) if is_open and first == button("write") else (first, button("skip"))
    return Card(tuple(lines), (buttons,))


def posted_card(
    activity: Activity, pictures: Sequence[Media], to: Reader, *, people: int, minutes: int
) -> Card:
    """What the groups read: counts and the leader's words, nobody's name."""
    lines = [bold(to.say("record.posted_head", title=title_of(activity)))]
    figures = to.say("record.figures", people=people, hours=say_hours(minutes))
    lines += plain(figures, *([activity.record] if activity.record else []))
    return Card(tuple(lines), media=tuple(pictures))
