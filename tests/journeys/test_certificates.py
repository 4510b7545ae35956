"""证明: a paper about one's hours with a number; and anybody finds out whether it is genuine."""

import asyncio
import os
import re
import signal
from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Connection

from actions.hours import Served, add_hours
from bot.neighbourhood import COMMUNITY
from domain.certificates import Content
from domain.hours import HourKind
from sandbox.driver import Message, Place
from storage.certificates import add_certificate
from storage.communities import add_community
from storage.hours import add_entry, list_hours
from storage.outbox import SENDING
from storage.tables import accounts, certificates, code_tries, communities, outbox
from tests.bot.test_drawer import drawers_of, has_ended, needs_pidfd
from tests.street import Street

pytestmark = pytest.mark.journey

NUMBER = re.compile(r"Z20\d\d-[0-9A-HJKMNP-TV-Z]{8}")


def here(place: Place, message: Message) -> Message:
    """The message as it stands there now."""
    found = place.message(message.id)
    assert found is not None
    return found


def last_of(place: Place) -> Message:
    return [one for one in place.messages if one.from_bot][-1]


async def answer_to(street: Street, who: str, words: str, to: Place) -> Message:
    """What the bot said last once everything has come to rest."""
    await street.person(who).says(words, to=to)
    await street.settled()
    return last_of(to)


def person_id_of(tx: Connection, external_id: int) -> int:
    found: int = tx.execute(
        sa.select(accounts.c.person_id).where(accounts.c.external_id == str(external_id))
    ).scalar_one()
    return found


def home_id(tx: Connection) -> int:
    found: int = tx.execute(
        sa.select(communities.c.id).where(communities.c.name == COMMUNITY)
    ).scalar_one()
    return found


async def has_hours(street: Street, who: str, *entries: tuple[str, HourKind, int]) -> None:
    """Confirmed hours as they come about elsewhere: day, kind, minutes."""
    person_id = await street.read(person_id_of, street.person(who).id)
    secretary = await street.read(person_id_of, street.person("陈书记").id)
    home, now = await street.read(home_id), street.clock.now()
    for number, (day, kind, minutes) in enumerate(entries):
        served = Served(
            community_id=home,
            person_id=person_id,
            kind=kind,
            service="cleaning",
            held_on=date.fromisoformat(day),
            minutes=minutes,
            words="顺手清运垃圾",
            confirmed_by=secretary,
            source=f"test:{who}:{day}:{number}",
        )
        await street.program.db.do(add_hours, served, now=now)


async def press_made_up(street: Street, who: str, on: Message, data: str) -> str:
    """What a modified client hears that presses what no button says."""
    one = street.person(who)
    body = {"as": one.id, "do": "press", "chat": on.chat_id, "message_id": on.id}
    pressed = await street.driver.act(body | {"data": data, "as_seen": True})
    await street.settled()
    answer = street.driver.mirror.answers[pressed["query_id"]]
    assert answer["alert"]
    return str(answer["text"])


def count_of(tx: Connection, table: sa.Table) -> int:
    found: int = tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return found


def is_on_its_way(tx: Connection) -> bool:
    return tx.execute(sa.select(outbox.c.id).where(outbox.c.state == SENDING)).first() is not None


def take_back(tx: Connection, external_id: int, day: date, *, now: datetime) -> None:
    """As a correction does."""
    person_id, home = person_id_of(tx, external_id), home_id(tx)
    [first] = list_hours(tx, community_id=home, person_id=person_id, since=day, until=day)
    add_entry(
        tx,
        community_id=home,
        person_id=person_id,
        kind=first.kind,
        service=first.service,
        held_on=first.held_on,
        minutes=-first.minutes,
        words="记错了",
        source=f"test:correction:{day}",
        confirmed_by=None,
        reverses_id=first.id,
        now=now,
    )


def issued_elsewhere(tx: Connection, external_id: int, street: Street, *, now: datetime) -> str:
    """The number of a certificate that somebody has from another community."""
    other = add_community(tx, "隔壁社区", defaults=street.defaults, now=now)
    number = "Z2026-7K3QM9PT"
    day = date(2026, 1, 3)
    content = Content(day, day, 60, 0, (("cleaning", 60),), (), 1)
    made = add_certificate(
        tx,
        community_id=other.id,
        person_id=person_id_of(tx, external_id),
        number=number,
        name="李雷",
        issuer=other.name,
        content=content,
        source="test:elsewhere",
        now=now,
    )
    assert made == 1
    return number


async def ready(street: Street, who: str) -> int:
    """Somebody who has opened the bot, with 2.5 verified hours this year and 3 of the last."""
    await street.person(who).starts()
    await street.settled()
    year = street.clock.now().year
    await has_hours(
        street,
        who,
        (f"{year}-01-03", HourKind.VERIFIED, 150),
        (f"{year}-01-05", HourKind.DECLARED, 60),
        (f"{year - 1}-12-24", HourKind.DECLARED, 180),
    )
    return year


async def issued(street: Street, who: str, period: str) -> Message:
    """The certificate, in the place of the question that was answered with this button."""
    question = await answer_to(street, who, "开证明", street.person(who).private)
    await street.person(who).presses(period, on=question)
    await street.settled()
    return here(street.person(who).private, question)


async def paper_in(street: Street, message: Message) -> bytes:
    document: dict[str, Any] = message.data["document"]
    return await street.driver.file(document["file_id"])


def number_in(message: Message) -> str:
    found = NUMBER.search(message.text)
    assert found is not None, message.text
    return found[0]


async def test_a_volunteer_gets_a_paper_about_a_year_and_anybody_may_check_it(
    street: Street,
) -> None:
    year = await ready(street, "小李")
    xiaoli = street.person("小李")

    hours = await answer_to(street, "小李", "/hours", xiaoli.private)
    await xiaoli.presses("证明", on=hours)
    await street.settled()
    question = last_of(xiaoli.private)
    assert question.rows == [[f"{year} 年", f"{year - 1} 年", "全部"]]
    answered = await xiaoli.presses(f"{year} 年", on=question)
    assert answered is not None
    assert "正在制作" in (answered.text or "")
    again = await xiaoli.presses(f"{year} 年", on=question, as_seen=True)  # a quick thumb
    assert again is not None
    await street.settled()

    paper = here(xiaoli.private, question)
    number = number_in(paper)
    assert paper.data["document"]["file_name"] == f"志愿服务证明-{number}.pdf"
    assert "核实 2.5 小时 · 申报 1.0 小时" in paper.text
    assert (await paper_in(street, paper)).startswith(b"%PDF-")
    assert await street.read(count_of, certificates) == 1

    await street.person("外人").starts(f"cert_{number}")  # scanned
    await street.settled()
    checked = last_of(street.person("外人").private)
    assert f"{number} 是真的" in checked.text
    assert "小*" in checked.text
    assert "小李" not in checked.text
    assert "核实 2.5 小时 · 申报 1.0 小时" in checked.text
    assert f"{year}年1月3日 至 {year}年1月5日" in checked.text
    assert COMMUNITY in checked.text

    typed = number.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert "是真的" in (await answer_to(street, "王阿姨", f"/verify {typed}", street.group)).text
    await xiaoli.presses("证明", on=here(xiaoli.private, hours))  # another day, another paper
    await street.settled()
    assert last_of(xiaoli.private).buttons[-1] == f"再看 {number}"


async def test_what_was_issued_stays_is_shown_again_and_a_correction_is_told(
    street: Street,
) -> None:
    year, xiaoli = await ready(street, "小李"), street.person("小李").id
    await has_hours(street, "小李", (f"{year}-01-02", HourKind.DECLARED, 600))
    await street.program.db.do(take_back, xiaoli, date(year, 1, 2), now=street.clock.now())
    first = await issued(street, "小李", "全部")
    number, paper = number_in(first), await paper_in(street, first)
    assert "申报 4.0 小时" in first.text
    await has_hours(street, "小李", (f"{year}-01-04", HourKind.DECLARED, 600))

    shown = await issued(street, "小李", f"再看 {number}")
    assert number_in(shown) == number
    assert await paper_in(street, shown) == paper
    assert "申报 4.0 小时" in shown.text
    second = number_in(await issued(street, "小李", f"{year} 年"))
    assert second != number

    assert "更正" not in (await answer_to(street, "外人", f"/verify {number}", street.group)).text
    await street.wait(minutes=1)
    await street.program.db.do(take_back, xiaoli, date(year, 1, 3), now=street.clock.now())
    assert "更正" in (await answer_to(street, "外人", f"/verify {number}", street.group)).text


async def test_nobody_certifies_nothing_nor_for_others(street: Street) -> None:
    await ready(street, "小李")
    paper = await issued(street, "小李", "全部")
    for who in ("外人", "王阿姨"):
        person = street.person(who)
        await person.starts()
        await street.settled()
        refused = await answer_to(street, who, "开证明", person.private)
        assert "开不了证明" in refused.text or "社区" in refused.text
        assert "document" not in refused.data

    await has_hours(street, "王阿姨", ("2026-01-03", HourKind.VERIFIED, 60))
    question = await answer_to(street, "王阿姨", "开证明", street.person("王阿姨").private)
    for verb, subject, arg in (
        ("hours.certificate", 1, ""),  # 小李's
        ("hours.certificate", 99, ""),
        ("hours.certify_for", 0, "2019x"),
        ("hours.certify_for", 0, "2099"),
        ("hours.certify_for", 0, "2001"),
    ):
        answered = await press_made_up(street, "王阿姨", question, f"p1:{verb}:{subject}:0:{arg}")
        assert answered
    assert await street.read(count_of, certificates) == 1
    assert number_in(paper)


async def test_whoever_guesses_at_numbers_must_wait(street: Street) -> None:
    await ready(street, "小李")
    number = number_in(await issued(street, "小李", "全部"))
    wairen, group = street.person("外人"), street.group

    assert "/verify Z2026" in (await answer_to(street, "外人", "/verify", group)).text
    assert "不像" in (await answer_to(street, "外人", "/verify 你好", group)).text
    for sign in "ABCDE":
        wrong = await answer_to(street, "外人", f"/verify Z2026-{sign * 8}", group)
        assert f"没有 Z2026-{sign * 8}" in wrong.text
    refused = await answer_to(street, "外人", f"/verify {number}", group)
    assert "10 分钟" in refused.text
    assert await street.read(count_of, code_tries) == 5
    assert "是真的" in (await answer_to(street, "王阿姨", f"/verify {number}", group)).text

    await street.wait(minutes=11)
    assert "是真的" in (await answer_to(street, "外人", f"/verify {number}", group)).text
    assert wairen.name == "外人"


async def test_a_certificate_of_another_community_is_checked_but_not_shown(
    street: Street,
) -> None:
    await street.person("小李").starts()
    await street.settled()
    number = await street.program.db.do(
        issued_elsewhere, street.person("小李").id, street, now=street.clock.now()
    )

    checked = await answer_to(street, "外人", f"/verify {number}", street.group)
    assert "隔壁社区" in checked.text
    await has_hours(street, "小李", ("2026-01-03", HourKind.VERIFIED, 60))
    question = await answer_to(street, "小李", "开证明", street.person("小李").private)
    assert f"再看 {number}" not in question.buttons
    answered = await press_made_up(street, "小李", question, "p1:hours.certificate:1:0:")
    assert answered
    assert "document" not in here(street.person("小李").private, question).data


@pytest.mark.sqlite
@needs_pidfd
async def test_the_process_that_draws_is_replaced_when_it_dies_and_ends_with_the_program(
    street: Street, caplog: pytest.LogCaptureFixture
) -> None:
    await ready(street, "小李")
    assert drawers_of(os.getpid()) == []
    await issued(street, "小李", "全部")
    [first] = drawers_of(os.getpid())

    os.kill(first, signal.SIGKILL)
    await has_hours(street, "小李", ("2026-01-07", HourKind.VERIFIED, 60))
    second = await issued(street, "小李", "全部")
    assert (await paper_in(street, second)).startswith(b"%PDF-")
    [process] = drawers_of(os.getpid())
    assert process != first

    os.kill(process, signal.SIGSTOP)  # it hangs, and then the program is told to end
    question = await answer_to(street, "小李", "开证明", street.person("小李").private)
    await street.person("小李").presses("2025 年", on=question)
    async with asyncio.timeout(5):
        while not await street.read(is_on_its_way):
            pass
        await street.restart()
    assert has_ended(process)
    await street.wait(minutes=1)
    third = here(street.person("小李").private, question)
    assert (await paper_in(street, third)).startswith(b"%PDF-")
    assert len([one for one in street.person("小李").private.messages if one.from_bot]) == 4
    assert not [one for one in caplog.records if one.levelname == "ERROR"]
