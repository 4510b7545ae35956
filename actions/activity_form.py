"""Making an activity: read from one line or asked for step by step, shown, and then posted."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from actions.activities import make_activity
from actions.form_steps import owe_step, turn_page
from actions.once import once
from actions.permits import check_visitor_may
from domain.activity_form import (
    AT_PLACE,
    CANNOT_BE_SKIPPED,
    FORM,
    KIND,
    REPEAT,
    REPEATS,
    Draft,
    Step,
    before,
)
from domain.activity_repeats import find_repeat
from domain.activity_times import find_when
from domain.activity_words import (
    Said,
    check_place,
    check_teams,
    name_leader,
    read_correction,
    read_line,
    read_many,
    split_teams,
    usernames_in,
)
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.hours import Service, guess_service
from domain.media import Words
from domain.people import Visitor
from domain.permissions import Verb
from domain.places import find_place
from domain.rules import RuleBroken
from storage import communities, conversations, people, places, prompts
from storage.conversations import Conversation

LETTER = "activity.form"
START = "activity"
"""What the deep link to the form asks for."""

NO_TEAMS = {"无", "没有", "不分队", "不用", "none", "no"}


def about_form(person_id: int, version: int) -> str:
    """How the outbox names the message that asked a step's question."""
    return f"activity_form:{person_id}:{version}"


@once
def begin_activity(
    tx: Connection, *, by: Visitor, text: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Read the line, show what was understood, and ask for what is missing. Without a line, the
    guided form; one that is under way goes on.
    """
    check_visitor_may(tx, by, Verb.MAKE_ACTIVITY)
    prompts.close_open(tx, person_id=by.person_id, where=here, now=now)
    under_way = find_form(tx, by.person_id)
    if not text and under_way is not None and under_way.community_id == by.home:
        step = Step(under_way.step)
        _move(tx, by, under_way, Draft(under_way.data), step, here=here, source=source, now=now)
        return None
    draft = Draft({"is_guided": not text})
    if text:
        line = _with_leader(tx, by.home, text)
        _hear(tx, by.home, draft, read_line(line, now=now, zone=_zone(tx, by.home)))
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
    _owe_step(tx, by, version, step, here=here, source=source, now=now)
    return None


def _hear(tx: Connection, community_id: int, draft: Draft, said: Said) -> None:
    if said.leader:
        draft.leader_id = _called(tx, community_id, said.leader)
    draft.hear(said)
    if said.place:
        _find_on_the_map(tx, community_id, draft)


def _with_leader(tx: Connection, community_id: int, line: str) -> str:
    """The line in which a neighbour's ``@name`` leads; any other ``@`` is the place."""
    for name in usernames_in(line):
        called = people.list_members_called(
            tx, community_id=community_id, channel=TELEGRAM, username=name
        )
        if len(called) == 1:
            return name_leader(line, name)
    return line


def _called(tx: Connection, community_id: int, username: str) -> int:
    called = people.list_members_called(
        tx, community_id=community_id, channel=TELEGRAM, username=username
    )
    if len(called) != 1:
        raise RuleBroken("activity.leader_unknown", name=f"@{username}")
    return called[0].person_id


def _find_on_the_map(tx: Connection, community_id: int, draft: Draft) -> None:
    known = find_place(draft.place, places.list_places(tx, community_id=community_id))
    draft.put_place(draft.place, known.point if known else draft.point)


def _zone(tx: Connection, community_id: int) -> ZoneInfo:
    return ZoneInfo(communities.get_community(tx, community_id).timezone)


@once
def fill_activity(
    tx: Connection, *, by: Visitor, said: Words, here: Address, source: str, now: datetime
) -> Answer | None:
    """An answer to the form's question. At the first and at the last step a whole line is heard."""
    form = find_form(tx, by.person_id)
    if form is None:
        return None
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    text = said.text.strip()
    if step is Step.TITLE and text:
        line = _with_leader(tx, home, text)
        _hear(tx, home, draft, read_line(line, now=now, zone=_zone(tx, home)))
    elif step is Step.CHECK and text:
        line = _with_leader(tx, home, text)
        _hear(tx, home, draft, read_correction(line, now=now, zone=_zone(tx, home)))
    elif step is Step.WHEN:
        _take_when(tx, home, draft, text, now=now)
    elif step is Step.PLACE:
        draft.put_place(check_place(text), said.point)
        _find_on_the_map(tx, home, draft)
    elif text:
        _take(draft, step, text, now=now)
    _move(tx, by, form, draft, draft.next_step(), here=here, source=source, now=now)
    return None


def _take_when(
    tx: Connection, community_id: int, draft: Draft, text: str, *, now: datetime
) -> None:
    zone = _zone(tx, community_id)
    repeats, rest, day = find_repeat(text, now.astimezone(zone).date())
    found = find_when(f"{day.isoformat()} {rest}" if day else rest, now=now, zone=zone)
    if found.when is not None and not found.day and draft.day:  # the day was said before
        found = find_when(f"{draft.day} {rest}", now=now, zone=zone)
    if found.when is None:
        raise RuleBroken("activity.when_no_clock" if found.day else "activity.when_missing")
    draft.when = found.when
    draft.settled.add(Step.WHEN)
    if repeats:
        draft.repeats = repeats
        draft.settled.add(Step.REPEAT)


def _take(draft: Draft, step: Step, text: str, *, now: datetime) -> None:
    if step is Step.MANY:
        capacity = read_many(text)
        if capacity is None:
            raise RuleBroken("activity.many_unclear")
        draft.capacity = capacity
    elif step is Step.KIND:
        draft.service = guess_service(text)
    elif step is Step.TEAMS:
        draft.teams = () if text in NO_TEAMS else check_teams(split_teams(text))
    elif step is Step.REPEAT:
        draft.repeats = find_repeat(text, now.date())[0]
    draft.settled.add(step)


@once
def press_activity(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """跳过 · 返回 · 取消 · 修改 · 发布, and the answers that are buttons; an earlier step's button
    has nothing to say any more.
    """
    form = find_form(tx, by.person_id)
    if form is None or form.version != version:
        raise RuleBroken("form.stale")
    by, home = _at_home(tx, by, form)
    draft, step = Draft(form.data), Step(form.step)
    if what == "post":
        return _post(tx, by, form, draft, here=here, source=source, now=now)
    if what == "cancel":
        _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
        return Answer("activity.form_cancelled")
    if what == "edit":
        draft.is_guided, draft.settled = True, set()
        step = Step.TITLE
    elif what == "back":
        step = before(step)
        draft.settled.discard(step)
    else:
        _settle(tx, home, draft, step, what)
        step = draft.next_step()
    _move(tx, by, form, draft, step, here=here, source=source, now=now)
    return None


def _settle(tx: Connection, community_id: int, draft: Draft, step: Step, what: str) -> None:
    """A step is answered by a button, or passed over."""
    kind, _, value = what.partition(".")
    if kind == AT_PLACE and step is Step.PLACE:
        known = {str(one.id): one for one in places.list_places(tx, community_id=community_id)}
        if value not in known:
            raise RuleBroken("form.stale")
        draft.put_place(known[value].name, known[value].point)
    elif kind == KIND and step is Step.KIND and value in set(Service):
        draft.service = Service(value)
    elif kind == REPEAT and step is Step.REPEAT and value in REPEATS:
        draft.repeats = REPEATS[value]
    elif kind != "next":
        raise RuleBroken("press.stale")
    elif step in CANNOT_BE_SKIPPED:
        _check_is_said(draft, step)
    draft.settled.add(step)


def _check_is_said(draft: Draft, step: Step) -> None:
    if step is Step.TITLE and not draft.title:
        raise RuleBroken("activity.title_missing")
    if step is Step.WHEN and draft.when is None:
        raise RuleBroken("activity.when_missing")


def _post(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    *,
    here: Address,
    source: str,
    now: datetime,
) -> Answer:
    name = f"activity_form:{by.person_id}:{form.version}"
    made = make_activity(tx, by=by, draft=draft, source=name, now=now)
    _move(tx, by, form, draft, Step.DONE, here=here, source=source, now=now)
    return Answer("activity.posted", {"title": made.title})


def find_form(tx: Connection, person_id: int) -> Conversation | None:
    """The activity this person is in the middle of making."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    return form if form and form.step != Step.DONE else None


def _at_home(tx: Connection, by: Visitor, form: Conversation) -> tuple[Visitor, int]:
    """Where the form began, wherever its author was seen since."""
    assert form.community_id is not None
    by = replace(by, community_id=form.community_id)
    check_visitor_may(tx, by, Verb.MAKE_ACTIVITY)
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
    """The next question, in private. In a group only what will be posted is shown, to somebody
    whom the bot may not write to.
    """
    owe_step(
        tx,
        by,
        kind=LETTER,
        about=about_form(by.person_id, version),
        version=version,
        here=here,
        door="activity.door_check" if step is Step.CHECK else "activity.door_more",
        start=START,
        may_be_here=step is Step.CHECK,
        source=source,
        now=now,
    )
