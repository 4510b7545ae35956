"""Making a meeting: read from one line or asked for step by step, read back, and announced."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from actions.form_steps import owe_step, turn_page
from actions.meeting_making import make_meeting
from actions.once import once
from actions.permits import check_visitor_may
from actions.reminder_runs import calendar_of
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.audience_words import find_audience
from domain.audiences import toggle
from domain.media import Words
from domain.meeting_form import (
    AT_PLACE,
    CANNOT_BE_SKIPPED,
    DAYS,
    FORM,
    MATTER,
    PICK,
    QUORUM,
    WHO,
    Draft,
    Step,
    before,
)
from domain.meeting_words import (
    check_place,
    read_line,
    read_plans,
    read_quorum,
    split_items,
    usernames_in,
    without_names,
)
from domain.meetings import check_reason
from domain.people import Visitor
from domain.permissions import Verb
from domain.plain_text import in_one_line
from domain.rules import RuleBroken
from domain.times import Days
from storage import conversations, grids, outbox, people, places, prompts, proposals
from storage.conversations import Conversation

LETTER = "meeting.form"
START = "meeting"
"""What the deep link to the form asks for."""


def about_form(person_id: int, version: int) -> str:
    """How the outbox names the message that asked a step's question."""
    return f"meeting_form:{person_id}:{version}"


@once
def begin_meeting(
    tx: Connection, *, by: Visitor, text: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Read the line, show what was understood, and ask for what is missing. Without a line, the
    guided form; one that is under way goes on.
    """
    check_visitor_may(tx, by, Verb.MAKE_MEETING)
    prompts.close_open(tx, person_id=by.person_id, where=here, now=now)
    under_way = find_form(tx, by.person_id)
    if not text and under_way is not None and under_way.community_id == by.home:
        step = Step(under_way.step)
        _move(tx, by, under_way, Draft(under_way.data), step, here=here, source=source, now=now)
        return None
    draft = Draft({"is_guided": not text})
    if text:
        _hear(tx, by.home, draft, text, now=now)
    step = draft.next_step(now=now, calendar=calendar_of(tx, by.home))
    version = conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=by.home,
        form=FORM,
        step=step.value,
        data=draft.as_json(),
        now=now,
    )
    _owe_step(tx, by, version, step, here=here, source=source, now=now)
    return None


def _hear(tx: Connection, community_id: int, draft: Draft, text: str, *, now: datetime) -> None:
    known = _named_in(tx, community_id, text)
    line = without_names(text, known)
    calendar = calendar_of(tx, community_id)
    said = read_line(line, now=now, calendar=calendar, grids=_grids(tx, community_id))
    draft.hear(said, list(known.values()))


def _named_in(tx: Connection, community_id: int, text: str) -> dict[str, int]:
    """Members called by their ``@name``; any other ``@`` is the place."""
    found = {}
    for name in usernames_in(text):
        called = people.list_members_called(
            tx, community_id=community_id, channel=TELEGRAM, username=name
        )
        if len(called) == 1:
            found[name] = called[0].person_id
    return found


def _grids(tx: Connection, community_id: int) -> list[tuple[int, str]]:
    return [(one.id, one.name) for one in grids.list_grids(tx, community_id=community_id)]


@once
def fill_meeting(
    tx: Connection, *, by: Visitor, said: Words, here: Address, source: str, now: datetime
) -> Answer | None:
    """An answer to the form's question. At the first and at the last step a whole line is heard."""
    form = find_form(tx, by.person_id)
    if form is None:
        return None
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    text = said.text.strip()
    if step in (Step.TITLE, Step.CHECK) and text:
        _hear(tx, home, draft, text, now=now)
    elif text:
        _take(tx, home, draft, step, text, now=now)
    _go_on(tx, by, form, draft, here=here, source=source, now=now)
    return None


def _take(
    tx: Connection, community_id: int, draft: Draft, step: Step, text: str, *, now: datetime
) -> None:
    match step:
        case Step.WHEN:
            plans, question = read_plans(text, now=now, calendar=calendar_of(tx, community_id))
            draft.put_plans(plans, question)
            return
        case Step.PLACE:
            draft.place = check_place(text)
        case Step.WHO:
            _take_who(tx, community_id, draft, text)
        case Step.AGENDA:
            draft.put_items(split_items(text))
        case Step.QUORUM:
            draft.quorum = read_quorum(text)
        case Step.REASON:
            draft.reason = check_reason(in_one_line(text), asked="meeting.why_so_late")
    draft.settled.add(step)


def _take_who(tx: Connection, community_id: int, draft: Draft, text: str) -> None:
    """@names are added to whoever is meant already; a trade or a grid takes its place."""
    known = _named_in(tx, community_id, text)
    rest = without_names(text, known)
    found, _ = find_audience(f"请{rest}", _grids(tx, community_id)) if rest else (None, "")
    if found is None and (rest or not known):
        raise RuleBroken("meeting.who_unclear")
    if found is not None:
        draft.audience = replace(found, person_ids=draft.audience.person_ids)
    person_ids = draft.audience.person_ids | set(known.values())
    draft.audience = replace(draft.audience, person_ids=person_ids)


@once
def press_meeting(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """跳过 · 返回 · 取消 · 修改 · 发布, and the answers that are buttons, of this step only."""
    form = find_form(tx, by.person_id)
    if form is None or form.version != version:
        raise RuleBroken("form.stale")
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    match what:
        case "post":
            return _post(tx, by, form, draft, here=here, source=source, now=now)
        case "cancel":
            _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
            return Answer("meeting.form_cancelled")
        case "edit":
            draft.is_guided, draft.settled = True, set()
            _move(tx, by, form, draft, Step.TITLE, here=here, source=source, now=now)
            return None
        case "back":
            step = before(step)
            draft.settled.discard(step)
            _move(tx, by, form, draft, step, here=here, source=source, now=now)
            return None
    if _choose(tx, home, draft, step, what):
        conversations.keep(tx, form, data=draft.as_json(), now=now)
        about = about_form(by.person_id, form.version)
        outbox.want_all_again(tx, about=about, kinds=(LETTER,), now=now)
        return None
    _settle(tx, home, draft, step, what)
    _go_on(tx, by, form, draft, here=here, source=source, now=now)
    return None


def _choose(tx: Connection, community_id: int, draft: Draft, step: Step, what: str) -> bool:
    """Whether it was one of several choices on a card that stays."""
    kind, _, value = what.partition(".")
    if (kind, step) == (WHO, Step.WHO):
        _choose_who(tx, community_id, draft, value)
    elif (kind, step) == (MATTER, Step.AGENDA):
        taken = {str(one.id): one for one in proposals.list_taken(tx, community_id)}
        if value not in taken:
            raise RuleBroken("press.stale")
        draft.toggle_proposal(taken[value].id, taken[value].title)
    elif (kind, step) == (DAYS, Step.CHECK) and value in set(Days):
        draft.put_days(Days(value))
    else:
        return False
    return True


def _choose_who(tx: Connection, community_id: int, draft: Draft, value: str) -> None:
    line, _, chosen = value.partition(".")
    grid_ids = {str(one) for one, _ in _grids(tx, community_id)}
    if line == "person_ids" or (line == "grid_ids" and chosen not in grid_ids):
        raise RuleBroken("press.stale")
    try:
        draft.audience = toggle(draft.audience, line, chosen)
    except ValueError:  # whoever makes payloads up may write anything
        raise RuleBroken("press.stale") from None


def _settle(tx: Connection, community_id: int, draft: Draft, step: Step, what: str) -> None:
    """A step is answered by a button, or passed over."""
    kind, _, value = what.partition(".")
    if kind == PICK and step is Step.WHEN:
        if value not in {str(one) for one in range(len(draft.plans))}:
            raise RuleBroken("press.stale")
        draft.put_plans([draft.plans[int(value)]], "")
    elif kind == AT_PLACE and step is Step.PLACE:
        known = {str(one.id): one for one in places.list_places(tx, community_id=community_id)}
        if value not in known:
            raise RuleBroken("form.stale")
        draft.place = check_place(known[value].name)
    elif kind == QUORUM and step is Step.QUORUM:
        draft.quorum = read_quorum(value)
    elif kind != "next":
        raise RuleBroken("press.stale")
    elif step in CANNOT_BE_SKIPPED:
        _check_is_said(draft, step)
    draft.settled.add(step)


def _check_is_said(draft: Draft, step: Step) -> None:
    if step is Step.TITLE and not draft.title:
        raise RuleBroken("meeting.title_missing")
    if step is Step.WHEN and draft.plan is None:
        raise RuleBroken("meeting.when_missing")
    if step is Step.REASON and not draft.reason:
        raise RuleBroken("meeting.why_so_late")


def _post(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    calendar = calendar_of(tx, by.home)
    if draft.is_late(now=now, calendar=calendar) and not draft.reason:
        # It has become late while the card lay there.
        _move(tx, by, form, draft, Step.REASON, here=here, source=source, now=now)
        return None
    made = make_meeting(
        tx, by=by, draft=draft, source=about_form(by.person_id, form.version), now=now
    )
    _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
    return Answer("meeting.posted", {"title": made.title, "number": made.number})


def find_form(tx: Connection, person_id: int) -> Conversation | None:
    """The meeting this person is in the middle of making."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    return form if form and form.step != Step.DONE else None


def _at_home(tx: Connection, by: Visitor, form: Conversation) -> tuple[Visitor, int]:
    """Where the form began, wherever its author was seen since."""
    assert form.community_id is not None
    by = replace(by, community_id=form.community_id)
    check_visitor_may(tx, by, Verb.MAKE_MEETING)
    return by, form.community_id


def _go_on(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    step = draft.next_step(now=now, calendar=calendar_of(tx, by.home))
    _move(tx, by, form, draft, step, here=here, source=source, now=now)


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
        _owe_step(tx, by, form.version + 1, step, here=here, source=source, now=now)


def _owe_step(
    tx: Connection,
    by: Visitor,
    version: int,
    step: Step,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> None:
    """The next question, in private alone: its maker leads it from there."""
    owe_step(
        tx,
        by,
        kind=LETTER,
        about=about_form(by.person_id, version),
        version=version,
        here=here,
        door="meeting.door_check" if step is Step.CHECK else "meeting.door_more",
        start=START,
        may_be_here=False,
        source=source,
        now=now,
    )
