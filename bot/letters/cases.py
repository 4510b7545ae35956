"""Letters about cases: acknowledgements, staff cards, questions, answers to a look."""

from collections.abc import Sequence

from sqlalchemy import Connection

from actions.asking import REPORT
from bot.letters.letter import Letter, words
from cards.card import Button, Card, Media, Reader, Span, plain
from cards.cases import (
    Grids,
    HistoryLine,
    Page,
    assign_card,
    case_view,
    list_card,
    question_card,
    received_card,
    staff_card,
    together_card,
)
from cards.forms import form_card, past_card
from domain.addresses import TELEGRAM
from domain.case_facts import CaseFacts
from domain.cases import case_id_of
from domain.forms import FORM, Draft, Step
from domain.people import mask_name
from domain.permissions import Role, Verb, may
from storage import case_media, cases, grids, prompts
from storage.case_facts import read_facts
from storage.conversations import find_conversation
from storage.paying import Owed
from storage.people import get_account, holdings_of, list_holders, names_of


def _case_id(owed: Owed) -> int:
    assert owed.about is not None
    case_id = case_id_of(owed.about)
    assert case_id is not None
    return case_id


def received(tx: Connection, owed: Owed, to: Reader) -> Card:
    facts = read_facts(tx, _case_id(owed))
    return received_card(facts, to, tells_privacy=owed.payload["tells_privacy"])


def write_together(tx: Connection, owed: Sequence[Owed], to: Reader) -> Card:
    """One message for acknowledgements that the group's limit made wait."""
    return together_card([read_facts(tx, _case_id(one)) for one in owed], to)


def staff(tx: Connection, owed: Owed, to: Reader) -> Card:
    return staff_card(read_facts(tx, _case_id(owed)), to)


def question(tx: Connection, owed: Owed, to: Reader) -> Card:
    assert owed.about is not None
    case_id, round_number = _case_id(owed), int(owed.about.split(":")[2])
    reopenings = cases.list_reopenings(tx, case_id)
    reopened_by = reopenings[round_number] if round_number < len(reopenings) else None
    return question_card(read_facts(tx, case_id), to, reopened_by=reopened_by)


def pictures(tx: Connection, owed: Owed, to: Reader) -> Card:
    """Pictures beyond the first, in reply to the card."""
    case_id = _case_id(owed)
    wanted = set(owed.payload["pictures"])
    media = tuple(
        Media(p.kind, p.file) for p in case_media.list_pictures(tx, case_id) if p.id in wanted
    )
    return Card(plain(cases.get_case(tx, case_id).code), media=media)


def assigned(tx: Connection, owed: Owed, to: Reader) -> Card:
    """Tell somebody in private that a case is theirs, with the buttons to work on it."""
    facts = read_facts(tx, _case_id(owed))
    card = staff_card(facts, to)
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
    return assign_card(case, free[:MOST_OFFERED], to)


PAGE_SIZE = 10
MOST_OFFERED = 30
"""Telegram refuses more than 100 buttons, and nobody finds a name among so many."""


def listing(tx: Connection, owed: Owed, to: Reader) -> Card:
    """``/mine`` and ``/open``, a page at a time."""
    community_id = owed.community_id
    assert community_id is not None
    payload = owed.payload
    if payload["what"] == "mine":
        mine = {"community_id": community_id, "person_id": payload["person_id"]}
        total = cases.count_mine(tx, **mine)
        index = _page_within(payload["page"], total)
        found = cases.list_mine(tx, **mine, offset=index * PAGE_SIZE, limit=PAGE_SIZE)
        return list_card(Page(found, index, PAGE_SIZE, total), to, what="mine")
    names = {one.id: one.name for one in grids.list_grids(tx, community_id=community_id)}
    chosen = payload.get("grid")
    # A card from before grids were asked for has no buttons for them.
    parts = Grids(names if chosen is not None else {}, chosen if chosen in names else None)
    total = cases.count_open(tx, community_id=community_id, grid_id=parts.chosen)
    index = _page_within(payload["page"], total)
    found = cases.list_open(
        tx,
        community_id=community_id,
        grid_id=parts.chosen,
        offset=index * PAGE_SIZE,
        limit=PAGE_SIZE,
    )
    return list_card(Page(found, index, PAGE_SIZE, total), to, what="open", grids=parts)


def _page_within(page: int, total: int) -> int:
    """The page that was asked for, or the last one there still is."""
    return max(0, min(page, (total - 1) // PAGE_SIZE))


def view(tx: Connection, owed: Owed, to: Reader) -> Card:
    """``/case`` as its viewer may see it: the whole story only in private, and only if it is theirs
    or their office's.
    """
    payload = owed.payload
    facts = read_facts(tx, payload["case_id"])
    case, viewer = facts.case, payload["viewer_id"]
    holdings = holdings_of(tx, community_id=case.community_id, person_id=viewer)
    is_assigned = viewer in cases.list_assignees(tx, case.id)

    def is_allowed(verb: Verb) -> bool:
        return owed.address.is_private and may(
            verb, holdings, grid_id=case.grid_id, is_assigned=is_assigned
        )

    return case_view(
        facts,
        _history(tx, facts),
        to,
        is_close=is_allowed(Verb.LOOK_CLOSELY),
        is_own=owed.address.is_private and case.reporter_id == viewer,
        may_reveal=is_allowed(Verb.REVEAL_REPORTER),
    )


def _history(tx: Connection, facts: CaseFacts) -> list[HistoryLine]:
    """What happened, in order. The reporter's name stays masked here for everybody: the whole name
    is a press away, and that press is written down.
    """
    case = facts.case
    events = cases.list_events(tx, case.id)
    names = names_of(
        tx,
        community_id=case.community_id,
        person_ids={event.actor_id for event in events if event.actor_id is not None},
    )
    names[case.reporter_id] = mask_name(facts.reporter)
    return [
        HistoryLine(
            event.kind,
            event.at,
            names.get(event.actor_id or 0),
            event.words,
            event.data.get("rating"),
        )
        for event in events
    ]


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
    sentence = to.say(f"case.ask.{asked.act}", code=code)
    line = (mention, Span(to.say("case.ask_colon") + sentence))
    if asked.act == REPORT:  # Telegram takes either an open reply or buttons
        return Card((line,), ((Button(to.say("button.open_form"), start="report"),),))
    hint = to.say(f"case.ask_hint.{asked.act}")
    return Card((line,), asks=hint)


def form(tx: Connection, owed: Owed, to: Reader) -> Card:
    payload = owed.payload
    found = find_conversation(tx, payload["person_id"], form=FORM)
    if found is not None and found.version == payload["version"]:
        return form_card(Draft(found.data), Step(found.step), to, version=found.version)
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
    "case.word": Letter(words, replies_to="case.card", falls_back=True),
    "case.assign": Letter(assign),
    "case.list": Letter(listing, is_standing=True),
    "case.view": Letter(view, is_standing=True),
    "case.assigned": Letter(assigned, is_standing=True),
    "case.prompt": Letter(prompt),
    "case.form": Letter(form, is_standing=True, reposts=True),
    "case.react": Letter(lambda tx, owed, to: None, is_nicety=True),
}
