"""Making a ballot: read from one line or asked for step by step, shown, and then opened."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.ballots import open_ballot
from actions.deadlines import week_of
from actions.form_steps import turn_page
from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer
from domain.audience_words import find_audience
from domain.audiences import Audience, toggle
from domain.ballot_form import CHOICES, CHOOSE, FORM, TIME, TOGGLE, Draft, Step
from domain.ballot_words import (
    Surroundings,
    check_options,
    check_title,
    read_closes,
    read_correction,
    read_line,
    split_options,
)
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.rules import RuleBroken
from storage import communities, conversations, grids, outbox, people, prompts
from storage.conversations import Conversation
from storage.outbox import Lane

LETTER = "ballot.form"
START = "ballot"
"""What the deep link to the form asks for."""


def about_form(person_id: int, version: int) -> str:
    """How the outbox names the message that asked a step's question."""
    return f"ballot_form:{person_id}:{version}"


@once
def begin_ballot(
    tx: Connection, *, by: Visitor, text: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Read the line, show what was understood, and ask for what is missing. Without a line, the
    guided form; one that is under way goes on.
    """
    check_visitor_may(tx, by, Verb.MAKE_BALLOT)
    under_way = find_form(tx, by.person_id)
    if not text and under_way is not None and under_way.community_id == by.home:
        prompts.close_open(tx, person_id=by.person_id, where=here, now=now)
        step = Step(under_way.step)
        _move(tx, by, under_way, Draft(under_way.data), step, here=here, source=source, now=now)
        return None
    draft = Draft({"is_guided": not text})
    if text:
        draft.hear(read_line(text, _around(tx, by.home, now=now)))
    _begin(tx, by, draft, here=here, source=source, now=now)
    return None


def begin_for_item(
    tx: Connection,
    *,
    by: Visitor,
    title: str,
    audience: Audience,
    meeting_id: int,
    agenda_item_id: int | None,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    """A meeting lets this be voted on by those whom it invited: the rest is asked for in private,
    and may be changed before 开始表决.
    """
    check_visitor_may(tx, by, Verb.MAKE_BALLOT)
    draft = Draft({"meeting_id": meeting_id, "agenda_item_id": agenda_item_id, "is_guided": True})
    draft.title, draft.audience = check_title(title), audience
    draft.settled = {Step.TITLE, Step.WHO}
    _begin(tx, by, draft, here=here, source=source, now=now)


def _begin(
    tx: Connection, by: Visitor, draft: Draft, *, here: Address, source: str, now: datetime
) -> None:
    prompts.close_open(tx, person_id=by.person_id, where=here, now=now)
    step = draft.next_step()
    version = conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=by.home,
        form=FORM,
        step=step.value,
        data=draft.as_json(),
        now=now,
    )
    _owe_step(tx, by, version, here=here, source=source, now=now)


def _around(tx: Connection, community_id: int, *, now: datetime) -> Surroundings:
    community = communities.get_community(tx, community_id)
    known = grids.list_grids(tx, community_id=community_id)
    names = tuple((one.id, one.name) for one in known)
    return Surroundings(now, ZoneInfo(community.timezone), week_of(community).overlay, names)


@once
def fill_ballot(
    tx: Connection, *, by: Visitor, said: Words, here: Address, source: str, now: datetime
) -> Answer | None:
    """An answer to the form's question. At the first and at the last step a whole line is heard."""
    form = find_form(tx, by.person_id)
    if form is None:
        return None
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    text = said.text.strip()
    if text:
        _take(draft, step, text, _around(tx, home, now=now))
    _move(tx, by, form, draft, draft.next_step(), here=here, source=source, now=now)
    return None


def _take(draft: Draft, step: Step, text: str, around: Surroundings) -> None:
    match step:
        case Step.TITLE:
            draft.hear(read_line(text, around))
        case Step.CHECK:
            draft.hear(read_correction(text, around))
        case Step.OPTIONS:
            draft.options = check_options(split_options(text))
            draft.settled.add(step)
        case Step.WHO:
            audience, _ = find_audience(text, around.grids)
            if audience is None:
                raise RuleBroken("ballot.who_unclear")
            draft.audience = audience
            draft.settled.add(step)
        case Step.CLOSES:
            draft.put_times(read_closes(text, around))
        case _:
            draft.hear(read_correction(text, around))


@once
def press_ballot(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """返回 · 取消 · 修改 · 开始表决, and the answers that are buttons; an earlier step's button has
    nothing to say any more.
    """
    form = find_form(tx, by.person_id)
    if form is None or form.version != version:
        raise RuleBroken("form.stale")
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    if what == "open":
        return _open(tx, by, form, draft, here=here, source=source, now=now)
    if what == "cancel":
        _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
        return Answer("ballot.form_cancelled")
    if what.startswith(f"{TOGGLE}.") and step is Step.WHO:
        _toggle(tx, home, draft, what)
        conversations.keep(tx, form, data=draft.as_json(), now=now)
        about = about_form(by.person_id, form.version)
        outbox.want_all_again(tx, about=about, kinds=(LETTER,), now=now)
        return None
    if what == "edit":
        draft.is_guided, draft.settled = True, set()
        step = Step.TITLE
    elif what == "back":
        step = draft.step_before(step)
        draft.settled.discard(step)
    else:
        _settle(draft, step, what)
        step = draft.next_step()
    _move(tx, by, form, draft, step, here=here, source=source, now=now)
    return None


def _toggle(tx: Connection, community_id: int, draft: Draft, what: str) -> None:
    """Whoever makes payloads up may write anything, and of grids only our own are meant."""
    _, line, value = (*what.split(".", 2), "")[:3]
    known = {str(one.id) for one in grids.list_grids(tx, community_id=community_id)}
    if line == "person_ids" or (line == "grid_ids" and value not in known):
        raise RuleBroken("press.stale")
    try:
        draft.audience = toggle(draft.audience, line, value)
    except ValueError:
        raise RuleBroken("press.stale") from None


def _settle(draft: Draft, step: Step, what: str) -> None:
    """A step is answered by a button, or passed over."""
    kind, _, value = what.partition(".")
    if kind == CHOOSE and value in CHOICES.get(step, ()):
        draft.choose(step, value)
    elif kind == TIME and step is Step.CLOSES:
        times = {str(at): moment for at, moment in enumerate(draft.times)}
        if value not in times:
            raise RuleBroken("form.stale")
        draft.put_closes(times[value])
    elif what != "next":
        raise RuleBroken("form.stale")
    elif step is Step.TITLE and not draft.title:
        raise RuleBroken("ballot.title_missing")
    elif step is Step.CLOSES and draft.closes_at is None:
        raise RuleBroken("ballot.closes_missing")
    draft.settled.add(step)


def _open(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> Answer:
    name = about_form(by.person_id, form.version)
    opened = open_ballot(tx, by=by, draft=draft, source=name, now=now)
    _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
    return Answer("ballot.opened", {"title": opened.title, "count": opened.eligible})


def find_form(tx: Connection, person_id: int) -> Conversation | None:
    """The ballot this person is in the middle of making."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    return form if form and form.step != Step.DONE else None


def _at_home(tx: Connection, by: Visitor, form: Conversation) -> tuple[Visitor, int]:
    """Where the form began, wherever its author was seen since."""
    assert form.community_id is not None
    by = replace(by, community_id=form.community_id)
    check_visitor_may(tx, by, Verb.MAKE_BALLOT)
    return by, form.community_id


def _move(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    step: Step,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    turn_page(
        tx,
        form,
        step=step.value,
        data=draft.as_json(),
        kind=LETTER,
        about=about_form(by.person_id, form.version),
        now=now,
    )
    if step is not Step.DONE:
        _owe_step(tx, by, form.version + 1, here=here, source=source, now=now)


def _owe_step(
    tx: Connection, by: Visitor, version: int, *, here: Address, source: str, now: datetime
) -> None:
    """The next question, always in private: what a ballot will be is nobody's business before."""
    to = Address(here.chat, here.channel, here.thread)
    if not here.is_private:
        key = "ballot.door_check" if by.is_reachable else "ballot.door"
        reply(
            tx,
            kind="private.door",
            here=here,
            community_id=by.community_id,
            payload={"key": key, "label": "button.open_private", "start": START},
            source=source,
            now=now,
        )
        if not by.is_reachable:
            return
        to = people.get_account(tx, by.person_id, channel=here.channel).private
    outbox.owe_standing(
        tx,
        kind=LETTER,
        about=about_form(by.person_id, version),
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=by.community_id,
        payload={"person_id": by.person_id, "version": version},
        pause=timedelta(0),
        now=now,
    )
