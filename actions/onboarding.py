"""Joining, step by step: one card in private that the person's presses carry forward."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.once import once
from actions.permits import check_visitor_may
from actions.replies import reply
from domain.addresses import Address
from domain.answers import Answer, Json
from domain.onboarding import TRADES, Path, Step
from domain.people import MemberKind, Visitor
from domain.permissions import Role, Verb
from domain.rules import RuleBroken
from storage import communities, grids, outbox, people, roles
from storage.conversations import (
    Conversation,
    begin_conversation,
    find_conversation,
    move_conversation,
)
from storage.outbox import Lane

FORM = "onboarding"
CARD = "member.onboarding"


@once
def begin_joining(
    tx: Connection,
    *,
    visitor: Visitor,
    here: Address,
    wanted: int | None = None,
    source: str,
    now: datetime,
) -> Answer | None:
    """Answer ``/start``: the home card for somebody we know, else the first step of joining.

    Each ``/start`` gets a card of its own at the end of the chat; the buttons of an older one
    are stale from then on. Nothing that a member may do waits for the last step.
    """
    check_visitor_may(tx, visitor, Verb.JOIN)
    choices = _where_to(tx, visitor, wanted)
    if not choices:
        raise RuleBroken("start.nobody_set_up")
    community_id = choices[0] if len(choices) == 1 else None
    if community_id is not None:
        enter(tx, visitor, community_id, channel=here.channel, now=now)
        if is_settled(tx, community_id=community_id, person_id=visitor.person_id):
            _go_home(tx, visitor, here, community_id, source=source, now=now)
            return None
    card = f"{FORM}:{visitor.person_id}:{here.reply_to}"
    begin_conversation(
        tx,
        person_id=visitor.person_id,
        community_id=community_id,
        form=FORM,
        step=(Step.KIND if community_id else Step.COMMUNITY).value,
        data={"card": card, "chooses": community_id is None},
        now=now,
    )
    _show_card(tx, card, person_id=visitor.person_id, to=here, community_id=community_id, now=now)
    return None


def _where_to(tx: Connection, visitor: Visitor, wanted: int | None) -> list[int]:
    """The communities that come into question, most certain first; one leaves no choice."""
    known = [community.id for community in communities.list_communities(tx)]
    if wanted in known:
        return [wanted]
    if visitor.community_id is not None:
        return [visitor.community_id]
    return people.list_memberships(tx, visitor.person_id) or known


def enter(
    tx: Connection, visitor: Visitor, community_id: int, *, channel: str, now: datetime
) -> None:
    """Make the visitor a member there, and let what they say in private be said there."""
    people.add_member(
        tx,
        community_id=community_id,
        person_id=visitor.person_id,
        name=visitor.name,
        now=now,
    )
    people.change_account(tx, visitor.person_id, channel=channel, current_community_id=community_id)


def is_settled(tx: Connection, *, community_id: int, person_id: int) -> bool:
    """Whether there is nothing left to ask: they have agreed, or the office has named them."""
    member = people.find_member(tx, community_id=community_id, person_id=person_id)
    if member is not None and member.consented_at is not None:
        return True
    held = roles.list_held(tx, community_id=community_id, person_id=person_id)
    return any(one.role is not Role.MERCHANT for one in held)


@once
def go_on_joining(
    tx: Connection,
    *,
    visitor: Visitor,
    here: Address,
    version: int,
    step: Step,
    choice: str,
    source: str,
    now: datetime,
) -> Answer | None:
    """Take the answer to one step and show the next."""
    talk = _current(tx, visitor, version=version)
    if talk.step != step:
        raise RuleBroken("press.stale")
    community_id, data = _answered(tx, talk, step=step, choice=choice)
    following = _path(tx, data, community_id).after(step)
    if step is Step.COMMUNITY:
        enter(tx, visitor, community_id, channel=here.channel, now=now)
        if is_settled(tx, community_id=community_id, person_id=visitor.person_id):
            following = Step.DONE
    elif following is Step.DONE:
        _settle(tx, visitor, community_id, data, now=now)
    _move(tx, talk, step=following, data=data, community_id=community_id, now=now)
    _show_card(
        tx,
        data["card"],
        person_id=visitor.person_id,
        to=here,
        community_id=community_id,
        now=now,
    )
    return None


@once
def go_back_in_joining(
    tx: Connection,
    *,
    visitor: Visitor,
    here: Address,
    version: int,
    source: str,
    now: datetime,
) -> Answer | None:
    """Show the step before; what was answered there is asked again."""
    talk = _current(tx, visitor, version=version)
    step = Step(talk.step)
    if step is Step.DONE:
        raise RuleBroken("press.stale")
    before = _path(tx, talk.data, talk.community_id).before(step)
    _move(tx, talk, step=before, data=talk.data, community_id=talk.community_id, now=now)
    _show_card(
        tx,
        talk.data["card"],
        person_id=visitor.person_id,
        to=here,
        community_id=talk.community_id,
        now=now,
    )
    return None


def _current(tx: Connection, visitor: Visitor, *, version: int) -> Conversation:
    check_visitor_may(tx, visitor, Verb.JOIN)
    talk = find_conversation(tx, visitor.person_id, form=FORM)
    if talk is None or talk.version != version:
        raise RuleBroken("press.stale")
    return talk


def _answered(
    tx: Connection, talk: Conversation, *, step: Step, choice: str
) -> tuple[int, dict[str, Json]]:
    """The community and the answers after this one; a choice that is none (any more) is stale."""
    data = dict(talk.data)
    community_id = talk.community_id
    match step:
        case Step.COMMUNITY:
            community_id = _one_of([one.id for one in communities.list_communities(tx)], choice)
        case Step.KIND if choice in list(MemberKind):
            data["kind"] = choice
        case Step.TRADE if choice in TRADES[MemberKind(data["kind"])]:
            data["trade"] = choice
        case Step.GRID if community_id is not None:
            known = [one.id for one in grids.list_grids(tx, community_id=community_id)]
            data["grid"] = _one_of(known, choice) if choice else None
        case Step.PRIVACY:
            pass
        case _:
            raise RuleBroken("press.stale")
    if community_id is None:
        raise RuleBroken("press.stale")
    return community_id, data


def _one_of(ids: list[int], choice: str) -> int:
    found = next((one for one in ids if str(one) == choice), None)
    if found is None:
        raise RuleBroken("press.stale")
    return found


def _path(tx: Connection, data: dict[str, Json], community_id: int | None) -> Path:
    has_grids = community_id is not None and bool(grids.list_grids(tx, community_id=community_id))
    kind = MemberKind(data["kind"]) if data.get("kind") else None
    return Path(chooses_community=data["chooses"], has_grids=has_grids, kind=kind)


def _settle(
    tx: Connection, visitor: Visitor, community_id: int, data: dict[str, Json], *, now: datetime
) -> None:
    """Keep the answers now that the person has agreed to it, and not before."""
    kind = MemberKind(data["kind"])
    trade = data.get("trade")
    known = {grid.id for grid in grids.list_grids(tx, community_id=community_id)}
    people.change_member(
        tx,
        community_id=community_id,
        person_id=visitor.person_id,
        kind=kind.value,
        trade=trade if trade in TRADES[kind] else None,
        grid_id=data["grid"] if data.get("grid") in known else None,
        privacy_told_at=now,
        consented_at=now,
    )


def _move(
    tx: Connection,
    talk: Conversation,
    *,
    step: Step,
    data: dict[str, Json],
    community_id: int | None,
    now: datetime,
) -> None:
    if not move_conversation(
        tx, talk, step=step.value, data=data, community_id=community_id, now=now
    ):
        raise RuleBroken("press.stale")


def _show_card(
    tx: Connection,
    card: str,
    *,
    person_id: int,
    to: Address,
    community_id: int | None,
    now: datetime,
) -> None:
    outbox.owe_standing(
        tx,
        kind=CARD,
        about=card,
        to=to,
        lane=Lane.ACKNOWLEDGEMENT,
        community_id=community_id,
        payload={"person": person_id},
        pause=timedelta(0),
        now=now,
    )


def _go_home(
    tx: Connection,
    visitor: Visitor,
    here: Address,
    community_id: int,
    *,
    source: str,
    now: datetime,
) -> None:
    reply(
        tx,
        kind="member.home",
        here=here,
        community_id=community_id,
        payload={"person": visitor.person_id},
        source=source,
        now=now,
    )
