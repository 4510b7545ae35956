"""The guided report in private, alive across restarts: each answer is a deed of its own."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.cases import Filing, report_case
from actions.drafts import about_step
from actions.form_steps import turn_page
from actions.once import once
from domain.addresses import Address
from domain.answers import Answer
from domain.cases import Kind
from domain.categorising import KIND, browsing_at, on_offer
from domain.forms import ANONYMOUS, AT_PLACE, FORM, SIGNED, Draft, Step, after, before
from domain.media import Words
from domain.people import Visitor
from domain.rules import RuleBroken
from storage import categories, conversations, outbox, places, prompts
from storage.conversations import Conversation


@once
def begin_form(
    tx: Connection,
    *,
    by: Visitor,
    kind: Kind,
    said: Words,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Open the form, with what the person has said already; one under way goes on instead.

    An older question in this chat waits no more: what is said now belongs to the form.
    """
    prompts.close_open(tx, person_id=by.person_id, where=here, now=now)
    under_way = find_form(tx, by.person_id)
    if under_way is not None:
        draft = Draft(under_way.data)
        step = draft.take(Step(under_way.step), said)
        _move(tx, by, under_way, draft, step, here=here, now=now)
        return None
    draft = Draft({"kind": kind.value})
    step = draft.take(Step.PHOTOS, said)
    version = conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=by.home,
        form=FORM,
        step=step.value,
        data=draft.as_json(),
        now=now,
    )
    _owe_step(tx, by, version, here=here, now=now)
    return None


@once
def fill_form(
    tx: Connection, *, by: Visitor, said: Words, here: Address, source: str, now: datetime
) -> Answer | None:
    """An answer to the form's question: words, pictures, a location."""
    form = find_form(tx, by.person_id)
    if form is None:
        return None
    draft = Draft(form.data)
    if form.step == Step.CATEGORY and _names_a_kind(tx, by, draft, said.text):
        step = after(Step.CATEGORY)
    else:
        step = draft.take(Step(form.step), said)
    if step == form.step:
        _keep(tx, by, form, draft, now=now)
    else:
        _move(tx, by, form, draft, step, here=here, now=now)
    return None


def _keep(tx: Connection, by: Visitor, form: Conversation, draft: Draft, *, now: datetime) -> None:
    """More of the same step; its card says so and its buttons stay good."""
    conversations.keep(tx, form, data=draft.as_json(), now=now)
    outbox.want_all_again(
        tx, about=about_step(by.person_id, form.version), kinds=("case.form",), now=now
    )


def _names_a_kind(tx: Connection, by: Visitor, draft: Draft, text: str) -> bool:
    """Whether somebody has typed what stands on a button."""
    known = on_offer(categories.list_categories(tx, community_id=by.home))
    meant = [one.id for one in known if one.name == text.strip()]
    draft.category_id = meant[0] if meant else draft.category_id
    return bool(meant)


@once
def press_form(
    tx: Connection,
    *,
    by: Visitor,
    what: str,
    version: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """下一步 · 跳过 · 返回 · 取消 · 提交; an earlier step's button has nothing to say any more."""
    form = find_form(tx, by.person_id)
    if form is None or form.version != version:
        raise RuleBroken("form.stale")
    draft = Draft(form.data)
    match what:
        case "next":
            _move(tx, by, form, draft, after(Step(form.step)), here=here, now=now)
        case "back":
            _move(tx, by, form, draft, before(Step(form.step)), here=here, now=now)
        case "cancel":
            _move(tx, by, form, Draft(), Step.DONE, here=here, now=now)
            return Answer("form.cancelled")
        case _ if what.startswith(AT_PLACE):
            draft.place = _name_of_place(tx, by, what.removeprefix(AT_PLACE))
            _move(tx, by, form, draft, after(Step(form.step)), here=here, now=now)
        case _ if what.startswith(KIND):
            draft.category_id = _kind_of(tx, by, what.removeprefix(KIND))
            _move(tx, by, form, draft, after(Step.CATEGORY), here=here, now=now)
        case _ if browsing_at(what) is not None:
            draft.browsing = what
            _keep(tx, by, form, draft, now=now)
        case _ if what in (SIGNED, ANONYMOUS):
            draft.is_anonymous = what == ANONYMOUS
            _move(tx, by, form, draft, after(Step.ANONYMOUS), here=here, now=now)
        case "submit":
            return _hand_in(tx, by, form, draft, here=here, now=now)
    return None


def _hand_in(
    tx: Connection, by: Visitor, form: Conversation, draft: Draft, *, here: Address, now: datetime
) -> Answer | None:
    draft.check_complete()
    _move(tx, by, form, draft, Step.DONE, here=here, now=now)
    filing = Filing(
        draft.kind,
        draft.said,
        Address(here.chat, here.channel, here.thread),
        place=draft.place,
        category_id=draft.category_id,
        is_anonymous=draft.is_anonymous,
    )
    source = f"form:{by.person_id}:{form.version}"
    return report_case(tx, by=by, filing=filing, source=source, now=now)


def _kind_of(tx: Connection, by: Visitor, number: str) -> int:
    """A kind that has been retired since is past."""
    known = on_offer(categories.list_categories(tx, community_id=by.home))
    found = {str(one.id): one.id for one in known}
    if number not in found:
        raise RuleBroken("form.stale")
    return found[number]


def _name_of_place(tx: Connection, by: Visitor, number: str) -> str:
    """A place that was taken back since, or that nobody ever offered, is past."""
    known = {str(one.id): one.name for one in places.list_places(tx, community_id=by.home)}
    if number not in known:
        raise RuleBroken("form.stale")
    return known[number]


def find_form(tx: Connection, person_id: int) -> Conversation | None:
    """The report this person is in the middle of."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    return form if form and form.step != Step.DONE else None


def _move(
    tx: Connection,
    by: Visitor,
    form: Conversation,
    draft: Draft,
    step: Step,
    *,
    here: Address,
    now: datetime,
) -> None:
    turn_page(
        tx,
        form,
        step=step.value,
        data=draft.as_json(),
        kind="case.form",
        about=about_step(by.person_id, form.version),
        now=now,
    )
    if step is not Step.DONE:
        _owe_step(tx, by, form.version + 1, here=here, now=now)


def _owe_step(
    tx: Connection,
    by: Visitor,
    version: int,
    *,
    here: Address,
    now: datetime,
) -> None:
    """The next question, below what was said last."""
    outbox.owe_standing(
        tx,
        kind="case.form",
        about=about_step(by.person_id, version),
        to=Address(here.chat, here.channel, here.thread),
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=by.community_id,
        payload={"person_id": by.person_id, "version": version},
        pause=timedelta(0),
        now=now,
    )
