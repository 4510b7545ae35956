"""Making a notice: its words, where, to whom, when; shown as it will look, and then sent."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.anew import make_way
from actions.looks import point
from actions.notice_sending import show_again
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from actions.reminder_runs import calendar_of
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.audiences import Audience
from domain.media import Words
from domain.notice_words import Line, read_line, read_times
from domain.notices import (
    FORM,
    TAKES_WORDS,
    Group,
    Notice,
    NoticeState,
    Step,
    content_of,
    first_audience,
    own_grids,
    stored_audience,
    within,
)
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import audiences, communities, conversations, grids, notices, outbox, people, prompts
from storage.conversations import Conversation
from storage.outbox import Lane

LETTER, PREVIEW = "notice.form", "notice.preview"
START = "notice"
"""What the deep link to the form asks for."""

BEHIND = timedelta(milliseconds=1)
"""The form stands below the preview, though its row is older."""


@dataclass(frozen=True)
class Desk:
    """Who works on which draft, at which step of it, and for which grids (``None``: for all)."""

    by: Visitor
    notice: Notice
    form: Conversation
    grids: frozenset[int] | None

    @property
    def step(self) -> Step:
        return Step(self.form.step)


@once
def begin_notice(
    tx: Connection,
    *,
    by: Visitor,
    text: str,
    content: Words | None,
    said_at: datetime,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Read the line, or the message that was replied to (``content``), and ask for what is
    missing. Without either, a draft that is under way is shown again. In a group there is one line
    and the way into private.
    """
    check_visitor_may(tx, by, Verb.SEND_NOTICE)
    if not here.is_private:
        point(tx, by, here, start=START, source=source, now=now)
    account = people.get_account(tx, by.person_id, channel=TELEGRAM)
    prompts.close_open(tx, person_id=by.person_id, where=account.private, now=now)
    under_way = _under_way(tx, by.person_id)
    is_asked_again = not text and content is None
    if under_way is not None and is_asked_again and under_way[1].community_id == by.home:
        _touch(tx, under_way[0], now=now)
        _show(tx, under_way[1], is_new=under_way[1].has_content, now=now)
        return None
    if under_way is not None:
        drop_draft(tx, *under_way, now=now)
    notice, step = _draft(
        tx, by, text=text, content=content, said_at=said_at, here=here, source=source, now=now
    )
    _open_form(tx, by, notice, step, now=now)
    _show(tx, notice, is_new=notice.has_content, now=now)
    return None


def _open_form(tx: Connection, by: Visitor, notice: Notice, step: Step, *, now: datetime) -> None:
    conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=notice.community_id,
        form=FORM,
        step=step.value,
        data={"notice": notice.id, "is_checked": step is Step.CHECK},
        now=now,
    )


def _draft(
    tx: Connection,
    by: Visitor,
    *,
    text: str,
    content: Words | None,
    said_at: datetime,
    here: Address,
    source: str,
    now: datetime,
) -> tuple[Notice, Step]:
    """The draft with all that is said already, and the step that asks for what is not."""
    own = own_grids(holdings_now(tx, by))
    line = _read(tx, by.home, text, said_at=said_at)
    audience = _allowed(line.audience, own)
    groups = _this_group(tx, by, here) if own is None else ()
    said = replace(content, text=content.text or line.words) if content else Words(line.words)
    words, file = content_of(said) if not said.is_empty else ("", None)
    notice = notices.add_notice(
        tx,
        community_id=by.home,
        made_by=by.person_id,
        audience=stored_audience(audience, groups),
        is_private=line.audience is not None or own is not None,
        source=source,
        now=now,
    )
    columns: dict[str, Json] = {"words": words, "send_at": line.at}
    columns["what"] = [file.kind, file.file] if file else None
    notice = changed(notices.change_notice(tx, notice, **columns))
    if not notice.has_content:
        return notice, Step.WORDS
    if line.audience is not None:
        return notice, Step.CHECK
    return notice, Step.WHERE if own is None else Step.WHOM


def _read(tx: Connection, community_id: int, text: str, *, said_at: datetime) -> Line:
    known = [(one.id, one.name) for one in grids.list_grids(tx, community_id=community_id)]
    calendar = calendar_of(tx, community_id)
    return read_line(text, grids=known, said_at=said_at, calendar=calendar)


def _allowed(asked: Audience | None, own: frozenset[int] | None) -> Audience:
    """What the line asks for. Another's grid is refused, never silently one's own, and so is the
    office: what is meant for colleagues does not go to all who live there.
    """
    if asked is None:
        return first_audience(own)
    if own is not None and (asked.roles or not asked.grid_ids <= own):
        raise RuleBroken("notice.only_own_grid")
    return within(asked, own)


def _this_group(tx: Connection, by: Visitor, here: Address) -> tuple[Group, ...]:
    """The group in which it was asked for is the likeliest one, in its topic."""
    chat = communities.find_chat(tx, channel=here.channel, external_id=here.chat)
    if chat is None or chat.community_id != by.home:
        return ()
    return (Group(chat.id, here.thread),)


def changed(notice: Notice | None) -> Notice:
    if notice is None:
        raise RuleBroken("notice.changed_meanwhile")
    return notice


def _under_way(tx: Connection, person_id: int) -> tuple[Conversation, Notice] | None:
    """The draft this person is in the middle of."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    if form is None or form.step == Step.DONE:
        return None
    notice = notices.find_notice(tx, form.data["notice"])
    if notice is None or notice.state is not NoticeState.DRAFT:
        return None
    return form, notice


def drop_draft(tx: Connection, form: Conversation, notice: Notice, *, now: datetime) -> None:
    notices.end_notice(tx, notice, state=NoticeState.CANCELLED, now=now)
    move_form(tx, form, Step.DONE, now=now)
    show_form_again(tx, notice, now=now)


def show_form_again(tx: Connection, notice: Notice, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=notice.about, kinds=(LETTER,), now=now)


def move_form(
    tx: Connection, form: Conversation, step: Step, *, now: datetime, **data: Json
) -> None:
    moved = conversations.move_conversation(
        tx,
        form,
        step=step.value,
        data={**form.data, **data},
        community_id=form.community_id,
        now=now,
    )
    assert moved, "nobody else writes inside this transaction"


def _touch(tx: Connection, form: Conversation, *, now: datetime) -> None:
    """What is said next belongs to it again."""
    conversations.keep(tx, form, data=form.data, now=now)


def _show(tx: Connection, notice: Notice, *, is_new: bool, now: datetime) -> None:
    """The form below all that was said since; ``is_new`` content is shown first, as it will look.
    Who never opened the private chat sees both when they do.
    """
    account = people.get_account(tx, notice.made_by, channel=TELEGRAM)
    if not account.is_reachable:
        return
    to = account.private
    make_way(tx, kind=LETTER, about=notice.about, to=to, community_id=notice.community_id, now=now)
    if is_new:
        outbox.owe(
            tx,
            dedup=f"{PREVIEW}:{notice.id}:{notice.version}:{now.timestamp()}",
            kind=PREVIEW,
            to=to,
            lane=Lane.ACKNOWLEDGEMENT,
            community_id=notice.community_id,
            about=notice.about,
            now=now,
        )
    outbox.owe_standing(
        tx,
        kind=LETTER,
        about=notice.about,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=notice.community_id,
        pause=timedelta(0),
        now=now + BEHIND,
    )


def at_desk(tx: Connection, by: Visitor) -> Desk | None:
    """The draft somebody is in the middle of, in the community it belongs to."""
    under_way = _under_way(tx, by.person_id)
    if under_way is None:
        return None
    form, notice = under_way
    by = replace(by, community_id=notice.community_id)
    check_visitor_may(tx, by, Verb.SEND_NOTICE)
    return Desk(by, notice, form, own_grids(holdings_now(tx, by)))


@once
def fill_notice(
    tx: Connection, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """The words, picture or file of the notice; or when it is to go out."""
    desk = at_desk(tx, by)
    if desk is None or desk.step not in TAKES_WORDS:
        return None
    if desk.step is Step.WHEN:
        _take_time(tx, desk, said.text, now=now)
        return None
    words, file = content_of(said)
    what = [file.kind, file.file] if file else None
    notice = changed(notices.change_notice(tx, desk.notice, words=words, what=what))
    step = Step.WHERE if desk.grids is None else Step.WHOM
    move_form(tx, desk.form, Step.CHECK if is_checked(desk) else step, now=now)
    _show(tx, notice, is_new=True, now=now)
    return None


def is_checked(desk: Desk) -> bool:
    """Whether all was said before, and only one thing is being mended."""
    return bool(desk.form.data.get("is_checked"))


def _take_time(tx: Connection, desk: Desk, text: str, *, now: datetime) -> None:
    calendar = calendar_of(tx, desk.notice.community_id)
    times = read_times(text, said_at=now, calendar=calendar)
    at = times[0] if len(times) == 1 else None
    notice = changed(notices.change_notice(tx, desk.notice, send_at=at))
    if at is None:
        choices: list[Json] = [one.isoformat() for one in times]
        move_form(tx, desk.form, Step.WHEN, choices=choices, now=now)
    else:
        move_form(tx, desk.form, Step.CHECK, choices=[], is_checked=True, now=now)
    _show(tx, notice, is_new=False, now=now)


def check_range(tx: Connection, notice: Notice) -> None:
    """Raises ``RuleBroken`` where nobody would hear it."""
    if not notice.is_private and not notice.groups:
        raise RuleBroken("notice.no_group")
    if notice.is_private:
        many = audiences.count_meant(tx, notice.community_id, notice.audience)
        closed = audiences.count_unreachable(
            tx, notice.community_id, notice.audience, channel=TELEGRAM
        )
        if many <= closed:
            raise RuleBroken("notice.nobody")


def reopen(tx: Connection, by: Visitor, notice: Notice, *, now: datetime) -> None:
    """修改 of what waits for its time: a draft again, from its last step on."""
    if _under_way(tx, by.person_id) is not None:
        raise RuleBroken("notice.other_draft")
    _open_form(tx, by, notice, Step.CHECK, now=now)
    show_again(tx, notice, now=now)
    _show(tx, notice, is_new=False, now=now)
