"""Making a notice, one question at a time; last, to whom it would go and when."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cards.audiences import Names, audience_rows, say_audience
from cards.card import Button, Card, Press, Reader, Rows, bold, listed, plain, rows
from cards.times_said import say_moment
from domain.notices import Notice, Step

_CHOSEN = "✅ "


@dataclass(frozen=True)
class Writing:
    """A draft at one of its steps. ``groups`` are all that could be chosen, by row and name;
    ``at`` is when it would really go out, ``None`` for at once; ``is_own_grid``: whoever writes it
    may send it to their own grid alone.
    """

    notice: Notice
    step: Step
    names: Names = field(default_factory=Names)
    groups: Sequence[tuple[int, str]] = ()
    meant: int = 0
    unopened: int = 0
    choices: Sequence[datetime] = ()
    at: datetime | None = None
    is_held: bool = False
    is_own_grid: bool = False


def form_card(draft: Writing, to: Reader) -> Card:
    head = bold(to.say(f"notice.ask.{draft.step}"))
    match draft.step:
        case Step.GROUPS:
            return Card((head,), _group_rows(draft, to))
        case Step.WHOM:
            lines = plain(say_range(draft, to))
            return Card((head, *lines), _whom_rows(draft, to))
        case Step.WHEN:
            key = "notice.hint.which" if draft.choices else "notice.hint.when"
            return Card((head, *plain(to.say(key))), _when_rows(draft, to))
        case Step.CHECK:
            return _check_card(draft, to)
        case Step.WHERE:
            hint = plain(to.say("notice.hint.where"))
            return Card((head, *hint), _where_rows(draft, to))
    return Card((head, *plain(to.say("notice.hint.words"))), ((_cancel(draft, to),),))


def past_card(to: Reader, *, is_cancelled: bool) -> Card:
    """What was asked is answered, or with which all ended: it stays without its buttons."""
    return Card(plain(to.say("notice.dropped" if is_cancelled else "notice.form_past")))


def say_range(draft: Writing, to: Reader) -> str:
    """居民群、小哥群; 私聊：骑手 · 一号网格，34 人（5 人还没开通私聊）."""
    notice = draft.notice
    if not notice.is_private:
        names = dict(draft.groups)
        chosen = [
            names[one.chat_id] + (to.say("notice.in_topic") if one.thread else "")
            for one in notice.groups
            if one.chat_id in names
        ]
        return listed(chosen, to.say)
    whom = say_audience(notice.audience, draft.names, to)
    key = "notice.in_private_some" if draft.unopened else "notice.in_private"
    return to.say(key, whom=whom, count=draft.meant, closed=draft.unopened)


def say_whom(notice: Notice, names: Names, groups: Sequence[tuple[int, str]], to: Reader) -> str:
    """As ``say_range``, without how many: that is another number each day."""
    if not notice.is_private:
        return say_range(Writing(notice, Step.CHECK, names=names, groups=groups), to)
    return to.say("notice.in_private_to", whom=say_audience(notice.audience, names, to))


def _asks(draft: Writing, what: str) -> Press:
    return Press("notice.form", draft.notice.id, draft.notice.version, what)


def _button(draft: Writing, to: Reader, label: str, what: str) -> Button:
    return Button(to.say(label), _asks(draft, what))


def _cancel(draft: Writing, to: Reader) -> Button:
    return _button(draft, to, "button.notice_cancel", "cancel")


def _where_rows(draft: Writing, to: Reader) -> Rows:
    return (
        (
            _button(draft, to, "button.notice_in_group", "in.group"),
            _button(draft, to, "button.notice_in_private", "in.private"),
        ),
        (_button(draft, to, "button.notice_words", "go.words"), _cancel(draft, to)),
    )


def _moves(draft: Writing, to: Reader) -> tuple[Button, ...]:
    on = _button(draft, to, "button.notice_next", "go.next")
    back = _button(draft, to, "button.notice_back", "go.range")
    return (on, _cancel(draft, to)) if draft.is_own_grid else (on, back, _cancel(draft, to))


def _group_rows(draft: Writing, to: Reader) -> Rows:
    chosen = {one.chat_id for one in draft.notice.groups}
    buttons = [
        Button((_CHOSEN if chat_id in chosen else "") + name, _asks(draft, f"g.{chat_id}"))
        for chat_id, name in draft.groups
    ]
    return (*rows(buttons, width=1), _moves(draft, to))


def _whom_rows(draft: Writing, to: Reader) -> Rows:
    """Whoever sends to their own grid alone does not choose among roles, nor everybody."""

    def press(line: str, value: str) -> Press:
        return _asks(draft, f"a.{line}.{value}")

    offered = audience_rows(draft.notice.audience, draft.names, to, press)
    if draft.is_own_grid:
        allowed = ("a.kinds.", "a.trades.", "a.grid_ids.")
        kept = (
            tuple(one for one in row if one.press and one.press.arg.startswith(allowed))
            for row in offered
        )
        offered = tuple(row for row in kept if row)
    return (*offered, _moves(draft, to))


def _when_rows(draft: Writing, to: Reader) -> Rows:
    choices = [
        Button(say_moment(at, to), _asks(draft, f"c.{number}"))
        for number, at in enumerate(draft.choices)
    ]
    moves = (
        _button(draft, to, "button.notice_now", "now"),
        _button(draft, to, "button.notice_back", "go.range"),
        _cancel(draft, to),
    )
    return (*rows(choices, width=1), moves)


def _check_card(draft: Writing, to: Reader) -> Card:
    lines = [
        bold(to.say("notice.ask.check")),
        *plain(to.say("notice.to", range=say_range(draft, to))),
        *plain(_when(draft, to)),
    ]
    label = to.say("button.notice_send")
    if draft.is_held:
        assert draft.at is not None
        label = to.say("notice.send_at_label", clock=f"{draft.at.astimezone(to.zone):%H:%M}")
    held = "held" if draft.is_held else "now"
    send = Button(label, Press("notice.send", draft.notice.id, draft.notice.version, held))
    changes = tuple(
        _button(draft, to, f"button.notice_{name}", f"go.{name}")
        for name in ("words", "range", "when")
    )
    return Card(tuple(lines), ((send,), _switches(draft, to), changes, (_cancel(draft, to),)))


def _when(draft: Writing, to: Reader) -> str:
    if draft.is_held:
        assert draft.at is not None
        return to.say("notice.quiet", time=say_moment(draft.at, to))
    if draft.at is None:
        return to.say("notice.at_once")
    return to.say("notice.goes_at", time=say_moment(draft.at, to))


def _switches(draft: Writing, to: Reader) -> tuple[Button, ...]:
    def switch(label: str, what: str, *, is_on: bool) -> Button:
        return Button((_CHOSEN if is_on else "") + to.say(label), _asks(draft, what))

    ask = switch("button.notice_take", "ask", is_on=draft.notice.takes_questions)
    if draft.notice.is_private:
        return (ask,)
    return (switch("button.notice_pin", "pin", is_on=draft.notice.is_pinned), ask)
