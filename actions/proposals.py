"""Proposals 提议: brought up, stood behind 附议, withdrawn, and what a meeting makes of them."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.asking import ask, close_questions
from actions.deadlines import held
from actions.looks import show_instead
from actions.once import once
from actions.permits import check_visitor_may, holdings_now
from actions.proposal_news import tell_those_behind
from domain.addresses import TELEGRAM, Address
from domain.answers import Answer, Json
from domain.audiences import EVERYBODY
from domain.media import Words
from domain.people import ChatKind, Visitor
from domain.permissions import Role, Verb, may
from domain.proposals import (
    MOST_OPEN,
    PILES,
    TAKES_VOICES,
    Pile,
    Proposal,
    ProposalState,
    needed_of,
    read_words,
    title_of,
)
from domain.rules import RuleBroken
from storage import audiences, communities, messages, outbox, people, proposals
from storage.outbox import Lane
from storage.prompts import Prompt

CARD, DRAFT, REVIEW = "proposal.card", "proposal.draft", "proposal.review"
VIEW, LIST = "proposal.view", "proposal.list"
STANDING = (CARD, DRAFT, REVIEW)
LOOKS = (VIEW, LIST)

ASK_WORDS = "proposal.words"
"""The question whose answer is what somebody proposes."""

START = "prop_"
"""What a link into the private chat asks for, before a proposal's number."""

POSTED_TO = (ChatKind.PUBLIC, ChatKind.RIDERS)
"""Where a proposal that was written in private is shown: to those who can stand behind it."""

NO_PAUSE = timedelta(0)


@once
def make_proposal(
    tx: Connection, *, by: Visitor, text: str, here: Address, source: str, now: datetime
) -> Answer | None:
    """Bring a matter up: in a group there, from private where its maker says 发布."""
    close_questions(tx, person_id=by.person_id, where=here, act=ASK_WORDS, now=now)
    return _make(tx, by=by, text=text, here=here, source=source, now=now)


@once
def ask_for_words(
    tx: Connection, *, by: Visitor, here: Address, source: str, now: datetime
) -> Answer | None:
    """The bare command: ask what it is about."""
    check_visitor_may(tx, by, Verb.PROPOSE)
    _check_is_room(tx, by)
    close_questions(tx, person_id=by.person_id, where=here, act=ASK_WORDS, now=now)
    ask(
        tx,
        person=by,
        community_id=by.home,
        act=ASK_WORDS,
        case_id=None,
        where=here,
        source=source,
        data={"chat": here.chat, "channel": here.channel, "thread": here.thread},
        now=now,
    )
    return None


def answer_words(
    tx: Connection, prompt: Prompt, *, by: Visitor, said: Words, source: str, now: datetime
) -> Answer | None:
    """Wrong words raise ``RuleBroken``, and the question stays open for better ones."""
    here = Address(prompt.data["chat"], prompt.data["channel"], prompt.data["thread"])
    return _make(tx, by=by, text=said.text, here=here, source=source, now=now)


def _make(
    tx: Connection, *, by: Visitor, text: str, here: Address, source: str, now: datetime
) -> Answer | None:
    check_visitor_may(tx, by, Verb.PROPOSE)
    words = read_words(text)
    _check_is_room(tx, by)
    laid_down = communities.get_community(tx, by.home).seconds_needed
    members = audiences.count_meant(tx, by.home, EVERYBODY)
    state = ProposalState.DRAFT if here.is_private else ProposalState.OPEN
    made = proposals.add_proposal(
        tx,
        community_id=by.home,
        made_by=by.person_id,
        title=title_of(words),
        words=words,
        seconds_needed=needed_of(laid_down, members),
        state=state.value,
        source=source,
        now=now,
    )
    if here.is_private:
        _owe_card(tx, made, DRAFT, here, lane=Lane.ACKNOWLEDGEMENT, pause=NO_PAUSE, now=now)
    else:
        _owe_card(tx, made, CARD, here, lane=Lane.ACKNOWLEDGEMENT, now=now)
    return None


def _check_is_room(tx: Connection, by: Visitor) -> None:
    has = proposals.count_open_by(tx, community_id=by.home, person_id=by.person_id)
    if has >= MOST_OPEN:
        raise RuleBroken("proposal.too_many", count=MOST_OPEN)


def _owe_card(
    tx: Connection,
    proposal: Proposal,
    kind: str,
    to: Address,
    *,
    lane: Lane,
    now: datetime,
    not_before: datetime | None = None,
    pause: timedelta = outbox.CARD_PAUSE,
) -> None:
    outbox.owe_standing(
        tx,
        kind=kind,
        about=proposal.about,
        to=to,
        lane=lane,
        community_id=proposal.community_id,
        not_before=not_before,
        pause=pause,
        now=now,
    )


def proposal_here(tx: Connection, by: Visitor, proposal_id: int) -> Proposal:
    """A proposal of this community that this person may know of: a draft is its maker's alone."""
    found = proposals.find_proposal(tx, proposal_id)
    if found is None or found.community_id != by.community_id:
        raise RuleBroken("press.stale")
    if found.state is ProposalState.DRAFT and found.made_by != by.person_id:
        raise RuleBroken("press.stale")
    return found


def show_again(tx: Connection, proposal: Proposal, *, now: datetime) -> None:
    """The cards about it say what is so now."""
    outbox.want_all_again(tx, about=proposal.about, kinds=STANDING, now=now)


def refresh_here(tx: Connection, here: Address, *, now: datetime) -> None:
    """The view on which somebody has just pressed changes with it."""
    if here.reply_to is None:
        return
    about = messages.find_about(tx, channel=here.channel, chat=here.chat, message=here.reply_to)
    if about is not None and about.startswith("look:"):
        outbox.want_all_again(tx, about=about, kinds=LOOKS, now=now)


def move(
    tx: Connection, proposal: Proposal, to: ProposalState, *, now: datetime, **columns: Json
) -> Proposal:
    """Every change of state goes through here; of two at once the first has decided."""
    moved = proposals.move_proposal(tx, proposal, to, **columns)
    if moved is None:
        raise RuleBroken("proposal.changed_meanwhile", code=proposal.code)
    show_again(tx, moved, now=now)
    return moved


@once
def publish_proposal(
    tx: Connection, *, by: Visitor, proposal_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """发布: the draft becomes a proposal, on a card in each group that can stand behind it."""
    check_visitor_may(tx, by, Verb.PROPOSE)
    draft = proposal_here(tx, by, proposal_id)
    _check_is_room(tx, by)
    groups = [
        chat.address
        for kind in POSTED_TO
        for chat in communities.list_chats(tx, community_id=by.home, kind=kind)
    ]
    if not groups:
        raise RuleBroken("proposal.no_group")
    if draft.made_by != by.person_id:
        raise RuleBroken("proposal.not_yours")
    opened = move(tx, draft, ProposalState.OPEN, now=now)
    for to in groups:
        _owe_card(tx, opened, CARD, to, lane=Lane.CARD, now=now)
    return Answer("proposal.published", {"code": opened.code})


@once
def second_proposal(
    tx: Connection, *, by: Visitor, proposal_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """附议, once a person. The one with whom there are enough brings it before the secretaries."""
    check_visitor_may(tx, by, Verb.SECOND_PROPOSAL)
    proposal = proposal_here(tx, by, proposal_id)
    if proposal.made_by == by.person_id:
        raise RuleBroken("proposal.own")
    if proposal.state not in TAKES_VOICES:
        raise RuleBroken("proposal.takes_no_voices", code=proposal.code)
    counted = proposals.add_second(tx, proposal, by.person_id, now=now)
    if counted is None:
        return Answer("proposal.seconded_already", {"code": proposal.code}, must_be_read=True)
    if counted.state is ProposalState.OPEN and counted.seconds >= counted.seconds_needed:
        counted = _bring_before_office(tx, counted, now=now)
    show_again(tx, counted, now=now)
    refresh_here(tx, here, now=now)
    return Answer(
        "proposal.seconded",
        {"code": counted.code, "count": counted.seconds, "needed": counted.seconds_needed},
    )


def _bring_before_office(tx: Connection, proposal: Proposal, *, now: datetime) -> Proposal:
    """There are enough: the secretaries get a card to answer it by, and its maker hears of it;
    neither at night.
    """
    seconded = move(tx, proposal, ProposalState.SECONDED, now=now)
    morning = held(now, communities.get_community(tx, seconded.community_id))
    for to in office_of(tx, seconded.community_id):
        _owe_card(tx, seconded, REVIEW, to, lane=Lane.CARD, not_before=morning, now=now)
    tell_those_behind(tx, seconded, but_for=None, only_maker=True, now=now)
    return seconded


def office_of(tx: Connection, community_id: int) -> list[Address]:
    """Where the secretaries are asked: in the staff groups, without one each in private."""
    chats = communities.list_chats(tx, community_id=community_id, kind=ChatKind.STAFF)
    if chats:
        return [chat.address for chat in chats]
    holders = people.list_holders(tx, community_id=community_id, role=Role.SECRETARY)
    accounts = (people.get_account(tx, one, channel=TELEGRAM) for one in holders)
    return [one.private for one in accounts if one.is_reachable]


@once
def take_voice_back(
    tx: Connection, *, by: Visitor, proposal_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """取消附议, until there are enough."""
    check_visitor_may(tx, by, Verb.SECOND_PROPOSAL)
    proposal = proposal_here(tx, by, proposal_id)
    if proposal.state is not ProposalState.OPEN:
        raise RuleBroken("proposal.voices_are_counted", code=proposal.code)
    counted = proposals.remove_second(tx, proposal, by.person_id)
    if counted is None:
        raise RuleBroken("proposal.not_seconded", code=proposal.code)
    show_again(tx, counted, now=now)
    refresh_here(tx, here, now=now)
    return Answer("proposal.voice_taken_back", {"code": counted.code})


@once
def withdraw_proposal(
    tx: Connection, *, by: Visitor, proposal_id: int, here: Address, source: str, now: datetime
) -> Answer | None:
    """撤回, by its maker alone and until there are enough."""
    proposal = proposal_here(tx, by, proposal_id)
    is_own = proposal.made_by == by.person_id
    if not may(Verb.WITHDRAW_PROPOSAL, holdings_now(tx, by), is_own=is_own):
        raise RuleBroken("proposal.not_yours")
    if proposal.state not in (ProposalState.DRAFT, ProposalState.OPEN):
        raise RuleBroken("proposal.too_late_to_withdraw", code=proposal.code)
    withdrawn = move(tx, proposal, ProposalState.WITHDRAWN, now=now)
    refresh_here(tx, here, now=now)
    return Answer("proposal.withdrawn", {"code": withdrawn.code})


@once
def turn_list(
    tx: Connection,
    *,
    by: Visitor,
    pile: str,
    page: int,
    here: Address,
    source: str,
    now: datetime,
) -> Answer | None:
    """Show another part or page of the list in the place of this one."""
    check_visitor_may(tx, by, Verb.LOOK_AT_PROPOSALS)
    if pile not in set(PILES):
        raise RuleBroken("press.stale")
    show_instead(tx, {"pile": Pile(pile).value, "page": page}, here, now=now)
    return None


def set_on_agenda(tx: Connection, proposal: Proposal, meeting_id: int, now: datetime) -> Proposal:
    """It will be talked about in this meeting."""
    return move(tx, proposal, ProposalState.SCHEDULED, meeting_id=meeting_id, now=now)


def take_off_agenda(tx: Connection, proposal: Proposal, now: datetime) -> Proposal:
    """The meeting is called off, or has not come to it: it waits for another one."""
    return move(tx, proposal, ProposalState.TAKEN, meeting_id=None, now=now)


def decide(
    tx: Connection, proposal: Proposal, *, is_adopted: bool, reason: str = "", now: datetime
) -> Proposal:
    """What a meeting or a ballot has made of it; its maker and those behind it are told."""
    state = ProposalState.ADOPTED if is_adopted else ProposalState.DECLINED
    decided = move(tx, proposal, state, reason=reason, now=now)
    tell_those_behind(tx, decided, but_for=None, now=now)
    return decided
