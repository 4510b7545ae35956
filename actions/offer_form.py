"""Making an offer 兑换项: a form in private, alive across restarts; nothing counts before 发布."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from actions.form_steps import turn_page
from actions.grants import today_in
from actions.looks import point
from actions.offers import check_merchant
from actions.once import once
from actions.permits import check_visitor_may
from actions.whom import person_meant
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer
from domain.media import Words
from domain.offer_form import AT_SHOP, FORM, Draft, Step, day_of
from domain.offer_words import (
    OfferWords,
    parse_change,
    parse_number,
    parse_offer,
    without_change,
)
from domain.people import Visitor
from domain.permissions import Verb
from domain.roles import Target
from domain.rules import RuleBroken
from storage import conversations, offers, outbox, people, prompts
from storage.conversations import Conversation

CARD = "offer.form"
START = "offer"
"""The deep link from a group in which offers are not made."""


@once
def begin_offer(
    tx: Connection,
    *,
    by: Visitor,
    said: Words,
    target: Target | None,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Open the form with what has been said; one that is complete is read back at once.

    ``target`` is who wrote the message it replies to: the shop, unless ``@name`` says another.
    """
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    draft = Draft(is_quick=bool(said.text.strip()))
    draft = _said(tx, by, draft, said, today=today_in(tx, by.home, now), now=now)
    if target is not None and not draft.shop_id:
        draft = replace(draft, shop_id=_shop(tx, by, None, target, now=now))
    if not here.is_private:
        point(tx, by, here, start=START, source=source, now=now)
    where = people.get_account(tx, by.person_id, channel=here.channel).private
    prompts.close_open(tx, person_id=by.person_id, where=where, now=now)
    under_way = find_form(tx, by.person_id)
    if under_way is not None and draft == Draft() and under_way.community_id == by.home:
        # Its question again, below what was said since.
        _move(tx, by, under_way, Draft.read(under_way.data), Step(under_way.step), now=now)
        return None
    version = _open(tx, by, draft, now=now)
    if here.is_private or by.is_reachable:
        _owe_step(tx, by, version, now=now)
    return None


def _open(tx: Connection, by: Visitor, draft: Draft, *, now: datetime) -> int:
    """In place of one that was under way, whose question loses its buttons."""
    step = draft.after(Step.CHECK) if draft.is_quick else Step.NAME
    version = conversations.begin_conversation(
        tx,
        person_id=by.person_id,
        community_id=by.home,
        form=FORM,
        step=step.value,
        data=draft.as_json(),
        now=now,
    )
    _show_again(tx, by, version - 1, now=now)
    return version


@once
def fill_offer(
    tx: Connection, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """An answer to the form's question, or a change of anything that was said before."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    form = find_form(tx, by.person_id)
    if form is None or form.community_id != by.home:
        return Answer("form.stale")
    step, draft = Step(form.step), Draft.read(form.data)
    draft = _said(tx, by, draft, said, today=today_in(tx, by.home, now), step=step, now=now)
    _move(tx, by, form, draft, draft.after(step), now=now)
    return None


@once
def press_offer(
    tx: Connection, *, by: Visitor, what: str, version: int, source: str, now: datetime
) -> Answer | None:
    """下一步 · 返回 · 取消 · 修改 · 发布; an earlier step's button has nothing to say any more."""
    check_visitor_may(tx, by, Verb.MAKE_OFFER)
    form = find_form(tx, by.person_id)
    if form is None or form.version != version or form.community_id != by.home:
        raise RuleBroken("form.stale")
    draft, step = Draft.read(form.data), Step(form.step)
    match what:
        case "next":
            _move(tx, by, form, draft, _skipped(draft, step), now=now)
        case "back":
            _move(tx, by, form, draft, draft.before(step), now=now)
        case "change":
            _move(tx, by, form, draft, Step.CHANGE, now=now)
        case "cancel":
            _move(tx, by, form, draft, Step.DONE, now=now)
            return Answer("offer.dropped")
        case "publish":
            return _publish(tx, by, form, draft, now=now)
        case _ if what.startswith(AT_SHOP):
            number = what.removeprefix(AT_SHOP)
            draft = replace(draft, shop_id=int(number) if number.isdecimal() else 0)
            check_merchant(tx, by, draft.shop_id)
            _move(tx, by, form, draft, draft.after(step), now=now)
    return None


def _skipped(draft: Draft, step: Step) -> Step:
    """On with or without an answer; what must be known is asked again before the end."""
    if step is Step.LIMITS and draft.lacks(Step.PHOTO):
        return Step.PHOTO
    return draft.after(Step.CHECK) if step in (Step.PHOTO, Step.CHANGE) else draft.after(step)


def _said(
    tx: Connection,
    by: Visitor,
    draft: Draft,
    said: Words,
    *,
    today: date,
    now: datetime,
    step: Step = Step.NAME,
) -> Draft:
    photo = next((one.file for one in said.attachments if one.kind == "photo"), "")
    draft = replace(draft, photo=photo or draft.photo)
    if not said.text.strip():
        return draft
    words = _words(said.text, step, today)
    if words.username:
        shop_id = _shop(tx, by, words.username, None, now=now)
        draft = replace(draft, shop_id=shop_id)
    return draft.with_words(words)


def _words(text: str, step: Step, today: date) -> OfferWords:
    """A bare number is what was asked for, and where no name was asked for none is given."""
    text = without_change(text)
    number = parse_number(text)
    if number is not None and step in (Step.POINTS, Step.STOCK):
        unit = "分" if step is Step.POINTS else "张"
        return parse_offer(f"{number}{unit}", today=today)
    if text.strip().isdecimal():
        raise RuleBroken(f"offer.not_understood.{step}")
    if step in (Step.CHECK, Step.CHANGE):
        change = parse_change(text, today=today)
        if change is None:
            raise RuleBroken(f"offer.not_understood.{step}")
        return change
    found = parse_offer(text, today=today)
    if step is Step.NAME:
        return found
    if found.name and found == OfferWords(name=found.name, words=found.words):
        raise RuleBroken(f"offer.not_understood.{step}")
    return replace(found, name="")


def _shop(
    tx: Connection, by: Visitor, username: str | None, target: Target | None, *, now: datetime
) -> int:
    person_id = person_meant(
        tx,
        by,
        username=username,
        target=target,
        channel=TELEGRAM,
        usage="offer.whose",
        unknown="offer.unknown_name",
        now=now,
    )
    check_merchant(tx, by, person_id)
    return person_id


def _publish(
    tx: Connection, by: Visitor, form: Conversation, draft: Draft, *, now: datetime
) -> Answer | None:
    missing = draft.after(Step.CHECK)
    if missing is not Step.CHECK:
        raise RuleBroken(f"offer.not_understood.{missing}")
    today = today_in(tx, by.home, now).isoformat()
    if draft.ends_on and draft.ends_on < max(today, draft.starts_on):
        raise RuleBroken("offer.ends_too_soon")
    check_merchant(tx, by, draft.shop_id)
    offer = offers.add_offer(
        tx,
        community_id=by.home,
        shop_id=draft.shop_id,
        name=draft.name,
        words=draft.words,
        points=draft.points,
        stock=draft.stock,
        per_person=draft.per_person,
        starts_on=day_of(draft.starts_on),
        ends_on=day_of(draft.ends_on),
        lasts_days=draft.lasts_days,
        photo=draft.photo,
        made_by=by.person_id,
        source=f"offer:{by.person_id}:{form.version}",
        now=now,
    )
    _move(tx, by, form, replace(draft, is_published=True), Step.DONE, now=now)
    return Answer("offer.published", {"name": offer.name})


def find_form(tx: Connection, person_id: int) -> Conversation | None:
    """The offer this person is in the middle of."""
    form = conversations.find_conversation(tx, person_id, form=FORM)
    return form if form and form.step != Step.DONE else None


def _move(
    tx: Connection, by: Visitor, form: Conversation, draft: Draft, step: Step, *, now: datetime
) -> None:
    turn_page(
        tx,
        form,
        step=step.value,
        data=draft.as_json(),
        kind=CARD,
        about=_about(by, form.version),
        now=now,
    )
    if step is not Step.DONE:
        _owe_step(tx, by, form.version + 1, now=now)


def _about(by: Visitor, version: int) -> str:
    return f"offer_form:{by.person_id}:{version}"


def _show_again(tx: Connection, by: Visitor, version: int, *, now: datetime) -> None:
    outbox.want_all_again(tx, about=_about(by, version), kinds=(CARD,), now=now)


def _owe_step(tx: Connection, by: Visitor, version: int, *, now: datetime) -> None:
    """The next question, below what was said last."""
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=_about(by, version),
        to=people.get_account(tx, by.person_id, channel=TELEGRAM).private,
        lane=outbox.Lane.ACKNOWLEDGEMENT,
        community_id=by.home,
        payload={"person_id": by.person_id, "version": version},
        pause=timedelta(0),
        now=now,
    )
