"""Letters about cases: acknowledgements, staff cards, questions, answers to a look."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from actions.asking import REPORT
from bot.letters import case_rewards
from bot.letters.letter import Letter
from cards.card import Button, Card, Media, Reader, Span, plain
from cards.cases import (
    assign_card,
    question_card,
    received_card,
    staff_card,
    together_card,
)
from cards.categorising import Choice
from cards.forms import form_card, past_card
from cards.templates import offered_rows
from domain.addresses import TELEGRAM
from domain.case_facts import CaseFacts
from domain.cases import Act, Stage, case_id_of
from domain.categories import Category, suggest
from domain.categorising import Browsing, browsing_at, on_offer, runners_up
from domain.discretion import Sight, as_seen
from domain.forms import FORM, Draft, Step
from domain.permissions import Role
from domain.places import Place, offered
from domain.templates import MOST_OFFERED, TEMPLATED, Template
from storage import case_media, cases, prompts
from storage.case_facts import read_facts
from storage.categories import list_categories
from storage.conversations import Conversation, find_conversation
from storage.discretion import facts_at, sight_at
from storage.paying import Owed
from storage.people import find_member, get_account, list_holders, names_of
from storage.places import list_places
from storage.prompts import Prompt
from storage.templates import list_offered


def _case_id(owed: Owed) -> int:
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    return case_id


def received(tx: Connection, owed: Owed, to: Reader) -> Card:
    facts = facts_at(tx, _case_id(owed), owed.address)
    case, others = facts.case, list[Category]()
    if case.stage is Stage.OPEN and not facts.is_hidden:
        others = runners_up(case, list_categories(tx, community_id=case.community_id))
    return received_card(
        facts,
        to,
        tells_privacy=owed.payload["tells_privacy"],
        runners_up=others,
        earned=case_rewards.of_report(tx, owed, case),
    )


def write_together(tx: Connection, owed: Sequence[Owed], to: Reader) -> Card:
    """One message for acknowledgements that the group's limit made wait."""
    return together_card([_as_reported_here(tx, one) for one in owed], to)


def _as_reported_here(tx: Connection, owed: Owed) -> CaseFacts:
    """Who reported in this group was seen there, and must know which number is theirs."""
    facts = read_facts(tx, _case_id(owed))
    seen = as_seen(facts, sight_at(tx, facts.case, owed.address))
    return replace(seen, reporter=facts.reporter)


def staff(tx: Connection, owed: Owed, to: Reader) -> Card:
    return staff_card(facts_at(tx, _case_id(owed), owed.address), to)


def question(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    case_id, round_number = _case_id(owed), int(owed.about.split(":")[2])
    reopenings = cases.list_reopenings(tx, case_id)
    reopened_by = reopenings[round_number] if round_number < len(reopenings) else None
    facts = facts_at(tx, case_id, owed.address)
    reward = case_rewards.of_repairs(tx, owed, [case_id], to)
    return question_card(facts, to, reopened_by=reopened_by, reward=reward)


def pictures(tx: Connection, owed: Owed, to: Reader) -> Card | None:
    """Pictures beyond the first, in reply to the card."""
    case_id = _case_id(owed)
    case = cases.get_case(tx, case_id)
    if sight_at(tx, case, owed.address) is not Sight.WHOLE:
        return None
    wanted = set(owed.payload["pictures"])
    media = tuple(
        Media(p.shown.kind, p.file, p.shown.stored, p.id)
        for p in case_media.list_pictures(tx, case_id)
        if p.id in wanted and p.may_be_shown
    )
    if not media:
        return None
    return Card(plain(case.code), media=media)


def assigned(tx: Connection, owed: Owed, to: Reader) -> Card:
    """Tell somebody in private that a case is theirs, with the buttons to work on it."""
    card = staff_card(facts_at(tx, _case_id(owed), owed.address), to)
    return Card(
        (*plain(to.say("case.assigned_to_you", who=owed.payload["by"])), *card.lines),
        card.buttons,
        card.media,
    )


def assign(tx: Connection, owed: Owed, to: Reader) -> Card:
    """The names of those who could take a case, as buttons; the workers of its own grid first."""
    case = cases.get_case(tx, _case_id(owed))
    taken = set(cases.list_assignees(tx, case.id))
    holders = list_holders(
        tx, community_id=case.community_id, role=Role.GRID_WORKER, grid_id=case.grid_id
    )
    for role in (Role.GRID_WORKER, Role.DEPARTMENT, Role.CAPTAIN, Role.SECRETARY):
        holders += list_holders(tx, community_id=case.community_id, role=role)
    names = names_of(tx, community_id=case.community_id, person_ids=holders)
    free = [
        (one, names[one]) for one in dict.fromkeys(holders) if one in names and one not in taken
    ]
    return assign_card(case, free[:MOST_NAMES], to)


MOST_NAMES = 30
"""Telegram refuses more than 100 buttons, and nobody finds a name among so many."""


def prompt(tx: Connection, owed: Owed, to: Reader) -> Card:
    """A question to one person, by name, so that their phone opens the reply for them."""
    assert owed.about is not None
    asked = prompts.get_prompt(tx, int(owed.about.split(":")[1]))
    code = cases.get_case(tx, asked.case_id).code if asked.case_id else ""
    names = names_of(tx, community_id=asked.community_id, person_ids=[asked.person_id])
    account = get_account(tx, asked.person_id, channel=TELEGRAM)
    mention = Span(
        names.get(asked.person_id, account.name), url=f"tg://user?id={account.external_id}"
    )
    blanks = {"code": code, **asked.data.get("params", {})}
    sentence = to.say(f"case.ask.{asked.act}", **blanks)
    line = (mention, Span(to.say("case.ask_colon") + sentence))
    if asked.act == REPORT:  # Telegram takes either an open reply or buttons
        return Card((line,), ((Button(to.say("button.open_form"), start="report"),),))
    ready = _ready_answers(tx, asked)
    if ready:
        own_words = Span(to.say("template.or_write"))
        return Card((line, (own_words,)), offered_rows(asked.id, ready))
    hint = to.say(f"case.ask_hint.{asked.act}")
    return Card((line,), asks=hint)


def _ready_answers(tx: Connection, asked: Prompt) -> list[Template]:
    """What the office has ready for such a question about such a case."""
    if asked.case_id is None or asked.act not in set(TEMPLATED):
        return []
    case = cases.get_case(tx, asked.case_id)
    return list_offered(
        tx,
        community_id=case.community_id,
        act=Act(asked.act),
        category_id=case.category_id,
        limit=MOST_OFFERED,
    )


def _places_for(tx: Connection, form: Conversation) -> list[Place]:
    """What 在哪里 offers to whoever fills in the form."""
    community_id = form.community_id
    if community_id is None or form.step != Step.WHERE:
        return []
    member = find_member(tx, community_id=community_id, person_id=form.person_id)
    known = list_places(tx, community_id=community_id)
    return offered(known, grid_id=member.grid_id if member else None)


def _choice_for(tx: Connection, form: Conversation) -> Choice | None:
    """The catalogue, from where its kinds are chosen and named."""
    if form.community_id is None or form.step not in (Step.CATEGORY, Step.CHECK):
        return None
    draft = Draft(form.data)
    known = on_offer(list_categories(tx, community_id=form.community_id))
    browsing = browsing_at(draft.browsing) or Browsing()
    return Choice(suggest(f"{draft.words} {draft.place}", known), known, browsing)


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    found = find_conversation(tx, payload["person_id"], form=FORM)
    if found is not None and found.version == payload["version"]:
        return form_card(
            Draft(found.data),
            Step(found.step),
            to,
            version=found.version,
            places=_places_for(tx, found),
            choice=_choice_for(tx, found),
        )
    # An empty draft is never handed in, so one that ended empty was cancelled.
    is_last = found is not None and found.version == payload["version"] + 1
    if found is not None and is_last and found.step == Step.DONE:
        return past_card(to, is_cancelled=Draft(found.data).said.is_empty)
    return past_card(to)


LETTERS: dict[str, Letter] = {
    "case.received": Letter(received, is_standing=True),
    "case.card": Letter(staff, is_standing=True, reposts=True),
    "case.question": Letter(question, is_standing=True, reposts=True, falls_back=True),
    "case.pictures": Letter(pictures, replies_to="case.card"),
    "case.assign": Letter(assign),
    "case.assigned": Letter(assigned, is_standing=True),
    "case.prompt": Letter(prompt),
    "case.form": Letter(form, is_standing=True, reposts=True),
    "case.react": Letter(lambda tx, owed, to: None, is_nicety=True),
}
