"""A meeting that has come to deciding: three residents are there, one of them has proposed it."""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from actions.meetings import move_meeting
from bot.neighbourhood import COMMUNITY
from domain.audiences import EVERYBODY
from domain.meetings import Coming, Meeting, Stage
from domain.proposals import Proposal, ProposalState
from sandbox.driver import Message, Place
from storage import meeting_agenda, meeting_guests, meetings, proposals
from storage.communities import find_community
from tests.journeys.an_activity import person_id
from tests.journeys.posting import morning
from tests.street import Street

TITLE = "电动车充电"
MATTER = "3号楼装充电桩"


async def lay_decision(
    street: Street,
    *,
    leader: str = "陈书记",
    maker: str | None = "小李",
    case_ids: tuple[int, ...] = (),
    there: tuple[str, ...] = ("王阿姨", "周爷爷"),
    writes: tuple[str, ...] = ("陈书记", "小李", "王阿姨", "周爷爷", "赵师傅"),
) -> Meeting:
    """``writes`` are those who have written to the bot; without a ``maker`` the matter is made of
    these cases.
    """
    for name in writes:
        await street.person(name).starts()
    await street.settled()
    return await street.program.db.do(
        _lay,
        leader_id=await person_id(street, leader),
        maker_id=await person_id(street, maker) if maker else None,
        case_ids=case_ids,
        there=[await person_id(street, name) for name in there],
        now=street.clock.now(),
    )


def _lay(
    tx: Connection,
    *,
    leader_id: int,
    maker_id: int | None,
    case_ids: tuple[int, ...],
    there: list[int],
    now: datetime,
) -> Meeting:
    community = find_community(tx, COMMUNITY)
    assert community is not None
    home = community.id
    proposal = _propose(tx, home, maker_id=maker_id, reviewed_by=leader_id, now=now)
    proposals.add_cases(tx, community_id=home, proposal_id=proposal.id, case_ids=case_ids)
    meeting = _call(tx, home, leader_id=leader_id, now=now)
    meeting_agenda.add_item(tx, meeting, MATTER, proposal_id=proposal.id)
    meeting_agenda.add_item(tx, meeting, "停车")
    for one in there:
        guest = {"answer": Coming.YES.value, "checked_in_at": now, "checked_in_by": leader_id}
        meeting_guests.put_guest(tx, meeting, one, **guest)
    for to in (Stage.MET, Stage.DECIDED):
        meeting = move_meeting(tx, meeting, to=to, by=leader_id, reason="", source="test", now=now)
    return meeting


def _propose(
    tx: Connection, community_id: int, *, maker_id: int | None, reviewed_by: int, now: datetime
) -> Proposal:
    return proposals.add_proposal(
        tx,
        community_id=community_id,
        made_by=maker_id,
        title=MATTER,
        words=MATTER,
        seconds_needed=2,
        state=ProposalState.SCHEDULED.value,
        reviewed_by=reviewed_by,
        source="test:proposal",
        now=now,
    )


def _call(tx: Connection, community_id: int, *, leader_id: int, now: datetime) -> Meeting:
    return meetings.add_meeting(
        tx,
        community_id=community_id,
        number="JY-2026-07",
        title=TITLE,
        place="活动室",
        audience=EVERYBODY,
        starts_at=now,
        ends_at=now + timedelta(hours=1),
        quorum="1",
        invited=9,
        repeats=None,
        leader_id=leader_id,
        made_by=leader_id,
        secret="a secret of this meeting",
        source="test:meeting",
        now=now,
    )


async def end_meeting(street: Street, meeting: Meeting, *, to: Stage, reason: str = "") -> None:
    def end(tx: Connection) -> None:
        found = meetings.get_meeting(tx, meeting.id)
        move_meeting(
            tx,
            found,
            to=to,
            by=found.leader_id,
            reason=reason,
            source=f"test:{to}",
            now=street.clock.now(),
        )

    await street.program.db.do(end)
    await street.settled()


async def presses(street: Street, who: str, label: str, on: Message) -> str:
    """What the alert says; a card in a group is edited no more often than every three seconds."""
    answer = await street.person(who).presses(label, on=on)
    await street.wait(seconds=4)
    return (answer.text or "") if answer else ""


async def answers(street: Street, who: str, words: str, question: str, place: Place) -> str:
    """Reply to the bot's question, and what it says to that."""
    asked = await place.shows(question)
    said = await street.person(who).says(words, to=place, reply_to=asked)
    await street.wait(seconds=4)
    return said_to(place, said)


async def says(street: Street, who: str, words: str, place: Place) -> str:
    said = await street.person(who).says(words, to=place)
    await street.wait(seconds=4)
    return said_to(place, said)


def said_to(place: Place, said: Message) -> str:
    return "\n".join(
        one.text for one in place.messages if one.from_bot and one.reply_to_id == said.id
    )


async def a_decided_meeting(street: Street) -> None:
    """From the minutes to the last answer, with everything that is looked up on the way."""
    await morning(street)
    meeting = await lay_decision(street)
    secretary, zhao = street.person("陈书记"), street.person("赵师傅")
    await secretary.says("/minutes")
    await street.settled()
    desk = await secretary.private.shows("纪要 JY-2026-07")
    await presses(street, "陈书记", "照片", desk)
    asked = await secretary.private.shows(f"请发「{TITLE}」的照片")
    await secretary.sends_photo("", to=secretary.private, reply_to=asked)
    await presses(street, "陈书记", "1", desk)
    await presses(street, "陈书记", "决议", desk)
    line = "装四个充电位 @zhaoshifu 明年12月31日前"
    await answers(street, "陈书记", line, "的决议是什么", secretary.private)
    await presses(street, "陈书记", "返回", desk)
    await presses(street, "陈书记", "发布纪要", desk)
    await zhao.sends_photo("/resolution JY-2026-07-1 40% 已采购", to=street.group)
    await street.group.shows("JY-2026-07-1 现在 40%")
    assert (await street.person("周爷爷").private.shows("说明：已采购")).data["photo"]
    await street.person("小李").starts(f"minutes_{meeting.id}")
    await end_meeting(street, meeting, to=Stage.FOLLOWING)
    listed = await says(street, "外人", "/resolutions", street.group)
    assert "进行中的决议（1）" in listed
    card = [one for one in street.group.messages if one.from_bot][-1]
    for label in ("已结束(0)", "超期(0)"):
        await presses(street, "外人", label, card)
    await says(street, "赵师傅", "/resolution JY-2026-07-1 100% 通电了", street.group)
    await street.wait(hours=12)
    asked = await street.person("王阿姨").private.shows("有结果了")
    await presses(street, "王阿姨", "满意", asked)
    await street.wait(hours=24 * 4)
